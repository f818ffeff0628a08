//! The three models as they were certified, and what each certificate says. Learning never changes it; another calibration
//! replaces it.

use crate::case::{Case, LEVELS, Level, Opinion, Tongue};
use crate::certificate::{Certified, Promise};
use crate::neighbours::Neighbours;
use crate::regression::Regression;

/// What the three models say of a case, in their order: signatures, words, neighbours.
pub type Opinions = [Opinion; 3];

/// A certificate for what is proposed at one level in one language.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Class {
    pub tongue: Tongue,
    pub level: Level,
    pub certified: Certified,
}

impl Class {
    /// The numbers of all classes are below this.
    pub const COUNT: i64 = (Tongue::CERTIFIED.len() * LEVELS) as i64;

    /// A number that stands for the class.
    pub fn number(tongue: Tongue, level: Level) -> i64 {
        let tongue = i64::from(tongue == Tongue::English);
        tongue * LEVELS as i64 + i64::from(level)
    }

    /// The class of a number.
    pub fn of_number(number: i64) -> Option<(Tongue, Level)> {
        let number = usize::try_from(number).ok()?;
        let tongue = *Tongue::CERTIFIED.get(number / LEVELS)?;
        Some((tongue, u8::try_from(number % LEVELS).ok()?))
    }
}

/// The models and certificates of a calibration.
#[derive(Clone, PartialEq, Debug)]
pub struct Snapshot {
    pub promise: Promise,
    /// What read the cases that it was calibrated on ([`Case::read_by`]).
    pub read_by: u64,
    /// The last report that was learnt from: decided cases up to it are the neighbours.
    pub learnt_up_to: i64,
    pub words: Regression,
    pub classes: Vec<Class>,
}

/// What all three say, if they say the same: as certain as they are on average.
pub fn together(opinions: &Opinions) -> Option<Opinion> {
    let [first, rest @ ..] = opinions;
    let agree = rest.iter().all(|other| other.level == first.level);
    let certainty = opinions.iter().map(|one| one.certainty).sum::<f64>() / 3.0;
    agree.then_some(Opinion {
        level: first.level,
        certainty,
    })
}

impl Snapshot {
    /// What the three models say of a case.
    pub fn opinions(&self, neighbours: &Neighbours, case: &Case) -> Opinions {
        [
            case.read,
            self.words.opinion(&case.features),
            neighbours.opinion(&case.features),
        ]
    }

    /// The class in which a case may be decided alone: all three agree, and are certain enough for a certificate that holds for
    /// what read it.
    pub fn alone(&self, case: &Case, opinions: &Opinions) -> Option<Class> {
        let opinion = together(opinions)?;
        (case.read_by == self.read_by).then_some(())?;
        let class = self.class(case.tongue, opinion.level)?;
        (opinion.certainty >= class.certified.threshold).then_some(class)
    }

    /// The certificate of a class.
    pub fn class(&self, tongue: Tongue, level: Level) -> Option<Class> {
        let mut classes = self.classes.iter();
        classes
            .find(|class| class.tongue == tongue && class.level == level)
            .copied()
    }

