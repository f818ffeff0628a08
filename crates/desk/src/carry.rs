//! Carrying the living into the next epoch.
//!
//! The wraps of every living report stand under the key of the current four weeks. When an epoch ends, each living
//! report's wraps are taken from under the old key and put under the new; withdrawn and expired ones are left
//! behind. The old key is destroyed a week later, once a count shows that nothing living needs it: then what was
//! left behind is gone from every backup too.
//!
//! A carry that is killed in the middle is simply run again: each report says itself under which epoch it stands.

use crate::desk::Desk;
use crate::error::Failure;
use crate::log::Deed;
use crate::sealed;
use report::{Day, Epoch, Hour};
use seal::Key;
use std::collections::HashMap;
use std::sync::Arc;
use store::{ReportRow, Tx};

/// Reports carried in one transaction: small, so that acceptance waits for none of it.
const BATCH: i64 = 100;

/// Days between an epoch's successor and the destruction of its key.
const GRACE_DAYS: i64 = 7;

/// The first day on which the key of an epoch may be destroyed, and with it every backup that was taken under it.
pub(crate) fn key_may_go(epoch: i64) -> Day {
    Epoch(epoch).next().first_day().plus_days(GRACE_DAYS)
}

impl Desk {
    /// Carries every living report that stands under an older epoch. Returns how many were carried.
    ///
    /// # Errors
    /// When the database does not answer; what was carried stays carried. When a row is damaged, after all the others: it
    /// keeps only those back that would have been carried together with it.
    pub fn carry(&self) -> Result<u64, Failure> {
        let (epoch, keys) = {
            let keyring = self.inner.keyring.get();
            let keys: HashMap<i64, Key> = keyring
                .epochs()
                .into_iter()
                .filter_map(|e| Some((e, keyring.epoch_key(e)?.clone())))
                .collect();
            (keyring.epoch(), Arc::new(keys))
        };
        let (mut carried, mut damaged) = (0, Ok(()));
        // Of an epoch that none is older than, and a row before all others.
        let mut after = (0, 0);
        loop {
            let now = Hour::of(self.now());
            // Looked for among the readers: the writer serves those who file.
            let found = self
                .store()
                .read("look what to carry", move |tx| {
                    tx.to_carry(epoch, now, after, BATCH)
                })
                .wait()?;
            match found.last() {
                Some((last, _)) => after = *last,
                None => break,
            }
            let (desk, keys) = (self.clone(), Arc::clone(&keys));
            let done = self
                .store()
                .write("carry reports", move |tx| {
                    let mut count = 0;
                    for (_, id) in &found {
                        // As it stands now: it may have gone meanwhile, or another node was faster.
                        if let Some(row) = tx.report(*id)?
                            && row.epoch < epoch
                        {
                            count += u64::from(desk.carry_one(tx, &row, epoch, &keys)?);
                        }
                    }
                    Ok(count)
                })
                .wait();
            match done {
                Ok(count) => carried += count,
                Err(error @ store::Error::Damaged { .. }) => damaged = damaged.and(Err(error)),
                Err(error) => return Err(error.into()),
            }
        }
        if carried > 0 {
            tracing::info!(
                carried,
                "living reports were carried into the current epoch"
            );
        }
        Ok(damaged.map(|()| carried)?)
    }

    /// Carries one report with its mailboxes and its identity. `false` when the key it stands under is gone: then
    /// nothing can be done for it, and it is not in the way.
    fn carry_one(
        &self,
        tx: &mut Tx,
        row: &ReportRow,
        epoch: i64,
        keys: &HashMap<i64, Key>,
    ) -> Result<bool, store::Error> {
        let mut random = self.random();
        let mut over = |table, place: &[u8], from: i64, sealed: &[u8]| -> Option<Vec<u8>> {
            let inner = sealed::from_epoch(keys.get(&from)?, from, table, place, sealed).ok()?;
            Some(sealed::under_epoch(
                keys.get(&epoch)?,
                epoch,
                table,
                place,
                &inner,
                &mut random,
            ))
        };
        let Some(wrap) = over("report", row.id.as_bytes(), row.epoch, &row.wrap) else {
            return Ok(false);
        };
        for lookup in &row.lookups {
            if let Some(mailbox) = tx.mailbox(lookup)?
                && let Some(sealed) = over("mailbox", lookup, mailbox.epoch, &mailbox.sealed)
            {
                tx.carry_mailbox(lookup, epoch, &sealed)?;
            }
        }
        if let Some(identity) = tx.identity(row.id)?
            && let Some(sealed) = over(
                "identity",
                row.id.as_bytes(),
                identity.epoch,
                &identity.sealed,
            )
        {
            tx.carry_identity(row.id, epoch, &sealed)?;
        }
        tx.carry_report(row.id, epoch, &wrap)?;
        Ok(true)
    }

    /// Destroys the keys of epochs that ended a week ago and that nothing living needs. Returns the epochs.
    ///
    /// # Errors
    /// When the database or the keyring file cannot be used; the keys are then kept.
    pub fn destroy_past_epochs(&self) -> Result<Vec<i64>, Failure> {
        let now = self.now();
        let (current, epochs) = {
            let keyring = self.inner.keyring.get();
            (keyring.epoch(), keyring.epochs())
        };
        let mut destroyed = Vec::new();
        for epoch in epochs.into_iter().filter(|epoch| *epoch < current) {
            if Day::of(now) < key_may_go(epoch) {
                continue;
            }
            let hour = Hour::of(now);
            let living = self
                .store()
                .read_long("count wraps", move |tx| tx.wraps_under(epoch, hour))
                .wait()?;
            if living > 0 {
                tracing::warn!(
                    epoch,
                    living,
                    "an epoch key is kept: living reports still stand under it"
                );
                continue;
            }
            // Written first: the file of the keys takes part in no transaction. A key that is still there after an entry
            // says otherwise is destroyed in the next round; one that is gone without an entry would never be told of.
            self.note("desk", Deed::KeyDestroyed, None, &format!("epoch {epoch}"))?;
            if self
                .inner
                .keyring
                .change(&self.inner.outside, |keys| keys.destroy_epoch(epoch))?
            {
                destroyed.push(epoch);
            }
        }
        Ok(destroyed)
    }
}
