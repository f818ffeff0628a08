//! A worker reads reports: leases jobs, opens each report with the worker key of the day, calls the pure rooms,
//! and in one transaction stores the sealed reading and what the report can be found by, and deletes the job, and with it
//! the worker's wrap.

use crate::accept_report::READ;
use crate::alone::{Frozen, Standing};
use crate::desk::{Desk, Inner};
use crate::error::Failure;
use crate::log::Deed;
use crate::noted::Noted;
use crate::sealed::{self, Headline, What, kind};
use crate::tokens;
use jiff::tz::TimeZone;
use language::When;
use language::meaning::Feature;
use report::{Analysis, Conduct, Content, Hour, InBoth, Level, Named, Place, Reading, Timestamp};
use seal::Key;
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;
use store::{Item, Job, NewSearch, NewTriage, ReadReport, ReportWrap, Tx};

/// How a report stands with the program, as stored in `report.reading`.
pub(crate) mod reading_state {
    /// Read.
    pub(crate) const READ: i64 = 1;
    /// Left to people: the program could not open it in time, or failed on it.
    pub(crate) const PEOPLE: i64 = 2;
}

/// A lease under which everything was done and nothing could be stored.
#[derive(Clone)]
pub(crate) struct Fruitless {
    jobs: Vec<i64>,
    token: [u8; 16],
}

/// What is stored of a report that was read.
struct Made {
    items: [Item; 2],
    search: NewSearch,
    triage: NewTriage,
    read: ReadReport,
    /// The entry of what was decided alone.
    alone: Option<Noted>,
    accepted_at: Timestamp,
}

