//! What a text can be found by, and whether a text is what somebody looks for.
//!
//! A text is a row of **units**: a character of a writing that puts no space between its words (Han, kana, hangul, Thai
//! and their like), or a run of letters, or a run of digits. Its **terms** are its runs of two characters and more, and
//! each pair of neighbouring units. Pairs find what has no spaces (`无人`, `人机`), what mixes letters and digits
//! (`m300`, `b4`), and numbers as they are typed (`433.92`, `192.168`), without a dictionary.
//!
//! So any piece of a text that begins and ends between units has its terms among the text's. The index can therefore
//! narrow down where to look, and [`Query::is_in`] says what is there. A single character has no term: it stands in
//! every other text, and two find what is meant.

mod query;

pub use query::{Query, QueryMistake};

use crate::letters::{Writing, writing};
use crate::normal::Normal;
use std::collections::BTreeSet;
use std::fmt;
use unicode_normalization::char::is_combining_mark;

/// Characters of a term at most: of longer runs their beginning is looked up, and all of them is confirmed.
const LONGEST: usize = 40;

/// What a report is found by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(String);

impl Term {
    /// A fact about a report, by its name and value (`language`, `zh`). No term of a text is equal to one: none has a
    /// colon in it.
    pub fn facet(name: &str, value: &str) -> Term {
        Term(format!("{name}:{value}"))
    }

    /// The term as it is.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Says nothing of what it holds.
impl fmt::Debug for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Term(…)")
    }
}

/// The terms of a text.
pub fn terms(text: &str) -> BTreeSet<Term> {
    terms_of(&normalise(text))
}

fn normalise(text: &str) -> String {
    Normal::of(text).text
}

/// What kind of unit a character belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A unit by itself.
    Sign,
    Letter,
    Digit,
    /// Between units.
    Other,
}

fn class(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            'a'..='z' | 'A'..='Z' => Class::Letter,
            '0'..='9' => Class::Digit,
            _ => Class::Other,
        };
    }
    match writing(c) {
        Some(Writing::Cjk | Writing::Hangul) => Class::Sign,
        _ if matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | 'ー') => {
            Class::Sign
        }
        _ if c.is_numeric() => Class::Digit,
        _ if c.is_alphabetic() || is_combining_mark(c) => Class::Letter,
        _ => Class::Other,
    }
}

/// A unit of a text, by its bytes.
#[derive(Clone, Copy)]
struct Unit {
    start: usize,
    end: usize,
    class: Class,
}

fn units(normal: &str) -> impl Iterator<Item = Unit> {
    let mut rest = normal.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, c) = rest.next()?;
            let mut unit = Unit {
                start,
                end: start + c.len_utf8(),
                class: class(c),
            };
            match unit.class {
                Class::Other => continue,
                Class::Sign => return Some(unit),
                Class::Letter | Class::Digit => {}
            }
            while let Some((at, c)) = rest.next_if(|(_, c)| class(*c) == unit.class) {
                unit.end = at + c.len_utf8();
            }
            return Some(unit);
        }
    })
}

fn terms_of(normal: &str) -> BTreeSet<Term> {
    let mut terms = BTreeSet::new();
    let mut before: Option<Unit> = None;
    for unit in units(normal) {
        let run = &normal[unit.start..unit.end];
        if unit.class != Class::Sign && run.chars().nth(1).is_some() {
            terms.insert(cut(run));
        }
        if let Some(before) = before
            && are_neighbours(normal, before, unit)
        {
            terms.insert(cut(&normal[before.start..unit.end]));
        }
        before = Some(unit);
    }
    terms
}

/// Side by side, or joined as numbers, addresses and names of models are.
fn are_neighbours(normal: &str, left: Unit, right: Unit) -> bool {
    match &normal[left.end..right.start] {
        "" => true,
        "." | "-" => left.class != Class::Sign && right.class != Class::Sign,
        _ => false,
    }
}

fn cut(run: &str) -> Term {
    let end = run
        .char_indices()
        .nth(LONGEST)
        .map_or(run.len(), |(at, _)| at);
    Term(run[..end].to_owned())
}

#[cfg(test)]
mod tests;
