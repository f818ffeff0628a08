use super::*;
use crate::testing::{hex, seeded, tampered};
use proptest::prelude::*;

const HERE: Binding = Binding {
    table: "item",
    row: b"row",
    column: "sealed",
    version: 7,
};

/// All places that differ from `HERE` in one part.
const ELSEWHERE: [Binding; 4] = [
    Binding {
        table: "job",
        ..HERE
    },
    Binding {
        row: b"other",
        ..HERE
    },
    Binding {
        column: "wrap",
        ..HERE
    },
    Binding { version: 8, ..HERE },
];

fn key(seed: u64) -> Key {
    Key::random(&mut seeded(seed))
}

#[test]
fn xchacha20_poly1305_gives_the_known_answer_of_its_draft() {
    // draft-irtf-cfrg-xchacha-03, appendix A.3.1
    let mut text =
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the \
                     future, sunscreen would be it."
            .to_vec();
    let mut bytes = [0; 32];
    bytes.copy_from_slice(&(0x80..0xa0).collect::<Vec<u8>>());
    let mut nonce = [0; NONCE];
    nonce.copy_from_slice(&(0x40..0x58).collect::<Vec<u8>>());
    let key = Key::from_bytes(bytes);
    let tag = encrypt(&key, &nonce, &hex("50515253c0c1c2c3c4c5c6c7"), &mut text);
    let expected = "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda\
                    7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b23835\
                    65d3fff921f9664c97637da9768812f615c68b13b52e";
    assert_eq!(text, hex(expected));
    assert_eq!(tag[..], hex("c0875924c1c7987947deafd8780acf49"));
}

#[test]
fn every_flipped_byte_of_a_sealed_value_is_refused() {
    let sealed = seal(&key(1), &mut seeded(2), &HERE, b"what was seen");
    tampered(&sealed, 1, |bytes| {
        assert!(open(&key(1), &HERE, bytes).is_err())
    });
    let padded = seal_padded(&key(1), &mut seeded(2), &HERE, b"what was seen");
    tampered(&padded, 7, |bytes| {
        assert!(open_padded(&key(1), &HERE, bytes).is_err())
    });
    let wrapped = wrap(&key(1), &mut seeded(2), &HERE, &key(3));
    tampered(&wrapped, 1, |bytes| {
        assert!(unwrap(&key(1), &HERE, bytes).is_err())
    });
}

#[test]
fn a_value_opens_in_its_place_only_and_under_its_key_only() {
    let rng = &mut seeded(1);
    let (inner, outer) = (key(2), key(3));
    let sealed = seal(&outer, rng, &HERE, b"text");
    let padded = seal_padded(&outer, rng, &HERE, b"text");
    let wrapped = wrap(&outer, rng, &HERE, &inner);
    for (key, at) in ELSEWHERE
        .iter()
        .map(|at| (&outer, at))
        .chain([(&inner, &HERE)])
    {
        assert_eq!(open(key, at, &sealed), Err(Refused::Damaged));
        assert_eq!(open_padded(key, at, &padded), Err(Refused::Damaged));
        assert_eq!(unwrap(key, at, &wrapped), Err(Refused::Damaged));
    }
    assert_eq!(unwrap(&outer, &HERE, &wrapped), Ok(inner));
}

#[test]
fn a_value_of_another_kind_is_named_as_such() {
    let rng = &mut seeded(1);
    let sealed = seal(&key(1), rng, &HERE, &[0; 32]);
    let padded = seal_padded(&key(1), rng, &HERE, b"text");
    let found = suite::VALUE;
    assert_eq!(
        unwrap(&key(1), &HERE, &sealed),
        Err(Refused::Suite { found })
    );
    assert_eq!(
        open_padded(&key(1), &HERE, &sealed),
        Err(Refused::Suite { found })
    );
    let found = suite::PADDED;
    assert_eq!(open(&key(1), &HERE, &padded), Err(Refused::Suite { found }));
    // Renaming does not help: the suite is authenticated.
    let mut renamed = sealed;
    renamed[0] = suite::KEY;
    assert_eq!(unwrap(&key(1), &HERE, &renamed), Err(Refused::Damaged));
}

