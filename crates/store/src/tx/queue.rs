//! The desk's queue: open reports in the order in which they are to be looked at, and who works on which.

use std::collections::HashMap;

use ::report::{Hour, Id};

use super::report::{self, ReportRow};
use super::{Each, Tx};
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static CLAIM: Table = Table::new(
    "claim",
    false,
    "report",
    &[
        ("report", Kind::Int),
        ("person", Kind::Blob),
        ("hour", Kind::Int),
    ],
)
.of_report();

/// Where a report stands in the queue: `(level, due, seq)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct QueuePlace {
    pub level: i64,
    pub due: Hour,
    pub seq: i64,
}

/// Which reports of the queue are asked for; all of it applies together.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct QueueFilter {
    /// `report::Level` by its code.
    pub level: Option<i64>,
    /// `report::Status` by its code.
    pub status: Option<i64>,
    /// `report::Conduct` by its code.
    pub conduct: Option<String>,
    /// Those to which something came since the desk last did something.
    pub wrote: bool,
    pub claimed: Claimed,
}

/// Whose reports are asked for.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Claimed {
    #[default]
    ByAnybodyOrNobody,
    By(Id),
    ByNobody,
}

/// Who works on a report, since when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Claim {
    pub person: Id,
    pub hour: Hour,
}

/// The reports of the queue after `(level, due, seq)` that a filter lets through. A filter that is not asked for is a
/// parameter that lets everything through; the first line holds the terms of the index on the queue.
macro_rules! queue {
    ($from:literal, $claimed:literal, $limit:literal) => {
        concat!(
            "SELECT report.level, report.due, report.seq FROM ",
            $from,
            " WHERE report.status < 2 AND report.withdrawn IS NULL \
             AND report.expires > $1 \
             AND (report.level < $2 OR (report.level = $2 AND (report.due > $3 OR (report.due = $3 AND report.seq > $4)))) \
             AND (CAST($5 AS BIGINT) < 0 OR report.level = $5) AND (CAST($6 AS BIGINT) < 0 OR report.status = $6) \
             AND ($7 = '' OR report.conduct = $7) AND report.wrote >= $8 ",
            $claimed,
            " ORDER BY report.level DESC, report.due, report.seq LIMIT ",
            $limit
        )
    };
}

pub(crate) const ALL: &str = queue!("report", "", "$9");
pub(crate) const UNCLAIMED: &str = queue!(
    "report",
    "AND NOT EXISTS (SELECT 1 FROM claim WHERE claim.report = report.seq AND claim.hour > $9)",
    "$10"
);
pub(crate) const CLAIMED: &str = queue!(
    "claim JOIN report ON report.seq = claim.report",
    "AND claim.hour > $9 AND claim.person = $10",
    "$11"
);
pub(crate) const OPEN: &str = "SELECT COUNT(*) FROM report WHERE status < 2 AND withdrawn IS NULL";

const ROWS: Each = Each {
    sqlite: report::select!("WHERE seq = $1"),
    postgres: report::select!("WHERE seq = ANY($1::bigint[])"),
    kinds: &[Kind::Int],
};

const CLAIMS: Each = Each {
    sqlite: "SELECT report, person, hour FROM claim WHERE report = $1",
    postgres: "SELECT report, person, hour FROM claim WHERE report = ANY($1::bigint[])",
    kinds: &[Kind::Int],
};

