//! The chunks of a RIFF stream: WebP (RFC 9649) and WAV.

use crate::bytes::{Head, Malformed, cut};

#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'a> {
    /// `RIFF`, the length and the form.
    File([u8; 12]),
    /// A chunk begins. Its body follows in pieces and then, where its length is odd, a byte that fills; but the chunks
    /// in a [`container`] are pieces of their own after the body of its head.
    Chunk {
        name: [u8; 4],
        length: u32,
    },
    Body(&'a [u8]),
    Fill,
    /// What follows the stated length is not part of the file.
    After(&'a [u8]),
}

/// Chunks that hold chunks, and how many bytes stand before the first of them: a frame of an animation, a list.
fn container(name: [u8; 4]) -> Option<u32> {
    match &name {
        b"ANMF" => Some(16),
        b"LIST" => Some(4),
        _ => None,
    }
}

#[derive(Debug)]
pub(crate) struct Walk {
    state: State,
    /// What is left of the file, and of the container that is being read.
    file: u64,
    inner: Option<u64>,
}

#[derive(Debug)]
enum State {
    Start(Head<12>),
    Head(Head<8>),
    Body { left: u32, odd: bool },
    After,
}

impl Walk {
    pub(crate) const fn new() -> Self {
        Self {
            state: State::Start(Head::new()),
            file: 0,
            inner: None,
        }
    }

    /// Whether as much came as the file's head says.
    pub(crate) fn ended(&self) -> bool {
        let between = match &self.state {
            State::Start(_) => false,
            State::Head(head) => head.so_far().is_empty(),
            State::Body { left, odd } => *left == 0 && !odd,
            State::After => true,
        };
        between && self.file == 0 && self.inner.unwrap_or(0) == 0
    }

    /// The next piece of `input`, which is cut off it; `None` once there is nothing left of it.
    pub(crate) fn next<'a>(
        &mut self,
        input: &mut &'a [u8],
    ) -> Result<Option<Piece<'a>>, Malformed> {
        while !input.is_empty() {
            match &mut self.state {
                State::Start(head) => {
                    if let Some(bytes) = head.take(input) {
                        let [_, _, _, _, a, b, c, d, ..] = bytes;
                        let length = u64::from(u32::from_le_bytes([a, b, c, d]));
                        // The form belongs to the length.
                        self.file = length.checked_sub(4).ok_or(Malformed)?;
                        self.state = State::Head(Head::new());
                        return Ok(Some(Piece::File(bytes)));
                    }
                }
                State::Head(head) => {
                    if head.so_far().is_empty() {
                        self.inner = self.inner.filter(|left| *left > 0);
                        if self.file == 0 && self.inner.is_none() {
                            self.state = State::After;
                            continue;
                        }
                    }
                    if let Some([n, a, m, e, bytes @ ..]) = head.take(input) {
                        return self
                            .chunk([n, a, m, e], u32::from_le_bytes(bytes))
                            .map(Some);
                    }
                }
                State::Body { left: 0, odd } => {
                    let odd = *odd;
                    self.state = State::Head(Head::new());
                    if odd {
                        cut(input, 1);
                        return Ok(Some(Piece::Fill));
                    }
                }
                State::Body { left, odd } => {
                    let bytes = cut(input, u64::from(*left));
                    *left -= u32::try_from(bytes.len()).unwrap_or(*left);
                    if *left == 0 && !*odd {
                        self.state = State::Head(Head::new());
                    }
                    return Ok(Some(Piece::Body(bytes)));
                }
                State::After => return Ok(Some(Piece::After(cut(input, u64::MAX)))),
            }
        }
        Ok(None)
    }

    /// A chunk must fit into what holds it: otherwise another reader would see other chunks than this one.
    fn chunk(&mut self, name: [u8; 4], length: u32) -> Result<Piece<'static>, Malformed> {
        let filled = u64::from(length) + u64::from(length % 2);
        let size = 8 + filled;
        let around = self.inner.unwrap_or(self.file);
        if size > around || (self.inner.is_some() && container(name).is_some()) {
            return Err(Malformed);
        }
        if let Some(head) = container(name) {
            self.inner = Some(filled.checked_sub(u64::from(head)).ok_or(Malformed)?);
            self.file -= size;
            self.state = State::Body {
                left: head,
                odd: false,
            };
        } else {
            match &mut self.inner {
                Some(left) => *left -= size,
                None => self.file -= size,
            }
            self.state = State::Body {
                left: length,
                odd: length % 2 == 1,
            };
        }
        Ok(Piece::Chunk { name, length })
    }
}
