//! A photo as a telephone makes it: a JPEG that knows where it was taken, or the same without.

/// A tiny one, at 1° N 1° E when it tells.
pub(crate) fn photo(tells: bool) -> Vec<u8> {
    let frame = segment(0xc0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
    let scan = segment(0xda, &[1, 1, 0, 0, 63, 0]);
    let exif = match tells {
        true => segment(0xe1, &[b"Exif\0\0".as_slice(), &position()].concat()),
        false => Vec::new(),
    };
    let picture = [1, 0xff, 0, 2, 3];
    [
        &[0xff, 0xd8],
        exif.as_slice(),
        &frame,
        &scan,
        &picture,
        &[0xff, 0xd9],
    ]
    .concat()
}

/// A video of a telephone that knows where it was taken: it cannot be copied without that.
pub(crate) fn video() -> Vec<u8> {
    let position = boxed(b"\xa9xyz", b"\0\x12\x15\xc7+01.0000+001.0000/");
    let movie = boxed(b"moov", &boxed(b"udta", &position));
    [
        boxed(b"ftyp", b"isom\0\0\0\0isom"),
        movie,
        boxed(b"mdat", &[7; 64]),
    ]
    .concat()
}

fn boxed(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 8).expect("short");
    [&length.to_be_bytes(), name.as_slice(), body].concat()
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("short");
    [&[0xff, marker], length.to_be_bytes().as_slice(), body].concat()
}

/// A TIFF of one directory that leads to that of the position (Exif 2.32, 4.6.6).
fn position() -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        let mut entry = Vec::new();
        entry.extend(tag.to_le_bytes());
        entry.extend(kind.to_le_bytes());
        entry.extend(count.to_le_bytes());
        entry.extend(value);
        entry
    };
    let degrees = |at: u32| at.to_le_bytes();
    let one = [1u32, 1, 0, 1, 0, 1].map(u32::to_le_bytes).concat();
    [
        b"II*\0\x08\0\0\0".to_vec(),
        vec![1, 0],
        entry(0x8825, 4, 1, degrees(26)),
        vec![0; 4],
        vec![4, 0],
        entry(1, 2, 2, *b"N\0\0\0"),
        entry(2, 5, 3, degrees(80)),
        entry(3, 2, 2, *b"E\0\0\0"),
        entry(4, 5, 3, degrees(104)),
        vec![0; 4],
        one.clone(),
        one,
    ]
    .concat()
}
