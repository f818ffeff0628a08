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

#[test]
fn the_desk_and_the_overseers_open_an_entry_each_with_their_key() {
    let rng = &mut seeded(1);
    let (desk, overseers) = seconds(rng);
    let entry = seal_entry(&ID, b"who, when, why", Some(&desk), &overseers, rng);
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
    let custody = seal_entry(&ID, b"custody", None, &overseers, rng);
    let other = seal_entry(&ID, b"another", Some(&desk), &overseers, rng);
    assert_eq!(custody.sealed.len(), other.sealed.len());
    let opened = open_entry(&ID, &custody.sealed, desk.key(), Reader::Desk);
    assert_eq!(opened, Err(Refused::Damaged));
    let opened = open_entry(&ID, &custody.sealed, overseers.key(), Reader::Overseers);
    assert_eq!(opened.expect("theirs")[..], *b"custody");
}

#[test]
fn a_flipped_byte_outside_the_other_readers_wrap_is_refused() {
    let rng = &mut seeded(3);
    let (desk, overseers) = seconds(rng);
    let entry = seal_entry(&ID, b"text", Some(&desk), &overseers, rng);
    let own = 1..1 + WRAP;
    for place in (0..entry.sealed.len()).filter(|place| *place <= own.end || *place >= HEAD) {
        let mut changed = entry.sealed.clone();
        changed[place] ^= 1 << (place % 8);
        assert_eq!(
            open_entry(&ID, &changed, desk.key(), Reader::Desk).is_ok(),
            place == own.end
        );
        // The commitment covers all of it.
        assert_ne!(commitment(&entry.salt, &changed), entry.commitment);
    }
    tampered(&entry.sealed, 1, |bytes| {
        assert_ne!(commitment(&entry.salt, bytes), entry.commitment)
    });
}

#[test]
fn exchanging_the_two_wraps_helps_nobody() {
    let rng = &mut seeded(4);
    let (_, overseers) = seconds(rng);
    let entry = seal_entry(&ID, b"text", Some(&overseers), &overseers, rng);
    let mut changed = entry.sealed.clone();
    changed[1..HEAD].rotate_left(WRAP);
    assert_eq!(
        open_entry(&ID, &changed, overseers.key(), Reader::Desk),
        Err(Refused::Damaged)
    );
}

#[test]
fn a_commitment_is_over_the_label_the_salt_and_the_sealed_bytes() {
    let null = null_entry(&mut seeded(5));
    assert!(null.sealed.is_empty());
    assert_eq!(null.commitment, commitment(&null.salt, b""));
    assert_ne!(null.commitment, null_entry(&mut seeded(6)).commitment);
    let bytes = [label::ENTRY_COMMITMENT.as_bytes(), &null.salt].concat();
    assert_eq!(null.commitment[..], Sha256::digest(bytes)[..]);
    let refused = open_entry(&ID, &null.sealed, &Key::from_bytes([0; 32]), Reader::Desk);
    assert_eq!(refused, Err(Refused::Length));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn entries_come_back_and_their_size_tells_multiples_of_256(plain in proptest::collection::vec(any::<u8>(), 0..900)) {
        let rng = &mut seeded(7);
        let (desk, overseers) = seconds(rng);
        let entry = seal_entry(&ID, &plain, Some(&desk), &overseers, rng);
        prop_assert_eq!(entry.sealed.len(), HEAD + NONCE + TAG + (plain.len() + 4).next_multiple_of(256));
        prop_assert_eq!(entry.commitment, commitment(&entry.salt, &entry.sealed));
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
