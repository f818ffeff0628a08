//! Devices by brand and model.
//!
//! A table of makers and of models that are known by their own names. The model is what follows: words that have a digit in
//! them, and those that models are called (Pro, Zero). Makers whose names are words or who make much else count only with one.

mod brands;
#[cfg(test)]
mod tests;

use super::Look;
use super::network::as_written;
use crate::normal::Stretch;
use brands::{BRANDS, Weight};
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use report::{Entity, Named};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Words of a model at most.
const WORDS: usize = 4;

static KNOWN: LazyLock<Option<CharwiseDoubleArrayAhoCorasick<u32>>> = LazyLock::new(|| {
    let mut words: BTreeMap<&str, u32> = BTreeMap::new();
    for (place, (names, ..)) in (0..).zip(BRANDS) {
        for name in names.split('|') {
            words.entry(name).or_insert(place);
        }
    }
    CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build_with_values(words)
        .ok()
});

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    let Some(known) = &*KNOWN else { return };
    let mut open: Option<(Stretch, &str, Stretch)> = None;
    let mut taken = 0;
    for hit in known.leftmost_find_iter(text) {
        if hit.start() < taken {
            continue;
        }
        let Some((_, brand, weight)) = BRANDS.get(hit.value() as usize) else {
            continue;
        };
        if !is_word(text, hit.start(), hit.end()) {
            continue;
        }
        // "DJI Mavic 3", "大疆的御3": the maker stands before its model.
        let joint = open
            .take_if(|(whole, maker, model)| {
                maker == brand
                    && *weight == Weight::Model
                    && model.start == model.end
                    && matches!(
                        text[whole.end..hit.start()].trim(),
                        "" | "的" | "牌" | "牌的" | "无人机"
                    )
            })
            .map(|(whole, ..)| whole.start);
        if let Some(before) = open.take() {
            push(look, before, found);
        }
        let model = match weight {
            Weight::Model => hit.start()..model(text, hit.end(), true),
            _ => {
                let rest = &text[hit.end()..];
                let at = text.len() - rest.trim_start_matches([' ', '-', '牌', '的']).len();
                let skipped = text[hit.end()..at].chars().count() <= 2;
                let end = if skipped { model(text, at, false) } else { at };
                at..end.max(at)
            }
        };
        if *weight == Weight::WithModel && !has_digit(&text[model.clone()]) {
            continue;
        }
        let end = if model.is_empty() {
            hit.end()
        } else {
            model.end
        };
        taken = end;
        open = Some((joint.unwrap_or(hit.start())..end, brand, model));
    }
    if let Some(last) = open {
        push(look, last, found);
    }
}

fn push(look: &Look<'_>, (whole, brand, model): (Stretch, &str, Stretch), found: &mut Vec<Entity>) {
    let model = match look.normal.text[model.clone()].is_ascii() {
        true => as_written(look, model),
        false => look.source[look.normal.source(model)].to_owned(),
    };
    let what = Named::Device {
        brand: brand.into(),
        model: model.trim().to_owned(),
    };
    found.push(look.entity(whole, what, true));
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|c| c.is_ascii_digit())
}

/// Whether a word begins and ends there, where it is of Latin letters; a number may follow at once: "mavic3".
fn is_word(text: &str, from: usize, to: usize) -> bool {
    let word = &text[from..to];
    let before = text[..from].chars().next_back();
    let after = text[to..].chars().next();
    let begins = word.starts_with(|c: char| c.is_ascii_alphanumeric());
    let ends = word.ends_with(|c: char| c.is_ascii_alphabetic());
    let host = after == Some('.') && text[to + 1..].starts_with(|c: char| c.is_ascii_lowercase());
    !(begins
        && before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '/' | '_')))
        && !(ends && (after.is_some_and(|c| c.is_ascii_alphabetic() || c == '_') || host))
}

