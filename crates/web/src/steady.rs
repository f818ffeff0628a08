//! Answers about a receipt come at a fixed time after the body arrived, whatever the receipt is; where that cannot be
//! kept, at a multiple of it. The answer is finished before the wait; after it, only the sending is left.

use desk::{Desk, Measures};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Runs `work`, and answers at the fixed time after `arrived`.
pub(crate) async fn steady<T>(desk: &Desk, arrived: Instant, work: impl Future<Output = T>) -> T {
    let fixed = Duration::from_millis(desk.profile().mailbox.answer_ms);
    let answer = work.await;
    let took = arrived.elapsed();
    let measures: &Measures = desk.measures();
    measures.mailbox_work.observe(took);
    if took >= fixed {
        measures.mailbox_late.fetch_add(1, Ordering::Relaxed);
    }
    sleep_until(arrived + next_beat(took, fixed)).await;
    answer
}

/// The first multiple of the fixed time that is not over. Whoever overloads the service makes answers late, and a late
/// answer that went out at once would show how long its work took: a known receipt takes longer than an unknown one.
fn next_beat(took: Duration, fixed: Duration) -> Duration {
    let over = took.as_nanos().checked_div(fixed.as_nanos()).unwrap_or(0);
    fixed.saturating_mul(u32::try_from(over + 1).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_answer_waits_for_the_next_multiple_of_the_fixed_time() {
        let ms = Duration::from_millis;
        for (took, comes) in [
            (0, 60),
            (2, 60),
            (59, 60),
            (60, 120),
            (61, 120),
            (119, 120),
            (14_700, 14_760),
        ] {
            assert_eq!(next_beat(ms(took), ms(60)), ms(comes), "{took} ms");
        }
        assert_eq!(next_beat(ms(7), Duration::ZERO), Duration::ZERO);
    }
}
