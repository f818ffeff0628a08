//! Finds all phrases of all signatures in one walk over a text (Aho and Corasick, Communications of the ACM 18, 1975, by
//! `daachorse`).

use super::SignatureError;
use super::phrase::{Literal, Phrase, is_gap};
use crate::normal::Stretch;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use std::collections::BTreeMap;

/// Phrases by the numbers that their owner gave them.
pub(super) struct Matcher {
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    literals: Vec<Known>,
    /// How many parts there are in all.
    parts: usize,
}

/// A run of characters, and the parts of phrases that it is.
struct Known {
    literal: Literal,
    uses: Vec<Use>,
}

#[derive(Clone, Copy)]
struct Use {
    /// The number of the phrase.
    phrase: u32,
    /// The number of the part among all parts; the one before it in its phrase is one less.
    part: u32,
    first: bool,
    last: bool,
}

impl Matcher {
    /// # Errors
    /// When there are more wordings than the automaton takes.
    pub(super) fn of<'a>(
        phrases: impl Iterator<Item = (u32, &'a Phrase)>,
    ) -> Result<Matcher, SignatureError> {
        let mut uses: BTreeMap<&Literal, Vec<Use>> = BTreeMap::new();
        let mut parts = 0_u32;
        for (number, Phrase(wordings)) in phrases {
            for (index, part) in wordings.iter().enumerate() {
                let this = Use {
                    phrase: number,
                    part: parts,
                    first: index == 0,
                    last: index + 1 == wordings.len(),
                };
                parts += 1;
                for literal in part {
                    uses.entry(literal).or_default().push(this);
                }
            }
        }
        let literals: Vec<Known> = uses
            .into_iter()
            .map(|(literal, uses)| Known {
                literal: literal.clone(),
                uses,
            })
            .collect();
        // One text may be there twice: as a whole word and as the beginning of one.
        let mut texts: Vec<(&str, u32)> = Vec::new();
        for (index, known) in literals.iter().enumerate() {
            if texts
                .last()
                .is_none_or(|(text, _)| *text != known.literal.text)
            {
                texts.push((
                    &known.literal.text,
                    u32::try_from(index).unwrap_or(u32::MAX),
                ));
            }
        }
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new().build_with_values(texts);
        let automaton = automaton.map_err(|error| SignatureError {
            file: "the signatures together".to_owned(),
            line: 0,
            problem: error.to_string(),
        })?;
        Ok(Matcher {
            automaton,
            literals,
            parts: parts as usize,
        })
    }

    /// Calls with the number of a phrase and where it stands, for each place, by the order of their ends.
    pub(super) fn find(&self, text: &str, mut found: impl FnMut(u32, Stretch)) {
        // For each part of each phrase, where the phrase up to it last stood: its beginning and its end, behind which 0 is none.
        let mut stood = vec![(0_u32, 0_u32); self.parts];
        for hit in self.automaton.find_overlapping_iter(text) {
            let mut index = hit.value() as usize;
            let text_of_it = &self.literals[index].literal.text;
            while let Some(known) = self.literals.get(index)
                && known.literal.text == *text_of_it
            {
                index += 1;
                if !known.literal.fits(text, hit.start(), hit.end()) {
                    continue;
                }
                for this in &known.uses {
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
}

fn short(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