/// Where the model ends that begins here; here, if there is none. After the name of a model a bare number goes on.
fn model(text: &str, begin: usize, named: bool) -> usize {
    let mut end = begin;
    let mut at = begin + usize::from(text[begin..].starts_with([' ', '-']));
    let mut named = named;
    for word in 0..WORDS {
        let rest = &text[at..];
        let long = token(rest);
        let token = rest[..long].trim_end_matches(['.', '-', '/', '+']);
        let long = token.len();
        if token.is_empty() {
            break;
        }
        let bare = token.bytes().all(|c| c.is_ascii_digit() || c == b'.');
        let fits = match (has_digit(token), bare) {
            (true, true) => named && long <= 5 && !is_counted(&rest[long..]),
            (true, false) => is_model(token),
            (false, _) => is_line(token) && (named || word == 0 || has_digit(&text[begin..end])),
        };
        if !fits {
            break;
        }
        named = true;
        end = at + long;
        // A space, or nothing where Chinese goes on: "mavic3pro版".
        match text[end..].strip_prefix(' ') {
            Some(_) => at = end + 1,
            None => break,
        }
    }
    // A line without a number is none: "Hikvision pro" is half a sentence.
    end
}

fn token(text: &str) -> usize {
    let part = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'/' | b'+' | b'.');
    text.bytes().take(32).take_while(part).count()
}

/// Letters and digits as models have them: not a length, a height, a time or a date.
fn is_model(token: &str) -> bool {
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    let unit = matches!(
        &token[digits..],
        "m" | "km"
            | "ft"
            | "feet"
            | "mm"
            | "cm"
            | "kg"
            | "g"
            | "s"
            | "min"
            | "h"
            | "am"
            | "pm"
            | "st"
            | "nd"
            | "rd"
            | "th"
            | "x"
            | "mhz"
            | "ghz"
            | "khz"
            | "hz"
            | "w"
            | "k"
            | "mph"
            | "gb"
            | "tb"
            | "mb"
            | "agl"
            | "msl"
            | "z"
            | "l"
    );
    !(digits > 0 && unit) && token.len() <= 24 && token.bytes().any(|c| c.is_ascii_alphabetic())
}

/// What models are called beside their numbers.
fn is_line(token: &str) -> bool {
    matches!(
        token,
        "mavic"
            | "mini"
            | "air"
            | "pro"
            | "max"
            | "ultra"
            | "plus"
            | "se"
            | "rtk"
            | "zero"
            | "one"
            | "enterprise"
            | "classic"
            | "cine"
            | "zoom"
            | "thermal"
            | "fpv"
            | "phantom"
            | "inspire"
            | "matrice"
            | "avata"
            | "agras"
            | "evo"
            | "nano"
            | "lite"
            | "anafi"
            | "blog"
            | "gold"
            | "portapack"
            | "galaxy"
            | "note"
            | "mate"
            | "pixel"
            | "redmi"
            | "reno"
            | "find"
            | "pocket"
            | "action"
            | "hero"
            | "osmo"
            | "simatic"
            | "modicon"
            | "catalyst"
            | "model"
            | "iii"
            | "ii"
            | "iv"
            | "v"
            | "x"
            | "alpha"
            | "eos"
            | "coolpix"
            | "powershot"
            | "gps"
            | "inreach"
            | "etrex"
            | "gpsmap"
            | "fenix"
            | "uno"
            | "mega"
            | "pico"
            | "cable"
            | "duo"
            | "nova"
            | "magic"
            | "watch"
            | "thinkpad"
            | "latitude"
            | "poweredge"
            | "logo"
            | "logo!"
            | "dragonfish"
    )
}

/// Whether the number before this counts something rather than names a model: "Mavic 3 times", "iphone 2台".
fn is_counted(after: &str) -> bool {
    let after = after.trim_start_matches(' ');
    let han = [
        '台', '架', '个', '部', '次', '年', '月', '日', '天', '点', '块', '元', '分', '小', '米',
        '公', '只', '颗', '人', '号', '秒', '万', '千', '百', '%', ':',
    ];
    let words = [
        "times", "days", "weeks", "months", "years", "hours", "minutes", "seconds", "feet", "ft",
        "meters", "metres", "miles", "drones", "of them", "people", "am", "pm", "o'clock", "units",
        "km", "day", "week", "hour", "minute",
    ];
    after.starts_with(han) || words.iter().any(|word| after.starts_with(word))
}
