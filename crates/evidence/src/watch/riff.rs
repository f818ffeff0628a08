//! What a WebP or a WAV gives away.

use crate::bytes::Held;
use crate::names::Names;
use crate::riff::{Piece, Walk};
use crate::tiff::{self, EXIF, Purse};
use crate::traces::Seen;

#[derive(Debug)]
pub(super) struct Watch {
    walk: Walk,
    name: [u8; 4],
    left: u32,
    held: Held,
    names: Names,
    lost: bool,
}

impl Watch {
    pub(super) const fn new() -> Self {
        Self {
            walk: Walk::new(),
            name: [0; 4],
            left: 0,
            held: Held::new(EXIF),
            names: Names::of_xml(),
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
                Ok(Some(Piece::Chunk { name, length })) => {
                    self.name = name;
                    self.left = length;
                    self.held.clear();
                    self.names = Names::of_xml();
                    self.begin(seen);
                }
                Ok(Some(Piece::Body(bytes))) => {
                    match &self.name {
                        b"EXIF" => self.held.keep(bytes),
                        b"XMP " | b"_PMX" => self.names.read(bytes, seen),
                        _ => {}
                    }
                    self.left = self
                        .left
                        .saturating_sub(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
                    if self.left == 0 {
                        self.chunk(seen);
                    }
                }
                Ok(Some(Piece::After(_))) | Err(_) => self.lost = true,
                Ok(Some(Piece::File(_) | Piece::Fill)) => {}
            }
        }
    }

    fn begin(&self, seen: &mut Seen) {
        match &self.name {
            // Of WAV: artist, engineer, technician, source, copyright.
            b"IART" | b"IENG" | b"ITCH" | b"ISRC" | b"ICOP" => seen.maker(),
            // Who made the recording with what, and a text.
            b"bext" => seen.maker_unread(),
            b"EXIF" | b"XMP " | b"_PMX" => {}
            name if PLAIN.contains(&name) => {}
            _ => seen.unread(),
        }
    }

    fn chunk(&mut self, seen: &mut Seen) {
        match &self.name {
            b"XMP " | b"_PMX" => self.names.read(b" ", seen),
            b"EXIF" => {
                // Some programs write it as in a JPEG.
                let exif = self.held.bytes();
                let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
                tiff::look(exif, &mut Purse::of(exif.len()), seen);
            }
            _ => {}
        }
    }

    pub(super) fn finish(self, seen: &mut Seen) {
        if self.lost || !self.walk.ended() {
            seen.unread();
        }
    }
}

/// Chunks that hold picture or sound and how to show it, or nothing.
const PLAIN: [&[u8; 4]; 23] = [
    b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP", b"fmt ", b"data", b"fact",
    b"LIST", b"PEAK", b"cue ", b"smpl", b"JUNK", b"PAD ", b"junk", b"ISFT", b"ICRD", b"INAM",
    b"ds64", b"labl", b"note",
];
