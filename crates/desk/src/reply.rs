//! An officer writes to a reporter, or sends them a file. Both lie in the first mailbox alone, and both are in the log in
//! the transaction that puts them there.

use crate::desk::Desk;
use crate::error::Failure;
use crate::file::SentFile;
use crate::log::Deed;
use crate::open_report::STATUS;
use crate::read_up_to::{ReadUpTo, still_unread};
use crate::sealed::{self, Headline, What, kind};
use crate::unlock::Unlocked;
use report::{Author, Id, Message, MessageKind, Status};
use seal::Key;
use store::Item;

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
        self.reply_having_read(by, id, text, question, None)
    }

    /// The same by somebody who read the report so far and no further: what came since stays to be read.
    ///
    /// # Errors
    /// As [`Desk::reply`].
    pub fn reply_having_read(
        &self,
        by: &Unlocked,
        id: Id,
        text: &str,
        question: bool,
        read: Option<ReadUpTo>,
    ) -> Result<Status, Failure> {
        by.must_be_officer()?;
        if text.trim().is_empty() {
            return Err(Failure::NotAllowed("the answer is empty"));
        }
        let row = self.living(id)?;
        let keys = self.desk_keys(by, &row)?;
        let kind = match question {
            true => MessageKind::Question,
            false => MessageKind::Message,
        };
        let item = self.message_item(&keys.first, id, text, kind)?;
        self.put_from_desk(by, item, "", read)
    }

    /// What an officer writes to a reporter, sealed for the first mailbox.
    pub(crate) fn message_item(
        &self,
        mailbox: &Key,
        id: Id,
        text: &str,
        kind: MessageKind,
    ) -> Result<Item, Failure> {
        if text.len() > self.inner.profile.intake.text_bytes {
            return Err(Failure::NotAllowed(
                "the answer is longer than a text may be here (the setting intake.text_bytes)",
            ));
        }
        let message = Message {
            author: Author::Desk,
            text: text.to_owned(),
            at: self.now(),
            kind,
            question: None,
        };
        let plain = zeroize::Zeroizing::new(message.to_bytes());
        Ok(sealed::item(
            mailbox,
            id,
            sealed::kind::MESSAGE,
            Headline::of_message(What::Desk, &message),
            &plain,
            &mut self.random(),
        ))
    }

    /// Sends a reporter a file that arrived ([`Desk::receive_file`]); like an answer, it puts the report in hand.
    ///
    /// # Errors
    /// As [`Desk::open_report`]; [`Failure::TooManyFiles`] when the desk sent as many as a report may have;
    /// [`Failure::FileGone`].
    pub fn send_file(
        &self,
        by: &Unlocked,
        id: Id,
        file: &SentFile,
        read: Option<ReadUpTo>,
    ) -> Result<Status, Failure> {
        by.must_be_officer()?;
        let row = self.living(id)?;
        let keys = self.desk_keys(by, &row)?;
        let there = self.report_files(&keys.first, id)?;
        let of_desk = |(_, headline): &&(SentFile, Headline)| headline.what == What::Desk;
        if there.iter().filter(of_desk).count() >= self.inner.profile.intake.files {
            return Err(Failure::TooManyFiles);
        }
        let random = &mut self.random();
        let item = file.item(What::Desk, &keys.first, id, self.now(), random)?;
        self.put_from_desk(by, item, "sent a file", read)
    }

    fn put_from_desk(
        &self,
        by: &Unlocked,
        item: Item,
        why: &str,
        read: Option<ReadUpTo>,
    ) -> Result<Status, Failure> {
        let id = item.report;
        let noted = self.noted(&by.person, Deed::Replied, Some(id), why)?;
        let (entry, claimant) = (noted.clone(), self.claimant(by));
        let days = self.inner.profile.queue.feedback_days;
        let status = self
            .store()
            .write("reply", move |tx| {
                if !claimant.holds(tx, id)? {
                    return Ok(None);
                }
                let row = tx.report(id)?.ok_or(store::Error::NoReport)?;
                let unread = still_unread(tx, id, &row, read)?;
                tx.insert_item(&item)?;
                if item.kind == kind::FILE {
                    tx.claim_object(item.id, id)?;
                }
                let mut status = row.status;
                if status == Status::Received.code() {
                    status = Status::InHand.code();
                }
                let mut due = row.hour.plus_hours(24 * days);
                if unread {
                    due = due.min(row.due);
                }
                let conduct = row.conduct.as_deref();
                tx.set_report_standing(id, status, row.level, conduct, due, unread)?;
                entry.insert(tx)?;
                Ok(Some(status))
            })
            .wait()?;
        let status = status.ok_or(Failure::ClaimedByAnother)?;
        noted.committed(self);
        Status::from_code(status).ok_or(STATUS)
    }
}
