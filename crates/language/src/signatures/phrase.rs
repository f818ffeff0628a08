//! A phrase of a signature, taken apart: words that follow one another with gaps between them (signatures/README.md).

use crate::normal::{Normal, is_han};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// Words of a file's groups, by their names.
pub(super) type Groups = BTreeMap<String, Words>;

/// Words in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    #[serde(default)]
    pub(super) zh: Vec<String>,
    #[serde(default)]
    pub(super) en: Vec<String>,
}

/// Parts in their order, each in all its wordings. Phrases share them: the same part is taken apart once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase(pub(super) Vec<Rc<[Literal]>>);

/// Parts that were taken apart, as they are written, with the groups of one file in one language.
pub(super) type Known = HashMap<String, Rc<[Literal]>>;

/// A run of characters that is looked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Literal {
    pub(super) text: String,
    /// Whether a word may go on behind it.
    pub(super) open: bool,
}

/// What is wrong with a phrase.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum PhraseError {
    #[error("is empty, or has a gap at an end or two side by side")]
    Gap,
    #[error("uses the group ${0}, which this file does not have in this language")]
    NoGroup(String),
    #[error("puts $ and other characters side by side: a group stands between gaps or spaces")]
    Joined,
    #[error("stands for more than {WORDINGS} wordings between two gaps")]
    Many,
}

/// Wordings of one part: more are a mistake.
const WORDINGS: usize = 4_096;

/// Reads a phrase of this language.
pub(super) fn parse(
    phrase: &str,
    groups: &Groups,
    of: impl Fn(&Words) -> &[String],
    known: &mut Known,
) -> Result<Phrase, PhraseError> {
    let mut parts = Vec::new();
    for part in open_words_end_parts(phrase, groups, &of).split('*') {
        let part = part.trim();
        if part.is_empty() {
            return Err(PhraseError::Gap);
        }
        let literals = match known.get(part) {
            Some(literals) => Rc::clone(literals),
            None => {
                let literals: Rc<[Literal]> = wordings(part, groups, &of)?.into();
                known.insert(part.to_owned(), Rc::clone(&literals));
                literals
            }
        };
        parts.push(literals);
    }
    Ok(Phrase(parts))
}

/// Behind a word that may end otherwise nothing is known of the next character: a space there is a gap.
fn open_words_end_parts(
    phrase: &str,
    groups: &Groups,
    of: &impl Fn(&Words) -> &[String],
) -> String {
    let mut ended = String::with_capacity(phrase.len());
    let mut pieces = phrase.split('$');
    ended.extend(pieces.next().map(|before| before.replace("~ ", "~*")));
    for piece in pieces {
        let (name, behind) = piece.split_at(name_of(piece));
        let words = groups.get(name).map(of).unwrap_or_default();
        let is_open = words.iter().any(|word| word.ends_with('~'));
        ended.extend(["$", name]);
        match behind.strip_prefix(' ').filter(|_| is_open) {
            Some(behind) => ended.extend(["*", &behind.replace("~ ", "~*")]),
            None => ended.push_str(&behind.replace("~ ", "~*")),
        }
    }
    ended
}

/// How long the name of a group is with which a text begins.
fn name_of(text: &str) -> usize {
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.find(|c| !is_name(c)).unwrap_or(text.len())
}

fn wordings(
    part: &str,
    groups: &Groups,
    of: &impl Fn(&Words) -> &[String],
) -> Result<Vec<Literal>, PhraseError> {
    let mut wordings = vec![String::new()];
    let mut rest = part;
    while let Some(at) = rest.find('$') {
        let (before, group) = rest.split_at(at);
        let group = &group[1..];
        let (name, behind) = group.split_at(name_of(group));
        let words = groups.get(name).map(of).unwrap_or_default();
        if words.is_empty() {
            return Err(PhraseError::NoGroup(name.to_owned()));
        }
        if wordings.len() * words.len() > WORDINGS {
            return Err(PhraseError::Many);
        }
        wordings = wordings
            .iter()
            .flat_map(|so_far| {
                words
                    .iter()
                    .map(move |word| format!("{so_far}{before}{word}"))
            })
            .collect();
        rest = behind;
    }
    let mut literals = Vec::with_capacity(wordings.len());
    for wording in &wordings {
        for written in ended(&format!("{wording}{rest}")) {
            literals.push(literal(&written)?);
        }
    }
    Ok(literals)
}

/// A word within a wording that may end otherwise, with each of its common endings.
fn ended(wording: &str) -> Vec<String> {
    match wording.split_once("~ ") {
        None => vec![wording.to_owned()],
        Some((before, behind)) => ENDINGS
            .iter()
            .flat_map(|ending| {
                ended(behind)
                    .into_iter()
                    .map(move |rest| format!("{before}{ending} {rest}"))
            })
            .collect(),
    }
}

/// Endings of English words.
const ENDINGS: [&str; 5] = ["", "s", "d", "ed", "ing"];

fn literal(written: &str) -> Result<Literal, PhraseError> {
    let (text, open) = match written.strip_suffix('~') {
        Some(text) => (text, true),
        None => (written, false),
    };
    let text = Normal::of(text).text.trim().to_owned();
    match text.is_empty() || text.contains(['~', '$']) {
        true => Err(PhraseError::Joined),
        false => Ok(Literal { text, open }),
    }
}

/// Whether a stretch of a text begins where no word goes on, and ends so: words of letters stand as a whole.
pub(super) fn begins_and_ends_words(text: &str, start: usize, end: usize) -> (bool, bool) {
    let (before, stretch, behind) = (&text[..start], &text[start..end], &text[end..]);
    let goes_on = |one: Option<char>, other: Option<char>| {
        one.is_some_and(is_word) && other.is_some_and(is_word)
    };
    (
        !goes_on(before.chars().next_back(), stretch.chars().next()),
        !goes_on(stretch.chars().next_back(), behind.chars().next()),
    )
}

/// A letter or digit of a writing that puts spaces between its words.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || (c.is_alphanumeric() && !is_han(c))
}

/// What a gap may cost at most: 12 Han or 30 other characters.
const GAP: u32 = 60;

/// Whether this may lie between two parts of a phrase.
pub(super) fn is_gap(between: &str) -> bool {
    let mut cost = 0;
    let mut stop = false;
    for c in between.chars() {
        // A full stop ends a sentence before a space; in numbers and names it does not.
        if matches!(c, '。' | '!' | '?' | ';') || (stop && c == ' ') {
            return false;
        }
        stop = c == '.';
        cost += if is_han(c) { 5 } else { 2 };
        if cost > GAP {
            return false;
        }
    }
    true
}
