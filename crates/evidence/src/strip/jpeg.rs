//! A JPEG without what is not needed to show it.

use crate::bytes::{Held, Malformed};
use crate::jpeg::{Piece, Walk};
use crate::tiff;

/// The body of the longest segment.
const SEGMENT: usize = 65_533;

#[derive(Debug)]
pub(super) struct Strip {
    walk: Walk,
    marker: u8,
    held: Held,
    /// Whether it was said which way is up; a second time is not needed.
    turned: bool,
    /// Whether a scan began: without one there is no picture.
    scanned: bool,
}

impl Strip {
    pub(super) const fn new() -> Self {
        Self {
            walk: Walk::new(),
            marker: 0,
            held: Held::new(SEGMENT),
            turned: false,
            scanned: false,
        }
    }

    pub(super) fn memory(&self) -> usize {
        self.held.memory()
    }

    pub(super) fn whole(&self) -> bool {
        self.scanned && self.walk.ended()
    }

    pub(super) fn read(
        &mut self,
        input: &mut &[u8],
        out: &mut impl FnMut(&[u8]),
    ) -> Result<(), Malformed> {
        while let Some(piece) = self.walk.next(input)? {
            match piece {
                Piece::Start => out(&[0xff, 0xd8]),
                Piece::Segment { marker, length } => {
                    self.marker = marker;
                    self.held.clear();
                    if is_picture(marker) {
                        head(marker, length, out)?;
                    }
                }
                Piece::Body { bytes, .. } if is_picture(self.marker) => out(bytes),
                Piece::Body { bytes, last } => {
                    if matches!(self.marker, 0xe0..=0xe2 | 0xee) {
                        self.held.keep(bytes);
                    }
                    if last {
                        self.application(out)?;
                    }
                }
                Piece::Scan(bytes) => {
                    self.scanned = true;
                    out(bytes);
                }
                Piece::End => out(&[0xff, 0xd9]),
                Piece::After(_) => {}
            }
        }
        Ok(())
    }

    /// What is kept of a segment that is not the picture itself.
    fn application(&mut self, out: &mut impl FnMut(&[u8])) -> Result<(), Malformed> {
        let body = self.held.bytes();
        match self.marker {
            // JFIF: version and density. Its thumbnail may show what the picture does not any more.
            0xe0 if body.starts_with(b"JFIF\0") => {
                if let Some(start) = body.get(..12) {
                    segment(0xe0, &[start, &[0, 0]], out)?;
                }
            }
            0xe1 => {
                let up = body.strip_prefix(b"Exif\0\0").and_then(tiff::orientation);
                if let Some(up) = up.filter(|up| *up != 1 && !self.turned) {
                    self.turned = true;
                    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
                    segment(0xe1, &[exif, &[up], &[0, 0, 0, 0, 0, 0]], out)?;
                }
            }
            0xe2 if body.starts_with(b"ICC_PROFILE\0") => segment(0xe2, &[body], out)?,
            // How the colours are coded.
            0xee if body.starts_with(b"Adobe") => {
                if let Some(start) = body.get(..12) {
                    segment(0xee, &[start], out)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Frames, tables and scans. JPEG's own extensions (`F0` and above), comments and application data are not.
fn is_picture(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf | 0xda..=0xdf)
}

fn segment(marker: u8, parts: &[&[u8]], out: &mut impl FnMut(&[u8])) -> Result<(), Malformed> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    head(marker, u16::try_from(length).map_err(|_| Malformed)?, out)?;
    for part in parts {
        out(part);
    }
    Ok(())
}

fn head(marker: u8, length: u16, out: &mut impl FnMut(&[u8])) -> Result<(), Malformed> {
    let [high, low] = length.checked_add(2).ok_or(Malformed)?.to_be_bytes();
    out(&[0xff, marker, high, low]);
    Ok(())
}
