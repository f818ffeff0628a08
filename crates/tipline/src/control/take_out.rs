//! A file of a report is written into a new file of whoever opens it.

use super::perform::{failure_sentence, missing};
use desk::{Desk, OpenedFile, Unlocked};
use report::Id;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Writes file `number` into `out`, a new file (mode 0600). `progress` is told how many bytes are left. What was begun and
/// did not come to its end is removed: half a file could be taken for a whole one.
pub(super) fn take_out(
    desk: &Desk,
    by: &Unlocked,
    id: Id,
    number: usize,
    reason: &str,
    out: &Path,
    progress: impl Fn(u64),
) -> Result<Value, String> {
    let named = out.display();
    // Made before anything is opened: what has no place to go to is not written into the log as seen.
    let made = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(out);
    let file = made.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => format!("{named} is there already; give --out another name"),
        _ => format!("{named} cannot be written: {error}"),
    })?;
    let opened = desk
        .open_report_file(by, id, number, reason)
        .map_err(missing(format!("report {id} has no file {number}")));
    let written = opened.and_then(|mut opened| {
        write(&mut opened, &file, number, out, progress)?;
        Ok(json!({
            "report": id,
            "number": number,
            "name": opened.name,
            "media_type": opened.media_type,
            "bytes": opened.size,
            "out": named.to_string(),
        }))
    });
    if written.is_err() {
        drop(std::fs::remove_file(out));
    }
    written
}

fn write(
    opened: &mut OpenedFile,
    mut file: &File,
    number: usize,
    out: &Path,
    progress: impl Fn(u64),
) -> Result<(), String> {
    let refused = |error| format!("{} cannot be written: {error}", out.display());
    let mut left = opened.size;
    // Told of every few megabytes.
    let mut told = u64::MAX;
    loop {
        if left >> 22 != told {
            told = left >> 22;
            progress(left);
        }
        let piece = opened.next_piece();
        let piece =
            piece.map_err(|failure| format!("file {number}: {}", failure_sentence(failure)))?;
        let Some(piece) = piece else { break };
        file.write_all(piece).map_err(refused)?;
        left = left.saturating_sub(piece.len() as u64);
    }
    file.sync_all().map_err(refused)
}
