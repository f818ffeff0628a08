//! How far a report has come, as the reporter is told.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How far a report has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Durable, and nobody has opened it yet.
    Received,
    /// An officer is at work on it.
    InHand,
    /// Decided; the reporter was told.
    Closed,
    /// Taken back by the reporter: hidden at once, destroyed after `retention.withdrawn_hours`.
    Withdrawn,
}

/// The text names no status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown status; the statuses are received, in_hand, closed, withdrawn")]
pub struct UnknownStatus;

impl Status {
    /// Every status, in the order of a report's life; a status stands at the place of its [`Status::code`].
    pub const ALL: [Status; 4] = [
        Status::Received,
        Status::InHand,
        Status::Closed,
        Status::Withdrawn,
    ];

    /// The word in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Received => "received",
            Status::InHand => "in_hand",
            Status::Closed => "closed",
            Status::Withdrawn => "withdrawn",
        }
    }

    /// The number in the database, 0 to 3.
    pub fn code(self) -> i64 {
        match self {
            Status::Received => 0,
            Status::InHand => 1,
            Status::Closed => 2,
            Status::Withdrawn => 3,
        }
    }

    /// The status with this number; `None` for a number that no status has.
    pub fn from_code(code: i64) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.code() == code)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Status {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Status, UnknownStatus> {
        Status::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or(UnknownStatus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_reads_back_from_its_word_and_its_number() {
        for (code, status) in (0..).zip(Status::ALL) {
            assert_eq!(status.code(), code);
            assert_eq!(Status::from_code(code), Some(status));
            assert_eq!(status.as_str().parse(), Ok(status));
            assert_eq!(
                serde_json::to_string(&status).expect("a word"),
                format!("\"{status}\"")
            );
        }
        assert_eq!(Status::from_code(4), None);
        assert_eq!(Status::from_code(-1), None);
        assert_eq!("open".parse::<Status>(), Err(UnknownStatus));
    }
}
