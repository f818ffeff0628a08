//! Everything that a text says, put together: what people did by signatures and by meaning, what is named, how the writer knows, what is
//! there and what is missing (product.md, T1 to T8).

mod category;
mod completeness;

use crate::entities::{self, Look, When};
use crate::meaning::{Feature, Model};
use crate::normal::Normal;
use crate::perplexity::Characters;
use crate::signatures::{Found, Signatures};
use report::{Findings, Fired, Hedge, Language};

/// Spans of a signature that are kept: more show nothing more.
const SPANS: usize = 20;
/// Hedges that are kept.
const HEDGES: usize = 50;

/// Makes ready what every text is read with, which takes longer than to read one: the first report would wait for it.
pub fn make_ready() {
    Signatures::delivered();
    Model::delivered();
    Characters::delivered();
}

/// A number of what texts are read with: with another one, the same findings may mean something else.
pub fn version() -> u64 {
    let signatures = crate::signatures::FILES.iter();
    let texts = signatures.flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]);
    let digests = texts.map(crate::meaning::digest);
    digests.fold(Model::delivered().taught_by(), |all, one| {
        all.rotate_left(7).wrapping_mul(0x0100_0000_01b3) ^ one
    })
}

/// What a text says. Questions of these words are answered beside it (a place in a field of its own answers `where`). Pure: the
/// same text and time always give the same findings. Linear in the text.
pub fn find_out(text: &str, when: &When, answered: &[&str]) -> Findings {
    look(text, when, answered, None)
}

/// The same, and the features that models go by, each once, in order.
pub fn find_out_and_features(
    text: &str,
    when: &When,
    answered: &[&str],
) -> (Findings, Vec<Feature>) {
    let mut features = Vec::new();
    let findings = look(text, when, answered, Some(&mut features));
    features.sort_unstable();
    features.dedup();
    (findings, features)
}

fn look(
    text: &str,
    when: &When,
    answered: &[&str],
    features: Option<&mut Vec<Feature>>,
) -> Findings {
    let (signatures, model) = (Signatures::delivered(), Model::delivered());
    let normal = Normal::of(text);
    let read = crate::read(text);
    let found = signatures.find(&normal);
    let entities = entities::find(&Look {
        source: text,
        normal: &normal,
        when,
    });
    let blanked = blanked(&normal.text, &found);
    let meaning = model.read_text(&blanked);
    if let Some(features) = features {
        crate::meaning::each_feature(&blanked, |feature| features.push(feature));
    }
    let category = category::of(signatures, model, &found, &meaning);
    let asked = completeness::of(signatures, &found, &entities, &category, answered);
    let is_described = found.hits.iter().any(|hit| {
        let signature = &signatures.all()[hit.signature];
        signature.stable && signature.conduct
    });
    // Words that say who somebody is, and none that says what they did: nothing follows from that.
    let only_who = !is_described && !found.grounds.is_empty() && !found.deeds;
    let describes = is_described || category.code != "NONE";
    let is_about_something = normal.text.chars().any(char::is_alphanumeric);
    let mut flags: Vec<String> = found
        .flags
        .iter()
        .map(|flag| signatures.flags()[*flag].clone())
        .collect();
    flags.extend(
        found
            .hedges
            .iter()
            .any(|(kind, _)| *kind == "hearsay")
            .then(|| "hearsay".to_owned()),
    );
    flags.extend(only_who.then(|| "identity_only".to_owned()));
    let door = match category.code.as_str() {
        "NONE" => found
            .doors
            .iter()
            .max_by_key(|(door, count)| (**count, std::cmp::Reverse(**door))),
        _ => None,
    };
    Findings {
        language: Language {
            code: read.language,
            confidence: read.confidence,
        },
        signatures: fired(signatures, &found, &normal),
        entities,
        hedges: hedges(&found, &normal, text),
        completeness: asked.0,
        questions: asked.1,
        conduct: is_about_something && !only_who && (describes || found.deeds),
        flags,
        door: door.map(|(door, _)| signatures.doors()[*door].clone()),
        category,
        perplexity: Characters::delivered().perplexity(&normal.text),
    }
}

/// The text without what says who somebody is: no weight hangs on that.
pub(crate) fn blanked(text: &str, found: &Found) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut from = 0;
    for stretch in &found.grounds {
        if stretch.start >= from {
            blanked.push_str(&text[from..stretch.start]);
            blanked.push(' ');
        }
        from = from.max(stretch.end);
    }
    blanked.push_str(&text[from..]);
    blanked
}

fn fired(signatures: &Signatures, found: &Found, normal: &Normal) -> Vec<Fired> {
    let mut fired: Vec<Fired> = found
        .hits
        .iter()
        .map(|hit| {
            let signature = &signatures.all()[hit.signature];
            let spans = hit.stretches.iter().take(SPANS);
            Fired {
                id: signature.id.clone(),
                title: signature.title.clone(),
                sector: signature.sector.clone(),
                code: signature.code,
                spans: spans
                    .map(|stretch| normal.source(stretch.clone()).into())
                    .collect(),
                weight: signature.weight,
                level: signature.level,
                stable: signature.stable,
                attack: signature
                    .attack
                    .iter()
                    .map(|it| (it.id.clone(), it.name.clone()))
                    .collect(),
            }
        })
        .collect();
    fired.sort_by_key(|it| std::cmp::Reverse((it.stable, it.weight)));
    fired
}

fn hedges(found: &Found, normal: &Normal, text: &str) -> Vec<Hedge> {
    let mut hedges: Vec<Hedge> = Vec::new();
    let mut stretches = found.hedges.clone();
    stretches.sort_by_key(|(_, stretch)| (stretch.start, std::cmp::Reverse(stretch.end)));
    for (kind, stretch) in stretches {
        let source = normal.source(stretch);
        if hedges.len() == HEDGES {
            break;
        }
        if hedges
            .last()
            .is_none_or(|last| source.start >= last.span.to as usize)
        {
            hedges.push(Hedge {
                text: text[source.clone()].to_owned(),
                span: source.into(),
                kind: kind.to_owned(),
            });
        }
    }
    hedges
}

#[cfg(test)]
mod tests;
