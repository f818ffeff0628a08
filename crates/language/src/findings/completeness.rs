//! What an officer will need to know of an event of this kind, what of it is there, and what the reporter is asked.

use crate::signatures::{Found, Signatures};
use report::{Category, Completeness, Entity, Question};
use std::collections::BTreeSet;

/// Nobody answers more.
const QUESTIONS: usize = 3;

/// What is asked of every report, before what its kind of event asks.
const ALWAYS: [&str; 3] = ["when", "where", "how-known"];

pub(super) fn of(
    signatures: &Signatures,
    found: &Found,
    entities: &[Entity],
    category: &Category,
    answered: &[&str],
) -> (Completeness, Vec<Question>) {
    // What the signatures ask that fired; without any, what those of its kind ask most often.
    let of_kind = |signature: &&crate::signatures::Signature| {
        category.sector.as_ref() == Some(&signature.sector)
            && category.code == signature.code.as_str()
    };
    let fired: Vec<_> = found
        .hits
        .iter()
        .map(|hit| &signatures.all()[hit.signature])
        .filter(of_kind)
        .collect();
    let mut asked: Vec<&str> = Vec::new();
    let asking = match fired.is_empty() {
        true => signatures.all().iter().filter(of_kind).collect(),
        false => fired,
    };
    for ask in asking.iter().flat_map(|signature| &signature.asks) {
        if !asked.contains(&ask.as_str()) && asked.len() < 4 {
            asked.push(ask);
        }
    }
    asked.extend(
        ALWAYS
            .iter()
            .filter(|it| !asked.contains(it))
            .copied()
            .collect::<Vec<_>>(),
    );
    let kinds: BTreeSet<&str> = entities
        .iter()
        .filter(|entity| entity.valid)
        .map(|entity| entity.what.kind())
        .collect();
    let (mut given, mut missing) = (Vec::new(), Vec::new());
    let mut questions = Vec::new();
    for id in asked {
        let Some(place) = signatures.questions().iter().position(|it| it.id == id) else {
            continue;
        };
        let question = &signatures.questions()[place];
        let is_named = question
            .entities
            .iter()
            .any(|kind| kinds.contains(kind.as_str()));
        if is_named || found.answered.contains(&place) || answered.contains(&id) {
            given.push(question.id.clone());
            continue;
        }
        missing.push(question.id.clone());
        if questions.len() < QUESTIONS {
            questions.push(Question {
                id: question.id.clone(),
                en: question.asked.en.clone(),
                zh: question.asked.zh.clone(),
            });
        }
    }
    let all = given.len() + missing.len();
    let share = given.len() as f64 / all.max(1) as f64;
    let score = (100.0 * share).round() / 100.0;
    // What is no report of conduct is not asked about.
    if category.code == "NONE" {
        questions.clear();
    }
    (
        Completeness {
            score,
            given,
            missing,
        },
        questions,
    )
}
