//! A file that a reporter sent: sealed as an object of its own, under a key of its own.
//!
//! It is sent before the report that it belongs to, and belongs to nobody until then: what opens it travels with the
//! reporter from page to page, sealed ([`Desk::seal_carried`](crate::Desk::seal_carried)), and nowhere else. With the
//! report it becomes an item under the mailbox key, so that whatever ends the report ends the file.

use report::Id;
use seal::Key;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A file that arrived whole: where it lies, what opens it, and what its sender said of it.
#[derive(Clone, Serialize, Deserialize)]
pub struct SentFile {
    /// The object that its bytes lie in.
    pub object: Id,
    #[serde(with = "key")]
    pub(crate) key: Key,
    /// What it was called, as far as that is harmless: see [`report::file_name`].
    pub name: String,
    /// The media type that its sender named; nobody has looked whether it is one.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
}

/// Names nothing that its sender wrote.
impl fmt::Debug for SentFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SentFile({}, {} bytes)", self.object, self.size)
    }
}

/// A key as JSON. It is only ever written into what is sealed.
mod key {
    use super::{Deserialize, Deserializer, Key, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(key: &Key, to: S) -> Result<S::Ok, S::Error> {
        key.expose().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Key, D::Error> {
        <[u8; 32]>::deserialize(from).map(Key::from_bytes)
    }
}
