//! What a file gives away, and its copy that does not.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod build;
mod copies;
mod documents;
mod films;
mod hostile;
mod pictures;
mod real_files;

use evidence::{StripError, Stripper, Trace, Traces, Watcher};

/// What somebody who sends this file would be told; and everything that holds for any file holds for it.
fn watch(bytes: &[u8]) -> Traces {
    evidence::fuzz_any(bytes);
    let mut watcher = Watcher::new();
    watcher.push(bytes);
    watcher.finish()
}

/// Position and maker.
fn traces(bytes: &[u8]) -> (Trace, Trace) {
    let traces = watch(bytes);
    (traces.position, traces.maker)
}

fn strip(bytes: &[u8]) -> Result<Vec<u8>, StripError> {
    let (mut stripper, mut copy) = (Stripper::new(), Vec::new());
    let mut out = |part: &[u8]| copy.extend_from_slice(part);
    stripper.push(bytes, &mut out)?;
    stripper.finish(&mut out)?;
    Ok(copy)
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|w| w == word)
}
