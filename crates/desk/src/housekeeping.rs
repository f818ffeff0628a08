//! What the desk does by itself, every minute: keys advance with the machine's date, the living are carried, what is
//! over is destroyed, and so are keys that nothing needs any more.

use crate::circles::{DESK, OVERSEERS, make_pair};
use crate::desk::Desk;
use crate::error::Failure;
use crate::log::Deed;
use crate::measures::Stopwatch;
use report::{Day, Hour, Month, Timestamp};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Notices a clock that jumps: the wall clock is compared with a stopwatch that nobody sets.
pub(crate) struct ClockWatch {
    wall: Timestamp,
    stopwatch: Stopwatch,
}

/// A clock that says that nobody was here for more days than this is believed only when the operator confirms it.
const LONG_SLEEP: i64 = 35;

/// A clock that jumps by more seconds than this suspends destruction.
const JUMP: i64 = 3600;

impl ClockWatch {
    pub(crate) fn start(now: Timestamp) -> ClockWatch {
        ClockWatch {
            wall: now,
            stopwatch: Stopwatch::start(),
        }
    }

    /// Whether the wall clock went as the stopwatch did since the start of the watch.
    pub(crate) fn is_steady(&self, now: Timestamp) -> bool {
        self.is_steady_after(now, self.stopwatch.elapsed())
    }

    fn is_steady_after(&self, now: Timestamp, elapsed: Duration) -> bool {
        let wall = now.as_second() - self.wall.as_second();
        let passed = i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX);
        wall.abs_diff(passed) <= JUMP.unsigned_abs()
    }
}

/// A round of housekeeping: what failed in it first.
struct Round(Result<(), Failure>);

impl Round {
    fn step<T>(&mut self, done: Result<T, Failure>) {
        let Err(failure) = done else { return };
        if self.0.is_ok() {
            self.0 = Err(failure);
        } else {
            let cause = failure.cause();
            tracing::warn!(%failure, cause, "nor was this done in the same round");
        }
    }
}

impl Desk {
    /// One round of housekeeping. When the clock is not `steady` (it jumped), or in doubt since the start, nothing is
    /// destroyed, no circle gets a pair for what may be a wrong month, and the keyring stays at its day: advancing it
    /// drops worker keys, and would seal under an epoch that no other node has.
    ///
    /// Every step is tried, whatever became of those before it: a disk so full that the last head cannot be written down
    /// keeps nothing from being destroyed. A key is destroyed only when a count of its own finds nothing under it.
    ///
    /// # Errors
    /// The first thing that failed.
    pub fn keep_house(&self, steady: bool) -> Result<(), Failure> {
        let steady = steady && self.clock_in_doubt().is_none();
        let doubt = &self.inner.measures.clock_in_doubt;
        doubt.store(!steady, Ordering::Relaxed);
        let mut round = Round(Ok(()));
        round.step(self.refresh_circles());
        round.step(self.inner.last_head.write().map_err(Failure::File));
        if steady {
            round.step(self.advance_keys());
            round.step(self.renew_circles());
        }
        round.step(self.carry());
        round.step(self.compare_index());
        if steady {
            round.step(self.expire());
            round.step(self.sweep_objects());
            round.step(self.destroy_past_epochs());
            round.step(self.destroy_worker_keys());
        }
        round.0
    }

    /// The keyring's day, when the clock is so far ahead of it that a wrong clock is likelier than a long sleep. That
    /// day never goes back and is on disk: the only clock that a start has beside the machine's.
    #[must_use]
    pub fn clock_in_doubt(&self) -> Option<Day> {
        let last = Day(self.inner.keyring.get().day());
        (Day::of(self.now()) > last.plus_days(LONG_SLEEP)).then_some(last)
    }

    /// The operator has looked and says that the clock is right: keys advance to today, and housekeeping goes on.
    ///
    /// # Errors
    /// When the keyring cannot be written.
    pub fn clock_is_right(&self) -> Result<(), Failure> {
        self.advance_keys_to(Day::of(self.now()).0)
    }

    /// Ratchets the keyring to today's date, unless that is in doubt; the new keys are on disk before they are used.
    pub(crate) fn advance_keys(&self) -> Result<(), Failure> {
        match self.clock_in_doubt() {
            Some(_) => Ok(()),
            None => self.advance_keys_to(Day::of(self.now()).0),
        }
    }

    fn advance_keys_to(&self, today: i64) -> Result<(), Failure> {
        if self.inner.keyring.get().day() >= today {
            return Ok(());
        }
        self.inner
            .keyring
            .change(&self.inner.outside, |keys| keys.advance(today))?;
        Ok(())
    }

    /// Makes this month's pair for each circle, if nobody has yet.
    fn renew_circles(&self) -> Result<(), Failure> {
        let (month, hour) = (Month::of(self.now()), Hour::of(self.now()));
        let (outside, marks) = (self.inner.outside.clone(), self.marks());
        let desk = self.clone();
        let made = self
            .store()
            .write("renew circle keys", move |tx| {
                let mut made = Vec::new();
                for circle in [DESK, OVERSEERS] {
                    if marks
                        .current_circle_key(tx, circle)?
                        .is_none_or(|key| key.month < month.0)
                    {
                        make_pair(tx, &marks, circle, month, hour, &mut outside.random())?;
                        made.push(desk.note_in(
                            tx,
                            Deed::CircleKeyMade,
                            &format!("{circle} {month}"),
                        )?);
                    }
                }
                Ok(made)
            })
            .wait()?;
        if !made.is_empty() {
            made.iter().for_each(|noted| noted.committed(self));
            self.use_new_circles();
        }
        Ok(())
    }

    /// Destroys worker keys of past days that no job needs; after seven days the keyring drops them anyway, and
    /// what they would have opened is left to people.
    fn destroy_worker_keys(&self) -> Result<(), Failure> {
        let needed = self
            .store()
            .read("days of jobs", |tx| tx.job_days())
            .wait()?;
        self.inner.keyring.change(&self.inner.outside, |keys| {
            let today = keys.day();
            let unneeded: Vec<i64> = keys
                .worker_days()
                .into_iter()
                .filter(|day| *day < today && !needed.contains(day))
                .collect();
            let mut changed = false;
            for day in unneeded {
                changed |= keys.destroy_worker(day);
            }
            changed
        })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_jumps_by_more_than_an_hour_is_noticed_in_both_directions() {
        let start = Timestamp::from_second(1_790_000_000).expect("a time");
        let watch = ClockWatch::start(start);
        let at = |seconds: i64| Timestamp::from_second(1_790_000_000 + seconds).expect("a time");
        let day = Duration::from_secs(86_400);
        assert!(watch.is_steady_after(at(86_400), day));
        assert!(watch.is_steady_after(at(86_400 + 3_600), day));
        assert!(!watch.is_steady_after(at(86_400 + 3_601), day));
        assert!(!watch.is_steady_after(at(86_400 - 3_601), day));
    }
}
