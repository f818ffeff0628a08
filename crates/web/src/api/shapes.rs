//! The shapes of the API, for people who write clients and for the OpenAPI document.

use crate::paging::{Page, Shown};
use desk::{Accepted, Mailbox, ProofState, Receipt};
use report::{MessageKind, hex};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A report as it is sent. (Described here; read strictly by `report::Draft::from_json`.)
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(
    dead_code,
    reason = "describes the body for the document; the strict reader is report::Draft::from_json"
)]
pub(crate) struct NewReport {
    /// What happened: what, where, when, who did what. At most 64 KiB of UTF-8.
    #[schema(
        min_length = 1,
        max_length = 65536,
        example = "A small grey box with an antenna was taped to a lamp post."
    )]
    text: String,
    /// The language that the answer should be in.
    #[schema(nullable, value_type = Option<String>, pattern = "^(en|zh)$")]
    lang: Option<String>,
    /// When it was seen: RFC 3339 with offset, a local date and time, or a date.
    observed: Option<NewTimeSpan>,
    /// Where.
    place: Option<NewPlace>,
    /// Only if you want to give it. It is sealed apart, and opened only by two custodians together.
    contact: Option<NewContact>,
}

/// When something was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewTimeSpan {
    #[schema(example = "2026-11-20T22:15:00+08:00")]
    from: Option<String>,
    to: Option<String>,
}

/// Where something was seen. `lat` and `lon` come together (WGS-84 degrees).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewPlace {
    #[schema(max_length = 1024)]
    text: Option<String>,
    #[schema(minimum = -90, maximum = 90)]
    lat: Option<f64>,
    #[schema(minimum = -180, maximum = 180)]
    lon: Option<f64>,
    /// Radius of uncertainty in metres.
    #[schema(minimum = 0)]
    accuracy_m: Option<f64>,
}

/// Who may be asked back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "describes the body for the document")]
pub(crate) struct NewContact {
    #[schema(max_length = 1024)]
    name: Option<String>,
    #[schema(max_length = 1024)]
    phone: Option<String>,
    #[schema(max_length = 1024)]
    email: Option<String>,
}

/// A receipt: the same value in two scripts.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptWords {
    /// Nine English words.
    #[schema(example = "pact lens hover grain cycle aunt brisk wagon tulip")]
    en: String,
    /// Nine Chinese characters.
    zh: String,
}

impl ReceiptWords {
    fn of(receipt: &Receipt) -> ReceiptWords {
        ReceiptWords {
            en: receipt.english(),
            zh: receipt.chinese(),
        }
    }
}

/// What a filing answers. This is the only time that the receipt is shown.
#[derive(Serialize, ToSchema)]
pub(crate) struct Filed {
    /// Opens your mailbox.
    receipt: ReceiptWords,
    /// Opens a second mailbox.
    second_receipt: ReceiptWords,
    /// When the report was accepted (RFC 3339).
    received_at: String,
    /// Signed promise that the filing stands in the log.
    promise: String,
}

impl Filed {
    pub(crate) fn of(accepted: &Accepted) -> Filed {
        Filed {
            receipt: ReceiptWords::of(&accepted.receipt),
            second_receipt: ReceiptWords::of(&accepted.second_receipt),
            received_at: rfc3339(accepted.received_at),
            promise: accepted.promise.clone(),
        }
    }
}

/// What opens a mailbox.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenRequest {
    /// The nine words or nine characters.
    #[schema(min_length = 9)]
    pub(crate) receipt: String,
    /// Page of the mailbox, from 1 (the newest). Long mailboxes have several.
    #[serde(default)]
    #[schema(minimum = 1)]
    pub(crate) page: Option<u32>,
}

/// A message of the reporter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageRequest {
    /// The nine words or nine characters.
    #[schema(min_length = 9)]
    pub(crate) receipt: String,
    /// At most 64 KiB of UTF-8.
    #[schema(min_length = 1, max_length = 65536)]
    pub(crate) text: String,
    /// The number in the mailbox of the question that this answers. Without it the message answers none.
    #[serde(default)]
    #[schema(minimum = 1)]
    pub(crate) question: Option<u32>,
}

/// What the reporter adds to the report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmendRequest {
    /// The nine words or nine characters.
    #[schema(min_length = 9)]
    pub(crate) receipt: String,
    /// At most 64 KiB of UTF-8.
    #[schema(min_length = 1, max_length = 65536)]
    pub(crate) text: String,
}

/// A receipt alone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReceiptRequest {
    /// The nine words or nine characters.
    #[schema(min_length = 9)]
    pub(crate) receipt: String,
}

