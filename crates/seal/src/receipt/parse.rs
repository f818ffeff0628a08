//! From typed text to nine places in the lists.

use super::{ReceiptMistake, WORDS};
use crate::words;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroize;

/// The places of the nine words in a text of any length. Allocates nothing that could hold a word.
pub(super) fn places(text: &str) -> Result<[u16; WORDS], ReceiptMistake> {
    let mut found = Found {
        count: 0,
        places: [None; WORDS],
    };
    let mut word = Word::default();
    // stream_safe bounds what normalization buffers (UAX #15, section 13): foreign text may be one letter with a
    // million accents.
    for character in text
        .chars()
        .filter(|&c| !is_invisible(c))
        .stream_safe()
        .nfkc()
    {
        if is_han(character) {
            word.end(&mut found);
            found.push(words::place_of_chinese(character));
        } else if character.is_alphabetic() {
            character
                .to_lowercase()
                .for_each(|letter| word.push(letter));
        } else {
            word.end(&mut found);
        }
    }
    word.end(&mut found);
    let all = found.all();
    found.places.zeroize();
    word.letters.zeroize();
    all
}

/// Words so far; those beyond the ninth are only counted.
struct Found {
    count: usize,
    places: [Option<u16>; WORDS],
}

impl Found {
    fn push(&mut self, place: Option<u16>) {
        if let Some(slot) = self.places.get_mut(self.count) {
            *slot = place;
        }
        self.count += 1;
    }

    fn all(&self) -> Result<[u16; WORDS], ReceiptMistake> {
        if self.count != WORDS {
            return Err(ReceiptMistake::WordCount { found: self.count });
        }
        let mut all = [0; WORDS];
        for (at, place) in self.places.iter().enumerate() {
            all[at] = place.ok_or(ReceiptMistake::UnknownWord { place: at + 1 })?;
        }
        Ok(all)
    }
}

/// The word being read: its first four letters, which are all that counts.
#[derive(Default)]
struct Word {
    letters: [u8; 4],
    length: usize,
    /// One of the four is no letter from a to z.
    foreign: bool,
}

impl Word {
    fn push(&mut self, letter: char) {
        if let Some(slot) = self.letters.get_mut(self.length) {
            match u8::try_from(letter) {
                Ok(letter @ b'a'..=b'z') => *slot = letter,
                _ => self.foreign = true,
            }
            self.length += 1;
        }
    }

    fn end(&mut self, found: &mut Found) {
        if self.length > 0 {
            let place = words::place_of_english(self.letters).filter(|_| !self.foreign);
            found.push(place);
            self.letters.zeroize();
            *self = Word::default();
        }
    }
}

/// Characters that stand inside a word without being seen: the soft hyphen, joiners, marks of direction. They
/// come along when a receipt is copied.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Han characters: each is a word of its own. (Extension A, the unified block, the compatibility block as far
/// as normalization leaves it, and planes 2 and 3.)
fn is_han(character: char) -> bool {
    matches!(character,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
