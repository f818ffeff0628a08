//! The machine's clock and random source, handed to the desk.

use desk::Outside;

pub(crate) fn outside() -> Outside {
    Outside::new(jiff::Timestamp::now, |bytes| {
        // Without randomness there is no key worth making: nothing may go on.
        #[allow(
            clippy::expect_used,
            reason = "no random source means no keys; stopping is the only safe answer"
        )]
        getrandom::fill(bytes).expect("the system's random source failed");
    })
}
