//! Which language a text in Latin letters is written in.

use whichlang::Lang;

use crate::letters::words;

/// Words looked at; more would cost time and change nothing.
const ENOUGH_WORDS: usize = 600;

/// Words of one part, when a text is judged part by part, and the fewest that make a part.
const PART: usize = 6;
const SMALLEST_PART: usize = 3;

/// How often whichlang names the language of an English text rightly, by its letters: measured on 20,000 cuts of
/// 1 to 25 words from public sightings (NUFORC), rounded down.
const RIGHT_BY_LETTERS: [(usize, f64); 6] = [(50, 0.998), (40, 0.99), (30, 0.98), (20, 0.95), (10, 0.85), (0, 0.6)];

/// Below this many letters a guess other than English was nearly always an English headline full of names.
const FEW_LETTERS: usize = 40;
const DOUBTFUL: f64 = 0.5;

/// The language of a text whose letters are Latin for the most part, and how certain that is, 0 to 1.
///
/// certainty = (how often whichlang is right at this length) * (1 - (d / (p + 2))^2), where p parts of six words
/// were judged by themselves and d of them dissented from the whole. Measured: with two parts that agree 99.9 % are
/// right, with one of two dissenting 98 %, with one of three 99 %; aviation's abbreviations dissent in one part of
/// four and the whole is right all the same, which is why a few dissenters cost little. A guess other than English
/// from fewer than 40 letters is worth at most 0.5.
pub(crate) fn language(text: &str) -> (&'static str, f64) {
    let mut plain = plain(text);
    if plain.is_empty() {
        // Nothing but a link or a model number: better a poor guess than none.
        plain = vec![text.to_owned()];
    }
    let letters = plain.iter().map(|word| word.chars().filter(|c| c.is_alphabetic()).count()).sum();
    let whole = whichlang::detect_language(&plain.join(" "));
    let Some(code) = code(whole) else {
        return ("und", 0.0);
    };
    let parts = plain.chunks(PART).filter(|part| part.len() >= SMALLEST_PART);
    let (judged, dissenting) = parts.fold((0.0, 0.0), |(judged, dissenting), part| {
        let dissents = whichlang::detect_language(&part.join(" ")) != whole;
        (judged + 1.0, dissenting + f64::from(u8::from(dissents)))
    });
    let dissent: f64 = dissenting / (judged + 2.0);
    let certainty = right(letters) * (1.0 - dissent * dissent);
    let doubtful = whole != Lang::Eng && letters < FEW_LETTERS;
    (code, if doubtful { certainty.min(DOUBTFUL) } else { certainty })
}

fn right(letters: usize) -> f64 {
    RIGHT_BY_LETTERS.iter().find(|(least, _)| letters >= *least).map_or(0.0, |(_, right)| *right)
}

/// The first words of the text, without links and numbers, full-width letters as ordinary ones. Other scripts are
/// left out: whichlang would take a single Han character for a Chinese text.
fn plain(text: &str) -> Vec<String> {
    let mut plain = vec![String::new()];
    for c in words(text).flat_map(str::chars) {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '’' => '\'',
            _ => c,
        };
        let latin = c.is_alphabetic() && c < '\u{2b0}' || matches!(c, '\'' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}');
        if latin {
            if let Some(word) = plain.last_mut() {
                word.push(c);
            }
        } else if plain.last().is_some_and(|word| !word.is_empty()) {
            if plain.len() == ENOUGH_WORDS {
                break;
            }
            plain.push(String::new());
        }
    }
    plain.retain(|word| word.contains(char::is_alphabetic));
    plain
}

/// ISO 639-1; `None` for the languages of other scripts.
fn code(language: Lang) -> Option<&'static str> {
    Some(match language {
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Ita => "it",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
        _ => return None,
    })
}
