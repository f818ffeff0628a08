//! The chunks of a PNG stream. (W3C PNG, third edition, section 5)

use crate::bytes::{Head, Malformed, cut};

pub(crate) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'a> {
    /// A chunk begins; `length` bytes of body follow in pieces, then its checksum.
    Chunk {
        name: [u8; 4],
        length: u32,
    },
    Body(&'a [u8]),
    /// The chunk is over.
    Sum([u8; 4]),
    /// What follows the last chunk is not part of the picture.
    After(&'a [u8]),
}

#[derive(Debug)]
pub(crate) struct Walk {
    state: State,
    last: bool,
}

#[derive(Debug)]
enum State {
    Start(Head<8>),
    Head(Head<8>),
    Body(u32),
    Sum(Head<4>),
    After,
}

impl Walk {
    pub(crate) const fn new() -> Self {
        Self {
            state: State::Start(Head::new()),
            last: false,
        }
    }

    /// Whether the picture came to its end.
    pub(crate) fn ended(&self) -> bool {
        matches!(self.state, State::After)
    }

    /// The next piece of `input`, which is cut off it; `None` once there is nothing left of it.
    pub(crate) fn next<'a>(
        &mut self,
        input: &mut &'a [u8],
    ) -> Result<Option<Piece<'a>>, Malformed> {
        while !input.is_empty() {
            match &mut self.state {
                State::Start(head) => match head.take(input) {
                    None => {}
                    Some(SIGNATURE) => self.state = State::Head(Head::new()),
                    Some(_) => return Err(Malformed),
                },
                State::Head(head) => {
                    if let Some([a, b, c, d, name @ ..]) = head.take(input) {
                        let length = u32::from_be_bytes([a, b, c, d]);
                        // Longer ones are not allowed, and names are letters.
                        if length > 0x7fff_ffff || !name.iter().all(u8::is_ascii_alphabetic) {
                            return Err(Malformed);
                        }
                        self.last = name == *b"IEND";
                        self.state = if length == 0 {
                            State::Sum(Head::new())
                        } else {
                            State::Body(length)
                        };
                        return Ok(Some(Piece::Chunk { name, length }));
                    }
                }
                State::Body(left) => {
                    let bytes = cut(input, u64::from(*left));
                    *left -= u32::try_from(bytes.len()).unwrap_or(*left);
                    if *left == 0 {
                        self.state = State::Sum(Head::new());
                    }
                    return Ok(Some(Piece::Body(bytes)));
                }
                State::Sum(head) => {
                    if let Some(sum) = head.take(input) {
                        self.state = if self.last {
                            State::After
                        } else {
                            State::Head(Head::new())
                        };
                        return Ok(Some(Piece::Sum(sum)));
                    }
                }
                State::After => return Ok(Some(Piece::After(cut(input, u64::MAX)))),
            }
        }
        Ok(None)
    }
}
