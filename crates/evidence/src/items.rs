//! The items of a HEIF file: where its `meta` box says that Exif and XMP lie. (ISO/IEC 14496-12, 8.11)

use crate::bytes::{Held, be16, be32, long, place};
use crate::names;
use crate::tiff::{self, Purse};
use crate::traces::Seen;

/// More items with metadata than any camera writes.
const MOST: usize = 8;
/// What is read of one item. Exif of phones is 2 to 60 KiB.
const WINDOW: usize = 65_536;

#[derive(Debug, Clone, Copy, PartialEq)]
enum What {
    Exif,
    Xmp,
}

#[derive(Debug, Clone, Copy)]
struct Item {
    id: u32,
    what: What,
}

/// Bytes of the file to be read when they come by.
#[derive(Debug, Clone, Copy)]
struct Extent {
    from: u64,
    length: u64,
    what: What,
}

/// What is still to come by, in the order of the file, and the part of the first that came already.
#[derive(Debug)]
pub(crate) struct Awaited {
    extents: Vec<Extent>,
    window: Held,
}

impl Awaited {
    pub(crate) const fn new() -> Self {
        Self {
            extents: Vec::new(),
            window: Held::new(WINDOW),
        }
    }

    /// Reads the body of a `meta` box (without version and flags), of which the file has read `at` bytes.
    pub(crate) fn read(&mut self, meta: &[u8], at: u64, seen: &mut Seen) {
        if !self.extents.is_empty() {
            // A second `meta` before what the first names came by.
            seen.unread();
            return;
        }
        if self.list(meta, seen).is_none() {
            seen.unread();
        }
        self.extents.sort_by_key(|extent| extent.from);
        // What has passed already cannot be read any more, nor can the same bytes be read twice.
        let mut from = at;
        self.extents.retain(|extent| {
            let readable = extent.from >= from;
            if readable {
                from = extent.from.saturating_add(extent.length);
            } else {
                seen.unread();
            }
            readable
        });
        self.extents.reverse();
    }

    fn list(&mut self, meta: &[u8], seen: &mut Seen) -> Option<()> {
        let mut items = Vec::new();
        for (name, body) in boxes(meta) {
            if name == *b"iinf" {
                items = list_items(body, seen)?;
            }
        }
        if items.is_empty() {
            return Some(());
        }
        let (_, iloc) = boxes(meta).find(|(name, _)| name == b"iloc")?;
        self.locate(iloc, &items)
    }

    /// The extents of `items`. An item in other files or inside `meta` itself (both rare) is not read.
    fn locate(&mut self, iloc: &[u8], items: &[Item]) -> Option<()> {
        let version = *iloc.first()?;
        let sizes = be16(iloc, 4)?;
        let size = |shift: u16| usize::from(sizes >> shift & 15);
        let (offset, length, base) = (size(12), size(8), size(4));
        let index = if version == 0 { 0 } else { size(0) };
        let mut input = iloc.get(6..)?;
        let id_size = if version == 2 { 4 } else { 2 };
        let count = number(&mut input, id_size)?;
        let mut located = 0;
        // Each turn takes bytes of the box, which is bounded.
        for _ in 0..count {
            let id = u32::try_from(number(&mut input, id_size)?).ok()?;
            let method = if version == 0 {
                0
            } else {
                number(&mut input, 2)? & 15
            };
            let file = number(&mut input, 2)?;
            let base = number(&mut input, base)?;
            let extents = number(&mut input, 2)?;
            let item = items.iter().find(|item| item.id == id);
            if offset + length + index == 0 && extents > 1 {
                return None;
            }
            for _ in 0..extents {
                number(&mut input, index)?;
                let from = base.checked_add(number(&mut input, offset)?)?;
                let length = number(&mut input, length)?;
                let Some(item) = item else { continue };
                // A text in several pieces is not put together.
                if method != 0 || file != 0 || extents != 1 || self.extents.len() == MOST {
                    return None;
                }
                self.extents.push(Extent {
                    from,
                    length,
                    what: item.what,
                });
                located += 1;
            }
        }
        (located == items.len()).then_some(())
    }

    /// Bytes of the file from `at` on, which come in order.
    pub(crate) fn see(&mut self, bytes: &[u8], at: u64, seen: &mut Seen) {
        let end = at + long(bytes.len());
        while let Some(extent) = self.extents.last().copied() {
            let have = long(self.window.bytes().len());
            let from = extent.from + have;
            let until = extent.from.saturating_add(extent.length.min(long(WINDOW)));
            if from < at {
                // It began in something that was not shown here.
                seen.unread();
            } else if from > end {
                return;
            } else {
                let part = |n: u64| usize::try_from(n.min(end) - at).unwrap_or(usize::MAX);
                self.window
                    .keep(bytes.get(part(from)..part(until)).unwrap_or_default());
                if until > end {
                    return;
                }
                if extent.length > long(WINDOW) {
                    seen.unread();
                }
                judge(extent.what, self.window.bytes(), seen);
            }
            self.window.clear();
            self.extents.pop();
        }
    }

    /// Whether everything came by.
    pub(crate) fn over(&self) -> bool {
        self.extents.is_empty()
    }

    pub(crate) fn memory(&self) -> usize {
        self.window.memory() + self.extents.capacity() * size_of::<Extent>()
    }
}

fn judge(what: What, bytes: &[u8], seen: &mut Seen) {
    match what {
        What::Xmp => names::read(bytes, seen),
        What::Exif => {
            // How many bytes stand before the TIFF header, usually "Exif\0\0".
            let before = be32(bytes, 0).and_then(|n| place(n).checked_add(4));
            match before.and_then(|from| bytes.get(from..)) {
                Some(exif) => tiff::look(exif, &mut Purse::of(exif.len()), seen),
                None => seen.unread(),
            }
        }
    }
}

/// The items that hold metadata, from an `iinf` box.
fn list_items(iinf: &[u8], seen: &mut Seen) -> Option<Vec<Item>> {
    let entries = if *iinf.first()? == 0 { 6 } else { 8 };
    let mut items = Vec::new();
    for (name, body) in boxes(iinf.get(entries..)?) {
        let version = *body.first()?;
        if name != *b"infe" || version < 2 {
            seen.unread();
            continue;
        }
        let (id, kind) = if version == 2 {
            (u32::from(be16(body, 4)?), body.get(8..)?)
        } else {
            (be32(body, 4)?, body.get(10..)?)
        };
        let what = match kind.get(..4)? {
            b"Exif" => What::Exif,
            b"mime" => {
                // After the type: a name, then the content's type, each ended by a zero.
                let mut texts = kind.get(4..)?.split(|b| *b == 0).skip(1);
                if texts.next() != Some(b"application/rdf+xml") {
                    seen.unread();
                    continue;
                }
                What::Xmp
            }
            b"uri " => {
                seen.unread();
                continue;
            }
            _ => continue,
        };
        if items.len() == MOST {
            return None;
        }
        items.push(Item { id, what });
    }
    Some(items)
}

/// A number of so many bytes, cut off the front: the formats allow 0, 4 and 8.
fn number(input: &mut &[u8], size: usize) -> Option<u64> {
    let (bytes, rest) = input.split_at_checked(size)?;
    *input = rest;
    (size <= 8).then(|| {
        bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    })
}

/// The boxes in a body that is there whole. It ends at the first that does not fit.
fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let length = place(be32(bytes, 0)?);
        let name = bytes.get(4..8)?.try_into().ok()?;
        let (whole, rest) = bytes.split_at_checked(length)?;
        let body = whole.get(8..)?;
        bytes = rest;
        Some((name, body))
    })
}
