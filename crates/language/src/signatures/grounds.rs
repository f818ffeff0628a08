//! What no signature may name: nationality, ethnicity, religion, language, opinion (`signatures/grounds.yaml`).

use super::SignatureError;
use super::file::{self, Phrases};
use crate::normal::Normal;
use serde::Deserialize;

/// Words that say who somebody is or thinks.
pub(super) struct Grounds(Vec<Ground>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ground {
    ground: String,
    en: Vec<String>,
    zh: Vec<String>,
}

impl Grounds {
    pub(super) fn read() -> Result<Grounds, SignatureError> {
        let text = include_str!("../../../../signatures/grounds.yaml");
        file::read("grounds.yaml", text).map(Grounds)
    }

    /// All of them, to be looked for.
    pub(super) fn phrases(&self) -> Phrases {
        let all = |of: fn(&Ground) -> &Vec<String>| self.0.iter().flat_map(of).cloned().collect();
        Phrases {
            zh: all(|ground| &ground.zh),
            en: all(|ground| &ground.en),
        }
    }

    /// What is wrong with a text that names one of them.
    pub(super) fn named_in(&self, text: &str) -> Option<String> {
        let normal = Normal::of(text).text;
        let words = format!(
            " {} ",
            normal.replace(|c: char| !c.is_alphanumeric() && c != '-', " ")
        );
        for ground in &self.0 {
            let english = ground
                .en
                .iter()
                .find(|word| words.contains(&format!(" {word} ")));
            let named = english.or_else(|| ground.zh.iter().find(|word| normal.contains(*word)));
            if let Some(word) = named {
                return Some(format!(
                    "names \"{word}\" ({}): signatures are about what was done, never about who somebody is",
                    ground.ground
                ));
            }
        }
        None
    }
}
