//! The reporter's mailbox: opened by a receipt, for status, messages and the proof of filing.
//!
//! Both mailboxes of a report open here, and nothing in what happens or how long it takes tells them apart.
//! The wraps of a report's items tell enough to lay the mailbox out (`sealed::Headline`), so bodies are read and
//! opened for the page that is shown and for no other; and all of it happens on the store's own threads.

use crate::desk::Desk;
use crate::error::Failure;
use crate::file::{ListedFile, SentFile};
use crate::open_file::listed;
use crate::sealed::{self, Door, Headline, MailboxKeys, Turn, What, kind};
use crate::verify_log::Proof;
use report::{Author, Content, Hour, Message, MessageKind, Status, Timestamp};
use seal::{Key, Receipt};
use std::ops::Range;
use std::sync::Arc;
use store::{Aside, Item, Tx};

/// What a receipt shows.
pub struct Mailbox {
    /// Where the report stands.
    pub status: Status,
    /// When it was accepted.
    pub received_at: Timestamp,
    /// Until when it is kept if nothing is decided (to the hour).
    pub kept_until: Timestamp,
    /// Whether it is set aside, for it says who somebody is and nothing that they did.
    pub aside: bool,
    /// `report::shown_length` of every message, oldest first; the reporter's own report is the first.
    pub lengths: Vec<usize>,
    /// The messages that were asked for, oldest first.
    pub messages: Vec<MailboxMessage>,
    /// The numbers of the questions that are open: no answer names them, and none that names no question came after them.
    pub open_questions: Vec<usize>,
    /// The files of this mailbox, by their numbers. There are few (`intake.files` of each side), and all are listed.
    pub files: Vec<ListedFile>,
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

/// A mailbox as its wraps tell it, no body read.
pub(crate) struct Opened {
    pub(crate) status: Status,
    kept_until: Hour,
    aside: bool,
    /// In the order in which they are shown; empty once withdrawn.
    said: Vec<Said>,
    /// The files among it, in the order of their numbers; empty once withdrawn.
    files: Vec<Said>,
}

/// One thing said in a mailbox.
struct Said {
    seq: i64,
    id: report::Id,
    kind: i64,
    size: u64,
    headline: Headline,
    data_key: Key,
}

impl Desk {
    /// Opens a mailbox and those of its messages that `page` chooses by the lengths of all
    /// ([`Mailbox::lengths`]). `page` may be asked several times. Changes nothing, so that opening leaves no trace.
    ///
    /// # Errors
    /// [`Failure::Unknown`] when there is no such receipt, or its report is gone.
    pub async fn open_mailbox_at(
        &self,
        receipt: &Receipt,
        page: impl Fn(&[usize]) -> Range<usize> + Send + 'static,
    ) -> Result<Mailbox, Failure> {
        let keys = self.mailbox_keys(receipt).await?;
        let (look, asked) = (self.look(), Arc::clone(&keys));
        let read = self.store().read("read mailbox", move |tx| {
            let opened = match look.at(tx, &asked)? {
                Ok(opened) => opened,
                Err(failure) => return Ok(Err(failure)),
            };
            let lengths: Vec<usize> = opened
                .said
                .iter()
                .map(|said| said.headline.length)
                .collect();
            let wanted = page(&lengths);
            let messages = opened.messages(tx, wanted)?;
            let files = open_files(tx, &opened.files)?;
            let both = messages.and_then(|messages| Ok((messages, files?)));
            Ok(both.map(|both| (opened, lengths, both)))
        });
        let (opened, lengths, (messages, files)) = read.await??;
        let promise = self.promise(keys.leaf_hash, keys.accepted_at);
        let proof = match self.daily_proof(keys.leaf).await? {
            Some(proof) => ProofState::Complete { promise, proof },
            None => ProofState::Pending { promise },
        };
        Ok(Mailbox {
            status: opened.status,
            received_at: keys.accepted_at,
            kept_until: opened.kept_until.start(),
            aside: opened.aside,
            lengths,
            messages,
            open_questions: opened.open_questions(),
            files: listed(files),
            proof,
        })
    }

