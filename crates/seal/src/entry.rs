//! An entry of the log: sealed to the overseers and, custody entries excepted, to the desk; committed to by a
//! leaf that outlives it.
//!
//! `suite | wrap for the desk 72 | wrap for the overseers 72 | nonce 24 | ciphertext | tag 16`; a wrap is
//! `nonce 24 | entry key 32 | tag 16`. Where the desk is left out, random bytes stand in its wrap's place: the
//! sealed value of a custody entry looks like every other. The plaintext is padded to multiples of 256 bytes.

use crate::{
    aead::{self, NONCE, TAG, key_of},
    key::Key,
    label,
    merkle::Hash,
    refused::Refused,
    second::SecondKey,
    suite,
};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

const WRAP: usize = NONCE + 32 + TAG;
const HEAD: usize = 1 + 2 * WRAP;
/// Plaintexts are padded to multiples of this many bytes, the length included.
const PAD: usize = 256;
/// Bytes at the end of the padded plaintext that hold its true length.
const LENGTH: usize = 4;

/// An entry, ready to be stored. The leaf's data is the commitment: its hash is
/// `merkle::leaf_hash(&commitment)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Random, so that nobody finds an entry from its commitment; goes when the sealed bytes go.
    pub salt: [u8; 32],
    /// The sealed entry; empty for a null entry.
    pub sealed: Vec<u8>,
    /// [`commitment`] of it.
    pub commitment: Hash,
}

/// To whom an entry is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// The desk and the overseers.
    Both,
    /// The overseers alone: custody.
    Overseers,
}

/// Who opens an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The desk: officers read a report's history.
    Desk,
    /// The overseers, who read everything.
    Overseers,
}

/// What a leaf commits to: the entry, and everything that is needed to find and to open it. Were a name left out,
/// whoever can write the database could make an awkward entry unreadable and the log would still verify.
#[derive(Clone, Copy)]
pub struct Committed<'a> {
    /// The entry's id.
    pub id: &'a [u8; 16],
    /// Name of the second under whose key the desk's wrap stands, if the desk has one; none for a null entry.
    pub desk_second: Option<&'a [u8; 16]>,
    /// The same for the overseers.
    pub overseers_second: Option<&'a [u8; 16]>,
    /// The salt.
    pub salt: &'a [u8; 32],
    /// The sealed entry.
    pub sealed: &'a [u8],
}

/// Seals an entry to its readers under these keys of a second, both of which it names: who reads it is not seen.
pub fn seal_entry(
    id: &[u8; 16],
    plain: &[u8],
    readers: Readers,
    (desk, overseers): (&SecondKey, &SecondKey),
    rng: &mut (impl CryptoRng + ?Sized),
) -> Entry {
    // One draw for all: nonces, keys and salt, since a source may cost a system call each time.
    let mut random = Zeroizing::new([0; 3 * NONCE + 32 + 32 + 32 + TAG]);
    rng.fill_bytes(&mut *random);
    let (nonces, rest) = random.split_at(3 * NONCE);
    let (key, rest) = rest.split_at(32);
    let (salt, filler) = rest.split_at(32);

    let body = (plain.len() + LENGTH).next_multiple_of(PAD);
    let mut sealed = Vec::with_capacity(HEAD + NONCE + body + TAG);
    sealed.push(suite::ENTRY);
    for (reader, second, nonce) in [
        (
            Reader::Desk,
            (readers == Readers::Both).then_some(desk),
            &nonces[..NONCE],
        ),
        (
            Reader::Overseers,
            Some(overseers),
            &nonces[NONCE..2 * NONCE],
        ),
    ] {
        let start = sealed.len();
        sealed.extend_from_slice(nonce);
        match second {
            Some(second) => {
                sealed.extend_from_slice(key);
                aead::seal_after(
                    start,
                    second.key(),
                    &associated(Part::Wrap(reader), id),
                    &mut sealed,
                );
            }
            None => sealed.extend_from_slice(filler),
        }
    }
    sealed.extend_from_slice(&nonces[2 * NONCE..]);
    sealed.extend_from_slice(plain);
    sealed.resize(HEAD + NONCE + body - LENGTH, 0);
    // Unwrap safety of the cast: an entry of 4 GiB would not be in memory.
    sealed.extend_from_slice(&(plain.len() as u32).to_le_bytes());
    let mut bytes = [0; 32];
    bytes.copy_from_slice(key);
    aead::seal_after(
        HEAD,
        &Key::from_bytes(bytes),
        &associated(Part::Body, id),
        &mut sealed,
    );
    bytes.zeroize();
    let mut kept_salt = [0; 32];
    kept_salt.copy_from_slice(salt);
    let commitment = commitment(&Committed {
        id,
        desk_second: Some(&desk.id),
        overseers_second: Some(&overseers.id),
        salt: &kept_salt,
        sealed: &sealed,
    });
    Entry {
        salt: kept_salt,
        sealed,
        commitment,
    }
}

