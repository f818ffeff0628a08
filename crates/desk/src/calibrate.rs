//! The decisions of people earn the program its certificate: what is tested, what came out, and what is still missing.

use crate::alone::Standing;
use crate::desk::Desk;
use crate::error::Failure;
use crate::log::Deed;
use report::Level;
use triage::{
    Alarm, Class, Decided, Evaluation, Promise, Snapshot, Tested, Tongue, calibrate, evaluate,
};

/// How it stands with what the program decides alone.
#[derive(Clone, PartialEq, Debug)]
pub struct TriageStatus {
    /// What a certificate promises.
    pub promise: Promise,
    /// Reports that people decided and that can be learnt from.
    pub decided: u64,
    /// Reports whose urgency the program decided, and no person since.
    pub alone: u64,
    /// Which calibration is in force, counted from 1; 0 before the first.
    pub calibration: u64,
    /// Whether what reads reports has changed since: then no certificate holds until the next calibration.
    pub outdated: bool,
    /// Every class that a certificate can be given for.
    pub classes: Vec<ClassStatus>,
}

/// How it stands with one class.
#[derive(Clone, PartialEq, Debug)]
pub struct ClassStatus {
    /// The language of its reports.
    pub tongue: Tongue,
    /// What is proposed for them.
    pub level: Level,
    /// What was found on the cases that were tested on; `None` before the first calibration.
    pub tested: Option<Tested>,
    /// What was seen of the audited cases since.
    pub alarm: Alarm,
    /// Whether this desk lets the program set that level at all.
    pub allowed: bool,
    /// How many more decisions it takes at least.
    pub missing: u64,
}

impl ClassStatus {
    /// Whether reports of this class are decided alone now, `outdated` apart.
    pub fn is_in_force(&self) -> bool {
        let certified = self.tested.is_some_and(|tested| tested.class.is_some());
        certified && self.allowed && !self.alarm.raised
    }
}

impl Desk {
    /// How it stands with what the program decides alone.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn triage_status(&self) -> Result<TriageStatus, Failure> {
        let known = self.store().read("triage", |tx| {
            Ok((Standing::read(tx)?, tx.meta(TESTED)?, tx.count_decided()?))
        });
        let (standing, tested, (decided, alone)) = known.wait()?;
        let frozen = self.frozen(&standing)?;
        let tested = tested_from(
            &tested.unwrap_or_default(),
            frozen.as_ref().map(|it| &it.snapshot),
        );
        let promise = self.inner.promise();
        let decided = u64::try_from(decided).unwrap_or(0);
        let class = |number: i64| {
            let (tongue, level) = Class::of_number(number)?;
            let tested = tested
                .iter()
                .find(|one| (one.tongue, one.level) == (tongue, level));
            Some(ClassStatus {
                tongue,
                level: named(level),
                tested: tested.copied(),
                alarm: standing.alarm(number),
                allowed: i64::from(level) <= self.inner.profile.triage.alone_up_to,
                missing: match tested {
                    Some(tested) => tested.missing,
                    None => triage::missing(decided, 0, promise),
                },
            })
        };
        Ok(TriageStatus {
            promise,
            decided,
            alone: u64::try_from(alone).unwrap_or(0),
            calibration: standing.number(),
            outdated: frozen.is_some_and(|frozen| frozen.snapshot.read_by != language::version()),
            classes: (0..Class::COUNT).filter_map(class).collect(),
        })
    }

    /// Learns from what people decided, tests it on later decisions, and puts the models and whatever certificates they earn in
    /// force.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn calibrate(&self) -> Result<TriageStatus, Failure> {
        let standing = self.store().read("triage", Standing::read).wait()?;
        let frozen = self.frozen(&standing)?;
        let decided = self.decided()?;
        let before = frozen.as_ref().map(|frozen| &frozen.snapshot);
        let (snapshot, tested) =
            calibrate(&decided, before, language::version(), self.inner.promise());
        let number = standing.number() + 1;
        let why = format!(
            "calibration {number} on {} decisions: {} certificates",
            decided.len(),
            snapshot.classes.len()
        );
        let noted = self.noted("administrator", Deed::Calibrated, None, &why)?;
        let (entry, keep) = (noted.clone(), self.keep_calibration(&snapshot, number));
        let tested = tested_to(&tested);
        self.store()
            .write("calibrate", move |tx| {
                keep(tx)?;
                tx.put_meta(TESTED, &tested)?;
                entry.insert(tx)
            })
            .wait()?;
        noted.committed(self);
        self.triage_status()
    }

    /// What the models would be worth, learnt and tested on what people decided; nothing is put in force.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn evaluate(&self) -> Result<Evaluation, Failure> {
        let promise = self.inner.promise();
        let errors = [0.1, 0.05, 0.02, promise.error];
        Ok(evaluate(
            &self.decided()?,
            true,
            &errors,
            promise.confidence,
        ))
    }

    /// Everything that people decided, in the order of its acceptance.
    fn decided(&self) -> Result<Vec<Decided>, Failure> {
        let mut decided = Vec::new();
        self.each_decided(|one| decided.push(one))?;
        Ok(decided)
    }
}

/// What came out of the last calibration, by class: numbers of cases, nothing of any one.
const TESTED: &str = "triage-tested";

fn tested_to(tested: &[Tested]) -> Vec<u8> {
    let number = |one: &Tested| {
        let number = Class::number(one.tongue, one.level).unsigned_abs();
        [number, one.of_language, one.agreed, one.wrong, one.missing]
    };
    let numbers: Vec<[u64; 5]> = tested.iter().map(number).collect();
    serde_json::to_vec(&numbers).unwrap_or_default()
}

fn tested_from(bytes: &[u8], snapshot: Option<&Snapshot>) -> Vec<Tested> {
    let numbers: Vec<[u64; 5]> = serde_json::from_slice(bytes).unwrap_or_default();
    let tested = |[number, of_language, agreed, wrong, missing]: [u64; 5]| {
        let (tongue, level) = Class::of_number(i64::try_from(number).ok()?)?;
        Some(Tested {
            tongue,
            level,
            of_language,
            agreed,
            wrong,
            class: snapshot.and_then(|snapshot| snapshot.class(tongue, level)),
            missing,
        })
    };
    numbers.into_iter().filter_map(tested).collect()
}

/// As the desk names levels.
fn named(level: triage::Level) -> Level {
    match level {
        0 => Level::None,
        1 => Level::Routine,
        2 => Level::Today,
        _ => Level::Now,
    }
}
