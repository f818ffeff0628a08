//! Video, sound, and HEIF, which lies in the same boxes.

use evidence::{FileKind, Trace};

use crate::build::*;
use crate::{traces, watch};

fn film(brand: &[u8; 4], boxes: &[Vec<u8>]) -> Vec<u8> {
    let head = mp4_box(b"ftyp", &[brand.as_slice(), &[0; 4], brand].concat());
    [head, boxes.concat()].concat()
}

fn phone(inside: &[u8]) -> Vec<u8> {
    film(
        b"isom",
        &[
            mp4_box(b"mdat", &[0xab; 100]),
            mp4_box(
                b"moov",
                &[mp4_box(b"mvhd", &[0; 100]).as_slice(), inside].concat(),
            ),
        ],
    )
}

fn keys(names: &[&str]) -> Vec<u8> {
    let count = u32::try_from(names.len()).unwrap().to_be_bytes();
    let keys: Vec<_> = names
        .iter()
        .map(|name| mp4_box(b"mdta", name.as_bytes()))
        .collect();
    mp4_box(
        b"keys",
        &[&[0; 4], count.as_slice(), &keys.concat()].concat(),
    )
}

#[test]
fn a_film_without_metadata_gives_nothing_away() {
    assert_eq!(watch(&phone(b"")).kind, FileKind::Mp4);
    assert_eq!(traces(&phone(b"")), (Trace::None, Trace::None));
}

#[test]
fn a_place_that_a_phone_wrote_is_found_behind_the_film() {
    for name in [b"\xa9xyz", b"loci"] {
        let udta = mp4_box(b"udta", &mp4_box(name, b"\0\x12\x15\xc7+59.3350+018.0632/"));
        assert_eq!(traces(&phone(&udta)), (Trace::Found, Trace::None));
    }
}

#[test]
fn apples_keys_are_read_in_both_layouts_of_meta() {
    let place = keys(&["com.apple.quicktime.location.ISO6709"]);
    let model = keys(&["com.apple.quicktime.software", "com.apple.quicktime.model"]);
    for before in [b"".as_slice(), &[0; 4]] {
        let meta = |keys: &[u8]| mp4_box(b"meta", &[before, keys].concat());
        assert_eq!(traces(&phone(&meta(&place))), (Trace::Found, Trace::None));
        assert_eq!(traces(&phone(&meta(&model))), (Trace::None, Trace::Found));
    }
}

#[test]
fn a_track_of_timed_metadata_may_hold_a_journey() {
    let handler = mp4_box(b"hdlr", b"\0\0\0\0\0\0\0\0meta\0\0\0\0\0\0\0\0\0\0\0\0\0");
    let track = mp4_box(b"trak", &mp4_box(b"mdia", &handler));
    assert_eq!(traces(&phone(&track)), (Trace::Possible, Trace::Possible));
}

#[test]
fn a_film_that_breaks_off_was_not_read() {
    let film = phone(b"");
    let part = film.get(..100).unwrap();
    assert_eq!(traces(part), (Trace::Possible, Trace::Possible));
    let no_moov = film.get(..128).unwrap();
    assert_eq!(traces(no_moov), (Trace::Possible, Trace::Possible));
}

#[test]
fn a_box_larger_than_what_holds_it_is_not_believed() {
    // It would hide the next one from this reader, while another sees it.
    let mut udta = mp4_box(b"udta", &mp4_box(b"name", b"film"));
    let place = mp4_box(b"\xa9xyz", b"+59.3350+018.0632/");
    *udta.get_mut(11).unwrap() += u8::try_from(place.len()).unwrap();
    let film = phone(&[udta, place].concat());
    assert_eq!(traces(&film), (Trace::Possible, Trace::Possible));
}

const EXIF: &[u8] = b"Exif\0";
const XMP: &[u8] = b"mime\0application/rdf+xml\0";

/// An item's type, and its parts: where in `mdat`, and how long.
type Item<'a> = (&'a [u8], &'a [(usize, usize)]);

