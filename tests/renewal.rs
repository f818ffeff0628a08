//! How the token of a session is succeeded (decision 33): an answer that was lost harms nobody, and a cookie that was copied
//! ends for both, whatever the order in which they use it.

use crate::kit::installation::{Installation, on_both_engines};
use proptest::prelude::*;

const MINUTE: i64 = 60;
/// Tokens are renewed after five minutes; a token that was succeeded is good for half a minute.
const RENEWED: i64 = 5 * MINUTE;
const GRACE: i64 = 30;

fn rows(house: &Installation) -> usize {
    house.tables(|tx| tx.sessions()).len()
}

/// How often the log tells that officer-1's session was used from two places.
fn told(house: &Installation) -> usize {
    house.sequence();
    let entries = house.insider(&["overseer-1"]).entries();
    let told = "officer-1 session_ended: one session was used from two places";
    entries.iter().filter(|entry| *entry == told).count()
}

/// Comes with a cookie, and keeps what comes back. False when that is no session any more.
fn comes(house: &Installation, cookie: &mut String) -> bool {
    match house.desk().resume(cookie) {
        Ok(session) => {
            if let Some(renewed) = session.renewed {
                *cookie = renewed;
            }
            true
        }
        Err(_) => false,
    }
}

#[test]
fn a_token_is_succeeded_when_the_next_one_is_first_used() {
    on_both_engines(|house| {
        let old = house.sign_in("officer-1");
        house.turn_clock_seconds(RENEWED);
        let new = house.resume(&old).renewed.expect("handed out");
        // As long as nobody came with it, both live.
        house.turn_clock_seconds(GRACE - 1);
        assert!(house.resume(&old).renewed.is_none(), "not yet another");
        assert!(house.resume(&new).renewed.is_none());
        house.turn_clock_seconds(GRACE);
        assert!(house.resume(&old).renewed.is_none(), "was under way");
        house.turn_clock_seconds(1);
        assert!(house.is_out(&old), "it was succeeded");
        assert!(house.is_out(&new), "and so everybody is out");
        assert_eq!((rows(house), told(house)), (0, 1));
    });
}

#[test]
fn an_answer_that_was_lost_signs_nobody_out() {
    on_both_engines(|house| {
        let mut token = house.sign_in("officer-1");
        house.turn_clock_seconds(RENEWED);
        for _ in 0..5 {
            assert!(house.resume(&token).renewed.is_some(), "and lost");
            house.turn_clock_seconds(GRACE);
        }
        // Lost also while nobody worked.
        house.turn_clock_seconds(20 * MINUTE);
        let lost = house.resume(&token).renewed.expect("lost as well");
        house.turn_clock_seconds(MINUTE);
        assert!(comes(house, &mut token));
        assert!(comes(house, &mut token), "with what arrived");
        house.turn_clock_seconds(MINUTE);
        assert!(comes(house, &mut token));
        // Whoever has what was lost, say from a line that was listened to, is one too many.
        assert!(house.is_out(&lost) && house.is_out(&token));
    });
}

#[test]
fn of_several_that_were_handed_out_the_first_one_used_takes_the_place_of_all() {
    on_both_engines(|house| {
        let token = house.sign_in("officer-1");
        house.turn_clock_seconds(RENEWED);
        let one = house.resume(&token).renewed.expect("one");
        house.turn_clock_seconds(GRACE);
        let other = house.resume(&token).renewed.expect("another");
        house.resume(&one);
        // What crossed on the way is answered for a moment.
        house.turn_clock_seconds(GRACE);
        assert!(!house.is_out(&token) && !house.is_out(&one));
        house.turn_clock_seconds(1);
        assert!(house.is_out(&other));
        assert!(house.is_out(&one));
    });
}

