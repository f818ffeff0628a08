//! Which language a text in Latin letters is written in.

use whichlang::Lang;

use crate::letters::words;

/// Words looked at: about 350 letters. More would cost time and change nothing.
const ENOUGH_WORDS: usize = 60;

/// Words of one part, when a text is judged part by part; the fewest that make a part; and how many parts are
/// judged.
const PART: usize = 6;
const SMALLEST_PART: usize = 3;
const ENOUGH_PARTS: usize = 6;

/// How often whichlang names the language of an English text rightly, by its letters: measured on 20,000 cuts of
/// 1 to 25 words from public sightings (NUFORC), rounded down.
const RIGHT_BY_LETTERS: [(usize, f64); 6] = [
    (50, 0.998),
    (40, 0.99),
    (30, 0.98),
    (20, 0.95),
    (10, 0.85),
    (0, 0.6),
];

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
    let plain = Plain::of(text);
    let whole = whichlang::detect_language(&plain.text);
    let Some(code) = code(whole) else {
        return ("und", 0.0);
    };
    let (mut judged, mut dissenting) = (0.0, 0.0);
    for part in plain.parts() {
        judged += 1.0;
        dissenting += f64::from(u8::from(whichlang::detect_language(part) != whole));
    }
    let dissent: f64 = dissenting / (judged + 2.0);
    let certainty = right(plain.letters) * (1.0 - dissent * dissent);
    let doubtful = whole != Lang::Eng && plain.letters < FEW_LETTERS;
    (
        code,
        if doubtful {
            certainty.min(DOUBTFUL)
        } else {
            certainty
        },
    )
}

fn right(letters: usize) -> f64 {
    RIGHT_BY_LETTERS
        .iter()
        .find(|(least, _)| letters >= *least)
        .map_or(0.0, |(_, right)| *right)
}

/// The first words of a text, with single spaces after them: without links and numbers, full-width letters as
/// ordinary ones, other scripts left out (whichlang would take a single Han character for a Chinese text).
struct Plain {
    text: String,
    /// Where each word ends, its space included.
    ends: Vec<usize>,
    letters: usize,
}

impl Plain {
    fn of(text: &str) -> Plain {
        let plain = Plain::read(words(text).flat_map(str::chars));
        // Nothing but a link or a model number: better a poor guess from that than none.
        if plain.letters > 0 {
            plain
        } else {
            Plain::read(text.chars())
        }
    }

    fn read(chars: impl Iterator<Item = char>) -> Plain {
        let mut plain = Plain {
            text: String::new(),
            ends: Vec::new(),
            letters: 0,
        };
        let mut in_word = false;
        for c in chars.chain([' ']) {
            let c = ordinary(c);
            if is_latin(c) {
                plain.letters += 1;
                plain.text.push(c);
                in_word = true;
            } else if in_word && belongs_inside(c) {
                plain.text.push(c);
            } else if in_word {
                in_word = false;
                plain.text.push(' ');
                plain.ends.push(plain.text.len());
                if plain.ends.len() == ENOUGH_WORDS {
                    break;
                }
            }
        }
        plain
    }

    fn parts(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let words: Vec<(usize, usize)> = starts
            .zip(self.ends.iter().copied())
            .take(PART * ENOUGH_PARTS)
            .collect();
        let parts: Vec<&str> = words
            .chunks(PART)
            .filter(|part| part.len() >= SMALLEST_PART)
            .filter_map(|part| self.text.get(part.first()?.0..part.last()?.1))
            .collect();
        parts.into_iter()
    }
}

fn ordinary(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '’' => '\'',
        _ => c,
    }
}

fn is_latin(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphabetic(),
        '\u{80}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' => c.is_alphabetic(),
        _ => false,
    }
}

/// Apostrophes, and accents written apart from their letters.
fn belongs_inside(c: char) -> bool {
    matches!(c, '\'' | '\u{300}'..='\u{36f}')
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
