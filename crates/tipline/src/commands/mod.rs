//! One file a command.

pub(crate) mod backup;
pub(crate) mod bench_log;
pub(crate) mod demo;
pub(crate) mod import;
pub(crate) mod keyring;
pub(crate) mod log;
pub(crate) mod officer;
pub(crate) mod print;
pub(crate) mod report;
pub(crate) mod serve;
pub(crate) mod setup;

use serde_json::Value;
use std::io::Write;

/// Machine output: one JSON value on stdout, with a line end. A reader that went away is not an error.
pub(crate) fn print(value: &Value) -> anyhow::Result<()> {
    match writeln!(std::io::stdout().lock(), "{value}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
