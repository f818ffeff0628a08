use super::*;
use crate::{
    hpke,
    testing::{Seeded, seeded, tampered},
};
use proptest::prelude::*;

const ID: [u8; 16] = [3; 16];

fn seconds(rng: &mut Seeded) -> (SecondKey, SecondKey) {
    let (_, public) = hpke::generate(rng);
    (
        SecondKey::new([1; 16], &public, rng),
        SecondKey::new([2; 16], &public, rng),
    )
}

/// Everything that `entry` commits to, with these bytes as the sealed ones.
fn committed<'a>(
    entry: &'a Entry,
    seconds: &'a (SecondKey, SecondKey),
    sealed: &'a [u8],
) -> Committed<'a> {
    Committed {
        id: &ID,
        desk_second: Some(&seconds.0.id),
        overseers_second: Some(&seconds.1.id),
        salt: &entry.salt,
        sealed,
    }
}

#[test]
fn the_desk_and_the_overseers_open_an_entry_each_with_their_key() {
    let rng = &mut seeded(1);
    let (desk, overseers) = seconds(rng);
    let entry = seal_entry(
        &ID,
        b"who, when, why",
        Readers::Both,
        (&desk, &overseers),
        rng,
    );
    let open = |second: &SecondKey, reader| open_entry(&ID, &entry.sealed, second.key(), reader);
    assert_eq!(
        open(&desk, Reader::Desk).expect("theirs")[..],
        *b"who, when, why"
    );
    assert_eq!(
        open(&overseers, Reader::Overseers).expect("theirs")[..],
        *b"who, when, why"
    );
    assert_eq!(open(&desk, Reader::Overseers), Err(Refused::Damaged));
    assert_eq!(open(&overseers, Reader::Desk), Err(Refused::Damaged));
    let moved = open_entry(&[4; 16], &entry.sealed, desk.key(), Reader::Desk);
    assert_eq!(moved, Err(Refused::Damaged));
}

#[test]
fn a_custody_entry_is_closed_to_the_desk_and_looks_like_any_other() {
    let rng = &mut seeded(2);
    let (desk, overseers) = seconds(rng);
    let custody = seal_entry(
        &ID,
        b"custody",
        Readers::Overseers,
        (&desk, &overseers),
        rng,
    );
    let other = seal_entry(&ID, b"another", Readers::Both, (&desk, &overseers), rng);
    assert_eq!(custody.sealed.len(), other.sealed.len());
    let opened = open_entry(&ID, &custody.sealed, desk.key(), Reader::Desk);
    assert_eq!(opened, Err(Refused::Damaged));
    let opened = open_entry(&ID, &custody.sealed, overseers.key(), Reader::Overseers);
    assert_eq!(opened.expect("theirs")[..], *b"custody");
}

#[test]
fn a_flipped_byte_outside_the_other_readers_wrap_is_refused() {
    let rng = &mut seeded(3);
    let both = seconds(rng);
    let (desk, overseers) = &both;
    let entry = seal_entry(&ID, b"text", Readers::Both, (desk, overseers), rng);
    let own = 1..1 + WRAP;
    for place in (0..entry.sealed.len()).filter(|place| *place <= own.end || *place >= HEAD) {
        let mut changed = entry.sealed.clone();
        changed[place] ^= 1 << (place % 8);
        assert_eq!(
            open_entry(&ID, &changed, desk.key(), Reader::Desk).is_ok(),
            place == own.end
        );
        // The commitment covers all of it.
        assert_ne!(
            commitment(&committed(&entry, &both, &changed)),
            entry.commitment
        );
    }
    tampered(&entry.sealed, 1, |bytes| {
        assert_ne!(
            commitment(&committed(&entry, &both, bytes)),
            entry.commitment
        )
    });
}

#[test]
fn exchanging_the_two_wraps_helps_nobody() {
    let rng = &mut seeded(4);
    let (_, overseers) = seconds(rng);
    let entry = seal_entry(&ID, b"text", Readers::Both, (&overseers, &overseers), rng);
    let mut changed = entry.sealed.clone();
    changed[1..HEAD].rotate_left(WRAP);
    assert_eq!(
        open_entry(&ID, &changed, overseers.key(), Reader::Desk),
        Err(Refused::Damaged)
    );
}

#[test]
fn a_commitment_covers_the_id_and_the_seconds_that_open_the_entry() {
    let rng = &mut seeded(5);
    let both = seconds(rng);
    let entry = seal_entry(&ID, b"text", Readers::Both, (&both.0, &both.1), rng);
    let whole = committed(&entry, &both, &entry.sealed);
    assert_eq!(commitment(&whole), entry.commitment);
    let (desk, overseers) = (whole.desk_second, whole.overseers_second);
    for (what, changed) in [
        (
            "id",
            Committed {
                id: &[4; 16],
                ..whole
            },
        ),
        (
            "no desk",
            Committed {
                desk_second: None,
                ..whole
            },
        ),
        (
            "no overseers",
            Committed {
                overseers_second: None,
                ..whole
            },
        ),
        (
            "other desk",
            Committed {
                desk_second: overseers,
                ..whole
            },
        ),
        (
            "exchanged",
            Committed {
                desk_second: overseers,
                overseers_second: desk,
                ..whole
            },
        ),
        (
            "salt",
            Committed {
                salt: &[0; 32],
                ..whole
            },
        ),
    ] {
        assert_ne!(commitment(&changed), entry.commitment, "{what}");
    }
}

#[test]
fn a_commitment_is_over_the_label_the_names_the_salt_and_the_sealed_bytes() {
    let null = null_entry(&ID, &mut seeded(5));
    assert!(null.sealed.is_empty());
    assert_ne!(null.commitment, null_entry(&ID, &mut seeded(6)).commitment);
    let bytes = [
        label::ENTRY_COMMITMENT.as_bytes(),
        &ID,
        &[0; 34],
        &null.salt,
    ]
    .concat();
    assert_eq!(null.commitment[..], Sha256::digest(bytes)[..]);
    let refused = open_entry(&ID, &null.sealed, &Key::from_bytes([0; 32]), Reader::Desk);
    assert_eq!(refused, Err(Refused::Length));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn entries_come_back_and_their_size_tells_multiples_of_256(plain in proptest::collection::vec(any::<u8>(), 0..900)) {
        let rng = &mut seeded(7);
        let both = seconds(rng);
        let (desk, overseers) = &both;
        let entry = seal_entry(&ID, &plain, Readers::Both, (desk, overseers), rng);
        prop_assert_eq!(entry.sealed.len(), HEAD + NONCE + TAG + (plain.len() + 4).next_multiple_of(256));
        prop_assert_eq!(entry.commitment, commitment(&committed(&entry, &both, &entry.sealed)));
        let opened = open_entry(&ID, &entry.sealed, desk.key(), Reader::Desk);
        prop_assert_eq!(opened.as_deref(), Ok(&plain));
    }

    #[test]
    fn foreign_bytes_are_refused_without_a_panic(mut bytes in proptest::collection::vec(any::<u8>(), 1..600)) {
        bytes[0] = suite::ENTRY;
        let key = Key::from_bytes([0; 32]);
        prop_assert!(open_entry(&ID, &bytes, &key, Reader::Desk).is_err());
        prop_assert!(open_entry(&ID, &bytes, &key, Reader::Overseers).is_err());
    }
}
