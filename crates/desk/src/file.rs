//! A file that was sent: sealed as an object of its own, under a key of its own.
//!
//! It is sent before the report that it belongs to, and belongs to nobody until then: what opens it travels with the
//! reporter from page to page, sealed ([`Desk::seal_carried`]), and is kept nowhere else. With the report it becomes an
//! item under the mailbox key, which bears the name of its object; so whatever ends the report ends the file.

use crate::desk::Desk;
use crate::error::Failure;
use crate::outside::Random;
use crate::sealed::{self, Headline, What, kind};
use report::{Author, Id, Timestamp};
use seal::{Binding, Key};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use store::Item;
use zeroize::Zeroizing;

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

impl SentFile {
    /// The item that it becomes in a mailbox.
    pub(crate) fn item(
        &self,
        what: What,
        mailbox: &Key,
        report: Id,
        at: Timestamp,
        random: &mut Random,
    ) -> Result<Item, Failure> {
        let plain = serde_json::to_vec(self).map_err(|_| Failure::Damaged("a file's item"))?;
        let plain = Zeroizing::new(plain);
        let headline = Headline::of(what, at, &self.name);
        Ok(sealed::item_of_id(
            self.object,
            mailbox,
            report,
            kind::FILE,
            headline,
            &plain,
            random,
        ))
    }

    pub(crate) fn from_item(plain: &[u8]) -> Result<SentFile, Failure> {
        serde_json::from_slice(plain).map_err(|_| Failure::Damaged("a file's item"))
    }
}

/// Names nothing that its sender wrote.
impl fmt::Debug for SentFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SentFile({}, {} bytes)", self.object, self.size)
    }
}

/// A file of a report, as it is listed.
#[derive(Clone, PartialEq, Eq)]
pub struct ListedFile {
    /// A number that stays the same for this file: its place among those of its mailbox, from 1.
    pub number: usize,
    /// Who sent it.
    pub from: Author,
    /// What its sender called it.
    pub name: String,
    /// The media type that its sender named.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// When it was put there.
    pub at: Timestamp,
}

impl ListedFile {
    pub(crate) fn of(number: usize, file: SentFile, headline: Headline) -> ListedFile {
        ListedFile {
            number,
            from: match headline.what {
                What::Desk => Author::Desk,
                _ => Author::Reporter,
            },
            name: file.name,
            media_type: file.media_type,
            size: file.size,
            at: headline.at,
        }
    }
}

/// Where the bytes of a file are sealed.
pub(crate) fn place(object: &Id) -> Binding<'_> {
    Binding {
        table: "object",
        row: object.as_bytes(),
        column: "file",
        version: 0,
    }
}

impl Desk {
    /// The reporter leaves a file out that they sent: it is gone within a minute, instead of two hours.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drop_file(&self, file: SentFile) -> Result<(), Failure> {
        let give_up = move |tx: &mut store::Tx<'_>| tx.give_up_object(file.object);
        Ok(self.store().write("give up object", give_up).await?)
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
