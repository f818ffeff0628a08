//! The machine's clock and random source, handed to the desk.

use desk::Outside;
use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub(crate) fn outside() -> Outside {
    Outside::new(Timestamp::now, fill)
}

/// With a clock that stands where it was put (microseconds since 1970), but for a step at each look, so that no two things
/// happen at once.
pub(crate) fn outside_at(clock: &Arc<AtomicI64>) -> Outside {
    let clock = Arc::clone(clock);
    let now = move || {
        let at = clock.fetch_add(1, Ordering::Relaxed);
        Timestamp::from_microsecond(at).unwrap_or(Timestamp::UNIX_EPOCH)
    };
    Outside::new(now, fill)
}

fn fill(bytes: &mut [u8]) {
    // Without randomness there is no key worth making: nothing may go on.
    #[allow(
        clippy::expect_used,
        reason = "no random source means no keys; stopping is the only safe answer"
    )]
    getrandom::fill(bytes).expect("the system's random source failed");
}
