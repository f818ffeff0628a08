//! What is fuzzed: everything that reads foreign bytes. Each target asserts a round trip, not only that nothing
//! panics. `cargo fuzz run NAME` explores them; `tests/fuzzed.rs` runs them as properties on every test run.

use desk::SetupLink;
use rand_core::{TryCryptoRng, TryRng};
use report::{Draft, Limits, Line};
use seal::keyring::file::{self as keyring_file, KeyringFileError};
use seal::{
    Binding, Head, Key, Keyring, LogPublicKey, LogSigner, Opener, Promise, Receipt, Sealer,
};
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use std::io::{Read, Write};
use store::Frame;

const LIMITS: Limits = Limits {
    text_bytes: 65_536,
    short_bytes: 1_024,
};

/// A report's JSON: what is accepted, written again, is accepted as the same; what is refused names what is wrong in
/// both languages.
pub fn draft_json(bytes: &[u8]) {
    match Draft::from_json(bytes, &LIMITS) {
        Ok(draft) => {
            let again = serde_json::to_vec(&draft).expect("a draft can be written");
            let read =
                Draft::from_json(&again, &LIMITS).expect("what was accepted is accepted again");
            assert!(
                read == draft,
                "a draft changed when it was written and read"
            );
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason");
            assert!(
                problems
                    .iter()
                    .all(|p| !p.en.is_empty() && !p.zh.is_empty())
            );
        }
    }
}

/// A line of report JSONL, likewise.
pub fn jsonl_line(bytes: &[u8]) {
    match Line::parse(bytes, &LIMITS) {
        Ok(line) => {
            let again = serde_json::to_vec(&line).expect("a line can be written");
            let read = Line::parse(&again, &LIMITS).expect("what was accepted is accepted again");
            assert!(read == line, "a line changed when it was written and read");
        }
        Err(problems) => assert!(!problems.is_empty(), "refused without a reason"),
    }
}

/// What somebody types as a receipt: if it is one, both scripts of it are the same one.
pub fn receipt(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(receipt) = Receipt::parse(text) {
        for again in [receipt.english(), receipt.chinese()] {
            assert!(Receipt::parse(&again).expect("our own words") == receipt);
        }
    }
}

/// A signed note of this log's key: what verifies, read and signed again, is the same text. Foreign bytes are no note of
/// ours unless they hold our signature over it. And the key itself: what is read as one is written as it was.
pub fn signed_note(bytes: &[u8]) {
    let Ok(note) = std::str::from_utf8(bytes) else {
        return;
    };
    let signer = note_signer();
    let key = signer.public();
    if let Ok(text) = key.verify(note) {
        let again = signer.sign(text);
        assert_eq!(key.verify(&again), Ok(text), "a note changed");
        let (head, promise) = (Head::verify(note, &key), Promise::verify(note, &key));
        assert!(
            head.is_err() || promise.is_err(),
            "a head that is a promise"
        );
        for read in [
            head.map(|head| head.sign(&signer)),
            promise.map(|promise| promise.sign(&signer)),
        ] {
            assert!(read.is_err() || read == Ok(again.clone()), "a note changed");
        }
    }
    if let Some((name, key)) = LogPublicKey::parse(note) {
        assert_eq!(key.encode(&name), note, "a verifier key changed");
    }
}

/// The key of the notes that are fuzzed.
pub fn note_signer() -> LogSigner {
    LogSigner::from_seed(&[7; 32])
}

/// A set-up link as somebody copied it, perhaps within an address: what is read as one is read again as the same.
pub fn setup_link(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Some(link) = SetupLink::parse(text) {
        for copied in [
            link.text(),
            format!(" https://tips.example.org/#{}\n", link.text()),
        ] {
            let again = SetupLink::parse(&copied).expect("our own text");
            assert_eq!(again.text(), link.text(), "a link changed");
        }
        assert!(text.contains(&link.text()), "a link that was not there");
    }
}