/// Opens an entry with the key of the second under which this reader's wrap was made.
///
/// # Errors
/// [`Refused`]; a custody entry refuses the desk as [`Refused::Damaged`].
pub fn open_entry(
    id: &[u8; 16],
    sealed: &[u8],
    second: &Key,
    reader: Reader,
) -> Result<Zeroizing<Vec<u8>>, Refused> {
    match sealed.first() {
        None => return Err(Refused::Length),
        Some(&found) if found != suite::ENTRY => return Err(Refused::Suite { found }),
        Some(_) => {}
    }
    if sealed.len() < HEAD + NONCE + TAG {
        return Err(Refused::Length);
    }
    let start = match reader {
        Reader::Desk => 1,
        Reader::Overseers => 1 + WRAP,
    };
    let wrap = &sealed[..start + WRAP];
    let key = key_of(&aead::open_after(
        start,
        second,
        &associated(Part::Wrap(reader), id),
        wrap,
    )?)?;
    let mut plain = aead::open_after(HEAD, &key, &associated(Part::Body, id), sealed)?;
    let split = plain.len().checked_sub(LENGTH).ok_or(Refused::Length)?;
    let mut length = [0; LENGTH];
    length.copy_from_slice(&plain[split..]);
    let length = u32::from_le_bytes(length) as usize;
    if length > split {
        return Err(Refused::Length);
    }
    plain.truncate(length);
    Ok(plain)
}

/// The commitment of an entry: `SHA-256(label | id | desk's second | overseers' second | salt | sealed)`; a second is
/// `1 | name 16`, or 17 zeros where there is none.
pub fn commitment(of: &Committed<'_>) -> Hash {
    let second = |name: Option<&[u8; 16]>| {
        let mut out = [0; 17];
        if let Some(name) = name {
            out[0] = 1;
            out[1..].copy_from_slice(name);
        }
        out
    };
    Sha256::new()
        .chain_update(label::ENTRY_COMMITMENT.as_bytes())
        .chain_update(of.id)
        .chain_update(second(of.desk_second))
        .chain_update(second(of.overseers_second))
        .chain_update(of.salt)
        .chain_update(of.sealed)
        .finalize()
        .into()
}

/// An entry that says nothing: padding of the daily heads.
pub fn null_entry(id: &[u8; 16], rng: &mut (impl CryptoRng + ?Sized)) -> Entry {
    let mut salt = [0; 32];
    rng.fill_bytes(&mut salt);
    let commitment = commitment(&Committed {
        id,
        desk_second: None,
        overseers_second: None,
        salt: &salt,
        sealed: &[],
    });
    Entry {
        salt,
        sealed: Vec::new(),
        commitment,
    }
}

/// Parts of a sealed entry, none of which can take the place of another.
#[derive(Clone, Copy)]
enum Part {
    Wrap(Reader),
    Body,
}

/// `suite | label | part | id`: every piece has a fixed length.
fn associated(part: Part, id: &[u8; 16]) -> [u8; 37] {
    const LABEL: &[u8] = label::ENTRY.as_bytes();
    let mut out = [0; 1 + LABEL.len() + 1 + 16];
    out[0] = suite::ENTRY;
    out[1..1 + LABEL.len()].copy_from_slice(LABEL);
    out[1 + LABEL.len()] = match part {
        Part::Wrap(Reader::Desk) => 1,
        Part::Wrap(Reader::Overseers) => 2,
        Part::Body => 3,
    };
    out[2 + LABEL.len()..].copy_from_slice(id);
    out
}

#[cfg(test)]
mod tests;
