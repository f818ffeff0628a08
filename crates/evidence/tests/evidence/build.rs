//! The smallest files of each kind.

/// One entry of a TIFF directory.
pub(crate) enum Value {
    Text(&'static str),
    Short(u16),
    /// The offset of something that is written by hand.
    Long(u32),
    Degrees([u32; 3]),
    Bytes(Vec<u8>),
}

pub(crate) type Entry = (u16, Value);

pub(crate) const MAKE: u16 = 0x010f;
pub(crate) const ORIENTATION: u16 = 0x0112;
pub(crate) const OWNER: u16 = 0xa430;

/// A TIFF with one picture directory and those for Exif and position, where they have entries.
pub(crate) fn tiff(little: bool, main: Vec<Entry>, exif: Vec<Entry>, gps: Vec<Entry>) -> Vec<u8> {
    let short = |n: u16| {
        if little {
            n.to_le_bytes()
        } else {
            n.to_be_bytes()
        }
    };
    let long = |n: u32| {
        if little {
            n.to_le_bytes()
        } else {
            n.to_be_bytes()
        }
    };
    let mut main = main;
    let size = |entries: usize| u32::try_from(2 + entries * 12 + 4).unwrap();
    let pointers = usize::from(!exif.is_empty()) + usize::from(!gps.is_empty());
    let mut next = 8 + size(main.len() + pointers);
    for (tag, directory) in [(0x8769, &exif), (0x8825, &gps)] {
        if !directory.is_empty() {
            main.push((tag, Value::Long(next)));
            next += size(directory.len());
        }
    }
    let mut file = if little {
        b"II*\0".to_vec()
    } else {
        b"MM\0*".to_vec()
    };
    file.extend(long(8));
    let (mut data_at, mut data) = (next, Vec::new());
    for directory in [main, exif, gps] {
        if directory.is_empty() {
            continue;
        }
        file.extend(short(u16::try_from(directory.len()).unwrap()));
        for (tag, value) in directory {
            let (kind, count, bytes) = match value {
                Value::Text(text) => (2, text.len() + 1, [text.as_bytes(), &[0]].concat()),
                Value::Short(n) => (3, 1, short(n).to_vec()),
                Value::Long(n) => (4, 1, long(n).to_vec()),
                Value::Degrees(parts) => (
                    5,
                    3,
                    parts
                        .iter()
                        .flat_map(|n| [long(*n), long(1)].concat())
                        .collect(),
                ),
                Value::Bytes(bytes) => (7, bytes.len(), bytes),
            };
            file.extend(short(tag));
            file.extend(short(kind));
            file.extend(long(u32::try_from(count).unwrap()));
            if bytes.len() <= 4 {
                file.extend(&bytes);
                file.extend(std::iter::repeat_n(0, 4 - bytes.len()));
            } else {
                file.extend(long(data_at));
                data_at += u32::try_from(bytes.len()).unwrap();
                data.extend(bytes);
            }
        }
        file.extend(long(0));
    }
    file.extend(data);
    file
}

pub(crate) fn place() -> Vec<Entry> {
    vec![(1, Value::Text("N")), (2, Value::Degrees([59, 20, 6]))]
}

/// Exif that says where, and with a camera of whose make.
pub(crate) fn exif() -> Vec<u8> {
    tiff(
        true,
        vec![(MAKE, Value::Text("Maker")), (ORIENTATION, Value::Short(6))],
        vec![(OWNER, Value::Text("N. N."))],
        place(),
    )
}

pub(crate) fn segment(marker: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], length.as_slice(), &body].concat()
}

/// `FF`s of the scan's own, a restart among them.
pub(crate) const SCAN: [u8; 9] = [1, 0xff, 0, 2, 0xff, 0xd3, 3, 0xff, 0];

/// A JPEG with these segments before its picture.
pub(crate) fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    let frame = segment(0xc0, &[&[8, 0, 1, 0, 1, 1, 1, 0x11, 0]]);
    let scan = segment(0xda, &[&[1, 1, 0, 0, 63, 0]]);
    [
        &[0xff, 0xd8],
        segments.concat().as_slice(),
        &frame,
        &scan,
        &SCAN,
        &[0xff, 0xd9],
    ]
    .concat()
}

pub(crate) fn jfif() -> Vec<u8> {
    segment(0xe0, &[b"JFIF\0\x01\x02\x01\0\x48\0\x48\0\0"])
}

pub(crate) fn app1(exif: &[u8]) -> Vec<u8> {
    segment(0xe1, &[b"Exif\0\0", exif])
}

pub(crate) fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [length.as_slice(), name, body, b"CRC!"].concat()
}

/// A PNG with these chunks before its picture.
pub(crate) fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
        chunks.concat(),
        chunk(b"IDAT", b"picture"),
        chunk(b"IEND", b""),
    ]
    .concat()
}

pub(crate) fn riff_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    let fill: &[u8] = if body.len() % 2 == 1 { &[7] } else { &[] };
    [name, length.as_slice(), body, fill].concat()
}

pub(crate) fn riff(form: &[u8; 4], chunks: &[Vec<u8>]) -> Vec<u8> {
    riff_chunk(b"RIFF", &[form.as_slice(), &chunks.concat()].concat())
}

/// A WebP with these chunks after its picture, and flags that tell of Exif and XMP.
pub(crate) fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
    let head = [
        riff_chunk(b"VP8X", &[0b1_1100, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        riff_chunk(b"VP8 ", b"picture"),
    ];
    riff(b"WEBP", &[head.concat(), chunks.concat()])
}

pub(crate) fn mp4_box(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 8).unwrap().to_be_bytes();
    [length.as_slice(), name, body].concat()
}

pub(crate) fn xmp(inside: &str) -> Vec<u8> {
    format!("<x:xmpmeta><rdf:Description {inside}/></x:xmpmeta>").into_bytes()
}
