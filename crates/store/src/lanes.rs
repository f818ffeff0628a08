//! Threads that are joined when the store closes.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

#[derive(Default)]
pub(crate) struct Threads {
    running: Mutex<Vec<JoinHandle<()>>>,
}

impl Threads {
    pub(crate) fn start(
        &self,
        name: String,
        lane: impl FnOnce() + Send + 'static,
    ) -> io::Result<()> {
        let thread = thread::Builder::new().name(name).spawn(lane)?;
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        // Lanes that were opened for one occasion and have ended.
        running.retain(|lane| !lane.is_finished());
        running.push(thread);
        Ok(())
    }

    /// Waits for all of them. A thread does not wait for itself: the last handle of a store may be dropped on one
    /// of its own lanes, by a closure that held it.
    pub(crate) fn join(&self) {
        let running =
            std::mem::take(&mut *self.running.lock().unwrap_or_else(PoisonError::into_inner));
        if running
            .iter()
            .any(|lane| lane.thread().id() == thread::current().id())
        {
            return;
        }
        for lane in running {
            if lane.join().is_err() {
                tracing::error!("a lane of the store panicked");
            }
        }
    }
}
