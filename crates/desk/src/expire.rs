//! What is over is destroyed: reports past their time, reports withdrawn a day ago, answers kept for repetition,
//! log entries past theirs (their leaves stay), sessions, requests for recovery, files that belong to no report.

use crate::desk::Desk;
use crate::error::Failure;
use crate::log::Deed;
use report::{Hour, Month, Timestamp};
use std::sync::atomic::Ordering;

const BATCH: i64 = 200;

/// Hours of a month of retention: a twelfth of 365.25 days.
const HOURS_A_MONTH: i64 = 730;

impl Desk {
    /// Until when a report that was accepted then is kept, if nothing is decided.
    pub(crate) fn undecided_until(&self, accepted: Timestamp) -> Hour {
        Hour::of(accepted).plus_hours(self.undecided_hours())
    }

    /// For how many hours a report is kept about which nothing is decided.
    pub(crate) fn undecided_hours(&self) -> i64 {
        self.inner.profile.retention.undecided_months * HOURS_A_MONTH
    }

    /// Destroys what is over. Returns how many reports were destroyed.
    ///
    /// # Errors
    /// When the database does not answer; what was destroyed stays so.
    pub fn expire(&self) -> Result<u64, Failure> {
        let destroyed = self.destroy_reports();
        let reaped = self.reap();
        let removed = self.remove_objects();
        self.scrub();
        removed.and(reaped).and(destroyed)
    }

    fn destroy_reports(&self) -> Result<u64, Failure> {
        let now = Hour::of(self.now());
        let month = Month::of(self.now());
        let withdrawn_before = now.plus_hours(-self.inner.profile.retention.withdrawn_hours);
        let mut destroyed = 0;
        loop {
            // Looked for among the readers: the writer serves those who file.
            let over = self
                .store()
                .read("look what is over", move |tx| {
                    tx.expired_reports(now, withdrawn_before, BATCH)
                })
                .wait()?;
            if over.is_empty() {
                return Ok(destroyed);
            }
            let desk = self.clone();
            let done = self.store().write("destroy reports", move |tx| {
                let mut count = 0;
                for id in &over {
                    count += i64::from(tx.remove_report(*id)?);
                }
                // Another node was faster.
                if count == 0 {
                    return Ok(None);
                }
                // Only a bare count stays.
                tx.add_tally(month.0, "destroyed", count)?;
                let noted = desk.note_in(tx, Deed::Destroyed, &format!("{count} reports"))?;
                Ok(Some((count.unsigned_abs(), noted)))
            });
            let done = done.wait();
            self.owe_scrub(!matches!(done, Ok(None)));
            if let Some((count, noted)) = done? {
                noted.committed(self);
                destroyed += count;
            }
        }
    }

    /// Answers kept for repetition, entries of the log, sessions and requests for recovery.
    fn reap(&self) -> Result<(), Failure> {
        let (now, second) = (Hour::of(self.now()), self.now().as_second());
        let (idle, absolute) = self.lasts();
        let reaped = self.store().write("reap", move |tx| {
            tx.reap_sessions(second - absolute, second - idle)?;
            tx.reap_recoveries(second)?;
            Ok(tx.reap_replays(now)? + tx.expire_entries(now, 10_000)?)
        });
        let reaped = reaped.wait();
        self.owe_scrub(!matches!(reaped, Ok(0)));
        Ok(reaped.map(|_| ())?)
    }

    /// Remembers that something may have been destroyed: also when the answer did not come, for the commit may have.
    fn owe_scrub(&self, perhaps: bool) {
        self.inner.scrub_owed.fetch_or(perhaps, Ordering::Relaxed);
    }

    /// Makes what was destroyed disappear from the files. A long read (a backup) can be in the way: then it is done in
    /// a later round, and what else there is to destroy does not wait for it.
    fn scrub(&self) {
        if !self.inner.scrub_owed.swap(false, Ordering::Relaxed) {
            return;
        }
        if let Err(error) = self.store().scrub().wait() {
            tracing::warn!(%error, "what was destroyed still lies in the database's files; the next round tries again");
            self.owe_scrub(true);
        }
    }
}
