//! Answers about a receipt come at a fixed time after the body arrived, whatever the receipt is. The answer is
//! finished before the wait; after it, only the sending is left.

use desk::{Desk, Measures};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Runs `work`, and answers at the fixed time after `arrived`.
pub(crate) async fn steady<T>(desk: &Desk, arrived: Instant, work: impl Future<Output = T>) -> T {
    let answer_at = arrived + Duration::from_millis(desk.profile().mailbox.answer_ms);
    let answer = work.await;
    let took = arrived.elapsed();
    let measures: &Measures = desk.measures();
    measures.mailbox_work.observe(took);
    if Instant::now() >= answer_at {
        measures.mailbox_late.fetch_add(1, Ordering::Relaxed);
    }
    sleep_until(answer_at).await;
    answer
}
