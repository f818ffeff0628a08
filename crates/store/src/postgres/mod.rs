//! PostgreSQL: one lane that appends (many operations, one transaction), and lanes for everything else.

use std::sync::Arc;
use std::thread;

use crate::lanes::Threads;
use crate::operation::Queued;
use crate::pending::Sender;
use crate::queue::Queue;
use crate::store::{Options, push};
use crate::{Error, OpenError, Pending};

mod append;
pub(crate) mod batch;
pub(crate) mod connection;
mod dial;
mod migration;
mod pool;
mod tls;

use dial::Dial;
use pool::Task;

pub(crate) struct Postgres {
    appends: Arc<Queue<Queued>>,
    tasks: Arc<Queue<Task>>,
    threads: Threads,
    dial: Dial,
}

impl Postgres {
    pub(crate) fn open(address: &str, options: &Options) -> Result<Postgres, OpenError> {
        let dial = Dial::parse(address)?;
        // On a thread of its own: a runtime must not block inside another one, and the caller may be in one.
        let first = dial.clone();
        let opening = thread::Builder::new()
            .name("store-open".to_owned())
            .spawn(move || migration::open(&first))?;
        opening
            .join()
            .unwrap_or_else(|_| Err(OpenError::Connect("opening panicked".to_owned())))?;
        let lanes = Postgres {
            appends: Arc::new(Queue::new()),
            tasks: Arc::new(Queue::new()),
            threads: Threads::default(),
            dial: dial.clone(),
        };
        let started = lanes.start(&dial, options);
        if started.is_err() {
            lanes.close();
        }
        started.map(|()| lanes)
    }

    fn start(&self, dial: &Dial, options: &Options) -> Result<(), OpenError> {
        let (appends, to) = (Arc::clone(&self.appends), dial.clone());
        self.threads
            .start("store-append".to_owned(), move || append::run(&appends, to))?;
        for number in 0..options.connections.max(1) {
            let (tasks, to) = (Arc::clone(&self.tasks), dial.clone());
            self.threads
                .start(format!("store-pool-{number}"), move || {
                    pool::run(&tasks, to)
                })?;
        }
        Ok(())
    }

    pub(crate) fn append(&self, operation: Queued) {
        push(&self.appends, operation);
    }

    pub(crate) fn read(&self, operation: Queued) {
        self.task(Task::Read(operation));
    }

    /// A lane for this one operation.
    pub(crate) fn read_long(&self, operation: Queued) {
        let alone = Arc::new(Queue::of_one(Task::Read(operation)));
        let (queue, to) = (Arc::clone(&alone), self.dial.clone());
        let started = match self.tasks.is_closed() {
            true => Err(Error::Closed),
            false => self
                .threads
                .start("store-long".to_owned(), move || pool::run(&queue, to))
                .map_err(|error| {
                    tracing::error!(%error, "a thread cannot be started");
                    Error::Unavailable
                }),
        };
        if let Err(why) = started
            && let Some(Task::Read(operation)) = alone.take()
        {
            operation.answer(Err(why));
        }
    }

    pub(crate) fn write(&self, operation: Queued) {
        self.task(Task::Write(operation));
    }

    pub(crate) fn scrub(&self) -> Pending<()> {
        let (sender, pending): (Sender<()>, _) = Pending::new();
        self.task(Task::Vacuum(sender));
        pending
    }

    fn task(&self, task: Task) {
        match self.tasks.push(task) {
            Ok(()) => {}
            Err(Task::Read(operation) | Task::Write(operation)) => {
                operation.answer(Err(Error::Closed))
            }
            Err(Task::Vacuum(sender)) => {
                let _ = sender.send(Err(Error::Closed));
            }
        }
    }

    pub(crate) fn queued(&self) -> usize {
        self.appends.len() + self.tasks.len()
    }

    pub(crate) fn close(&self) {
        self.appends.close();
        self.tasks.close();
        self.threads.join();
    }
}
