//! One file a command.

pub(crate) mod backup;
pub(crate) mod bench_console;
pub(crate) mod bench_file;
pub(crate) mod bench_log;
pub(crate) mod bench_read;
pub(crate) mod demo;
pub(crate) mod import;
pub(crate) mod keyring;
pub(crate) mod log;
pub(crate) mod officer;
pub(crate) mod onion;
pub(crate) mod print;
pub(crate) mod read;
pub(crate) mod report;
pub(crate) mod serve;
pub(crate) mod setup;
mod started_with;
pub(crate) mod triage;

use serde_json::Value;
use std::io::Write;

/// Machine output: one JSON value on stdout, with a line end.
pub(crate) fn print(value: &Value) -> anyhow::Result<()> {
    put(format!("{value}\n").as_bytes())
}

/// A list, as JSON Lines.
pub(crate) fn print_lines(values: &Value) -> anyhow::Result<()> {
    let lines: String = values
        .as_array()
        .into_iter()
        .flatten()
        .map(|value| format!("{value}\n"))
        .collect();
    put(lines.as_bytes())
}

/// Bytes on stdout. A reader that went away is not an error; a disk that is full is one.
pub(crate) fn put(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
