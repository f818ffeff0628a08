//! The keyring: the few keys outside the database.
//!
//! Epoch and worker keys are ratchets, `k(i + 1) = HKDF(k(i))`: every node advances alone by the same dates and
//! arrives at the same keys, and nobody can go back to one that was destroyed. Days are days since 1970-01-01,
//! epochs are four weeks: `day.div_euclid(28)`.

mod bytes;
pub mod file;

pub use bytes::KeyringDamaged;

use crate::{key::Key, label, note::LogSigner};
use rand_core::CryptoRng;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Days of an epoch.
pub const EPOCH_DAYS: i64 = 28;
/// Days that a worker key is kept after its own at the most.
pub const WORKER_DAYS: i64 = 7;
/// A jump of the date beyond this (a hundred years) is a broken clock, not the passing of time.
const FAR: i64 = 36_525;

/// The keyring. Zeroized on drop, never shown.
pub struct Keyring {
    day: i64,
    /// Always holds that of `day`'s epoch, from which the next is derived.
    epochs: BTreeMap<i64, Key>,
    /// Always holds that of `day`.
    workers: BTreeMap<i64, Key>,
    pepper: Key,
    index: Key,
    setup: Key,
    log_seed: Key,
    log: LogSigner,
}

impl Keyring {
    /// A new keyring with keys of its own.
    pub fn found(rng: &mut (impl CryptoRng + ?Sized), today: i64) -> Keyring {
        let log_seed = Key::random(rng);
        Keyring {
            day: today,
            epochs: BTreeMap::from([(epoch_of(today), Key::random(rng))]),
            workers: BTreeMap::from([(today, Key::random(rng))]),
            pepper: Key::random(rng),
            index: Key::random(rng),
            setup: Key::random(rng),
            log: LogSigner::from_seed(log_seed.expose()),
            log_seed,
        }
    }

    /// The current epoch.
    pub fn epoch(&self) -> i64 {
        epoch_of(self.day)
    }

    /// The key of an epoch, unless it is destroyed or still to come.
    pub fn epoch_key(&self, epoch: i64) -> Option<&Key> {
        self.epochs.get(&epoch)
    }

    /// The epochs whose keys are here, oldest first.
    pub fn epochs(&self) -> Vec<i64> {
        self.epochs.keys().copied().collect()
    }

    /// Destroys the key of an epoch, for ever once the file is written. Never the current one, from which the
    /// next will be derived. True when there was one.
    pub fn destroy_epoch(&mut self, epoch: i64) -> bool {
        epoch != self.epoch() && self.epochs.remove(&epoch).is_some()
    }

    /// The day to which the keyring was last advanced.
    pub fn day(&self) -> i64 {
        self.day
    }

    /// The worker key of a day, unless it is destroyed or still to come.
    pub fn worker_key(&self, day: i64) -> Option<&Key> {
        self.workers.get(&day)
    }

    /// The days whose worker keys are here, oldest first.
    pub fn worker_days(&self) -> Vec<i64> {
        self.workers.keys().copied().collect()
    }

    /// Destroys the worker key of a day, for ever once the file is written. Never today's. True when there was
    /// one.
    pub fn destroy_worker(&mut self, day: i64) -> bool {
        day != self.day && self.workers.remove(&day).is_some()
    }

    /// Advances to a day: derives the keys of the days and epochs between, drops worker keys older than seven
    /// days, keeps epoch keys until they are destroyed. True when something changed. Never goes backward; a leap
    /// of more than a hundred years is taken for a broken clock and changes nothing.
    pub fn advance(&mut self, today: i64) -> bool {
        if today <= self.day || today.checked_sub(self.day).is_none_or(|leap| leap > FAR) {
            return false;
        }
        for epoch in epoch_of(self.day)..epoch_of(today) {
            step(&mut self.epochs, epoch, label::EPOCH_NEXT);
        }
        for day in self.day..today {
            step(&mut self.workers, day, label::WORKER_NEXT);
        }
        self.workers.retain(|&day, _| today - day <= WORKER_DAYS);
        self.day = today;
        true
    }

    /// The pepper of receipts.
    pub fn pepper(&self) -> &Key {
        &self.pepper
    }

    /// The key of the index.
    pub fn index_key(&self) -> &Key {
        &self.index
    }

    /// The key of set-up links ([`crate::setup`]).
    pub fn setup_key(&self) -> &Key {
        &self.setup
    }

    /// The outer key of the backups of an epoch, derived from the epoch's key: it goes when that goes.
    pub fn backup_key(&self, epoch: i64) -> Option<Key> {
        Some(
            self.epoch_key(epoch)?
                .derive(label::BACKUP, &epoch.to_le_bytes()),
        )
    }

    /// The log's signing key.
    pub fn log_signer(&self) -> &LogSigner {
        &self.log
    }

    /// All of it as bytes, unsealed. See [`file`].
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        bytes::encode(self)
    }

    /// Reads what [`Keyring::encode`] wrote, and nothing else.
    ///
    /// # Errors
    /// [`KeyringDamaged`].
    pub fn decode(bytes: &[u8]) -> Result<Keyring, KeyringDamaged> {
        bytes::decode(bytes)
    }
}

/// Adds to the successor of `at` the key derived from that of `at`.
fn step(keys: &mut BTreeMap<i64, Key>, at: i64, label: label::Label) {
    if let Some(key) = keys.get(&at) {
        let next = key.derive(label, &(at + 1).to_le_bytes());
        keys.insert(at + 1, next);
    }
}

fn epoch_of(day: i64) -> i64 {
    day.div_euclid(EPOCH_DAYS)
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keyring(day {}, ..)", self.day)
    }
}

#[cfg(test)]
mod tests;
