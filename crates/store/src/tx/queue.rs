//! The desk's queue: open reports in the order in which they are to be looked at.

use std::collections::{HashMap, HashSet};

use ::report::{Hour, Id};

use super::report::{self, ReportRow};
use super::{Each, Tx};
use crate::value::Value;
use crate::{Error, Kind};

/// Where a report stands in the queue: `(level, turn, seq)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct QueuePlace {
    pub level: i64,
    /// The hour at which it is due, less the hours by which it goes ahead.
    pub turn: Hour,
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
    /// Those of which the next thing should have been done by now.
    pub overdue: bool,
    /// Those that nobody judged.
    pub new: bool,
    pub claimed: Claimed,
}

/// Where a report stands, as people decided it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportStanding {
    /// `report::Status` by its code.
    pub status: i64,
    /// `report::Level` by its code.
    pub level: i64,
    /// `report::Conduct` by its code.
    pub conduct: Option<String>,
    /// By when the desk promised to do the next thing.
    pub due: Hour,
    /// Whether something came that nobody at the desk has read.
    pub wrote: bool,
    /// Whether a person judged it.
    pub judged: bool,
}

/// Whose reports are asked for.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Claimed {
    #[default]
    ByAnybodyOrNobody,
    By(Id),
    ByNobody,
}

/// The open reports that a filter lets through, as far as they stand in this part of the queue after a place (level $9,
/// turn $10, seq $11). A filter that is not asked for is a parameter that lets everything through. None comes later in the
/// queue than it is due, so those that are overdue are an end of the index, too.
macro_rules! queue {
    ($from:literal, $claimed:literal, $part:expr, $limit:literal) => {
        concat!(
            "SELECT report.level, report.turn, report.seq FROM ",
            $from,
            " WHERE report.status < 2 AND report.withdrawn IS NULL AND report.expires > $1 \
             AND (CAST($2 AS BIGINT) < 0 OR report.level = $2) AND (CAST($3 AS BIGINT) < 0 OR report.status = $3) \
             AND ($4 = '' OR report.conduct = $4) AND report.wrote >= $5 \
             AND report.due <= $6 AND report.turn <= $6 AND report.judged <= $7 AND ",
            $claimed,
            " AND ",
            $part,
            " ORDER BY report.level DESC, report.turn, report.seq LIMIT ",
            $limit
        )
    };
}

/// Whoever's they are; or, where claims count since an hour $8, nobody's.
macro_rules! whoevers {
    ($part:expr, $limit:literal) => {
        queue!(
            "report",
            "(CAST($8 AS BIGINT) < 0 OR NOT EXISTS (SELECT 1 FROM claim WHERE claim.report = report.seq AND claim.hour > $8))",
            $part,
            $limit
        )
    };
}

/// All that comes after the place, where it is sorted for the purpose; and which it is.
macro_rules! all_after {
    ($these:literal) => {
        concat!(
            "(report.level < $9 OR (report.level = $9 AND (report.turn > $10 \
             OR (report.turn = $10 AND report.seq > $11)))) AND ",
            $these
        )
    };
}

// The index runs down by level and up by turn and place, and no engine finds the beginning of a page in it. So a page is
// asked for in three parts, of each of which they do: the rest of an hour, the rest of its level, the levels below.
pub(crate) const HOUR: &str = whoevers!(
    "report.level = $9 AND report.turn = $10 AND report.seq > $11",
    "$12"
);
pub(crate) const LEVEL: &str = whoevers!("report.level = $9 AND report.turn > $10", "$11");
pub(crate) const BELOW: &str = whoevers!("report.level < $9", "$10");
/// Those at these places (numbers with commas between), which are looked up and sorted.
const AMONG: Each = Each {
    sqlite: whoevers!(
        all_after!("report.seq IN (SELECT value FROM json_each('[' || $12 || ']'))"),
        "$13"
    ),
    postgres: whoevers!(
        all_after!("report.seq = ANY(CAST(string_to_array($12, ',') AS BIGINT[]))"),
        "$13"
    ),
    kinds: &[],
};
/// Those that somebody works on are few.
pub(crate) const CLAIMED: &str = queue!(
    "claim JOIN report ON report.seq = claim.report",
    "claim.hour > $8",
    all_after!("claim.person = $12"),
    "$13"
);

const ROWS: Each = Each {
    sqlite: report::select!("WHERE seq = $1"),
    postgres: report::select!("WHERE seq = ANY($1::bigint[])"),
    kinds: &[Kind::Int],
};

