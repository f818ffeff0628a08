//! Copies without what is not needed to show the picture.

use evidence::{FileKind, StripError, can_strip};

use crate::build::*;
use crate::{holds, strip, watch};

#[test]
fn a_jpeg_keeps_its_picture_its_colours_and_which_way_is_up() {
    let colours = segment(0xe2, &[b"ICC_PROFILE\0\x01\x01colours"]);
    let adobe = segment(0xee, &[b"Adobe\0d\0\0\0\0\x01"]);
    let up = app1(&tiff(
        false,
        vec![(ORIENTATION, Value::Short(6))],
        vec![],
        vec![],
    ));
    let before = jpeg(&[
        jfif(),
        app1(&exif()),
        colours.clone(),
        segment(0xe2, &[b"MPF\0secondary"]),
        segment(0xe5, &[b"secret"]),
        segment(0xed, &[b"Photoshop 3.0\0secret"]),
        adobe.clone(),
        segment(0xef, &[b"secret"]),
        segment(0xfe, &[b"secret"]),
    ]);
    let film = [before.as_slice(), b"secret film"].concat();
    assert_eq!(strip(&film).unwrap(), jpeg(&[jfif(), up, colours, adobe]));
}

#[test]
fn a_jpeg_that_stands_upright_keeps_no_exif() {
    let upright = tiff(true, vec![(ORIENTATION, Value::Short(1))], vec![], place());
    assert_eq!(strip(&jpeg(&[app1(&upright)])).unwrap(), jpeg(&[]));
    let nonsense = tiff(true, vec![(ORIENTATION, Value::Short(60))], vec![], place());
    assert_eq!(strip(&jpeg(&[app1(&nonsense)])).unwrap(), jpeg(&[]));
}

#[test]
fn which_way_is_up_is_said_once() {
    let up = |up| {
        app1(&tiff(
            false,
            vec![(ORIENTATION, Value::Short(up))],
            vec![],
            vec![],
        ))
    };
    assert_eq!(strip(&jpeg(&[up(6), up(3)])).unwrap(), jpeg(&[up(6)]));
}

#[test]
fn thumbnails_of_a_jpeg_are_dropped() {
    let jfif = segment(0xe0, &[b"JFIF\0\x01\x02\x01\0\x48\0\x48\x01\x01rgb"]);
    let jfxx = segment(0xe0, &[b"JFXX\0\x10thumbnail"]);
    assert_eq!(
        strip(&jpeg(&[jfif, jfxx])).unwrap(),
        jpeg(&[crate::build::jfif()])
    );
}

#[test]
fn a_comment_between_two_scans_is_dropped() {
    let (first, second) = (jpeg(&[]), jpeg(&[]));
    let scans = |between: &[u8]| {
        [
            first.split_at(first.len() - 2).0,
            between,
            second.split_at(2).1,
        ]
        .concat()
    };
    let before = scans(&segment(0xfe, &[b"secret"]));
    assert_eq!(strip(&before).unwrap(), scans(b""));
}

#[test]
fn a_png_keeps_only_what_shows_it() {
    let kept = [
        chunk(b"sRGB", &[0]),
        chunk(b"iCCP", b"colours\0\0..."),
        chunk(b"pHYs", &[0; 9]),
        chunk(b"acTL", &[0; 8]),
        chunk(b"fcTL", &[0; 26]),
        chunk(b"fdAT", b"frame"),
    ];
    let dropped = [
        chunk(b"tEXt", b"Author\0secret"),
        chunk(b"zTXt", b"Author\0\0secret"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0secret"),
        chunk(b"eXIf", &exif()),
        chunk(b"tIME", &[0; 7]),
        chunk(b"seCr", b"secret"),
        chunk(b"gAMA", b"longer than a gamma"),
    ];
    let before = [
        png(&[dropped.concat(), kept.concat()]).as_slice(),
        b"secret",
    ]
    .concat();
    assert_eq!(strip(&before).unwrap(), png(&kept));
}

#[test]
fn a_webp_keeps_its_length_and_what_shows_it() {
    let frame = |inside: &[u8]| riff_chunk(b"ANMF", &[&[0; 16], inside].concat());
    let secret = riff_chunk(b"SECR", b"odd secret!");
    let before = webp(&[
        riff_chunk(b"EXIF", &exif()),
        riff_chunk(b"XMP ", &xmp("dc:creator='secret'")),
        frame(&[riff_chunk(b"VP8L", b"frame"), secret].concat()),
    ]);
    let copy = strip(&[before.as_slice(), b"secret"].concat()).unwrap();
    assert_eq!(copy.len(), before.len());
    assert!(holds(&copy, b"VP8 \x07\0\0\0picture\0"));
    assert!(holds(&copy, b"VP8L\x05\0\0\0frame\0"));
    assert!(holds(&copy, b"JUNK\x0b\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
    for word in [b"secret".as_slice(), b"SECR", b"EXIF", b"XMP ", b"Maker"] {
        assert!(!holds(&copy, word), "{word:?}");
    }
    // Of its flags only the one that tells of transparency.
    assert!(holds(
        &copy,
        &riff_chunk(b"VP8X", &[0b1_0000, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    ));
}

#[test]
fn a_picture_that_is_not_whole_or_not_well_formed_has_no_copy() {
    let (jpeg, png, webp) = (jpeg(&[jfif()]), png(&[]), webp(&[]));
    for (kind, whole) in [
        (FileKind::Jpeg, jpeg),
        (FileKind::Png, png),
        (FileKind::WebP, webp),
    ] {
        assert!(strip(&whole).is_ok());
        for end in 12..whole.len() {
            let part = whole.get(..end).unwrap();
            let at = u64::try_from(end).unwrap();
            assert_eq!(strip(part), Err(StripError::Broken { kind, at }));
        }
    }
}

#[test]
fn a_break_is_told_with_its_place() {
    let head = [&[0xff, 0xd8], jfif().as_slice()].concat();
    let broken = [head.as_slice(), b"no marker"].concat();
    let error = strip(&broken).unwrap_err();
    assert_eq!(
        error,
        StripError::Broken {
            kind: FileKind::Jpeg,
            at: 21
        }
    );
    assert_eq!(
        error.to_string(),
        "not a whole and well-formed Jpeg: see before byte 21"
    );
}

#[test]
fn markers_that_stand_nowhere_break_a_jpeg() {
    for marker in [0, 1, 0x02, 0xbf, 0xd0, 0xd8] {
        let broken = jpeg(&[vec![0xff, marker]]);
        assert!(strip(&broken).is_err(), "{marker:x}");
    }
}

#[test]
fn a_chunk_that_must_be_known_and_is_not_breaks_a_png() {
    let broken = png(&[chunk(b"CgBI", &[0; 4])]);
    assert!(matches!(strip(&broken), Err(StripError::Broken { .. })));
}

#[test]
fn a_jpeg_without_a_picture_has_no_copy() {
    let empty = [&[0xff, 0xd8], jfif().as_slice(), &[0xff, 0xd9]].concat();
    assert!(matches!(strip(&empty), Err(StripError::Broken { .. })));
}

#[test]
fn other_files_are_not_written_again() {
    for file in [exif(), b"%PDF-1.7".to_vec(), b"text".to_vec(), vec![]] {
        let kind = watch(&file).kind;
        assert!(!can_strip(kind));
        assert_eq!(strip(&file), Err(StripError::CannotStrip(kind)));
    }
}