#[test]
fn too_few_bytes_are_named_as_such() {
    assert_eq!(open(&key(1), &HERE, b""), Err(Refused::Length));
    assert_eq!(
        open(&key(1), &HERE, &[suite::VALUE; OVERHEAD - 1]),
        Err(Refused::Length)
    );
    assert_eq!(
        unwrap(&key(1), &HERE, &[suite::KEY; WRAPPED - 1]),
        Err(Refused::Length)
    );
}

#[test]
fn the_same_value_is_never_sealed_to_the_same_bytes() {
    let rng = &mut seeded(1);
    assert_ne!(
        seal(&key(1), rng, &HERE, b"x"),
        seal(&key(1), rng, &HERE, b"x")
    );
}

#[test]
fn size_classes_are_1_4_16_and_64_kib_and_then_multiples() {
    let kib = |n: usize| n * 1024;
    let classes = [
        (0, kib(1)),
        (kib(1) - 8, kib(1)),
        (kib(1) - 7, kib(4)),
        (kib(4) - 8, kib(4)),
        (kib(4) - 7, kib(16)),
        (kib(16) - 7, kib(64)),
        (kib(64) - 8, kib(64)),
        (kib(64) - 7, kib(128)),
        (kib(128) - 8, kib(128)),
        (kib(500), kib(512)),
    ];
    for (len, class) in classes {
        assert_eq!(padded_len(len), class, "{len} bytes");
        let sealed = seal_padded(&key(1), &mut seeded(1), &HERE, &vec![0; len]);
        assert_eq!(sealed.len(), class + OVERHEAD);
    }
}

#[test]
fn padding_that_no_one_here_made_is_refused() {
    // Only the key's holder can do this; still one plaintext has one form.
    let forged = |body: &[u8]| {
        let sealed = seal_as(
            suite::PADDED,
            &key(1),
            &mut seeded(1),
            &HERE,
            body,
            body.len(),
        );
        open_padded(&key(1), &HERE, &sealed)
    };
    let body = |length: u64, fill: u8, size: usize| {
        [vec![fill; size - 8], length.to_le_bytes().to_vec()].concat()
    };
    assert_eq!(forged(&body(0, 0, 1024)).map(|plain| plain.len()), Ok(0));
    assert_eq!(
        forged(&body(1016, 1, 1024)).map(|plain| plain.len()),
        Ok(1016)
    );
    assert_eq!(forged(&body(3, 1, 1024)), Err(Refused::Length));
    assert_eq!(forged(&body(1017, 0, 1024)), Err(Refused::Length));
    assert_eq!(forged(&body(u64::MAX, 0, 1024)), Err(Refused::Length));
    assert_eq!(forged(&body(0, 0, 4096)), Err(Refused::Length));
    assert_eq!(forged(b"short"), Err(Refused::Length));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_sealed_opens_again(plain in proptest::collection::vec(any::<u8>(), 0..3000), row in any::<[u8; 16]>()) {
        let at = Binding { row: &row, ..HERE };
        let rng = &mut seeded(1);
        let sealed = seal(&key(1), rng, &at, &plain);
        prop_assert_eq!(sealed.len(), plain.len() + OVERHEAD);
        let opened = open(&key(1), &at, &sealed);
        prop_assert_eq!(opened.as_deref(), Ok(&plain));
        let padded = seal_padded(&key(1), rng, &at, &plain);
        let opened = open_padded(&key(1), &at, &padded);
        prop_assert_eq!(opened.as_deref(), Ok(&plain));
    }

    #[test]
    fn foreign_bytes_are_refused_without_a_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..200), suite in 0_u8..12) {
        for round in 0..2 {
            prop_assert!(open(&key(1), &HERE, &bytes).is_err());
            prop_assert!(open_padded(&key(1), &HERE, &bytes).is_err());
            prop_assert!(unwrap(&key(1), &HERE, &bytes).is_err());
            if let (0, Some(first)) = (round, bytes.first_mut()) {
                *first = suite;
            }
        }
    }
}