/// A sealed value: foreign bytes never open, our own open to what they were, and not when one bit differs.
pub fn sealed_value(bytes: &[u8]) {
    let (key, at) = key_and_place("item", b"0123456789abcdef", "sealed");
    assert!(
        seal::open(&key, &at, bytes).is_err(),
        "foreign bytes opened"
    );
    assert!(
        seal::open_padded(&key, &at, bytes).is_err(),
        "foreign bytes opened"
    );
    assert!(
        seal::unwrap(&key, &at, bytes).is_err(),
        "foreign bytes opened"
    );
    let mut sealed = seal::seal_padded(&key, &mut Counter(bytes.len() as u64), &at, bytes);
    let opened = seal::open_padded(&key, &at, &sealed).expect("our own value");
    assert_eq!(opened.as_slice(), bytes);
    let bit = bytes.iter().fold(bytes.len(), |n, byte| {
        n.wrapping_mul(31) ^ usize::from(*byte)
    }) % (sealed.len() * 8);
    sealed[bit / 8] ^= 1 << (bit % 8);
    assert!(
        seal::open_padded(&key, &at, &sealed).is_err(),
        "a changed bit was not noticed"
    );
}

/// A keyring: what decodes encodes to the same bytes. Under a start-up secret foreign bytes never open, though the sum
/// over them is right.
pub fn keyring(bytes: &[u8]) {
    if let Ok(keyring) = Keyring::decode(bytes) {
        assert_eq!(
            keyring.encode().as_slice(),
            bytes,
            "a keyring changed when it was read and written"
        );
    }
    // Argon2id's least costs (8 KiB, one pass, one lane): this is about what is read, not about guessing.
    let mut sealed = b"tipline sealed\0\0\x01\x08\0\0\0\x01\0\0\0\x01\0\0\0".to_vec();
    sealed.extend_from_slice(bytes);
    let sum = Sha256::digest(&sealed);
    sealed.extend_from_slice(&sum);
    let refused = keyring_file::decode(&sealed, Some(b"a start-up secret"));
    let expected = match bytes.len() {
        0..16 => matches!(refused, Err(KeyringFileError::Damaged(_))),
        _ => matches!(refused, Err(KeyringFileError::WrongSecret)),
    };
    assert!(expected, "{:?}", refused.err());
    assert!(
        matches!(
            keyring_file::decode(&sealed, None),
            Err(KeyringFileError::NeedsSecret)
        ),
        "a sealed keyring was read without its secret"
    );
}

/// The frames of a backup: what reads writes to the same bytes, frame by frame. And the sealed stream that they come
/// in: foreign bytes never open, our own open to what they were, and neither when they are cut.
pub fn backup(bytes: &[u8]) {
    let (key, at) = key_and_place("backup", b"tipline backup 1\n", "stream");
    let opened = |mut sealed: &[u8]| {
        let mut plain = Vec::new();
        let mut opener = Opener::new(&mut sealed, &key, &at)?;
        opener.read_to_end(&mut plain).map(|_| plain)
    };
    assert!(opened(bytes).is_err(), "foreign bytes opened");
    let mut random = Counter(bytes.len() as u64);
    let mut sealer = Sealer::new(Vec::new(), &key, &at, &mut random).expect("into memory");
    sealer.write_all(bytes).expect("into memory");
    let sealed = sealer.finish().expect("into memory");
    assert_eq!(opened(&sealed).expect("our own stream"), bytes);
    assert!(
        opened(&sealed[..sealed.len() - 1]).is_err(),
        "a cut stream opened"
    );

    let mut rest = bytes;
    while let Ok((frame, length)) = Frame::read(rest) {
        let mut again = Vec::new();
        frame
            .write(&mut again)
            .expect("what was read can be written");
        assert_eq!(
            again,
            rest[..length],
            "a frame changed when it was read and written"
        );
        rest = &rest[length..];
    }
}

/// A file that somebody sends: what it gives away is the same however it arrives, and its copy without that has none of it
/// and does not change when it is copied again.
pub fn sent_file(bytes: &[u8]) {
    evidence::fuzz_any(bytes);
}

fn key_and_place(
    table: &'static str,
    row: &'static [u8],
    column: &'static str,
) -> (Key, Binding<'static>) {
    let at = Binding {
        table,
        row,
        column,
        version: 1,
    };
    (Key::from_bytes([7; 32]), at)
}

/// Not random, and meant not to be: a fuzz target must do the same twice.
struct Counter(u64);

impl TryRng for Counter {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.try_next_u64()? as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        Ok(self.0)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for byte in out {
            *byte = self.try_next_u64()?.to_be_bytes()[0];
        }
        Ok(())
    }
}

impl TryCryptoRng for Counter {}
