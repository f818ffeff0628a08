//! Guessing passwords and codes: what is remembered of each name, in memory, whether or not somebody has it.
//!
//! After five failures within a quarter of an hour a name is tried once in thirty seconds: who knows the password tries
//! codes for months, with entries in the log for each minute of it, and nobody is shut out for good. Who keeps trying a
//! name keeps a stranger waiting, and its owner where they never signed in before: tries in a session, and from a browser
//! that signed in before, count in series of their own, and have turns of their own (docs/decisions/0038).

use crate::error::Failure;
use report::Id;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

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

/// Where a try of a name counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Series {
    /// With those of everybody of whom nothing is known.
    Stranger,
    /// With those of one browser, in which the name's owner signed in before.
    Browser(Id),
    /// With those of one session: whoever has it steps up.
    Session(Id),
}

/// What is remembered of each name. Requests for recovery are remembered apart: as many names as anybody likes come with
/// them, and what is remembered of a guess must not give way to that.
#[derive(Default)]
pub(crate) struct Guesses {
    tries: Mutex<HashMap<(String, Series), Tries>>,
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
    fn of(
        &self,
        name: &str,
        series: Series,
        now: i64,
        change: impl FnOnce(&mut Tries) -> Option<Failure>,
    ) {
        drop(self.try_of(name, series, now, change));
    }

    fn try_of(
        &self,
        name: &str,
        series: Series,
        now: i64,
        change: impl FnOnce(&mut Tries) -> Option<Failure>,
    ) -> Result<(), Failure> {
        let mut names = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (remembered(name).to_owned(), series);
        if !names.contains_key(&key) && names.len() >= NAMES {
            let oldest = names.iter().min_by_key(|(_, tries)| tries.tried);
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                names.remove(&oldest);
            }
        }
        let tries = names.entry(key).or_default();
        // What seems to lie ahead was remembered before the clock was set back.
        tries.failed.retain(|at| (now - WITHIN..=now).contains(at));
        tries.tried = now;
        change(tries).map_or(Ok(()), Err)
    }

    /// A try begins. It counts as failed until it is known to be right, so that many at once gain nothing.
    pub(crate) fn begin(&self, name: &str, series: Series, now: i64) -> Result<(), Failure> {
        self.try_of(name, series, now, |tries| {
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

    /// It was right: nothing of its series counts any more. Who signs in is told how many failed with their name since
    /// they last did, in whatever series; who steps up is not.
    pub(crate) fn right(&self, name: &str, series: Series, now: i64) -> u32 {
        self.of(name, series, now, |tries| {
            tries.failed.clear();
            tries.since_success = tries.since_success.saturating_sub(1);
            None
        });
        if let Series::Session(_) = series {
            return 0;
        }
        let mut names = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let of_name = names
            .iter_mut()
            .filter(|((of, _), _)| of == remembered(name));
        of_name.fold(0, |before: u32, (_, tries)| {
            before.saturating_add(std::mem::take(&mut tries.since_success))
        })
    }

    /// It was neither right nor wrong: the database went away.
    pub(crate) fn undecided(&self, name: &str, series: Series, now: i64) {
        self.of(name, series, now, |tries| {
            tries.failed.pop();
            tries.since_success = tries.since_success.saturating_sub(1);
            None
        });
    }

    /// Whether a failure of this name goes into the log: once a minute.
    pub(crate) fn to_be_noted(&self, name: &str, now: i64) -> bool {
        let mut due = false;
        self.of(name, Series::Stranger, now, |tries| {
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
        let name = remembered(name);
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

/// The name under which it is remembered.
fn remembered(name: &str) -> &str {
    if name.len() > LONGEST { "" } else { name }
}

pub(crate) fn too_often(seconds: i64) -> Failure {
    Failure::TooOften {
        seconds: u64::try_from(seconds).unwrap_or(1).max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(wait_of(guesses.begin("mei", Series::Stranger, 1000)), 0);
        }
        assert_eq!(wait_of(guesses.begin("mei", Series::Stranger, 1000)), 30);
        assert_eq!(wait_of(guesses.begin("mei", Series::Stranger, 1029)), 1);
        assert_eq!(wait_of(guesses.begin("lin", Series::Stranger, 1029)), 0);
        // Asking too early does not make the wait longer.
        assert_eq!(wait_of(guesses.begin("mei", Series::Stranger, 1030)), 0);
        assert_eq!(wait_of(guesses.begin("mei", Series::Stranger, 1031)), 29);
        assert_eq!(
            wait_of(guesses.begin("mei", Series::Stranger, 1030 + WITHIN + 1)),
            0
        );
    }

    #[test]
    fn who_succeeds_is_told_how_many_failed_and_begins_anew() {
        let guesses = Guesses::default();
        for at in 0..3 {
            guesses.begin("mei", Series::Stranger, at).expect("free");
        }
        guesses.begin("mei", Series::Stranger, 3).expect("free");
        guesses.undecided("mei", Series::Stranger, 3);
        guesses.begin("mei", Series::Stranger, 4).expect("free");
        assert_eq!(guesses.right("mei", Series::Stranger, 4), 3);
        guesses.begin("mei", Series::Stranger, 5).expect("free");
        assert_eq!(guesses.right("mei", Series::Stranger, 5), 0);
    }

    #[test]
    fn tries_of_strangers_keep_nobody_waiting_who_was_here_before_and_are_told_to_them() {
        let guesses = Guesses::default();
        let (browser, session) = (Series::Browser(Id([1; 16])), Series::Session(Id([2; 16])));
        for _ in 0..6 {
            drop(guesses.begin("mei", Series::Stranger, 1000));
        }
        assert_ne!(wait_of(guesses.begin("mei", Series::Stranger, 1001)), 0);
        assert_eq!(wait_of(guesses.begin("mei", session, 1001)), 0);
        assert_eq!(guesses.right("mei", session, 1001), 0);
        assert_eq!(wait_of(guesses.begin("mei", browser, 1001)), 0);
        assert_eq!(guesses.right("mei", browser, 1001), 5);
        // The strangers wait as long as before.
        assert_ne!(wait_of(guesses.begin("mei", Series::Stranger, 1002)), 0);
        // And who guesses with what a browser kept is counted, too.
        for _ in 0..5 {
            assert_eq!(wait_of(guesses.begin("mei", browser, 1002)), 0);
        }
        assert_eq!(wait_of(guesses.begin("mei", browser, 1002)), 30);
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
            guesses
                .begin(&format!("name-{n}"), Series::Stranger, at)
                .expect("free");
        }
        guesses
            .begin(&"long".repeat(100), Series::Stranger, 0)
            .expect("free");
        assert_eq!(guesses.tries.lock().expect("whole").len(), NAMES);
    }
}
