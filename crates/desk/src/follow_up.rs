//! The reporter adds to a report, or takes it back.
//!
//! Every deed here works alike through both receipts: the second mailbox takes messages and pretends to
//! withdraw, with the same writes.

use crate::desk::Desk;
use crate::error::Failure;
use crate::log::{Deed, Entry};
use crate::mailbox::Opened;
use crate::sealed::{self, Door, PRETENDED_WITHDRAWAL, kind};
use report::{Author, Hour, Message, MessageKind, Status};
use seal::Receipt;

impl Desk {
    /// Adds a message, an answer or an amendment to what the reporter said.
    ///
    /// # Errors
    /// [`Failure::Unknown`] as for opening; also when the report was withdrawn.
    pub async fn add_message(
        &self,
        receipt: &Receipt,
        text: String,
        message: MessageKind,
    ) -> Result<(), Failure> {
        let Opened { keys, status, .. } = self.opened(receipt).await?;
        if status == Status::Withdrawn {
            return Err(Failure::Unknown);
        }
        let at = self.now();
        let message = Message {
            author: Author::Reporter,
            text,
            at,
            kind: message,
        };
        let mut random = self.random();
        let plain = zeroize::Zeroizing::new(message.to_bytes());
        let item = sealed::item(
            &keys.key,
            keys.report,
            kind::MESSAGE,
            Hour::of(at),
            &plain,
            &mut random,
        );
        self.store()
            .append("add message", move |tx| tx.insert_item(&item))
            .await?;
        Ok(())
    }

    /// Takes the report back: it leaves the queues now and is destroyed after 24 hours. Doing it twice is once.
    ///
    /// # Errors
    /// [`Failure::Unknown`] as for opening.
    pub async fn withdraw(&self, receipt: &Receipt) -> Result<(), Failure> {
        let Opened { keys, status, .. } = self.opened(receipt).await?;
        if status == Status::Withdrawn {
            return Ok(());
        }
        let at = self.now();
        let hour = Hour::of(at);
        let mut random = self.random();
        let second = self.second()?;
        let why = match keys.door {
            Door::First => "withdrawn",
            Door::Second => "pretended withdrawal through the second receipt",
        };
        let entry = Entry {
            at: hour.start(),
            who: "reporter".to_owned(),
            people: Vec::new(),
            deed: Deed::FollowedUp,
            subject: Some(keys.report),
            why: why.to_owned(),
        };
        let leaf = self.leaf(&second, &entry, &mut random)?;
        let mark = sealed::item(
            &keys.key,
            keys.report,
            kind::MESSAGE,
            hour,
            PRETENDED_WITHDRAWAL,
            &mut random,
        );
        let (report, door) = (keys.report, keys.door);
        let stored = std::sync::Arc::clone(&second);
        self.store()
            .write("withdraw report", move |tx| {
                stored.store(tx)?;
                match door {
                    Door::First => {
                        tx.withdraw_report(report, hour)?;
                    }
                    Door::Second => tx.insert_item(&mark)?,
                }
                tx.insert_leaf(&leaf)
            })
            .await?;
        second.is_durable();
        self.inner.bell.ring();
        Ok(())
    }
}
