//! An officer writes to a reporter, or sends them a file. Both lie in the first mailbox alone, and both are in the log in
//! the transaction that puts them there.

use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::file::SentFile;
use crate::log::Deed;
use crate::open_report::STATUS;
use crate::read_up_to::{ReadUpTo, still_unread};
use crate::sealed::{self, Headline, What, kind};
use crate::unlock::Unlocked;
use report::{Author, Id, Message, MessageKind, Status};
use seal::Key;
use store::{Item, ReportStanding};

/// What an officer sends to a reporter in one go.
#[derive(Clone, Default)]
pub struct FromDesk {
    /// What they write; empty when only files go.
    pub text: String,
    /// Whether it asks for an answer.
    pub question: bool,
    /// Files that arrived.
    pub files: Vec<SentFile>,
    /// How far they had read the report; `None`: all that there is.
    pub read: Option<ReadUpTo>,
    /// What this sending is called: the same words of the same sending go once, however often they come.
    pub sending: Option<String>,
}

impl Desk {
    /// Answers a reporter; a report that was only received is in hand from then on, and theirs who answers. Returns where
    /// it stands.
    ///
    /// # Errors
    /// As [`Desk::open_report`]; [`Failure::ClaimedByAnother`].
    pub fn reply(
        &self,
        by: &Unlocked,
        id: Id,
        text: &str,
        question: bool,
    ) -> Result<Status, Failure> {
        let answer = FromDesk {
            text: text.to_owned(),
            question,
            ..FromDesk::default()
        };
        self.answer(by, id, &answer)
    }

    /// Sends all of an answer, or nothing of it.
    ///
    /// # Errors
    /// As [`Desk::reply`] and [`Desk::send_file`].
    pub fn answer(&self, by: &Unlocked, id: Id, answer: &FromDesk) -> Result<Status, Failure> {
        by.must_be_officer()?;
        let has_text = !answer.text.trim().is_empty();
        if !has_text && answer.files.is_empty() {
            return Err(Failure::NotAllowed(Refused::EmptyAnswer));
        }
        let row = self.living(id)?;
        let keys = self.desk_keys(by, &row)?;
        let mut items = Vec::new();
        if has_text {
            let kind = match answer.question {
                true => MessageKind::Question,
                false => MessageKind::Message,
            };
            let once = answer.sending.as_deref();
            items.push(self.message_item(&keys.first, id, &answer.text, kind, once)?);
        }
        for file in &answer.files {
            let random = &mut self.random();
            items.push(file.item(What::Desk, &keys.first, id, self.now(), random)?);
        }
        let why = match (has_text, answer.files.is_empty()) {
            (_, true) => "",
            (true, false) => "with a file",
            (false, false) => "sent a file",
        };
        self.put_from_desk(by, id, &keys.first, items, why, answer.read)
    }

    /// What an officer writes to a reporter, sealed for the first mailbox.
    pub(crate) fn message_item(
        &self,
        mailbox: &Key,
        id: Id,
        text: &str,
        kind: MessageKind,
        sending: Option<&str>,
    ) -> Result<Item, Failure> {
        if text.len() > self.inner.profile.intake.text_bytes {
            return Err(Failure::NotAllowed(Refused::LongAnswer));
        }
        let message = Message {
            author: Author::Desk,
            text: text.to_owned(),
            at: self.now(),
            kind,
            question: None,
        };
        let plain = zeroize::Zeroizing::new(message.to_bytes());
        let random = &mut self.random();
        let item = match sending {
            Some(sending) => sealed::once(mailbox, &format!("{sending} {} {text}", kind.as_str())),
            None => Id(random.bytes()),
        };
        Ok(sealed::item_of_id(
            item,
            mailbox,
            id,
            sealed::kind::MESSAGE,
            Headline::of_message(What::Desk, &message),
            &plain,
            random,
        ))
    }

