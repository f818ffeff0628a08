//! The one place that looks at a clock: for how long something took and how long it may take.

use std::time::Instant;

#[allow(
    clippy::disallowed_methods,
    reason = "durations for metrics and time limits; never stored, never part of an answer"
)]
pub(crate) fn instant() -> Instant {
    Instant::now()
}
