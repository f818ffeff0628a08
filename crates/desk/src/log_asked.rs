//! The log, asked for what was done about something, or by somebody: entries are opened from the newest on, so many at a
//! time, and those that say so are shown. What was asked for stands in the log, too.

use crate::desk::Desk;
use crate::error::Failure;
use crate::log::{Deed, Entry};
use crate::names::OURS;
use crate::read_log::{ReadEntry, Said, reader};
use crate::unlock::Unlocked;
use report::Id;
use std::collections::HashSet;

/// What somebody asks of the log; both apply together.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct LogAsked {
    about: String,
    who: String,
}

/// Why nothing can be asked so: what a report is looked for by is no number of one, nor the beginning of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoNumber;

/// What was found.
pub struct LogFound {
    /// The newest first.
    pub entries: Vec<ReadEntry>,
    /// The oldest that was looked at; none when there was nothing to look at.
    pub down_to: Option<u64>,
    /// How many were looked at.
    pub looked_at: usize,
}

/// Entries opened at once, and at most for one page: some tenths of a second.
const PIECE: i64 = 200;
const LOOKED_AT: usize = 2_000;
/// Digits of a number: the beginning that pages show has eight of them.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=32;

impl LogAsked {
    /// What was typed: the beginning of a report's number, and a name; either may be empty.
    ///
    /// # Errors
    /// [`NoNumber`].
    pub fn parse(about: &str, who: &str) -> Result<LogAsked, NoNumber> {
        let about = about.trim().trim_start_matches('#').to_ascii_lowercase();
        let is_number = about.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !(about.is_empty() || is_number && DIGITS.contains(&about.len())) {
            return Err(NoNumber);
        }
        Ok(LogAsked {
            about,
            who: who.trim().to_owned(),
        })
    }

    /// Whether all of the log is asked for.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.about.is_empty() && self.who.is_empty()
    }

    /// As it stands in the log.
    fn in_words(&self, is_known: bool) -> String {
        let about = (!self.about.is_empty()).then(|| format!("about {}", self.about));
        // Whoever makes a link writes nothing into the log but names that are there.
        let who = (!self.who.is_empty()).then(|| match is_known {
            true => format!("by {}", self.who),
            false => "by nobody here".to_owned(),
        });
        let words: Vec<String> = about.into_iter().chain(who).collect();
        words.join(", ")
    }

    fn lets_through(&self, entry: &Entry, person: Option<Id>) -> bool {
        let is_about = |subject: Id| subject.to_string().starts_with(&self.about);
        let is_theirs = || person.is_some_and(|id| entry.people.contains(&id));
        (self.about.is_empty() || entry.subject.is_some_and(is_about))
            && (self.who.is_empty() || entry.who == self.who || is_theirs())
    }
}

impl Desk {
    /// Entries of the log before a position (the newest without one) that are what is asked for, the newest first; some, if
    /// there are many, and as far as one looks through at once.
    ///
    /// # Errors
    /// As [`Desk::read_log`].
    pub fn search_log(
        &self,
        by: &Unlocked,
        asked: &LogAsked,
        before: Option<u64>,
        limit: usize,
    ) -> Result<LogFound, Failure> {
        let reader = reader(by)?;
        let (marks, who) = (self.marks(), asked.who.clone());
        let person = self
            .store()
            .read("who is meant", move |tx| marks.person_by_name(tx, &who));
        let person = person.wait()?.map(|person| person.id);
        let is_known = person.is_some() || OURS.contains(&asked.who.as_str());
        self.log(&by.person, Deed::LogRead, None, &asked.in_words(is_known))?;
        let mut before = before.unwrap_or(u64::MAX);
        let mut found = LogFound {
            entries: Vec::new(),
            down_to: None,
            looked_at: 0,
        };
        while found.entries.len() < limit && found.looked_at < LOOKED_AT && before > 0 {
            let leaves = self.read_leaves(move |tx| tx.leaves_before(before, PIECE))?;
            if leaves.is_empty() {
                break;
            }
            for entry in self.open_leaves(by, reader, leaves)? {
                before = entry.position;
                found.down_to = Some(before);
                found.looked_at += 1;
                let is_it = |entry: &Entry| asked.lets_through(entry, person);
                if matches!(&entry.said, Said::Open(entry) if is_it(entry)) {
                    found.entries.push(entry);
                }
                if found.entries.len() == limit {
                    break;
                }
            }
        }
        Ok(found)
    }

    /// Those of these ids that are reports, and there.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn reports_among(&self, ids: Vec<Id>) -> Result<HashSet<Id>, Failure> {
        let read = self.store().read("which are reports", move |tx| {
            let found = tx.report_wraps(&ids)?;
            Ok(found.into_iter().map(|report| report.id).collect())
        });
        Ok(read.wait()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_asked_by_a_reports_number_or_its_beginning() {
        let parse = |about| LogAsked::parse(about, "").map(|asked| asked.in_words(true));
        assert_eq!(parse("").as_deref(), Ok(""));
        assert_eq!(parse(" 0A1B2C3D ").as_deref(), Ok("about 0a1b2c3d"));
        assert_eq!(parse("#0a1b2c3d").as_deref(), Ok("about 0a1b2c3d"));
        for mistaken in ["0a1", "drone", "0a1b2c3d 4", &"0".repeat(33)] {
            assert_eq!(parse(mistaken), Err(NoNumber), "{mistaken}");
        }
        let both = LogAsked::parse("0a1b2c3d", " officer-1 ").map(|asked| asked.in_words(true));
        assert_eq!(both.as_deref(), Ok("about 0a1b2c3d, by officer-1"));
    }
}
