//! What the program made of a report, as its page shows it: the text with what was found in it marked, the reasons, and what to
//! ask for. Nothing of it decides anything.

use super::moment;
use super::view::View;
use super::visible::visible;
use crate::words::Words;
use desk::OpenedReport;
use report::{Analysis, Author, Entity, InBoth, Lang, Level, Named, Span};

/// Places that are marked in a text; more make it no clearer.
const MARKS: usize = 300;
/// Things named that are listed.
const LISTED: usize = 40;

/// What the program made of a report.
#[derive(Default)]
pub(crate) struct FindingsShown {
    /// Why it proposes what it does, the weightiest first.
    pub(crate) reasons: Vec<String>,
    /// What it is about, with the sector.
    pub(crate) about: String,
    /// Whether a second person should look at it.
    pub(crate) second_review: bool,
    /// Whether it only says who somebody is.
    pub(crate) only_who: bool,
    /// Where the reporter is better served, in the officer's language.
    pub(crate) door: String,
    /// The same as an answer to the reporter, in their language.
    pub(crate) door_reply: String,
    /// Signatures: what they find, the words that they found, and techniques.
    pub(crate) signatures: Vec<SignatureShown>,
    /// Things that the text names: kind, words, value; whether they are what they look like.
    pub(crate) entities: Vec<EntityShown>,
    /// Words of doubt and hearsay.
    pub(crate) hedges: Vec<(String, &'static str)>,
    /// What is still missing, in the officer's language.
    pub(crate) missing: Vec<String>,
    /// The questions for it as they go to the reporter, in their language; empty when there are none, or they were asked.
    pub(crate) ask: String,
    /// BCP 47, of `ask`.
    pub(crate) ask_lang: &'static str,
}

/// A signature that fired.
pub(crate) struct SignatureShown {
    pub(crate) title: String,
    pub(crate) words: Vec<String>,
    pub(crate) techniques: String,
    /// On trial: nothing follows from it.
    pub(crate) on_trial: bool,
}

/// Something that a text names.
pub(crate) struct EntityShown {
    pub(crate) kind: String,
    pub(crate) words: String,
    pub(crate) value: String,
    pub(crate) valid: bool,
}

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// `sign`, `thing`, `hedge`; empty for none.
    pub(crate) class: &'static str,
    /// What was found there.
    pub(crate) title: String,
}

/// Something to mark.
struct Mark {
    span: Span,
    class: &'static str,
    title: String,
}

