//! Sealing a value under a key, in its place: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03).
//!
//! The nonce is random: with 192 bits, 2^64 values under one key meet in a nonce with a chance below 2^-64.

use crate::{binding::Binding, key::Key, refused::Refused, suite};
use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305};
use rand_core::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

/// Bytes of a nonce.
pub(crate) const NONCE: usize = 24;
/// Bytes of an authentication tag.
pub(crate) const TAG: usize = 16;
/// Bytes that sealing adds to a plaintext: suite byte, nonce and tag.
pub const OVERHEAD: usize = 1 + NONCE + TAG;
/// Bytes of a wrapped key.
pub const WRAPPED: usize = OVERHEAD + 32;

const KIB: usize = 1024;
/// Bytes at the end of a padded plaintext that hold its true length.
const LENGTH: usize = 8;

/// Seals a value: `suite | nonce 24 | ciphertext | tag 16`, [`OVERHEAD`] bytes longer than `plain`.
pub fn seal(key: &Key, rng: &mut (impl CryptoRng + ?Sized), at: &Binding, plain: &[u8]) -> Vec<u8> {
    seal_as(suite::VALUE, key, rng, at, plain, plain.len())
}

/// Opens what [`seal`] made.
///
/// # Errors
/// [`Refused`], when it is of another suite, too short, damaged, under another key or from another place.
pub fn open(key: &Key, at: &Binding, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refused> {
    open_as(suite::VALUE, key, at, sealed)
}

/// Seals a value padded to its size class ([`padded_len`]), so that its size tells no more than the class.
/// The last eight bytes of the padded plaintext hold the true length.
pub fn seal_padded(
    key: &Key,
    rng: &mut (impl CryptoRng + ?Sized),
    at: &Binding,
    plain: &[u8],
) -> Vec<u8> {
    let body = padded_len(plain.len());
    let mut out = begin(suite::PADDED, rng, body);
    out.extend_from_slice(plain);
    out.resize(1 + NONCE + body - LENGTH, 0);
    out.extend_from_slice(&(plain.len() as u64).to_le_bytes());
    finish(key, &at.encode(suite::PADDED), &mut out);
    out
}

/// Opens what [`seal_padded`] made and takes the padding off.
///
/// # Errors
/// As [`open`].
pub fn open_padded(key: &Key, at: &Binding, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refused> {
    let mut plain = open_as(suite::PADDED, key, at, sealed)?;
    let split = plain.len().checked_sub(LENGTH).ok_or(Refused::Length)?;
    let mut length = [0; LENGTH];
    length.copy_from_slice(&plain[split..]);
    let length = usize::try_from(u64::from_le_bytes(length)).map_err(|_| Refused::Length)?;
    // Only whoever has the key could have made another padding; still there is one form for one plaintext.
    if length > split
        || padded_len(length) != plain.len()
        || plain[length..split].iter().any(|&b| b != 0)
    {
        return Err(Refused::Length);
    }
    plain.truncate(length);
    Ok(plain)
}

/// Bytes of the padded plaintext of `len` bytes, the eight bytes for the length included: 1, 4, 16 or 64 KiB, then
/// multiples of 64 KiB. The sealed value is [`OVERHEAD`] bytes longer.
pub const fn padded_len(len: usize) -> usize {
    let needed = len + LENGTH;
    if needed <= KIB {
        KIB
    } else if needed <= 4 * KIB {
        4 * KIB
    } else if needed <= 16 * KIB {
        16 * KIB
    } else {
        needed.next_multiple_of(64 * KIB)
    }
}

/// Seals a key under another: always [`WRAPPED`] bytes.
pub fn wrap(key: &Key, rng: &mut (impl CryptoRng + ?Sized), at: &Binding, inner: &Key) -> Vec<u8> {
    seal_as(suite::KEY, key, rng, at, inner.expose(), 32)
}

/// Opens what [`wrap`] made.
///
/// # Errors
/// As [`open`].
pub fn unwrap(key: &Key, at: &Binding, sealed: &[u8]) -> Result<Key, Refused> {
    open_key_as(suite::KEY, key, at, sealed)
}

/// Seals 32 bytes or any other value under a suite of its own; `body` is the plaintext's length.
pub(crate) fn seal_as(
    suite: u8,
    key: &Key,
    rng: &mut (impl CryptoRng + ?Sized),
    at: &Binding,
    plain: &[u8],
    body: usize,
) -> Vec<u8> {
    let mut out = begin(suite, rng, body);
    out.extend_from_slice(plain);
    finish(key, &at.encode(suite), &mut out);
    out
}

/// Opens a value of this suite.
pub(crate) fn open_as(
    suite: u8,
    key: &Key,
    at: &Binding,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Refused> {
    match sealed.first() {
        None => return Err(Refused::Length),
        Some(&found) if found != suite => return Err(Refused::Suite { found }),
        Some(_) => {}
    }
    open_after(1, key, &at.encode(suite), sealed)
}

/// Opens 32 bytes of this suite.
pub(crate) fn open_key_as(
    suite: u8,
    key: &Key,
    at: &Binding,
    sealed: &[u8],
) -> Result<Key, Refused> {
    // The suite is looked at first: a value of another kind deserves that answer, not "length".
    if sealed.first() == Some(&suite) && sealed.len() != WRAPPED {
        return Err(Refused::Length);
    }
    key_of(&open_as(suite, key, at, sealed)?)
}

/// Thirty-two opened bytes as a key.
pub(crate) fn key_of(plain: &[u8]) -> Result<Key, Refused> {
    let mut bytes: [u8; 32] = plain.try_into().map_err(|_| Refused::Length)?;
    let key = Key::from_bytes(bytes);
    bytes.zeroize();
    Ok(key)
}

/// Opens `nonce | ciphertext | tag` that follow the first `head` bytes of `sealed`.
pub(crate) fn open_after(
    head: usize,
    key: &Key,
    associated: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Refused> {
    let rest = sealed.get(head..).ok_or(Refused::Length)?;
    let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or(Refused::Length)?;
    let (text, tag) = rest.split_last_chunk::<TAG>().ok_or(Refused::Length)?;
    let mut plain = Zeroizing::new(text.to_vec());
    decrypt(key, nonce, associated, &mut plain, tag)?;
    Ok(plain)
}

/// A buffer with suite byte and random nonce, and room for `body` bytes and the tag, so that it never moves
/// and leaves plaintext behind.
fn begin(suite: u8, rng: &mut (impl CryptoRng + ?Sized), body: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(OVERHEAD + body);
    out.push(suite);
    out.resize(1 + NONCE, 0);
    rng.fill_bytes(&mut out[1..]);
    out
}

/// Encrypts in place what follows suite byte and nonce, and appends the tag.
fn finish(key: &Key, associated: &[u8], out: &mut Vec<u8>) {
    seal_after(1, key, associated, out);
}

/// Encrypts in place what follows `head` bytes and a nonce, and appends the tag.
pub(crate) fn seal_after(head: usize, key: &Key, associated: &[u8], out: &mut Vec<u8>) {
    let mut nonce = [0; NONCE];
    nonce.copy_from_slice(&out[head..head + NONCE]);
    let tag = encrypt(key, &nonce, associated, &mut out[head + NONCE..]);
    out.extend_from_slice(&tag);
}

/// Encrypts in place; the tag is returned.
pub(crate) fn encrypt(
    key: &Key,
    nonce: &[u8; NONCE],
    associated: &[u8],
    buffer: &mut [u8],
) -> [u8; TAG] {
    XChaCha20Poly1305::new(key.expose().into())
        .encrypt_inout_detached(nonce.into(), associated, buffer.into())
        // Unwrap safety: the only error is a plaintext above 256 GiB (RFC 8439, section 2.8), more than a
        // slice that this server has in memory.
        .expect("a plaintext in memory is below 256 GiB")
        .into()
}

/// Decrypts in place, or leaves the buffer undefined and refuses.
pub(crate) fn decrypt(
    key: &Key,
    nonce: &[u8; NONCE],
    associated: &[u8],
    buffer: &mut [u8],
    tag: &[u8; TAG],
) -> Result<(), Refused> {
    XChaCha20Poly1305::new(key.expose().into())
        .decrypt_inout_detached(nonce.into(), associated, buffer.into(), tag.into())
        .map_err(|_| Refused::Damaged)
}

#[cfg(test)]
mod tests;
