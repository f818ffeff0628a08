//! What is over is destroyed: reports past their time, reports withdrawn a day ago, answers kept for repetition,
//! log entries past theirs (their leaves stay).

use crate::desk::Desk;
use crate::error::Failure;
use crate::log::Deed;
use report::{Hour, Month};

const BATCH: i64 = 200;

/// Hours of a month of retention: a twelfth of 365.25 days.
const HOURS_A_MONTH: i64 = 730;

impl Desk {
    /// How long a report is kept that nobody has decided on.
    pub(crate) fn undecided_hours(&self) -> i64 {
        self.inner.profile.retention.undecided_months * HOURS_A_MONTH
    }

    /// Destroys what is over. Returns how many reports were destroyed.
    ///
    /// # Errors
    /// When the database does not answer; what was destroyed stays so.
    pub fn expire(&self) -> Result<u64, Failure> {
        let now = Hour::of(self.now());
        let month = Month::of(self.now());
        let withdrawn_before = now.plus_hours(-self.inner.profile.retention.withdrawn_hours);
        let mut destroyed = 0;
        loop {
            let count = self
                .store()
                .write("destroy reports", move |tx| {
                    let over = tx.expired_reports(now, withdrawn_before, BATCH)?;
                    for id in &over {
                        tx.remove_report(*id)?;
                    }
                    let count = over.len();
                    if count > 0 {
                        // Only a bare count stays.
                        tx.add_tally(
                            month.0,
                            "destroyed",
                            i64::try_from(count).unwrap_or(i64::MAX),
                        )?;
                    }
                    Ok(count)
                })
                .wait()?;
            destroyed += count as u64;
            if (count as u64) < BATCH.unsigned_abs() {
                break;
            }
        }
        let reaped = self
            .store()
            .write("reap", move |tx| {
                Ok(tx.reap_replays(now)? + tx.expire_entries(now, 10_000)?)
            })
            .wait()?;
        if destroyed > 0 {
            self.note(
                "desk",
                Deed::Destroyed,
                None,
                &format!("{destroyed} reports"),
            )?;
        }
        if destroyed > 0 || reaped > 0 {
            self.store().scrub().wait()?;
        }
        Ok(destroyed)
    }
}
