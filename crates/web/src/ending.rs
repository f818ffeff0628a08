//! Whether a connection ends after the answer that is being made, and whether a file is moving on it.
//!
//! Once it ends, hyper adds `connection: close` to the head of the answer, which counts when the answer is padded. The
//! connection's own task sets this, makes the answer and writes its head, so that nothing comes between looking and
//! writing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Goes with every request of a connection.
#[derive(Clone)]
pub(crate) struct Ending(Arc<State>);

struct State {
    begun: AtomicBool,
    moving: AtomicUsize,
}

/// Held while a file is on its way in or out: as long as it makes progress, which is watched elsewhere, the age of its
/// connection does not end it.
pub(crate) struct Moving(Arc<State>);

impl Ending {
    pub(crate) fn new(begun: bool) -> Ending {
        Ending(Arc::new(State {
            begun: AtomicBool::new(begun),
            moving: AtomicUsize::new(0),
        }))
    }

    pub(crate) fn begin(&self) {
        self.0.begun.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.begun.load(Ordering::Relaxed)
    }

    /// Says that a file moves, until what is returned is dropped.
    pub(crate) fn moving(&self) -> Moving {
        self.0.moving.fetch_add(1, Ordering::Relaxed);
        Moving(Arc::clone(&self.0))
    }

    pub(crate) fn is_moving(&self) -> bool {
        self.0.moving.load(Ordering::Relaxed) > 0
    }
}

impl Drop for Moving {
    fn drop(&mut self) {
        self.0.moving.fetch_sub(1, Ordering::Relaxed);
    }
}