/// What became of one job.
enum Outcome {
    Read(Job, Box<Made>),
    /// The report is gone (withdrawn and destroyed): there is nothing to read.
    Gone(Job),
    /// Tried again later: it may pass.
    Failed(Job, &'static str),
    /// Left to people at once.
    Hopeless(Job, &'static str),
}

impl Inner {
    fn fruitless(&self) -> MutexGuard<'_, Vec<Fruitless>> {
        let lock = self.fruitless.lock();
        lock.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outcome {
    fn seq(&self) -> i64 {
        match self {
            Outcome::Read(job, ..)
            | Outcome::Gone(job)
            | Outcome::Failed(job, _)
            | Outcome::Hopeless(job, _) => job.seq,
        }
    }
}

impl Desk {
    /// Leases up to `work.batch` jobs (one that was tried before: alone) and does them. Returns how many were leased:
    /// 0 means that nothing waits.
    ///
    /// # Errors
    /// When the database does not answer; leases then expire and the jobs are taken again.
    pub fn analyse_once(&self) -> Result<usize, Failure> {
        let work = &self.inner.profile.work;
        let now = self.now().as_second();
        let lease_until = now + work.lease_s;
        let token: [u8; 16] = self.random().bytes();
        let limit = i64::try_from(work.batch).unwrap_or(i64::MAX);
        let fruitless = std::mem::take(&mut *self.inner.fruitless());
        let given_back = fruitless.clone();
        let claimed = self
            .store()
            .write("lease jobs", move |tx| {
                for lease in &given_back {
                    tx.give_back_jobs(&lease.jobs, lease.token)?;
                }
                let jobs = tx.claim_jobs(&[READ], now, lease_until, token, limit)?;
                let reports: Vec<_> = jobs.iter().map(|job| job.report).collect();
                let contents = tx.first_items(&reports)?;
                let reports = tx.report_wraps(&reports)?;
                let standing = Standing::read(tx)?;
                Ok((jobs, contents, reports, standing))
            })
            .wait();
        if claimed.is_err() {
            self.inner.fruitless().extend(fruitless);
        }
        let (jobs, contents, reports, standing) = claimed?;
        let leased = jobs.len();
        if leased == 0 {
            return Ok(0);
        }
        let frozen = self.frozen(&standing)?;
        let certified = (frozen.as_deref(), &standing);
        let mut contents: HashMap<_, _> = contents
            .into_iter()
            .map(|item| (item.report, item))
            .collect();
        let reports: HashMap<_, _> = reports
            .into_iter()
            .map(|report| (report.id, report))
            .collect();
        let outcomes: Vec<Outcome> = jobs
            .into_iter()
            .map(
                |job| match contents.remove(&job.report).zip(reports.get(&job.report)) {
                    None => Outcome::Gone(job),
                    // Every failure is counted when it is reported. What was taken up more often than that never came
                    // back: an abort, a full stack, no memory left. It is not tried again.
                    Some(_) if job.attempts > work.attempts => {
                        Outcome::Failed(job, "it ended the program")
                    }
                    Some((content, report)) => match self.worker_key(&job) {
                        Err(cause) => Outcome::Hopeless(job, cause),
                        Ok(worker) => {
                            match self.read_report(&job, &worker, &content, report, certified) {
                                Ok(made) => Outcome::Read(job, Box::new(made)),
                                Err(cause) => Outcome::Failed(job, cause),
                            }
                        }
                    },
                },
            )
            .collect();
        let jobs = outcomes.iter().map(Outcome::seq).collect();
        if let Err(failure) = self.finish(outcomes, token, now) {
            // That the disk is full or the database away is no fault of these jobs: as tries they do not count, or the
            // third would set them aside. Anything else may be theirs.
            if let Failure::Full | Failure::Unavailable = failure {
                self.inner.fruitless().push(Fruitless { jobs, token });
            }
            return Err(failure);
        }
        Ok(leased)
    }

    /// The job's mailbox key as it is wrapped, and what opens it. What is missing of them does not come back.
    fn worker_key(&self, job: &Job) -> Result<(Vec<u8>, Key), &'static str> {
        let wrap = job.wrap.clone();
        let wrap = wrap.ok_or("the job has no key (a restored backup omits it)")?;
        let worker = self.inner.keyring.get().worker_key(job.wrap_day).cloned();
        Ok((wrap, worker.ok_or("the worker key of that day is gone")?))
    }

    fn read_report(
        &self,
        job: &Job,
        (wrap, worker): &(Vec<u8>, Key),
        content: &Item,
        report: &ReportWrap,
        (frozen, standing): (Option<&Frozen>, &Standing),
    ) -> Result<Made, &'static str> {
        let mailbox = sealed::by_worker(worker, job.wrap_day, &job.report, wrap)
            .map_err(|_| "the key does not open")?;
        let (_, plain) = sealed::open_item(&mailbox, content)
            .ok()
            .flatten()
            .ok_or("the content does not open")?;
        let content = Content::from_bytes(&plain).map_err(|_| "the content cannot be read")?;
        // A pure room that panics on somebody's text must not take the worker with it.
        let zone = self.inner.profile.site.zone();
        let (mut reading, analysis, features, terms) = catch_unwind(AssertUnwindSafe(|| {
            let (reading, analysis, features) = read(&content, zone);
            let terms = tokens::terms(&content, &reading);
            (reading, analysis, features, terms)
        }))
        .map_err(|_| "reading it failed inside the program")?;
        let mut random = self.random();
        let keyring = self.inner.keyring.get();
        let search = tokens::seal(&keyring, report, &terms, &mut random)
            .map_err(|_| "the desk's wrap of it does not open")?;
        let triaged = self
            .triage(frozen, standing, report, features, &analysis, &mut random)
            .map_err(|_| "the desk's wrap of it does not open")?;
        let mut read = self.proposed(report, &analysis, triaged.alone);
        if triaged.drawn {
            reading.proposal = None;
            read = ReadReport {
                level: Level::Unjudged.code(),
                conduct: String::new(),
                ahead: 0,
                ..read
            };
        }
        let alone = match triaged.alone {
            true => Some(self.noted_alone(report, &read)?),
            false => None,
        };
        let headline = Headline::of(What::Reading, self.now(), "");
        let mut item = |kind, plain: &[u8]| {
            sealed::item(&mailbox, job.report, kind, headline, plain, &mut random)
        };
        Ok(Made {
            items: [
                item(kind::READING, &reading.to_bytes()),
                item(kind::ANALYSIS, &analysis.to_bytes()),
            ],
            search,
            triage: triaged.new,
            read,
            alone,
            accepted_at: content.accepted_at,
        })
    }

    fn finish(&self, outcomes: Vec<Outcome>, token: [u8; 16], now: i64) -> Result<(), Failure> {
        let attempts = self.inner.profile.work.attempts;
        let (accepted, alone) = self
            .store()
            .write("finish jobs", move |tx| {
                let done: Vec<i64> = outcomes
                    .iter()
                    .filter_map(|outcome| match outcome {
                        Outcome::Read(job, ..) | Outcome::Gone(job) => Some(job.seq),
                        Outcome::Failed(..) | Outcome::Hopeless(..) => None,
                    })
                    .collect();
                // A lost lease completes nothing: another worker has it, and does the same.
                let completed: HashSet<i64> = tx.complete_jobs(&done, token)?.into_iter().collect();
                let made: Vec<&Made> = outcomes
                    .iter()
                    .filter_map(|outcome| match outcome {
                        Outcome::Read(job, made) if completed.contains(&job.seq) => Some(&**made),
                        _ => None,
                    })
                    .collect();
                let items: Vec<Item> = made.iter().flat_map(|made| made.items.clone()).collect();
                tx.insert_items(&items)?;
                let read: Vec<ReadReport> = made.iter().map(|made| made.read.clone()).collect();
                tx.read_reports(&read)?;
                let triage: Vec<NewTriage> = made.iter().map(|made| made.triage.clone()).collect();
                tx.insert_triage(&triage)?;
                let alone: Vec<Noted> = made.iter().filter_map(|made| made.alone.clone()).collect();
                for noted in &alone {
                    noted.insert(tx)?;
                }
                for outcome in &outcomes {
                    match outcome {
                        Outcome::Read(..) | Outcome::Gone(_) => {}
                        Outcome::Hopeless(job, cause) => {
                            leave_to_people(tx, job, cause)?;
                        }
                        Outcome::Failed(job, cause) if job.attempts >= attempts => {
                            leave_to_people(tx, job, cause)?;
                        }
                        // One minute, then two: whatever passes by itself has time to pass.
                        Outcome::Failed(job, _) => {
                            tx.retry_job(job.seq, job.token, now + 60 * job.attempts)?;
                        }
                    }
                }
                let searches: Vec<NewSearch> =
                    made.iter().map(|made| made.search.clone()).collect();
                tx.insert_searches(&searches)?;
                let accepted: Vec<Timestamp> = made.iter().map(|made| made.accepted_at).collect();
                Ok((accepted, alone))
            })
            .wait()?;
        for noted in &alone {
            noted.committed(self);
        }
        let (measures, now) = (&self.inner.measures, self.now());
        let read = accepted.len() as u64;
        measures.analysed.fetch_add(read, Ordering::Relaxed);
        for at in accepted {
            // A clock that was set back has no time to tell.
            let took = Duration::try_from(now.duration_since(at)).unwrap_or_default();
            measures.proposed.observe(took);
        }
        Ok(())
    }
}

/// What the pure rooms make of a report: for lists, and for whoever opens it.
fn read(content: &Content, zone: TimeZone) -> (Reading, Analysis, Vec<Feature>) {
    let when = When {
        received_at: content.received_at.unwrap_or(content.accepted_at),
        zone,
    };
    let (findings, features) =
        language::find_out_and_features(&content.text, &when, content.answers());
    let priority = triage::judge(&findings);
    let analysis = Analysis { findings, priority };
    let reading = Reading {
        accepted_at: Some(content.accepted_at),
        place: content.place.as_ref().map(Place::brief),
        proposal: Some(analysis.proposal()),
        ..language::read(&content.text)
    };
    (reading, analysis, features)
}

/// What a sector is called; `None` for none of ours.
pub fn sector_title(sector: &str) -> Option<&'static InBoth> {
    let mut sectors = language::signatures::Signatures::delivered()
        .sectors()
        .iter();
    sectors.find(|one| one.id == sector).map(|one| &one.title)
}

