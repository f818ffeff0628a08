//! Signed notes (C2SP signed-note, <https://c2sp.org/signed-note>, Ed25519) and what the log says in them.
//!
//! ```text
//! tips.example.org/log                          origin, which is also the name of the key
//! 4096                                          size                     | or: promise
//! Xq2...=                                       root                     | leaf hash
//! 2026-11-22                                    date, one extension line | date
//!
//! — tips.example.org/log dGhpcyBpcyBubyBzaWc=   key id and signature
//! ```
//!
//! A [`Head`] is a C2SP tlog-checkpoint (<https://c2sp.org/tlog-checkpoint>). The second line of a [`Promise`]
//! is no number, so neither is ever read as the other.

mod head;
mod key;
mod promise;

pub use head::Head;
pub use key::{LogPublicKey, LogSigner};
pub use promise::Promise;

/// Why a note was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteRefused {
    /// Not a note, or not one of this kind.
    #[error("not a signed note of this kind")]
    Malformed,
    /// A note without a signature by this key: from another log, or an older key of this one.
    #[error("not signed by this key")]
    NotSigned,
    /// A signature that says it is by this key and is not: the text was changed.
    #[error("the signature is false")]
    Forged,
}

/// Whether a text can be the origin of a log: one line, not empty, without white space, control characters and
/// `+` (C2SP signed-note, "key name"). To be checked where a configuration is read.
pub fn is_origin(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c != '+' && !c.is_whitespace() && !c.is_control())
}

/// A date or another text that must stay one line: otherwise it could write lines of its own into the note.
fn is_line(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

/// Splits a note into its text (with the last line break) and its signature lines.
fn parts(note: &str) -> Option<(&str, &str)> {
    // The text may hold empty lines: the signatures begin after the last one.
    let at = note.rfind("\n\n")?;
    let signatures = &note[at + 2..];
    signatures
        .ends_with('\n')
        .then_some((&note[..at + 1], signatures))
}

/// The lines of a text that ends with a line break, exactly `N`.
fn lines<const N: usize>(text: &str) -> Option<[&str; N]> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    let mut out = [""; N];
    for line in &mut out {
        *line = lines.next()?;
    }
    lines.next().is_none().then_some(out)
}

#[cfg(test)]
mod tests;
