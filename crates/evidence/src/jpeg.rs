//! The segments of a JPEG stream. (ITU-T T.81, annex B)

use crate::bytes::{Head, Malformed, cut, long};

/// End of image.
const EOI: u8 = 0xd9;
/// Start of scan: after this segment the picture's own bytes follow.
const SOS: u8 = 0xda;

#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'a> {
    /// The beginning of the picture.
    Start,
    /// A segment begins; `length` bytes of body follow, in pieces, the last of which says so.
    Segment {
        marker: u8,
        length: u16,
    },
    Body {
        bytes: &'a [u8],
        last: bool,
    },
    /// Bytes of a scan, as they are.
    Scan(&'a [u8]),
    /// The end of the picture. What follows is not part of it.
    End,
    After(&'a [u8]),
}

/// Parts a stream into its pieces. Bytes between segments that only fill are left out.
#[derive(Debug)]
pub(crate) struct Walk {
    state: State,
}

#[derive(Debug)]
enum State {
    Start(Head<2>),
    /// Before a marker's `FF`.
    Between,
    /// After it.
    Marker,
    Length(u8, Head<2>),
    Body {
        marker: u8,
        left: u16,
    },
    Scan,
    /// After an `FF` in a scan.
    ScanMarker,
    After,
}

impl Walk {
    pub(crate) const fn new() -> Self {
        Self {
            state: State::Start(Head::new()),
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
                    Some([0xff, 0xd8]) => {
                        self.state = State::Between;
                        return Ok(Some(Piece::Start));
                    }
                    Some(_) => return Err(Malformed),
                },
                State::Between => match cut(input, 1) {
                    [0xff] => self.state = State::Marker,
                    _ => return Err(Malformed),
                },
                State::Marker => {
                    let marker = cut(input, 1).first().copied().unwrap_or(0xff);
                    if let Some(piece) = self.marker(marker)? {
                        return Ok(Some(piece));
                    }
                }
                State::Length(marker, head) => {
                    if let Some(length) = head.take(input) {
                        let length = u16::from_be_bytes(length).checked_sub(2).ok_or(Malformed)?;
                        let marker = *marker;
                        self.state = State::Body {
                            marker,
                            left: length,
                        };
                        return Ok(Some(Piece::Segment { marker, length }));
                    }
                }
                State::Body { marker, left } => {
                    let bytes = cut(input, u64::from(*left));
                    *left -= u16::try_from(bytes.len()).unwrap_or(*left);
                    let last = *left == 0;
                    if last {
                        self.state = if *marker == SOS {
                            State::Scan
                        } else {
                            State::Between
                        };
                    }
                    return Ok(Some(Piece::Body { bytes, last }));
                }
                State::Scan => {
                    let length = scan(input);
                    let bytes = cut(input, long(length));
                    if cut(input, 1) == [0xff] {
                        self.state = State::ScanMarker;
                    }
                    if !bytes.is_empty() {
                        return Ok(Some(Piece::Scan(bytes)));
                    }
                }
                State::ScanMarker => {
                    let marker = cut(input, 1).first().copied().unwrap_or(0xff);
                    if let Some(pair) = in_scan(marker) {
                        self.state = State::Scan;
                        return Ok(Some(Piece::Scan(pair)));
                    }
                    if let Some(piece) = self.marker(marker)? {
                        return Ok(Some(piece));
                    }
                }
                State::After => return Ok(Some(Piece::After(cut(input, u64::MAX)))),
            }
        }
        Ok(None)
    }

    fn marker(&mut self, marker: u8) -> Result<Option<Piece<'static>>, Malformed> {
        match marker {
            // Any number of FF may stand before a marker; the state stays what it is.
            0xff => Ok(None),
            EOI => {
                self.state = State::After;
                Ok(Some(Piece::End))
            }
            // Frames, tables, scans, application data, comments: all that have a length.
            0xc0..=0xcf | 0xda..=0xfe => {
                self.state = State::Length(marker, Head::new());
                Ok(None)
            }
            _ => Err(Malformed),
        }
    }
}

/// How many of the bytes belong to the scan: up to a marker, or to an `FF` at the end that may begin one.
fn scan(bytes: &[u8]) -> usize {
    let mut from = 0;
    loop {
        let rest = bytes.get(from..).unwrap_or_default();
        let Some(mark) = rest.iter().position(|b| *b == 0xff) else {
            return bytes.len();
        };
        match rest.get(mark + 1) {
            Some(0 | 0xd0..=0xd7) => from += mark + 2,
            _ => return from + mark,
        }
    }
}

/// `FF` and a byte that belong to a scan: a stuffed `FF`, or a restart.
fn in_scan(second: u8) -> Option<&'static [u8]> {
    const PAIRS: [[u8; 2]; 8] = [
        [0xff, 0xd0],
        [0xff, 0xd1],
        [0xff, 0xd2],
        [0xff, 0xd3],
        [0xff, 0xd4],
        [0xff, 0xd5],
        [0xff, 0xd6],
        [0xff, 0xd7],
    ];
    match second {
        0 => Some(&[0xff, 0]),
        0xd0..=0xd7 => PAIRS.get(usize::from(second & 7)).map(<[u8; 2]>::as_slice),
        _ => None,
    }
}
