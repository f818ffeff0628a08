//! When the program may set an urgency alone: Learn-then-Test (Angelopoulos, Bates, Candès, Jordan, Lei, 2021) over a fixed
//! sequence of thresholds, with the exact binomial tail. Whatever the models are worth, the chance that a certificate is given
//! although more than `error` of what it lets through are wrong is at most one less `confidence`.

use crate::binomial::{at_most, upper_bound};

/// What a certificate promises.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Promise {
    /// At most this share of what is decided alone is wrong.
    pub error: f64,
    /// With this confidence.
    pub confidence: f64,
}

/// A case that people decided: how sure the models were together, and whether they were wrong.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Judged {
    /// 0 to 1.
    pub certainty: f64,
    pub wrong: bool,
}

/// What was found on the calibration cases of one class.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Certified {
    /// What is at least this certain is decided alone.
    pub threshold: f64,
    /// Calibration cases at or above it.
    pub accepted: u64,
    /// Those of them that were wrong.
    pub errors: u64,
    /// All calibration cases of the class.
    pub cases: u64,
    /// What share could still be wrong, at the confidence of the promise.
    pub bound: f64,
}

/// Chance of passing from which a threshold is where the sequence begins.
const LIKELY: f64 = 0.9;
/// Thresholds in a sequence, at most.
const STEPS: usize = 50;

/// The sequence of thresholds that is tried on `calibration` cases, by what was seen on tuning cases alone: from the strictest that
/// will probably pass (from the very strictest it would stop at once, for lack of cases) to ever looser ones. Empty when none
/// will.
pub fn sequence(tuning: &[Judged], calibration: usize, promise: Promise) -> Vec<f64> {
    let mut sorted = tuning.to_vec();
    sorted.sort_by(|one, other| other.certainty.total_cmp(&one.certainty));
    // From the strictest; a threshold stands between certainties, never within equal ones.
    let mut steps: Vec<(f64, u64, u64)> = Vec::new();
    let mut wrong = 0;
    for (at, case) in sorted.iter().enumerate() {
        wrong += u64::from(case.wrong);
        if sorted
            .get(at + 1)
            .is_none_or(|next| next.certainty < case.certainty)
        {
            steps.push((case.certainty, at as u64 + 1, wrong));
        }
    }
    let share = calibration as f64 / tuning.len().max(1) as f64;
    let chances: Vec<f64> = steps
        .iter()
        .map(|(_, accepted, wrong)| {
            let expected = *accepted as f64 * share;
            // It may be two standard deviations fewer.
            let surely = (expected - 2.0 * expected.sqrt()).max(0.0) as u64;
            let rate = (*wrong as f64 + 1.0) / (*accepted as f64 + 2.0);
            chance_of_passing(surely, rate, promise)
        })
        .collect();
    let most = chances.iter().copied().fold(0.0, f64::max);
    // Where none is likely, of those that are about as likely as any the loosest: it has the most cases.
    let begin = match chances.iter().position(|chance| *chance >= LIKELY) {
        Some(begin) => begin,
        None => match chances.iter().rposition(|chance| *chance > 0.9 * most) {
            Some(begin) => begin,
            None => return Vec::new(),
        },
    };
    let looser = &steps[begin..];
    let every = looser.len().div_ceil(STEPS);
    looser
        .iter()
        .step_by(every)
        .map(|(threshold, ..)| *threshold)
        .collect()
}

/// How likely it is that so many cases pass when this share of them is wrong.
fn chance_of_passing(accepted: u64, rate: f64, promise: Promise) -> f64 {
    let passes = |errors: u64| at_most(errors, accepted, promise.error) <= 1.0 - promise.confidence;
    if accepted == 0 || !passes(0) {
        return 0.0;
    }
    let mut most = 0;
    while most < accepted && passes(most + 1) {
        most += 1;
    }
    at_most(most, accepted, rate)
}

/// Tries the thresholds in their order and stops at the first that fails. `None` when the first does.
pub fn certify(calibration: &[Judged], sequence: &[f64], promise: Promise) -> Option<Certified> {
    let mut passed = None;
    for threshold in sequence {
        let accepted = calibration
            .iter()
            .filter(|case| case.certainty >= *threshold);
        let (accepted, errors) = accepted.fold((0, 0), |(accepted, errors), case| {
            (accepted + 1, errors + u64::from(case.wrong))
        });
        if at_most(errors, accepted, promise.error) > 1.0 - promise.confidence {
            break;
        }
        passed = Some(Certified {
            threshold: *threshold,
            accepted,
            errors,
            cases: calibration.len() as u64,
            bound: upper_bound(errors, accepted, promise.confidence),
        });
    }
    passed
}

#[cfg(test)]
mod tests;
