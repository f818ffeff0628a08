//! A mailbox answer has one size, whatever the mailbox holds. What does not fit goes on further pages, and a long
//! message is cut into parts.

use super::shapes::{MessageShown, rfc3339};
use desk::MailboxMessage;
use report::{Author, MessageKind};

/// JSON bytes of the messages of one page. With head, proof and the rest it stays below the smallest size class.
const PAGE: usize = 26_000;
/// JSON bytes of one part.
const PART: usize = 8_000;

/// The parts on page `page` (1 is the newest; too large a number shows the oldest), with its number and how many
/// there are. Pages are filled from the oldest, so an older page stays what it was when new messages come.
pub(crate) fn page(messages: &[MailboxMessage], page: usize) -> (Vec<MessageShown>, usize, usize) {
    let mut pages: Vec<Vec<MessageShown>> = vec![Vec::new()];
    let mut room = PAGE;
    for part in messages.iter().flat_map(parts) {
        let size = json_length(&part.text) + 160;
        if size > room {
            pages.push(Vec::new());
            room = PAGE;
        }
        room -= size.min(room);
        if let Some(last) = pages.last_mut() {
            last.push(part);
        }
    }
    let count = pages.len();
    let wanted = page.clamp(1, count);
    (pages.swap_remove(count - wanted), wanted, count)
}

fn parts(message: &MailboxMessage) -> Vec<MessageShown> {
    let shown = MessageShown {
        number: message.number,
        from: match message.message.author {
            Author::Reporter => "reporter",
            Author::Desk | Author::System => "desk",
        },
        kind: match message.message.kind {
            MessageKind::Message => "message",
            MessageKind::Question => "question",
            MessageKind::Answer => "answer",
            MessageKind::Amendment => "amendment",
        },
        at: rfc3339(message.message.at),
        text: String::new(),
        part: None,
        parts: None,
    };
    let mut texts = vec![String::new()];
    let mut size = 0;
    for c in message.message.text.chars() {
        let more = char_length(c);
        if size + more > PART {
            texts.push(String::new());
            size = 0;
        }
        size += more;
        if let Some(last) = texts.last_mut() {
            last.push(c);
        }
    }
    let count = texts.len();
    texts
        .into_iter()
        .enumerate()
        .map(|(i, text)| MessageShown {
            text,
            part: (count > 1).then_some(i + 1),
            parts: (count > 1).then_some(count),
            ..shown.clone()
        })
        .collect()
}

fn json_length(text: &str) -> usize {
    text.chars().map(char_length).sum()
}

/// Bytes of a character inside a JSON string as serde_json writes it.
fn char_length(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        c if c < ' ' => 6,
        c => c.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::{Message, Timestamp};

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
        let (_, _, pages) = page(&messages, 1);
        let mut all = vec![String::new(); texts.len()];
        for number in (1..=pages).rev() {
            let (shown, _, _) = page(&messages, number);
            let json = serde_json::to_string(&shown).expect("messages are JSON");
            assert!(
                json.len() <= PAGE + 400,
                "page {number} has {} bytes",
                json.len()
            );
            for part in shown {
                all[part.number - 1].push_str(&part.text);
            }
        }
        assert_eq!(all, texts);
    }

    #[test]
    fn an_empty_mailbox_is_one_empty_page() {
        let (shown, number, pages) = page(&[], 7);
        assert!(shown.is_empty());
        assert_eq!((number, pages), (1, 1));
    }
}
