//! Guessing passwords and codes: what is remembered of each name, in memory, whether or not somebody has it.
//!
//! After five failures within a quarter of an hour a name is tried once in thirty seconds: who knows the password tries
//! codes for months, with entries in the log for each minute of it, and nobody is shut out for good. Who keeps trying a
//! name can keep its owner waiting, too; that is told in docs/threat-model.md.

use crate::error::Failure;
use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Failures that cost nothing, within so many seconds.
const FREE: usize = 5;
const WITHIN: i64 = 15 * 60;
/// Seconds from one try to the next after that.
const WAIT: i64 = 30;
/// Names that are remembered; of more the one that was tried least lately is forgotten. To have a name forgotten that
/// way takes as many runs of Argon2, minutes of them: longer than the wait that would be saved.
const NAMES: usize = 10_000;
/// No name is longer than this many bytes (64 characters): whatever is, shares one place.
const LONGEST: usize = 256;
/// Seconds between two entries that tell of failures of one name.
const NOTED: i64 = 60;

/// Requests for recovery of one name, and in how many seconds.
const ASKED: usize = 3;
const ASKED_WITHIN: i64 = 3600;
/// Requests for recovery of all names together, and in how many seconds: each is a commit, and asking costs no Argon2.
const ASKED_BY_ALL: usize = 30;
const ASKED_BY_ALL_WITHIN: i64 = 60;

/// What is remembered of each name. Requests for recovery are remembered apart: as many names as anybody likes come with
/// them, and what is remembered of a guess must not give way to that.
#[derive(Default)]
pub(crate) struct Guesses {
    tries: Mutex<HashMap<String, Tries>>,
    /// When recovery was asked for, and for whom.
    asked: Mutex<Vec<(i64, String)>>,
}

#[derive(Default)]
struct Tries {
    /// Seconds of the last failures, and of tries that are not decided yet.
    failed: Vec<i64>,
    /// How many failed since the last that succeeded.
    since_success: u32,
    tried: i64,
    noted: Option<i64>,
}

impl Guesses {
    fn of(&self, name: &str, now: i64, change: impl FnOnce(&mut Tries) -> Option<Failure>) {
        drop(self.try_of(name, now, change));
    }

    fn try_of(
        &self,
        name: &str,
        now: i64,
        change: impl FnOnce(&mut Tries) -> Option<Failure>,
    ) -> Result<(), Failure> {
        let mut names = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let name = if name.len() > LONGEST { "" } else { name };
        if !names.contains_key(name) && names.len() >= NAMES {
            let oldest = names.iter().min_by_key(|(_, tries)| tries.tried);
            if let Some(oldest) = oldest.map(|(name, _)| name.clone()) {
                names.remove(&oldest);
            }
        }
        let tries = names.entry(name.to_owned()).or_default();
        // What seems to lie ahead was remembered before the clock was set back.
        tries.failed.retain(|at| (now - WITHIN..=now).contains(at));
        tries.tried = now;
        change(tries).map_or(Ok(()), Err)
    }

    /// A try begins. It counts as failed until it is known to be right, so that many at once gain nothing.
    pub(crate) fn begin(&self, name: &str, now: i64) -> Result<(), Failure> {
        self.try_of(name, now, |tries| {
            let waited = tries.failed.last().map_or(WAIT, |last| now - last);
            if tries.failed.len() >= FREE && waited < WAIT {
                return Some(too_often(WAIT - waited));
            }
            if tries.failed.len() >= FREE {
                tries.failed.remove(0);
            }
            tries.failed.push(now);
            tries.since_success = tries.since_success.saturating_add(1);
            None
        })
    }

    /// It was right. Tells how many failed since the last that was.
    pub(crate) fn right(&self, name: &str, now: i64) -> u32 {
        let mut before = 0;
        self.of(name, now, |tries| {
            before = tries.since_success.saturating_sub(1);
            tries.failed.clear();
            tries.since_success = 0;
            None
        });
        before
    }

    /// It was neither right nor wrong: the database went away.
    pub(crate) fn undecided(&self, name: &str, now: i64) {
        self.of(name, now, |tries| {
            tries.failed.pop();
            tries.since_success = tries.since_success.saturating_sub(1);
            None
        });
    }

    /// Whether a failure of this name goes into the log: once a minute.
    pub(crate) fn to_be_noted(&self, name: &str, now: i64) -> bool {
        let mut due = false;
        self.of(name, now, |tries| {
            due = tries
                .noted
                .is_none_or(|noted| !(noted..noted + NOTED).contains(&now));
            if due {
                tries.noted = Some(now);
            }
            None
        });
        due
    }

    /// Recovery is asked for.
    pub(crate) fn ask(&self, name: &str, now: i64) -> Result<(), Failure> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|(at, _)| (now - ASKED_WITHIN..=now).contains(at));
        let name = if name.len() > LONGEST { "" } else { name };
        let before = |within: i64, of: &dyn Fn(&str) -> bool| {
            let recent = asked.iter().filter(|(at, _)| now - at < within);
            let mut of_these = recent.filter(|(_, name)| of(name)).map(|(at, _)| *at);
            (of_these.clone().count(), of_these.next())
        };
        for (within, most, of) in [
            (
                ASKED_WITHIN,
                ASKED,
                &(|other: &str| other == name) as &dyn Fn(&str) -> bool,
            ),
            (ASKED_BY_ALL_WITHIN, ASKED_BY_ALL, &|_| true),
        ] {
            if let (count, Some(first)) = before(within, of)
                && count >= most
            {
                return Err(too_often(first + within - now + 1));
            }
        }
        asked.push((now, name.to_owned()));
        Ok(())
    }
}