    /// What a receipt opens.
    pub(crate) async fn mailbox_keys(
        &self,
        receipt: &Receipt,
    ) -> Result<Arc<MailboxKeys>, Failure> {
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
        Ok(Arc::new(MailboxKeys::open(receipt, &pepper, &inner)?))
    }

    /// For looking at a mailbox inside a transaction, as of now.
    pub(crate) fn look(&self) -> Look {
        Look {
            now: Hour::of(self.now()),
            withdrawn_hours: self.inner.profile.retention.withdrawn_hours,
        }
    }
}

/// How a mailbox is looked at: when, and by which settings.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    now: Hour,
    withdrawn_hours: i64,
}

impl Look {
    /// The mailbox of these keys, inside a transaction. The inner error is what the receipt is answered.
    pub(crate) fn at(
        self,
        tx: &mut Tx<'_>,
        keys: &MailboxKeys,
    ) -> Result<Result<Opened, Failure>, store::Error> {
        let Some(row) = tx.report(keys.report)? else {
            return Ok(Err(Failure::Unknown));
        };
        let (mut said, mut files, mut pretended) = (Vec::new(), Vec::new(), None);
        for head in tx.item_heads(keys.report)? {
            match sealed::open_wrap(&keys.key, &head.id, head.kind, &head.wrap) {
                Err(failure) => return Ok(Err(failure)),
                // The other mailbox's.
                Ok(None) => {}
                Ok(Some((headline, data_key))) => match headline.what {
                    What::Reading => {}
                    What::PretendedWithdrawal => {
                        pretended = pretended.into_iter().chain([head.hour]).min();
                    }
                    What::Reporter | What::Desk => {
                        let one = Said {
                            seq: head.seq,
                            id: head.id,
                            kind: head.kind,
                            size: head.size,
                            headline,
                            data_key,
                        };
                        match head.kind {
                            kind::FILE => files.push(one),
                            _ => said.push(one),
                        }
                    }
                },
            }
        }
        let withdrawn = match keys.door {
            Door::First => row.withdrawn,
            // The second mailbox shows a withdrawal of its own, or else that of the first: they say so for the same
            // day and vanish together. One that said "received" and was gone the next day would tell that there
            // had been another, and when it was used; one mailbox alone never does that.
            Door::Second => pretended.into_iter().chain(row.withdrawn).min(),
        };
        if withdrawn.is_some_and(|hour| hour.plus_hours(self.withdrawn_hours) <= self.now)
            || row.expires <= self.now
        {
            return Ok(Err(Failure::Unknown));
        }
        let status = match (withdrawn, keys.door) {
            (Some(_), _) => Status::Withdrawn,
            (None, Door::First) => match Status::from_code(row.status) {
                Some(status) => status,
                None => return Ok(Err(Failure::Damaged("a report's status"))),
            },
            (None, Door::Second) => Status::Received,
        };
        if status == Status::Withdrawn {
            said.clear();
            files.clear();
        }
        // Exact times are sealed, so only here can they be ordered.
        said.sort_by_key(|said| said.headline.at);
        files.sort_by_key(|file| file.headline.at);
        Ok(Ok(Opened {
            status,
            kept_until: row.expires,
            // The other mailbox has a story of its own.
            aside: keys.door == Door::First && row.aside != Aside::No && withdrawn.is_none(),
            said,
            files,
        }))
    }
}

impl Opened {
    /// Whether this item lies in it.
    pub(crate) fn holds(&self, id: report::Id) -> bool {
        self.said
            .iter()
            .chain(&self.files)
            .any(|said| said.id == id)
    }

    /// Whether a question has this number.
    pub(crate) fn asks(&self, number: u32) -> bool {
        self.questions().any(|asked| asked == number as usize)
    }

    fn questions(&self) -> impl Iterator<Item = usize> {
        let asked = (1..).zip(&self.said);
        asked.filter_map(|(number, said)| (said.headline.turn == Turn::Asks).then_some(number))
    }

    fn open_questions(&self) -> Vec<usize> {
        let mut open: Vec<usize> = self.questions().collect();
        for (number, said) in (1..).zip(&self.said) {
            match said.headline.turn {
                Turn::Answers(Some(question)) => open.retain(|asked| *asked != question as usize),
                Turn::Answers(None) => open.retain(|asked| *asked > number),
                Turn::Says | Turn::Asks => {}
            }
        }
        open
    }