impl Tx<'_> {
    /// The places of open reports that the filter lets through, the most urgent first, those after `after`. Claims count
    /// that were made after `claims_since`.
    pub fn queue(
        &mut self,
        filter: &QueueFilter,
        now: Hour,
        claims_since: Hour,
        after: Option<QueuePlace>,
        limit: i64,
    ) -> Result<Vec<QueuePlace>, Error> {
        let after = after.unwrap_or(QueuePlace {
            level: i64::MAX,
            due: Hour(0),
            seq: 0,
        });
        let mut values = vec![
            Value::Int(now.0),
            Value::Int(after.level),
            Value::Int(after.due.0),
            Value::Int(after.seq),
            Value::Int(filter.level.unwrap_or(-1)),
            Value::Int(filter.status.unwrap_or(-1)),
            Value::Text(filter.conduct.as_deref().unwrap_or_default()),
            Value::flag(filter.wrote),
        ];
        let sql = match &filter.claimed {
            Claimed::ByAnybodyOrNobody => ALL,
            Claimed::ByNobody => UNCLAIMED,
            Claimed::By(_) => CLAIMED,
        };
        if filter.claimed != Claimed::ByAnybodyOrNobody {
            values.push(Value::Int(claims_since.0));
        }
        if let Claimed::By(person) = &filter.claimed {
            values.push(Value::Blob(&person.0));
        }
        values.push(Value::Int(limit));
        self.all(sql, &values, |row| {
            Ok(QueuePlace {
                level: row.int(0, "report.level")?,
                due: row.hour(1, "report.due")?,
                seq: row.int(2, "report.seq")?,
            })
        })
    }

    /// How many reports are open, those included whose time is over and that are not removed yet.
    pub fn count_open(&mut self) -> Result<i64, Error> {
        self.number(OPEN, &[])
    }

    /// Reports by their `seq`, in the order asked; those that are not there are left out.
    pub fn reports_at(&mut self, seqs: &[i64]) -> Result<Vec<(i64, ReportRow)>, Error> {
        let mut found = HashMap::with_capacity(seqs.len());
        let keys = seqs.iter().map(|seq| [Value::Int(*seq)]);
        self.walk_each(&ROWS, keys, &mut |row| {
            found.insert(row.int(report::COLUMNS, "report.seq")?, report::read(row)?);
            Ok(())
        })?;
        let found = seqs
            .iter()
            .filter_map(|seq| Some((*seq, found.remove(seq)?)));
        Ok(found.collect())
    }

    /// Who works on these reports, by their `seq`.
    pub fn claims_of(&mut self, seqs: &[i64]) -> Result<HashMap<i64, Claim>, Error> {
        let mut claims = HashMap::new();
        let keys = seqs.iter().map(|seq| [Value::Int(*seq)]);
        self.walk_each(&CLAIMS, keys, &mut |row| {
            let claim = Claim {
                person: row.id(1, "claim.person")?,
                hour: row.hour(2, "claim.hour")?,
            };
            claims.insert(row.int(0, "claim.report")?, claim);
            Ok(())
        })?;
        Ok(claims)
    }

    /// Who works on a report.
    pub fn claim_of(&mut self, report: Id) -> Result<Option<Claim>, Error> {
        self.one(
            "SELECT claim.person, claim.hour FROM report JOIN claim ON claim.report = report.seq WHERE report.id = $1",
            &[Value::Blob(&report.0)],
            |row| {
                Ok(Claim {
                    person: row.id(0, "claim.person")?,
                    hour: row.hour(1, "claim.hour")?,
                })
            },
        )
    }

    /// From now on this person works on it, whoever did before.
    ///
    /// # Errors
    /// [`Error::NoReport`] if there is no report of that id.
    pub fn put_claim(&mut self, report: Id, person: Id, hour: Hour) -> Result<(), Error> {
        self.remove_claim(report)?;
        self.insert(
            &CLAIM,
            &[
                Value::Blob(&report.0),
                Value::Blob(&person.0),
                Value::Int(hour.0),
            ],
        )
    }

    /// Nobody works on it any more. `false` when nobody did.
    pub fn remove_claim(&mut self, report: Id) -> Result<bool, Error> {
        let touched = self.execute(
            "DELETE FROM claim WHERE report = (SELECT seq FROM report WHERE id = $1)",
            &[Value::Blob(&report.0)],
        )?;
        Ok(touched > 0)
    }

    /// This person works on nothing any more; tells on how many they did.
    pub fn remove_claims_of(&mut self, person: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM claim WHERE person = $1",
            &[Value::Blob(&person.0)],
        )
    }

    /// What the desk decided about a report, and whether something came to it that nobody at the desk has read. `false`
    /// when there is no such report.
    pub fn set_report_standing(
        &mut self,
        id: Id,
        status: i64,
        level: i64,
        conduct: Option<&str>,
        due: Hour,
        wrote: bool,
    ) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE report SET status = $1, level = $2, conduct = $3, due = $4, wrote = $5 WHERE id = $6",
            &[
                Value::Int(status),
                Value::Int(level),
                conduct.map_or(Value::Null, Value::Text),
                Value::Int(due.0),
                Value::Int(i64::from(wrote)),
                Value::Blob(&id.0),
            ],
        )?;
        Ok(touched > 0)
    }

    /// Something came to one of the report's mailboxes: somebody should look at it by then.
    pub fn report_wrote(&mut self, id: Id, due: Hour) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE report SET wrote = 1, due = CASE WHEN due < $1 THEN due ELSE $1 END WHERE id = $2",
            &[Value::Int(due.0), Value::Blob(&id.0)],
        )?;
        Ok(touched > 0)
    }
}