fn too_often(seconds: i64) -> Failure {
    Failure::TooOften {
        seconds: u64::try_from(seconds).unwrap_or(1).max(1),
    }
}

/// Passwords that are tried at the same time; 19 MiB each.
const AT_ONCE: usize = 2;
/// Who waits for that. At some 30 ms each nobody waits for longer than half a second.
const QUEUE: usize = 32;

/// Turns for trying a password.
#[derive(Default)]
pub(crate) struct Turns {
    taken: Mutex<Taken>,
    freed: Condvar,
}

#[derive(Default)]
struct Taken {
    running: usize,
    waiting: usize,
}

/// A turn, given back when dropped.
pub(crate) struct Turn<'a>(&'a Turns);

impl Turns {
    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn, unless too many do.
    pub(crate) fn take(&self) -> Result<Turn<'_>, Failure> {
        let mut taken = self.lock();
        if taken.running >= AT_ONCE {
            if taken.waiting >= QUEUE {
                return Err(too_often(1));
            }
            taken.waiting += 1;
            taken = self
                .freed
                .wait_while(taken, |taken| taken.running >= AT_ONCE)
                .unwrap_or_else(PoisonError::into_inner);
            taken.waiting -= 1;
        }
        taken.running += 1;
        Ok(Turn(self))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.lock().running -= 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn wait_of(tried: Result<(), Failure>) -> u64 {
        match tried {
            Ok(()) => 0,
            Err(Failure::TooOften { seconds }) => seconds,
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn the_sixth_wrong_try_waits_thirty_seconds_and_so_does_each_after_it() {
        let guesses = Guesses::default();
        for _ in 0..5 {
            assert_eq!(wait_of(guesses.begin("mei", 1000)), 0);
        }
        assert_eq!(wait_of(guesses.begin("mei", 1000)), 30);
        assert_eq!(wait_of(guesses.begin("mei", 1029)), 1);
        assert_eq!(wait_of(guesses.begin("lin", 1029)), 0);
        // Asking too early does not make the wait longer.
        assert_eq!(wait_of(guesses.begin("mei", 1030)), 0);
        assert_eq!(wait_of(guesses.begin("mei", 1031)), 29);
        assert_eq!(wait_of(guesses.begin("mei", 1030 + WITHIN + 1)), 0);
    }

    #[test]
    fn who_succeeds_is_told_how_many_failed_and_begins_anew() {
        let guesses = Guesses::default();
        for at in 0..3 {
            guesses.begin("mei", at).expect("free");
        }
        guesses.begin("mei", 3).expect("free");
        guesses.undecided("mei", 3);
        guesses.begin("mei", 4).expect("free");
        assert_eq!(guesses.right("mei", 4), 3);
        guesses.begin("mei", 5).expect("free");
        assert_eq!(guesses.right("mei", 5), 0);
    }

    #[test]
    fn failures_are_noted_once_a_minute_a_name() {
        let guesses = Guesses::default();
        let noted = [0, 1, 59, 60, 61, 120].map(|at| guesses.to_be_noted("mei", at));
        assert_eq!(noted, [true, false, false, true, false, true]);
        assert!(guesses.to_be_noted("lin", 1));
    }

    #[test]
    fn recovery_is_asked_for_three_times_an_hour_a_name() {
        let guesses = Guesses::default();
        for at in 0..3 {
            assert_eq!(wait_of(guesses.ask("mei", at)), 0);
        }
        assert_eq!(wait_of(guesses.ask("mei", 10)), 3591);
        assert_eq!(wait_of(guesses.ask("mei", 3601)), 0);
    }

    #[test]
    fn no_flood_of_names_fills_the_memory() {
        let guesses = Guesses::default();
        for n in 0..NAMES + 10 {
            let at = i64::try_from(n).expect("small");
            guesses.begin(&format!("name-{n}"), at).expect("free");
        }
        guesses.begin(&"long".repeat(100), 0).expect("free");
        assert_eq!(guesses.tries.lock().expect("whole").len(), NAMES);
    }

    #[test]
    fn two_passwords_are_tried_at_once_and_beyond_the_queue_nobody_waits() {
        let turns = Arc::new(Turns::default());
        let (one, two) = (turns.take().expect("a turn"), turns.take().expect("a turn"));
        let waiting: Vec<_> = (0..QUEUE)
            .map(|_| {
                let turns = Arc::clone(&turns);
                std::thread::spawn(move || turns.take().map(drop).is_ok())
            })
            .collect();
        while turns.lock().waiting < QUEUE {
            std::thread::yield_now();
        }
        assert!(turns.take().is_err());
        drop((one, two));
        assert!(waiting.into_iter().all(|one| one.join().expect("it ends")));
        assert!(turns.take().is_ok());
    }
}
