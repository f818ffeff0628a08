//! Reports: what stands in clear of each, and the desk's wrap of its mailbox keys.

use ::report::{Hour, Id};

use super::queue::QueuePlace;
use super::{Each, Tx};
use crate::row::Row;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "report",
    true,
    "seq",
    &[
        ("id", Kind::Blob),
        ("status", Kind::Int),
        ("named", Kind::Int),
        ("hour", Kind::Int),
        ("expires", Kind::Int),
        ("withdrawn", Kind::Int),
        ("reading", Kind::Int),
        ("epoch", Kind::Int),
        ("desk_second", Kind::Blob),
        ("wrap", Kind::Blob),
        ("lookup_a", Kind::Blob),
        ("lookup_b", Kind::Blob),
        ("level", Kind::Int),
        ("due", Kind::Int),
        ("conduct", Kind::Text),
        ("wrote", Kind::Int),
        ("judged", Kind::Int),
        ("turn", Kind::Int),
        ("aside", Kind::Int),
    ],
);

/// `report::Level::Unjudged` by its code.
const UNJUDGED: i64 = 3;

/// Where a report stands among those to be carried: `(epoch, seq)`.
type Place = (i64, i64);

/// A report to be inserted: its status is 0 (received), its reading 0 (waiting), its level 3 (not judged), and it is not
/// withdrawn.
#[derive(Clone)]
pub struct NewReport {
    pub id: Id,
    /// Whether an identity was left.
    pub named: bool,
    /// When it was accepted.
    pub hour: Hour,
    /// When it will be removed, undecided.
    pub expires: Hour,
    /// The epoch whose key the wraps stand under.
    pub epoch: i64,
    /// The second whose encapsulation opens `wrap`.
    pub desk_second: Id,
    /// The mailbox keys for the desk, sealed.
    pub wrap: Vec<u8>,
    /// Its two mailboxes, in random order.
    pub lookups: [[u8; 32]; 2],
    /// When somebody should have looked at it.
    pub due: Hour,
}

/// A stored report.
#[derive(Clone, PartialEq, Eq)]
pub struct ReportRow {
    pub id: Id,
    /// `report::Status` by its code.
    pub status: i64,
    pub named: bool,
    pub hour: Hour,
    pub expires: Hour,
    /// Since when it is withdrawn: hidden at once, removed later.
    pub withdrawn: Option<Hour>,
    /// 0 waiting, 1 read, 2 left to people.
    pub reading: i64,
    pub epoch: i64,
    pub desk_second: Id,
    pub wrap: Vec<u8>,
    pub lookups: [[u8; 32]; 2],
    /// `report::Level` by its code.
    pub level: i64,
    /// By when the desk promised to do the next thing.
    pub due: Hour,
    /// `report::Conduct` by its code, once it is known what it is about.
    pub conduct: Option<String>,
    /// Whether something came to a mailbox of it since the desk last did something.
    pub wrote: bool,
    /// Whether it was judged; until then level and conduct are what the program proposes.
    pub judged: bool,
    /// Whether the program judged it alone.
    pub alone: bool,
    /// Whether it is set aside, for it says nothing that anybody did: [`Aside`].
    pub aside: Aside,
    /// The hour by which it takes its turn among those of its level: that at which it is due, or so many hours before as
    /// it goes ahead of others.
    pub turn: Hour,
}

/// Whether a report is set aside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Aside {
    No,
    /// By the program.
    Proposed,
    /// A person confirmed it.
    Confirmed,
}

impl Aside {
    fn code(self) -> i64 {
        match self {
            Aside::No => 0,
            Aside::Proposed => 1,
            Aside::Confirmed => 2,
        }
    }

    fn of(code: i64) -> Aside {
        match code {
            1 => Aside::Proposed,
            2 => Aside::Confirmed,
            _ => Aside::No,
        }
    }
}

impl ReportRow {
    /// Where it stands in the queue, if it is at this place of its table.
    pub fn place(&self, seq: i64) -> QueuePlace {
        QueuePlace {
            level: self.level,
            turn: self.turn,
            seq,
        }
    }
}

