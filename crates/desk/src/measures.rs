//! What the running desk counts, for `/metrics`. Counts and durations only: nothing of a report.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the buckets of a [`Histogram`], in seconds.
pub const BOUNDS: [f64; 14] = [
    0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1.0, 5.0,
];

/// How long something took, counted in the buckets of [`BOUNDS`] and one beyond them.
#[derive(Default)]
pub struct Histogram {
    buckets: [AtomicU64; BOUNDS.len() + 1],
    nanoseconds: AtomicU64,
}

impl Histogram {
    /// Counts one duration.
    pub fn observe(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        let bucket = BOUNDS
            .iter()
            .position(|bound| seconds <= *bound)
            .unwrap_or(BOUNDS.len());
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// Counts a bucket (not cumulative), and the sum in seconds.
    pub fn read(&self) -> ([u64; BOUNDS.len() + 1], f64) {
        let counts = std::array::from_fn(|i| self.buckets[i].load(Ordering::Relaxed));
        (
            counts,
            Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed)).as_secs_f64(),
        )
    }
}

/// Counters of a running desk.
#[derive(Default)]
pub struct Measures {
    /// Reports accepted since the start.
    pub accepted: AtomicU64,
    /// Reports read by the program since the start.
    pub analysed: AtomicU64,
    /// From the acceptance of a report to the commit of what the program proposes.
    pub proposed: Histogram,
    /// From the commit of a leaf to its place under a signed head.
    pub log_lag: Histogram,
    /// How long a deed of somebody here waited until its entry stood under a signed head, the writing of it included.
    pub log_wait: Histogram,
    /// Work on a mailbox answer before the fixed time.
    pub mailbox_work: Histogram,
    /// Mailbox answers whose work was longer than the fixed time.
    pub mailbox_late: AtomicU64,
    /// Whether the last round of housekeeping held still because it could not trust the clock.
    pub clock_in_doubt: AtomicBool,
}

/// A running duration, for measures and time-outs: never a time that is stored.
#[derive(Clone, Copy)]
pub(crate) struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts.
    #[must_use]
    #[allow(
        clippy::disallowed_methods,
        reason = "a duration inside the process, not a time; it decides nothing"
    )]
    pub(crate) fn start() -> Stopwatch {
        Stopwatch(std::time::Instant::now())
    }

    /// Since the start.
    #[must_use]
    #[allow(
        clippy::disallowed_methods,
        reason = "a duration inside the process, not a time; it decides nothing"
    )]
    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
