//! Files of real cameras and phones, with the answers that ExifTool gives; and 250 that were made to break readers.
#![allow(
    clippy::disallowed_methods,
    reason = "tests find the files by the environment"
)]

use std::fs;
use std::path::PathBuf;

use evidence::{FileKind, Trace, can_strip, fuzz_any};

use crate::{strip, watch};

/// The folder of the files, or `None`, said loudly, where they are not installed; in CI they must be.
fn folder() -> Option<PathBuf> {
    let workspace = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let shared = std::env::var_os("TIPLINE_SHARED")
        .map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let path = PathBuf::from(workspace).join(shared).join("vectors/exif");
    if path.is_dir() {
        return Some(path);
    }
    assert!(
        !matches!(std::env::var("CI").as_deref(), Ok("true" | "1")),
        "{} is not there",
        path.display()
    );
    eprintln!("SKIPPED: the real files are not here ({})", path.display());
    None
}

struct Real {
    name: String,
    bytes: Vec<u8>,
    /// What ExifTool found.
    position: bool,
    maker: bool,
}

fn real_files() -> Vec<Real> {
    let Some(folder) = folder() else {
        return Vec::new();
    };
    let expected = fs::read_to_string(folder.join("expected.json")).unwrap();
    let (mut files, mut position, mut maker) = (Vec::new(), false, false);
    // One field a line; a file's name is its last.
    for line in expected.lines() {
        let Some((key, value)) = line.trim().split_once(": ") else {
            continue;
        };
        let value = value.trim_end_matches(',').trim_matches('"').trim();
        match key {
            "\"GPSLatitude\"" => position = true,
            "\"Make\"" | "\"Model\"" => maker |= !value.is_empty(),
            "\"file\"" => {
                let bytes = fs::read(folder.join("files").join(value)).unwrap();
                files.push(Real {
                    name: value.to_owned(),
                    bytes,
                    position,
                    maker,
                });
                (position, maker) = (false, false);
            }
            _ => {}
        }
    }
    assert_eq!(files.len(), 60);
    files
}

#[test]
fn a_position_is_found_where_exiftool_finds_one_and_nowhere_else() {
    for file in real_files() {
        let traces = watch(&file.bytes);
        eprintln!(
            "{:?} {:?} {:?} {}",
            traces.kind, traces.position, traces.maker, file.name
        );
        assert_eq!(
            traces.position == Trace::Found,
            file.position,
            "{}: {traces:?}",
            file.name
        );
        if file.maker {
            assert_eq!(traces.maker, Trace::Found, "{}", file.name);
        }
    }
}

/// From the first scan of a JPEG to its end, found the simple way: no table before it holds these two bytes.
fn scans(jpeg: &[u8]) -> &[u8] {
    let mut at = 2;
    while jpeg[at..at + 2] != [0xff, 0xda] {
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    let end = jpeg[at..]
        .windows(2)
        .position(|w| w == [0xff, 0xd9])
        .unwrap();
    &jpeg[at..at + end + 2]
}

#[test]
fn a_copy_shows_the_same_picture_and_gives_nothing_away() {
    let mut broken = Vec::new();
    for file in real_files() {
        let kind = watch(&file.bytes).kind;
        if !can_strip(kind) {
            continue;
        }
        assert_eq!(kind, FileKind::Jpeg);
        match strip(&file.bytes) {
            Ok(copy) => {
                let traces = watch(&copy);
                assert_eq!(
                    (traces.position, traces.maker),
                    (Trace::None, Trace::None),
                    "{}",
                    file.name
                );
                assert_eq!(scans(&copy), scans(&file.bytes), "{}", file.name);
            }
            Err(error) => broken.push(format!("{}: {error}", file.name)),
        }
    }
    eprintln!("{broken:?}");
    assert!(broken.len() <= 1);
}

#[test]
fn every_hostile_file_has_an_answer() {
    let Some(folder) = folder() else {
        return;
    };
    let mut count = 0;
    for file in fs::read_dir(folder.join("hostile")).unwrap() {
        fuzz_any(&fs::read(file.unwrap().path()).unwrap());
        count += 1;
    }
    assert_eq!(count, 250);
}
