//! A file that was sent: sealed as an object of its own, under a key of its own.
//!
//! It is sent before the report that it belongs to, and belongs to nobody until then: what opens it travels with the
//! reporter from page to page, sealed ([`Desk::seal_carried`]), and is kept nowhere else. With the report it becomes an
//! item under the mailbox key, which bears the name of its object; so whatever ends the report ends the file.

use crate::desk::Desk;
use crate::error::Failure;
use crate::outside::Random;
use crate::sealed::{self, Headline, What, kind};
use evidence::{FileKind, Trace, Traces};
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
    /// What it may tell of whoever made it.
    pub betrays: Betrays,
    /// What can be done about that.
    pub remedy: Remedy,
    /// Whether it is a copy that its sender had made without such traces.
    pub cleaned: bool,
}

/// What a file may tell of whoever made it, beside what it shows: the worst of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Betrays {
    /// Nothing of this kind was seen where it would stand.
    Nothing,
    /// It may name whoever made it, or their device.
    Maker,
    /// It may hold the position where it was made.
    MaybePosition,
    /// It holds the position where it was made.
    Position,
}

/// How a sender gets rid of what a file betrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// [`Desk::clean_file`].
    Copy,
    /// A picture of a kind that is not copied here: one taken of the screen shows the same.
    Screenshot,
    /// None here.
    Nothing,
}

impl SentFile {
    /// Takes down what was seen while it arrived.
    pub(crate) fn seen(&mut self, traces: Traces) {
        use FileKind::{Gif, Heif, Jpeg, Mp4, Other, Png, Tiff, WebP};
        let kind = traces.kind;
        let is_picture = matches!(kind, Jpeg | Png | WebP | Tiff | Heif | Mp4 | Gif);
        self.betrays = match (traces.position, traces.maker) {
            (Trace::Found, _) => Betrays::Position,
            (Trace::Possible, _) if is_picture => Betrays::MaybePosition,
            (_, Trace::Found) => Betrays::Maker,
            // Of a file that is of no known kind nothing can be said, and of plain text there is nothing to say.
            (_, Trace::Possible) if kind != Other => Betrays::Maker,
            _ => Betrays::Nothing,
        };
        self.remedy = match kind {
            kind if evidence::can_strip(kind) => Remedy::Copy,
            Tiff | Heif | Gif => Remedy::Screenshot,
            _ => Remedy::Nothing,
        };
    }

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
    /// Whether it is a copy that its sender had made without traces of its making.
    pub cleaned: bool,
    /// Whether it is of a kind that can be copied so.
    pub can_be_cleaned: bool,
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
            cleaned: file.cleaned,
            can_be_cleaned: file.remedy == Remedy::Copy && !file.cleaned,
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
        self.store().write("give up object", give_up).await?;
        Ok(())
    }
}

/// A key as JSON, in base64: pages carry several. It is only ever written into what is sealed.
mod key {
    use super::{Deserialize, Deserializer, Key, Serializer};
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD_NO_PAD;
    use serde::de::Error;
    use zeroize::Zeroizing;

    pub(super) fn serialize<S: Serializer>(key: &Key, to: S) -> Result<S::Ok, S::Error> {
        let text = Zeroizing::new(STANDARD_NO_PAD.encode(key.expose()));
        to.serialize_str(&text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Key, D::Error> {
        let text = Zeroizing::new(String::deserialize(from)?);
        let bytes = STANDARD_NO_PAD.decode(text.as_bytes());
        let bytes = bytes.ok().and_then(|bytes| bytes.try_into().ok());
        bytes
            .map(Key::from_bytes)
            .ok_or_else(|| D::Error::custom("no key"))
    }
}
