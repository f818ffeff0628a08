//! Sealing a file: STREAM over XChaCha20-Poly1305 in chunks of 64 KiB
//! (Hoang, Reyhanitabar, Rogaway, Vizár, <https://eprint.iacr.org/2015/189>).
//!
//! `suite | nonce 19 | chunk | chunk | ... | last chunk`, each chunk `ciphertext | tag 16`. A chunk's nonce
//! carries its number and whether it is the last, so a stream that is cut, reordered, lengthened or mixed with
//! another does not open. The last chunk's plaintext ends with one byte 0x80 and zeros (the padding of
//! ISO/IEC 7816-4): a short file is padded to 1, 4, 16 or 64 KiB, a longer one to a multiple of 64 KiB.
//!
//! At most 2^32 - 1 chunks: 256 TiB.

mod opener;
mod sealer;

pub use opener::Opener;
pub use sealer::Sealer;

use crate::{aead, refused::Refused};
use std::io::{Error, ErrorKind};

/// Bytes of plaintext in every chunk but the last, which has as many or, where it is the only one, fewer.
pub const CHUNK: usize = 64 * 1024;
/// Bytes of a sealed chunk.
const SEALED: usize = CHUNK + aead::TAG;
/// Bytes of the nonce in the head: five of XChaCha's 24 are the chunk's number and whether it is the last.
const NONCE: usize = aead::NONCE - 5;
/// First byte of the padding.
const MARK: u8 = 0x80;

/// An opened stream that is not what was sealed. The [`Refused`] is the error's source.
fn tampered(refused: Refused) -> Error {
    Error::new(ErrorKind::InvalidData, refused)
}

#[cfg(test)]
mod tests;
