//! How often each named transaction ran, and for how long.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What was measured of the transactions of one name since the store was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measured {
    /// Operations answered, whatever the answer.
    pub count: u64,
    /// Operations answered with an error.
    pub errors: u64,
    /// Runs beyond the first of each operation.
    pub retries: u64,
    /// Sum of the times from the call to the answer, waiting included.
    pub nanoseconds: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Metrics {
    by_name: Mutex<BTreeMap<&'static str, Measured>>,
}

impl Metrics {
    pub(crate) fn add(&self, name: &'static str, failed: bool, runs: u32, took: Duration) {
        let mut by_name = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        let measured = by_name.entry(name).or_default();
        measured.count += 1;
        measured.errors += u64::from(failed);
        measured.retries += u64::from(runs.saturating_sub(1));
        measured.nanoseconds += u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
    }

    pub(crate) fn all(&self) -> Vec<(&'static str, Measured)> {
        let by_name = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        by_name
            .iter()
            .map(|(name, measured)| (*name, *measured))
            .collect()
    }
}
