//! How far somebody read a report. What came later is still to be read, whatever was decided meanwhile.

use crate::sealed::kind;
use report::Id;
use store::{ReportRow, Tx};

/// How far somebody read a report: up to its newest item when it was opened. Opaque; it tells nothing but an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReadUpTo(pub(crate) i64);

impl ReadUpTo {
    /// As a form of a page carries it.
    #[must_use]
    pub fn as_str(self) -> String {
        self.0.to_string()
    }

    /// What a form carried; of anything else nothing, and then all counts as read.
    #[must_use]
    pub fn parse(written: &str) -> Option<ReadUpTo> {
        written.parse().ok().map(ReadUpTo)
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
