//! How soon a report needs somebody: the response level (product.md, G4). Shown in words, never as a number.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How soon a report needs somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// No threat is described.
    None,
    /// Handled in its turn.
    Routine,
    /// Concrete conduct: a person within 24 hours.
    Today,
    /// Nobody has judged it yet. It stands before what can wait until tonight: it may be anything.
    Unjudged,
    /// Danger to life, or an attack under way.
    Now,
}

/// The text names no level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown level; the levels are now, today, routine, none")]
pub struct UnknownLevel;

impl Level {
    /// Every level, the most urgent first: the order of a queue.
    pub const ALL: [Level; 5] = [
        Level::Now,
        Level::Unjudged,
        Level::Today,
        Level::Routine,
        Level::None,
    ];

    /// Those that somebody can decide on, the most urgent first.
    pub const JUDGED: [Level; 4] = [Level::Now, Level::Today, Level::Routine, Level::None];

    /// The word in addresses, JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Now => "now",
            Level::Unjudged => "unjudged",
            Level::Today => "today",
            Level::Routine => "routine",
            Level::None => "none",
        }
    }

    /// The number in the database, by which a queue is sorted: 4 is the most urgent, 0 the least.
    pub fn code(self) -> i64 {
        match self {
            Level::Now => 4,
            Level::Unjudged => 3,
            Level::Today => 2,
            Level::Routine => 1,
            Level::None => 0,
        }
    }

    /// The level with this number; `None` for a number that no level has.
    pub fn from_code(code: i64) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.code() == code)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(text: &str) -> Result<Level, UnknownLevel> {
        Level::ALL
            .into_iter()
            .find(|level| level.as_str() == text)
            .ok_or(UnknownLevel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_reads_back_from_its_word_and_its_number_and_the_numbers_go_by_urgency() {
        for (place, level) in Level::ALL.into_iter().enumerate() {
            assert_eq!(level.as_str().parse(), Ok(level));
            assert_eq!(Level::from_code(level.code()), Some(level));
            assert_eq!(level.code(), 4 - i64::try_from(place).expect("small"));
            let word = serde_json::to_string(&level).expect("a word");
            assert_eq!(word, format!("\"{level}\""));
        }
        assert_eq!(Level::from_code(5), None);
        assert_eq!("1".parse::<Level>(), Err(UnknownLevel));
        assert!(!Level::JUDGED.contains(&Level::Unjudged));
    }
}
