//! A large log made quickly, for benchmarks: the same rows and the same tree as one that grew, without waiting.

use crate::desk::Desk;
use crate::error::Failure;
use crate::log::{Deed, Entry};
use crate::sequence::{LIVE, hash_of};
use report::{Day, Hour, Id};
use seal::merkle::Hash;

/// Leaves in one transaction.
const BATCH: u64 = 8192;

impl Desk {
    /// Appends `count` entries. Without `entries`, their sealed bodies are left out, as after their retention.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn fill_log(&self, count: u64, entries: bool) -> Result<(), Failure> {
        let mut left = count;
        while left > 0 {
            let now = BATCH.min(left);
            let desk = self.clone();
            self.store()
                .write("fill log", move |tx| desk.fill_in(tx, now, entries))
                .wait()?;
            left -= now;
        }
        Ok(())
    }

    /// Entries under the newest head.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn log_size(&self) -> Result<u64, Failure> {
        Ok(self
            .store()
            .read("read head", |tx| tx.head(LIVE))
            .wait()?
            .map_or(0, |(size, _)| size))
    }

    /// The id of the leaf at a position.
    ///
    /// # Errors
    /// [`Failure::Unknown`] when there is none.
    pub fn leaf_at(&self, position: u64) -> Result<Id, Failure> {
        let leaf = self
            .store()
            .read("read leaf", move |tx| tx.leaf_at(position))
            .wait()?;
        Ok(leaf.ok_or(Failure::Unknown)?.id)
    }

    fn fill_in(&self, tx: &mut store::Tx, count: u64, entries: bool) -> Result<(), store::Error> {
        let damaged = |_| store::Error::Damaged {
            what: "a log entry",
        };
        let size = tx.head(LIVE)?.map_or(0, |(size, _)| size);
        let second = self.second().map_err(damaged)?;
        second.store(tx)?;
        let mut random = self.random();
        let entry = Entry {
            at: self.now(),
            who: "bench".to_owned(),
            people: Vec::new(),
            deed: Deed::Listed,
            subject: None,
            why: String::new(),
        };
        let mut leaves = Vec::new();
        for position in size..size + count {
            let mut leaf = self.leaf(&second, &entry, &mut random).map_err(damaged)?;
            if !entries {
                leaf.expires = Hour(0);
                leaf.mark = self.leaf_mark(leaf.id, &leaf.commitment, leaf.expires);
            }
            leaves.push((position, leaf));
        }
        tx.insert_numbered_leaves(&leaves)?;
        let hashes: Vec<Hash> = leaves
            .iter()
            .map(|(_, leaf)| hash_of(&leaf.commitment, leaf.expires))
            .collect();
        self.grow(tx, size, &hashes, Day::of(self.now()))?;
        if !entries {
            tx.expire_entries(Hour(1), i64::MAX)?;
        }
        Ok(())
    }
}
