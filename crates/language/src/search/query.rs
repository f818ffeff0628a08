//! What somebody looks for.

use super::{Class, Term, class, normalise, terms_of};
use std::collections::BTreeSet;
use std::fmt;

/// Words of a query at most.
const WORDS: usize = 8;
/// Characters of a query at most: it is written into the log whole.
const CHARACTERS: usize = 200;

/// Words that somebody looks for: all of them must be there, each as a whole word and exactly as it is typed but for
/// case and width. Between quotation marks several are one. A string without spaces is one too, however long: Chinese is
/// found by any two characters and more that stand together.
#[derive(Clone, PartialEq, Eq)]
pub struct Query {
    words: String,
    needles: Vec<String>,
    terms: BTreeSet<Term>,
}

/// Why nothing can be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QueryMistake {
    /// Neither letters nor digits.
    #[error("there is no word to look for")]
    Nothing,
    /// Only single characters.
    #[error("one character alone is not looked for: give two or more that stand together")]
    TooShort,
    /// More than eight words.
    #[error("more than {WORDS} words: leave some out")]
    TooManyWords,
    /// Longer than 200 characters.
    #[error("longer than {CHARACTERS} characters: give fewer words")]
    TooLong,
}

impl Query {
    /// What somebody typed.
    ///
    /// # Errors
    /// [`QueryMistake`].
    pub fn parse(words: &str) -> Result<Query, QueryMistake> {
        let words = words.trim();
        if words.chars().count() > CHARACTERS {
            return Err(QueryMistake::TooLong);
        }
        let needles: Vec<String> = pieces(words)
            .into_iter()
            .map(|piece| {
                let normal = normalise(piece);
                normal.trim_matches(|c| class(c) == Class::Other).to_owned()
            })
            .filter(|needle| !needle.is_empty())
            .collect();
        let terms: BTreeSet<Term> = needles.iter().flat_map(|needle| terms_of(needle)).collect();
        match needles.len() {
            0 => Err(QueryMistake::Nothing),
            1..=WORDS if terms.is_empty() => Err(QueryMistake::TooShort),
            1..=WORDS => Ok(Query {
                words: words.to_owned(),
                needles,
                terms,
            }),
            _ => Err(QueryMistake::TooManyWords),
        }
    }

    /// The words as they were typed.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// The terms that a text must have; at least one.
    pub fn terms(&self) -> &BTreeSet<Term> {
        &self.terms
    }

    /// Whether all that is looked for is in this text.
    pub fn is_in(&self, text: &str) -> bool {
        let normal = normalise(text);
        self.needles.iter().all(|needle| is_found(needle, &normal))
    }
}

/// Says nothing of what it looks for.
impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Query(…)")
    }
}

/// Whether it stands somewhere between two units, and not inside a longer one.
fn is_found(needle: &str, normal: &str) -> bool {
    let is_between = |left: Option<char>, right: Option<char>| match (left, right) {
        (Some(left), Some(right)) => {
            class(left) != class(right) || matches!(class(left), Class::Sign | Class::Other)
        }
        _ => true,
    };
    let mut from = 0;
    while let Some(found) = normal[from..].find(needle) {
        let (start, end) = (from + found, from + found + needle.len());
        if is_between(normal[..start].chars().next_back(), needle.chars().next())
            && is_between(needle.chars().next_back(), normal[end..].chars().next())
        {
            return true;
        }
        from = start + normal[start..].chars().next().map_or(1, char::len_utf8);
    }
    false
}

/// What stands between spaces, or between quotation marks.
fn pieces(words: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = words.trim_start();
    while let Some(first) = rest.chars().next() {
        let (piece, after) = match closing(first) {
            Some(end) => {
                let inside = &rest[first.len_utf8()..];
                inside.split_once(end).unwrap_or((inside, ""))
            }
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        pieces.push(piece);
        rest = after.trim_start();
    }
    pieces
}

/// The mark that ends what this one begins.
fn closing(mark: char) -> Option<char> {
    match mark {
        '"' | '＂' => Some(mark),
        '“' => Some('”'),
        '「' => Some('」'),
        '『' => Some('』'),
        '«' => Some('»'),
        _ => None,
    }
}
