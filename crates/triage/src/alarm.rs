//! Whether what is decided alone is still as good as its certificate says: a sequential alarm over the audited cases.
//!
//! An e-detector of the CUSUM kind (Shin, Ramdas, Rinaldo, "E-detectors", 2023): the likelihood ratio of a share of errors of
//! `WORSE` against the promised one, started anew whenever it falls below one. While the promise holds it takes at least
//! `LIMIT` audited cases on average until it is raised without cause, whatever the share is below the promise.

use crate::certificate::Promise;

/// The share of errors that it looks for.
const WORSE: f64 = 0.03;
/// Where it is raised; and how many audited cases pass, at least and on average, before a false one.
pub const LIMIT: f64 = 100.0;

/// What was seen of the audited cases of a class since it was certified.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Alarm {
    /// Audited cases.
    pub audited: u64,
    /// Those that people judged otherwise.
    pub errors: u64,
    /// What speaks for more errors than promised; raised from [`LIMIT`].
    pub evidence: f64,
    /// Whether it was ever raised: it stays so until the next certificate.
    pub raised: bool,
}

impl Alarm {
    /// One more audited case.
    #[must_use]
    pub fn with(self, wrong: bool, promise: Promise) -> Alarm {
        let worse = WORSE.max(4.0 * promise.error).min(0.999);
        let ratio = match wrong {
            true => worse / promise.error,
            false => (1.0 - worse) / (1.0 - promise.error),
        };
        let evidence = self.evidence.max(1.0) * ratio;
        Alarm {
            audited: self.audited + 1,
            errors: self.errors + u64::from(wrong),
            evidence,
            raised: self.raised || evidence >= LIMIT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMISE: Promise = Promise {
        error: 0.007,
        confidence: 0.95,
    };

    /// After how many audited cases it is raised, where every so many-th is wrong.
    fn raised_after(every: u64) -> Option<u64> {
        let mut alarm = Alarm::default();
        (1..=20_000).find(|case| {
            alarm = alarm.with(case % every == 0, PROMISE);
            alarm.raised
        })
    }

    #[test]
    fn it_is_raised_soon_where_much_is_wrong_and_never_where_little_is() {
        assert_eq!(raised_after(1), Some(4));
        assert_eq!(raised_after(10), Some(40));
        assert_eq!(raised_after(33), Some(198));
        assert_eq!(raised_after(200), None);
    }

    #[test]
    fn it_stays_raised() {
        let mut alarm = Alarm::default();
        for _ in 0..5 {
            alarm = alarm.with(true, PROMISE);
        }
        for _ in 0..10_000 {
            alarm = alarm.with(false, PROMISE);
        }
        assert!(alarm.raised && alarm.evidence < LIMIT);
        assert_eq!((alarm.audited, alarm.errors), (10_005, 5));
    }

    #[test]
    fn while_the_promise_holds_it_is_false_once_in_a_hundred_audited_cases_at_most() {
        let mut state = 1_u64;
        let mut cases = 0_u64;
        let runs = 400;
        for _ in 0..runs {
            let mut alarm = Alarm::default();
            while !alarm.raised && alarm.audited < 100_000 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let uniform = (state >> 11) as f64 / (1_u64 << 53) as f64;
                alarm = alarm.with(uniform < PROMISE.error, PROMISE);
            }
            cases += alarm.audited;
        }
        let mean = cases as f64 / f64::from(runs);
        println!("a false alarm after {mean:.0} audited cases on average, at 0.7 % wrong");
        assert!(mean >= LIMIT, "{mean}");
    }
}
