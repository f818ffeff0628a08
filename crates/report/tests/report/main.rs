//! The vocabulary from outside: what strangers send, the real corpora, and the demo's samples.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests find the corpora by the environment and measure time"
)]

mod corpora;
mod oracle;
mod parsing;
mod round_trip;
mod samples;

use report::{Limits, Problem};

const LIMITS: Limits = Limits {
    text_bytes: 65_536,
    short_bytes: 1_024,
};

/// `field code` of each problem, a line each.
fn told(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(|problem| format!("{} {}\n", problem.field, problem.code))
        .collect()
}
