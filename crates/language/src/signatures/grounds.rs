//! What no signature may name: nationality, ethnicity, religion, language, opinion (`signatures/grounds.yaml`).

use super::SignatureError;
use super::file::{self, Phrases};
use crate::normal::Normal;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use serde::Deserialize;

/// Words that say who somebody is or thinks.
pub(super) struct Grounds {
    all: Vec<Ground>,
    /// Finds each by its number, the Chinese ones after the English ones of all grounds.
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ground {
    ground: String,
    en: Vec<String>,
    zh: Vec<String>,
}

const FILE: &str = "grounds.yaml";

impl Grounds {
    pub(super) fn read() -> Result<Grounds, SignatureError> {
        let text = include_str!("../../../../signatures/grounds.yaml");
        let all: Vec<Ground> = file::read(FILE, text)?;
        let english = all.iter().flat_map(|it| &it.en);
        let words = english
            .map(|word| format!(" {word} "))
            .chain(all.iter().flat_map(|it| &it.zh).cloned());
        let automaton =
            CharwiseDoubleArrayAhoCorasickBuilder::new().build_with_values(words.zip(0..));
        let automaton = automaton.map_err(|error| SignatureError {
            file: FILE.to_owned(),
            line: 0,
            problem: error.to_string(),
        })?;
        Ok(Grounds { all, automaton })
    }

    /// All of them, to be looked for.
    pub(super) fn phrases(&self) -> Phrases {
        let all = |of: fn(&Ground) -> &Vec<String>| self.all.iter().flat_map(of).cloned().collect();
        Phrases {
            zh: all(|ground| &ground.zh),
            en: all(|ground| &ground.en),
        }
    }

    /// What is wrong with a text that names one of them.
    pub(super) fn named_in(&self, text: &str) -> Option<String> {
        let normal = Normal::of(text).text;
        let words = normal.replace(|c: char| !c.is_alphanumeric() && c != '-', " ");
        // English words stand between spaces, Chinese ones anywhere.
        let words = format!(" {words} \n{normal}");
        let hits = self.automaton.find_overlapping_iter(&words);
        let mut number = hits.map(|hit| hit.value() as usize).min()?;
        let english = self.all.iter().map(|it| (&it.ground, &it.en));
        for (ground, words) in english.chain(self.all.iter().map(|it| (&it.ground, &it.zh))) {
            match words.get(number) {
                Some(word) => {
                    return Some(format!(
                        "names \"{word}\" ({ground}): signatures are about what was done, never about who somebody is"
                    ));
                }
                None => number -= words.len(),
            }
        }
        None
    }
}
