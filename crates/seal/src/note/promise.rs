//! A promise to log a leaf.

use super::{LogPublicKey, LogSigner, NoteRefused, is_line, lines};
use crate::{armour, merkle::Hash};

/// What stands where a head has its size.
const WORD: &str = "promise";

/// The promise that a leaf will be in the log: what a reporter takes home until a daily head covers the leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The log's name, which is also its key's ([`super::is_origin`]).
    pub origin: String,
    /// The hash of the leaf.
    pub leaf: Hash,
    /// The date as the caller writes dates, one line.
    pub date: String,
}

impl Promise {
    /// The signed note.
    ///
    /// # Panics
    /// When the origin is none ([`super::is_origin`]) or the date is empty or not one line.
    pub fn sign(&self, signer: &LogSigner) -> String {
        let Promise { origin, leaf, date } = self;
        assert!(is_line(date), "a date is one line");
        signer.sign(&format!(
            "{origin}\n{WORD}\n{}\n{date}\n",
            armour::encode(leaf)
        ))
    }

    /// Reads a note that this key signed. The caller compares the origin with the log they mean.
    ///
    /// # Errors
    /// [`NoteRefused`].
    pub fn verify(note: &str, key: &LogPublicKey) -> Result<Promise, NoteRefused> {
        promise(key.verify(note)?).ok_or(NoteRefused::Malformed)
    }
}

fn promise(text: &str) -> Option<Promise> {
    let [origin, WORD, leaf, date] = lines(text)? else {
        return None;
    };
    let leaf = armour::decode(leaf)?;
    is_line(date).then(|| Promise {
        origin: origin.to_owned(),
        leaf,
        date: date.to_owned(),
    })
}
