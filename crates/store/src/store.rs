//! The store: a set of lanes behind one handle.

use std::path::PathBuf;
use std::sync::Arc;

use report::Timestamp;

use crate::metrics::{Measured, Metrics};
use crate::operation::{Queued, ask};
use crate::postgres::Postgres;
use crate::queue::Queue;
use crate::sqlite::Sqlite;
use crate::{Error, OpenError, Pending, Tx};

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file; made when it is not there. The caller sees to it that no other process has it open.
    Sqlite(PathBuf),
    /// `postgres://user:password@host/name?sslmode=require` or `host=… dbname=…`. With `sslmode=require` the server's
    /// certificate is verified against `sslrootcert=FILE` (PEM), or the system's certificates. A server on another
    /// machine needs that, or `sslmode=disable` written out.
    Postgres(String),
}

/// How a store is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// SQLite: threads that read.
    pub readers: usize,
    /// PostgreSQL: connections beside the one that appends.
    pub connections: usize,
    /// SQLite: how many bytes the database file may grow to; beyond it [`Error::Full`]. No limit when `None`.
    pub quota: Option<u64>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            readers: 2,
            connections: 6,
            quota: None,
        }
    }
}

/// A handle on the database. Clones are the same store; the last one to go closes it.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    lanes: Lanes,
    metrics: Arc<Metrics>,
}

enum Lanes {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

impl Store {
    /// Opens the database, makes or migrates its tables, and starts the lanes. Blocks for as long as that takes.
    ///
    /// # Errors
    /// Each variant of [`OpenError`] tells what to do about it.
    pub fn open(at: &Location, options: &Options) -> Result<Store, OpenError> {
        let lanes = match at {
            Location::Sqlite(file) => Lanes::Sqlite(Sqlite::open(file, options)?),
            Location::Postgres(address) => {
                Lanes::Postgres(Box::new(Postgres::open(address, options)?))
            }
        };
        Ok(Store {
            inner: Arc::new(Inner {
                lanes,
                metrics: Arc::default(),
            }),
        })
    }

    /// Runs a closure that only reads, in one snapshot. It may be run several times, each time in a fresh one.
    pub fn read<T: Send + 'static>(
        &self,
        name: &'static str,
        closure: impl FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Pending<T> {
        let (operation, pending) = ask(name, closure, &self.inner.metrics);
        match &self.inner.lanes {
            Lanes::Sqlite(lanes) => lanes.read(operation),
            Lanes::Postgres(lanes) => lanes.read(operation),
        }
        pending
    }

    /// [`Store::read`] for what takes as long as its listener likes (a backup, a walk through the log): on a
    /// connection of its own, opened for the occasion, so that it never stands in the way of others.
    pub fn read_long<T: Send + 'static>(
        &self,
        name: &'static str,
        closure: impl FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Pending<T> {
        let (operation, pending) = ask(name, closure, &self.inner.metrics);
        match &self.inner.lanes {
            Lanes::Sqlite(lanes) => lanes.read_long(operation),
            Lanes::Postgres(lanes) => lanes.read_long(operation),
        }
        pending
    }

    /// Runs a closure whose changes are kept if it returns `Ok`, all of them or none. It may be run several times,
    /// each time from where the database stood before. Answers after the commit.
    pub fn write<T: Send + 'static>(
        &self,
        name: &'static str,
        closure: impl FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Pending<T> {
        let (operation, pending) = ask(name, closure, &self.inner.metrics);
        match &self.inner.lanes {
            Lanes::Sqlite(lanes) => lanes.write(operation),
            Lanes::Postgres(lanes) => lanes.write(operation),
        }
        pending
    }

    /// Like [`Store::write`] for a closure that only uses `insert_…` methods whose rows depend on nothing read: on
    /// PostgreSQL many of them become one transaction. A conflict shows in the answer, never inside the closure.
    pub fn append<T: Send + 'static>(
        &self,
        name: &'static str,
        mut closure: impl FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Pending<T> {
        match &self.inner.lanes {
            Lanes::Sqlite(lanes) => {
                let only_inserts = move |tx: &mut Tx<'_>| {
                    tx.only_inserts();
                    closure(tx)
                };
                let (operation, pending) = ask(name, only_inserts, &self.inner.metrics);
                lanes.write(operation);
                pending
            }
            Lanes::Postgres(lanes) => {
                let (operation, pending) = ask(name, closure, &self.inner.metrics);
                lanes.append(operation);
                pending
            }
        }
    }

    /// Makes what was deleted disappear from the files: SQLite moves everything out of its write-ahead log and
    /// truncates it (deleted rows are overwritten already), PostgreSQL vacuums our tables.
    pub fn scrub(&self) -> Pending<()> {
        match &self.inner.lanes {
            Lanes::Sqlite(lanes) => lanes.scrub(),
            Lanes::Postgres(lanes) => lanes.scrub(),
        }
    }

    /// The database's clock: this machine's with SQLite, the server's with PostgreSQL.
    pub fn now(&self) -> Pending<Timestamp> {
        self.read("now", |tx| tx.now())
    }

    /// Operations that wait for a writer: what back-pressure goes by.
    pub fn queued(&self) -> usize {
        match &self.inner.lanes {
            Lanes::Sqlite(lanes) => lanes.queued(),
            Lanes::Postgres(lanes) => lanes.queued(),
        }
    }

    /// What was measured since the store was opened, by the name of the transaction.
    pub fn metrics(&self) -> Vec<(&'static str, Measured)> {
        self.inner.metrics.all()
    }

    /// Finishes what was queued, ends the lanes and leaves the files tidy. What is asked for afterwards is answered
    /// [`Error::Closed`]. Blocks; a second call does nothing.
    pub fn close(&self) {
        self.inner.close();
    }
}

impl Inner {
    fn close(&self) {
        match &self.lanes {
            Lanes::Sqlite(lanes) => lanes.close(),
            Lanes::Postgres(lanes) => lanes.close(),
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

/// Queues an operation, or answers it when the lane is closed.
pub(crate) fn push(queue: &Queue<Queued>, operation: Queued) {
    if let Err(operation) = queue.push(operation) {
        operation.answer(Err(Error::Closed));
    }
}
