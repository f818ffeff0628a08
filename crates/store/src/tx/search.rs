//! What reports can be found by: one sealed blob of tokens a report.

use ::report::{Hour, Id};

use super::{Each, Tx};
use crate::row::Row;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "search",
    true,
    "seq",
    &[
        ("report", Kind::Int),
        ("month", Kind::Int),
        ("sealed", Kind::Blob),
    ],
)
.of_report();

/// A report's tokens, to be inserted.
#[derive(Clone)]
pub struct NewSearch {
    pub report: Id,
    /// Months since January 1970, whose key made the tokens.
    pub month: i64,
    pub sealed: Vec<u8>,
}

/// A report's tokens, and what their key is made from.
#[derive(Clone, PartialEq, Eq)]
pub struct SearchRow {
    /// The report's place: those of later reports are higher.
    pub report: i64,
    pub id: Id,
    pub month: i64,
    pub sealed: Vec<u8>,
    pub epoch: i64,
    /// The report's wrap.
    pub wrap: Vec<u8>,
    /// The desk's key that the report was sealed to; none when somebody took the row away that names it.
    pub circle_key: Option<Id>,
}

/// What it takes to open a report.
#[derive(Clone, PartialEq, Eq)]
pub struct ReportWrap {
    /// As in [`SearchRow`].
    pub report: i64,
    pub id: Id,
    pub hour: Hour,
    pub epoch: i64,
    pub desk_second: Id,
    pub wrap: Vec<u8>,
}

/// Which reports are meant: those that at `now` are neither withdrawn nor over and whose status is below this one.
#[derive(Clone, Copy)]
pub struct Standing {
    pub now: Hour,
    pub below: i64,
}

/// Inserting holds this lock until the commit, so that rows become visible in the order of their `seq`, and whoever
/// reads on from the highest that they saw misses none. (SQLite writes one transaction at a time.)
const INSERTING: i64 = 0x7365_6172_6368;

static KINDS: [Kind; 3] = [Kind::Blob, Kind::Int, Kind::Blob];

pub(crate) const BETWEEN: &str = "SELECT report.seq FROM report JOIN search ON search.report = report.seq \
    WHERE report.seq > $1 AND report.seq <= $2 AND report.status < $3 AND report.withdrawn IS NULL \
    AND report.expires > $4 ORDER BY report.seq";

pub(crate) const AFTER: &str =
    "SELECT seq, report FROM search WHERE seq > $1 ORDER BY seq LIMIT $2";

macro_rules! rows {
    ($from:literal, $where:literal) => {
        concat!(
            "SELECT report.seq, report.id, search.month, search.sealed, report.epoch, report.wrap, second.circle_key FROM ",
            $from,
            " LEFT JOIN second ON second.id = report.desk_second WHERE ",
            $where
        )
    };
}

macro_rules! wraps {
    ($from:literal) => {
        concat!(
            "SELECT report.seq, report.id, report.hour, report.epoch, report.desk_second, report.wrap FROM ",
            $from
        )
    };
}

const ROWS: Each = Each {
    sqlite: rows!(
        "report JOIN search ON search.report = report.seq",
        "report.seq = $1 AND report.status < $2 AND report.withdrawn IS NULL AND report.expires > $3"
    ),
    postgres: rows!(
        "unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS given (seq, below, now) \
         JOIN report ON report.seq = given.seq JOIN search ON search.report = report.seq",
        "report.status < given.below AND report.withdrawn IS NULL AND report.expires > given.now"
    ),
    kinds: &[Kind::Int, Kind::Int, Kind::Int],
};

const WRAPS_AT: Each = Each {
    sqlite: wraps!("report WHERE seq = $1 AND status < $2 AND withdrawn IS NULL AND expires > $3"),
    postgres: wraps!(
        "unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS given (seq, below, now) \
         JOIN report ON report.seq = given.seq \
         WHERE report.status < given.below AND report.withdrawn IS NULL AND report.expires > given.now"
    ),
    kinds: &[Kind::Int, Kind::Int, Kind::Int],
};

const WRAPS: Each = Each {
    sqlite: wraps!("report WHERE id = $1"),
    postgres: wraps!("report WHERE id = ANY($1::bytea[])"),
    kinds: &[Kind::Blob],
};

fn wrap(row: &Row<'_>) -> Result<ReportWrap, Error> {
    Ok(ReportWrap {
        report: row.int(0, "report.seq")?,
        id: row.id(1, "report.id")?,
        hour: row.hour(2, "report.hour")?,
        epoch: row.int(3, "report.epoch")?,
        desk_second: row.id(4, "report.desk_second")?,
        wrap: row.blob(5, "report.wrap")?,
    })
}

