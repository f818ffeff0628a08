//! A worker reads reports: leases jobs, opens each report with the worker key of the day, calls the pure rooms,
//! and in one transaction stores the sealed reading and what the report can be found by, and deletes the job, and with it
//! the worker's wrap.

use crate::accept_report::READ;
use crate::desk::{Desk, Inner};
use crate::error::Failure;
use crate::sealed::{self, Headline, What, kind};
use crate::tokens;
use report::{Content, Id, Place, Reading};
use seal::Key;
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{MutexGuard, PoisonError};
use store::{Item, Job, NewSearch, ReportWrap, Tx};

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

/// What became of one job.
enum Outcome {
    Read(Job, Item, NewSearch),
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
                Ok((jobs, contents, reports))
            })
            .wait();
        if claimed.is_err() {
            self.inner.fruitless().extend(fruitless);
        }
        let (jobs, contents, reports) = claimed?;
        let leased = jobs.len();
        if leased == 0 {
            return Ok(0);
        }
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
                        Ok(worker) => match self.read_report(&job, &worker, &content, report) {
                            Ok((item, search)) => Outcome::Read(job, item, search),
                            Err(cause) => Outcome::Failed(job, cause),
                        },
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
    ) -> Result<(Item, NewSearch), &'static str> {
        let mailbox = sealed::by_worker(worker, job.wrap_day, &job.report, wrap)
            .map_err(|_| "the key does not open")?;
        let (_, plain) = sealed::open_item(&mailbox, content)
            .ok()
            .flatten()
            .ok_or("the content does not open")?;
        let content = Content::from_bytes(&plain).map_err(|_| "the content cannot be read")?;
        // A pure room that panics on somebody's text must not take the worker with it.
        let (mut reading, terms): (Reading, _) = catch_unwind(AssertUnwindSafe(|| {
            let reading = language::read(&content.text);
            let terms = tokens::terms(&content, &reading);
            (reading, terms)
        }))
        .map_err(|_| "reading it failed inside the program")?;
        reading.accepted_at = Some(content.accepted_at);
        reading.place = content.place.as_ref().map(Place::brief);
        let mut random = self.random();
        let keyring = self.inner.keyring.get();
        let search = tokens::seal(&keyring, report, &terms, &mut random)
            .map_err(|_| "the desk's wrap of it does not open")?;
        let item = sealed::item(
            &mailbox,
            job.report,
            kind::READING,
            Headline::of(What::Reading, self.now(), ""),
            &reading.to_bytes(),
            &mut random,
        );
        Ok((item, search))
    }

    fn finish(&self, outcomes: Vec<Outcome>, token: [u8; 16], now: i64) -> Result<(), Failure> {
        let attempts = self.inner.profile.work.attempts;
        let read = self
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
                let (readings, searches): (Vec<Item>, Vec<NewSearch>) = outcomes
                    .iter()
                    .filter_map(|outcome| match outcome {
                        Outcome::Read(job, item, search) if completed.contains(&job.seq) => {
                            Some((item.clone(), search.clone()))
                        }
                        _ => None,
                    })
                    .unzip();
                tx.insert_items(&readings)?;
                let read: Vec<Id> = readings.iter().map(|item| item.report).collect();
                tx.set_report_readings(&read, reading_state::READ)?;
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
                tx.insert_searches(&searches)?;
                Ok(readings.len() as u64)
            })
            .wait()?;
        let analysed = &self.inner.measures.analysed;
        analysed.fetch_add(read, Ordering::Relaxed);
        Ok(())
    }
}

/// Sets the job aside, if it is still ours.
fn leave_to_people(tx: &mut Tx<'_>, job: &Job, cause: &str) -> Result<(), store::Error> {
    if tx.set_aside_job(job.seq, job.token, cause)? {
        tx.set_report_reading(job.report, reading_state::PEOPLE)?;
    }
    Ok(())
}
