//! TIFF directories: what Exif is made of, in every kind of picture. (TIFF 6.0; Exif 3.0, CIPA DC-008-2023)

use crate::bytes::{array, long, place};
use crate::traces::Seen;
use crate::{names, photoshop};

/// So many bytes of Exif are held at a time where a chunk says how long it is: that of phones is 2 to 60 KiB.
pub(crate) const EXIF: usize = 65_536;

/// Real pictures have about five.
const DIRECTORIES: usize = 64;

/// What one picture may cost: directories may point at each other in circles, and a thousand entries at the same
/// megabyte. Whatever the purse does not reach is not read, and said to be so.
#[derive(Debug)]
pub(crate) struct Purse {
    directories: usize,
    entries: usize,
    bytes: usize,
}

impl Purse {
    /// Real pictures have some hundred entries, and texts that do not overlap.
    pub(crate) fn of(size: usize) -> Self {
        Self {
            directories: DIRECTORIES,
            entries: 4096,
            bytes: size.saturating_add(65_536),
        }
    }

    fn pay(purse: &mut usize, price: usize) -> Option<()> {
        *purse = purse.checked_sub(price)?;
        Some(())
    }
}

/// A text is looked at so far to see whether it says anything.
const SAYS_SOMETHING: usize = 256;

mod tag {
    pub(super) const ORIENTATION: u16 = 0x0112;
    pub(super) const XMP: u16 = 0x02bc;
    pub(super) const IPTC: u16 = 0x83bb;
    pub(super) const PHOTOSHOP: u16 = 0x8649;
    pub(super) const SUB: u16 = 0x014a;
    pub(super) const EXIF: u16 = 0x8769;
    pub(super) const GPS: u16 = 0x8825;
    pub(super) const MAKER_NOTE: u16 = 0x927c;
    pub(super) const DNG_PRIVATE: u16 = 0xc634;
    /// Texts that name a device or a person: make, model, artist, host, copyright, XPAuthor, owner, serial numbers of
    /// body and lens, lens make and model, photographer, image editor, DNG's camera model and serial number.
    pub(super) const MAKERS: [u16; 16] = [
        0x010f, 0x0110, 0x013b, 0x013c, 0x8298, 0x9c9d, 0xa430, 0xa431, 0xa433, 0xa434, 0xa435,
        0xa437, 0xa438, 0xc614, 0xc615, 0xc62f,
    ];
    /// In the directory of the position: latitude, longitude, and those of the destination.
    pub(super) const POSITIONS: [u16; 4] = [0x02, 0x04, 0x14, 0x16];
}

/// What a directory is about.
#[derive(Debug, Clone, Copy, PartialEq)]
enum About {
    Picture,
    Exif,
    Position,
}

/// Directories that were named and not read yet, never more than a purse could pay for.
struct Pending(Vec<(u32, About)>);

impl Pending {
    fn push(&mut self, at: u32, about: About) -> Option<()> {
        (self.0.len() < DIRECTORIES).then(|| self.0.push((at, about)))
    }
}

/// Looks through all directories. What points out of `bytes` was not read.
pub(crate) fn look(bytes: &[u8], purse: &mut Purse, seen: &mut Seen) {
    let Some((tiff, first)) = Tiff::open(bytes) else {
        seen.unread();
        return;
    };
    let mut pending = Pending(vec![(first, About::Picture)]);
    while let Some((at, about)) = pending.0.pop() {
        if Purse::pay(&mut purse.directories, 1).is_none()
            || tiff
                .directory(at, about, &mut pending, purse, seen)
                .is_none()
        {
            seen.unread();
        }
    }
}

/// Which way up the picture is, 1 to 8, if its first directory says so.
pub(crate) fn orientation(bytes: &[u8]) -> Option<u8> {
    let (tiff, first) = Tiff::open(bytes)?;
    let mut entries = tiff.entries(first)?;
    let entry = entries.find(|entry| entry.tag == tag::ORIENTATION)?;
    let value = match entry.kind {
        3 => u32::from(tiff.u16(entry.value, 0)?),
        4 => tiff.u32(entry.value, 0)?,
        _ => return None,
    };
    u8::try_from(value).ok().filter(|v| (1..=8).contains(v))
}

#[derive(Debug, Clone, Copy)]
struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
}

