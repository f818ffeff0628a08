//! The conformance suite: every test runs on SQLite and on PostgreSQL.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should panic where it stands"
)]

mod backup;
mod faults;
mod jobs;
mod log;
mod people;
mod reports;
mod rows;
mod same;
mod search;
mod sign_in;
mod transactions;
mod upgraded;
