//! What a JPEG gives away.

use crate::bytes::Held;
use crate::jpeg::{Piece, Walk};
use crate::names::{self, Names};
use crate::photoshop;
use crate::tiff::{self, Purse};
use crate::traces::Seen;

/// The body of the longest segment.
const SEGMENT: usize = 65_533;

#[derive(Debug)]
pub(super) struct Watch {
    walk: Walk,
    marker: u8,
    held: Held,
    /// XMP that is too long for one segment goes on in others, parted anywhere.
    extended: Names,
    lost: bool,
}

impl Watch {
    pub(super) const fn new() -> Self {
        Self {
            walk: Walk::new(),
            marker: 0,
            held: Held::new(SEGMENT),
            extended: Names::of_xml(),
            lost: false,
        }
    }

    pub(super) fn memory(&self) -> usize {
        self.held.memory()
    }

    pub(super) fn read(&mut self, mut input: &[u8], seen: &mut Seen) {
        while !self.lost {
            match self.walk.next(&mut input) {
                Ok(None) => return,
                Ok(Some(Piece::Segment { marker, .. })) => {
                    self.marker = marker;
                    self.held.clear();
                }
                Ok(Some(Piece::Body { bytes, last })) => {
                    if matches!(self.marker, 0xe0..=0xef) {
                        self.held.keep(bytes);
                        if last {
                            self.segment(seen);
                        }
                    }
                }
                // Cameras fill up to a whole block. Anything else may be a second picture, or a film.
                Ok(Some(Piece::After(bytes))) => {
                    if bytes.iter().any(|b| !matches!(b, 0 | 0xff)) {
                        self.lost = true;
                    }
                }
                Ok(Some(Piece::Start | Piece::Scan(_) | Piece::End)) => {}
                Err(_) => self.lost = true,
            }
        }
    }

    fn segment(&mut self, seen: &mut Seen) {
        let body = self.held.bytes();
        let after = |word: &[u8]| body.strip_prefix(word);
        match self.marker {
            0xe0 | 0xee => {}
            0xe1 => {
                if let Some(exif) = after(b"Exif\0\0").or_else(|| after(b"Exif\0\xff")) {
                    tiff::look(exif, &mut Purse::of(exif.len()), seen);
                } else if let Some(xmp) = after(b"http://ns.adobe.com/xap/1.0/\0") {
                    names::read(xmp, seen);
                } else if let Some(part) = after(b"http://ns.adobe.com/xmp/extension/\0") {
                    // After the id of the whole, its length and this part's place in it.
                    self.extended.read(part.get(40..).unwrap_or_default(), seen);
                } else {
                    seen.unread();
                }
            }
            // Colours, and where further pictures lie after this one.
            0xe2 if body.starts_with(b"ICC_PROFILE\0") || body.starts_with(b"MPF\0") => {}
            0xec if body.starts_with(b"Ducky") => {}
            0xed => match after(b"Photoshop 3.0\0") {
                Some(rest) => photoshop::resources(rest, &mut Purse::of(rest.len()), seen),
                None => seen.unread(),
            },
            // Makers' own, content credentials, and others.
            _ => seen.unread(),
        }
    }

    pub(super) fn finish(mut self, seen: &mut Seen) {
        self.extended.read(b" ", seen);
        if self.lost || !self.walk.ended() {
            seen.unread();
        }
    }
}
