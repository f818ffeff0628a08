//! What the program may decide alone: the certified models in memory, what they say of a report, and the alarm that suspends
//! them when people judge too many of the audited cases otherwise.

use crate::desk::{Desk, Inner};
use crate::error::Failure;
use crate::log::Deed;
use crate::noted::Noted;
use crate::outside::Random;
use crate::tokens::inner_wrap;
use language::meaning::Feature;
use report::{Analysis, Id, Level};
use seal::{Binding, Keyring};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Audited, DecidedCase, NewTriage, ReportWrap, Tx};
use triage::{
    Alarm, Case, Class, Decided, Features, Neighbours, Opinion, Promise, Snapshot, Tongue,
};

/// The certified models, sealed.
const MODEL: &str = "triage-model";
/// Which calibration they are of, counted from 1.
const NUMBER: &str = "triage-number";
/// What was seen of the audited cases since then, by class.
const ALARMS: &str = "triage-alarms";
/// Decided cases that are read at once.
const PIECE: i64 = 1_000;

/// The models of the last calibration that this process saw.
#[derive(Default)]
pub(crate) struct Alone(Mutex<Option<Arc<Frozen>>>);

/// Models as they were certified.
pub(crate) struct Frozen {
    number: u64,
    pub(crate) snapshot: Snapshot,
    neighbours: Neighbours,
}

/// What is known of what may be decided alone, at a moment.
#[derive(Default)]
pub(crate) struct Standing {
    number: u64,
    alarms: Alarms,
}

/// Alarms by the number of their class.
type Alarms = BTreeMap<i64, Alarm>;

impl Standing {
    /// As it is stored.
    pub(crate) fn read(tx: &mut Tx<'_>) -> Result<Standing, store::Error> {
        Ok(Standing {
            number: number(tx)?,
            alarms: alarms(tx)?,
        })
    }

    pub(crate) fn alarm(&self, class: i64) -> Alarm {
        self.alarms.get(&class).copied().unwrap_or_default()
    }

    pub(crate) fn number(&self) -> u64 {
        self.number
    }
}

fn number(tx: &mut Tx<'_>) -> Result<u64, store::Error> {
    let stored = tx.meta(NUMBER)?;
    let number = stored.and_then(|bytes| Some(u64::from_be_bytes(bytes.try_into().ok()?)));
    Ok(number.unwrap_or(0))
}

fn alarms(tx: &mut Tx<'_>) -> Result<Alarms, store::Error> {
    let stored = tx.meta(ALARMS)?.unwrap_or_default();
    let stored: BTreeMap<i64, Value> = serde_json::from_slice(&stored).unwrap_or_default();
    let alarm = |(class, value): (i64, Value)| {
        let count = |name: &str| value[name].as_u64().unwrap_or(0);
        let alarm = Alarm {
            audited: count("audited"),
            errors: count("errors"),
            evidence: value["evidence"].as_f64().unwrap_or(0.0),
            raised: value["raised"].as_bool().unwrap_or(false),
        };
        (class, alarm)
    };
    Ok(stored.into_iter().map(alarm).collect())
}

fn put_alarms(tx: &mut Tx<'_>, alarms: &Alarms) -> Result<(), store::Error> {
    let value = |(class, alarm): (&i64, &Alarm)| {
        let value = json!({
            "audited": alarm.audited,
            "errors": alarm.errors,
            "evidence": alarm.evidence,
            "raised": alarm.raised,
        });
        (class.to_string(), value)
    };
    let object: serde_json::Map<String, Value> = alarms.iter().map(value).collect();
    tx.put_meta(ALARMS, Value::Object(object).to_string().as_bytes())
}

/// What triage makes of a report that was read.
pub(crate) struct Triaged {
    pub(crate) new: NewTriage,
    /// Whether its level stands without a person.
    pub(crate) alone: bool,
    /// Whether it would, and was drawn by lot: then nobody is told what it would be.
    pub(crate) drawn: bool,
}

