//! The lane that moves pages from the write-ahead log into the database, so that the writer does not stall on it.
//!
//! A PASSIVE checkpoint runs beside the writer but never quite catches up with it, and only a log that was moved
//! whole is begun anew. So this lane moves the bulk, moves what came meanwhile, and then lets the writer move the
//! little that is left between two of its batches: after that the log starts again from its beginning.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;

use crate::pending::Sender;
use crate::trouble::Trouble;
use crate::{Error, Pending};

/// How often the lane looks while there are commits.
const EVERY: Duration = Duration::from_millis(250);
/// Without a commit for so long the log is moved whole and truncated.
const IDLE: Duration = Duration::from_millis(1500);
/// Pages in the log from which on it is worth letting the writer begin it anew (4 KiB each, 256 MiB). Each time, the
/// writer waits some twenty milliseconds for the disk: three times a second, as with 8,192 pages, this alone is the
/// slowest hundredth of all filings (73 ms instead of 37 over a minute).
const LONG: i64 = 65_536;

/// How often a scrub tries to get the log to itself: some ten seconds in all. A backup that is being read longer than
/// that makes it fail, to be asked for again.
const PERSISTENT: u32 = 40;

#[derive(Default)]
pub(super) struct Checkpoint {
    state: Mutex<State>,
    changed: Condvar,
    /// Commits since the lane last looked.
    dirty: AtomicBool,
    /// The lane has moved nearly everything; the writer may move the rest.
    nearly: AtomicBool,
    /// A write found no room: what the log takes may be all that is left.
    full: AtomicBool,
}

#[derive(Default)]
struct State {
    closed: bool,
    scrubs: Vec<Sender<()>>,
}

impl Checkpoint {
    /// Told by the writer after each commit.
    pub(super) fn committed(&self) {
        self.dirty.store(true, Ordering::Release);
    }

    /// Told by the writer when there was no room: a long log is then given back at once.
    pub(super) fn no_room(&self) {
        self.full.store(true, Ordering::Release);
    }

    /// Asked by the writer between two batches.
    pub(super) fn should_finish(&self) -> bool {
        self.nearly.swap(false, Ordering::AcqRel)
    }

    /// The writer moves what is left; only it can, as only then nothing is added meanwhile.
    pub(super) fn finish(&self, connection: &Connection) {
        if let Err(trouble) = checkpoint(connection, "PASSIVE") {
            tracing::warn!(?trouble, "a checkpoint failed");
        }
    }

    pub(super) fn scrub(&self) -> Pending<()> {
        let (sender, pending) = Pending::new();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            let _ = sender.send(Err(Error::Closed));
        } else {
            state.scrubs.push(sender);
        }
        drop(state);
        self.changed.notify_one();
        pending
    }

    pub(super) fn close(&self) {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .closed = true;
        self.changed.notify_one();
    }

    /// Waits for the next thing to do; scrubs that were asked for, and whether it is over.
    fn wait(&self, time: Duration) -> (Vec<Sender<()>>, bool) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let ready = |state: &mut State| !state.closed && state.scrubs.is_empty();
        let (mut state, _) = self
            .changed
            .wait_timeout_while(state, time, ready)
            .unwrap_or_else(PoisonError::into_inner);
        (std::mem::take(&mut state.scrubs), state.closed)
    }
}

/// Runs until the store is closed; then leaves an empty log.
pub(super) fn run(shared: &Checkpoint, connection: &Connection) {
    let mut idle = Duration::ZERO;
    // A log that an earlier process left is moved when it is quiet.
    let mut untidy = true;
    loop {
        let (scrubs, closed) = shared.wait(EVERY);
        let dirty = shared.dirty.swap(false, Ordering::AcqRel);
        if shared.full.swap(false, Ordering::AcqRel) && truncate(connection, 1).is_ok() {
            (idle, untidy) = (Duration::ZERO, false);
        }
        if !scrubs.is_empty() {
            let done = truncate(connection, PERSISTENT);
            for scrub in scrubs {
                let _ = scrub.send(done.clone());
            }
        }
        if closed {
            if let Err(error) = truncate(connection, PERSISTENT) {
                tracing::warn!(%error, "the write-ahead log was not truncated");
            }
            return;
        }
        if dirty {
            (idle, untidy) = (Duration::ZERO, true);
            keep_up(shared, connection);
        } else if untidy {
            idle += EVERY;
            if idle >= IDLE {
                untidy = truncate(connection, 1).is_err();
                idle = Duration::ZERO;
            }
        }
    }
}

fn keep_up(shared: &Checkpoint, connection: &Connection) {
    let moved = checkpoint(connection, "PASSIVE").and_then(|log| {
        if log < LONG {
            return Ok(log);
        }
        checkpoint(connection, "PASSIVE")
    });
    match moved {
        Ok(log) if log >= LONG => shared.nearly.store(true, Ordering::Release),
        Ok(_) => {}
        Err(trouble) => tracing::warn!(?trouble, "a checkpoint failed"),
    }
}

/// Moves everything and truncates the log, waiting for readers to let go of it. While it waits it holds up the
/// writer, so it waits shortly (the connection's busy timeout) and often.
fn truncate(connection: &Connection, attempts: u32) -> Result<(), Error> {
    let mut left = attempts;
    loop {
        left -= 1;
        match checkpoint(connection, "TRUNCATE") {
            Ok(_) => return Ok(()),
            Err(Trouble::Busy) if left > 0 => thread::sleep(EVERY),
            Err(trouble) => return Err(trouble.error("PRAGMA wal_checkpoint(TRUNCATE)")),
        }
    }
}

/// Pages in the log afterwards. Busy is trouble: a reader or the writer held on longer than the time limit.
fn checkpoint(connection: &Connection, mode: &str) -> Result<i64, Trouble> {
    let (busy, log): (i64, i64) = connection
        .query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .map_err(|error| Trouble::of_sqlite(&error))?;
    // A PASSIVE one beside another checkpoint is busy too; that one does the work.
    if busy != 0 && mode != "PASSIVE" {
        return Err(Trouble::Busy);
    }
    Ok(log)
}
