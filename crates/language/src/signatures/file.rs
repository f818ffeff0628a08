//! The files of signatures as people write them, read strictly: what is wrong is told with file and line.

use super::phrase::Groups;
use report::{Conduct, InBoth};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What is wrong with a file of signatures.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {problem}")]
pub struct SignatureError {
    /// The file's name.
    pub file: String,
    /// The line, from 1; of a signature that was understood, its first one.
    pub line: u64,
    /// What is wrong, in a sentence.
    pub problem: String,
}

/// `sectors.yaml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectorEntry {
    pub(super) sector: String,
    pub(super) en: String,
    pub(super) zh: String,
    pub(super) kinds: BTreeMap<Conduct, String>,
}

/// A sector's own file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectorFile {
    pub(super) sector: String,
    #[serde(default)]
    pub(super) words: Groups,
    pub(super) signatures: Vec<serde_saphyr::Spanned<Entry>>,
}

/// A signature as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) title: InBoth,
    pub(super) status: Standing,
    pub(super) code: Conduct,
    pub(super) conduct: bool,
    pub(super) level: u8,
    pub(super) weight: u8,
    pub(super) zh: Vec<String>,
    pub(super) en: Vec<String>,
    #[serde(default)]
    pub(super) all_of: Vec<Phrases>,
    #[serde(default)]
    pub(super) near: Option<Near>,
    #[serde(default)]
    pub(super) not: Phrases,
    #[serde(default)]
    pub(super) asks: Vec<String>,
    pub(super) falsepositives: InBoth,
    #[serde(default)]
    pub(super) attack: Vec<Technique>,
}

/// Whether anything follows from a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Standing {
    Stable,
    Test,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phrases {
    #[serde(default)]
    pub(super) zh: Vec<String>,
    #[serde(default)]
    pub(super) en: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Near {
    pub(super) within: usize,
}

/// A technique of MITRE ATT&CK.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Technique {
    /// Its number, such as T1566 or T1566.001.
    pub id: String,
    /// Its published name.
    pub name: String,
}

/// `questions.yaml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionEntry {
    pub(super) id: String,
    pub(super) en: String,
    pub(super) zh: String,
    pub(super) filled_by: FilledBy,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FilledBy {
    #[serde(default)]
    pub(super) entities: Vec<String>,
    #[serde(default)]
    pub(super) zh: Vec<String>,
    #[serde(default)]
    pub(super) en: Vec<String>,
}

/// Reads a file.
pub(super) fn read<T: for<'de> Deserialize<'de>>(
    name: &str,
    text: &str,
) -> Result<T, SignatureError> {
    serde_saphyr::from_str(text).map_err(|error| SignatureError {
        file: name.to_owned(),
        line: error.location().map_or(0, |at| at.line()),
        problem: plain(&error),
    })
}

/// What the parser says, without the place, and the picture of it that it draws below.
fn plain(error: &serde_saphyr::Error) -> String {
    let said = error.without_snippet().to_string();
    let said = said.lines().next().unwrap_or_default();
    let said = said.split_once(" at line ").map_or(said, |(said, _)| said);
    said.to_owned()
}

/// `words.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordsFile {
    pub(super) hedges: BTreeMap<String, Phrases>,
    pub(super) flags: Vec<FlagEntry>,
    pub(super) doors: Vec<DoorEntry>,
    pub(super) deeds: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FlagEntry {
    pub(super) id: String,
    pub(super) words: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DoorEntry {
    pub(super) id: String,
    pub(super) en: String,
    pub(super) zh: String,
    pub(super) words: Phrases,
}
