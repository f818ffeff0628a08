//! Sealing what is written.

use super::{CHUNK, MARK, NONCE, SEALED};
use crate::{binding::Binding, key::Key, suite};
use aead_stream::EncryptorBE32;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use rand_core::CryptoRng;
use std::io::{Error, Result, Write};
use zeroize::Zeroizing;

/// Seals what is written to it. Without [`Sealer::finish`] the stream has no end and will not open: that is how
/// an upload that broke off is told from a whole one.
pub struct Sealer<W: Write> {
    to: W,
    /// None after an error, so that no later write can pass over a gap.
    cipher: Option<EncryptorBE32<XChaCha20Poly1305>>,
    associated: Vec<u8>,
    /// Plaintext not yet sealed: below [`CHUNK`] bytes between calls, never reallocated.
    buffer: Zeroizing<Vec<u8>>,
    /// Whether a chunk was sealed already.
    long: bool,
}

impl<W: Write> Sealer<W> {
    /// Writes the head, twenty bytes.
    ///
    /// # Errors
    /// What the writer says.
    pub fn new(
        mut to: W,
        key: &Key,
        at: &Binding,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Self> {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        to.write_all(&[suite::STREAM])?;
        to.write_all(&nonce)?;
        let cipher = XChaCha20Poly1305::new(key.expose().into());
        Ok(Sealer {
            to,
            cipher: Some(EncryptorBE32::from_aead(cipher, &nonce.into())),
            associated: at.encode(suite::STREAM),
            buffer: Zeroizing::new(Vec::with_capacity(SEALED)),
            long: false,
        })
    }

    /// Seals the last chunk with its padding, flushes, and gives the writer back.
    ///
    /// # Errors
    /// What the writer says, or that an earlier write had failed.
    pub fn finish(mut self) -> Result<W> {
        let cipher = self.cipher.take().ok_or_else(broken)?;
        self.buffer.push(MARK);
        let whole = if self.long {
            CHUNK
        } else {
            class(self.buffer.len())
        };
        self.buffer.resize(whole, 0);
        let buffer: &mut Vec<u8> = &mut self.buffer;
        cipher
            .encrypt_last_in_place(&self.associated, buffer)
            .map_err(|_| broken())?;
        self.to.write_all(&self.buffer)?;
        self.to.flush()?;
        Ok(self.to)
    }

    /// Seals and writes a full buffer.
    fn seal_chunk(&mut self) -> Result<()> {
        // Taken, and put back only when all went well.
        let mut cipher = self.cipher.take().ok_or_else(broken)?;
        let buffer: &mut Vec<u8> = &mut self.buffer;
        cipher
            .encrypt_next_in_place(&self.associated, buffer)
            .map_err(|_| broken())?;
        self.to.write_all(&self.buffer)?;
        self.buffer.clear();
        self.long = true;
        self.cipher = Some(cipher);
        Ok(())
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, data: &[u8]) -> Result<usize> {
        if self.cipher.is_none() {
            return Err(broken());
        }
        let taken = data.len().min(CHUNK - self.buffer.len());
        self.buffer.extend_from_slice(&data[..taken]);
        // The last chunk always has a byte of padding, so a full one is never the last.
        if self.buffer.len() == CHUNK {
            self.seal_chunk()?;
        }
        Ok(taken)
    }

    /// Flushes the writer below. Bytes of a chunk that is not full stay here: they can only be sealed whole.
    fn flush(&mut self) -> Result<()> {
        self.to.flush()
    }
}

/// Bytes that the only chunk of a short stream is padded to.
fn class(len: usize) -> usize {
    [1024, 4 * 1024, 16 * 1024]
        .into_iter()
        .find(|&class| len <= class)
        .unwrap_or(CHUNK)
}

/// An earlier write failed, or there are more than 2^32 - 1 chunks.
fn broken() -> Error {
    Error::other("the sealed stream broke off earlier")
}
