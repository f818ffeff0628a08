//! The tests of the whole program, one file a feature. They read like a specification; the machinery is in `kit`.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests may stop at the first surprise, read the clock and say what they skip"
)]

mod kit;
