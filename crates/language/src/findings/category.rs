//! What a report is about: the kind of conduct for which most speaks, by meaning and by signatures together, if it is more than what
//! speaks for no conduct at all.

use crate::meaning::{Meaning, Model};
use crate::signatures::{Found, Signatures};
use report::Category;

/// What a signature of weight 10 adds to its kind, in the model's distances (1 is the width of its margin).
const SIGNATURE: f32 = 1.2;
/// Of several signatures of one kind together, at most this.
const TOGETHER: f32 = 1.8;
/// How steeply a distance becomes a share: at 0 one half.
const STEEP: f64 = 3.0;

pub(super) fn of(
    signatures: &Signatures,
    model: &Model,
    found: &Found,
    meaning: &Meaning,
) -> Category {
    let mut added = vec![0_f32; model.kinds().len()];
    let mut strongest = 0_f32;
    for hit in &found.hits {
        let signature = &signatures.all()[hit.signature];
        if !signature.stable {
            continue;
        }
        let weight = f32::from(signature.weight) / 10.0 * SIGNATURE;
        let kind = model
            .kinds()
            .iter()
            .position(|kind| kind.sector == signature.sector && kind.code == signature.code);
        if let Some(kind) = kind {
            let weight = if signature.conduct {
                weight
            } else {
                weight / 2.0
            };
            added[kind] = (added[kind] + weight).min(TOGETHER);
            strongest = strongest.max(added[kind]);
        }
    }
    let best = meaning
        .kinds
        .iter()
        .zip(&added)
        .map(|(meant, added)| meant + added)
        .enumerate()
        .max_by(|(_, one), (_, other)| one.total_cmp(other));
    // What signatures say for one kind they say against there being none.
    let nothing = meaning.nothing - strongest / 2.0;
    let (now, faint) = (bounded(meaning.now), bounded(meaning.faint));
    match best {
        Some((kind, score)) if score > nothing => {
            let kind = &model.kinds()[kind];
            Category {
                code: kind.code.to_string(),
                sector: Some(kind.sector.clone()),
                score: share(score - nothing),
                now,
                faint,
            }
        }
        best => Category {
            code: "NONE".to_owned(),
            sector: None,
            score: share(best.map_or(1.0, |(_, score)| nothing - score)),
            now,
            faint,
        },
    }
}

/// A distance as a share of certainty, 0.5 to 1, to a thousandth.
fn share(distance: f32) -> f64 {
    let share = 1.0 / (1.0 + (-STEEP * f64::from(distance)).exp());
    (share * 1_000.0).round() / 1_000.0
}

fn bounded(distance: f32) -> f64 {
    (f64::from(distance).clamp(-1.0, 1.0) * 1_000.0).round() / 1_000.0
}
