use super::*;
use crate::testing::{seeded, tampered};
use proptest::prelude::*;

const TODAY: i64 = 20_780; // 742 * 28 + 4

fn keyring() -> Keyring {
    Keyring::found(&mut seeded(1), TODAY)
}

fn same(a: &Keyring, b: &Keyring) -> bool {
    a.encode() == b.encode()
}

#[test]
fn a_new_keyring_has_the_keys_of_today_and_all_differ() {
    let keyring = keyring();
    assert_eq!((keyring.day(), keyring.epoch()), (TODAY, 742));
    assert_eq!(
        (keyring.epochs(), keyring.worker_days()),
        (vec![742], vec![TODAY])
    );
    let backup = keyring.backup_key(742).expect("of the current epoch");
    let all = [
        keyring.epoch_key(742).expect("the current"),
        keyring.worker_key(TODAY).expect("today's"),
        keyring.pepper(),
        keyring.index_key(),
        keyring.setup_key(),
        &backup,
    ];
    for (n, left) in all.iter().enumerate() {
        assert!(all[n + 1..].iter().all(|right| left != right));
    }
    assert!(keyring.backup_key(741).is_none());
}

#[test]
fn nodes_that_advance_by_different_steps_arrive_at_the_same_keys() {
    let (mut at_once, mut daily) = (keyring(), keyring());
    assert!(at_once.advance(TODAY + 70));
    for day in 1..=70 {
        assert!(daily.advance(TODAY + day));
    }
    assert!(same(&at_once, &daily));
    assert_eq!(at_once.epochs(), [742, 743, 744]);
    assert_eq!(
        at_once.worker_days(),
        (TODAY + 63..=TODAY + 70).collect::<Vec<_>>()
    );
}

#[test]
fn it_never_goes_backward_nor_follows_a_broken_clock() {
    let mut keyring = keyring();
    for day in [
        TODAY,
        TODAY - 1,
        TODAY - 100,
        i64::MIN,
        TODAY + FAR + 1,
        i64::MAX,
    ] {
        assert!(!keyring.advance(day), "{day}");
    }
    assert!(same(&keyring, &super::tests::keyring()));
    let mut far = Keyring::found(&mut seeded(1), i64::MIN / 8);
    assert!(!far.advance(i64::MAX));
}

#[test]
fn what_is_destroyed_is_gone_and_the_current_keys_cannot_be() {
    let mut keyring = keyring();
    assert!(!keyring.destroy_epoch(742) && !keyring.destroy_worker(TODAY));
    keyring.advance(TODAY + 28);
    let successor = keyring.epoch_key(743).cloned();
    assert!(
        keyring.destroy_epoch(742) && !keyring.destroy_epoch(742) && !keyring.destroy_epoch(743)
    );
    assert!(keyring.destroy_worker(TODAY + 27) && !keyring.destroy_worker(TODAY + 27));
    assert_eq!(
        (keyring.epoch_key(742), keyring.backup_key(742)),
        (None, None)
    );
    // Going on derives the same keys, and none of those destroyed.
    keyring.advance(TODAY + 29);
    assert_eq!(keyring.epoch_key(743).cloned(), successor);
    assert_eq!(keyring.epochs(), [743]);
    assert!(keyring.worker_key(TODAY + 27).is_none());
    let decoded = Keyring::decode(&keyring.encode()).expect("just encoded");
    assert!(same(&decoded, &keyring));
}

#[test]
fn a_key_that_was_kept_too_long_leads_to_no_other() {
    let mut keyring = keyring();
    let old = [
        keyring.epoch_key(742).expect("the first").clone(),
        keyring.worker_key(TODAY).expect("today's").clone(),
    ];
    keyring.advance(TODAY + 28);
    let later = [
        keyring.epoch_key(743).expect("the next").clone(),
        keyring.worker_key(TODAY + 28).expect("today's").clone(),
    ];
    for old in &old {
        for label in label::ALL {
            for at in [743_i64, TODAY + 1, TODAY + 28] {
                assert!(
                    later
                        .iter()
                        .all(|key| *key != old.derive(*label, &at.to_le_bytes()))
                );
            }
        }
    }
}

#[test]
fn a_leafs_mark_depends_on_the_keyring_and_on_all_that_it_is_over() {
    let mark = keyring().leaf_mark(&[1; 16], &[2; 32], 3);
    assert_eq!(mark, keyring().leaf_mark(&[1; 16], &[2; 32], 3));
    let other = Keyring::found(&mut seeded(9), TODAY);
    for changed in [
        keyring().leaf_mark(&[0; 16], &[2; 32], 3),
        keyring().leaf_mark(&[1; 16], &[0; 32], 3),
        keyring().leaf_mark(&[1; 16], &[2; 32], 4),
        other.leaf_mark(&[1; 16], &[2; 32], 3),
    ] {
        assert_ne!(mark, changed);
    }
}

