//! The keyring: the few keys outside the database.
//!
//! Epoch and worker keys come from ratchets: `chain(i + 1) = HKDF(chain(i), next)`, `key(i) = HKDF(chain(i), key)`.
//! Every node advances alone by the same dates and arrives at the same keys. Only the newest link of a chain is
//! kept, so nobody can go back to a key that was destroyed, and a key that is kept longer than it should leads to no
//! other. Days are days since 1970-01-01, epochs are four weeks: `day.div_euclid(28)`.

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
    /// Stands at the epoch of `day`.
    epochs: Ratchet,
    /// Stands at `day`.
    workers: Ratchet,
    pepper: Key,
    index: Key,
    setup: Key,
    log_seed: Key,
    log: LogSigner,
    leaf_mark: Key,
}

/// A chain of which the newest link is kept, and those of the keys made from it that are not destroyed: always that
/// of the newest link.
struct Ratchet {
    chain: Key,
    keys: BTreeMap<i64, Key>,
}

impl Ratchet {
    fn start(at: i64, chain: Key, key: label::Label) -> Ratchet {
        let keys = BTreeMap::from([(at, chain.derive(key, &at.to_le_bytes()))]);
        Ratchet { chain, keys }
    }

    /// Goes on from `at` to its successor; the link at `at` is gone.
    fn step(&mut self, at: i64, next: label::Label, key: label::Label) {
        let at = at + 1;
        self.chain = self.chain.derive(next, &at.to_le_bytes());
        self.keys
            .insert(at, self.chain.derive(key, &at.to_le_bytes()));
    }
}

impl Keyring {
    /// A new keyring with keys of its own.
    pub fn found(rng: &mut (impl CryptoRng + ?Sized), today: i64) -> Keyring {
        let log_seed = Key::random(rng);
        Keyring {
            day: today,
            epochs: Ratchet::start(epoch_of(today), Key::random(rng), label::EPOCH_KEY),
            workers: Ratchet::start(today, Key::random(rng), label::WORKER_KEY),
            pepper: Key::random(rng),
            index: Key::random(rng),
            setup: Key::random(rng),
            log: LogSigner::from_seed(log_seed.expose()),
            leaf_mark: log_seed.derive(label::LEAF_MARK_KEY, b""),
            log_seed,
        }
    }

    /// The current epoch.
    pub fn epoch(&self) -> i64 {
        epoch_of(self.day)
    }

    /// The key of an epoch, unless it is destroyed or still to come.
    pub fn epoch_key(&self, epoch: i64) -> Option<&Key> {
        self.epochs.keys.get(&epoch)
    }

    /// The epochs whose keys are here, oldest first.
    pub fn epochs(&self) -> Vec<i64> {
        self.epochs.keys.keys().copied().collect()
    }

    /// Destroys the key of an epoch, for ever once the file is written. Never the current one. True when there was
    /// one.
    pub fn destroy_epoch(&mut self, epoch: i64) -> bool {
        epoch != self.epoch() && self.epochs.keys.remove(&epoch).is_some()
    }

    /// The day to which the keyring was last advanced.
    pub fn day(&self) -> i64 {
        self.day
    }

    /// The worker key of a day, unless it is destroyed or still to come.
    pub fn worker_key(&self, day: i64) -> Option<&Key> {
        self.workers.keys.get(&day)
    }

    /// The days whose worker keys are here, oldest first.
    pub fn worker_days(&self) -> Vec<i64> {
        self.workers.keys.keys().copied().collect()
    }

    /// Destroys the worker key of a day, for ever once the file is written. Never today's. True when there was
    /// one.
    pub fn destroy_worker(&mut self, day: i64) -> bool {
        day != self.day && self.workers.keys.remove(&day).is_some()
    }

    /// Advances to a day: derives the keys of the days and epochs between, drops worker keys older than seven
    /// days, keeps epoch keys until they are destroyed. True when something changed. Never goes backward; a leap
    /// of more than a hundred years is taken for a broken clock and changes nothing.
    pub fn advance(&mut self, today: i64) -> bool {
        if today <= self.day || today.checked_sub(self.day).is_none_or(|leap| leap > FAR) {
            return false;
        }
        for epoch in epoch_of(self.day)..epoch_of(today) {
            self.epochs.step(epoch, label::EPOCH_NEXT, label::EPOCH_KEY);
        }
        for day in self.day..today {
            self.workers
                .step(day, label::WORKER_NEXT, label::WORKER_KEY);
        }
        self.workers
            .keys
            .retain(|&day, _| today - day <= WORKER_DAYS);
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

    /// The mark of a leaf: shows that it came from a program with this keyring. Without it, whoever can write the
    /// database could change a leaf, or add one, before it has its place under a signed head.
    pub fn leaf_mark(&self, id: &[u8; 16], commitment: &[u8; 32], expires_hour: i64) -> [u8; 32] {
        let mut data = [0; 56];
        data[..16].copy_from_slice(id);
        data[16..48].copy_from_slice(commitment);
        data[48..].copy_from_slice(&expires_hour.to_le_bytes());
        self.leaf_mark.mac(label::LEAF_MARK, &data)
    }

    /// What marks the rows that are believed. The same on every node, from the first day on.
    pub fn row_marks(&self) -> RowMarks {
        RowMarks(self.log_seed.derive(label::ROW_MARK_KEY, b""))
    }

    /// The tag under which entries of the log about one report or person lie together: whoever has the database alone
    /// learns from it which entries are about the same, and not about what.
    pub fn subject_tag(&self, id: &[u8; 16]) -> [u8; 16] {
        let mac = self.index.mac(label::LEAF_SUBJECT, id);
        let mut tag = [0; 16];
        tag.copy_from_slice(&mac[..16]);
        tag
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

/// Marks rows of the database: shows that a program with this keyring wrote them. Without it, whoever can write the
/// database could say to whom everything new is sealed, and who may do what.
#[derive(Clone)]
pub struct RowMarks(Key);

impl RowMarks {
    /// The mark of a row, over bytes that no other row has: the caller's encoding tells table and values apart.
    pub fn mark(&self, row: &[u8]) -> [u8; 32] {
        self.0.mac(label::ROW_MARK, row)
    }
}

impl std::fmt::Debug for RowMarks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RowMarks(..)")
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
