//! Finds all phrases of all signatures in one walk over a text (Aho and Corasick, Communications of the ACM 18, 1975, by
//! `daachorse`).

use super::SignatureError;
use super::phrase::{Literal, Phrase, begins_and_ends_words, is_gap};
use crate::normal::Stretch;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use std::collections::HashMap;

/// Phrases by the numbers that their owner gave them.
pub(super) struct Matcher {
    /// Finds runs of characters by their numbers.
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    /// The parts of phrases that a run is.
    uses: Vec<Vec<Use>>,
    /// How many parts there are in all.
    parts: usize,
}

#[derive(Clone, Copy)]
struct Use {
    /// The number of the phrase.
    phrase: u32,
    /// The number of the part among all parts; the one before it in its phrase is one less.
    part: u32,
    first: bool,
    last: bool,
    /// Whether a word may go on behind it.
    open: bool,
}

impl Matcher {
    /// # Errors
    /// When there are more wordings than the automaton takes.
    pub(super) fn of<'a>(
        phrases: impl Iterator<Item = (u32, &'a Phrase)>,
    ) -> Result<Matcher, SignatureError> {
        let mut runs: Vec<&str> = Vec::new();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut uses: Vec<Vec<Use>> = Vec::new();
        // Of parts that phrases share, their numbers: by where they lie.
        let mut known: HashMap<*const Literal, Vec<usize>> = HashMap::new();
        let mut parts = 0_u32;
        for (phrase, Phrase(wordings)) in phrases {
            for (index, part) in wordings.iter().enumerate() {
                let number = |literal: &'a Literal| {
                    *numbers.entry(&literal.text).or_insert_with(|| {
                        runs.push(&literal.text);
                        uses.push(Vec::new());
                        uses.len() - 1
                    })
                };
                let of_part = known
                    .entry(part.as_ptr())
                    .or_insert_with(|| part.iter().map(number).collect());
                for (literal, number) in part.iter().zip(of_part) {
                    uses[*number].push(Use {
                        phrase,
                        part: parts,
                        first: index == 0,
                        last: index + 1 == wordings.len(),
                        open: literal.open,
                    });
                }
                parts += 1;
            }
        }
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .build_with_values(runs.into_iter().zip(0..));
        let automaton = automaton.map_err(|error| SignatureError {
            file: "the signatures together".to_owned(),
            line: 0,
            problem: error.to_string(),
        })?;
        Ok(Matcher {
            automaton,
            uses,
            parts: parts as usize,
        })
    }

    /// Calls with the number of a phrase and where it stands, for each place, by the order of their ends.
    pub(super) fn find(&self, text: &str, mut found: impl FnMut(u32, Stretch)) {
        // For each part of each phrase, where the phrase up to it last stood: its beginning and its end, behind which 0 is none.
        let mut stood = vec![(0_u32, 0_u32); self.parts];
        for hit in self.automaton.find_overlapping_iter(text) {
            let (begins, ends) = begins_and_ends_words(text, hit.start(), hit.end());
            if !begins {
                continue;
            }
            for this in &self.uses[hit.value() as usize] {
                if !(ends || this.open) {
                    continue;
                }
                let begin = match this.first {
                    true => hit.start(),
                    false => {
                        let (begin, end) = stood[this.part as usize - 1];
                        let end = end as usize;
                        if end == 0 || end > hit.start() || !is_gap(&text[end..hit.start()]) {
                            continue;
                        }
                        begin as usize
                    }
                };
                match this.last {
                    true => found(this.phrase, begin..hit.end()),
                    false => stood[this.part as usize] = (short(begin), short(hit.end())),
                }
            }
        }
    }
}

fn short(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
