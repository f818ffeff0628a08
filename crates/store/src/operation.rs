//! A queued closure, its value and whoever waits for it, behind one type.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use crate::clock::instant;
use crate::metrics::Metrics;
use crate::pending::Sender;
use crate::{Error, Pending, Tx};

/// What a lane does with an operation: runs it, perhaps several times, then answers it once.
pub(crate) trait Operation: Send {
    /// When it was asked for.
    fn asked(&self) -> Instant;

    /// Runs the closure in a transaction that is fresh, or rolled back to where it was. `true` when its value should
    /// be committed, `false` when what it wrote must be undone; a panic counts as the latter.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;

    /// The value of the last run may have been committed, nobody knows: from now on a conflict on the table that it
    /// inserts into first means that it was. (A conflict on another is somebody else's: another report with the same
    /// idempotency key, the same line imported beside us.)
    fn keep(&mut self);

    /// Ends it: with what the last run gave, or with this error instead.
    fn answer(self: Box<Self>, verdict: Result<(), Error>);
}

pub(crate) type Queued = Box<dyn Operation>;

struct Asked<T, F> {
    name: &'static str,
    closure: F,
    outcome: Result<T, Error>,
    kept: Option<T>,
    first_table: Option<&'static str>,
    runs: u32,
    asked: Instant,
    sender: Sender<T>,
    metrics: Arc<Metrics>,
}

pub(crate) fn ask<T, F>(
    name: &'static str,
    closure: F,
    metrics: &Arc<Metrics>,
) -> (Queued, Pending<T>)
where
    T: Send + 'static,
    F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
{
    let (sender, pending) = Pending::new();
    let asked = Asked {
        name,
        closure,
        outcome: Err(Error::Closed),
        kept: None,
        first_table: None,
        runs: 0,
        asked: instant(),
        sender,
        metrics: Arc::clone(metrics),
    };
    (Box::new(asked), pending)
}

impl<T, F> Operation for Asked<T, F>
where
    T: Send + 'static,
    F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
{
    fn asked(&self) -> Instant {
        self.asked
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        self.runs += 1;
        // The closure is run again only from its start, and what it wrote is undone.
        let ran = catch_unwind(AssertUnwindSafe(|| (self.closure)(tx)));
        self.first_table = tx.first_table();
        self.outcome = match ran {
            Err(_) => {
                tracing::error!(transaction = self.name, "a transaction panicked");
                Err(Error::Panicked)
            }
            Ok(Ok(_)) if tx.spent() => Err(Error::Refused(
                "a statement failed and the closure went on as if it had not",
            )),
            Ok(outcome) => outcome,
        };
        self.outcome.is_ok()
    }

    fn keep(&mut self) {
        if let Ok(value) = std::mem::replace(&mut self.outcome, Err(Error::Unavailable)) {
            self.kept = Some(value);
        }
    }

    fn answer(self: Box<Self>, verdict: Result<(), Error>) {
        let outcome = match verdict {
            Ok(()) => self.outcome,
            Err(error) => Err(error),
        };
        let outcome = match (outcome, self.kept) {
            (Err(Error::Conflict { table }), Some(kept)) if Some(table) == self.first_table => {
                Ok(kept)
            }
            (outcome, _) => outcome,
        };
        // A refusal is an answer, and told to whoever asked.
        if let Err(error @ (Error::Engine(_) | Error::Damaged { .. })) = &outcome {
            tracing::error!(transaction = self.name, %error, "a transaction failed");
        }
        self.metrics.add(
            self.name,
            outcome.is_err(),
            self.runs,
            instant().saturating_duration_since(self.asked),
        );
        // Nobody waiting any more is no error: a dropped `Pending` does not cancel.
        let _ = self.sender.send(outcome);
    }
}

/// Ends all of them with the same verdict.
pub(crate) fn answer_all(batch: impl IntoIterator<Item = Queued>, verdict: &Result<(), Error>) {
    for operation in batch {
        operation.answer(verdict.clone());
    }
}
