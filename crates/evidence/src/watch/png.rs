//! What a PNG gives away.

use crate::bytes::Held;
use crate::names::{self, Names};
use crate::png::{Piece, Walk};
use crate::tiff::{self, EXIF, Purse};
use crate::traces::Seen;

/// A keyword has at most 79 bytes; with the flags after it this is enough to judge a text.
const KEYWORD: usize = 128;

#[derive(Debug)]
pub(super) struct Watch {
    walk: Walk,
    name: [u8; 4],
    held: Held,
    /// Texts, XMP among them, are as long as they please.
    names: Names,
    lost: bool,
}

impl Watch {
    pub(super) const fn new() -> Self {
        Self {
            walk: Walk::new(),
            name: [0; 4],
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
                Ok(Some(Piece::Chunk { name, .. })) => {
                    self.name = name;
                    self.held.clear();
                    self.names = Names::of_xml();
                }
                Ok(Some(Piece::Body(bytes))) => match &self.name {
                    b"eXIf" => self.held.keep(bytes),
                    b"tEXt" | b"iTXt" | b"zTXt" => {
                        let room = KEYWORD.saturating_sub(self.held.bytes().len());
                        self.held.keep(bytes.get(..room).unwrap_or(bytes));
                        self.names.read(bytes, seen);
                    }
                    _ => {}
                },
                Ok(Some(Piece::Sum(_))) => self.chunk(seen),
                Ok(Some(Piece::After(_))) | Err(_) => self.lost = true,
            }
        }
    }

    fn chunk(&mut self, seen: &mut Seen) {
        let body = self.held.bytes();
        match &self.name {
            b"eXIf" => tiff::look(body, &mut Purse::of(body.len()), seen),
            b"tEXt" | b"iTXt" | b"zTXt" => {
                self.names.read(b" ", seen);
                let mut parts = body.splitn(2, |b| *b == 0);
                let keyword = parts.next().unwrap_or_default();
                let after = parts.next().unwrap_or_default();
                let compressed = self.name == *b"zTXt"
                    || (self.name == *b"iTXt" && after.first().is_none_or(|flag| *flag != 0));
                text(keyword, compressed, seen);
            }
            name if PLAIN.contains(&name) => {}
            // Of another program, or newer than this one.
            _ => seen.unread(),
        }
    }

    pub(super) fn finish(self, seen: &mut Seen) {
        if self.lost || !self.walk.ended() {
            seen.unread();
        }
    }
}

/// Chunks that say how the picture looks and no more.
const PLAIN: [&[u8; 4]; 25] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
    b"pHYs", b"bKGD", b"acTL", b"fcTL", b"fdAT", b"tIME", b"hIST", b"sPLT", b"cICP", b"mDCV",
    b"cLLI", b"oFFs", b"vpAg", b"orNT", b"iDOT",
];

/// By its keyword. Anybody may invent keywords: only those that are known to name a maker count.
fn text(keyword: &[u8], compressed: bool, seen: &mut Seen) {
    match keyword {
        b"Author" | b"Artist" | b"Copyright" | b"Source" => seen.maker(),
        // Exif, IPTC or XMP, written as digits.
        _ if keyword.starts_with(b"Raw profile type") => seen.unread(),
        b"XML:com.adobe.xmp" if compressed => seen.unread(),
        b"Title" | b"Description" | b"Software" | b"Comment" | b"Disclaimer" | b"Warning" => {}
        // `exif:GPSLatitude` and the like, as ImageMagick writes them.
        _ => {
            names::read(&[b":", keyword].concat(), seen);
            if compressed {
                seen.unread();
            }
        }
    }
}
