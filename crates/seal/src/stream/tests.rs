use super::*;
use crate::{binding::Binding, key::Key, testing::seeded};
use proptest::prelude::*;
use std::io::{self, Read, Write};

const HERE: Binding = Binding {
    table: "object",
    row: b"row",
    column: "file",
    version: 0,
};

fn key(seed: u64) -> Key {
    Key::random(&mut seeded(seed))
}

fn sealed(plain: &[u8]) -> Vec<u8> {
    let mut sealer =
        Sealer::new(Vec::new(), &key(1), &HERE, &mut seeded(2)).expect("a Vec takes all");
    sealer.write_all(plain).expect("a Vec takes all");
    sealer.finish().expect("a Vec takes all")
}

fn opened(sealed: &[u8], key: &Key, at: &Binding) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    Opener::new(sealed, key, at)?.read_to_end(&mut plain)?;
    Ok(plain)
}

fn refusal(sealed: &[u8]) -> Refused {
    let error = opened(sealed, &key(1), &HERE).expect_err("tampered");
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    let source = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Refused>());
    *source.expect("the reason is inside")
}

fn plain(len: usize) -> Vec<u8> {
    (0..len).map(|n| (n % 251) as u8).collect()
}

/// Bytes before the first chunk.
const HEAD: usize = 1 + NONCE;

#[test]
fn lengths_around_every_boundary_come_back_and_are_stored_in_size_classes() {
    let lengths = [
        (0, 1024),
        (1023, 1024),
        (1024, 4096),
        (4095, 4096),
        (16 * 1024 - 1, 16 * 1024),
        (16 * 1024, CHUNK),
        (CHUNK - 1, CHUNK),
        (CHUNK, 2 * CHUNK),
        (CHUNK + 1, 2 * CHUNK),
        (2 * CHUNK - 1, 2 * CHUNK),
        (2 * CHUNK, 3 * CHUNK),
    ];
    for (len, class) in lengths {
        let plain = plain(len);
        let sealed = sealed(&plain);
        assert_eq!(
            sealed.len(),
            HEAD + class + class.div_ceil(CHUNK) * crate::aead::TAG,
            "{len}"
        );
        assert!(
            opened(&sealed, &key(1), &HERE).expect("untouched") == plain,
            "{len}"
        );
    }
}

#[test]
fn a_stream_that_was_cut_anywhere_is_refused() {
    let whole = sealed(&plain(2 * CHUNK + 5));
    for end in (0..whole.len()).step_by(4099).chain([
        0,
        1,
        HEAD,
        HEAD + SEALED,
        HEAD + 2 * SEALED,
        whole.len() - 1,
    ]) {
        refusal(&whole[..end]);
    }
    assert_eq!(refusal(&whole[..HEAD]), Refused::Length);
}

#[test]
fn a_stream_that_was_never_finished_is_refused() {
    let mut sealer =
        Sealer::new(Vec::new(), &key(1), &HERE, &mut seeded(2)).expect("a Vec takes all");
    sealer
        .write_all(&plain(CHUNK + 5))
        .expect("a Vec takes all");
    // What reached the writer before the sealer was dropped: the head and a whole chunk.
    let whole = sealed(&plain(CHUNK + 5));
    assert_eq!(refusal(&whole[..HEAD + SEALED]), Refused::Damaged);
}

#[test]
fn every_flipped_byte_of_a_stream_is_refused() {
    let short = sealed(b"short");
    for place in 0..short.len() {
        let mut changed = short.clone();
        changed[place] ^= 1 << (place % 8);
        refusal(&changed);
    }
    let long = sealed(&plain(CHUNK + 5));
    for place in (0..long.len()).step_by(6007) {
        let mut changed = long.clone();
        changed[place] ^= 1;
        refusal(&changed);
    }
}

#[test]
fn reordered_repeated_dropped_and_appended_chunks_are_refused() {
    let whole = sealed(&plain(3 * CHUNK));
    let (head, chunks) = whole.split_at(HEAD);
    let chunks: Vec<&[u8]> = chunks.chunks(SEALED).collect();
    let [a, b, c, last] = chunks[..] else {
        panic!("four chunks")
    };
    for order in [
        vec![b, a, c, last],
        vec![a, a, b, c, last],
        vec![a, c, last],
        vec![a, b, last],
        vec![a, b, c],
        vec![a, b, c, last, last],
        vec![last],
        vec![last, a, b, c],
    ] {
        refusal(&[head, &order.concat()].concat());
    }
    refusal(&[&whole[..], b"x"].concat());
    refusal(&[&sealed(b"short")[..], b"x"].concat());
}

#[test]
fn another_key_and_another_place_are_refused() {
    let whole = sealed(b"text");
    assert!(opened(&whole, &key(2), &HERE).is_err());
    for at in [
        Binding {
            table: "item",
            ..HERE
        },
        Binding {
            row: b"other",
            ..HERE
        },
        Binding {
            column: "name",
            ..HERE
        },
        Binding { version: 1, ..HERE },
    ] {
        assert!(opened(&whole, &key(1), &at).is_err());
    }
    let mut other = whole;
    other[0] = crate::suite::VALUE;
    assert_eq!(
        refusal(&other),
        Refused::Suite {
            found: crate::suite::VALUE
        }
    );
}

#[test]
fn bytes_come_out_only_of_whole_chunks_and_an_error_is_for_ever() {
    let mut whole = sealed(&plain(CHUNK + 5));
    whole[HEAD + SEALED + 1] ^= 1;
    let mut opener = Opener::new(&whole[..], &key(1), &HERE).expect("the head is whole");
    let mut first = vec![0; CHUNK];
    opener
        .read_exact(&mut first)
        .expect("the first chunk is whole");
    assert!(first == plain(CHUNK));
    for _ in 0..3 {
        let error = opener.read(&mut [0]).expect_err("the second is not");
        assert_eq!(error.kind(), ErrorKind::InvalidData);
    }
}

#[test]
fn a_writer_that_failed_is_never_written_to_again() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, data: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or(ErrorKind::StorageFull)?;
            Ok(data.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut sealer = Sealer::new(Full(2), &key(1), &HERE, &mut seeded(1)).expect("two writes");
    assert_eq!(
        sealer.write_all(&plain(CHUNK)).map_err(|e| e.kind()),
        Err(ErrorKind::StorageFull)
    );
    assert!(sealer.write_all(b"more").is_err());
    assert!(sealer.finish().is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn pieces_written_and_read_in_any_sizes_are_the_same_bytes(
        len in 0_usize..3 * CHUNK,
        write in 1_usize..CHUNK,
        read in 1_usize..CHUNK,
    ) {
        let plain = plain(len);
        let mut sealer = Sealer::new(Vec::new(), &key(1), &HERE, &mut seeded(2))?;
        for piece in plain.chunks(write) {
            sealer.write_all(piece)?;
        }
        let bytes = sealer.finish()?;
        prop_assert!(bytes == sealed(&plain));
        let mut opener = Opener::new(&bytes[..], &key(1), &HERE)?;
        let mut back = Vec::new();
        let mut piece = vec![0; read];
        loop {
            match opener.read(&mut piece)? {
                0 => break,
                count => back.extend_from_slice(&piece[..count]),
            }
        }
        prop_assert!(back == plain);
    }
}
