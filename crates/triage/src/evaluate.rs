//! What the models are worth on decided cases, without putting anything in force: how often each is wrong, how often their errors
//! coincide, and what share could be decided alone at which certified error.

use crate::calibrate::{Decided, split};
use crate::case::Opinion;
use crate::certificate::{Certified, Judged, Promise, certify, sequence};

/// What came out.
#[derive(Clone, PartialEq, Debug)]
pub struct Evaluation {
    /// Cases that were learnt from.
    pub learnt: u64,
    /// Cases that were tested on.
    pub tested: u64,
    /// By model: in how many of these it was wrong.
    pub wrong: Vec<u64>,
    /// In how many all of them were.
    pub all_wrong: u64,
    /// In how many all of them said the same, and it was wrong.
    pub wrong_together: u64,
    /// For each error asked for: the certificate, if it is earned.
    pub certified: Vec<(f64, Option<Certified>)>,
}

/// Evaluates on cases in their order; those that are proxies (`with_read` false) have no signatures, and two models answer.
pub fn evaluate(
    decided: &[Decided],
    with_read: bool,
    errors: &[f64],
    confidence: f64,
) -> Evaluation {
    let (learnt, words, neighbours, [tuning, calibration]) = split(decided, None);
    let answers = |decided: &Decided| -> Vec<Opinion> {
        let read = with_read.then_some(decided.case.read);
        let learnt = [
            words.opinion(&decided.case.features),
            neighbours.opinion(&decided.case.features),
        ];
        read.into_iter().chain(learnt).collect()
    };
    let judged = |decided: &Decided, answers: &[Opinion]| {
        let agree = answers.iter().all(|one| one.level == answers[0].level);
        let certainty = answers.iter().map(|one| one.certainty).sum::<f64>() / answers.len() as f64;
        agree.then_some(Judged {
            certainty,
            wrong: answers[0].level != decided.level,
        })
    };
    let tuning: Vec<Judged> = tuning
        .iter()
        .filter_map(|one| judged(one, &answers(one)))
        .collect();
    let mut evaluation = Evaluation {
        learnt,
        tested: calibration.len() as u64,
        wrong: vec![0; 2 + usize::from(with_read)],
        all_wrong: 0,
        wrong_together: 0,
        certified: Vec::new(),
    };
    let mut tested = Vec::new();
    for decided in calibration {
        let answers = answers(decided);
        let is_wrong: Vec<bool> = answers
            .iter()
            .map(|one| one.level != decided.level)
            .collect();
        for (count, wrong) in evaluation.wrong.iter_mut().zip(&is_wrong) {
            *count += u64::from(*wrong);
        }
        evaluation.all_wrong += u64::from(is_wrong.iter().all(|wrong| *wrong));
        let judged = judged(decided, &answers);
        evaluation.wrong_together += u64::from(judged.is_some_and(|judged| judged.wrong));
        tested.extend(judged);
    }
    for error in errors {
        let promise = Promise {
            error: *error,
            confidence,
        };
        let thresholds = sequence(&tuning, tested.len(), promise);
        let certified = certify(&tested, &thresholds, promise);
        evaluation.certified.push((*error, certified));
    }
    evaluation
}
