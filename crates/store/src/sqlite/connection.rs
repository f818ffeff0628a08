//! SQLite connections: how each kind is opened, and the three ways a statement is run.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::migrate::{self, Dialect};
use crate::row::Row;
use crate::trouble::Trouble;
use crate::value::Value;
use crate::{Error, OpenError};

/// Page caches in KiB. The writer's holds the inner pages of its indexes and the pages of a batch; what readers
/// need beyond theirs is in the system's cache.
const WRITER_CACHE: i64 = 8 * 1024;
const READER_CACHE: i64 = 4 * 1024;
const CHECKPOINT_CACHE: i64 = 512;

/// Longer than any checkpoint; other processes are kept out by the caller's lock on the directory.
const BUSY: Duration = Duration::from_secs(10);

/// A checkpoint that waits for readers holds up the writer meanwhile.
const BUSY_CHECKPOINT: Duration = Duration::from_millis(100);

/// All statements of this crate, with room.
const STATEMENTS: usize = 256;

pub(crate) fn open_writer(file: &Path, quota: Option<u64>) -> Result<Connection, OpenError> {
    let connection = open(file, OpenFlags::SQLITE_OPEN_CREATE, WRITER_CACHE)?;
    let set = || -> rusqlite::Result<()> {
        // Commits are durable when they are answered (FULL syncs the log at each commit), and what is deleted is
        // overwritten. Checkpoints have a lane of their own: in the writer each would stall everybody.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "secure_delete", "ON")?;
        connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        if let Some(quota) = quota {
            let size: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
            let pages = i64::try_from(quota).unwrap_or(i64::MAX) / size.max(1);
            connection.query_row(
                &format!("PRAGMA max_page_count = {}", pages.max(1)),
                [],
                |_| Ok(()),
            )?;
        }
        Ok(())
    };
    set().map_err(cannot_open)?;
    Ok(connection)
}

pub(crate) fn open_reader(file: &Path) -> Result<Connection, OpenError> {
    let connection = open(file, OpenFlags::empty(), READER_CACHE)?;
    connection
        .pragma_update(None, "query_only", "ON")
        .map_err(cannot_open)?;
    Ok(connection)
}

pub(crate) fn open_checkpointer(file: &Path) -> Result<Connection, OpenError> {
    let connection = open(file, OpenFlags::empty(), CHECKPOINT_CACHE)?;
    connection
        .busy_timeout(BUSY_CHECKPOINT)
        .map_err(cannot_open)?;
    // It is this connection that syncs the database file before the log is begun anew.
    connection
        .pragma_update(None, "synchronous", "FULL")
        .map_err(cannot_open)?;
    Ok(connection)
}

fn open(file: &Path, more: OpenFlags, cache: i64) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    let connection = Connection::open_with_flags(file, flags).map_err(cannot_open)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let set = || -> rusqlite::Result<()> {
        connection.busy_timeout(BUSY)?;
        // Plans that do not depend on bound values: else each new value may mean to parse the statement again.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.pragma_update(None, "cache_size", -cache)?;
        // A file that is no database is found out here.
        connection.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(()))
    };
    set().map_err(cannot_open)?;
    Ok(connection)
}

#[allow(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn cannot_open(error: rusqlite::Error) -> OpenError {
    OpenError::File(error.to_string())
}

pub(crate) fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    connection
        .execute_batch(migrate::TABLE)
        .map_err(cannot_open)?;
    loop {
        let tx = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(cannot_open)?;
        let applied = {
            let mut list = tx.prepare(migrate::LIST).map_err(cannot_open)?;
            let rows = list
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
                .map_err(cannot_open)?;
            rows.collect::<rusqlite::Result<Vec<(i64, String)>>>()
                .map_err(cannot_open)?
        };
        let Some(step) = migrate::steps(&applied, Dialect::Sqlite)?
            .into_iter()
            .next()
        else {
            return Ok(());
        };
        let failed = |cause: rusqlite::Error| OpenError::Migration {
            version: step.version,
            cause: cause.to_string(),
        };
        tx.execute_batch(&step.sql).map_err(failed)?;
        let hour: i64 = tx
            .query_row("SELECT unixepoch() / 3600", [], |row| row.get(0))
            .map_err(failed)?;
        tx.execute(migrate::INSERT, (step.version, &step.checksum, hour))
            .map_err(failed)?;
        tx.commit().map_err(failed)?;
    }
}

/// Runs a statement and tells how many rows it touched.
pub(crate) fn execute(
    connection: &Connection,
    sql: &str,
    values: &[Value<'_>],
) -> Result<u64, Trouble> {
    let run = || {
        let mut statement = connection.prepare_cached(sql)?;
        bind(&mut statement, values)?;
        statement.raw_execute()
    };
    let touched = run().map_err(|error| Trouble::of_sqlite(&error))?;
    Ok(u64::try_from(touched).unwrap_or(u64::MAX))
}

/// Hands each row to `each`. The outer error is the engine's, the inner one that of `each`.
pub(crate) fn walk(
    connection: &Connection,
    sql: &str,
    values: &[Value<'_>],
    each: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
) -> Result<Result<(), Error>, Trouble> {
    let mut run = || {
        let mut statement = connection.prepare_cached(sql)?;
        bind(&mut statement, values)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            if let Err(error) = each(&Row::Sqlite(row)) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    };
    run().map_err(|error: rusqlite::Error| Trouble::of_sqlite(&error))
}

/// A statement without parameters or rows that matter: BEGIN, SAVEPOINT, COMMIT …
pub(crate) fn simple(connection: &Connection, sql: &str) -> Result<(), Trouble> {
    execute(connection, sql, &[]).map(|_| ())
}

/// To SQLite `$1` is a name, numbered by first appearance: if that is not 1, parameters would change places.
fn bind(statement: &mut rusqlite::Statement<'_>, values: &[Value<'_>]) -> rusqlite::Result<()> {
    debug_assert_eq!(
        statement.parameter_count(),
        values.len(),
        "a value for each parameter"
    );
    for (index, value) in (1..).zip(values) {
        debug_assert_eq!(
            statement.parameter_name(index),
            Some(format!("${index}").as_str()),
            "parameters appear in order"
        );
        statement.raw_bind_parameter(index, value)?;
    }
    Ok(())
}
