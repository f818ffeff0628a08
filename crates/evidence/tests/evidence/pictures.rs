//! Pictures that say where they were made, and by whom.

use evidence::{FileKind, Trace};

use crate::build::*;
use crate::{traces, watch};

const NOTHING: (Trace, Trace) = (Trace::None, Trace::None);
const UNREAD: (Trace, Trace) = (Trace::Possible, Trace::Possible);
const PLACE: (Trace, Trace) = (Trace::Found, Trace::None);
const MAKER: (Trace, Trace) = (Trace::None, Trace::Found);
const BOTH: (Trace, Trace) = (Trace::Found, Trace::Found);

#[test]
fn a_picture_without_metadata_gives_nothing_away() {
    assert_eq!(traces(&jpeg(&[jfif()])), NOTHING);
    assert_eq!(traces(&png(&[])), NOTHING);
    assert_eq!(traces(&webp(&[])), NOTHING);
    assert_eq!(
        traces(&tiff(
            true,
            vec![(ORIENTATION, Value::Short(1))],
            vec![],
            vec![]
        )),
        NOTHING
    );
    assert_eq!(traces(b""), NOTHING);
}

#[test]
fn exif_is_read_in_every_kind_of_picture() {
    for (picture, kind) in [
        (jpeg(&[jfif(), app1(&exif())]), FileKind::Jpeg),
        (png(&[chunk(b"eXIf", &exif())]), FileKind::Png),
        (webp(&[riff_chunk(b"EXIF", &exif())]), FileKind::WebP),
        (
            webp(&[riff_chunk(
                b"EXIF",
                &[b"Exif\0\0", exif().as_slice()].concat(),
            )]),
            FileKind::WebP,
        ),
        (exif(), FileKind::Tiff),
    ] {
        assert_eq!(watch(&picture).kind, kind);
        assert_eq!(traces(&picture), BOTH, "{kind:?}");
    }
}

#[test]
fn both_orders_of_bytes_are_read() {
    for little in [true, false] {
        let place = tiff(little, vec![], vec![], place());
        assert_eq!(traces(&jpeg(&[app1(&place)])), PLACE);
        let owner = tiff(little, vec![], vec![(OWNER, Value::Text("N. N."))], vec![]);
        assert_eq!(traces(&jpeg(&[app1(&owner)])), MAKER);
    }
}

#[test]
fn a_position_without_coordinates_is_none() {
    let version = tiff(
        true,
        vec![],
        vec![],
        vec![(0, Value::Bytes(vec![2, 3, 0, 0]))],
    );
    assert_eq!(traces(&jpeg(&[app1(&version)])), NOTHING);
}

#[test]
fn a_name_of_blanks_names_nobody() {
    let blank = tiff(
        true,
        vec![(MAKE, Value::Text("           "))],
        vec![],
        vec![],
    );
    assert_eq!(traces(&jpeg(&[app1(&blank)])), NOTHING);
}

#[test]
fn a_makers_own_notes_may_hold_a_serial_number() {
    let note = tiff(
        true,
        vec![],
        vec![(0x927c, Value::Bytes(vec![0; 40]))],
        vec![],
    );
    assert_eq!(
        traces(&jpeg(&[app1(&note)])),
        (Trace::None, Trace::Possible)
    );
}

#[test]
fn xmp_is_read_in_every_kind_of_picture() {
    let xmp = xmp("exif:GPSLatitude='59,20.1N'");
    let packet = b"http://ns.adobe.com/xap/1.0/\0".as_slice();
    let text = [b"XML:com.adobe.xmp\0\0\0\0\0", xmp.as_slice()].concat();
    let entry = (0x02bc, Value::Bytes(xmp.clone()));
    for picture in [
        jpeg(&[segment(0xe1, &[packet, &xmp])]),
        png(&[chunk(b"iTXt", &text)]),
        webp(&[riff_chunk(b"XMP ", &xmp)]),
        tiff(true, vec![entry], vec![], vec![]),
        [b"GIF89a", xmp.as_slice()].concat(),
    ] {
        assert_eq!(traces(&picture), PLACE);
    }
}

#[test]
fn xmp_that_goes_on_in_another_segment_is_put_together() {
    let head = [
        b"http://ns.adobe.com/xmp/extension/\0".as_slice(),
        &[b'0'; 40],
    ]
    .concat();
    let parts = [
        segment(0xe1, &[&head, b"<exif:GPSLat"]),
        segment(0xe1, &[&head, b"itude>59,20.1N</exif:GPSLatitude>"]),
    ];
    assert_eq!(traces(&jpeg(&parts)), PLACE);
}

#[test]
fn a_by_line_of_photoshop_is_an_author() {
    let resource = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x09\x1c\x02\x50\0\x04N.N.\0";
    assert_eq!(traces(&jpeg(&[segment(0xed, &[resource])])), MAKER);
}

#[test]
fn segments_that_nobody_reads_may_hold_anything() {
    for marker in [0xe1, 0xe2, 0xe3, 0xeb, 0xed, 0xef] {
        let picture = jpeg(&[segment(marker, &[b"something else"])]);
        assert_eq!(traces(&picture), UNREAD, "{marker:x}");
    }
}

#[test]
fn what_follows_a_picture_may_hold_anything_unless_it_only_fills() {
    let picture = jpeg(&[]);
    assert_eq!(traces(&[picture.as_slice(), &[0; 512]].concat()), NOTHING);
    assert_eq!(traces(&[picture.as_slice(), b"film"].concat()), UNREAD);
    assert_eq!(traces(&[png(&[]).as_slice(), b"film"].concat()), UNREAD);
    assert_eq!(traces(&[webp(&[]).as_slice(), b"film"].concat()), UNREAD);
}

#[test]
fn texts_in_a_png_are_judged_by_their_keyword() {
    for (name, body, traces) in [
        (b"tEXt", b"Author\0N. N.".as_slice(), MAKER),
        (b"zTXt", b"Author\0\0...", MAKER),
        (b"tEXt", b"Comment\0Hello", NOTHING),
        (b"tEXt", b"exif:GPSLatitude\x0059/1, 20/1, 6/1", PLACE),
        (b"zTXt", b"Raw profile type exif\0\0...", UNREAD),
        (b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0...", UNREAD),
        (b"abCd", b"?", UNREAD),
    ] {
        let picture = png(&[chunk(name, body)]);
        assert_eq!(
            crate::traces(&picture),
            traces,
            "{:?}",
            body.escape_ascii().to_string()
        );
    }
}

#[test]
fn a_picture_that_breaks_off_was_not_read() {
    for picture in [
        jpeg(&[app1(&exif())]),
        png(&[chunk(b"eXIf", &exif())]),
        webp(&[riff_chunk(b"EXIF", &exif())]),
    ] {
        let part = picture.get(..60).unwrap();
        assert_eq!(traces(part), UNREAD);
    }
}

#[test]
fn directories_behind_what_is_kept_of_a_tiff_were_not_read() {
    let mut file = b"II*\0".to_vec();
    file.extend(300_000_u32.to_le_bytes());
    file.resize(300_000, 0);
    file.extend([0; 6]);
    assert_eq!(traces(&file), UNREAD);
}
