//! A transaction: the only thing that has queries. What it can do are the nouns in this folder.

use ::report::Timestamp;

use crate::columns::Columns;
use crate::postgres::batch::Batch;
use crate::postgres::connection::Connection;
use crate::row::Row;
use crate::schema::Table;
use crate::trouble::Trouble;
use crate::value::Value;
use crate::{Error, Kind, sqlite};

pub(crate) mod approval;
pub(crate) mod backup;
pub(crate) mod circle;
pub(crate) mod claim;
pub(crate) mod identity;
pub(crate) mod import;
pub(crate) mod item;
pub(crate) mod job;
pub(crate) mod log;
pub(crate) mod log_tree;
pub(crate) mod mailbox;
pub(crate) mod meta;
pub(crate) mod object;
pub(crate) mod person;
pub(crate) mod queue;
pub(crate) mod queue_counts;
pub(crate) mod recovery;
pub(crate) mod recovery_share;
pub(crate) mod replay;
pub(crate) mod report;
pub(crate) mod search;
pub(crate) mod second;
pub(crate) mod second_factor;
pub(crate) mod session;
pub(crate) mod tally;
pub(crate) mod triage;

/// A transaction that is open while a closure runs; the store commits or rolls back.
///
/// Once a statement failed the transaction can only end: every further statement answers [`Error::Refused`], and so
/// does a closure that returns `Ok` all the same. (PostgreSQL works like that; SQLite would go on, and the two
/// must not differ.) [`Error::Damaged`] is no failed statement.
///
/// Inside [`crate::Store::append`] only the `insert_…` methods work.
pub struct Tx<'a> {
    engine: Engine<'a>,
    inserts_only: bool,
    trouble: Option<Trouble>,
    spent: bool,
    /// The table of the first row inserted whose key may conflict.
    first: Option<&'static str>,
}

pub(crate) enum Engine<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut Connection),
    /// PostgreSQL, many operations together: inserts are only collected.
    Batch(&'a mut Batch),
}

/// A statement for many rows: SQLite runs it a row at a time, PostgreSQL once with an array a column.
struct Each {
    sqlite: &'static str,
    postgres: &'static str,
    kinds: &'static [Kind],
}

impl<'a> Tx<'a> {
    pub(crate) fn new(engine: Engine<'a>) -> Tx<'a> {
        Tx {
            engine,
            inserts_only: false,
            trouble: None,
            spent: false,
            first: None,
        }
    }

    pub(crate) fn only_inserts(&mut self) {
        self.inserts_only = true;
    }

    /// Whether a statement failed.
    pub(crate) fn spent(&self) -> bool {
        self.spent
    }

    /// What the engine said when a statement failed.
    pub(crate) fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    pub(crate) fn first_table(&self) -> Option<&'static str> {
        self.first
    }

    fn on_postgres(&self) -> bool {
        !matches!(self.engine, Engine::Sqlite(_))
    }

    fn ready(&self) -> Result<(), Error> {
        if self.spent {
            return Err(Error::Refused(
                "a statement of this transaction failed before",
            ));
        }
        Ok(())
    }

    fn ready_for_all(&self) -> Result<(), Error> {
        if self.inserts_only {
            return Err(Error::Refused("an append can only insert"));
        }
        self.ready()
    }

    fn failed(&mut self, trouble: Trouble, statement: &'static str) -> Error {
        let error = trouble.error(statement);
        self.spent = true;
        self.trouble = Some(trouble);
        error
    }