#[test]
fn a_rows_mark_is_the_same_for_as_long_as_the_keyring_and_no_leafs() {
    let mark = |keyring: &Keyring, row: &[u8]| keyring.row_marks().mark(row);
    let mut later = keyring();
    later.advance(TODAY + 300);
    assert_eq!(mark(&keyring(), b"a row"), mark(&later, b"a row"));
    let other = Keyring::found(&mut seeded(9), TODAY);
    assert_ne!(mark(&keyring(), b"a row"), mark(&other, b"a row"));
    assert_ne!(mark(&keyring(), b"a row"), mark(&keyring(), b"a roe"));
    assert_ne!(
        mark(&keyring(), &[0; 56]),
        keyring().leaf_mark(&[0; 16], &[0; 32], 0)
    );
}

#[test]
fn every_flipped_byte_of_a_keyring_is_refused() {
    let mut keyring = keyring();
    keyring.advance(TODAY + 30);
    tampered(&keyring.encode(), 1, |bytes| {
        assert!(Keyring::decode(bytes).is_err())
    });
}

#[test]
fn what_is_wrong_with_a_keyring_is_named() {
    let refused = |bytes: &[u8]| Keyring::decode(bytes).err();
    let good = keyring().encode();
    assert_eq!(refused(b""), Some(KeyringDamaged::NotAKeyring));
    assert_eq!(
        refused(b"# tipline.toml\n"),
        Some(KeyringDamaged::NotAKeyring)
    );
    assert_eq!(refused(&good[..16]), Some(KeyringDamaged::Checksum));
    assert_eq!(refused(&good[..100]), Some(KeyringDamaged::Checksum));
    let mut newer = good.to_vec();
    newer[16] = 2;
    assert_eq!(refused(&newer), Some(KeyringDamaged::Version { found: 2 }));
}

#[test]
fn a_keyring_that_contradicts_itself_is_refused_though_its_sum_is_right() {
    use sha2::{Digest, Sha256};
    let mut keyring = keyring();
    keyring.advance(TODAY + 30);
    let good = keyring.encode();
    let (body, _) = good.split_at(good.len() - 32);
    let with_sum = |body: &[u8]| {
        let bytes = [body, &Sha256::digest(body)].concat();
        Keyring::decode(&bytes).err()
    };
    let day = 17;
    let epochs = day + 8 + 6 * 32;
    assert_eq!(with_sum(body), None);
    let mut changed = body.to_vec();
    changed[day..day + 8].copy_from_slice(&(TODAY + 31).to_le_bytes());
    assert_eq!(with_sum(&changed), Some(KeyringDamaged::Contents));
    changed[day..day + 8].copy_from_slice(&i64::MIN.to_le_bytes());
    assert_eq!(with_sum(&changed), Some(KeyringDamaged::Contents));
    for count in [0_u16, 1, 3, u16::MAX] {
        let mut changed = body.to_vec();
        changed[epochs..epochs + 2].copy_from_slice(&count.to_le_bytes());
        assert_eq!(with_sum(&changed), Some(KeyringDamaged::Contents));
    }
    // The same epoch twice, or out of order.
    let mut changed = body.to_vec();
    changed.copy_within(epochs + 42..epochs + 50, epochs + 2);
    assert_eq!(with_sum(&changed), Some(KeyringDamaged::Contents));
    assert_eq!(
        with_sum(&[body, b"x"].concat()),
        Some(KeyringDamaged::Contents)
    );
    assert_eq!(with_sum(&body[..epochs]), Some(KeyringDamaged::Contents));
}

#[test]
fn nothing_of_a_keyring_is_shown() {
    assert_eq!(format!("{:?}", keyring()), "Keyring(day 20780, ..)");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_life_of_a_keyring_is_read_back(
        start in -100_000_i64..100_000,
        steps in proptest::collection::vec((0_i64..40, any::<prop::sample::Index>()), 0..8),
    ) {
        let mut keyring = Keyring::found(&mut seeded(2), start);
        for (days, index) in steps {
            keyring.advance(keyring.day() + days);
            keyring.destroy_epoch(*index.get(&keyring.epochs()));
            keyring.destroy_worker(*index.get(&keyring.worker_days()));
            prop_assert!(keyring.epoch_key(keyring.epoch()).is_some());
            prop_assert!(keyring.worker_key(keyring.day()).is_some());
            prop_assert!(keyring.worker_days().len() <= 8);
        }
        let decoded = Keyring::decode(&keyring.encode()).expect("just encoded");
        prop_assert!(same(&decoded, &keyring));
        prop_assert_eq!(decoded.log_signer().public(), keyring.log_signer().public());
    }
}
