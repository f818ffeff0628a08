//! The names under which XML (XMP) and PDF keep a place or a person, wherever they stand in a stream.

use crate::traces::Seen;

/// Longer names are none of ours.
const LONGEST: usize = 24;

/// `exif:GPSLatitude` and its kin, `drone-dji:GpsLongtitude` with its maker's spelling among them.
const PLACES: [&[u8]; 5] = [
    b"gpslatitude",
    b"gpslongitude",
    b"gpslongtitude",
    b"latitude",
    b"longitude",
];

/// `dc:creator`, `tiff:Make`, `aux:SerialNumber`, `cp:lastModifiedBy` and their kin.
const PEOPLE: [&[u8]; 15] = [
    b"creator",
    b"author",
    b"artist",
    b"make",
    b"model",
    b"serialnumber",
    b"bodyserialnumber",
    b"lensserialnumber",
    b"cameraserialnumber",
    b"droneserialnumber",
    b"ownername",
    b"cameraownername",
    b"lastmodifiedby",
    b"captionwriter",
    b"hostcomputer",
];

/// Reads a stream for such names, byte by byte with a memory of one name. Zero bytes are passed over: XMP may be
/// UTF-16.
#[derive(Debug)]
pub(crate) struct Names {
    /// Whether names count after a `/` too. In XML they do after a `:`, so that the words of a text do not.
    pdf: bool,
    /// The mark before the name that is being read; 0 outside of one.
    before: u8,
    name: [u8; LONGEST],
    length: usize,
}

impl Names {
    pub(crate) const fn of_xml() -> Self {
        Self {
            pdf: false,
            before: 0,
            name: [0; LONGEST],
            length: 0,
        }
    }

    /// A PDF holds XMP too.
    pub(crate) const fn of_pdf() -> Self {
        let mut names = Self::of_xml();
        names.pdf = true;
        names
    }

    pub(crate) fn read(&mut self, mut bytes: &[u8], seen: &mut Seen) {
        loop {
            if self.before == 0 {
                let Some(mark) = bytes
                    .iter()
                    .position(|b| *b == b':' || (self.pdf && *b == b'/'))
                else {
                    return;
                };
                self.before = bytes.get(mark).copied().unwrap_or_default();
                self.length = 0;
                bytes = bytes.get(mark + 1..).unwrap_or_default();
            }
            let Some((byte, rest)) = bytes.split_first() else {
                return;
            };
            if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') {
                if let Some(place) = self.name.get_mut(self.length) {
                    *place = byte.to_ascii_lowercase();
                }
                self.length = self.length.saturating_add(1);
            } else if *byte != 0 {
                self.judge(seen);
                self.before = 0;
                // It may be a mark itself.
                continue;
            }
            bytes = rest;
        }
    }

    fn judge(&self, seen: &mut Seen) {
        let Some(name) = self.name.get(..self.length) else {
            return;
        };
        match self.before {
            b':' if PLACES.contains(&name) => seen.position(),
            b':' if PEOPLE.contains(&name) => seen.maker(),
            b'/' if name == b"author" => seen.maker(),
            _ => {}
        }
    }
}

/// A text that is there whole.
pub(crate) fn read(bytes: &[u8], seen: &mut Seen) {
    let mut names = Names::of_xml();
    names.read(bytes, seen);
    names.read(b" ", seen);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Trace;

    fn found(bytes: &[u8]) -> (Trace, Trace) {
        let mut seen = Seen::default();
        read(bytes, &mut seen);
        (seen.position, seen.maker)
    }

    #[test]
    fn a_place_in_xmp_is_found_as_attribute_and_as_element() {
        for text in [
            r#"<rdf:Description exif:GPSLatitude="59,20.1N""#,
            "<exif:GPSLatitude>59,20.1N</exif:GPSLatitude>",
            r#"drone-dji:GpsLongtitude="18.06""#,
        ] {
            assert_eq!(
                found(text.as_bytes()),
                (Trace::Found, Trace::None),
                "{text}"
            );
        }
    }

    #[test]
    fn xmp_in_utf_16_is_read_too() {
        let text: Vec<u8> = "<tiff:Model>X100</tiff:Model>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(found(&text), (Trace::None, Trace::Found));
    }

    #[test]
    fn an_author_of_a_pdf_is_found() {
        let maker = |text: &[u8]| {
            let (mut names, mut seen) = (Names::of_pdf(), Seen::default());
            names.read(text, &mut seen);
            seen.maker
        };
        assert_eq!(maker(b"<</Author(N. N.)/Producer(x)>>"), Trace::Found);
        assert_eq!(maker(b"<</Creator(Writer)>>"), Trace::None);
        // In other files it is part of an address.
        assert_eq!(found(b"https://example.org/author/").1, Trace::None);
    }

    #[test]
    fn words_of_a_text_are_not_names() {
        assert_eq!(
            found(
                b"the author and creator; latitude unknown, xmp:CreatorTool, exif:GPSLatitudeRef"
            ),
            (Trace::None, Trace::None)
        );
    }
}