/// A HEIF with these items, and these bytes as its `mdat`.
fn heif(items: &[Item<'_>], mdat: &[u8]) -> Vec<u8> {
    let meta = |mdat_at: usize| {
        let (mut entries, mut places) = (Vec::new(), Vec::new());
        for (id, (kind, parts)) in (9..).zip(items) {
            entries.extend(mp4_box(
                b"infe",
                &[&[2, 0, 0, 0, 0, id, 0, 0], *kind].concat(),
            ));
            places.extend([0, id, 0, 0, 0, u8::try_from(parts.len()).unwrap()]);
            for (at, length) in *parts {
                places.extend(u32::try_from(mdat_at + at).unwrap().to_be_bytes());
                places.extend(u32::try_from(*length).unwrap().to_be_bytes());
            }
        }
        let count = u8::try_from(items.len()).unwrap();
        let iinf = [&[0, 0, 0, 0, 0, count], entries.as_slice()].concat();
        let iloc = [&[0, 0, 0, 0, 0x44, 0, 0, count], places.as_slice()].concat();
        mp4_box(
            b"meta",
            &[
                &[0; 4],
                mp4_box(b"iinf", &iinf).as_slice(),
                &mp4_box(b"iloc", &iloc),
            ]
            .concat(),
        )
    };
    let mdat_at = film(b"heic", &[meta(0)]).len() + 8;
    film(b"heic", &[meta(mdat_at), mp4_box(b"mdat", mdat)])
}

fn heif_exif() -> Vec<u8> {
    [b"\0\0\0\x06Exif\0\0", exif().as_slice()].concat()
}

#[test]
fn exif_and_xmp_of_a_heif_are_read_where_they_lie() {
    let (exif, xmp) = (heif_exif(), xmp("tiff:Model='X'"));
    for skip in [0, 1000] {
        let place = |text: &[u8]| [(skip, text.len())];
        let mdat = |text: &[u8]| [&vec![0xab; skip], text, &[0xab; 50]].concat();
        let picture = heif(&[(EXIF, &place(&exif))], &mdat(&exif));
        assert_eq!(watch(&picture).kind, FileKind::Heif);
        assert_eq!(traces(&picture), (Trace::Found, Trace::Found));
        let picture = heif(&[(XMP, &place(&xmp))], &mdat(&xmp));
        assert_eq!(traces(&picture), (Trace::None, Trace::Found));
        let picture = heif(&[(b"hvc1\0", &place(&xmp))], &mdat(&xmp));
        assert_eq!(traces(&picture), (Trace::None, Trace::None));
    }
}

#[test]
fn both_items_are_read_whichever_comes_first() {
    let (exif, xmp) = (heif_exif(), xmp("tiff:Model='X'"));
    let place = tiff(true, vec![], vec![], place());
    let place = [&[0; 4], place.as_slice()].concat();
    let mdat = [xmp.as_slice(), &place, &exif].concat();
    let second = [(xmp.len(), place.len())];
    for items in [
        [(EXIF, second.as_slice()), (XMP, &[(0, xmp.len())])],
        [(XMP, &[(0, xmp.len())]), (EXIF, &second)],
    ] {
        assert_eq!(traces(&heif(&items, &mdat)), (Trace::Found, Trace::Found));
    }
}

#[test]
fn items_in_pieces_or_on_top_of_each_other_were_not_read() {
    let xmp = xmp("tiff:Model='X'");
    let cut = xmp.len() - 12;
    let pieces = [(0, cut), (cut, 12)];
    assert_eq!(
        traces(&heif(&[(XMP, &pieces)], &xmp)),
        (Trace::Possible, Trace::Possible)
    );
    let both = heif(&[(XMP, &[(0, xmp.len())]), (XMP, &[(20, cut - 20)])], &xmp);
    assert_eq!(traces(&both), (Trace::Possible, Trace::Found));
}

#[test]
fn an_item_that_never_comes_was_not_read() {
    let picture = heif(&[(EXIF, &[(5_000, 30)])], &[0; 6_000]);
    let part = picture.get(..4_000).unwrap();
    assert_eq!(traces(part), (Trace::Possible, Trace::Possible));
    let outside = heif(&[(EXIF, &[(5_000, 30)])], &[0; 1_000]);
    assert_eq!(traces(&outside), (Trace::Possible, Trace::Possible));
}

#[test]
fn a_recording_names_its_artist() {
    let sound = |inside: &[Vec<u8>]| {
        let list = riff_chunk(b"LIST", &[b"INFO".to_vec(), inside.concat()].concat());
        riff(
            b"WAVE",
            &[
                riff_chunk(b"fmt ", &[0; 16]),
                list,
                riff_chunk(b"data", &[1; 9]),
            ],
        )
    };
    assert_eq!(watch(&sound(&[])).kind, FileKind::Wav);
    assert_eq!(traces(&sound(&[])), (Trace::None, Trace::None));
    let artist = riff_chunk(b"IART", b"N. N.");
    assert_eq!(traces(&sound(&[artist])), (Trace::None, Trace::Found));
}