    /// How many messages the reporter added, and how many bytes they are stored in. What was filed first is none.
    pub(crate) fn added(&self) -> (usize, u64) {
        let added = self
            .said
            .iter()
            .filter(|said| said.kind == kind::MESSAGE && said.headline.what == What::Reporter);
        added.fold((0, 0), |(count, bytes), said| {
            (count + 1, bytes + said.size)
        })
    }

    /// How many files the reporter put into it.
    pub(crate) fn file_count(&self) -> usize {
        let own = |file: &&Said| file.headline.what == What::Reporter;
        self.files.iter().filter(own).count()
    }

    /// The file of this number.
    pub(crate) fn file(
        &self,
        tx: &mut Tx<'_>,
        number: usize,
    ) -> Result<Result<SentFile, Failure>, store::Error> {
        let one = number.checked_sub(1).and_then(|at| self.files.get(at..=at));
        let opened = open_files(tx, one.unwrap_or_default())?;
        Ok(opened.and_then(|mut files| Ok(files.pop().ok_or(Failure::Unknown)?.0)))
    }

    /// Reads and opens the messages of this range.
    fn messages(
        &self,
        tx: &mut Tx<'_>,
        wanted: Range<usize>,
    ) -> Result<Result<Vec<MailboxMessage>, Failure>, store::Error> {
        let first = wanted.start;
        let wanted = self.said.get(wanted).unwrap_or_default();
        let seqs: Vec<i64> = wanted.iter().map(|said| said.seq).collect();
        let bodies = tx.item_bodies(&seqs)?;
        let opened = (first + 1..).zip(wanted).map(|(number, said)| {
            let body = bodies.get(&said.seq).ok_or(Failure::Damaged("an item"))?;
            let plain = sealed::open_body(&said.data_key, &said.id, said.kind, body)?;
            let message = message(said.kind, &plain)?;
            Ok(MailboxMessage { number, message })
        });
        Ok(opened.collect())
    }
}

/// Reads what each file is called, and what opens it.
fn open_files(
    tx: &mut Tx<'_>,
    files: &[Said],
) -> Result<Result<Vec<(SentFile, Headline)>, Failure>, store::Error> {
    let seqs: Vec<i64> = files.iter().map(|file| file.seq).collect();
    let bodies = tx.item_bodies(&seqs)?;
    let opened = files.iter().map(|file| {
        let body = bodies.get(&file.seq).ok_or(Failure::Damaged("an item"))?;
        let plain = sealed::open_body(&file.data_key, &file.id, file.kind, body)?;
        Ok((SentFile::from_item(&plain)?, file.headline))
    });
    Ok(opened.collect())
}

/// Everything said in one mailbox, its report first. What another key seals belongs to the other mailbox.
impl Desk {
    /// Which report a receipt leads to: for somebody who works here and holds the receipt, because they filed it.
    ///
    /// # Errors
    /// As for opening the mailbox.
    pub async fn report_behind(&self, receipt: &Receipt) -> Result<report::Id, Failure> {
        Ok(self.mailbox_keys(receipt).await?.report)
    }
}

pub(crate) fn messages(mailbox: &Key, items: &[Item]) -> Result<Vec<Message>, Failure> {
    let mut messages = Vec::new();
    for item in items.iter().filter(|item| item.kind != kind::FILE) {
        let Some((headline, plain)) = sealed::open_item(mailbox, item)? else {
            continue;
        };
        if matches!(headline.what, What::Reporter | What::Desk) {
            messages.push(message(item.kind, &plain)?);
        }
    }
    messages.sort_by_key(|message| message.at);
    Ok(messages)
}

fn message(kind: i64, plain: &[u8]) -> Result<Message, Failure> {
    if kind != kind::CONTENT {
        return Message::from_bytes(plain).map_err(|_| Failure::Damaged("a message"));
    }
    let content = Content::from_bytes(plain).map_err(|_| Failure::Damaged("a report's content"))?;
    Ok(Message {
        author: Author::Reporter,
        text: content.text,
        at: content.accepted_at,
        kind: MessageKind::Message,
        question: None,
    })
}
