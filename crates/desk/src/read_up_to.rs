//! How far somebody read a report. What came later is still to be read, whatever was decided meanwhile.

use crate::sealed::kind;
use report::Id;
use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;
use store::{ReportRow, Tx};

/// How far somebody read a report: up to its newest item when it was opened. Opaque; it tells nothing but an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReadUpTo(pub(crate) i64);

/// As a form of a page carries it.
impl fmt::Display for ReadUpTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a form carried.
impl FromStr for ReadUpTo {
    type Err = ParseIntError;

    fn from_str(written: &str) -> Result<ReadUpTo, ParseIntError> {
        written.parse().map(ReadUpTo)
    }
}

/// Whether the reporter wrote what whoever acts now has not read. To be asked before what they write is put there.
pub(crate) fn still_unread(
    tx: &mut Tx<'_>,
    report: Id,
    row: &ReportRow,
    read: Option<ReadUpTo>,
) -> Result<bool, store::Error> {
    match read {
        Some(ReadUpTo(place)) if row.wrote => {
            tx.came_after(report, place, [kind::MESSAGE, kind::FILE])
        }
        _ => Ok(false),
    }
}