/// A report that was read, and what the program proposes of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadReport {
    pub id: Id,
    /// `report::Level` by its code.
    pub level: i64,
    /// `report::Conduct` by its code; empty for none.
    pub conduct: String,
    /// By how many hours it goes before others of its level that are due with it.
    pub ahead: i64,
    /// By when somebody should look at it, if that is sooner than was promised; of what is judged alone, in any case.
    pub due: Hour,
    /// Whether that is no proposal: the program judges it alone.
    pub alone: bool,
    /// Until when it is kept, if it is set aside.
    pub aside_until: Option<Hour>,
}

/// How many columns `ReportRow` has; `seq` comes after them.
pub(crate) const COLUMNS: usize = 19;

/// A statement that reads whole reports, and their `seq` last.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, status, named, hour, expires, withdrawn, reading, epoch, desk_second, wrap, lookup_a, lookup_b, \
             level, due, conduct, wrote, judged, turn, aside, seq FROM report ",
            $rest
        )
    };
}
pub(crate) use select;

pub(crate) fn read(row: &Row<'_>) -> Result<ReportRow, Error> {
    Ok(ReportRow {
        id: row.id(0, "report.id")?,
        status: row.int(1, "report.status")?,
        named: row.flag(2, "report.named")?,
        hour: row.hour(3, "report.hour")?,
        expires: row.hour(4, "report.expires")?,
        withdrawn: row.int_or_null(5, "report.withdrawn")?.map(Hour),
        reading: row.int(6, "report.reading")?,
        epoch: row.int(7, "report.epoch")?,
        desk_second: row.id(8, "report.desk_second")?,
        wrap: row.blob(9, "report.wrap")?,
        lookups: [
            row.array(10, "report.lookup_a")?,
            row.array(11, "report.lookup_b")?,
        ],
        level: row.int(12, "report.level")?,
        due: row.hour(13, "report.due")?,
        conduct: row.text_or_null(14, "report.conduct")?.map(str::to_owned),
        wrote: row.flag(15, "report.wrote")?,
        judged: row.int(16, "report.judged")? > 0,
        alone: row.int(16, "report.judged")? == ALONE,
        turn: row.hour(17, "report.turn")?,
        aside: Aside::of(row.int(18, "report.aside")?),
    })
}

/// What a person judged stays as they judged it.
macro_rules! read_report {
    ($level:literal, $conduct:literal, $judged:literal, $due:literal, $ahead:literal, $until:literal) => {
        concat!(
            "UPDATE report SET reading = 1, ",
            "level = CASE WHEN judged = 0 THEN ",
            $level,
            " ELSE level END, conduct = CASE WHEN judged = 0 THEN NULLIF(",
            $conduct,
            ", '') ELSE conduct END, judged = CASE WHEN judged = 0 THEN ",
            $judged,
            " ELSE judged END, due = CASE WHEN judged = 0 AND (",
            $judged,
            " > 0 OR ",
            $due,
            " < due) THEN ",
            $due,
            " ELSE due END, turn = CASE WHEN judged = 0 AND (",
            $judged,
            " > 0 OR ",
            $due,
            " < due) THEN ",
            $due,
            " ELSE due END - ",
            $ahead,
            ", aside = CASE WHEN judged = 0 AND ",
            $until,
            " < expires THEN 1 ELSE aside END, expires = CASE WHEN judged = 0 AND ",
            $until,
            " < expires THEN ",
            $until,
            " ELSE expires END "
        )
    };
}

/// `report.judged` of what the program judged alone; 1 is a person.
const ALONE: i64 = 2;

const READ: Each = Each {
    sqlite: concat!(
        read_report!("$1", "$2", "$3", "$4", "$5", "$6"),
        "WHERE id = $7"
    ),
    postgres: concat!(
        read_report!("proposed", "kind", "by", "soonest", "ahead", "until"),
        "FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bytea[]) \
         AS found (proposed, kind, by, soonest, ahead, until, this) WHERE id = this"
    ),
    kinds: &[
        Kind::Int,
        Kind::Text,
        Kind::Int,
        Kind::Int,
        Kind::Int,
        Kind::Int,
        Kind::Blob,
    ],
};

