//! A mailbox answer has one size, whatever the mailbox holds. What does not fit goes on further pages, and a long
//! message is cut into parts. Which part lies on which page follows from the lengths of the messages alone, so that
//! only those of one page need be read.

use desk::MailboxMessage;
use report::{Message, shown_length_of};
use std::ops::Range;

/// Bytes of the messages of one page, as JSON or as HTML. With everything around them both stay below the smallest size
/// class; of a page in HTML, style, forms and fields take half of it.
const PAGE: usize = 15_000;
/// Bytes of one part, give or take a character.
const PART: usize = 7_000;
/// Bytes of one part beside its text, and of a character that reaches over the end of the part before.
const AROUND: usize = 190;

/// A part of a message: which message (from 0) and which part of it (from 0).
type Part = (usize, usize);

/// What a page shows of a message: all of it, or one part.
pub(crate) struct Shown<'a> {
    /// The message's number in the mailbox, from 1.
    pub(crate) number: usize,
    pub(crate) message: &'a Message,
    /// The whole text, or that of the part.
    pub(crate) text: String,
    /// Which part it is, from 1, and of how many, when the message has several.
    pub(crate) part: Option<(usize, usize)>,
}

/// One page of a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// Its number, from 1 (the newest).
    pub(crate) number: usize,
    /// How many there are.
    pub(crate) count: usize,
    from: Part,
    to: Part,
}

impl Page {
    /// Page `wanted` (1 is the newest; too large a number shows the oldest) of a mailbox whose messages have these
    /// lengths. Pages are filled from the oldest, so an older page stays what it was when new messages come.
    pub(crate) fn of(lengths: &[usize], wanted: usize) -> Page {
        let mut starts = vec![(0, 0)];
        let mut room = PAGE;
        for (message, &length) in lengths.iter().enumerate() {
            for part in 0..parts(length) {
                let size = PART.min(length - part * PART) + AROUND;
                if size > room {
                    starts.push((message, part));
                    room = PAGE;
                }
                room -= size.min(room);
            }
        }
        let count = starts.len();
        let number = wanted.clamp(1, count);
        let at = count - number;
        Page {
            number,
            count,
            from: starts[at],
            to: starts.get(at + 1).copied().unwrap_or((lengths.len(), 0)),
        }
    }

    /// The messages of which something is on this page.
    pub(crate) fn messages(&self) -> Range<usize> {
        // Where the next page begins with a first part, its message is not on this one.
        self.from.0..self.to.0 + usize::from(self.to.1 > 0)
    }

    /// What is shown of these messages.
    pub(crate) fn show<'a>(&self, messages: &'a [MailboxMessage]) -> Vec<Shown<'a>> {
        let on_page = |number: usize, part: usize| {
            let at = (number - 1, part);
            self.from <= at && at < self.to
        };
        let shown = messages.iter().flat_map(|message| {
            let parts = cut(message).into_iter().enumerate();
            parts.filter_map(|(part, shown)| on_page(message.number, part).then_some(shown))
        });
        shown.collect()
    }
}

/// How many parts a message of this length has; an empty one has one.
fn parts(length: usize) -> usize {
    length.div_ceil(PART).max(1)
}

/// A character belongs to the part in which it ends: so their number follows from the length.
fn cut(message: &MailboxMessage) -> Vec<Shown<'_>> {
    let mut texts = vec![String::new()];
    let mut length = 0;
    for c in message.message.text.chars() {
        length += shown_length_of(c);
        if parts(length) > texts.len() {
            texts.push(String::new());
        }
        if let Some(last) = texts.last_mut() {
            last.push(c);
        }
    }
    let count = texts.len();
    let shown = texts.into_iter().enumerate().map(|(i, text)| Shown {
        number: message.number,
        message: &message.message,
        text,
        part: (count > 1).then_some((i + 1, count)),
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::{Author, MessageKind, Timestamp, shown_length};

    fn mailbox(texts: &[String]) -> Vec<MailboxMessage> {
        texts
            .iter()
            .enumerate()
            .map(|(i, text)| MailboxMessage {
                number: i + 1,
                message: Message {
                    author: Author::Desk,
                    text: text.clone(),
                    at: Timestamp::UNIX_EPOCH,
                    kind: MessageKind::Message,
                    question: None,
                },
            })
            .collect()
    }

    #[test]
    fn every_page_fits_and_together_they_hold_every_character() {
        let texts = [
            "\u{1}".repeat(65_536),
            "长".repeat(20_000),
            "short".to_owned(),
            "\"".repeat(9_000),
        ];
        let messages = mailbox(&texts);
        let lengths: Vec<usize> = texts.iter().map(|text| shown_length(text)).collect();
        let pages = Page::of(&lengths, 1).count;
        let mut all = vec![String::new(); texts.len()];
        for number in (1..=pages).rev() {
            let page = Page::of(&lengths, number);
            // Only what the page names is read.
            let shown = page.show(&messages[page.messages()]);
            let texts: Vec<&str> = shown.iter().map(|part| part.text.as_str()).collect();
            let json = serde_json::to_string(&texts).expect("texts are JSON").len();
            assert!(json <= PAGE + 400, "page {number} has {json} bytes");
            for part in shown {
                all[part.number - 1].push_str(&part.text);
            }
        }
        assert_eq!(all, texts);
    }

    #[test]
    fn an_empty_mailbox_is_one_empty_page() {
        let page = Page::of(&[], 7);
        assert_eq!((page.number, page.count, page.messages()), (1, 1, 0..0));
        assert!(page.show(&[]).is_empty());
    }
}