    /// Sends a reporter a file that arrived ([`Desk::receive_file`]); like an answer, it puts the report in hand.
    ///
    /// # Errors
    /// As [`Desk::open_report`]; [`Failure::TooManyFiles`] when the desk sent as many as a report may have;
    /// [`Failure::FileGone`].
    pub fn send_file(&self, by: &Unlocked, id: Id, file: &SentFile) -> Result<Status, Failure> {
        let answer = FromDesk {
            files: vec![file.clone()],
            ..FromDesk::default()
        };
        self.answer(by, id, &answer)
    }

    fn put_from_desk(
        &self,
        by: &Unlocked,
        id: Id,
        mailbox: &Key,
        items: Vec<Item>,
        why: &str,
        read: Option<ReadUpTo>,
    ) -> Result<Status, Failure> {
        let noted = self.noted(&by.person, Deed::Replied, Some(id), why)?;
        let (entry, claimant) = (noted.clone(), self.claimant(by));
        let (mailbox, most) = (mailbox.clone(), self.inner.profile.intake.files);
        let days = self.inner.profile.queue.feedback_days;
        let status = self
            .store()
            .write("reply", move |tx| {
                let row = tx.report(id)?.ok_or(store::Error::NoReport)?;
                // Sent twice, it is there once: by its words, for a file that is there belongs to one sending only.
                let words = |item: &&Item| item.kind == kind::MESSAGE;
                let there = tx.item_heads(id)?;
                if let Some(sent) = items.iter().find(words)
                    && there.iter().any(|item| item.id == sent.id)
                {
                    return Ok(Put::There(row.status));
                }
                // Nobody works on what is closed.
                let may = match row.status == Status::Closed.code() {
                    true => claimant.may(tx, id)?,
                    false => claimant.holds(tx, id)?,
                };
                if !may {
                    return Ok(Put::ClaimedByAnother);
                }
                let sent = items.iter().filter(|item| item.kind == kind::FILE).count();
                // Counted here: of two who send at once, one finds what the other sent.
                if sent > 0 && sent + of_desk(&mailbox, &tx.items_of_kind(id, kind::FILE)?) > most {
                    return Ok(Put::TooManyFiles);
                }
                let unread = still_unread(tx, id, &row, read)?;
                for item in &items {
                    tx.insert_item(item)?;
                    if item.kind == kind::FILE {
                        tx.claim_object(item.id, id)?;
                    }
                }
                let mut status = row.status;
                if status == Status::Received.code() {
                    status = Status::InHand.code();
                }
                let mut due = row.hour.plus_hours(24 * days);
                if unread {
                    due = due.min(row.due);
                }
                let standing = ReportStanding {
                    status,
                    level: row.level,
                    conduct: row.conduct,
                    due,
                    wrote: unread,
                    judged: row.judged,
                };
                tx.set_report_standing(id, &standing)?;
                entry.insert(tx)?;
                Ok(Put::Done(status))
            })
            .wait()?;
        let status = match status {
            Put::Done(status) => status,
            // Nothing was written, no entry either.
            Put::There(status) => return Status::from_code(status).ok_or(STATUS),
            Put::ClaimedByAnother => return Err(Failure::ClaimedByAnother),
            Put::TooManyFiles => return Err(Failure::TooManyFiles),
        };
        noted.committed(self);
        Status::from_code(status).ok_or(STATUS)
    }
}

/// What became of something that goes to a reporter.
enum Put {
    /// Where the report stands now.
    Done(i64),
    /// It was sent before.
    There(i64),
    ClaimedByAnother,
    TooManyFiles,
}

/// How many of these the desk sent.
fn of_desk(mailbox: &Key, items: &[Item]) -> usize {
    let is_ours = |item: &&Item| {
        let opened = sealed::open_wrap(mailbox, &item.id, item.kind, &item.wrap);
        matches!(opened, Ok(Some((headline, _))) if headline.what == What::Desk)
    };
    items.iter().filter(is_ours).count()
}
