//! How many reports of the queue are how, for whoever looks at all of it at a glance.

use ::report::{Hour, Id, Level};

use super::Tx;
use crate::Error;
use crate::value::Value;

/// Nobody reads a number above this one; counting ends there. `counted!` says it once more, for `concat!` takes literals.
pub const COUNTED: i64 = 1_000;

/// Open reports; each number but the first ends at [`COUNTED`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug)]
pub struct QueueCounts {
    /// All, those included whose time is over and that are not removed yet.
    pub open: i64,
    /// Those that nobody judged.
    pub new: i64,
    /// Of these, those that somebody should have looked at by now.
    pub new_overdue: i64,
    /// Those of which the next thing should have been done by now.
    pub overdue: i64,
    /// Those to which something came since the desk last did something.
    pub wrote: i64,
    /// Those that whoever asks works on.
    pub mine: i64,
}

macro_rules! counted {
    ($from:literal, $which:literal) => {
        concat!(
            "SELECT COUNT(*) FROM (SELECT 1 AS one FROM ",
            $from,
            " WHERE report.status < 2 AND report.withdrawn IS NULL AND ",
            $which,
            " LIMIT 1000) AS counted"
        )
    };
}

pub(crate) const OPEN: &str = "SELECT COUNT(*) FROM report WHERE status < 2 AND withdrawn IS NULL";
pub(crate) const DUE: &str = counted!(
    "report",
    "report.level = $1 AND report.turn <= $2 AND report.due <= $2 AND report.expires > $3"
);
pub(crate) const NEW: &str = counted!(
    "report",
    "report.judged = 0 AND report.due <= $1 AND report.expires > $2"
);
pub(crate) const WROTE: &str = counted!("report", "report.wrote = 1 AND report.expires > $1");
const MINE: &str = counted!(
    "claim JOIN report ON report.seq = claim.report",
    "claim.person = $1 AND claim.hour > $2 AND report.expires > $3"
);
pub(crate) const SINCE: &str = counted!("report", "report.seq > $1");

impl Tx<'_> {
    /// Counts the queue at this hour, for this person, whose claims count that were made after `claims_since`.
    pub fn queue_counts(
        &mut self,
        now: Hour,
        person: Id,
        claims_since: Hour,
    ) -> Result<QueueCounts, Error> {
        let hour = Value::Int(now.0);
        let mut overdue = 0;
        for level in Level::ALL {
            let level = Value::Int(level.code());
            overdue += self.number(DUE, &[level, hour, hour])?;
        }
        let new = self.number(NEW, &[Value::Int(i64::MAX), hour])?;
        let new_overdue = self.number(NEW, &[hour, hour])?;
        Ok(QueueCounts {
            open: self.count_open()?,
            new,
            new_overdue,
            overdue: overdue.min(COUNTED),
            wrote: self.number(WROTE, &[Value::Int(now.0)])?,
            mine: self.number(
                MINE,
                &[Value::Blob(&person.0), Value::Int(claims_since.0), hour],
            )?,
        })
    }

    /// How many reports of this level nobody has taken on or taken in hand, and the place of the newest of them.
    pub fn unattended(
        &mut self,
        level: i64,
        now: Hour,
        claims_since: Hour,
    ) -> Result<(i64, i64), Error> {
        let found = self.one(
            "SELECT COUNT(*), COALESCE(MAX(report.seq), 0) FROM report \
             WHERE report.level = $1 AND report.status = 0 AND report.withdrawn IS NULL AND report.expires > $2 \
             AND NOT EXISTS (SELECT 1 FROM claim WHERE claim.report = report.seq AND claim.hour > $3)",
            &[
                Value::Int(level),
                Value::Int(now.0),
                Value::Int(claims_since.0),
            ],
            |row| Ok((row.int(0, "count")?, row.int(1, "report.seq")?)),
        )?;
        Ok(found.unwrap_or_default())
    }

    /// How many open reports are due after the one hour and not after the other.
    pub fn due_between(&mut self, after: Hour, until: Hour, now: Hour) -> Result<i64, Error> {
        self.number(
            "SELECT COUNT(*) FROM report WHERE status < 2 AND withdrawn IS NULL AND due > $1 AND due <= $2 AND expires > $3",
            &[
                Value::Int(after.0),
                Value::Int(until.0),
                Value::Int(now.0),
            ],
        )
    }

    /// How many reports are open, those included whose time is over and that are not removed yet.
    pub fn count_open(&mut self) -> Result<i64, Error> {
        self.number(OPEN, &[])
    }

    /// The place of the newest report; those of later ones are higher.
    pub fn newest_place(&mut self) -> Result<i64, Error> {
        self.number("SELECT COALESCE(MAX(seq), 0) FROM report", &[])
    }

    /// How many reports came after that place and are open; not counted beyond [`COUNTED`].
    pub fn came_since(&mut self, place: i64) -> Result<i64, Error> {
        self.number(SINCE, &[Value::Int(place)])
    }
}
