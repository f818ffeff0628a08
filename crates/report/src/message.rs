//! What the desk and a reporter write to each other.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Unreadable, stamp};

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The desk; which officer is a matter of the log, not of the mailbox.
    Desk,
    /// The reporter.
    Reporter,
    /// The program: fixed codes such as "received", never free text.
    System,
}

impl Author {
    /// Whose message it is to whoever reads a mailbox, as a word in JSON: the program speaks for the desk.
    pub fn side(self) -> &'static str {
        match self {
            Author::Reporter => "reporter",
            Author::Desk | Author::System => "desk",
        }
    }
}

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Anything said.
    Message,
    /// The desk asks.
    Question,
    /// The reporter answers a question.
    Answer,
    /// The reporter corrects or completes the report.
    Amendment,
}

impl MessageKind {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            MessageKind::Message => "message",
            MessageKind::Question => "question",
            MessageKind::Answer => "answer",
            MessageKind::Amendment => "amendment",
        }
    }
}

/// One message in a mailbox, as it is sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Who wrote it.
    pub author: Author,
    /// What was written.
    pub text: String,
    /// When it was accepted. Microseconds are kept.
    #[serde(with = "stamp")]
    pub at: Timestamp,
    /// What it is for.
    pub kind: MessageKind,
    /// Of an answer: the number in the mailbox, from 1, of the question that it answers. One without a number answers all
    /// that were asked before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<u32>,
}

impl Message {
    /// As JSON, to be sealed; the time is cut to microseconds.
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::content::to_json(self)
    }

    /// Reads what [`Message::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Message, Unreadable> {
        crate::content::from_json(bytes, "message")
    }
}

/// Bytes of a text inside a JSON string or an HTML element, whichever has more: what a page of a mailbox is measured by.
pub fn shown_length(text: &str) -> usize {
    text.chars().map(shown_length_of).sum()
}

/// Bytes of a character inside a JSON string, as `serde_json` writes it, or inside an HTML element, where five are written
/// as numbers (`&#38;`).
pub fn shown_length_of(c: char) -> usize {
    match c {
        '"' | '&' | '<' | '>' | '\'' => 5,
        '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        c if c < ' ' => 6,
        c => c.len_utf8(),
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({:?}, {:?}, …)", self.author, self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_shown_by_the_word_that_it_is_sealed_with() {
        use MessageKind::{Amendment, Answer, Message, Question};
        for kind in [Message, Question, Answer, Amendment] {
            let sealed = serde_json::to_string(&kind).expect("a word");
            assert_eq!(sealed, format!("\"{}\"", kind.as_str()));
        }
    }

    #[test]
    fn a_message_survives_its_bytes_and_keeps_quiet_in_a_log() {
        let message = Message {
            author: Author::Reporter,
            text: "under the third tree".into(),
            at: "2026-11-22T03:15:41.123456Z".parse().expect("a time"),
            kind: MessageKind::Answer,
            question: None,
        };
        let bytes = message.to_bytes();
        assert_eq!(Message::from_bytes(&bytes).as_ref(), Ok(&message));
        insta::assert_snapshot!(String::from_utf8_lossy(&bytes), @r#"{"author":"reporter","text":"under the third tree","at":"2026-11-22T03:15:41.123456Z","kind":"answer"}"#);
        assert_eq!(format!("{message:?}"), "Message(Reporter, Answer, …)");
        let numbered = Message {
            question: Some(4),
            ..message
        };
        assert_eq!(Message::from_bytes(&numbered.to_bytes()), Ok(numbered));
    }
}
