//! Lanes for reads and writes, and the line to the server that every lane has.

use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use super::connection::Connection;
use super::dial::Dial;
use crate::clock::instant;
use crate::operation::Queued;
use crate::pending::Sender;
use crate::queue::Queue;
use crate::schema::TABLES;
use crate::trouble::Trouble;
use crate::tx::Engine;
use crate::{Error, Tx};

/// How long an operation waits for a server that is away.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// How long the server may take for one statement of a read or write.
const LIMIT: Duration = Duration::from_secs(30);
/// How often a transaction that lost against another is run again, and the longest pause before it.
const AGAIN: u32 = 24;
const LONGEST_PAUSE: Duration = Duration::from_millis(64);

pub(super) enum Task {
    Read(Queued),
    Write(Queued),
    Vacuum(Sender<()>),
}

/// A lane's connection, opened when it is needed.
pub(super) struct Line {
    dial: Dial,
    runtime: Rc<Runtime>,
    limit: Duration,
    connection: Option<Connection>,
    /// Said once in the log for each time the server went away.
    told: bool,
}

impl Line {
    pub(super) fn new(dial: Dial, limit: Duration) -> Option<Line> {
        let runtime = Dial::runtime()
            .inspect_err(|error| tracing::error!(%error, "a lane has no runtime"))
            .ok()?;
        Some(Line {
            dial,
            runtime: Rc::new(runtime),
            limit,
            connection: None,
            told: false,
        })
    }

    /// The connection, if there is one that is not known to be gone.
    pub(super) fn connected(&mut self) -> Option<&mut Connection> {
        self.connection
            .as_mut()
            .filter(|connection| !connection.closed())
    }

    pub(super) fn connect(&mut self) -> Result<&mut Connection, Error> {
        if self.connected().is_none() {
            self.connection = None;
            match Connection::open(&self.dial, &self.runtime, self.limit) {
                Ok(connection) => {
                    if self.told {
                        tracing::info!("PostgreSQL can be reached again");
                    }
                    self.told = false;
                    self.connection = Some(connection);
                }
                Err(error) => {
                    if !self.told {
                        let trouble = Trouble::of_postgres(&error);
                        tracing::error!(?trouble, "PostgreSQL cannot be reached");
                    }
                    self.told = true;
                }
            }
        }
        self.connection.as_mut().ok_or(Error::Unavailable)
    }

    pub(super) fn hang_up(&mut self, during: &'static str) {
        if self.connection.take().is_some() {
            tracing::warn!(during, "the connection to PostgreSQL was lost");
        }
    }
}

/// Runs until the queue is closed and empty.
pub(super) fn run(queue: &Queue<Task>, dial: Dial) {
    let mut line = Line::new(dial, LIMIT);
    while let Some(task) = queue.take() {
        let Some(line) = &mut line else {
            match task {
                Task::Read(operation) | Task::Write(operation) => {
                    operation.answer(Err(Error::Unavailable))
                }
                Task::Vacuum(sender) => drop(sender.send(Err(Error::Unavailable))),
            }
            continue;
        };
        match task {
            Task::Read(operation) => transact(line, operation, false),
            Task::Write(operation) => transact(line, operation, true),
            Task::Vacuum(sender) => drop(sender.send(vacuum(line))),
        }
    }
}

/// What one run of a transaction came to.
enum Ran {
    /// Committed, or rolled back because its closure said so.
    Done,
    /// Rolled back by the server; may succeed the next time.
    Again,
    /// The connection is gone; `true` if that was in the commit.
    Lost(bool),
    Failed(Error),
}

fn transact(line: &mut Line, mut operation: Queued, write: bool) {
    let deadline = operation.asked() + PATIENCE;
    let (mut again, mut losses) = (0, 0);
    loop {
        let Ok(connection) = line.connect() else {
            if pause_until(deadline) {
                continue;
            }
            return operation.answer(Err(Error::Unavailable));
        };
        match run_once(connection, &mut operation, write) {
            Ran::Done => return operation.answer(Ok(())),
            Ran::Failed(error) => return operation.answer(Err(error)),
            Ran::Again if again < AGAIN => {
                let pause = Duration::from_millis(1 << again.min(10)).min(LONGEST_PAUSE);
                again += 1;
                std::thread::sleep(pause);
            }
            Ran::Again => return operation.answer(Err(Error::Unavailable)),
            Ran::Lost(in_commit) => {
                line.hang_up(if write { "a write" } else { "a read" });
                if in_commit {
                    operation.keep();
                }
                losses += 1;
                // At least one attempt on a new connection, however long it waited before.
                if losses > 1 && !pause_until(deadline) {
                    return operation.answer(Err(Error::Unavailable));
                }
            }
        }
    }
}

/// A short pause; `false` when there is no time left.
fn pause_until(deadline: Instant) -> bool {
    if instant() >= deadline {
        return false;
    }
    std::thread::sleep(Duration::from_millis(50));
    true
}

fn run_once(connection: &mut Connection, operation: &mut Queued, write: bool) -> Ran {
    let begin = if write {
        "BEGIN ISOLATION LEVEL SERIALIZABLE"
    } else {
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    };
    if let Err(trouble) = connection.simple(begin) {
        return ran(trouble, "BEGIN", false);
    }
    let mut tx = Tx::new(Engine::Postgres(connection));
    let kept = operation.run(&mut tx);
    let trouble = tx.trouble().cloned();
    match trouble {
        Some(Trouble::Lost) => return Ran::Lost(false),
        Some(Trouble::Again) => {
            return match connection.simple("ROLLBACK") {
                Ok(()) => Ran::Again,
                Err(_) => Ran::Lost(false),
            };
        }
        _ => {}
    }
    if kept && write {
        return match connection.simple("COMMIT") {
            Ok(()) => Ran::Done,
            Err(trouble) => ran(trouble, "COMMIT", true),
        };
    }
    // What it read, or why it failed, is known; a connection that cannot even roll back is found out next time.
    if connection.simple("ROLLBACK").is_err() {
        tracing::warn!("a rollback failed");
    }
    Ran::Done
}

fn ran(trouble: Trouble, statement: &'static str, in_commit: bool) -> Ran {
    match trouble {
        Trouble::Lost => Ran::Lost(in_commit),
        Trouble::Again => Ran::Again,
        trouble => {
            tracing::error!(?trouble, statement, "a transaction failed");
            Ran::Failed(trouble.error(statement))
        }
    }
}

fn vacuum(line: &mut Line) -> Result<(), Error> {
    let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    let sql = format!("VACUUM {}", tables.join(", "));
    let done = line.connect()?.simple_unlimited(&sql);
    done.map_err(|trouble| {
        if trouble == Trouble::Lost {
            line.hang_up("a vacuum");
        }
        trouble.error("VACUUM")
    })
}