/// One entry of a directory; `value` is its four bytes, the value itself or where that lies.
#[derive(Debug, Clone, Copy)]
struct Entry<'a> {
    tag: u16,
    kind: u16,
    count: u32,
    value: &'a [u8],
}

impl<'a> Tiff<'a> {
    /// And where its first directory lies. BigTIFF is not read.
    fn open(bytes: &'a [u8]) -> Option<(Self, u32)> {
        let little = match bytes.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        let tiff = Self { bytes, little };
        Some((tiff, tiff.u32(bytes, 4)?))
    }

    fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        let number = array(bytes, at)?;
        Some(if self.little {
            u16::from_le_bytes(number)
        } else {
            u16::from_be_bytes(number)
        })
    }

    fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let number = array(bytes, at)?;
        Some(if self.little {
            u32::from_le_bytes(number)
        } else {
            u32::from_be_bytes(number)
        })
    }

    /// The entries of the directory at `at`; all that it promises must be there.
    fn entries(self, at: u32) -> Option<impl Iterator<Item = Entry<'a>>> {
        let from = place(at);
        let count = usize::from(self.u16(self.bytes, from)?);
        let body = self
            .bytes
            .get(from.checked_add(2)?..)?
            .get(..count.checked_mul(12)?)?;
        Some(body.chunks_exact(12).filter_map(move |entry| {
            Some(Entry {
                tag: self.u16(entry, 0)?,
                kind: self.u16(entry, 2)?,
                count: self.u32(entry, 4)?,
                value: entry.get(8..12)?,
            })
        }))
    }

    /// Reads one directory; `None` when it, or what it must be followed to, does not lie in what is there.
    fn directory(
        self,
        at: u32,
        about: About,
        pending: &mut Pending,
        purse: &mut Purse,
        seen: &mut Seen,
    ) -> Option<()> {
        let mut length = 0;
        for entry in self.entries(at)? {
            length += 1;
            Purse::pay(&mut purse.entries, 1)?;
            if about == About::Position {
                if tag::POSITIONS.contains(&entry.tag) && entry.count > 0 {
                    seen.position();
                }
                continue;
            }
            match entry.tag {
                tag::GPS => pending.push(self.u32(entry.value, 0)?, About::Position)?,
                tag::EXIF => pending.push(self.u32(entry.value, 0)?, About::Exif)?,
                tag::SUB => {
                    let offsets = self.value(entry)?;
                    for at in 0..place(entry.count) {
                        pending.push(self.u32(offsets, at * 4)?, About::Picture)?;
                    }
                }
                tag::MAKER_NOTE | tag::DNG_PRIVATE => seen.maker_unread(),
                tag::XMP | tag::IPTC | tag::PHOTOSHOP => {
                    let text = self.value(entry)?;
                    Purse::pay(&mut purse.bytes, text.len())?;
                    match entry.tag {
                        tag::XMP => names::read(text, seen),
                        tag::IPTC => photoshop::iptc(text, seen),
                        _ => photoshop::resources(text, purse, seen),
                    }
                }
                tag if tag::MAKERS.contains(&tag) => match self.value(entry) {
                    Some(text) if says_something(text) => seen.maker(),
                    Some(_) => {}
                    None => seen.maker_unread(),
                },
                _ => {}
            }
        }
        if about == About::Picture {
            // Files that end with their last entry are common, and nothing follows it then.
            let next = place(at).checked_add(2 + length * 12)?;
            match self.u32(self.bytes, next) {
                None | Some(0) => {}
                Some(next) => pending.push(next, About::Picture)?,
            }
        }
        Some(())
    }

    /// The value of an entry, in the entry or elsewhere.
    fn value(self, entry: Entry<'a>) -> Option<&'a [u8]> {
        let size: u64 = match entry.kind {
            1 | 2 | 6 | 7 | 129 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => return None,
        };
        let length = usize::try_from(size.checked_mul(u64::from(entry.count))?).ok()?;
        if long(length) <= 4 {
            return entry.value.get(..length);
        }
        let from = place(self.u32(entry.value, 0)?);
        self.bytes.get(from..)?.get(..length)
    }
}

/// Cameras leave the field for a name there and fill it with blanks.
fn says_something(text: &[u8]) -> bool {
    text.iter()
        .take(SAYS_SOMETHING)
        .any(|b| !matches!(b, 0 | b' ' | b'\t' | b'\r' | b'\n'))
}
