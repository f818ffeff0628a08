//! How a report ended: what an officer says when they close it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a report ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Something was found, and dealt with.
    Solved,
    /// Handed on to those whose matter it is.
    PassedOn,
    /// Looked into; nothing was found. Nobody is worse off for having reported it.
    NothingFound,
    /// Another report tells of the same.
    SameAsAnother,
    /// Not a matter of this desk; the reporter was told whose it is.
    OtherDoor,
    /// It cannot be looked into as it stands.
    NotEnough,
}

/// The text names no outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown outcome; the outcomes are solved, passed_on, nothing_found, same_as_another, other_door, not_enough"
)]
pub struct UnknownOutcome;

impl Outcome {
    /// Every outcome, in the order in which they are offered.
    pub const ALL: [Outcome; 6] = [
        Outcome::Solved,
        Outcome::PassedOn,
        Outcome::NothingFound,
        Outcome::SameAsAnother,
        Outcome::OtherDoor,
        Outcome::NotEnough,
    ];

    /// The word in addresses, JSON and the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Solved => "solved",
            Outcome::PassedOn => "passed_on",
            Outcome::NothingFound => "nothing_found",
            Outcome::SameAsAnother => "same_as_another",
            Outcome::OtherDoor => "other_door",
            Outcome::NotEnough => "not_enough",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Outcome {
    type Err = UnknownOutcome;

    fn from_str(text: &str) -> Result<Outcome, UnknownOutcome> {
        Outcome::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
            .ok_or(UnknownOutcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_reads_back_from_its_word() {
        for outcome in Outcome::ALL {
            assert_eq!(outcome.as_str().parse(), Ok(outcome));
            let word = serde_json::to_string(&outcome).expect("a word");
            assert_eq!(word, format!("\"{outcome}\""));
        }
        assert_eq!("won".parse::<Outcome>(), Err(UnknownOutcome));
    }
}