impl Standing {
    fn of(self, seqs: &[i64]) -> impl Iterator<Item = [Value<'_>; 3]> {
        seqs.iter().map(move |seq| {
            [
                Value::Int(*seq),
                Value::Int(self.below),
                Value::Int(self.now.0),
            ]
        })
    }
}

impl Tx<'_> {
    /// To be the last thing that a transaction does: others who insert wait for its end.
    ///
    /// # Errors
    /// [`Error::NoReport`] if there is no report of that id (any more), [`Error::Conflict`] if it has tokens already.
    pub fn insert_searches(&mut self, searches: &[NewSearch]) -> Result<(), Error> {
        if searches.is_empty() {
            return Ok(());
        }
        if self.on_postgres() {
            let lock = "SELECT CAST(1 AS BIGINT) FROM pg_advisory_xact_lock($1)";
            self.number(lock, &[Value::Int(INSERTING)])?;
        }
        let each = Each {
            sqlite: TABLE.insert_one(),
            postgres: TABLE.insert_many(),
            kinds: &KINDS,
        };
        let rows = searches.iter().map(|search| {
            [
                Value::Blob(&search.report.0),
                Value::Int(search.month),
                Value::Blob(&search.sealed),
            ]
        });
        self.each(&each, rows).map(|_| ())
    }

    /// The place of the newest tokens, and of the newest report; 0 where there are none.
    pub fn search_ends(&mut self) -> Result<(i64, i64), Error> {
        let searches = self.number("SELECT COALESCE(MAX(seq), 0) FROM search", &[])?;
        let reports = self.number("SELECT COALESCE(MAX(seq), 0) FROM report", &[])?;
        Ok((searches, reports))
    }

    /// Tokens that came after these, in their order: their own place and their report's.
    pub fn searches_after(&mut self, seq: i64, limit: i64) -> Result<Vec<(i64, i64)>, Error> {
        self.all(AFTER, &[Value::Int(seq), Value::Int(limit)], |row| {
            Ok((row.int(0, "search.seq")?, row.int(1, "search.report")?))
        })
    }

    /// The reports that have tokens, of those after `after` and up to `to`, in their order.
    pub fn searchable_between(
        &mut self,
        after: i64,
        to: i64,
        standing: Standing,
    ) -> Result<Vec<i64>, Error> {
        let values = [
            Value::Int(after),
            Value::Int(to),
            Value::Int(standing.below),
            Value::Int(standing.now.0),
        ];
        self.all(BETWEEN, &values, |row| row.int(0, "report.seq"))
    }

    /// The tokens of these reports; those that are not of this standing, or have none, are left out.
    pub fn search_rows(
        &mut self,
        reports: &[i64],
        standing: Standing,
    ) -> Result<Vec<SearchRow>, Error> {
        let mut found = Vec::with_capacity(reports.len());
        self.walk_each(&ROWS, standing.of(reports), &mut |row| {
            found.push(SearchRow {
                report: row.int(0, "report.seq")?,
                id: row.id(1, "report.id")?,
                month: row.int(2, "search.month")?,
                sealed: row.blob(3, "search.sealed")?,
                epoch: row.int(4, "report.epoch")?,
                wrap: row.blob(5, "report.wrap")?,
                circle_key: row.id_or_null(6, "second.circle_key")?,
            });
            Ok(())
        })?;
        Ok(found)
    }

    /// The wraps of the reports at these places; those that are not of this standing are left out.
    pub fn report_wraps_at(
        &mut self,
        reports: &[i64],
        standing: Standing,
    ) -> Result<Vec<ReportWrap>, Error> {
        let mut found = Vec::with_capacity(reports.len());
        self.walk_each(&WRAPS_AT, standing.of(reports), &mut |row| {
            found.push(wrap(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The wraps of these reports, in no order; those that are not there are left out.
    pub fn report_wraps(&mut self, ids: &[Id]) -> Result<Vec<ReportWrap>, Error> {
        let mut found = Vec::with_capacity(ids.len());
        let keys = ids.iter().map(|id| [Value::Blob(&id.0)]);
        self.walk_each(&WRAPS, keys, &mut |row| {
            found.push(wrap(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The hour of the oldest report that is there.
    pub fn oldest_report(&mut self) -> Result<Option<Hour>, Error> {
        let oldest = "SELECT hour FROM report ORDER BY seq LIMIT 1";
        self.one(oldest, &[], |row| row.hour(0, "report.hour"))
    }

    /// The place of a report: those of later ones are higher.
    pub fn report_place(&mut self, id: Id) -> Result<Option<i64>, Error> {
        self.one(
            "SELECT seq FROM report WHERE id = $1",
            &[Value::Blob(&id.0)],
            |row| row.int(0, "report.seq"),
        )
    }
}