    /// As it is sealed.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend(self.promise.error.to_be_bytes());
        bytes.extend(self.promise.confidence.to_be_bytes());
        bytes.extend(self.read_by.to_be_bytes());
        bytes.extend(self.learnt_up_to.to_be_bytes());
        bytes.push(u8::try_from(self.classes.len()).unwrap_or(u8::MAX));
        for Class {
            tongue,
            level,
            certified,
        } in self.classes.iter().take(usize::from(u8::MAX))
        {
            bytes.push(u8::from(*tongue == Tongue::English));
            bytes.push(*level);
            bytes.extend(certified.threshold.to_be_bytes());
            bytes.extend(certified.bound.to_be_bytes());
            for number in [certified.accepted, certified.errors, certified.cases] {
                bytes.extend(number.to_be_bytes());
            }
        }
        bytes.extend(self.words.to_bytes());
        bytes
    }

    /// Reads what [`Snapshot::to_bytes`] wrote; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Snapshot> {
        let mut rest = Rest(bytes);
        let [VERSION] = rest.take()? else {
            return None;
        };
        let promise = Promise {
            error: rest.share()?,
            confidence: rest.share()?,
        };
        let read_by = u64::from_be_bytes(rest.take()?);
        let learnt_up_to = i64::from_be_bytes(rest.take()?);
        let [count] = rest.take()?;
        let class = |_| {
            let [tongue, level] = rest.take()?;
            let tongue = *Tongue::CERTIFIED.get(usize::from(tongue))?;
            (usize::from(level) < LEVELS).then_some(())?;
            let (threshold, bound) = (rest.share()?, rest.share()?);
            let mut number = || rest.take().map(u64::from_be_bytes);
            Some(Class {
                tongue,
                level,
                certified: Certified {
                    threshold,
                    bound,
                    accepted: number()?,
                    errors: number()?,
                    cases: number()?,
                },
            })
        };
        let classes = (0..count).map(class).collect::<Option<Vec<Class>>>()?;
        Some(Snapshot {
            promise,
            read_by,
            learnt_up_to,
            classes,
            words: Regression::from_bytes(rest.0)?,
        })
    }
}

/// What begins one.
const VERSION: u8 = 1;

/// Bytes that are read from their beginning.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn share(&mut self) -> Option<f64> {
        let share = f64::from_be_bytes(self.take()?);
        (0.0..=1.0).contains(&share).then_some(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Features;
    use proptest::prelude::*;

    fn snapshot() -> Snapshot {
        let mut words = Regression::default();
        words.learn(&Features::of(&[1; 16], 0..30), 2);
        Snapshot {
            promise: Promise {
                error: 0.007,
                confidence: 0.95,
            },
            read_by: 17,
            learnt_up_to: 400,
            words,
            classes: vec![Class {
                tongue: Tongue::English,
                level: 2,
                certified: Certified {
                    threshold: 0.8,
                    accepted: 700,
                    errors: 1,
                    cases: 900,
                    bound: 0.0068,
                },
            }],
        }
    }

    fn says(level: u8, certainty: f64) -> Opinion {
        Opinion { level, certainty }
    }

    #[test]
    fn what_is_written_is_read_and_what_breaks_off_is_refused() {
        let snapshot = snapshot();
        let bytes = snapshot.to_bytes();
        assert_eq!(Snapshot::from_bytes(&bytes), Some(snapshot));
        for long in 0..bytes.len() {
            let cut = Snapshot::from_bytes(&bytes[..long]);
            assert!(
                cut.is_none_or(|cut| cut.to_bytes() == bytes[..long]),
                "{long}"
            );
        }
    }

    #[test]
    fn it_decides_alone_only_where_all_agree_with_a_certificate_for_what_read_it() {
        let snapshot = snapshot();
        let case = Case {
            tongue: Tongue::English,
            read: says(2, 0.9),
            read_by: 17,
            features: Features::default(),
        };
        let alone = |case: &Case, words, neighbours| {
            let opinions = [case.read, words, neighbours];
            snapshot.alone(case, &opinions).is_some()
        };
        assert!(alone(&case, says(2, 0.8), says(2, 0.75)));
        assert!(!alone(&case, says(2, 0.8), says(1, 0.99)), "one differs");
        assert!(
            !alone(&case, says(2, 0.7), says(2, 0.7)),
            "not certain enough"
        );
        let chinese = Case {
            tongue: Tongue::Chinese,
            ..case.clone()
        };
        assert!(
            !alone(&chinese, says(2, 1.0), says(2, 1.0)),
            "another class"
        );
        let read_otherwise = Case {
            read_by: 18,
            ..case
        };
        assert!(!alone(&read_otherwise, says(2, 1.0), says(2, 1.0)));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
            if let Some(snapshot) = Snapshot::from_bytes(&bytes) {
                prop_assert_eq!(snapshot.to_bytes(), bytes);
            }
        }
    }
}
