//! Lanes that read: each operation in a snapshot of its own.

use rusqlite::Connection;

use super::connection::simple;
use crate::Tx;
use crate::operation::Queued;
use crate::queue::Queue;
use crate::tx::Engine;

/// Runs until the queue is closed and empty.
pub(super) fn run(queue: &Queue<Queued>, connection: &Connection) {
    while let Some(mut operation) = queue.take() {
        if let Err(trouble) = simple(connection, "BEGIN DEFERRED") {
            tracing::error!(?trouble, "a read could not begin");
            operation.answer(Err(trouble.error("BEGIN DEFERRED")));
            continue;
        }
        operation.run(&mut Tx::new(Engine::Sqlite(connection)));
        if let Err(trouble) = simple(connection, "ROLLBACK") {
            tracing::error!(?trouble, "a read could not end");
        }
        operation.answer(Ok(()));
    }
}
