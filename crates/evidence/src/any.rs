//! What holds for any bytes at all. Asserted by the tests here, and by a fuzz target.

use crate::{StripError, Stripper, Trace, Traces, Watcher, can_strip};

/// The most that a [`Watcher`] holds at a time.
const WATCHER: usize = 256 * 1024;
/// The most that a [`Stripper`] holds at a time: a segment, and itself.
const STRIPPER: usize = 65 * 1024;

/// Asserts that however these bytes are cut, they give the same answers in bounded memory; that a copy without traces
/// has none, is of the same kind, no longer than the original, and does not change when it is stripped again.
///
/// # Panics
/// If any of this is not so.
pub fn fuzz_any(bytes: &[u8]) {
    // The bytes themselves choose how they are cut.
    let step = bytes
        .iter()
        .fold(1, |sum, b| (sum * 31 + usize::from(*b)) % 257)
        + 1;
    let (traces, copy) = (
        watch(bytes, bytes.len().max(1)),
        strip(bytes, bytes.len().max(1)),
    );
    for step in [1, step] {
        assert_eq!(watch(bytes, step), traces, "watched in chunks of {step}");
        assert_eq!(strip(bytes, step), copy, "stripped in chunks of {step}");
    }
    match copy {
        Err(StripError::CannotStrip(kind)) => assert!(kind == traces.kind && !can_strip(kind)),
        Err(StripError::Broken { kind, at }) => {
            assert!(kind == traces.kind && can_strip(kind));
            assert!(
                bytes
                    .get(..usize::try_from(at).unwrap_or(usize::MAX))
                    .is_some()
            );
        }
        Ok(copy) => {
            let clean = Traces {
                kind: traces.kind,
                position: Trace::None,
                maker: Trace::None,
            };
            assert_eq!(
                watch(&copy, step),
                clean,
                "a copy still gives something away"
            );
            assert_eq!(
                strip(&copy, step).as_ref(),
                Ok(&copy),
                "a copy of a copy differs"
            );
            assert!(copy.len() <= bytes.len(), "a copy is longer");
        }
    }
}

fn watch(bytes: &[u8], step: usize) -> Traces {
    let mut watcher = Watcher::new();
    for chunk in bytes.chunks(step) {
        watcher.push(chunk);
        assert!(
            watcher.memory() <= WATCHER,
            "{} bytes held",
            watcher.memory()
        );
    }
    watcher.finish()
}

fn strip(bytes: &[u8], step: usize) -> Result<Vec<u8>, StripError> {
    let (mut stripper, mut copy) = (Stripper::new(), Vec::new());
    let mut out = |part: &[u8]| copy.extend_from_slice(part);
    for chunk in bytes.chunks(step) {
        stripper.push(chunk, &mut out)?;
        assert!(
            stripper.memory() <= STRIPPER,
            "{} bytes held",
            stripper.memory()
        );
    }
    stripper.finish(&mut out)?;
    Ok(copy)
}
