//! A head of the log.

use super::{LogPublicKey, LogSigner, NoteRefused, is_line, lines};
use crate::{armour, merkle::Hash};

/// A head of the log: what it held on a date. As a note it is a C2SP tlog-checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The log's name, which is also its key's ([`super::is_origin`]).
    pub origin: String,
    /// Leaves.
    pub size: u64,
    /// Root of the tree of these leaves.
    pub root: Hash,
    /// The date as the caller writes dates, one line.
    pub date: String,
}

impl Head {
    /// The signed note.
    ///
    /// # Panics
    /// When the origin is none ([`super::is_origin`]) or the date is empty or not one line.
    pub fn sign(&self, signer: &LogSigner) -> String {
        let Head {
            origin,
            size,
            root,
            date,
        } = self;
        assert!(is_line(date), "a date is one line");
        signer.sign(&format!(
            "{origin}\n{size}\n{}\n{date}\n",
            armour::encode(root)
        ))
    }

    /// Reads a note that this key signed. The caller compares the origin with the log they mean.
    ///
    /// # Errors
    /// [`NoteRefused`].
    pub fn verify(note: &str, key: &LogPublicKey) -> Result<Head, NoteRefused> {
        head(key.verify(note)?).ok_or(NoteRefused::Malformed)
    }
}

fn head(text: &str) -> Option<Head> {
    let [origin, size, root, date] = lines(text)?;
    let number: u64 = size.parse().ok()?;
    // No leading zero, no plus sign; one text for one head.
    if number.to_string() != size || !is_line(date) {
        return None;
    }
    let root = armour::decode(root)?;
    Some(Head {
        origin: origin.to_owned(),
        size: number,
        root,
        date: date.to_owned(),
    })
}
