//! Files that were made to break a reader.
#![allow(clippy::disallowed_methods, reason = "tests measure time")]

use std::time::{Duration, Instant};

use evidence::{Trace, Watcher, fuzz_any};
use proptest::prelude::*;

use crate::build::*;
use crate::traces;

const UNREAD: (Trace, Trace) = (Trace::Possible, Trace::Possible);

#[test]
fn directories_that_point_at_themselves_come_to_an_end() {
    let circle = b"II*\0\x08\0\0\0\0\0\x08\0\0\0".as_slice();
    assert_eq!(traces(circle), UNREAD);
    let exif = tiff(
        true,
        vec![(0x8769, Value::Long(8)), (0x8825, Value::Long(0xffff_fff0))],
        vec![],
        vec![],
    );
    assert_eq!(traces(&jpeg(&[app1(&exif)])), UNREAD);
}

/// The position that is told, at once.
fn at_once(file: &[u8]) -> Trace {
    let begin = Instant::now();
    let mut watcher = Watcher::new();
    watcher.push(file);
    let traces = watcher.finish();
    assert!(
        begin.elapsed() < Duration::from_millis(200),
        "{:?}",
        begin.elapsed()
    );
    traces.position
}

/// A directory of so many entries that all say: the first 120,000 bytes of the file are mine.
fn greedy(entries: u16, tag: u16, kind: u16) -> Vec<u8> {
    let mut file = b"II*\0\x08\0\0\0".to_vec();
    file.extend(entries.to_le_bytes());
    for _ in 0..entries {
        file.extend(tag.to_le_bytes());
        file.extend(kind.to_le_bytes());
        file.extend(120_000_u32.to_le_bytes());
        file.extend(0_u32.to_le_bytes());
    }
    file.extend([0; 4]);
    file.resize(131_072, b' ');
    file
}

#[test]
fn a_thousand_texts_at_one_place_are_not_read_a_thousand_times() {
    let (xmp, iptc, photoshop, directories, text) = (0x02bc, 0x83bb, 0x8649, 0x014a, 0x010f);
    assert_eq!(at_once(&greedy(1, xmp, 7)), Trace::None);
    assert_eq!(at_once(&greedy(1000, xmp, 7)), Trace::Possible);
    assert_eq!(at_once(&greedy(1000, iptc, 7)), Trace::Possible);
    assert_eq!(at_once(&greedy(1000, photoshop, 7)), Trace::Possible);
    assert_eq!(at_once(&greedy(1000, directories, 13)), Trace::Possible);
    assert_eq!(at_once(&greedy(1000, text, 2)), Trace::None);
    assert_eq!(at_once(&greedy(10_000, text, 2)), Trace::Possible);
}

#[test]
fn items_without_a_size_are_not_counted_to_the_end() {
    let entry = mp4_box(b"infe", b"\x02\0\0\0\0\x09\0\0Exif\0");
    let iinf = mp4_box(b"iinf", &[b"\0\0\0\0\0\x01", entry.as_slice()].concat());
    let mut iloc = b"\x02\0\0\0\0\0\xff\xff\xff\xff".to_vec();
    for _ in 0..6_000 {
        iloc.extend(b"\0\0\0\x01\0\0\0\0\xff\xff");
    }
    let meta = [&[0; 4], iinf.as_slice(), &mp4_box(b"iloc", &iloc)].concat();
    let file = [mp4_box(b"ftyp", b"heic\0\0\0\0"), mp4_box(b"meta", &meta)].concat();
    assert_eq!(at_once(&file), Trace::Possible);
}

#[test]
fn boxes_in_boxes_in_boxes_are_followed_only_so_deep() {
    let mut inner = mp4_box(b"\xa9xyz", b"+59.3350+018.0632/");
    for _ in 0..5_000 {
        inner = mp4_box(b"udta", &inner);
    }
    let file = [mp4_box(b"ftyp", b"isom\0\0\0\0"), mp4_box(b"moov", &inner)].concat();
    assert_eq!(traces(&file), UNREAD);
}

/// A file that begins rightly, so that what follows is read at all.
fn begun() -> impl Strategy<Value = Vec<u8>> {
    let whole = || {
        vec![
            jpeg(&[jfif(), app1(&exif()), segment(0xe2, &[b"ICC_PROFILE\0\x01\x01"])]),
            jpeg(&[segment(0xed, &[b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x09\x1c\x02\x50\0\x04N.N.\0"])]),
            png(&[chunk(b"eXIf", &exif()), chunk(b"tEXt", b"Author\0N. N."), chunk(b"fcTL", &[0; 26])]),
            webp(&[riff_chunk(b"EXIF", &exif()), riff_chunk(b"ANMF", &[0; 24])]),
            exif(),
            [
                mp4_box(b"ftyp", b"heic\0\0\0\0"),
                mp4_box(b"meta", b"\0\0\0\0\0\0\0\x23iinf\0\0\0\0\0\x01\0\0\0\x15infe\x02\0\0\0\0\x09\0\0Exif\0\0\0\0\x1eiloc\0\0\0\0\x44\0\0\x01\0\x09\0\0\0\x01\0\0\0\x60\0\0\0\x10"),
                mp4_box(b"moov", &mp4_box(b"udta", &mp4_box(b"\xa9xyz", b"+59/"))),
                mp4_box(b"mdat", &[1; 60]),
            ]
            .concat(),
            riff(b"WAVE", &[riff_chunk(b"LIST", b"INFOIART\x02\0\0\0NN")]),
            b"%PDF-1.7 /Author (N. N.)".to_vec(),
        ]
    };
    (
        proptest::sample::select(whole()),
        any::<Vec<(prop::sample::Index, u8)>>(),
        any::<Vec<u8>>(),
    )
        .prop_map(|(mut file, changes, end)| {
            for (at, byte) in changes.iter().take(4) {
                let at = at.index(file.len());
                *file.get_mut(at).unwrap() = *byte;
            }
            file.extend(end);
            file
        })
}

proptest! {
    #[test]
    fn any_bytes_have_an_answer(bytes: Vec<u8>) {
        fuzz_any(&bytes);
    }

    #[test]
    fn any_file_with_changed_bytes_has_an_answer(bytes in begun()) {
        fuzz_any(&bytes);
    }
}