#[test]
fn of_requests_at_once_one_is_handed_the_next_token_and_all_are_answered() {
    on_both_engines(|house| {
        let token = house.sign_in("officer-1");
        house.turn_clock_seconds(RENEWED);
        let at_once = |token: &str| {
            let together = std::sync::Barrier::new(4);
            let renewed = std::thread::scope(|scope| {
                let ask = || {
                    together.wait();
                    house.resume(token).renewed
                };
                let all = [(); 4].map(|()| scope.spawn(ask));
                all.map(|one| one.join().expect("answered"))
            });
            renewed.into_iter().flatten().collect::<Vec<_>>()
        };
        let renewed = at_once(&token);
        assert_eq!(renewed.len(), 1);
        // The first use of it, by many at once as well, and with the old one still under way.
        assert!(at_once(&renewed[0]).is_empty() && at_once(&token).is_empty());
        house.turn_clock_seconds(MINUTE);
        assert!(!house.is_out(&renewed[0]));
        assert_eq!(rows(house), 2);
    });
}

#[test]
fn whoever_takes_every_token_and_uses_none_ends_the_session_too() {
    let house = Installation::on_sqlite();
    let stolen = house.sign_in("officer-1");
    house.turn_clock_seconds(RENEWED);
    for _ in 0..20 {
        assert!(house.resume(&stolen).renewed.is_some());
        assert!(house.resume(&stolen).renewed.is_none(), "for the owner");
        house.turn_clock_seconds(GRACE);
    }
    assert!(house.is_out(&stolen));
    assert_eq!((rows(&house), told(&house)), (0, 1));
}

#[test]
fn a_copied_cookie_is_used_and_both_are_out_and_the_log_tells() {
    on_both_engines(|house| {
        for thief_is_first in [true, false] {
            let stolen = house.sign_in("officer-1");
            let (mut owner, mut thief) = (stolen.clone(), stolen);
            house.turn_clock_seconds(RENEWED);
            let (first, second) = match thief_is_first {
                true => (&mut thief, &mut owner),
                false => (&mut owner, &mut thief),
            };
            assert!(comes(house, first) && comes(house, second) && comes(house, first));
            house.turn_clock_seconds(GRACE + 1);
            assert!(!comes(house, second) && !comes(house, first));
        }
        assert_eq!((rows(house), told(house)), (0, 2));
    });
}

/// A browser whose answers arrive late: what it has is what arrived last.
struct Late {
    cookie: String,
    /// Seconds of the test's clock at which a token arrives, and the token.
    coming: Vec<(i64, String)>,
    /// Whether an answer that is later than the grace of its token is lost instead.
    within_grace: bool,
}

impl Late {
    fn with(cookie: &str, within_grace: bool) -> Late {
        Late {
            cookie: cookie.to_owned(),
            coming: Vec::new(),
            within_grace,
        }
    }

    /// Comes now, and is answered so many seconds later. False when its cookie is no session any more.
    fn comes(&mut self, house: &Installation, now: i64, later: i64) -> bool {
        self.coming.sort();
        let arrived = self.coming.iter().filter(|(at, _)| *at <= now).count();
        for (_, token) in self.coming.drain(..arrived) {
            if !self.within_grace || is_good(house, &token) {
                self.cookie = token;
            }
        }
        let mut token = self.cookie.clone();
        let lives = comes(house, &mut token);
        if token != self.cookie {
            self.coming.push((now + later, token));
        }
        lives
    }
}

/// Whether a token lives or has its grace, seen from beside.
fn is_good(house: &Installation, token: &str) -> bool {
    let (hash, marks) = (seal::session::hash(token), house.keyring().row_marks());
    let Some(row) = house.tables(move |tx| tx.session(&hash)) else {
        return false;
    };
    let row = row.proven(|bytes| marks.mark(bytes));
    let retired = row.expect("ours").retired;
    retired.is_none_or(|retired| house.now().as_second() <= retired + GRACE)
}

#[test]
fn an_answer_that_arrives_after_the_next_one_signs_nobody_out() {
    on_both_engines(|house| {
        let token = house.sign_in("officer-1");
        house.turn_clock_seconds(RENEWED);
        let late = house.resume(&token).renewed.expect("under way for long");
        house.turn_clock_seconds(GRACE);
        let next = house.resume(&token).renewed.expect("arrives at once");
        house.resume(&next);
        house.turn_clock_seconds(GRACE - 1);
        // A page that fetches its rows by itself has no other cookie either.
        let watched = house.desk().watch(&late).expect("within its grace");
        let another = watched.renewed.expect("another");
        assert!(
            house.resume(&late).renewed.is_none(),
            "of requests at once one"
        );
        house.turn_clock_seconds(GRACE);
        assert!(!house.is_out(&another));
        house.turn_clock_seconds(MINUTE);
        assert!(!house.is_out(&another));
        assert_eq!(told(house), 0);
        // It is the one token of the session now.
        assert!(house.is_out(&next) && house.is_out(&another));
        assert_eq!(told(house), 1);
    });
}

