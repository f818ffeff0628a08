//! What triage knows of reports: one sealed blob a report, and what people decided of it.

use ::report::Id;

use super::Tx;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "triage",
    false,
    "report",
    &[
        ("report", Kind::Int),
        ("sealed", Kind::Blob),
        ("counts", Kind::Int),
        ("alone", Kind::Int),
        ("decided", Kind::Int),
        ("audited", Kind::Int),
    ],
)
.of_report();

/// Where a level stands for none.
const NONE: i64 = -1;

/// What triage knows of a report that was read.
#[derive(Clone, PartialEq, Eq)]
pub struct NewTriage {
    pub report: Id,
    pub sealed: Vec<u8>,
    /// Whether it may stand for others when the models are tested.
    pub counts: bool,
    /// The class (level and language) in which the certified models would decide it by themselves.
    pub alone: Option<i64>,
}

/// A report that a person decided, as triage knows it.
#[derive(Clone, PartialEq, Eq)]
pub struct DecidedCase {
    /// The report's place: those of later reports are higher.
    pub report: i64,
    pub id: Id,
    /// What opens it.
    pub epoch: i64,
    pub wrap: Vec<u8>,
    pub sealed: Vec<u8>,
    /// As in [`NewTriage`].
    pub counts: bool,
    /// The level that a person gave it.
    pub level: i64,
}

/// What a person's decision was held against.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Audited {
    /// The class in which the certified models would have decided it.
    pub alone: i64,
}

impl Tx<'_> {
    /// What triage knows of reports that were read.
    pub fn insert_triage(&mut self, triage: &[NewTriage]) -> Result<(), Error> {
        for new in triage {
            self.insert(
                &TABLE,
                &[
                    Value::Blob(&new.report.0),
                    Value::Blob(&new.sealed),
                    Value::flag(new.counts),
                    Value::Int(new.alone.unwrap_or(NONE)),
                    Value::Int(NONE),
                    Value::flag(false),
                ],
            )?;
        }
        Ok(())
    }

    /// A person gave a report this level, or took that back. Returns what it is held against, the first time, if it was drawn for the
    /// audit.
    pub fn decide_triage(
        &mut self,
        report: Id,
        level: Option<i64>,
    ) -> Result<Option<Audited>, Error> {
        self.execute(
            "UPDATE triage SET decided = $1 WHERE report = (SELECT seq FROM report WHERE id = $2)",
            &[Value::Int(level.unwrap_or(NONE)), Value::Blob(&report.0)],
        )?;
        if level.is_none() {
            return Ok(None);
        }
        let audited = self.one(
            "SELECT alone FROM triage WHERE report = (SELECT seq FROM report WHERE id = $1) \
             AND alone >= 0 AND counts = 1 AND audited = 0",
            &[Value::Blob(&report.0)],
            |row| {
                Ok(Audited {
                    alone: row.int(0, "triage.alone")?,
                })
            },
        )?;
        if audited.is_some() {
            self.execute(
                "UPDATE triage SET audited = 1 WHERE report = (SELECT seq FROM report WHERE id = $1)",
                &[Value::Blob(&report.0)],
            )?;
        }
        Ok(audited)
    }

    /// What was held against the models of another calibration says nothing of these.
    pub fn forget_audits(&mut self) -> Result<(), Error> {
        self.execute(
            "UPDATE triage SET audited = 1 WHERE alone >= 0 AND audited = 0",
            &[],
        )?;
        Ok(())
    }

    /// Decided cases of living reports after a place, in the order of their acceptance.
    pub fn decided_cases(&mut self, after: i64, limit: i64) -> Result<Vec<DecidedCase>, Error> {
        self.all(
            "SELECT report.seq, report.id, report.epoch, report.wrap, triage.sealed, triage.counts, triage.decided \
             FROM triage JOIN report ON report.seq = triage.report \
             WHERE triage.report > $1 AND triage.decided >= 0 AND report.withdrawn IS NULL \
             ORDER BY triage.report LIMIT $2",
            &[Value::Int(after), Value::Int(limit)],
            |row| {
                Ok(DecidedCase {
                    report: row.int(0, "report.seq")?,
                    id: row.id(1, "report.id")?,
                    epoch: row.int(2, "report.epoch")?,
                    wrap: row.blob(3, "report.wrap")?,
                    sealed: row.blob(4, "triage.sealed")?,
                    counts: row.flag(5, "triage.counts")?,
                    level: row.int(6, "triage.decided")?,
                })
            },
        )
    }

    /// How many reports people decided, and how many the program.
    pub fn count_decided(&mut self) -> Result<(i64, i64), Error> {
        let people = self.number("SELECT COUNT(*) FROM triage WHERE decided >= 0", &[])?;
        let alone = self.number(
            "SELECT COUNT(*) FROM triage WHERE decided < 0 AND alone >= 0 AND counts = 0",
            &[],
        )?;
        Ok((people, alone))
    }
}
