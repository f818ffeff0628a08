//! Everything that reads foreign bytes keeps its round trip: the fuzz targets, run as properties.

#[path = "../fuzz/src/targets.rs"]
#[allow(
    unreachable_pub,
    clippy::expect_used,
    reason = "the fuzz crate includes this file too"
)]
mod targets;

use crate::kit::photo::{photo, video};
use proptest::prelude::*;
use rand_core::{TryCryptoRng, TryRng};

/// Bytes near the real thing: a good example with a few bytes changed, removed or repeated; sometimes plain noise.
fn near(examples: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..4u8);
    let near = (
        prop::sample::select(examples),
        prop::collection::vec(change, 0..6),
    )
        .prop_map(|(mut bytes, changes)| {
            for (at, byte, how) in changes {
                if bytes.is_empty() {
                    break;
                }
                let at = at.index(bytes.len());
                match how {
                    0 => bytes[at] = byte,
                    1 => bytes.insert(at, byte),
                    2 => drop(bytes.remove(at)),
                    _ => bytes.extend_from_within(at..),
                }
            }
            bytes
        });
    prop_oneof![6 => near, 1 => prop::collection::vec(any::<u8>(), 0..200)]
}

fn texts(examples: &[&str]) -> Vec<Vec<u8>> {
    examples
        .iter()
        .map(|text| text.as_bytes().to_vec())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_report_in_json_survives_being_written_and_read(
        bytes in near(texts(&[
            r#"{"text":"a box on a lamp post","lang":"en","place":{"text":"north gate","lat":31.2,"lon":121.5,"accuracy_m":30}}"#,
            r#"{"text":"路灯上有一个灰色盒子","observed":{"from":"2026-11-20T22:15:00+08:00","to":"2026-11-20"},"contact":{"phone":"010-0000-0101"}}"#,
        ]))
    ) {
        targets::draft_json(&bytes);
    }

    #[test]
    fn a_line_of_jsonl_survives_being_written_and_read(
        bytes in near(texts(&[
            r#"{"id":"a-1","received_at":"2020-04-01T20:00:00Z","lang":"en","text":"DRONE OVER PLANT","source":"s","category":"AVIATION","labels":{"x":[1,{}]}}"#,
        ]))
    ) {
        targets::jsonl_line(&bytes);
    }

    #[test]
    fn a_typed_receipt_is_the_same_in_both_scripts(
        bytes in near(texts(&["side prefer thunder protect atom swift always keep trend", "肩氏哩忆前钙民岩丧"]))
    ) {
        targets::receipt(&bytes);
    }

    #[test]
    fn a_signed_note_is_signed_again_to_the_same_text(bytes in near(notes())) {
        targets::signed_note(&bytes);
    }

    #[test]
    fn a_set_up_link_is_the_same_wherever_it_was_copied_from(
        bytes in near(texts(&[
            "0d9f3c1e8f5a4c5e9d1b2f6a7c8e9d01.4k5BqT0wVd2h9s8XUuRZc1yJ7mPaLfGtNoEiHbQxWv8",
            " https://tips.example.org/setup#0d9f3c1e8f5a4c5e9d1b2f6a7c8e9d01.4k5BqT0wVd2h9s8XUuRZc1yJ7mPaLfGtNoEiHbQxWv8\n",
        ]))
    ) {
        targets::setup_link(&bytes);
    }

    #[test]
    fn a_sealed_value_opens_only_unchanged(bytes in prop::collection::vec(any::<u8>(), 0..3_000)) {
        targets::sealed_value(&bytes);
    }

    #[test]
    fn a_keyring_is_read_as_it_was_written(bytes in near(vec![keyring()])) {
        targets::keyring(&bytes);
    }

    #[test]
    fn a_backup_is_read_as_it_was_written(bytes in near(vec![frames()])) {
        targets::backup(&bytes);
    }

    #[test]
    fn a_sent_file_gives_the_same_away_however_it_arrives(bytes in near(files())) {
        targets::sent_file(&bytes);
    }
}

/// Our own notes, and the key that they are checked with.
fn notes() -> Vec<Vec<u8>> {
    let signer = targets::note_signer();
    let origin = "tips.example.org/log";
    let head = seal::Head {
        origin: origin.to_owned(),
        size: 4096,
        root: [1; 32],
        date: "2026-11-22".to_owned(),
    };
    let promise = seal::Promise {
        origin: origin.to_owned(),
        leaf: [2; 32],
        date: "2026-11-22".to_owned(),
    };
    texts(&[
        &head.sign(&signer),
        &promise.sign(&signer),
        &signer.sign(&format!("{origin}\n\nneither of them\n")),
        &signer.public().encode(origin),
    ])
}

/// One of each kind whose inside is read, with something to give away.
fn files() -> Vec<Vec<u8>> {
    let png =
        b"\x89PNG\r\n\x1a\n\0\0\0\x0ctEXtAuthor\0N. N.....\0\0\0\0IEND\xae\x42\x60\x82".to_vec();
    let webp = b"RIFF\x1c\0\0\0WEBPEXIF\x0e\0\0\0II*\0\x08\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    let sound = b"RIFF\x1a\0\0\0WAVELIST\x0e\0\0\0INFOIART\x02\0\0\0NN".to_vec();
    let paper = b"%PDF-1.7 /Author (N. N.)".to_vec();
    vec![photo(true), photo(false), video(), png, webp, sound, paper]
}

fn keyring() -> Vec<u8> {
    struct Fixed(u8);
    impl TryRng for Fixed {
        type Error = std::convert::Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(7)
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(7)
        }
        fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
            self.0 += 1;
            out.fill(self.0);
            Ok(())
        }
    }
    impl TryCryptoRng for Fixed {}
    let mut keyring = seal::Keyring::found(&mut Fixed(0), 20_000);
    keyring.advance(20_040);
    keyring.encode().to_vec()
}

fn frames() -> Vec<u8> {
    use store::{Cell, Frame, Kind};
    let mut bytes = Vec::new();
    for frame in [
        Frame::Table {
            name: "item".to_owned(),
            columns: vec![
                ("id".to_owned(), Kind::Blob),
                ("hour".to_owned(), Kind::Int),
            ],
        },
        Frame::Row(vec![Cell::Blob(vec![1, 2, 3]), Cell::Int(-4)]),
        Frame::Row(vec![Cell::Null, Cell::Text("文".to_owned())]),
        Frame::End { rows: 2 },
    ] {
        frame.write(&mut bytes).unwrap();
    }
    bytes
}