    /// Runs a statement and tells how many rows it touched.
    fn execute(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, Error> {
        self.ready_for_all()?;
        self.execute_now(sql, values)
    }

    fn execute_now(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, Error> {
        let done = match &mut self.engine {
            Engine::Sqlite(connection) => sqlite::connection::execute(connection, sql, values),
            Engine::Postgres(connection) => connection.execute(sql, values),
            Engine::Batch(_) => return Err(Error::Refused("an append can only insert")),
        };
        done.map_err(|trouble| self.failed(trouble, sql))
    }

    /// Inserts a row of the table's columns (all but `seq`).
    fn insert(&mut self, table: &'static Table, values: &[Value<'_>]) -> Result<(), Error> {
        self.ready()?;
        if !(table.or_ignore || table.keyless) && self.first.is_none() {
            self.first = Some(table.name);
        }
        if let Engine::Batch(batch) = &mut self.engine {
            batch.insert(table, values);
            return Ok(());
        }
        self.execute_now(table.insert_one(), values).map(|_| ())
    }

    /// Hands each row to `each`; an error of `each` ends it.
    fn walk(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.ready_for_all()?;
        let done = match &mut self.engine {
            Engine::Sqlite(connection) => sqlite::connection::walk(connection, sql, values, each),
            Engine::Postgres(connection) => connection.walk(sql, values, each),
            Engine::Batch(_) => return Err(Error::Refused("an append can only insert")),
        };
        match done {
            Ok(walked) => walked,
            Err(trouble) => Err(self.failed(trouble, sql)),
        }
    }

    fn all<T>(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        self.walk(sql, values, &mut |row| {
            rows.push(read(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row, if there is one. The statement itself sees to it that there are not many.
    fn one<T>(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        Ok(self.all(sql, values, read)?.into_iter().next())
    }

    /// A single number.
    fn number(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<i64, Error> {
        let number = self.one(sql, values, |row| row.int(0, "count"))?;
        number.ok_or(Error::Damaged { what: "count" })
    }

    /// Runs a statement for each row and tells how many rows of the table were touched.
    fn each<'v, const N: usize>(
        &mut self,
        statement: &Each,
        rows: impl Iterator<Item = [Value<'v>; N]>,
    ) -> Result<u64, Error> {
        self.ready_for_all()?;
        if !self.on_postgres() {
            let mut touched = 0;
            for row in rows {
                touched += self.execute_now(statement.sqlite, &row)?;
            }
            return Ok(touched);
        }
        let mut columns = Columns::new(statement.kinds.iter().copied());
        rows.for_each(|row| columns.push(&row));
        self.execute_columns(statement.postgres, &columns)
    }

    /// PostgreSQL: runs a statement whose parameters are arrays.
    fn execute_columns(&mut self, sql: &'static str, columns: &Columns) -> Result<u64, Error> {
        if columns.len() == 0 {
            return Ok(0);
        }
        let Engine::Postgres(connection) = &mut self.engine else {
            return Err(Error::Refused("an append can only insert"));
        };
        let done = connection.execute_columns(sql, columns);
        done.map_err(|trouble| self.failed(trouble, sql))
    }

    /// Reads rows for each of many keys: SQLite asks for one after the other, PostgreSQL once.
    fn walk_each<'v, const N: usize>(
        &mut self,
        statement: &Each,
        keys: impl Iterator<Item = [Value<'v>; N]>,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.ready_for_all()?;
        if !self.on_postgres() {
            for key in keys {
                self.walk(statement.sqlite, &key, each)?;
            }
            return Ok(());
        }
        let mut columns = Columns::new(statement.kinds.iter().copied());
        keys.for_each(|key| columns.push(&key));
        let Engine::Postgres(connection) = &mut self.engine else {
            return Err(Error::Refused("an append can only insert"));
        };
        match connection.walk_columns(statement.postgres, &columns, each) {
            Ok(walked) => walked,
            Err(trouble) => Err(self.failed(trouble, statement.postgres)),
        }
    }

    /// The clock of the database: of this machine with SQLite, of the server with PostgreSQL.
    pub(crate) fn now(&mut self) -> Result<Timestamp, Error> {
        let sql = if self.on_postgres() {
            "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"
        } else {
            "SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) * 1000"
        };
        let microseconds = self.number(sql, &[])?;
        Timestamp::from_microsecond(microseconds).map_err(|_| Error::Damaged { what: "now" })
    }
}

#[cfg(test)]
mod tests {
    use super::{job, log, object, queue, replay, report, search};
    use crate::sqlite::connection::{migrate, open_writer};

    #[test]
    fn what_is_asked_every_minute_walks_through_no_table() {
        let directory = tempfile::tempdir().expect("a directory");
        let mut connection = open_writer(&directory.path().join("db"), None).expect("a file");
        migrate(&mut connection).expect("tables");
        for sql in [
            report::EXPIRED,
            report::WITHDRAWN,
            report::TO_CARRY,
            log::EXPIRE_ENTRIES,
            replay::REAP,
            object::NOBODYS,
            job::TRIED.sqlite,
            queue::HOUR,
            queue::LEVEL,
            queue::BELOW,
            queue::CLAIMED,
            search::BETWEEN,
            search::AFTER,
        ] {
            let mut explained = connection
                .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                .expect(sql);
            let plan: Vec<String> = explained
                .raw_query()
                .mapped(|row| row.get("detail"))
                .collect::<Result<_, _>>()
                .expect("a plan");
            // Of the claim, the index holds nothing but what it asks for.
            let walks = |line: &&String| line.starts_with("SCAN") && !line.contains("job_tried");
            assert_eq!(plan.iter().find(walks), None, "{sql}\n{plan:#?}");
        }
    }
}
