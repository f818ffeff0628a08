//! A WebP without what is not needed to show it. (RFC 9649)
//!
//! Its length stands at its head, before it is known what goes: so what goes is overwritten in place with zeros, in
//! chunks of a name that says so, and the length stays.

use crate::bytes::Malformed;
use crate::riff::{Piece, Walk};

/// The picture, its frames, its transparency, its colours.
const KEPT: [&[u8; 4]; 7] = [
    b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP",
];
/// What other RIFF files call a chunk that holds nothing. Readers of WebP pass over names that they do not know.
const NOTHING: &[u8; 4] = b"JUNK";
/// Of the flags in VP8X: there is Exif, there is XMP.
const METADATA: u8 = 0b1100;

#[derive(Debug)]
pub(super) struct Strip {
    walk: Walk,
    name: [u8; 4],
    /// Whether the next byte is the first of VP8X, the flags.
    flags: bool,
    pictured: bool,
}

impl Strip {
    pub(super) const fn new() -> Self {
        Self {
            walk: Walk::new(),
            name: [0; 4],
            flags: false,
            pictured: false,
        }
    }

    pub(super) fn whole(&self) -> bool {
        self.pictured && self.walk.ended()
    }

    pub(super) fn read(
        &mut self,
        input: &mut &[u8],
        out: &mut impl FnMut(&[u8]),
    ) -> Result<(), Malformed> {
        while let Some(piece) = self.walk.next(input)? {
            match piece {
                Piece::File(head) => out(&head),
                Piece::Chunk { name, length } => {
                    self.name = name;
                    self.flags = name == *b"VP8X";
                    // These have one length; longer ones hide something.
                    let right = match &name {
                        b"VP8X" => length == 10,
                        b"ANIM" => length == 6,
                        // A list is of other RIFF files, and would have its parts looked at here alone.
                        b"LIST" => false,
                        _ => true,
                    };
                    if !right {
                        return Err(Malformed);
                    }
                    self.pictured |= matches!(&name, b"VP8 " | b"VP8L");
                    out(if self.kept() { &self.name } else { NOTHING });
                    out(&length.to_le_bytes());
                }
                Piece::Body(bytes) if !self.kept() => zeros(bytes.len(), out),
                Piece::Body(bytes) => match bytes.split_first() {
                    Some((flags, rest)) if self.flags => {
                        self.flags = false;
                        out(&[flags & !METADATA]);
                        out(rest);
                    }
                    _ => out(bytes),
                },
                Piece::Fill => out(&[0]),
                Piece::After(_) => {}
            }
        }
        Ok(())
    }

    fn kept(&self) -> bool {
        KEPT.contains(&&self.name)
    }
}

fn zeros(mut count: usize, out: &mut impl FnMut(&[u8])) {
    const ZEROS: [u8; 4096] = [0; 4096];
    while let Some(part) = ZEROS
        .get(..count.min(ZEROS.len()))
        .filter(|p| !p.is_empty())
    {
        out(part);
        count -= part.len();
    }
}
