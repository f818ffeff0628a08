//! A search of every byte of some folders for words, in any dress that software commonly puts on them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A word, and how it may look: as UTF-8, UTF-16, hexadecimal, base64 at any offset, JSON and URL escapes.
pub(crate) struct Wanted {
    word: String,
    dresses: Vec<(&'static str, Vec<u8>)>,
}

impl Wanted {
    pub(crate) fn word(word: &str) -> Wanted {
        let utf8 = word.as_bytes().to_vec();
        let le: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let hex: String = utf8.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut dresses = vec![
            ("UTF-8", utf8.clone()),
            ("UTF-16LE", le),
            ("UTF-16BE", be),
            ("hex", hex.clone().into_bytes()),
            ("HEX", hex.to_uppercase().into_bytes()),
        ];
        for offset in 0..3 {
            let text = base64_inside(&utf8, offset);
            dresses.push((
                "base64url",
                text.replace('+', "-").replace('/', "_").into_bytes(),
            ));
            dresses.push(("base64", text.into_bytes()));
        }
        if !word.is_ascii() {
            let units = word.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
            dresses.push(("JSON escapes", units.collect::<String>().into_bytes()));
            let url = utf8.iter().map(|byte| format!("%{byte:02X}"));
            dresses.push(("URL escapes", url.collect::<String>().into_bytes()));
        }
        Wanted {
            word: word.to_owned(),
            dresses,
        }
    }

    /// Bytes that have only one form.
    pub(crate) fn bytes(name: &str, bytes: &[u8]) -> Wanted {
        Wanted {
            word: name.to_owned(),
            dresses: vec![("bytes", bytes.to_vec())],
        }
    }

    /// The dresses in which it lies in these bytes.
    pub(crate) fn in_bytes(&self, hay: &[u8]) -> Vec<&'static str> {
        let needles = Needles::of(std::slice::from_ref(self));
        needles
            .in_bytes(hay)
            .into_iter()
            .map(|(_, dress)| dress)
            .collect()
    }
}

/// `file: word as dress`, for each that is found in any file under these folders.
pub(crate) fn found(wanted: &[Wanted], folders: &[&Path]) -> Vec<String> {
    let needles = Needles::of(wanted);
    let mut found = Vec::new();
    for file in folders.iter().flat_map(|folder| files(folder)) {
        // What is removed meanwhile is not there.
        let Ok(hay) = fs::read(&file) else { continue };
        let hits = needles.in_bytes(&hay);
        found.extend(
            hits.iter()
                .map(|(word, dress)| format!("{}: {word} as {dress}", file.display())),
        );
    }
    found
}

/// All dresses of all words, by their first two bytes: one pass over the bytes finds them all.
struct Needles<'a> {
    all: Vec<(&'a str, &'static str, &'a [u8])>,
    by_start: Vec<Vec<usize>>,
}

impl<'a> Needles<'a> {
    fn of(wanted: &'a [Wanted]) -> Needles<'a> {
        let mut needles = Needles {
            all: Vec::new(),
            by_start: vec![Vec::new(); 1 << 16],
        };
        for one in wanted {
            for (dress, bytes) in &one.dresses {
                assert!(
                    bytes.len() >= 4,
                    "{} is too short to be looked for",
                    one.word
                );
                needles.by_start[start(bytes)].push(needles.all.len());
                needles.all.push((&one.word, dress, bytes));
            }
        }
        needles
    }

    /// Words and dresses that lie there, in the order in which they are wanted, each once.
    fn in_bytes(&self, hay: &[u8]) -> Vec<(&'a str, &'static str)> {
        let mut hits = BTreeSet::new();
        for (at, pair) in hay.windows(2).enumerate() {
            for number in &self.by_start[start(pair)] {
                if hay[at..].starts_with(self.all[*number].2) {
                    hits.insert(*number);
                }
            }
        }
        hits.into_iter()
            .map(|number| (self.all[number].0, self.all[number].1))
            .collect()
    }
}

fn start(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// Every regular file under a folder; what is removed meanwhile is not there.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.extend(self::files(&entry.path())),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    files
}

/// The characters that stand for `bytes` inside a longer base64 text, whatever stands around them.
fn base64_inside(bytes: &[u8], offset: usize) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let padded = [vec![0; offset], bytes.to_vec()].concat();
    let whole = padded.len() / 3 * 3;
    let text: String = padded[..whole]
        .chunks(3)
        .flat_map(|three| {
            let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
            [18, 12, 6, 0].map(|shift| char::from(ALPHABET[(bits >> shift) as usize & 63]))
        })
        .collect();
    // The first group also depends on what stands before.
    text[if offset == 0 { 0 } else { 4 }..].to_owned()
}
