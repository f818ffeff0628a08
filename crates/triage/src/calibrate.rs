//! From decided cases to a snapshot: the oldest are learnt from, of the next the thresholds are chosen, and on the newest it is
//! tested whether they hold. What was tested on is not learnt from, and near-duplicates are on one side only.

use crate::binomial::needed;
use crate::case::{Case, LEVELS, Level, Tongue};
use crate::certificate::{self, Judged, Promise};
use crate::neighbours::{Neighbours, Seen, Sketch};
use crate::regression::Regression;
use crate::snapshot::{Class, Snapshot, together};

/// Of ten decided cases so many are learnt from, then so many are for the choice of thresholds; the rest is tested on.
const LEARN: usize = 4;
const CHOOSE: usize = 2;
/// How often the cases are gone through.
const ROUNDS: usize = 4;

/// A case that a person decided.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The report's place in the order of acceptance.
    pub seq: i64,
    pub case: Case,
    /// What the person decided.
    pub level: Level,
    /// Whether it stands for all cases: decided while everything went to people, or drawn for the audit. Others are learnt from
    /// and not tested on.
    pub counts: bool,
}

/// What came out for one class.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Tested {
    pub tongue: Tongue,
    pub level: Level,
    /// Cases of the language that were tested on.
    pub of_language: u64,
    /// Those in which all three said this level.
    pub agreed: u64,
    /// Those of them that people judged otherwise.
    pub wrong: u64,
    /// The certificate, if there is one.
    pub class: Option<Class>,
    /// How many more decisions it will take at least, if the next agree as these did; 0 with a certificate.
    pub missing: u64,
}

impl Tested {
    /// The share of the language's cases that is decided alone.
    pub fn coverage(&self) -> f64 {
        let accepted = self.class.map_or(0, |class| class.certified.accepted);
        accepted as f64 / self.of_language.max(1) as f64
    }
}

/// Calibrates on decided cases, in the order of their acceptance. What the calibration `before` learnt stays learnt, and is never
/// tested on. Only cases that `read_by` read are.
pub fn calibrate(
    decided: &[Decided],
    before: Option<&Snapshot>,
    read_by: u64,
    promise: Promise,
) -> (Snapshot, Vec<Tested>) {
    let learnt_before = before.map_or(0, |before| before.learnt_up_to);
    let (learnt, words, neighbours, [tuning, calibration]) = split(decided, before);
    let learnt_up_to = match learnt {
        0 => learnt_before,
        learnt => decided[learnt as usize - 1].seq,
    };
    let mut snapshot = Snapshot {
        promise,
        read_by,
        learnt_up_to,
        words,
        classes: Vec::new(),
    };
    let tuning = judged(&snapshot, &neighbours, &tuning);
    let calibration = judged(&snapshot, &neighbours, &calibration);
    let mut tested = Vec::new();
    for tongue in Tongue::CERTIFIED {
        let of_language = calibration.iter().filter(|one| one.tongue == tongue);
        let of_language = of_language.count() as u64;
        for level in 0..LEVELS as u8 {
            let of = |all: &[Answered]| -> Vec<Judged> {
                let class = all.iter().filter(|one| one.tongue == tongue);
                let agreed = class.filter(|one| one.level == Some(level));
                agreed.map(|one| one.judged).collect()
            };
            let (choose, test) = (of(&tuning), of(&calibration));
            let sequence = certificate::sequence(&choose, test.len(), promise);
            let certified = certificate::certify(&test, &sequence, promise);
            let class = certified.map(|certified| Class {
                tongue,
                level,
                certified,
            });
            snapshot.classes.extend(class);
            let wrong = test.iter().filter(|case| case.wrong).count() as u64;
            tested.push(Tested {
                tongue,
                level,
                of_language,
                agreed: test.len() as u64,
                wrong,
                class,
                missing: match class {
                    Some(_) => 0,
                    None => missing(decided.len() as u64, test.len() as u64, promise),
                },
            });
        }
    }
    (snapshot, tested)
}

/// The models that learnt from the oldest cases, how many those were, and the cases for the choice of thresholds and for the
/// test, without near-duplicates of any before them.
pub(crate) fn split<'d>(
    decided: &'d [Decided],
    before: Option<&Snapshot>,
) -> (u64, Regression, Neighbours, [Vec<&'d Decided>; 2]) {
    let learnt_before = before.map_or(0, |before| before.learnt_up_to);
    let known = decided.partition_point(|decided| decided.seq <= learnt_before);
    let learn = known.max(decided.len() * LEARN / 10);
    let (learnt, rest) = decided.split_at(learn);
    let mut neighbours = Neighbours::default();
    let mut seen = Seen::default();
    for decided in learnt {
        neighbours.add(&decided.case.features, decided.level);
        seen.add(Sketch::of(&decided.case.features));
    }
    let mut words = before.map_or_else(Regression::default, |before| before.words.clone());
    let fresh = &learnt[known..];
    for decided in (0..ROUNDS).flat_map(|_| fresh) {
        words.learn(&decided.case.features, decided.level);
    }
    let known_words = before.map(|before| &before.words);
    words.forget_rare(
        fresh.iter().map(|decided| &decided.case.features),
        known_words,
    );
    let (tuning, calibration) = rest.split_at(rest.len() * CHOOSE / (10 - LEARN));
    let mut without_copies = |decided: &'d [Decided]| -> Vec<&'d Decided> {
        let is_new = |decided: &&Decided| {
            let sketch = Sketch::of(&decided.case.features);
            let is_copy = seen.have(&sketch);
            seen.add(sketch);
            !is_copy
        };
        decided.iter().filter(is_new).collect()
    };
    let parts = [tuning, calibration].map(&mut without_copies);
    (learnt.len() as u64, words, neighbours, parts)
}

/// How many more decisions it takes at the very least until enough of them are in the class to be tested on.
pub fn missing(decided: u64, in_class: u64, promise: Promise) -> u64 {
    let enough = needed(0, promise.error, promise.confidence) as f64;
    // Of a class in which nothing was seen yet, as if it were one in four of the tested.
    let tested = (10 - LEARN - CHOOSE) as f64 / 10.0;
    let share = match in_class {
        0 => tested / LEVELS as f64,
        seen => seen as f64 / decided as f64,
    };
    ((enough / share).ceil() as u64).saturating_sub(decided)
}

/// What the three said of a case, and whether they were wrong together.
struct Answered {
    tongue: Tongue,
    /// The level on which they agreed.
    level: Option<Level>,
    judged: Judged,
}

fn judged(snapshot: &Snapshot, neighbours: &Neighbours, decided: &[&Decided]) -> Vec<Answered> {
    let stands = |decided: &&&Decided| decided.counts && decided.case.read_by == snapshot.read_by;
    let answered = |decided: &&Decided| {
        let opinion = together(&snapshot.opinions(neighbours, &decided.case));
        Answered {
            tongue: decided.case.tongue,
            level: opinion.map(|opinion| opinion.level),
            judged: Judged {
                certainty: opinion.map_or(0.0, |opinion| opinion.certainty),
                wrong: opinion.is_some_and(|opinion| opinion.level != decided.level),
            },
        }
    };
    decided.iter().filter(stands).map(answered).collect()
}

#[cfg(test)]
mod tests;
