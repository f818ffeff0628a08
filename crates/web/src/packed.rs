//! A file as an answer that has a size class, too.
//!
//! Spaces cannot pad what is not text, so a file goes in gzip (RFC 1952) whose blocks are stored, not compressed (RFC
//! 1951, section 3.2.4): browsers take it off, and what is left is the file. Padding is what gzip passes over: empty
//! blocks of five bytes, and for the rest of up to four a comment in the header. How long it becomes follows from the
//! file's length alone, so the head can say it before the first byte is read; and the sum at the end comes only when the
//! file was whole.

use axum::body::{Body, Bytes};
use crc32fast::Hasher;
use hyper::body::{Body as _, Frame, SizeHint};
use std::io::ErrorKind;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Goes with an answer whose body is a file of so many bytes, to be packed before it leaves.
#[derive(Clone, Copy)]
pub(crate) struct File {
    pub(crate) size: u64,
}

/// Two bytes of name, deflate, flags, no time, nothing said of the packer, no system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// The flag of a comment, which ends with NUL.
const COMMENT: u8 = 0x10;
/// Bytes of a stored block at most.
const BLOCK: u64 = 65_535;
/// A stored block of nothing: not the last, no bytes, and that again inverted.
const EMPTY: [u8; 5] = [0, 0, 0, 0xff, 0xff];
/// The sum and the length, four bytes each.
const TRAILER: u64 = 8;

/// Many empty blocks: padding is written from here, never copied.
static EMPTY_BLOCKS: [u8; 5 * 6_400] = {
    let mut blocks = [0; 5 * 6_400];
    let mut at = 0;
    while at < blocks.len() {
        blocks[at] = EMPTY[at % 5];
        at += 1;
    }
    blocks
};

impl File {
    /// Bytes that it takes without padding.
    pub(crate) fn least(self) -> u64 {
        let blocks = self.size.div_ceil(BLOCK) + 1;
        HEADER.len() as u64 + self.size + 5 * blocks + TRAILER
    }

    /// Packs the file in this body into `length` bytes, at least [`File::least`].
    pub(crate) fn packed(self, body: Body, length: u64) -> Packed {
        let padding = length.saturating_sub(self.least());
        let comment = padding % 5;
        let mut header = HEADER.to_vec();
        if comment > 0 {
            header[3] = COMMENT;
            header.extend((1..comment).map(|_| b' '));
            header.push(0);
        }
        Packed {
            body,
            next: Next::Header(header.into()),
            size: self.size,
            left: self.size,
            in_block: 0,
            sum: Hasher::new(),
            padding: padding - comment,
            unsent: length,
        }
    }
}

/// A file on its way, packed.
pub(crate) struct Packed {
    body: Body,
    next: Next,
    size: u64,
    /// Bytes of the file that have not come yet.
    left: u64,
    /// Those of them that belong to the block whose head was written.
    in_block: u64,
    sum: Hasher,
    /// Bytes of empty blocks that are to come.
    padding: u64,
    unsent: u64,
}

enum Next {
    Header(Bytes),
    File,
    Padding,
    Nothing,
}

impl Packed {
    /// A piece of the file, in as many blocks as it takes.
    fn blocks(&mut self, mut piece: &[u8]) -> Result<Bytes, axum::Error> {
        let length = piece.len() as u64;
        if length > self.left {
            return Err(broken());
        }
        self.sum.update(piece);
        let mut blocks = Vec::with_capacity(piece.len() + 5 * (piece.len() / BLOCK as usize + 2));
        while !piece.is_empty() {
            if self.in_block == 0 {
                self.in_block = self.left.min(BLOCK);
                blocks.extend(stored(self.in_block as u16, false));
            }
            let (in_block, rest) = piece.split_at(piece.len().min(self.in_block as usize));
            blocks.extend_from_slice(in_block);
            self.in_block -= in_block.len() as u64;
            self.left -= in_block.len() as u64;
            piece = rest;
        }
        Ok(blocks.into())
    }

    fn padding(&mut self) -> Bytes {
        let padding = self.padding.min(EMPTY_BLOCKS.len() as u64);
        self.padding -= padding;
        if padding > 0 {
            return Bytes::from_static(&EMPTY_BLOCKS[..padding as usize]);
        }
        self.next = Next::Nothing;
        let mut end = stored(0, true).to_vec();
        end.extend(self.sum.clone().finalize().to_le_bytes());
        // The length modulo 2^32 (RFC 1952, section 2.3.1).
        end.extend((self.size as u32).to_le_bytes());
        end.into()
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, axum::Error>>> {
        loop {
            match &mut self.next {
                Next::Header(header) => {
                    let header = std::mem::take(header);
                    self.next = Next::File;
                    return Poll::Ready(Some(Ok(header)));
                }
                Next::File => match ready!(Pin::new(&mut self.body).poll_frame(context)?) {
                    Some(frame) => {
                        let piece = frame.into_data().unwrap_or_default();
                        if !piece.is_empty() {
                            return Poll::Ready(Some(self.blocks(&piece)));
                        }
                    }
                    None if self.left == 0 => self.next = Next::Padding,
                    None => return Poll::Ready(Some(Err(broken()))),
                },
                Next::Padding => return Poll::Ready(Some(Ok(self.padding()))),
                Next::Nothing => return Poll::Ready(None),
            }
        }
    }
}

/// The head of a stored block.
fn stored(length: u16, last: bool) -> [u8; 5] {
    let [low, high] = length.to_le_bytes();
    [u8::from(last), low, high, !low, !high]
}

/// The file is not as long as was said. The connection ends, so that nobody takes it for whole.
fn broken() -> axum::Error {
    axum::Error::new(std::io::Error::from(ErrorKind::UnexpectedEof))
}

impl hyper::body::Body for Packed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let next = ready!(self.poll_next(context));
        if let Some(Ok(bytes)) = &next {
            self.unsent = self.unsent.saturating_sub(bytes.len() as u64);
        }
        Poll::Ready(next.map(|next| next.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.next, Next::Nothing)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.unsent)
    }
}
