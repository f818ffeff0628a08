//! The reporter adds to a report, or takes it back.
//!
//! Every deed here is answered alike through both receipts: the second mailbox takes messages and pretends to
//! withdraw. (Which of the two was withdrawn the tables do tell: docs/threat-model.md.)

use crate::desk::Desk;
use crate::error::Failure;
use crate::file::SentFile;
use crate::log::Deed;
use crate::mailbox::Look;
use crate::sealed::{self, Door, Headline, MailboxKeys, What, kind};
use report::{Author, Hour, Message, MessageKind, Status};
use seal::Receipt;
use std::sync::Arc;
use store::{Item, Tx};

impl Desk {
    /// Adds a message, an answer or an amendment to what the reporter said. An answer may say which question it answers, by
    /// its number in the mailbox.
    ///
    /// # Errors
    /// [`Failure::Unknown`] as for opening; also when the report was withdrawn. [`Failure::NoQuestion`],
    /// [`Failure::MailboxFull`].
    pub async fn add_message(
        &self,
        receipt: &Receipt,
        text: String,
        message: MessageKind,
        question: Option<u32>,
    ) -> Result<(), Failure> {
        let sending = self.token();
        self.add_message_once(receipt, text, message, question, &sending)
            .await
    }

    /// As [`Desk::add_message`]; the same message of the same sending, which a name stands for, is kept once, however
    /// often it comes.
    ///
    /// # Errors
    /// As [`Desk::add_message`].
    pub async fn add_message_once(
        &self,
        receipt: &Receipt,
        text: String,
        message: MessageKind,
        question: Option<u32>,
        sending: &str,
    ) -> Result<(), Failure> {
        let keys = self.mailbox_keys(receipt).await?;
        // The same word may answer two questions of one page.
        let which = match question {
            Some(number) => format!("{sending} {} {number} {text}", message.as_str()),
            None => format!("{sending} {} {text}", message.as_str()),
        };
        let id = sealed::once(&keys.key, &which);
        let message = Message {
            author: Author::Reporter,
            text,
            at: self.now(),
            kind: message,
            question,
        };
        let plain = zeroize::Zeroizing::new(message.to_bytes());
        let item = sealed::item_of_id(
            id,
            &keys.key,
            keys.report,
            kind::MESSAGE,
            Headline::of_message(What::Reporter, &message),
            &plain,
            &mut self.random(),
        );
        self.put(keys, item, question).await
    }

    /// Puts a file that was sent into a mailbox. The same file is put there once, however often it comes.
    ///
    /// # Errors
    /// As [`Desk::add_message`]; [`Failure::FileGone`].
    pub async fn add_file(&self, receipt: &Receipt, file: SentFile) -> Result<(), Failure> {
        let keys = self.mailbox_keys(receipt).await?;
        let random = &mut self.random();
        let item = file.item(What::Reporter, &keys.key, keys.report, self.now(), random)?;
        self.put(keys, item, None).await
    }

    /// Puts an item of the reporter's into their mailbox, if there is room, and the question that it answers.
    async fn put(
        &self,
        keys: Arc<MailboxKeys>,
        item: Item,
        question: Option<u32>,
    ) -> Result<(), Failure> {
        let room = Room {
            look: self.look(),
            messages: self.inner.profile.mailbox.messages,
            bytes: self.inner.profile.mailbox.message_kib as u64 * 1024,
            files: self.inner.profile.intake.files,
            question,
        };
        let item = Arc::new(item);
        let (asked, offered) = (Arc::clone(&keys), Arc::clone(&item));
        // Asked of a reader first: what is full is not to cost the writer, who serves everybody.
        self.store()
            .read("look for room", move |tx| room.takes(tx, &asked, &offered))
            .await??;
        let (due, kept) = (self.first_look_by(self.now()), self.undecided_hours());
        self.store()
            .write("add to mailbox", move |tx| {
                let taken = room.takes(tx, &keys, &item)?;
                if let Ok(true) = taken {
                    tx.insert_item(&item)?;
                    // Whichever of the two mailboxes it is: the queue must not tell.
                    tx.report_wrote(keys.report, due, kept)?;
                    if item.kind == kind::FILE {
                        tx.claim_object(item.id, keys.report)?;
                    }
                }
                Ok(taken)
            })
            .await??;
        Ok(())
    }

    /// Takes the report back: it leaves the queues now and is destroyed after 24 hours. Doing it twice is once.
    ///
    /// # Errors
    /// [`Failure::Unknown`] as for opening.
    pub async fn withdraw(&self, receipt: &Receipt) -> Result<(), Failure> {
        let keys = self.mailbox_keys(receipt).await?;
        let (look, asked) = (self.look(), Arc::clone(&keys));
        let opened = self
            .store()
            .read("read mailbox", move |tx| look.at(tx, &asked))
            .await??;
        if opened.status == Status::Withdrawn {
            return Ok(());
        }
        let at = self.now();
        let hour = Hour::of(at);
        let mut random = self.random();
        let why = match keys.door {
            Door::First => "withdrawn",
            Door::Second => "pretended withdrawal through the second receipt",
        };
        let noted = self.noted_of_reporter(at, Deed::FollowedUp, keys.report, why, &mut random)?;
        let mark = sealed::item(
            &keys.key,
            keys.report,
            kind::MESSAGE,
            Headline::of(What::PretendedWithdrawal, at, ""),
            b"",
            &mut random,
        );
        let (report, door) = (keys.report, keys.door);
        let entry = noted.clone();
        self.store()
            .write("withdraw report", move |tx| {
                match door {
                    Door::First => {
                        tx.withdraw_report(report, hour)?;
                    }
                    Door::Second => tx.insert_item(&mark)?,
                }
                entry.insert(tx)
            })
            .await?;
        noted.committed(self);
        Ok(())
    }
}

/// How much a reporter may add to one mailbox.
///
/// A mailbox, not a report: with one room for both, whoever forced the second receipt out could fill it and read
/// from what was missing how much had been said in the first.
#[derive(Clone, Copy)]
struct Room {
    look: Look,
    messages: usize,
    bytes: u64,
    /// Files of the reporter's own, each bounded by itself.
    files: usize,
    /// The question that must stand there.
    question: Option<u32>,
}

impl Room {
    /// Whether there is room for this item; `false` when it lies in the mailbox already, because a commit whose
    /// outcome nobody knew had happened.
    fn takes(
        self,
        tx: &mut Tx<'_>,
        keys: &MailboxKeys,
        item: &Item,
    ) -> Result<Result<bool, Failure>, store::Error> {
        let opened = match self.look.at(tx, keys)? {
            Ok(opened) => opened,
            Err(failure) => return Ok(Err(failure)),
        };
        if opened.status == Status::Withdrawn {
            return Ok(Err(Failure::Unknown));
        }
        if opened.holds(item.id) {
            return Ok(Ok(false));
        }
        if self.question.is_some_and(|number| !opened.asks(number)) {
            return Ok(Err(Failure::NoQuestion));
        }
        if item.kind == kind::FILE {
            return Ok(match opened.file_count() < self.files {
                true => Ok(true),
                false => Err(Failure::MailboxFull),
            });
        }
        let (count, bytes) = opened.added();
        if count >= self.messages || bytes + item.sealed.len() as u64 > self.bytes {
            return Ok(Err(Failure::MailboxFull));
        }
        Ok(Ok(true))
    }
}
