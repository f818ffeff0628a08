//! What kind of file it is, by its first bytes: a name can say anything.

/// The container that a file's first bytes show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    Jpeg,
    Png,
    WebP,
    /// TIFF, and the raw pictures of cameras that are TIFF inside (DNG, NEF, CR2, ARW).
    Tiff,
    /// HEIF, HEIC, AVIF.
    Heif,
    /// MP4, M4A, 3GP, QuickTime: video and sound in boxes.
    Mp4,
    Gif,
    Pdf,
    /// A document of an office program, of today (a zip) or of old (OLE).
    Office,
    Zip,
    Ogg,
    Wav,
    Mp3,
    /// Anything else, plain text among it.
    Other,
}

/// So many bytes are enough for [`FileKind::of`].
pub(crate) const ENOUGH: usize = 48;

impl FileKind {
    /// Of the first bytes of a file, of which the first [`ENOUGH`] count.
    pub(crate) fn of(head: &[u8]) -> Self {
        let at = |from: usize, word: &[u8]| head.get(from..).is_some_and(|b| b.starts_with(word));
        if at(0, b"\xff\xd8\xff") {
            Self::Jpeg
        } else if at(0, b"\x89PNG\r\n\x1a\n") {
            Self::Png
        } else if at(0, b"RIFF") && at(8, b"WEBP") {
            Self::WebP
        } else if at(0, b"RIFF") && at(8, b"WAVE") {
            Self::Wav
        } else if [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"]
            .iter()
            .any(|m| at(0, *m))
        {
            Self::Tiff
        } else if at(0, b"GIF8") {
            Self::Gif
        } else if at(0, b"%PDF-") {
            Self::Pdf
        } else if at(0, b"PK\x03\x04") {
            Self::of_zip(head.get(30..).unwrap_or_default())
        } else if at(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            Self::Office
        } else if at(0, b"OggS") {
            Self::Ogg
        } else if at(0, b"ID3") || mpeg_audio(head) {
            Self::Mp3
        } else {
            Self::of_boxes(head)
        }
    }

    /// By the name of a zip's first entry: office programs always begin with one of these.
    fn of_zip(name: &[u8]) -> Self {
        let begins = [
            b"[Content_Types]" as &[u8],
            b"_rels/",
            b"docProps/",
            b"mimetype",
        ];
        if begins.iter().any(|begin| name.starts_with(begin)) {
            Self::Office
        } else {
            Self::Zip
        }
    }

    fn of_boxes(head: &[u8]) -> Self {
        match (head.get(4..8), head.get(8..12)) {
            (Some(b"ftyp"), Some(brand)) => match brand {
                b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs"
                | b"mif1" | b"mif2" | b"msf1" | b"avif" | b"avis" => Self::Heif,
                _ => Self::Mp4,
            },
            // QuickTime of old has no `ftyp`.
            (Some(b"moov" | b"mdat" | b"wide" | b"pnot"), _) => Self::Mp4,
            _ => Self::Other,
        }
    }
}

/// The head of a frame of MPEG sound, layer III.
fn mpeg_audio(head: &[u8]) -> bool {
    matches!(head, [0xff, 0xe2 | 0xe3 | 0xf2 | 0xf3 | 0xfa | 0xfb, third, ..] if third >> 4 != 0xf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_bytes() {
        for (head, kind) in [
            (b"\xff\xd8\xff\xe0\0\x10JFIF" as &[u8], FileKind::Jpeg),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", FileKind::Png),
            (b"RIFF\0\0\0\0WEBPVP8 ", FileKind::WebP),
            (b"RIFF\0\0\0\0WAVEfmt ", FileKind::Wav),
            (b"RIFF\0\0\0\0AVI LIST", FileKind::Other),
            (b"II*\0\x08\0\0\0", FileKind::Tiff),
            (b"MM\0*\0\0\0\x08", FileKind::Tiff),
            (b"\0\0\0\x18ftypheic", FileKind::Heif),
            (b"\0\0\0\x18ftypavif", FileKind::Heif),
            (b"\0\0\0\x18ftypisom", FileKind::Mp4),
            (b"\0\0\0\x14ftypqt  ", FileKind::Mp4),
            (b"\0\x01\0\0moov\0\0\0\0", FileKind::Mp4),
            (b"GIF89a", FileKind::Gif),
            (b"%PDF-1.7", FileKind::Pdf),
            (b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml", FileKind::Office),
            (b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0a.txt", FileKind::Zip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", FileKind::Office),
            (b"OggS\0\x02", FileKind::Ogg),
            (b"ID3\x03\0\0", FileKind::Mp3),
            (b"\xff\xfb\x90\x64", FileKind::Mp3),
            (b"There is a box on the lamp post", FileKind::Other),
            (b"", FileKind::Other),
        ] {
            assert_eq!(FileKind::of(head), kind, "{head:?}");
        }
    }
}