impl FindingsShown {
    pub(crate) fn of(view: &View, opened: &OpenedReport) -> FindingsShown {
        let Some(Analysis { findings, priority }) = &opened.analysis else {
            return FindingsShown::default();
        };
        let text = &opened.content.text;
        let theirs = match findings.language.code.as_str() {
            "zh" => Lang::Zh,
            "en" => Lang::En,
            _ => opened.content.lang.unwrap_or(view.lang),
        };
        let was_asked = |words: &str| {
            opened
                .messages
                .iter()
                .any(|message| message.author == Author::Desk && message.text.contains(words))
        };
        let questions: Vec<&str> = findings
            .questions
            .iter()
            .map(|question| of_lang(&question.en, &question.zh, theirs))
            .filter(|words| !was_asked(words))
            .collect();
        let conduct = findings.category.code.as_str();
        let sector = findings.category.sector.as_deref();
        FindingsShown {
            reasons: priority
                .reasons
                .iter()
                // Whoever is asked for their own judgement is not told another first.
                .filter(|_| opened.level != Level::Unjudged)
                .map(|reason| in_lang(reason, view.lang).to_owned())
                .collect(),
            about: match (conduct, sector) {
                ("NONE", _) => view.t("found-about-none").into_owned(),
                (code, Some(sector)) => {
                    let (sector, kind) = (
                        sector_name(sector, view.lang),
                        view.of_kind("conduct", code),
                    );
                    view.f("found-about", &[("sector", &sector), ("kind", &kind)])
                }
                (code, None) => view.of_kind("conduct", code),
            },
            second_review: findings.needs_second_review(),
            only_who: findings.says_only_who(),
            door: findings
                .door
                .as_ref()
                .map(|door| of_lang(&door.en, &door.zh, view.lang).to_owned())
                .unwrap_or_default(),
            door_reply: findings
                .door
                .as_ref()
                .map(|door| {
                    let door = of_lang(&door.en, &door.zh, theirs);
                    let words = Words::desk(theirs);
                    words.filled("door-reply", &[("door", door)]).into_owned()
                })
                .unwrap_or_default(),
            signatures: findings
                .signatures
                .iter()
                .map(|fired| SignatureShown {
                    title: in_lang(&fired.title, view.lang).to_owned(),
                    words: different(fired.spans.iter().map(|span| said(text, *span))),
                    techniques: fired
                        .attack
                        .iter()
                        .map(|(number, name)| format!("ATT&CK {number} {name}"))
                        .collect::<Vec<_>>()
                        .join(", "),
                    on_trial: !fired.stable,
                })
                .collect(),
            entities: findings
                .entities
                .iter()
                .take(LISTED)
                .map(|entity| EntityShown {
                    kind: view.of_kind("entity", entity.what.kind()),
                    words: said(text, entity.span),
                    value: value(view, entity),
                    valid: entity.valid,
                })
                .collect(),
            hedges: findings
                .hedges
                .iter()
                .map(|hedge| (said(text, hedge.span), hedge_name(&hedge.kind)))
                .collect(),
            missing: findings
                .questions
                .iter()
                .map(|question| of_lang(&question.en, &question.zh, view.lang).to_owned())
                .collect(),
            ask: match questions.as_slice() {
                [] => String::new(),
                [one] => (*one).to_owned(),
                several => (1..)
                    .zip(several)
                    .map(|(number, words)| format!("{number}. {words}"))
                    .collect::<Vec<_>>()
                    .join("\n"),
            },
            ask_lang: crate::public::tag(theirs),
        }
    }
}

/// A text in pieces: what signatures found, what is named, and words of doubt are marked. Where several lie over one
/// another the first of these is shown; the others stand in the list beside.
pub(crate) fn pieces(view: &View, text: &str, analysis: Option<&Analysis>) -> Vec<Piece> {
    let plain = |text: &str| Piece {
        text: visible(text).into_owned(),
        class: "",
        title: String::new(),
    };
    let Some(Analysis { findings, .. }) = analysis else {
        return vec![plain(text)];
    };
    let signs = findings.signatures.iter().flat_map(|fired| {
        let title = in_lang(&fired.title, view.lang);
        fired.spans.iter().map(move |span| Mark {
            span: *span,
            class: "sign",
            title: title.to_owned(),
        })
    });
    let things = findings.entities.iter().map(|entity| Mark {
        span: entity.span,
        class: "thing",
        title: [
            view.of_kind("entity", entity.what.kind()),
            value(view, entity),
        ]
        .join(" "),
    });
    let hedges = findings.hedges.iter().map(|hedge| Mark {
        span: hedge.span,
        class: "hedge",
        title: view.t(hedge_name(&hedge.kind)).into_owned(),
    });
    let mut marks: Vec<Mark> = signs.chain(things).chain(hedges).collect();
    marks.sort_by_key(|mark| (mark.span.from, std::cmp::Reverse(mark.span.to)));
    let mut pieces = Vec::new();
    let mut from = 0;
    for mark in marks.into_iter().take(MARKS) {
        let (start, end) = (mark.span.from as usize, mark.span.to as usize);
        // Of another text, or behind where it is cut: whoever wrote in the database shows nothing by it.
        let (Some(before), Some(marked)) = (text.get(from..start), text.get(start..end)) else {
            continue;
        };
        if !before.is_empty() {
            pieces.push(plain(before));
        }
        pieces.push(Piece {
            class: mark.class,
            title: visible(&mark.title).into_owned(),
            ..plain(marked)
        });
        from = end;
    }
    if from < text.len() {
        pieces.push(plain(&text[from..]));
    }
    pieces
}

