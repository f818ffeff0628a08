//! The reporter's mailbox: opened by a receipt, for status, messages and the proof of filing.
//!
//! Both mailboxes of a report open here, and nothing in what happens or how long it takes tells them apart.

use crate::desk::Desk;
use crate::error::Failure;
use crate::sealed::{self, Door, MailboxKeys, PRETENDED_WITHDRAWAL, kind};
use crate::verify_log::Proof;
use report::{Author, Content, Hour, Message, MessageKind, Status, Timestamp};
use seal::{Key, Receipt};
use store::Item;

/// What a receipt shows.
pub struct Mailbox {
    /// Where the report stands.
    pub status: Status,
    /// When it was accepted.
    pub received_at: Timestamp,
    /// Until when it is kept if nothing is decided (to the hour).
    pub kept_until: Timestamp,
    /// Oldest first; the reporter's own report is the first.
    pub messages: Vec<MailboxMessage>,
    /// Proof that the filing stands in the log.
    pub proof: ProofState,
}

/// One message of a mailbox.
pub struct MailboxMessage {
    /// A number that stays the same for this message: its place in the mailbox, from 1.
    pub number: usize,
    /// The message.
    pub message: Message,
}

/// The proof of filing.
pub enum ProofState {
    /// The next daily head will cover it; until then there is the promise.
    Pending {
        /// The signed promise that came with the receipt.
        promise: String,
    },
    /// It stands under a daily head.
    Complete {
        /// The signed promise that came with the receipt.
        promise: String,
        /// Inclusion under the newest daily head.
        proof: Proof,
    },
}

/// An opened mailbox, before its messages are read.
pub(crate) struct Opened {
    pub(crate) keys: MailboxKeys,
    pub(crate) status: Status,
    pub(crate) kept_until: Hour,
    items: Vec<Item>,
}

impl Desk {
    /// Opens a mailbox. Blocks on the database; changes nothing, so that opening leaves no trace.
    ///
    /// # Errors
    /// [`Failure::Unknown`] when there is no such receipt, or its report is gone.
    pub async fn open_mailbox(&self, receipt: &Receipt) -> Result<Mailbox, Failure> {
        let opened = self.opened(receipt).await?;
        let withdrawn = opened.status == Status::Withdrawn;
        let messages = if withdrawn {
            Vec::new()
        } else {
            messages(&opened.keys.key, &opened.items)?
        };
        let promise = self.promise(opened.keys.leaf_hash, opened.keys.accepted_at);
        let proof = match self.daily_proof(opened.keys.leaf).await? {
            Some(proof) => ProofState::Complete { promise, proof },
            None => ProofState::Pending { promise },
        };
        Ok(Mailbox {
            status: opened.status,
            received_at: opened.keys.accepted_at,
            kept_until: opened.kept_until.start(),
            messages: messages
                .into_iter()
                .enumerate()
                .map(|(i, message)| MailboxMessage {
                    number: i + 1,
                    message,
                })
                .collect(),
            proof,
        })
    }

    pub(crate) async fn opened(&self, receipt: &Receipt) -> Result<Opened, Failure> {
        let pepper = self.inner.keyring.get().pepper().clone();
        let lookup = receipt.lookup(&pepper);
        let row = self
            .store()
            .read("find mailbox", move |tx| tx.mailbox(&lookup))
            .await?;
        let row = row.ok_or(Failure::Unknown)?;
        // A key that is gone and a mailbox that never was must look the same from outside.
        let epoch_key = self
            .inner
            .keyring
            .epoch_key(row.epoch)
            .map_err(|_| Failure::Unknown)?;
        let inner = sealed::from_epoch(&epoch_key, row.epoch, "mailbox", &lookup, &row.sealed)?;
        let keys = MailboxKeys::open(receipt, &pepper, &inner)?;
        let report = keys.report;
        let (row, items) = self
            .store()
            .read("read mailbox", move |tx| {
                Ok((tx.report(report)?, tx.items(report)?))
            })
            .await?;
        let row = row.ok_or(Failure::Unknown)?;
        let now = Hour::of(self.now());
        let withdrawn = match keys.door {
            Door::First => row.withdrawn,
            // The second mailbox shows a withdrawal of its own, and keeps showing itself when the first was
            // withdrawn: whoever forced it open must not learn that there was another.
            Door::Second => pretended_withdrawal(&keys.key, &items)?,
        };
        if withdrawn.is_some_and(|hour| {
            hour.plus_hours(self.inner.profile.retention.withdrawn_hours) <= now
        }) {
            return Err(Failure::Unknown);
        }
        if row.expires <= now {
            return Err(Failure::Unknown);
        }
        let status = match (withdrawn, keys.door) {
            (Some(_), _) => Status::Withdrawn,
            (None, Door::First) => {
                Status::from_code(row.status).ok_or(Failure::Damaged("a report's status"))?
            }
            (None, Door::Second) => Status::Received,
        };
        Ok(Opened {
            keys,
            status,
            kept_until: row.expires,
            items,
        })
    }
}

/// The messages of one mailbox, its report first. Readings and marks are not messages, and what another key seals
/// belongs to the other mailbox.
pub(crate) fn messages(mailbox: &Key, items: &[Item]) -> Result<Vec<Message>, Failure> {
    let mut messages = Vec::new();
    for item in items.iter().filter(|item| item.kind != kind::READING) {
        let Some(plain) = sealed::open_item(mailbox, item) else {
            continue;
        };
        let plain = plain?;
        if item.kind == kind::CONTENT {
            let content =
                Content::from_bytes(&plain).map_err(|_| Failure::Damaged("a report's content"))?;
            messages.push(Message {
                author: Author::Reporter,
                text: content.text,
                at: content.accepted_at,
                kind: MessageKind::Message,
            });
        } else if plain.as_slice() != PRETENDED_WITHDRAWAL {
            messages.push(Message::from_bytes(&plain).map_err(|_| Failure::Damaged("a message"))?);
        }
    }
    // Exact times are sealed, so only here can they be ordered.
    messages.sort_by_key(|message| message.at);
    Ok(messages)
}

fn pretended_withdrawal(mailbox: &Key, items: &[Item]) -> Result<Option<Hour>, Failure> {
    for item in items.iter().filter(|item| item.kind == kind::MESSAGE) {
        if let Some(plain) = sealed::open_item(mailbox, item)
            && plain?.as_slice() == PRETENDED_WITHDRAWAL
        {
            return Ok(Some(item.hour));
        }
    }
    Ok(None)
}
