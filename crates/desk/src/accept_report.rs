//! A report is accepted: receipts and keys are made, everything is sealed, and ONE transaction stores the report,
//! its two mailboxes, its job and its log leaf. Only after the commit does the caller get the receipt.

use crate::circles::Current;
use crate::desk::Desk;
use crate::error::Failure;
use crate::file::SentFile;
use crate::identity::seal_contact;
use crate::log::Deed;
use crate::noted::Noted;
use crate::outside::Random;
use crate::sealed::{self, DeskKeys, Door, Headline, MailboxKeys, What};
use report::{Channel, Contact, Content, Draft, Hour, Id, Timestamp};
use seal::{Binding, Key, Receipt, label};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use store::{Item, NewJob, NewReport, Tx};
use zeroize::Zeroizing;

/// The kind of job that reads a report.
pub(crate) const READ: &str = "read";

/// What the reporter gets, once, after the commit.
pub struct Accepted {
    /// The desk's number for it. No reporter is shown it: what identifies a report is not to lie in their pocket.
    pub id: Id,
    /// Opens the reporter's mailbox.
    pub receipt: Receipt,
    /// Opens a second, harmless mailbox.
    pub second_receipt: Receipt,
    /// When the report was accepted.
    pub received_at: Timestamp,
    /// Until when it is kept if nothing is decided.
    pub kept_until: Timestamp,
    /// Signed promise that the filing stands in the log.
    pub promise: String,
    /// Whether this answer was given before.
    pub again: bool,
    /// Whether it was given to another body than this one.
    pub to_another: bool,
}

impl Accepted {
    pub(crate) fn if_to_the_same(self) -> Result<Accepted, Failure> {
        if self.to_another {
            return Err(Failure::OtherBody);
        }
        Ok(self)
    }
}

/// Makes an answer repeatable: the same key with the same body gets the same answer for 24 hours. Only a hash of
/// the key is kept, and the answer is sealed under the key itself.
pub struct ReplayKey {
    lookup: [u8; 32],
    seal: Key,
    body: [u8; 32],
}

/// What a repeated request gets back, as sealed.
#[derive(Serialize, Deserialize)]
struct Replayed {
    body: [u8; 32],
    id: Id,
    first: String,
    second: String,
    at: Timestamp,
    promise: String,
}

/// Everything that one accepted report writes.
pub(crate) struct Rows {
    report: NewReport,
    mailboxes: [([u8; 32], Vec<u8>); 2],
    content: Item,
    /// Each bears the name of its object, which it claims.
    files: Vec<Item>,
    identity: Option<Vec<u8>>,
    job: NewJob,
    noted: Noted,
    /// Who took it down for the reporter, if somebody did.
    entered: Option<Noted>,
    replay: Option<([u8; 32], Hour, Vec<u8>)>,
    pub(crate) import_line: Option<[u8; 32]>,
}

impl Rows {
    /// Inserts all of it. The report comes first: after an unknown outcome a conflict on its fresh id means that
    /// the earlier attempt was committed.
    pub(crate) fn insert(&self, tx: &mut Tx) -> Result<(), store::Error> {
        tx.insert_report(&self.report)?;
        for (lookup, sealed) in &self.mailboxes {
            tx.insert_mailbox(lookup, self.report.epoch, sealed)?;
        }
        tx.insert_item(&self.content)?;
        if let Some(sealed) = &self.identity {
            tx.insert_identity(self.report.id, self.report.epoch, sealed)?;
        }
        tx.insert_job(&self.job)?;
        self.noted.insert(tx)?;
        if let Some(entered) = &self.entered {
            entered.insert(tx)?;
        }
        if let Some((key, expires, sealed)) = &self.replay {
            tx.insert_replay(key, *expires, sealed)?;
        }
        if let Some(line) = &self.import_line {
            tx.insert_import_line(line)?;
        }
        // Last: the same request beside this one, which was faster, shows as the answer that it left.
        for file in &self.files {
            tx.insert_item(file)?;
            tx.claim_object(file.id, self.report.id)?;
        }
        Ok(())
    }

    /// To be called when a transaction with these rows has committed.
    pub(crate) fn committed(&self, desk: &Desk) {
        self.noted.committed(desk);
        if let Some(entered) = &self.entered {
            entered.committed(desk);
        }
        desk.inner.bell.ring_for_reports();
        let accepted = &desk.inner.measures.accepted;
        accepted.fetch_add(1, Ordering::Relaxed);
    }
}

impl Desk {
    /// Accepts a report with the files that were sent for it. When this returns `Ok`, the report is durable.
    ///
    /// # Errors
    /// When it could not be stored; then nothing of it is kept, and its files wait on. [`Failure::FileGone`] names one that
    /// does not; [`Failure::TooManyFiles`].
    pub async fn accept_report(
        &self,
        draft: Draft,
        files: Vec<SentFile>,
        channel: Channel,
    ) -> Result<Accepted, Failure> {
        let (content, contact) = Content::of_draft(draft, channel, self.now());
        let (rows, accepted) = self.prepare(&content, contact.as_ref(), files, None)?;
        self.commit(rows).await?;
        Ok(accepted)
    }