// Two statements, each by an index of its own; an OR would be a walk through the table, and so would a UNION.
pub(crate) const EXPIRED: &str =
    "SELECT id FROM report WHERE expires <= $1 ORDER BY expires, seq LIMIT $2";
pub(crate) const WITHDRAWN: &str =
    "SELECT id FROM report WHERE withdrawn <= $1 ORDER BY withdrawn, seq LIMIT $2";

pub(crate) const TO_CARRY: &str = "SELECT epoch, seq, id FROM report WHERE (epoch, seq) > ($1, $2) AND epoch < $3 \
    AND withdrawn IS NULL AND expires > $4 ORDER BY epoch, seq LIMIT $5";

impl Tx<'_> {
    /// # Errors
    /// [`Error::Conflict`] (in an append: when it is flushed) if the id is taken.
    pub fn insert_report(&mut self, report: &NewReport) -> Result<(), Error> {
        self.insert(
            &TABLE,
            &[
                Value::Blob(&report.id.0),
                Value::Int(0),
                Value::flag(report.named),
                Value::Int(report.hour.0),
                Value::Int(report.expires.0),
                Value::Null,
                Value::Int(0),
                Value::Int(report.epoch),
                Value::Blob(&report.desk_second.0),
                Value::Blob(&report.wrap),
                Value::Blob(&report.lookups[0]),
                Value::Blob(&report.lookups[1]),
                Value::Int(UNJUDGED),
                Value::Int(report.due.0),
                Value::Null,
                Value::flag(false),
                Value::flag(false),
                Value::Int(report.due.0),
                Value::Int(Aside::No.code()),
            ],
        )
    }

    pub fn report(&mut self, id: Id) -> Result<Option<ReportRow>, Error> {
        self.one(select!("WHERE id = $1"), &[Value::Blob(&id.0)], read)
    }

    /// The ids that begin with these hexadecimal digits (either case), at most two: enough to know whether a short
    /// form is unique. None for what is no beginning of an id.
    pub fn report_by_prefix(&mut self, digits: &str) -> Result<Vec<Id>, Error> {
        let Some((low, high)) = range(digits) else {
            return Ok(Vec::new());
        };
        self.all(
            "SELECT id FROM report WHERE id >= $1 AND id <= $2 ORDER BY id LIMIT 2",
            &[Value::Blob(&low), Value::Blob(&high)],
            |row| row.id(0, "report.id"),
        )
    }

    /// Reports that at `now` are neither withdrawn nor over, newest first; only those older than `before`, if it is
    /// given (and there: else none).
    pub fn living_reports(
        &mut self,
        now: Hour,
        before: Option<Id>,
        limit: i64,
    ) -> Result<Vec<ReportRow>, Error> {
        let before = match before {
            None => Some(i64::MAX),
            Some(id) => self.one(
                "SELECT seq FROM report WHERE id = $1",
                &[Value::Blob(&id.0)],
                |row| row.int(0, "report.seq"),
            )?,
        };
        let Some(before) = before else {
            return Ok(Vec::new());
        };
        self.all(
            select!(
                "WHERE seq < $1 AND withdrawn IS NULL AND expires > $2 ORDER BY seq DESC LIMIT $3"
            ),
            &[Value::Int(before), Value::Int(now.0), Value::Int(limit)],
            read,
        )
    }

    /// `false` when there is no such report.
    pub fn set_report_status(&mut self, id: Id, status: i64) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE report SET status = $1 WHERE id = $2",
            &[Value::Int(status), Value::Blob(&id.0)],
        )?;
        Ok(touched > 0)
    }

    /// It leaves the queues at once: its jobs are deleted with it, so whoever reads it just now completes nothing.
    /// `false` when it is withdrawn already or unknown.
    pub fn withdraw_report(&mut self, id: Id, hour: Hour) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE report SET withdrawn = $1 WHERE id = $2 AND withdrawn IS NULL",
            &[Value::Int(hour.0), Value::Blob(&id.0)],
        )?;
        self.execute("DELETE FROM job WHERE report = $1", &[Value::Blob(&id.0)])?;
        Ok(touched > 0)
    }

    /// 0 waiting, 1 read, 2 left to people. `false` when there is no such report.
    pub fn set_report_reading(&mut self, id: Id, reading: i64) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE report SET reading = $1 WHERE id = $2",
            &[Value::Int(reading), Value::Blob(&id.0)],
        )?;
        Ok(touched > 0)
    }

    /// A report is set aside, or no more, and kept until then.
    pub fn set_report_aside(&mut self, id: Id, aside: Aside, until: Hour) -> Result<(), Error> {
        self.execute(
            "UPDATE report SET aside = $1, expires = $2 WHERE id = $3",
            &[
                Value::Int(aside.code()),
                Value::Int(until.0),
                Value::Blob(&id.0),
            ],
        )?;
        Ok(())
    }

    /// Reports that were read, with what is proposed of them; how many of them there are.
    pub fn read_reports(&mut self, read: &[ReadReport]) -> Result<u64, Error> {
        self.each(
            &READ,
            read.iter().map(|read| {
                [
                    Value::Int(read.level),
                    Value::Text(&read.conduct),
                    Value::Int(if read.alone { ALONE } else { 0 }),
                    Value::Int(read.due.0),
                    Value::Int(read.ahead),
                    Value::Int(read.aside_until.map_or(i64::MAX, |hour| hour.0)),
                    Value::Blob(&read.id.0),
                ]
            }),
        )
    }

    /// Reports whose time is over at `now`, or that were withdrawn at `withdrawn_before` or earlier.
    pub fn expired_reports(
        &mut self,
        now: Hour,
        withdrawn_before: Hour,
        limit: i64,
    ) -> Result<Vec<Id>, Error> {
        let id = |row: &Row<'_>| row.id(0, "report.id");
        let values = [Value::Int(now.0), Value::Int(limit)];
        let mut over = self.all(EXPIRED, &values, id)?;
        let left = limit - i64::try_from(over.len()).unwrap_or(i64::MAX);
        let values = [Value::Int(withdrawn_before.0), Value::Int(left)];
        let withdrawn = self.all(WITHDRAWN, &values, id)?;
        // What was withdrawn before its time was over is in both.
        let new = withdrawn.into_iter().filter(|id| !over.contains(id));
        let new: Vec<Id> = new.collect();
        over.extend(new);
        Ok(over)
    }

    /// Removes the report with everything that is its own: both mailboxes, items, tokens, identity, jobs; `false` when it is
    /// unknown. Its objects belong to nobody from then on, and go in the next round of housekeeping.
    pub fn remove_report(&mut self, id: Id) -> Result<bool, Error> {
        let lookups: Option<[[u8; 32]; 2]> = self.one(
            "SELECT lookup_a, lookup_b FROM report WHERE id = $1",
            &[Value::Blob(&id.0)],
            |row| {
                Ok([
                    row.array(0, "report.lookup_a")?,
                    row.array(1, "report.lookup_b")?,
                ])
            },
        )?;
        let Some([a, b]) = lookups else {
            return Ok(false);
        };
        self.execute(
            "DELETE FROM mailbox WHERE lookup = $1 OR lookup = $2",
            &[Value::Blob(&a), Value::Blob(&b)],
        )?;
        self.execute(
            "DELETE FROM identity WHERE report = $1",
            &[Value::Blob(&id.0)],
        )?;
        self.execute(
            "DELETE FROM item WHERE report = (SELECT seq FROM report WHERE id = $1)",
            &[Value::Blob(&id.0)],
        )?;
        self.execute(
            "DELETE FROM search WHERE report = (SELECT seq FROM report WHERE id = $1)",
            &[Value::Blob(&id.0)],
        )?;
        self.execute(
            "DELETE FROM triage WHERE report = (SELECT seq FROM report WHERE id = $1)",
            &[Value::Blob(&id.0)],
        )?;
        self.execute("DELETE FROM job WHERE report = $1", &[Value::Blob(&id.0)])?;
        self.execute(
            "DELETE FROM claim WHERE report = (SELECT seq FROM report WHERE id = $1)",
            &[Value::Blob(&id.0)],
        )?;
        self.execute(
            "UPDATE object SET report = NULL, hour = 0 WHERE report = $1",
            &[Value::Blob(&id.0)],
        )?;
        self.execute("DELETE FROM report WHERE id = $1", &[Value::Blob(&id.0)])?;
        Ok(true)
    }

    /// Living reports (not withdrawn, not expired at `now`) under an epoch older than `epoch`, by epoch and then oldest
    /// first, those after `after`: their places and ids.
    pub fn to_carry(
        &mut self,
        epoch: i64,
        now: Hour,
        after: Place,
        limit: i64,
    ) -> Result<Vec<(Place, Id)>, Error> {
        self.all(
            TO_CARRY,
            &[
                Value::Int(after.0),
                Value::Int(after.1),
                Value::Int(epoch),
                Value::Int(now.0),
                Value::Int(limit),
            ],
            |row| {
                let at = (row.int(0, "report.epoch")?, row.int(1, "report.seq")?);
                Ok((at, row.id(2, "report.id")?))
            },
        )
    }

    /// Puts the report's wrap under another epoch key. `false` when there is no such report.
    pub fn carry_report(&mut self, id: Id, epoch: i64, wrap: &[u8]) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE report SET epoch = $1, wrap = $2 WHERE id = $3",
            &[Value::Int(epoch), Value::Blob(wrap), Value::Blob(&id.0)],
        )?;
        Ok(touched > 0)
    }

    /// How many wraps of living reports stand under this epoch key: of the reports themselves, their mailboxes and
    /// their identities. Zero is the condition for destroying the key. Mailboxes are kept by random values and have no
    /// other order, so this walks through all of them: a long read, once an epoch.
    pub fn wraps_under(&mut self, epoch: i64, now: Hour) -> Result<i64, Error> {
        let values = [Value::Int(epoch), Value::Int(now.0)];
        let reports = self.number(
            "SELECT COUNT(*) FROM report WHERE epoch = $1 AND withdrawn IS NULL AND expires > $2",
            &values,
        )?;
        let mailboxes = self.number(
            "SELECT COUNT(*) FROM mailbox m WHERE m.epoch = $1 AND m.lookup IN (\
             SELECT lookup_a FROM report WHERE withdrawn IS NULL AND expires > $2 \
             UNION ALL SELECT lookup_b FROM report WHERE withdrawn IS NULL AND expires > $2)",
            &values,
        )?;
        let identities = self.number(
            "SELECT COUNT(*) FROM identity i WHERE i.epoch = $1 AND i.report IN (\
             SELECT id FROM report WHERE withdrawn IS NULL AND expires > $2)",
            &values,
        )?;
        Ok(reports + mailboxes + identities)
    }

    /// How many reports there are, whatever became of them.
    pub fn count_reports(&mut self) -> Result<i64, Error> {
        self.number("SELECT COUNT(*) FROM report", &[])
    }
}

/// The first and the last id that begin with these digits.
fn range(digits: &str) -> Option<([u8; 16], [u8; 16])> {
    if digits.len() > 32 {
        return None;
    }
    let (mut low, mut high) = ([0; 16], [0xff; 16]);
    for (index, digit) in digits.chars().enumerate() {
        let digit = u8::try_from(digit.to_digit(16)?).ok()?;
        let (byte, shift) = (index / 2, if index % 2 == 0 { 4 } else { 0 });
        low[byte] |= digit << shift;
        high[byte] = high[byte] & !(0xf << shift) | digit << shift;
    }
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn the_beginning_of_an_id_is_a_range_of_ids() {
        assert_eq!(range(""), Some(([0; 16], [0xff; 16])));
        let (low, high) = range("aB3").expect("digits");
        assert_eq!((low[0], low[1], low[2]), (0xab, 0x30, 0));
        assert_eq!((high[0], high[1], high[2]), (0xab, 0x3f, 0xff));
        assert_eq!(range("xy"), None);
        assert_eq!(range("十"), None);
        assert_eq!(range(&"0".repeat(33)), None);
    }
}