fn hedge_name(kind: &str) -> &'static str {
    match kind {
        "hearsay" => "hedge-hearsay",
        _ => "hedge-doubt",
    }
}

fn of_lang<'a>(en: &'a str, zh: &'a str, lang: Lang) -> &'a str {
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

pub(crate) fn in_lang(both: &InBoth, lang: Lang) -> &str {
    of_lang(&both.en, &both.zh, lang)
}

fn sector_name(sector: &str, lang: Lang) -> String {
    match desk::sector_title(sector) {
        Some(title) => in_lang(title, lang).to_owned(),
        None => sector.to_owned(),
    }
}

/// What stands there, on one line.
fn said(text: &str, span: Span) -> String {
    let said = text.get(span.from as usize..span.to as usize);
    visible(said.unwrap_or_default()).replace(['\n', '\t'], " ")
}

fn different(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut different: Vec<String> = Vec::new();
    for word in words {
        if !different.contains(&word) {
            different.push(word);
        }
    }
    different
}

/// The value of what is named, where it says more than the words do.
fn value(view: &View, entity: &Entity) -> String {
    let range = |from: f64, to: f64, unit: &str| match from == to {
        true => format!("{} {unit}", number(from)),
        false => format!("{} – {} {unit}", number(from), number(to)),
    };
    match &entity.what {
        Named::Coordinates {
            lat,
            lon,
            uncertainty_m,
            ..
        } => format!("{lat:.5}, {lon:.5} (± {} m)", number(*uncertainty_m)),
        Named::Time { from, to, .. } => match from == to {
            true => moment::local(view, *from),
            false => format!(
                "{} – {}",
                moment::local(view, *from),
                moment::local(view, *to)
            ),
        },
        Named::Duration { from_s, to_s } => range(*from_s, *to_s, "s"),
        Named::Wallet { network, .. } => network.clone(),
        Named::Amount { from, to, currency } => range(*from, *to, currency),
        Named::Ip { address, .. } => address.clone(),
        Named::Domain { name } => visible(name).into_owned(),
        Named::Link { url } => visible(url).into_owned(),
        Named::Handle { service, .. } => visible(service).into_owned(),
        Named::Hash { algorithm, .. } => algorithm.clone(),
        Named::Frequency { from_hz, to_hz } => range(from_hz / 1e6, to_hz / 1e6, "MHz"),
        Named::Strength { value, unit } => range(*value, *value, unit),
        Named::Ship { scheme, number } | Named::Aircraft { scheme, number } => {
            format!("{scheme} {number}")
        }
        Named::Container { number } => number.clone(),
        Named::Patent { office, number } => format!("{office} {number}"),
        Named::Device { brand, model } => [brand.as_str(), model].join(" ").trim().to_owned(),
        Named::Marking { level } => view.of_kind("marking", level),
        Named::Quantity { from, to, unit } => range(*from, *to, unit),
        Named::Bearing {
            degrees,
            distance_m,
            from,
        } => {
            let degrees = degrees.map(|degrees| format!("{}°", number(degrees)));
            let distance = distance_m.map(|distance| format!("{} m", number(distance)));
            let from = (!from.is_empty()).then(|| from.clone());
            let parts: Vec<String> = [degrees, distance, from].into_iter().flatten().collect();
            parts.join(" ")
        }
        Named::Organisation { .. } | Named::Office { .. } | Named::Place { .. } => String::new(),
    }
}

/// As short as it can be said to four places.
fn number(value: f64) -> String {
    let shown = format!("{value:.4}");
    shown.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_as_short_as_it_can_be() {
        for (value, shown) in [(30.0, "30"), (1575.42, "1575.42"), (0.5, "0.5"), (0.0, "0")] {
            assert_eq!(number(value), shown);
        }
    }
}
