//! Writes a picture again without anything that is not needed to show it.

mod jpeg;
mod png;
mod webp;

use std::error::Error;
use std::fmt;

use crate::FileKind;
use crate::bytes::{Held, Malformed, long};
use crate::kind::ENOUGH;

/// Whether a [`Stripper`] can write files of this kind again.
pub fn can_strip(kind: FileKind) -> bool {
    matches!(kind, FileKind::Jpeg | FileKind::Png | FileKind::WebP)
}

/// Why there is no clean copy. What was written until then is part of one at most and must be thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StripError {
    /// Files of this kind are not written again.
    CannotStrip(FileKind),
    /// The file is not as its kind is written, or not whole: what would be left of it is not known to be clean. It is so
    /// in the piece that was read up to this many bytes from the beginning of the file.
    Broken { kind: FileKind, at: u64 },
}

impl fmt::Display for StripError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CannotStrip(kind) => write!(f, "a file of kind {kind:?} cannot be written again"),
            Self::Broken { kind, at } => {
                write!(
                    f,
                    "not a whole and well-formed {kind:?}: see before byte {at}"
                )
            }
        }
    }
}

impl Error for StripError {}

/// Takes a picture chunk by chunk and gives out the same picture, its compressed data unchanged, without position,
/// author, device, thumbnail, comments, edits, or anything behind its end. Colours (ICC) and, of a JPEG, which way is
/// up are kept.
///
/// Only [`Stripper::finish`] says that the copy is whole: after an error it is none. It holds at most one segment of
/// 64 KiB. How the file is cut into chunks does not matter. A copy stripped again stays the same.
#[derive(Debug)]
pub struct Stripper {
    head: Held,
    at: u64,
    state: State,
}

#[derive(Debug)]
enum State {
    Unknown,
    Jpeg(jpeg::Strip),
    Png(png::Strip),
    WebP(webp::Strip),
    Failed(StripError),
}

impl Default for Stripper {
    fn default() -> Self {
        Self::new()
    }
}

impl Stripper {
    pub fn new() -> Self {
        Self {
            head: Held::new(ENOUGH),
            at: 0,
            state: State::Unknown,
        }
    }

    /// The next bytes of the file; those of the copy go to `out`, in pieces of any length.
    ///
    /// # Errors
    /// See [`StripError`]; once it failed it fails again the same way.
    pub fn push(&mut self, chunk: &[u8], out: &mut impl FnMut(&[u8])) -> Result<(), StripError> {
        let mut rest = chunk;
        if matches!(self.state, State::Unknown) {
            let missing = ENOUGH - self.head.bytes().len();
            let (head, after) = chunk.split_at(missing.min(chunk.len()));
            self.head.keep(head);
            if self.head.bytes().len() < ENOUGH {
                return Ok(());
            }
            self.open(out)?;
            rest = after;
        }
        self.read(rest, out)
    }

    /// The file is over, and so is the copy.
    ///
    /// # Errors
    /// See [`StripError`]: also when the picture did not come to its end.
    pub fn finish(mut self, out: &mut impl FnMut(&[u8])) -> Result<(), StripError> {
        if matches!(self.state, State::Unknown) {
            self.open(out)?;
        }
        let (kind, whole) = match self.state {
            State::Jpeg(strip) => (FileKind::Jpeg, strip.whole()),
            State::Png(strip) => (FileKind::Png, strip.whole()),
            State::WebP(strip) => (FileKind::WebP, strip.whole()),
            State::Failed(error) => return Err(error),
            State::Unknown => return Err(StripError::CannotStrip(FileKind::Other)),
        };
        if whole {
            Ok(())
        } else {
            Err(StripError::Broken { kind, at: self.at })
        }
    }

    fn open(&mut self, out: &mut impl FnMut(&[u8])) -> Result<(), StripError> {
        self.state = match FileKind::of(self.head.bytes()) {
            FileKind::Jpeg => State::Jpeg(jpeg::Strip::new()),
            FileKind::Png => State::Png(png::Strip::new()),
            FileKind::WebP => State::WebP(webp::Strip::new()),
            kind => State::Failed(StripError::CannotStrip(kind)),
        };
        let head = std::mem::replace(&mut self.head, Held::new(0));
        self.read(head.bytes(), out)
    }

    fn read(&mut self, bytes: &[u8], out: &mut impl FnMut(&[u8])) -> Result<(), StripError> {
        let mut rest = bytes;
        let (kind, done) = match &mut self.state {
            State::Jpeg(strip) => (FileKind::Jpeg, strip.read(&mut rest, out)),
            State::Png(strip) => (FileKind::Png, strip.read(&mut rest, out)),
            State::WebP(strip) => (FileKind::WebP, strip.read(&mut rest, out)),
            State::Failed(error) => return Err(*error),
            State::Unknown => return Ok(()),
        };
        self.at += long(bytes.len() - rest.len());
        done.map_err(|Malformed| {
            let error = StripError::Broken { kind, at: self.at };
            self.state = State::Failed(error);
            error
        })
    }

    /// Bytes held at this moment.
    pub(crate) fn memory(&self) -> usize {
        let held = match &self.state {
            State::Jpeg(strip) => strip.memory(),
            _ => 0,
        };
        size_of::<Self>() + self.head.memory() + held
    }
}
