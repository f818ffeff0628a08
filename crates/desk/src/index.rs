//! The index of words, in memory: which open reports have a token. It is read from the sealed blobs after a start and is
//! never on a disk; what it says is where to look, and only an opened report is a hit.

mod segment;

use report::Id;
use seal::Token;
use segment::Segment;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::SearchRow;

/// The index of a running desk. Nobody holds it while the database is asked.
#[derive(Default)]
pub(crate) struct Index(Mutex<Postings>);

impl Index {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Postings> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Postings in memory at most, 200 to 300 MB of them: a flood of long reports must not end the program. That is room for
/// twice 100,000 reports of common length; what finds none is left out, and searches say that they are not complete.
const ROOM: usize = 60_000_000;

/// Reports of one month that one key of the desk opens. Whoever has not that key is told nothing of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lot {
    /// Whose key made the tokens.
    pub(crate) month: i64,
    /// That they were sealed to.
    pub(crate) circle_key: Id,
}

impl Lot {
    pub(crate) fn of(row: &SearchRow) -> Option<Lot> {
        Some(Lot {
            month: row.month,
            circle_key: row.circle_key?,
        })
    }
}

/// Open reports by their tokens. A report is named by its place in the table: later ones are higher.
pub(crate) struct Postings {
    room: usize,
    /// Something is left out for want of room; and something was, since the comparing began anew.
    full: bool,
    refused: bool,
    /// A lot has one, and more when it has many reports.
    segments: BTreeMap<u32, Segment>,
    next: u32,
    /// Which segment a report is in.
    held: BTreeMap<i64, u32>,
    /// Reports whose tokens do not open. Told once.
    aside: BTreeSet<i64>,
    /// How far it has been read; none before it was begun.
    pub(crate) read: Option<Read>,
}

/// How far the tables have been read.
#[derive(Clone, Copy)]
pub(crate) struct Read {
    /// Tokens written later than these are read when somebody searches.
    pub(crate) newest: i64,
    /// Of the reports that were there at the start, those after this one have been read; 0 in the end.
    pub(crate) down_to: i64,
    /// How many places there were at the start.
    pub(crate) from: i64,
    /// Up to here they have been compared with the table, round and round.
    pub(crate) compared: i64,
}

impl Default for Postings {
    fn default() -> Postings {
        Postings {
            room: ROOM,
            full: false,
            refused: false,
            segments: BTreeMap::new(),
            next: 0,
            held: BTreeMap::new(),
            aside: BTreeSet::new(),
            read: None,
        }
    }
}

impl Postings {
    pub(crate) fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether all that was there at the start has been read, and nothing is left out for want of room.
    pub(crate) fn is_complete(&self) -> bool {
        !self.full && self.read.is_some_and(|read| read.down_to == 0)
    }

    /// The table is compared from its beginning: there is room again when nothing was refused in the last round.
    pub(crate) fn compare_anew(&mut self) {
        self.full = self.refused;
        self.refused = false;
    }

    /// Those of these reports that are neither held nor set aside.
    pub(crate) fn missing_of(&self, mut reports: Vec<i64>) -> Vec<i64> {
        reports.retain(|report| !self.held.contains_key(report) && !self.aside.contains(report));
        reports
    }

    /// The reports that are held, of those after `after` and up to `to`.
    pub(crate) fn between(&self, after: i64, to: i64) -> Vec<i64> {
        let later = self.held.range(after.saturating_add(1)..);
        let up_to = later.take_while(|(report, _)| **report <= to);
        up_to.map(|(report, _)| *report).collect()
    }

    /// All reports of lots that are `open`, the newest first.
    pub(crate) fn all(&self, open: impl Fn(Id) -> bool) -> Vec<i64> {
        let is_open = |number: &u32| {
            let segment = self.segments.get(number);
            segment.is_some_and(|segment| open(segment.lot().circle_key))
        };
        let held = self.held.iter().rev();
        held.filter(|(_, number)| is_open(number))
            .map(|(report, _)| *report)
            .collect()
    }

    /// Adds a report that is not held, if there is room.
    pub(crate) fn add(&mut self, report: i64, lot: Lot, tokens: &[Token]) {
        if self.held.contains_key(&report) {
            return;
        }
        let postings: usize = self.segments.values().map(Segment::postings).sum();
        if postings + tokens.len() > self.room {
            if !self.full {
                tracing::warn!(
                    "the index of words is full: some open reports are not found by their words"
                );
            }
            (self.full, self.refused) = (true, true);
            return;
        }
        let with_room = self
            .segments
            .iter_mut()
            .find(|(_, segment)| segment.lot() == lot && segment.has_room());
        let number = match with_room {
            Some((number, segment)) => {
                segment.add(report, tokens);
                *number
            }
            None => {
                let mut segment = Segment::new(lot);
                segment.add(report, tokens);
                let number = self.next;
                self.next += 1;
                self.segments.insert(number, segment);
                number
            }
        };
        self.held.insert(report, number);
    }

    /// `true` the first time.
    pub(crate) fn set_aside(&mut self, report: i64) -> bool {
        self.aside.insert(report)
    }

    pub(crate) fn remove(&mut self, report: i64) {
        let Some(number) = self.held.remove(&report) else {
            return;
        };
        if let Some(segment) = self.segments.get_mut(&number) {
            segment.remove(report);
            if segment.is_empty() {
                self.segments.remove(&number);
            }
        }
    }

    /// Puts everything in order: after a start, when much was added at once.
    pub(crate) fn settle(&mut self) {
        self.segments.values_mut().for_each(Segment::settle);
    }

    /// The reports of lots that are `open` that have all of the tokens that `tokens_of` a month gives, the newest first.
    pub(crate) fn having(
        &self,
        open: impl Fn(Id) -> bool,
        mut tokens_of: impl FnMut(i64) -> Vec<Token>,
    ) -> Vec<i64> {
        let mut months: HashMap<i64, Vec<Token>> = HashMap::new();
        let mut found = Vec::new();
        for segment in self.segments.values() {
            let Lot { month, circle_key } = segment.lot();
            if !open(circle_key) {
                continue;
            }
            let tokens = months.entry(month).or_insert_with(|| tokens_of(month));
            segment.having(tokens, &mut found);
        }
        found.sort_unstable_by(|left, right| right.cmp(left));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_finds_no_room_is_left_out_and_said_until_a_whole_round_refused_nothing() {
        let tokens = segment::tests::words(&segment::tests::keys(), &[1, 2, 3]);
        let lot = |month| Lot {
            month,
            circle_key: Id([1; 16]),
        };
        let mut index = Postings {
            room: 8,
            read: Some(Read {
                newest: 0,
                down_to: 0,
                from: 0,
                compared: 0,
            }),
            ..Postings::default()
        };
        index.add(1, lot(7), &tokens);
        index.add(2, lot(8), &tokens);
        assert!(index.is_complete());
        index.add(3, lot(8), &tokens);
        assert_eq!(index.having(|_| true, |_| tokens.clone()), [2, 1]);
        assert!(!index.is_complete());
        index.remove(1);
        index.compare_anew();
        assert!(!index.is_complete(), "the third is still missing");
        assert_eq!(index.missing_of(vec![1, 2, 3]), [1, 3]);
        index.add(3, lot(8), &tokens);
        index.compare_anew();
        assert!(index.is_complete());
        assert_eq!(index.having(|_| true, |_| tokens.clone()), [3, 2]);
        assert_eq!(
            (index.between(2, 3), index.between(3, 3)),
            (vec![3], vec![])
        );
    }
}
