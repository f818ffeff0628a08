//! A PNG without what is not needed to show it.

use crate::bytes::Malformed;
use crate::png::{Piece, SIGNATURE, Walk};

/// The chunks that are kept, and the longest body that each may have: a longer one hides something.
const KEPT: [(&[u8; 4], u32); 15] = [
    (b"IHDR", 13),
    (b"PLTE", 768),
    (b"IDAT", u32::MAX),
    (b"IEND", 0),
    (b"tRNS", 256),
    (b"gAMA", 4),
    (b"cHRM", 32),
    (b"sRGB", 1),
    (b"iCCP", u32::MAX),
    (b"sBIT", 4),
    (b"pHYs", 9),
    (b"bKGD", 6),
    (b"acTL", 8),
    (b"fcTL", 26),
    (b"fdAT", u32::MAX),
];

#[derive(Debug)]
pub(super) struct Strip {
    walk: Walk,
    kept: bool,
    begun: bool,
    pictured: bool,
}

impl Strip {
    pub(super) const fn new() -> Self {
        Self {
            walk: Walk::new(),
            kept: false,
            begun: false,
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
                Piece::Chunk { name, length } => {
                    self.chunk(name, length)?;
                    if self.kept {
                        if name == *b"IHDR" {
                            out(&SIGNATURE);
                        }
                        out(&length.to_be_bytes());
                        out(&name);
                    }
                }
                Piece::Body(bytes) if self.kept => out(bytes),
                Piece::Sum(sum) if self.kept => out(&sum),
                Piece::Body(_) | Piece::Sum(_) | Piece::After(_) => {}
            }
        }
        Ok(())
    }

    fn chunk(&mut self, name: [u8; 4], length: u32) -> Result<(), Malformed> {
        // The header comes first, and once.
        if (name == *b"IHDR") == self.begun {
            return Err(Malformed);
        }
        self.begun = true;
        self.pictured |= name == *b"IDAT";
        self.kept = KEPT
            .iter()
            .any(|(kept, longest)| name == **kept && length <= *longest);
        // What a program must know in order to show the picture at all begins with a capital letter.
        let needed = name.first().is_some_and(u8::is_ascii_uppercase);
        if needed && !self.kept {
            return Err(Malformed);
        }
        Ok(())
    }
}
