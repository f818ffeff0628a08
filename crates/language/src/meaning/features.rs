//! What of a text the model goes by: runs of one to four Han characters; words and pairs of words in letters; pieces of three to
//! five letters of a word, its ends included, which carry it through inflection and misspelling. Numbers count by their
//! length. Whether something is there counts, not how often.

use crate::normal::is_han;

/// A feature by its hash.
pub type Feature = u64;

/// Longest run of Han characters.
const HAN: usize = 4;
/// Lengths of the pieces of words.
const PIECES: std::ops::RangeInclusive<usize> = 3..=5;
/// Letters of a word that are looked at; longer ones are no words.
const WORD: usize = 32;

/// Calls with every feature of a text, some of them several times.
pub(super) fn features(text: &str, mut found: impl FnMut(Feature)) {
    let mut rest = text.char_indices().peekable();
    // The run of Han characters up to here; the hash of the word before, if nothing stands between.
    let mut run: Vec<char> = Vec::with_capacity(HAN);
    let mut before: Option<u64> = None;
    while let Some((start, c)) = rest.next() {
        if is_han(c) {
            before = None;
            if run.len() == HAN {
                run.remove(0);
            }
            run.push(c);
            // Every run that ends here.
            let mut hash = Hash::of(Kind::Han);
            for c in run.iter().rev() {
                hash.add(u64::from(u32::from(*c)));
                found(hash.0);
            }
            continue;
        }
        run.clear();
        let class = class(c);
        if class == Class::Other {
            if !c.is_whitespace() {
                before = None;
            }
            continue;
        }
        let mut end = start + c.len_utf8();
        while let Some((at, c)) = rest.next_if(|(_, next)| self::class(*next) == class) {
            end = at + c.len_utf8();
        }
        let word = &text[start..end];
        let hash = match class {
            Class::Digit => {
                let mut hash = Hash::of(Kind::Number);
                hash.add(word.len().min(5) as u64);
                hash
            }
            _ => Hash::of_word(word),
        };
        found(hash.0);
        if let Some(before) = before {
            let mut pair = Hash(before);
            pair.add(hash.0);
            found(pair.0);
        }
        before = Some(hash.0);
        if class == Class::Letter {
            pieces(word, &mut found);
        }
    }
}

fn pieces(word: &str, found: &mut impl FnMut(Feature)) {
    let mut letters = ['\0'; WORD + 2];
    let mut long = 1;
    letters[0] = '<';
    for c in word.chars().take(WORD) {
        letters[long] = c;
        long += 1;
    }
    letters[long] = '>';
    long += 1;
    for piece in PIECES {
        for window in letters[..long].windows(piece) {
            let mut hash = Hash::of(Kind::Piece);
            for c in window {
                hash.add(u64::from(u32::from(*c)));
            }
            found(hash.0);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Other,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | '\'' => Class::Letter,
        '0'..='9' => Class::Digit,
        _ if c.is_ascii() => Class::Other,
        _ if c.is_alphabetic() => Class::Letter,
        _ => Class::Other,
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Han = 1,
    Number,
    Word,
    Piece,
}

/// Sixty-four bits of what was added, in its order: a multiplication and a turn for each (as in FxHash).
struct Hash(u64);

impl Hash {
    fn of(kind: Kind) -> Hash {
        let mut hash = Hash(0x9e37_79b9_7f4a_7c15);
        hash.add(kind as u64);
        hash
    }

    fn of_word(word: &str) -> Hash {
        let mut hash = Hash::of(Kind::Word);
        for c in word.chars() {
            hash.add(u64::from(u32::from(c)));
        }
        hash
    }

    fn add(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(23) ^ value).wrapping_mul(0xff51_afd7_ed55_8ccd);
        self.0 ^= self.0 >> 33;
    }
}