impl Inner {
    /// What a certificate promises here.
    pub(crate) fn promise(&self) -> Promise {
        let triage = &self.profile.triage;
        Promise {
            error: f64::from(triage.error_per_mille) / 1_000.0,
            confidence: f64::from(triage.confidence_percent) / 100.0,
        }
    }
}

impl Desk {
    /// The certified models, if there are any; read again when there was another calibration since.
    pub(crate) fn frozen(&self, standing: &Standing) -> Result<Option<Arc<Frozen>>, Failure> {
        if standing.number == 0 {
            return Ok(None);
        }
        let lock = self.inner.alone.0.lock();
        let mut known = lock.unwrap_or_else(PoisonError::into_inner);
        if let Some(frozen) = known.as_ref().filter(|it| it.number == standing.number) {
            return Ok(Some(Arc::clone(frozen)));
        }
        let (number, sealed) = self
            .store()
            .read("certified models", |tx| Ok((number(tx)?, tx.meta(MODEL)?)))
            .wait()?;
        let damaged = Failure::Damaged("the certified models");
        let keys = self.inner.keyring.get().triage_keys();
        let opened = keys.open_model(&model_place(number), &sealed.unwrap_or_default());
        let plain = opened.map_err(|_| damaged)?;
        let snapshot =
            Snapshot::from_bytes(&plain).ok_or(Failure::Damaged("the certified models"))?;
        let mut neighbours = Neighbours::default();
        self.each_decided(|decided| {
            if decided.seq <= snapshot.learnt_up_to {
                neighbours.add(&decided.case.features, decided.level);
            }
        })?;
        let frozen = Arc::new(Frozen {
            number,
            snapshot,
            neighbours,
        });
        *known = Some(Arc::clone(&frozen));
        Ok(Some(frozen))
    }

    /// What triage makes of a report, as it was read.
    pub(crate) fn triage(
        &self,
        frozen: Option<&Frozen>,
        standing: &Standing,
        report: &ReportWrap,
        features: Vec<Feature>,
        analysis: &Analysis,
        random: &mut Random,
    ) -> Result<Triaged, Failure> {
        let keyring = self.inner.keyring.get();
        let keys = keyring.triage_keys();
        let case = Case {
            tongue: Tongue::of(&analysis.findings.language.code),
            read: Opinion {
                level: analysis.priority.level,
                certainty: analysis.findings.category.score,
            },
            read_by: language::version(),
            features: Features::of(keys.buckets(), features),
        };
        let class = frozen.and_then(|frozen| self.class_alone(frozen, standing, &case, analysis));
        let percent = u64::from(self.inner.profile.triage.audit_percent);
        let drawn = u64::from_be_bytes(random.bytes()) % 100 < percent;
        let any = frozen.is_some_and(|frozen| !frozen.snapshot.classes.is_empty());
        let wrap = inner_wrap(&keyring, report.id, report.epoch, &report.wrap)?;
        let sealed = keys.seal_case(&wrap, random, &case_place(&report.id), &case.to_bytes());
        Ok(Triaged {
            new: NewTriage {
                report: report.id,
                sealed,
                // As long as everything goes to people every case stands for all; then those that were drawn by lot.
                counts: drawn || !any,
                alone: class,
            },
            alone: class.is_some() && !drawn,
            drawn: class.is_some() && drawn,
        })
    }

    /// The number of the class in which a report may be decided alone.
    fn class_alone(
        &self,
        frozen: &Frozen,
        standing: &Standing,
        case: &Case,
        analysis: &Analysis,
    ) -> Option<i64> {
        let findings = &analysis.findings;
        // Hearsay is looked at by a second person, and that somebody is accused for who they are by a first.
        if findings.needs_second_review() || findings.says_only_who() {
            return None;
        }
        let opinions = frozen.snapshot.opinions(&frozen.neighbours, case);
        let class = frozen.snapshot.alone(case, &opinions)?;
        let number = Class::number(class.tongue, class.level);
        let allowed = i64::from(class.level) <= self.inner.profile.triage.alone_up_to;
        (allowed && !standing.alarm(number).raised).then_some(number)
    }

