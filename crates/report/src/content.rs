//! What is sealed as a report's first item. The contact is not in it: it lies in the identity room, under
//! other keys (product.md, R1 and R13).

use std::fmt;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Contact, Draft, Lang, Line, Place, TimeSpan, stamp};

/// The door at which a report came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The public pages.
    Web,
    /// The JSON API.
    Api,
    /// `tipline import`.
    Import,
    /// The telephone.
    Phone,
    /// A clerk wrote it down at the counter.
    Counter,
    /// It came as a letter, and a clerk wrote it down.
    Letter,
}

/// A report as it is sealed: what the reporter wrote, and what the desk notes about its coming in.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// What the reporter wrote.
    pub text: String,
    /// The language that the reporter or the page stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// When it was observed, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<TimeSpan>,
    /// Where it was observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The door.
    pub channel: Channel,
    /// When this desk accepted it; microseconds.
    #[serde(with = "stamp")]
    pub accepted_at: Timestamp,
    /// When an imported report was first received, elsewhere; keys and retention do not follow it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "stamp::option"
    )]
    pub received_at: Option<Timestamp>,
    /// When the visitor or the letter came, as whoever took it down stated it; of a form that [`crate::Stated::parse`] reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came: Option<String>,
    /// An imported report's opaque id of its reporter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The category that an imported report carried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

/// What was opened is not what was sealed: made by a newer version, or not this kind of item. Carries nothing
/// of the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed {what} is not of the form that this version reads")]
pub struct Unreadable {
    /// What was expected: "content", "contact", "message", "reading", "analysis".
    pub what: &'static str,
}

impl Content {
    /// Which questions are answered in fields of their own, by their words (`signatures/questions.yaml`).
    pub fn answers(&self) -> &'static [&'static str] {
        crate::draft::answers(self.observed.is_some(), self.place.is_some())
    }

    /// Splits a draft into what is sealed as content and who wrote it. `accepted_at` is cut to microseconds. A
    /// contact without a single field filled counts as none.
    pub fn of_draft(
        draft: Draft,
        channel: Channel,
        accepted_at: Timestamp,
    ) -> (Content, Option<Contact>) {
        let Draft {
            text,
            lang,
            observed,
            place,
            contact,
        } = draft;
        let content = Content {
            text,
            lang,
            observed,
            place,
            channel,
            accepted_at: stamp::microseconds(accepted_at),
            received_at: None,
            came: None,
            source: None,
            category: None,
        };
        (content, contact.filter(|contact| !contact.is_empty()))
    }

    /// The same for a line that is imported; its own id is not part of the report.
    pub fn of_line(line: Line, accepted_at: Timestamp) -> (Content, Option<Contact>) {
        let Line {
            id: _,
            received_at,
            source,
            category,
            draft,
        } = line;
        let (content, contact) = Content::of_draft(draft, Channel::Import, accepted_at);
        let received_at = received_at.map(stamp::microseconds);
        (
            Content {
                received_at,
                source,
                category,
                ..content
            },
            contact,
        )
    }

    /// As JSON, to be sealed.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_json(self)
    }

    /// Reads what [`Content::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Content, Unreadable> {
        from_json(bytes, "content")
    }
}

impl Contact {
    /// As JSON, to be sealed apart from the report.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_json(self)
    }

    /// Reads what [`Contact::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Contact, Unreadable> {
        from_json(bytes, "contact")
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({:?}, …)", self.channel)
    }
}

/// Our own types as JSON. For types with text keys and no failing field only: those cannot fail.
pub(crate) fn to_json(value: &impl Serialize) -> Vec<u8> {
    // Unwrap safety: serde_json fails only on non-text keys and on a Serialize that fails itself; ours have neither.
    serde_json::to_vec(value).expect("our own types are JSON")
}

/// serde_json's own message may quote the value, so only the kind of item is told.
pub(crate) fn from_json<T: DeserializeOwned>(
    bytes: &[u8],
    what: &'static str,
) -> Result<T, Unreadable> {
    serde_json::from_slice(bytes).map_err(|_| Unreadable { what })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            text: "A drone hovered over the substation".into(),
            lang: Some(Lang::En),
            place: Some(Place {
                text: Some("north gate".into()),
                lat: Some(44.5),
                lon: Some(-93.25),
                accuracy_m: None,
            }),
            contact: Some(Contact {
                name: Some("Pat Example".into()),
                ..Contact::default()
            }),
            ..Draft::default()
        }
    }

    #[test]
    fn the_contact_is_not_in_the_content() {
        let at = "2026-11-22T03:15:41.123456789Z".parse().expect("a time");
        let (content, contact) = Content::of_draft(draft(), Channel::Web, at);
        let bytes = content.to_bytes();
        insta::assert_snapshot!(String::from_utf8_lossy(&bytes), @r#"{"text":"A drone hovered over the substation","lang":"en","place":{"text":"north gate","lat":44.5,"lon":-93.25},"channel":"web","accepted_at":"2026-11-22T03:15:41.123456Z"}"#);
        assert_eq!(Content::from_bytes(&bytes).as_ref(), Ok(&content));
        let contact = contact.expect("a name was given");
        assert_eq!(
            Contact::from_bytes(&contact.to_bytes()).as_ref(),
            Ok(&contact)
        );
        assert_eq!(
            format!("{content:?} {contact:?}"),
            "Content(Web, …) Contact(…)"
        );
    }

    #[test]
    fn a_contact_with_nothing_in_it_is_none() {
        let draft = Draft {
            contact: Some(Contact::default()),
            ..draft()
        };
        assert_eq!(
            Content::of_draft(draft, Channel::Api, Timestamp::UNIX_EPOCH).1,
            None
        );
    }

    #[test]
    fn an_imported_line_keeps_when_and_from_whom_it_first_came() {
        let received_at = "2020-04-01T20:00:00Z".parse().ok();
        let line = Line {
            id: "a-1".into(),
            received_at,
            source: Some("s".into()),
            category: Some("c".into()),
            draft: draft(),
        };
        let (content, contact) = Content::of_line(line, Timestamp::UNIX_EPOCH);
        assert_eq!(
            (content.channel, content.received_at, contact.is_some()),
            (Channel::Import, received_at, true)
        );
        assert_eq!(
            Content::from_bytes(&content.to_bytes()).as_ref(),
            Ok(&content)
        );
    }

    #[test]
    fn what_cannot_be_read_is_not_quoted() {
        let error = Content::from_bytes(br#"{"text": 12345}"#).expect_err("wrong type");
        insta::assert_snapshot!(error, @"the sealed content is not of the form that this version reads");
    }
}