#[test]
fn to_be_handed_another_token_keeps_no_session_alive() {
    let house = Installation::on_sqlite();
    let token = house.sign_in("officer-1");
    house.turn_clock_seconds(RENEWED);
    let late = house.resume(&token).renewed.expect("late");
    house.turn_clock_seconds(GRACE);
    let next = house.resume(&token).renewed.expect("next");
    let ends = house.resume(&next).ends;
    let another = house.desk().watch(&late).expect("in its grace").renewed;
    let another = another.expect("another");
    house.turn_clock_seconds(GRACE);
    let watched = house.desk().watch(&another).expect("living");
    assert_eq!(watched.ends, ends);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Requests come at any time, some at once, and some of their answers are lost: whoever is alone stays signed in.
    #[test]
    fn lost_answers_never_sign_anybody_out(
        requests in proptest::collection::vec((0..9 * MINUTE, prop::bool::weighted(0.4)), 1..60)
    ) {
        let house = Installation::on_sqlite();
        let mut token = house.sign_in("officer-1");
        for (later, lost) in requests {
            house.turn_clock_seconds(later);
            let mut kept = token.clone();
            prop_assert!(comes(&house, &mut kept));
            if !lost {
                token = kept;
            }
        }
    }

    /// Two have one cookie, and each comes at least once in twenty seconds, in any order, losing any answers: within the
    /// time of renewal and two graces both are out.
    #[test]
    fn a_copied_cookie_ends_for_both_whatever_the_order(
        requests in proptest::collection::vec((0..20_i64, any::<bool>(), prop::bool::weighted(0.2)), 80)
    ) {
        let house = Installation::on_sqlite();
        let stolen = house.sign_in("officer-1");
        let mut both = [stolen.clone(), stolen];
        house.turn_clock_seconds(RENEWED - 1);
        let mut out = false;
        for (later, swapped, lost) in requests {
            house.turn_clock_seconds(later);
            let order = if swapped { [1, 0] } else { [0, 1] };
            for who in order {
                let mut kept = both[who].clone();
                out |= !comes(&house, &mut kept);
                if !lost {
                    both[who] = kept;
                }
            }
            if out {
                break;
            }
        }
        prop_assert!(out);
        prop_assert!(both.iter().all(|token| house.is_out(token)));
    }

    /// Answers take any time, so that a later one may arrive before, and no longer than what they bring is good: whoever is
    /// alone, and goes on working, stays signed in.
    #[test]
    fn late_answers_never_sign_anybody_out(
        requests in proptest::collection::vec((0..9_i64, 0..90_i64), 1..200)
    ) {
        let house = Installation::on_sqlite();
        let mut browser = Late::with(&house.sign_in("officer-1"), true);
        let mut now = RENEWED - 1;
        house.turn_clock_seconds(now);
        for (after, later) in requests {
            house.turn_clock_seconds(after);
            now += after;
            prop_assert!(browser.comes(&house, now, later));
        }
    }

    /// Two have one cookie, and answers are late for both: both are out all the same.
    #[test]
    fn a_copied_cookie_ends_for_both_however_late_the_answers_are(
        within_grace in any::<bool>(),
        requests in proptest::collection::vec((0..20_i64, any::<bool>(), [0..50_i64, 0..50]), 100)
    ) {
        let house = Installation::on_sqlite();
        let stolen = house.sign_in("officer-1");
        let mut both = [(); 2].map(|()| Late::with(&stolen, within_grace));
        let mut now = RENEWED - 1;
        house.turn_clock_seconds(now);
        let mut out = false;
        for (after, swapped, later) in requests {
            house.turn_clock_seconds(after);
            now += after;
            let order = if swapped { [1, 0] } else { [0, 1] };
            for who in order {
                out |= !both[who].comes(&house, now, later[who]);
            }
            if out {
                break;
            }
        }
        prop_assert!(out);
        prop_assert!(both.iter().all(|browser| house.is_out(&browser.cookie)));
    }
}
