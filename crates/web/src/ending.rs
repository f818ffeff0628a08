//! Whether a connection ends after the answer that is being made.
//!
//! Then hyper adds `connection: close` to its head, which counts when the answer is padded. The connection's own task
//! sets this, makes the answer and writes its head, so that nothing comes between looking and writing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Goes with every request of a connection.
#[derive(Clone)]
pub(crate) struct Ending(Arc<AtomicBool>);

impl Ending {
    pub(crate) fn new(begun: bool) -> Ending {
        Ending(Arc::new(AtomicBool::new(begun)))
    }

    pub(crate) fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