/// Before all of the queue.
const FRONT: QueuePlace = QueuePlace {
    level: i64::MAX,
    turn: Hour(i64::MIN),
    seq: i64::MIN,
};

/// What is asked, beside which part of the queue.
struct Asked<'a> {
    filter: &'a QueueFilter,
    now: Hour,
    claims_since: Hour,
    after: QueuePlace,
}

impl<'a> Asked<'a> {
    fn of(
        filter: &'a QueueFilter,
        now: Hour,
        claims_since: Hour,
        after: Option<QueuePlace>,
    ) -> Asked<'a> {
        Asked {
            filter,
            now,
            claims_since,
            after: after.unwrap_or(FRONT),
        }
    }

    /// As parameters: of the place the first `terms`, then what else there is, and how many are wanted.
    fn values(&self, terms: usize, rest: Option<Value<'a>>, limit: i64) -> Vec<Value<'a>> {
        let (filter, after) = (self.filter, self.after);
        // Below 0 claims do not matter.
        let claims_since = match filter.claimed {
            Claimed::ByAnybodyOrNobody => -1,
            Claimed::By(_) | Claimed::ByNobody => self.claims_since.0.max(0),
        };
        let mut values = vec![
            Value::Int(self.now.0),
            Value::Int(filter.level.unwrap_or(-1)),
            Value::Int(filter.status.unwrap_or(-1)),
            Value::Text(filter.conduct.as_deref().unwrap_or_default()),
            Value::flag(filter.wrote),
            // What is due when, at the latest.
            Value::Int(if filter.overdue { self.now.0 } else { i64::MAX }),
            // Of what nobody judged, 0; of all, whoever did.
            Value::Int(if filter.new { 0 } else { i64::MAX }),
            Value::Int(claims_since),
        ];
        let place = [after.level, after.turn.0, after.seq];
        values.extend(place.into_iter().take(terms).map(Value::Int));
        values.extend(rest);
        values.push(Value::Int(limit));
        values
    }
}

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
        let mut asked = Asked::of(filter, now, claims_since, after);
        if let Claimed::By(person) = &filter.claimed {
            return self.places(
                CLAIMED,
                &asked.values(3, Some(Value::Blob(&person.0)), limit),
            );
        }
        // Of one level nothing else is walked through.
        if let Some(level) = filter.level.filter(|level| *level < asked.after.level) {
            asked.after = QueuePlace { level, ..FRONT };
        }
        let mut places = Vec::new();
        for (part, terms) in [(HOUR, 3), (LEVEL, 2), (BELOW, 1)] {
            let rest = limit - places.len() as i64;
            if rest > 0 && (filter.level.is_none() || part != BELOW) {
                places.extend(self.places(part, &asked.values(terms, None, rest))?);
            }
        }
        Ok(places)
    }

    /// The same of these reports alone, whose places are looked up one by one.
    pub fn queue_among(
        &mut self,
        reports: &[i64],
        filter: &QueueFilter,
        now: Hour,
        claims_since: Hour,
        after: Option<QueuePlace>,
        limit: i64,
    ) -> Result<Vec<QueuePlace>, Error> {
        if let Claimed::By(_) = filter.claimed {
            let mut places = self.queue(filter, now, claims_since, after, i64::MAX)?;
            let among: HashSet<i64> = reports.iter().copied().collect();
            places.retain(|place| among.contains(&place.seq));
            places.truncate(usize::try_from(limit).unwrap_or(0));
            return Ok(places);
        }
        let asked = Asked::of(filter, now, claims_since, after);
        let reports: Vec<String> = reports.iter().map(i64::to_string).collect();
        let reports = reports.join(",");
        let values = asked.values(3, Some(Value::Text(&reports)), limit);
        match self.on_postgres() {
            true => self.places(AMONG.postgres, &values),
            false => self.places(AMONG.sqlite, &values),
        }
    }

    fn places(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<Vec<QueuePlace>, Error> {
        self.all(sql, values, |row| {
            Ok(QueuePlace {
                level: row.int(0, "report.level")?,
                turn: row.hour(1, "report.turn")?,
                seq: row.int(2, "report.seq")?,
            })
        })
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

    /// What the desk decided about a report, and whether something came to it that nobody at the desk has read. `false`
    /// when there is no such report.
    pub fn set_report_standing(
        &mut self,
        id: Id,
        standing: &ReportStanding,
    ) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE report SET status = $1, level = $2, conduct = $3, due = $4, turn = $4 - (due - turn), wrote = $5, \
             judged = $6 WHERE id = $7",
            &[
                Value::Int(standing.status),
                Value::Int(standing.level),
                standing.conduct.as_deref().map_or(Value::Null, Value::Text),
                Value::Int(standing.due.0),
                Value::flag(standing.wrote),
                Value::flag(standing.judged),
                Value::Blob(&id.0),
            ],
        )?;
        Ok(touched > 0)
    }

    /// Something came to one of the report's mailboxes: somebody should look at it by then. One that was closed is open
    /// again (received), for whoever writes is to be heard; one that was set aside may say more now, and is kept so many hours
    /// from its acceptance, like any other.
    pub fn report_wrote(&mut self, id: Id, due: Hour, kept: i64) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE report SET wrote = 1, due = CASE WHEN due < $1 AND status < 2 THEN due ELSE $1 END, \
             turn = CASE WHEN due < $1 AND status < 2 THEN turn ELSE $1 - (due - turn) END, \
             expires = CASE WHEN aside > 0 THEN hour + $2 ELSE expires END, aside = 0, \
             status = CASE WHEN status = 2 THEN 0 ELSE status END WHERE id = $3",
            &[
                Value::Int(due.0),
                Value::Int(kept),
                Value::Blob(&id.0),
            ],
        )?;
        Ok(touched > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::queue_counts::{DUE, NEW, SINCE, WROTE};
    use super::*;
    use crate::sqlite::connection::{migrate, open_writer};

    /// What SQLite would do.
    fn plan(sql: &str) -> Vec<String> {
        let directory = tempfile::tempdir().expect("a directory");
        let mut connection = open_writer(&directory.path().join("db"), None).expect("a file");
        migrate(&mut connection).expect("tables");
        let mut explained = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .expect(sql);
        let details = explained.raw_query().mapped(|row| row.get("detail"));
        details.collect::<Result<_, _>>().expect("a plan")
    }

    #[test]
    fn a_page_of_the_queue_begins_where_the_index_says() {
        for (sql, sought) in [
            (HOUR, "(level=? AND turn=? AND seq>?)"),
            (LEVEL, "(level=? AND turn>? AND turn<?)"),
            (BELOW, "(level<?)"),
        ] {
            let plan = plan(sql);
            let first = format!("SEARCH report USING COVERING INDEX report_queue {sought}");
            assert_eq!(plan[0], first, "{plan:#?}");
            let sorts = plan.iter().any(|line| line.contains("TEMP B-TREE"));
            assert!(!sorts, "{plan:#?}");
        }
        for (sql, sought) in [
            (DUE, "report_queue (level=? AND turn<?)"),
            (NEW, "report_new (due<?)"),
            (WROTE, "report_wrote (wrote=? AND expires>?)"),
            (SINCE, "INTEGER PRIMARY KEY (rowid>?)"),
        ] {
            let plan = plan(sql);
            let counts = plan.iter().any(|line| line.ends_with(sought));
            assert!(counts, "{plan:#?}");
        }
        let among = plan(AMONG.sqlite);
        assert_eq!(
            among[0], "SEARCH report USING INTEGER PRIMARY KEY (rowid=?)",
            "{among:#?}"
        );
    }

    #[test]
    #[cfg(feature = "kit")]
    fn on_postgres_too() {
        let Some(fresh) = crate::kit::Fresh::postgres() else {
            return;
        };
        fresh.open().close();
        for (sql, parameters, sought) in [
            (HOUR, 12, "%(level = $9) AND %(turn = $10) AND (seq > $11)%"),
            (LEVEL, 11, "%(level = $9) AND %(turn > $10)%"),
            (BELOW, 10, "%(level < $9)%"),
        ] {
            let values = ["0, 0, 0, '''', 0, 0, 0, 0, 0", ", 0, 0, 0"].concat();
            let values = &values[..values.len() - 3 * (12 - parameters)];
            // Of empty tables it would read all: what it can do is asked.
            fresh.sql(&format!(
                "PREPARE page AS {sql};
                 SET plan_cache_mode = force_generic_plan;
                 SET enable_seqscan = off;
                 SET enable_sort = off;
                 SET enable_bitmapscan = off;
                 DO $do$ DECLARE line TEXT; plan TEXT := ''; BEGIN
                     FOR line IN EXECUTE 'EXPLAIN EXECUTE page ({values})' LOOP
                         plan := plan || line;
                     END LOOP;
                     IF plan NOT LIKE '%using report_queue on report%Index Cond: {sought}%' OR plan LIKE '%Sort%' THEN
                         RAISE EXCEPTION '%', plan;
                     END IF;
                 END $do$"
            ));
        }
    }
}
