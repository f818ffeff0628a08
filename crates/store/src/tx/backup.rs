//! A logical dump of every table, the same from either engine, and loading it into an empty database.

use super::{Engine, Tx};
use crate::columns::Columns;
use crate::frame::{Cell, Frame};
use crate::schema::{TABLES, Table};
use crate::value::Value;
use crate::{Error, Kind};

/// Rows that PostgreSQL is sent in one statement, and at most so many bytes of them.
const ROWS: usize = 500;
const BYTES: usize = 4 << 20;

/// Tables whose rows are in no dump: answers with receipts in them, kept for a day; sessions and requests for recovery,
/// which are over by the time that a backup is needed, and must not begin again with it.
const LEFT_OUT: [&str; 4] = ["replay", "session", "recovery", "recovery_word"];

impl Tx<'_> {
    /// Hands the whole database to `each`, a frame at a time, as it is in this transaction's snapshot. The wraps of
    /// jobs are left out (NULL): a backup must not open what waits for analysis. So are the rows of [`LEFT_OUT`], and
    /// objects that belong to nobody. An error of `each` ends it.
    pub fn dump(&mut self, each: &mut dyn FnMut(&Frame) -> Result<(), Error>) -> Result<(), Error> {
        let mut rows = 0;
        for table in TABLES {
            let columns: Vec<(&'static str, Kind)> = table.whole().collect();
            each(&Frame::Table {
                name: table.name.to_owned(),
                columns: columns
                    .iter()
                    .map(|(name, kind)| ((*name).to_owned(), *kind))
                    .collect(),
            })?;
            if LEFT_OUT.contains(&table.name) {
                continue;
            }
            self.walk(table.select(), &[], &mut |row| {
                if table.name == "object" && row.id_or_null(1, "object.report")?.is_none() {
                    return Ok(());
                }
                let mut cells = Vec::with_capacity(columns.len());
                for (index, (name, kind)) in columns.iter().enumerate() {
                    let secret = table.name == "job" && *name == "wrap";
                    cells.push(if secret {
                        Cell::Null
                    } else {
                        row.cell(index, *kind, table.name)?
                    });
                }
                rows += 1;
                each(&Frame::Row(cells))
            })?;
        }
        each(&Frame::End { rows })
    }

    /// Loads a dump into this database, which must be empty; `next` gives its frames one after the other.
    ///
    /// # Errors
    /// [`Error::Refused`] when the database is not empty or the frames are not a dump of these tables,
    /// [`Error::Damaged`] when frames are missing at the end or do not fit, and whatever `next` answers.
    pub fn load(
        &mut self,
        next: &mut dyn FnMut() -> Result<Option<Frame>, Error>,
    ) -> Result<(), Error> {
        for table in TABLES {
            let mut empty = true;
            self.walk(table.select(), &[], &mut |_| {
                empty = false;
                Err(NOT_EMPTY)
            })?;
            if !empty {
                return Err(NOT_EMPTY);
            }
        }
        let (mut loading, mut rows): (Option<Loading>, u64) = (None, 0);
        loop {
            match next()? {
                None => return Err(Error::Damaged { what: "dump" }),
                Some(Frame::Table { name, columns }) => {
                    self.finish(loading.take())?;
                    loading = Some(Loading::new(&name, &columns)?);
                }
                Some(Frame::Row(cells)) => {
                    let loading = loading.as_mut().ok_or(Error::Damaged { what: "dump" })?;
                    rows += 1;
                    self.load_row(loading, &cells)?;
                }
                Some(Frame::End { rows: counted }) => {
                    self.finish(loading.take())?;
                    return if counted == rows {
                        Ok(())
                    } else {
                        Err(Error::Damaged { what: "dump" })
                    };
                }
            }
        }
    }

    fn load_row(&mut self, loading: &mut Loading, cells: &[Cell]) -> Result<(), Error> {
        let values = loading.values(cells)?;
        if matches!(self.engine, Engine::Sqlite(_)) {
            return self.execute(loading.table.load_one(), &values).map(|_| ());
        }
        loading.columns.push(&values);
        loading.bytes += values.iter().map(size).sum::<usize>();
        if loading.columns.len() >= ROWS || loading.bytes >= BYTES {
            self.flush(loading)?;
        }
        Ok(())
    }

    fn flush(&mut self, loading: &mut Loading) -> Result<(), Error> {
        self.execute_columns(loading.table.load_many(), &loading.columns)?;
        loading.columns.truncate(0);
        loading.bytes = 0;
        Ok(())
    }

    /// Writes what is left of a table, and lets PostgreSQL's growing key go on after the highest loaded.
    fn finish(&mut self, loading: Option<Loading>) -> Result<(), Error> {
        let Some(mut loading) = loading else {
            return Ok(());
        };
        if matches!(self.engine, Engine::Sqlite(_)) {
            return Ok(());
        }
        self.flush(&mut loading)?;
        if loading.table.serial && loading.highest > 0 {
            let key = format!("{}_seq_seq", loading.table.name);
            self.number(
                "SELECT setval(CAST($1 AS TEXT)::regclass, $2)",
                &[Value::Text(&key), Value::Int(loading.highest)],
            )?;
        }
        Ok(())
    }
}

const NOT_EMPTY: Error = Error::Refused("a dump is loaded into an empty database only");

/// A table that is being loaded.
struct Loading {
    table: &'static Table,
    kinds: Vec<Kind>,
    columns: Columns,
    bytes: usize,
    highest: i64,
}

impl Loading {
    fn new(name: &str, columns: &[(String, Kind)]) -> Result<Loading, Error> {
        let table = TABLES.iter().copied().find(|table| table.name == name);
        let table = table.ok_or(Error::Refused("the dump has a table that is unknown here"))?;
        let same = |(ours, theirs): (_, &(String, Kind))| {
            let (name, kind): (&str, Kind) = ours;
            name == theirs.0 && kind == theirs.1
        };
        if table.whole().count() != columns.len() || !table.whole().zip(columns).all(same) {
            return Err(Error::Refused(
                "a table of the dump has other columns than here",
            ));
        }
        let kinds: Vec<Kind> = columns.iter().map(|(_, kind)| *kind).collect();
        Ok(Loading {
            table,
            columns: Columns::new(kinds.iter().copied()),
            kinds,
            bytes: 0,
            highest: 0,
        })
    }

    fn values<'c>(&mut self, cells: &'c [Cell]) -> Result<Vec<Value<'c>>, Error> {
        let damaged = Error::Damaged {
            what: self.table.name,
        };
        if cells.len() != self.kinds.len() {
            return Err(damaged);
        }
        let mut values = Vec::with_capacity(cells.len());
        for (cell, kind) in cells.iter().zip(&self.kinds) {
            values.push(match (cell, kind) {
                (Cell::Null, _) => Value::Null,
                (Cell::Int(number), Kind::Int) => Value::Int(*number),
                (Cell::Real(number), Kind::Real) => Value::Real(*number),
                (Cell::Text(text), Kind::Text) => Value::Text(text),
                (Cell::Blob(bytes), Kind::Blob) => Value::Blob(bytes),
                _ => return Err(damaged),
            });
        }
        if let (true, Some(Cell::Int(seq))) = (self.table.serial, cells.first()) {
            self.highest = self.highest.max(*seq);
        }
        Ok(values)
    }
}

fn size(value: &Value<'_>) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        _ => 8,
    }
}
