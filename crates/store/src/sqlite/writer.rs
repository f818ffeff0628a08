//! The one lane that writes: everything queued becomes one transaction with one fsync (group commit).

use rusqlite::Connection;

use super::checkpoint::Checkpoint;
use super::connection::simple;
use crate::operation::{Queued, answer_all};
use crate::queue::Queue;
use crate::trouble::{Complaint, Trouble};
use crate::tx::Engine;
use crate::{Error, OpenError, Tx};

/// Operations of one transaction at most: a batch that is too long makes its first operation wait for its last.
const BATCH: usize = 256;

/// Runs until the queue is closed and empty.
pub(super) fn run(
    queue: &Queue<Queued>,
    connection: Connection,
    reopen: impl Fn() -> Result<Connection, OpenError>,
    checkpoint: &Checkpoint,
) {
    let mut connection = Some(connection);
    let mut batch = Vec::with_capacity(BATCH);
    let mut complaint = Complaint::default();
    while queue.take_many(&mut batch, BATCH) {
        let open = match connection.take() {
            Some(open) => Some(open),
            None => reopen()
                .inspect_err(|error| tracing::error!(%error, "the database file cannot be opened"))
                .ok(),
        };
        let Some(open) = open else {
            answer_all(batch.drain(..), &Err(Error::Full));
            continue;
        };
        match run_batch(&open, &mut batch) {
            Ok(()) => {
                answer_all(batch.drain(..), &Ok(()));
                checkpoint.committed();
                if checkpoint.should_finish() {
                    checkpoint.finish(&open);
                }
                connection = Some(open);
            }
            Err((trouble, during)) => {
                complaint.about(batch.len(), &trouble, during);
                if trouble == Trouble::Full {
                    checkpoint.no_room();
                }
                answer_all(batch.drain(..), &Err(trouble.error(during)));
                // What a failed write left in this connection's view of the file is not worth guessing: a full disk
                // mends itself, and a new connection reads everything anew.
                drop(open);
            }
        }
    }
}

/// Runs and commits a batch. An operation that fails is undone alone and stays in the batch, for its own answer.
/// An error is the whole batch's: nothing of it was kept.
///
/// A savepoint an operation costs a fifth of the rate (SQLite then keeps the old content of every page), and hardly
/// any operation fails after it has written something. So the batch is run without, and once more with savepoints
/// when one did.
fn run_batch(connection: &Connection, batch: &mut [Queued]) -> Result<(), (Trouble, &'static str)> {
    simple(connection, BEGIN).map_err(|trouble| (trouble, BEGIN))?;
    for operation in batch.iter_mut() {
        let before = connection.total_changes();
        let kept = attempt(connection, operation)?;
        if !kept && connection.total_changes() != before {
            simple(connection, ROLLBACK).map_err(|trouble| (trouble, ROLLBACK))?;
            return run_with_savepoints(connection, batch);
        }
    }
    simple(connection, COMMIT).map_err(|trouble| (trouble, COMMIT))
}

fn run_with_savepoints(
    connection: &Connection,
    batch: &mut [Queued],
) -> Result<(), (Trouble, &'static str)> {
    let statement = |sql: &'static str| simple(connection, sql).map_err(|trouble| (trouble, sql));
    statement(BEGIN)?;
    for operation in batch.iter_mut() {
        statement("SAVEPOINT operation")?;
        if !attempt(connection, operation)? {
            statement("ROLLBACK TO operation")?;
        }
        statement("RELEASE operation")?;
    }
    statement(COMMIT)
}

const BEGIN: &str = "BEGIN IMMEDIATE";
const COMMIT: &str = "COMMIT";
const ROLLBACK: &str = "ROLLBACK";

fn attempt(
    connection: &Connection,
    operation: &mut Queued,
) -> Result<bool, (Trouble, &'static str)> {
    let mut tx = Tx::new(Engine::Sqlite(connection));
    let kept = operation.run(&mut tx);
    // Some errors (disk full, I/O) make SQLite roll back the whole transaction.
    if connection.is_autocommit() {
        return Err((tx.trouble().cloned().unwrap_or(Trouble::Full), "a write"));
    }
    Ok(kept)
}
