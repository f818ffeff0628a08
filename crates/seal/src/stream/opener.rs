//! Opening what is read.

use super::{MARK, NONCE, SEALED, tampered};
use crate::{aead::TAG, binding::Binding, key::Key, refused::Refused, suite};
use aead_stream::DecryptorBE32;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use std::io::{ErrorKind, Read, Result};
use zeroize::Zeroizing;

/// Opens a sealed stream while it is read. Bytes are given out only after their chunk was authenticated; a
/// reader that acts on them before the end must bear that the end may be missing.
pub struct Opener<R: Read> {
    from: R,
    state: State,
    associated: Vec<u8>,
    /// The opened chunk.
    chunk: Zeroizing<Vec<u8>>,
    /// Bytes of it already given out.
    given: usize,
    /// The first byte of the next sealed chunk: whether it exists tells whether a chunk is the last.
    ahead: Option<u8>,
}

enum State {
    /// More chunks to come.
    Open(DecryptorBE32<XChaCha20Poly1305>),
    /// The last chunk is opened.
    Ended,
    /// Nothing more is given out, ever.
    Refused(Refused),
}

impl<R: Read> Opener<R> {
    /// Reads the head.
    ///
    /// # Errors
    /// What the reader says; `InvalidData` with a [`Refused`] as its source when this is no sealed stream.
    pub fn new(mut from: R, key: &Key, at: &Binding) -> Result<Self> {
        let mut head = [0; 1 + NONCE];
        from.read_exact(&mut head)
            .map_err(|error| match error.kind() {
                ErrorKind::UnexpectedEof => tampered(Refused::Length),
                _ => error,
            })?;
        let [found, nonce @ ..] = head;
        if found != suite::STREAM {
            return Err(tampered(Refused::Suite { found }));
        }
        let cipher = XChaCha20Poly1305::new(key.expose().into());
        Ok(Opener {
            from,
            state: State::Open(DecryptorBE32::from_aead(cipher, &nonce.into())),
            associated: at.encode(suite::STREAM),
            chunk: Zeroizing::new(Vec::with_capacity(SEALED)),
            given: 0,
            ahead: None,
        })
    }

    /// Reads and opens the next chunk. After any error, one of the reader's included, the stream is refused for
    /// good: part of a chunk may have been taken from the reader, and would be missing the next time.
    fn open_chunk(&mut self) -> Result<()> {
        let State::Open(mut cipher) =
            std::mem::replace(&mut self.state, State::Refused(Refused::Damaged))
        else {
            return Ok(());
        };
        self.given = 0;
        self.chunk.clear();
        self.chunk.extend(self.ahead.take());
        let wanted = SEALED - self.chunk.len();
        let buffer: &mut Vec<u8> = &mut self.chunk;
        (&mut self.from).take(wanted as u64).read_to_end(buffer)?;
        if buffer.len() == SEALED {
            self.ahead = next_byte(&mut self.from)?;
        }
        let refuse = |_| tampered(Refused::Damaged);
        if self.ahead.is_some() {
            cipher
                .decrypt_next_in_place(&self.associated, buffer)
                .map_err(refuse)?;
            self.state = State::Open(cipher);
        } else {
            if buffer.len() < TAG {
                self.state = State::Refused(Refused::Length);
                return Err(tampered(Refused::Length));
            }
            cipher
                .decrypt_last_in_place(&self.associated, buffer)
                .map_err(refuse)?;
            let mark = buffer.iter().rposition(|&byte| byte != 0);
            let Some(mark) = mark.filter(|&place| buffer[place] == MARK) else {
                buffer.clear();
                return Err(tampered(Refused::Damaged));
            };
            buffer.truncate(mark);
            self.state = State::Ended;
        }
        Ok(())
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            if let State::Refused(refused) = self.state {
                return Err(tampered(refused));
            }
            let rest = &self.chunk[self.given..];
            if !rest.is_empty() {
                let count = rest.len().min(out.len());
                out[..count].copy_from_slice(&rest[..count]);
                self.given += count;
                return Ok(count);
            }
            match self.state {
                State::Open(_) => self.open_chunk()?,
                State::Ended | State::Refused(_) => return Ok(0),
            }
        }
    }
}

/// The next byte, or None at the end.
fn next_byte(from: &mut impl Read) -> Result<Option<u8>> {
    let mut byte = [0];
    loop {
        match from.read(&mut byte) {
            Ok(0) => return Ok(None),
            Ok(_) => return Ok(Some(byte[0])),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