    /// Accepts a report, or gives the same answer again when this key was answered within the last 24 hours.
    ///
    /// # Errors
    /// As [`Desk::accept_report`]; [`Failure::OtherBody`] when the key came with another body.
    pub async fn accept_report_once(
        &self,
        draft: Draft,
        files: Vec<SentFile>,
        channel: Channel,
        key: &ReplayKey,
    ) -> Result<Accepted, Failure> {
        if let Some(accepted) = self.accepted_before(key).await? {
            return accepted.if_to_the_same();
        }
        self.accept_report_first(draft, files, channel, key)
            .await?
            .if_to_the_same()
    }

    /// As [`Desk::accept_report_once`], for whoever looked already whether there was an answer
    /// ([`Desk::accepted_before`]). Where another was faster, its answer comes, whatever its body was.
    ///
    /// # Errors
    /// As [`Desk::accept_report`].
    pub async fn accept_report_first(
        &self,
        draft: Draft,
        files: Vec<SentFile>,
        channel: Channel,
        key: &ReplayKey,
    ) -> Result<Accepted, Failure> {
        let content = Content::of_draft(draft, channel, self.now());
        self.accept_entered(content, files, key, None).await
    }

    /// The same for what is content already, with an entry of who took it down.
    pub(crate) async fn accept_entered(
        &self,
        (content, contact): (Content, Option<Contact>),
        files: Vec<SentFile>,
        key: &ReplayKey,
        entered: Option<Noted>,
    ) -> Result<Accepted, Failure> {
        let (mut rows, accepted) = self.prepare(&content, contact.as_ref(), files, None)?;
        rows.entered = entered;
        let copy = Replayed {
            body: key.body,
            id: accepted.id,
            first: accepted.receipt.english(),
            second: accepted.second_receipt.english(),
            at: accepted.received_at,
            promise: accepted.promise.clone(),
        };
        let copy =
            Zeroizing::new(serde_json::to_vec(&copy).map_err(|_| Failure::Damaged("an answer"))?);
        let sealed = seal::seal_padded(
            &key.seal,
            &mut self.random(),
            &replay_place(&key.lookup),
            &copy,
        );
        let expires =
            Hour::of(accepted.received_at).plus_hours(self.inner.profile.intake.replay_hours + 1);
        rows.replay = Some((key.lookup, expires, sealed));
        match self.commit(rows).await {
            Ok(()) => Ok(accepted),
            // The same request ran beside this one and was first: its answer is the answer.
            Err(Failure::Storage(store::Error::Conflict { table: "replay" })) => {
                self.accepted_before(key).await?.ok_or(Failure::Unavailable)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Binds an idempotency key to the body that it came with.
    #[must_use]
    pub fn replay_key(&self, key: &str, body: &[u8]) -> ReplayKey {
        let root = Key::from_bytes(
            self.inner
                .keyring
                .get()
                .pepper()
                .mac(label::REPLAY, key.as_bytes()),
        );
        ReplayKey {
            lookup: root.mac(label::REPLAY_LOOKUP, b""),
            body: root.mac(label::REPLAY_BODY, body),
            seal: root.derive(label::REPLAY_SEAL, b""),
        }
    }

    /// What was answered to this key before, to this body or another ([`Accepted::to_another`]).
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn accepted_before(&self, key: &ReplayKey) -> Result<Option<Accepted>, Failure> {
        let lookup = key.lookup;
        let Some(sealed) = self
            .store()
            .read("look for an answer", move |tx| tx.replay(&lookup))
            .await?
        else {
            return Ok(None);
        };
        let damaged = || Failure::Damaged("an answer");
        let copy = seal::open_padded(&key.seal, &replay_place(&key.lookup), &sealed)
            .map_err(|_| damaged())?;
        let copy: Replayed = serde_json::from_slice(&copy).map_err(|_| damaged())?;
        Ok(Some(Accepted {
            id: copy.id,
            receipt: Receipt::parse(&copy.first).map_err(|_| damaged())?,
            second_receipt: Receipt::parse(&copy.second).map_err(|_| damaged())?,
            received_at: copy.at,
            kept_until: self.undecided_until(copy.at).start(),
            promise: copy.promise,
            again: true,
            to_another: copy.body != key.body,
        }))
    }

    async fn commit(&self, rows: Rows) -> Result<(), Failure> {
        let rows = Arc::new(rows);
        let inserted = Arc::clone(&rows);
        // Files are claimed, and that depends on what is there: an append can only insert.
        let stored = match rows.files.is_empty() {
            true => self
                .store()
                .append("accept report", move |tx| inserted.insert(tx)),
            false => self
                .store()
                .write("accept report with files", move |tx| inserted.insert(tx)),
        };
        stored.await?;
        rows.committed(self);
        Ok(())
    }

    /// Seals a report into the rows that accept it, under this receipt or a fresh one. Nothing is stored yet.
    pub(crate) fn prepare(
        &self,
        content: &Content,
        contact: Option<&Contact>,
        files: Vec<SentFile>,
        receipt: Option<Receipt>,
    ) -> Result<(Rows, Accepted), Failure> {
        if files.len() > self.inner.profile.intake.files {
            return Err(Failure::TooManyFiles);
        }
        let mut random = self.random();
        let receipt = receipt.unwrap_or_else(|| Receipt::random(&mut random));
        let second_receipt = Receipt::random(&mut random);
        let at = content.accepted_at;
        let hour = Hour::of(at);
        let id = Id(random.bytes());
        let keys = DeskKeys {
            first: Key::random(&mut random),
            second: Key::random(&mut random),
        };
        let noted = self.noted_of_reporter(at, Deed::Accepted, id, "", &mut random)?;
        let (leaf, leaf_hash) = (noted.leaf(), noted.hash());

        let plain = Zeroizing::new(content.to_bytes());
        let item = sealed::item(
            &keys.first,
            id,
            sealed::kind::CONTENT,
            Headline::of(What::Reporter, at, &content.text),
            &plain,
            &mut random,
        );

        let files = files
            .iter()
            .map(|file| file.item(What::Reporter, &keys.first, id, at, &mut random))
            .collect::<Result<_, _>>()?;

        let keyring = self.inner.keyring.get();
        let epoch = keyring.epoch();
        let epoch_key = keyring
            .epoch_key(epoch)
            .ok_or(Failure::KeyGone("this epoch's key"))?;
        let day = keyring.day();
        let worker = keyring
            .worker_key(day)
            .ok_or(Failure::KeyGone("today's worker key"))?;
        let pepper = keyring.pepper();

        let mut mailbox = |door, receipt: &Receipt, key: &Key| {
            let opened = MailboxKeys {
                door,
                report: id,
                key: key.clone(),
                leaf,
                leaf_hash,
                accepted_at: at,
            };
            let lookup = receipt.lookup(pepper);
            let inner = opened.seal(receipt, pepper, &mut random);
            (
                lookup,
                sealed::under_epoch(epoch_key, epoch, "mailbox", &lookup, &inner, &mut random),
            )
        };
        let first = mailbox(Door::First, &receipt, &keys.first);
        let other = mailbox(Door::Second, &second_receipt, &keys.second);
        // Neither the order of the rows nor that of the two columns may tell which mailbox is which. The lookups
        // are pseudo-random, so their own order is a fair coin.
        let mailboxes = if first.0 <= other.0 {
            [first, other]
        } else {
            [other, first]
        };

        let wrap = keys.seal(noted.second().desk.key(), &id, &mut random);
        let wrap = sealed::under_epoch(
            epoch_key,
            epoch,
            "report",
            id.as_bytes(),
            &wrap,
            &mut random,
        );
        let identity = match contact {
            Some(contact) => {
                Some(self.sealed_identity(contact, id, epoch_key, epoch, &mut random)?)
            }
            None => None,
        };
        let job_wrap = sealed::for_worker(worker, day, &id, &keys.first, &mut random);
        let promise = self.promise(leaf_hash, at);
        let rows = Rows {
            report: NewReport {
                id,
                named: identity.is_some(),
                hour,
                expires: self.undecided_until(at),
                epoch,
                desk_second: noted.second().desk_id(),
                wrap,
                lookups: [mailboxes[0].0, mailboxes[1].0],
                due: hour.plus_hours(self.inner.profile.queue.first_look_hours),
            },
            mailboxes,
            content: item,
            files,
            identity,
            job: NewJob {
                kind: READ,
                report: id,
                run_at: hour.start().as_second(),
                wrap: Some(job_wrap),
                wrap_day: day,
            },
            noted,
            entered: None,
            replay: None,
            import_line: None,
        };
        Ok((
            rows,
            Accepted {
                id,
                receipt,
                second_receipt,
                received_at: at,
                kept_until: self.undecided_until(at).start(),
                promise,
                again: false,
                to_another: false,
            },
        ))
    }

    fn sealed_identity(
        &self,
        contact: &Contact,
        id: Id,
        epoch_key: &Key,
        epoch: i64,
        random: &mut Random,
    ) -> Result<Vec<u8>, Failure> {
        let Current { custodians, .. } = self.inner.circles.current()?;
        let threshold = self.inner.profile.custody.threshold;
        let inner = seal_contact(contact, id, &custodians, threshold, random)?;
        Ok(sealed::under_epoch(
            epoch_key,
            epoch,
            "identity",
            id.as_bytes(),
            &inner,
            random,
        ))
    }
}

fn replay_place(lookup: &[u8; 32]) -> Binding<'_> {
    Binding {
        table: "replay",
        row: lookup,
        column: "sealed",
        version: 0,
    }
}
