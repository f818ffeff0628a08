//! Files that are not looked into, and what is said of them all the same.

use evidence::{FileKind, Trace};

use crate::watch;

#[test]
fn a_pdf_may_hold_pictures_and_names_its_author() {
    let traces = watch(b"%PDF-1.7\n1 0 obj <</Producer (x)>> endobj");
    assert_eq!(traces.kind, FileKind::Pdf);
    assert_eq!(
        (traces.position, traces.maker),
        (Trace::Possible, Trace::Possible)
    );
    let traces = watch(b"%PDF-1.7\n1 0 obj <</Author (N. N.)>> endobj");
    assert_eq!(traces.maker, Trace::Found);
}

#[test]
fn documents_archives_and_unknown_files_may_hold_anything() {
    let zip = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0";
    for (file, kind) in [
        (
            [zip.as_slice(), b"[Content_Types].xml"].concat(),
            FileKind::Office,
        ),
        ([zip.as_slice(), b"a.jpg"].concat(), FileKind::Zip),
        (b"OggS\0\x02".to_vec(), FileKind::Ogg),
        (b"plain text".to_vec(), FileKind::Other),
    ] {
        let traces = watch(&file);
        assert_eq!(traces.kind, kind);
        assert_eq!(
            (traces.position, traces.maker),
            (Trace::Possible, Trace::Possible)
        );
    }
}

#[test]
fn a_song_may_name_an_artist_but_no_place() {
    let traces = watch(b"ID3\x03\0\0\0\0\0\0");
    assert_eq!(
        (traces.position, traces.maker),
        (Trace::None, Trace::Possible)
    );
}
