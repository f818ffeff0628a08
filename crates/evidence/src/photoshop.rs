//! Photoshop's resources (JPEG APP13, TIFF 0x8649), and the IPTC record in them that names who made a picture.

use crate::bytes::{be16, be32, place};
use crate::names;
use crate::tiff::{self, Purse};
use crate::traces::Seen;

/// `8BIM`, number, name, length, data; and so on. (Adobe Photoshop File Formats Specification)
pub(crate) fn resources(mut bytes: &[u8], purse: &mut Purse, seen: &mut Seen) {
    while !bytes.iter().all(|b| *b == 0) {
        let Some((number, data, rest)) = resource(bytes) else {
            seen.unread();
            return;
        };
        match number {
            0x0404 => iptc(data, seen),
            0x0422 | 0x0423 => tiff::look(data, purse, seen),
            0x0424 => names::read(data, seen),
            _ => {}
        }
        bytes = rest;
    }
}

fn resource(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    // Old programs write their own four letters; the layout is the same.
    if !matches!(
        bytes.get(..4)?,
        b"8BIM" | b"PHUT" | b"AgHg" | b"DCSR" | b"MeSa"
    ) {
        return None;
    }
    let number = be16(bytes, 4)?;
    // Name and data are each filled up to an even length.
    let name = usize::from(*bytes.get(6)?) + 1;
    let head = 6 + name + name % 2;
    let length = place(be32(bytes, head)?);
    let data = bytes.get(head + 4..)?.get(..length)?;
    let end = length.checked_add(head + 4)?;
    let rest = bytes.get(end + end % 2..).unwrap_or_default();
    Some((number, data, rest))
}

/// Whether the record names a writer or an owner. (IPTC-NAA Information Interchange Model 4.2)
pub(crate) fn iptc(mut bytes: &[u8], seen: &mut Seen) {
    while let [0x1c, record, number, rest @ ..] = bytes {
        let Some((length, data)) = be16(rest, 0).zip(rest.get(2..)) else {
            break;
        };
        // The highest bit says that the length has more bytes: pictures or other large objects, never a name.
        let Some((value, next)) = data.split_at_checked(usize::from(length)) else {
            break;
        };
        let says = value.iter().any(|b| !matches!(b, 0 | b' '));
        // By-line and its title, credit, source, copyright notice, contact, caption writer.
        if says && *record == 2 && matches!(number, 80 | 85 | 110 | 115 | 116 | 118 | 122) {
            seen.maker();
        }
        bytes = next;
    }
    if bytes.iter().any(|b| *b != 0) {
        seen.maker_unread();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Trace;

    fn seen(bytes: &[u8]) -> Seen {
        let mut seen = Seen::default();
        resources(bytes, &mut Purse::of(bytes.len()), &mut seen);
        seen
    }

    #[test]
    fn a_by_line_is_found() {
        let bytes = b"8BIM\x04\x04\0\0\0\0\0\x09\x1c\x02\x50\0\x04N.N.\0";
        assert_eq!(seen(bytes).maker, Trace::Found);
    }

    #[test]
    fn a_title_is_not_a_by_line() {
        let bytes = b"8BIM\x04\x04\0\0\0\0\0\x09\x1c\x02\x05\0\x04Gate\0";
        assert_eq!(seen(bytes), Seen::default());
    }

    #[test]
    fn what_is_cut_off_was_not_read() {
        let bytes = b"8BIM\x04\x04\0\0\0\0\x01\x09\x1c\x02\x05\0\x04Gate\0";
        assert_eq!(seen(bytes).maker, Trace::Possible);
    }
}
