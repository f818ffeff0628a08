//! A file of an officer's is sent to a reporter.

use super::perform::failure_sentence;
use desk::{Desk, Unlocked};
use report::Id;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// Bytes that are read at once.
const PIECE: usize = 1 << 20;

/// Reads `file` and puts it into the reporter's mailbox, under the last part of its path. `progress` is told how many
/// bytes are left.
pub(super) fn hand_over(
    desk: &Desk,
    by: &Unlocked,
    id: Id,
    file: &Path,
    progress: impl Fn(u64),
) -> Result<Value, String> {
    let unread = |error| format!("{} cannot be read: {error}", file.display());
    let found = fs::metadata(file).map_err(unread)?;
    if !found.is_file() {
        return Err(format!("{} is not a file", file.display()));
    }
    let mut from = File::open(file).map_err(unread)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut arriving = desk.receive_file(&name, "").map_err(failure_sentence)?;
    let mut piece = vec![0; PIECE];
    loop {
        progress(found.len().saturating_sub(arriving.size()));
        match from.read(&mut piece).map_err(unread)? {
            0 => break,
            read => arriving.push(&piece[..read]).map_err(failure_sentence)?,
        }
    }
    let sent = arriving.finish().map_err(failure_sentence)?;
    let status = desk.send_file(by, id, &sent).map_err(failure_sentence)?;
    Ok(json!({
        "id": id.to_string(),
        "status": status.as_str(),
        "name": sent.name,
        "bytes": sent.size,
    }))
}
