//! An entry of the log that is written in the same transaction as the deed it tells: neither is ever there without the
//! other, whatever ends the program in between.

use crate::desk::Desk;
use crate::error::Failure;
use crate::log::{Deed, Entry};
use crate::outside::Random;
use crate::second::Second;
use crate::sequence::hash_of;
use crate::who::Who;
use report::{Hour, Id, Timestamp};
use seal::merkle::Hash;
use std::sync::Arc;
use store::{NewLeaf, Tx};

/// A sealed entry that waits for its transaction.
#[derive(Clone)]
pub(crate) struct Noted {
    second: Arc<Second>,
    leaf: NewLeaf,
}

impl Noted {
    /// To be called in the transaction of the deed.
    pub(crate) fn insert(&self, tx: &mut Tx) -> Result<(), store::Error> {
        self.second.store(tx)?;
        tx.insert_leaf(&self.leaf)
    }

    /// To be called when that transaction has committed.
    pub(crate) fn committed(&self, desk: &Desk) {
        self.second.became_durable();
        desk.inner.bell.ring();
    }

    /// The wrap keys that the entry is sealed under.
    pub(crate) fn second(&self) -> &Second {
        &self.second
    }

    pub(crate) fn leaf(&self) -> Id {
        self.leaf.id
    }

    /// The hash of its leaf.
    pub(crate) fn hash(&self) -> Hash {
        hash_of(&self.leaf.commitment, self.leaf.expires)
    }
}

impl Desk {
    /// Prepares the entry of a deed that is done now.
    pub(crate) fn noted(
        &self,
        who: impl Into<Who>,
        deed: Deed,
        subject: Option<Id>,
        why: &str,
    ) -> Result<Noted, Failure> {
        let (at, who) = (self.now(), who.into());
        self.sealed_entry(at, who, deed, subject, why, &mut self.random())
    }

    /// Prepares the entry of what a reporter did. Entries outlive reports by years: of reporters they keep the hour.
    pub(crate) fn noted_of_reporter(
        &self,
        at: Timestamp,
        deed: Deed,
        report: Id,
        why: &str,
        random: &mut Random,
    ) -> Result<Noted, Failure> {
        let hour = Hour::of(at).start();
        self.sealed_entry(hour, "reporter".into(), deed, Some(report), why, random)
    }

    /// Writes, inside a transaction that only then knows it, what the program did by itself.
    pub(crate) fn note_in(
        &self,
        tx: &mut Tx,
        deed: Deed,
        why: &str,
    ) -> Result<Noted, store::Error> {
        let noted = self.noted("desk", deed, None, why);
        let noted = noted.map_err(|_| store::Error::Damaged {
            what: "a log entry",
        })?;
        noted.insert(tx)?;
        Ok(noted)
    }

    fn sealed_entry(
        &self,
        at: Timestamp,
        who: Who,
        deed: Deed,
        subject: Option<Id>,
        why: &str,
        random: &mut Random,
    ) -> Result<Noted, Failure> {
        let entry = Entry {
            at,
            who: who.name,
            people: who.people,
            deed,
            subject,
            why: why.to_owned(),
        };
        let second = self.second()?;
        let leaf = self.leaf(&second, &entry, random)?;
        Ok(Noted { second, leaf })
    }
}
