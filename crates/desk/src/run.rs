//! What runs beside the doors: the sequencer, the workers, the housekeeping, the index of words. Each is a plain thread with a loop
//! around one deed; a deed that fails is tried again, so the loops are the service's way back after a fault.

use crate::desk::Desk;
use crate::error::Failure;
use crate::housekeeping::ClockWatch;
use crate::measures::Stopwatch;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Running background work. Dropping it stops the work and waits for it.
pub struct Background {
    desk: Desk,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

/// Housekeeping is done this often; what it does is due by the hour or the day.
const HOUSEKEEPING: Duration = Duration::from_secs(60);
/// Another node's leaf or job rings no bell here, so both are looked for this often.
const LOOK: Duration = Duration::from_secs(1);
/// The index is read on whenever somebody searches; this often it is when nobody does, so that nobody waits for much.
const INDEX: Duration = Duration::from_secs(5);

impl Desk {
    /// Starts the sequencer, `work.workers` workers, the housekeeping and the reading of the index.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn start(&self) -> std::io::Result<Background> {
        let mut background = Background {
            desk: self.clone(),
            stop: Arc::new(AtomicBool::new(false)),
            threads: Vec::new(),
        };
        background.spawn("sequencer", Desk::sequence_until)?;
        for _ in 0..self.inner.profile.work.workers {
            background.spawn("worker", Desk::work_until)?;
        }
        background.spawn("housekeeping", Desk::keep_house_until)?;
        background.spawn("index", Desk::read_index_until)?;
        Ok(background)
    }

    fn sequence_until(&self, stop: &AtomicBool) {
        let pace = Duration::from_millis(self.inner.profile.log.sequence_ms);
        while !stop.load(Ordering::Acquire) {
            self.inner.bell.wait_for_leaf(LOOK);
            self.forget_past_second();
            retry_later(self.sequence_once(), "sequencing", stop);
            std::thread::sleep(pace);
        }
        // The doors are shut and no leaf comes any more: what came since the last round is numbered before the end.
        retry_later(self.sequence_once(), "sequencing", stop);
    }

    fn work_until(&self, stop: &AtomicBool) {
        // Before anything is leased: whoever ends the program meanwhile ends it on no report's account.
        language::make_ready();
        let mut seen = 0;
        while !stop.load(Ordering::Acquire) {
            if let Some(0) | None = retry_later(self.analyse_once(), "reading", stop) {
                seen = self.inner.bell.wait_for_reports(seen, LOOK);
            }
        }
    }

    fn read_index_until(&self, stop: &AtomicBool) {
        while !stop.load(Ordering::Acquire) {
            if let Some(true) = retry_later(self.read_index_once(), "reading the index", stop) {
                pause(INDEX, stop);
            }
        }
    }

    fn keep_house_until(&self, stop: &AtomicBool) {
        let watch = ClockWatch::start(self.now());
        let mut warned = false;
        while !stop.load(Ordering::Acquire) {
            let steady = watch.is_steady(self.now());
            if !steady && !warned {
                tracing::error!(
                    "the clock jumped by more than an hour: nothing is destroyed until a restart"
                );
                warned = true;
            }
            retry_later(self.keep_house(steady), "housekeeping", stop);
            pause(HOUSEKEEPING, stop);
        }
    }
}

impl Background {
    fn spawn(&mut self, name: &str, work: fn(&Desk, &AtomicBool)) -> std::io::Result<()> {
        let (desk, stop) = (self.desk.clone(), Arc::clone(&self.stop));
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work(&desk, &stop))?;
        self.threads.push(thread);
        Ok(())
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        self.desk.inner.bell.stop();
        for thread in self.threads.drain(..) {
            // A thread that panicked has said so already; stopping goes on.
            drop(thread.join());
        }
    }
}

fn retry_later<T>(done: Result<T, Failure>, what: &str, stop: &AtomicBool) -> Option<T> {
    match done {
        Ok(value) => Some(value),
        Err(failure) => {
            let cause = failure.cause();
            tracing::warn!(what, %failure, cause, "not done; it will be tried again");
            // A database comes back within a moment; what is damaged waits for a person, and need not fill the log.
            let how_long = match failure {
                Failure::Damaged(_) => Duration::from_secs(60),
                _ => Duration::from_millis(500),
            };
            pause(how_long, stop);
            None
        }
    }
}

/// Sleeps, but wakes soon after a stop.
fn pause(how_long: Duration, stop: &AtomicBool) {
    let slept = Stopwatch::start();
    while slept.elapsed() < how_long && !stop.load(Ordering::Acquire) {
        std::thread::sleep(Duration::from_millis(50).min(how_long));
    }
}
