//! The keyring as bytes.
//!
//! `magic 16 | version 1 | day 8 | pepper 32 | index 32 | set-up 32 | log seed 32 | chain of the epochs 32 | chain of
//! the workers 32 | epochs | workers | SHA-256 32`, where `epochs` and `workers` are `count 2 | (number 8 | key 32)*`, ascending. Numbers are
//! little-endian. The sum is not for secrecy: it tells a damaged file from one that never was a keyring.

use super::{FAR, Keyring, Ratchet, epoch_of};
use crate::{key::Key, label, note::LogSigner};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use zeroize::{Zeroize, Zeroizing};

const MAGIC: &[u8; 16] = b"tipline keyring\0";
const VERSION: u8 = 1;
const SUM: usize = 32;

/// Why bytes are no keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringDamaged {
    /// It does not begin like one: another file.
    #[error("this is no keyring")]
    NotAKeyring,
    /// Written by another version of the program.
    #[error("a keyring of version {found}, which this program does not know")]
    Version {
        /// The version found.
        found: u8,
    },
    /// The check sum is wrong: bytes are missing or changed. An export may be whole.
    #[error("the keyring is damaged")]
    Checksum,
    /// The check sum is right and the content is not: whoever wrote it had a fault.
    #[error("the keyring contradicts itself")]
    Contents,
}

pub(super) fn encode(keyring: &Keyring) -> Zeroizing<Vec<u8>> {
    let keys = keyring.epochs.keys.len() + keyring.workers.keys.len();
    // Enough from the start, so that no copy is left behind when it grows.
    let mut out = Zeroizing::new(Vec::with_capacity(
        16 + 1 + 8 + 6 * 32 + 2 * 2 + keys * 40 + SUM,
    ));
    out.extend_from_slice(MAGIC);
    out.push(VERSION);
    out.extend_from_slice(&keyring.day.to_le_bytes());
    for key in [
        &keyring.pepper,
        &keyring.index,
        &keyring.setup,
        &keyring.log_seed,
        &keyring.epochs.chain,
        &keyring.workers.chain,
    ] {
        out.extend_from_slice(key.expose());
    }
    for keys in [&keyring.epochs.keys, &keyring.workers.keys] {
        // Unwrap safety of the cast: workers are at most eight; 65,536 epochs are five thousand years.
        out.extend_from_slice(&(keys.len() as u16).to_le_bytes());
        for (number, key) in keys {
            out.extend_from_slice(&number.to_le_bytes());
            out.extend_from_slice(key.expose());
        }
    }
    let sum = Sha256::digest(&*out);
    out.extend_from_slice(&sum);
    out
}

pub(super) fn decode(bytes: &[u8]) -> Result<Keyring, KeyringDamaged> {
    let rest = bytes
        .strip_prefix(MAGIC)
        .ok_or(KeyringDamaged::NotAKeyring)?;
    match rest.first() {
        Some(&VERSION) => {}
        Some(&found) => return Err(KeyringDamaged::Version { found }),
        None => return Err(KeyringDamaged::Checksum),
    }
    let (body, sum) = bytes
        .split_last_chunk::<SUM>()
        .ok_or(KeyringDamaged::Checksum)?;
    if Sha256::digest(body)[..] != sum[..] {
        return Err(KeyringDamaged::Checksum);
    }
    // The sum is right: from here on only a faulty writer is to blame.
    contents(body.get(MAGIC.len() + 1..).unwrap_or_default()).ok_or(KeyringDamaged::Contents)
}

fn contents(body: &[u8]) -> Option<Keyring> {
    let rest = &mut &*body;
    let day = number(rest)?;
    let (pepper, index, setup, log_seed) = (key(rest)?, key(rest)?, key(rest)?, key(rest)?);
    let (epoch_chain, worker_chain) = (key(rest)?, key(rest)?);
    let (epochs, workers) = (keys(rest)?, keys(rest)?);
    // The current keys are there and the youngest; nothing follows; and no day is so far off that adding to it
    // could overflow.
    let whole = rest.is_empty()
        && day.unsigned_abs() < u64::MAX >> 2
        && epochs.last_key_value()?.0 == &epoch_of(day)
        && workers.last_key_value()?.0 == &day
        && day - workers.first_key_value()?.0 <= FAR;
    let log = LogSigner::from_seed(log_seed.expose());
    let leaf_mark = log_seed.derive(label::LEAF_MARK_KEY, b"");
    whole.then_some(Keyring {
        day,
        epochs: Ratchet {
            chain: epoch_chain,
            keys: epochs,
        },
        workers: Ratchet {
            chain: worker_chain,
            keys: workers,
        },
        pepper,
        index,
        setup,
        log_seed,
        log,
        leaf_mark,
    })
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*taken)
}

fn number(rest: &mut &[u8]) -> Option<i64> {
    take(rest).map(i64::from_le_bytes)
}

fn key(rest: &mut &[u8]) -> Option<Key> {
    let mut bytes = take(rest)?;
    let key = Key::from_bytes(bytes);
    bytes.zeroize();
    Some(key)
}

fn keys(rest: &mut &[u8]) -> Option<BTreeMap<i64, Key>> {
    let count = u16::from_le_bytes(take(rest)?);
    let mut keys = BTreeMap::new();
    for _ in 0..count {
        let number = number(rest)?;
        if keys
            .last_key_value()
            .is_some_and(|(&last, _)| last >= number)
        {
            return None;
        }
        keys.insert(number, key(rest)?);
    }
    Some(keys)
}
