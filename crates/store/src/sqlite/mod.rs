//! SQLite: one lane that writes (many operations, one fsync), lanes that read, and one that checkpoints.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::lanes::Threads;
use crate::operation::Queued;
use crate::queue::Queue;
use crate::store::{Options, push};
use crate::{Error, OpenError, Pending};

mod checkpoint;
pub(crate) mod connection;
mod reader;
mod writer;

use checkpoint::Checkpoint;

pub(crate) struct Sqlite {
    writes: Arc<Queue<Queued>>,
    reads: Arc<Queue<Queued>>,
    checkpoint: Arc<Checkpoint>,
    writer: Threads,
    others: Threads,
    file: PathBuf,
}

fn refuse(queue: &Queue<Queued>, why: &Error) {
    if let Some(operation) = queue.take() {
        operation.answer(Err(why.clone()));
    }
}

impl Sqlite {
    pub(crate) fn open(file: &Path, options: &Options) -> Result<Sqlite, OpenError> {
        let mut connection = connection::open_writer(file, options.quota)?;
        connection::migrate(&mut connection)?;
        let lanes = Sqlite {
            writes: Arc::new(Queue::new()),
            reads: Arc::new(Queue::new()),
            checkpoint: Arc::default(),
            writer: Threads::default(),
            others: Threads::default(),
            file: file.to_owned(),
        };
        let opened = lanes.start(connection, file, options);
        if opened.is_err() {
            lanes.close();
        }
        opened.map(|()| lanes)
    }

    fn start(
        &self,
        connection: rusqlite::Connection,
        file: &Path,
        options: &Options,
    ) -> Result<(), OpenError> {
        let checkpointer = connection::open_checkpointer(file)?;
        let checkpoint = Arc::clone(&self.checkpoint);
        self.others.start("store-checkpoint".to_owned(), move || {
            checkpoint::run(&checkpoint, &checkpointer);
        })?;
        for number in 0..options.readers.max(1) {
            let connection = connection::open_reader(file)?;
            let reads = Arc::clone(&self.reads);
            self.others.start(format!("store-read-{number}"), move || {
                reader::run(&reads, &connection);
            })?;
        }
        let (writes, checkpoint) = (Arc::clone(&self.writes), Arc::clone(&self.checkpoint));
        let (file, quota) = (file.to_owned(), options.quota);
        self.writer.start("store-write".to_owned(), move || {
            let reopen = || connection::open_writer(&file, quota);
            writer::run(&writes, connection, reopen, &checkpoint);
        })?;
        Ok(())
    }

    pub(crate) fn read(&self, operation: Queued) {
        push(&self.reads, operation);
    }

    /// A lane for this one operation.
    pub(crate) fn read_long(&self, operation: Queued) {
        let file = self.file.clone();
        let alone = Arc::new(Queue::of_one(operation));
        let queue = Arc::clone(&alone);
        let lane = move || match connection::open_reader(&file) {
            Ok(connection) => reader::run(&queue, &connection),
            Err(error) => {
                tracing::error!(%error, "the database file cannot be opened for a long read");
                refuse(&queue, &Error::Unavailable);
            }
        };
        if self.reads.is_closed() {
            return refuse(&alone, &Error::Closed);
        }
        if let Err(error) = self.others.start("store-long".to_owned(), lane) {
            tracing::error!(%error, "a thread cannot be started");
            refuse(&alone, &Error::Unavailable);
        }
    }

    pub(crate) fn write(&self, operation: Queued) {
        push(&self.writes, operation);
    }

    pub(crate) fn scrub(&self) -> Pending<()> {
        self.checkpoint.scrub()
    }

    pub(crate) fn queued(&self) -> usize {
        self.writes.len()
    }

    /// The writer first, so that the checkpoint lane tidies up after its last commit.
    pub(crate) fn close(&self) {
        self.writes.close();
        self.reads.close();
        self.writer.join();
        self.checkpoint.close();
        self.others.join();
    }
}