/// By how many hours, at most, a report goes before others of its level.
const AHEAD: f64 = 24.0;

impl Desk {
    /// What stands in clear of what is proposed, or decided alone: the index room.
    fn proposed(&self, report: &ReportWrap, analysis: &Analysis, alone: bool) -> ReadReport {
        let level = analysis.priority.named();
        let conduct = &analysis.findings.category.code;
        ReadReport {
            id: report.id,
            level: level.code(),
            conduct: match conduct.parse::<Conduct>() {
                Ok(conduct) => conduct.as_str().to_owned(),
                Err(_) => String::new(),
            },
            ahead: (AHEAD * analysis.priority.score).round() as i64,
            due: match level {
                _ if alone => report.hour.plus_hours(self.hours_for(level)),
                // Somebody is to look at danger at once, whatever was promised of others.
                Level::Now => report.hour,
                _ if self.names_high_office(analysis) => report
                    .hour
                    .plus_hours(self.inner.profile.queue.screening_hours),
                _ => Hour(i64::MAX),
            },
            alone,
            // Nothing may follow from who somebody is, and so it is not kept for long.
            aside_until: analysis.findings.says_only_who().then(|| {
                report
                    .hour
                    .plus_hours(24 * self.inner.profile.retention.aside_days)
            }),
        }
    }

    /// Whether an office is named that is to be screened soon: what may concern those above the desk.
    fn names_high_office(&self, analysis: &Analysis) -> bool {
        let least = self.inner.profile.queue.screening_rank;
        let mut entities = analysis.findings.entities.iter();
        entities.any(|entity| matches!(entity.what, Named::Office { rank, .. } if rank <= least))
    }

    /// The entry of what is decided alone.
    fn noted_alone(&self, report: &ReportWrap, read: &ReadReport) -> Result<Noted, &'static str> {
        let level = Level::from_code(read.level).unwrap_or(Level::Unjudged);
        let why = format!("level {level}: all three models agree, under their certificate");
        self.noted("desk", Deed::DecidedAlone, Some(report.id), &why)
            .map_err(|_| "its entry of the log could not be sealed")
    }
}

/// Sets the job aside, if it is still ours.
fn leave_to_people(tx: &mut Tx<'_>, job: &Job, cause: &str) -> Result<(), store::Error> {
    if tx.set_aside_job(job.seq, job.token, cause)? {
        tx.set_report_reading(job.report, reading_state::PEOPLE)?;
    }
    Ok(())
}