/// A message, or a part of a long one.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageShown {
    /// Its number in the mailbox, from 1.
    pub(crate) number: usize,
    /// `reporter` or `desk`.
    pub(crate) from: &'static str,
    /// `message`, `question`, `answer` or `amendment`.
    pub(crate) kind: &'static str,
    /// When (RFC 3339).
    pub(crate) at: String,
    /// The text, or this part of it.
    pub(crate) text: String,
    /// The number of the question that this answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) question: Option<u32>,
    /// Which part this is, from 1, when the message is long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) part: Option<usize>,
    /// How many parts it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parts: Option<usize>,
}

impl MessageShown {
    fn of(shown: Shown<'_>) -> MessageShown {
        MessageShown {
            number: shown.number,
            from: shown.message.author.side(),
            kind: shown.message.kind.as_str(),
            at: rfc3339(shown.message.at),
            text: shown.text,
            question: shown.message.question,
            part: shown.part.map(|(part, _)| part),
            parts: shown.part.map(|(_, parts)| parts),
        }
    }
}

/// The proof of filing.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProofShown {
    /// `pending` until the next daily head, then `complete`.
    state: &'static str,
    /// Signed promise (C2SP signed note).
    promise: String,
    /// Leaf hash, hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    leaf: Option<String>,
    /// Position of the leaf.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<u64>,
    /// Audit path, hexadecimal, from the leaf upwards (RFC 9162).
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<Vec<String>>,
    /// The signed head (C2SP checkpoint).
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<String>,
}

impl ProofShown {
    pub(crate) fn of(state: &ProofState) -> ProofShown {
        match state {
            ProofState::Pending { promise } => ProofShown {
                state: "pending",
                promise: promise.clone(),
                leaf: None,
                index: None,
                path: None,
                head: None,
            },
            ProofState::Complete { promise, proof } => ProofShown {
                state: "complete",
                promise: promise.clone(),
                leaf: Some(hex(&proof.leaf)),
                index: Some(proof.index),
                path: Some(proof.path.iter().map(|hash| hex(hash)).collect()),
                head: Some(proof.head.clone()),
            },
        }
    }
}

/// So many open questions are named at most: an answer has one size.
const NAMED: usize = 100;

/// A mailbox, one page of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct MailboxShown {
    /// `received`, `in_hand`, `closed` or `withdrawn`.
    pub(crate) status: &'static str,
    /// When the report was accepted.
    pub(crate) received_at: String,
    /// Until when it is kept if nothing is decided.
    pub(crate) kept_until: String,
    /// Whether it says who somebody is and nothing that they did: then it is set aside unless more is added.
    pub(crate) set_aside: bool,
    /// Messages, oldest first.
    pub(crate) messages: Vec<MessageShown>,
    /// Questions of the desk, oldest first.
    pub(crate) questions: Vec<MessageShown>,
    /// The numbers of the newest questions that are still open, on whichever page they stand.
    pub(crate) open_questions: Vec<usize>,
    /// This page, from 1 (the newest).
    pub(crate) page: usize,
    /// How many pages there are.
    pub(crate) pages: usize,
    /// The proof of filing.
    pub(crate) proof: ProofShown,
}

impl MailboxShown {
    /// Page `wanted` of a mailbox that was opened at it.
    pub(crate) fn of(mailbox: &Mailbox, wanted: usize) -> MailboxShown {
        let page = Page::of(&mailbox.lengths, wanted);
        let shown = page.show(&mailbox.messages).into_iter();
        let (questions, messages): (Vec<_>, Vec<_>) =
            shown.partition(|shown| shown.message.kind == MessageKind::Question);
        let open = &mailbox.open_questions;
        let newest = &open[open.len().saturating_sub(NAMED)..];
        MailboxShown {
            status: mailbox.status.as_str(),
            received_at: rfc3339(mailbox.received_at),
            kept_until: rfc3339(mailbox.kept_until),
            set_aside: mailbox.aside,
            messages: messages.into_iter().map(MessageShown::of).collect(),
            questions: questions.into_iter().map(MessageShown::of).collect(),
            open_questions: newest.to_vec(),
            page: page.number,
            pages: page.count,
            proof: ProofShown::of(&mailbox.proof),
        }
    }
}

/// Something was done.
#[derive(Serialize, ToSchema)]
pub(crate) struct Done {
    /// `added`, `amended` or `withdrawn`.
    pub(crate) status: &'static str,
}

/// To the second: exact times of others' machines are nobody's business.
pub(crate) fn rfc3339(at: report::Timestamp) -> String {
    report::Timestamp::from_second(at.as_second())
        .unwrap_or(at)
        .to_string()
}
