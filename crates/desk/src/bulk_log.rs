//! A large log made quickly, for benchmarks: the same rows and the same tree as one that grew, without waiting. Its
//! entries tell of deeds that nobody did, so it is made only where nobody reports.

use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::log::{Deed, Entry};
use crate::sequence::{LIVE, hash_of};
use report::{Day, Hour};
use seal::Head;
use seal::merkle::Hash;

/// Leaves in one transaction.
const BATCH: u64 = 8192;

impl Desk {
    /// Appends `count` entries. Without `entries`, their sealed bodies are left out, as after their retention.
    ///
    /// # Errors
    /// [`Failure::NotAllowed`] where reports are kept; when the database does not answer, or the log was rolled back.
    pub fn fill_log(&self, count: u64, entries: bool) -> Result<(), Failure> {
        let mut left = count;
        while left > 0 {
            let now = BATCH.min(left);
            let desk = self.clone();
            let filled = self
                .store()
                .write("fill log", move |tx| desk.fill_in(tx, now, entries));
            let (head, note) = filled.wait()?.ok_or(IN_USE)?;
            self.inner.last_head.saw(head, note);
            left -= now;
        }
        Ok(())
    }

    /// The head that stands then; `None`, and nothing is written, where reports are kept.
    fn fill_in(
        &self,
        tx: &mut store::Tx,
        count: u64,
        entries: bool,
    ) -> Result<Option<(Head, String)>, store::Error> {
        let damaged = |_| store::Error::Damaged {
            what: "a log entry",
        };
        let known = self.inner.last_head.known();
        if tx.count_reports()? > 0 {
            return Ok(None);
        }
        let stored = tx.head(LIVE)?;
        let size = known
            .continued_by(stored, tx)?
            .map_or(0, |(head, _)| head.size);
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
        let head = self.grow(tx, size, &hashes, Day::of(self.now()))?;
        if !entries {
            tx.expire_entries(Hour(1), i64::MAX)?;
        }
        Ok(Some(head))
    }
}

const IN_USE: Failure = Failure::NotAllowed(Refused::InUse);