    /// Calls with every case that people decided, in the order of their acceptance. Those whose keys are gone are left out.
    pub(crate) fn each_decided(&self, mut each: impl FnMut(Decided)) -> Result<(), Failure> {
        let keyring = self.inner.keyring.get();
        let mut after = 0;
        loop {
            let cases = self
                .store()
                .read("decided cases", move |tx| tx.decided_cases(after, PIECE))
                .wait()?;
            let Some(last) = cases.last() else {
                return Ok(());
            };
            after = last.report;
            cases
                .iter()
                .filter_map(|case| opened(&keyring, case))
                .for_each(&mut each);
        }
    }

    /// What a person decided is held against what would have been decided alone; what it suspends is in the log. To be called in the
    /// transaction of the decision.
    pub(crate) fn audit(
        &self,
        tx: &mut Tx<'_>,
        report: Id,
        level: Option<Level>,
    ) -> Result<Option<Noted>, store::Error> {
        let level = level.and_then(triage_level);
        let audited = tx.decide_triage(report, level.map(i64::from))?;
        let Some((Audited { alone }, level)) = audited.zip(level) else {
            return Ok(None);
        };
        let Some((tongue, said)) = Class::of_number(alone) else {
            return Ok(None);
        };
        let mut alarms = alarms(tx)?;
        let before = alarms.get(&alone).copied().unwrap_or_default();
        let after = before.with(said != level, self.inner.promise());
        alarms.insert(alone, after);
        put_alarms(tx, &alarms)?;
        if before.raised || !after.raised {
            return Ok(None);
        }
        let (errors, audited, tongue) = (after.errors, after.audited, tongue.code());
        tracing::warn!(
            errors,
            audited,
            said,
            tongue,
            "people judged too many audited reports otherwise: of this class nothing is decided alone any more"
        );
        let why = format!(
            "level {said}, {tongue}: people judged {errors} of {audited} audited reports otherwise"
        );
        self.note_in(tx, Deed::Suspended, &why).map(Some)
    }

    /// Keeps the models of a calibration, in the transaction that says so in the log.
    pub(crate) fn keep_calibration(
        &self,
        snapshot: &Snapshot,
        number: u64,
    ) -> impl Fn(&mut Tx<'_>) -> Result<(), store::Error> + Send + use<> {
        let keys = self.inner.keyring.get().triage_keys();
        let plain = snapshot.to_bytes();
        let sealed = keys.seal_model(&mut self.random(), &model_place(number), &plain);
        move |tx| {
            tx.put_meta(MODEL, &sealed)?;
            tx.put_meta(NUMBER, &number.to_be_bytes())?;
            put_alarms(tx, &Alarms::new())?;
            tx.forget_audits()
        }
    }
}

/// A decided case as it is calibrated on.
fn opened(keyring: &Keyring, row: &DecidedCase) -> Option<Decided> {
    let wrap = inner_wrap(keyring, row.id, row.epoch, &row.wrap).ok()?;
    let keys = keyring.triage_keys();
    let plain = keys
        .open_case(&wrap, &case_place(&row.id), &row.sealed)
        .ok()?;
    Some(Decided {
        seq: row.report,
        case: Case::from_bytes(&plain)?,
        level: u8::try_from(row.level).ok()?,
        counts: row.counts,
    })
}

/// As triage counts levels; none for what nobody has judged.
fn triage_level(level: Level) -> Option<triage::Level> {
    match level {
        Level::None => Some(0),
        Level::Routine => Some(1),
        Level::Today => Some(2),
        Level::Now => Some(3),
        Level::Unjudged => None,
    }
}

fn case_place(id: &Id) -> Binding<'_> {
    Binding {
        table: "triage",
        row: id.as_bytes(),
        column: "sealed",
        version: 1,
    }
}

fn model_place(number: u64) -> Binding<'static> {
    Binding {
        table: "meta",
        row: MODEL.as_bytes(),
        column: "value",
        version: i64::try_from(number).unwrap_or(i64::MAX),
    }
}
