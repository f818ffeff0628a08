use super::*;
use crate::testing::seeded;
use proptest::{prelude::*, sample::subsequence};
use vsss_rs::Gf256;

fn secret() -> impl Strategy<Value = Key> {
    any::<[u8; 32]>().prop_map(Key::from_bytes)
}

#[test]
fn all_pairs_of_two_out_of_three_give_the_key_back() {
    let rng = &mut seeded(1);
    let key = Key::random(rng);
    let shares = split(&key, 2, 3, rng);
    assert_eq!(
        shares.iter().map(|share| share.x).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    for (a, b) in [(0, 1), (0, 2), (1, 2), (2, 0)] {
        assert_eq!(
            combine(&[shares[a].clone(), shares[b].clone()]),
            Ok(key.clone())
        );
    }
    assert_ne!(combine(&shares[..1]), Ok(key.clone()));
    assert_eq!(combine(&shares), Ok(key));
}

#[test]
fn below_the_threshold_every_key_is_as_likely() {
    // With one share of two, for every key there is exactly one second share that gives it: the share tells
    // nothing. Shown for one byte.
    let rng = &mut seeded(2);
    let shares = split(&Key::random(rng), 2, 2, rng);
    let mut seen = [false; 256];
    for second in 0..=255 {
        let mut other = shares[1].clone();
        other.y[0] = second;
        let key = combine(&[shares[0].clone(), other]).expect("two shares");
        seen[usize::from(key.expose()[0])] = true;
    }
    assert!(seen.iter().all(|&seen| seen));
}

#[test]
fn shares_that_cannot_be_are_refused() {
    let share = |x| Share { x, y: [x; 32] };
    assert_eq!(combine(&[]), Err(ShareMistake::None));
    assert_eq!(
        combine(&[share(1), share(1)]),
        Err(ShareMistake::Number { x: 1 })
    );
    assert_eq!(
        combine(&[share(1), share(2), share(1)]),
        Err(ShareMistake::Number { x: 1 })
    );
    assert_eq!(combine(&[share(1), share(0)]), Err(ShareMistake::Zero));
    assert_eq!(Share::from_bytes(&[1; 32]), Err(ShareMistake::Length));
    assert_eq!(Share::from_bytes(&[0; 33]), Err(ShareMistake::Zero));
    assert_eq!(gather(&[]), Err(ShareMistake::None));
    assert_eq!(
        gather(&[share(1), share(2)]),
        Err(ShareMistake::Number { x: 2 })
    );
    let rng = &mut seeded(3);
    assert_eq!(
        hand_over(&share(1), &[2, 3], 2, 3, rng),
        Err(ShareMistake::Number { x: 1 })
    );
    assert_eq!(
        hand_over(&share(1), &[1, 1], 2, 3, rng),
        Err(ShareMistake::Number { x: 1 })
    );
    assert_eq!(
        hand_over(&share(1), &[1, 0], 2, 3, rng),
        Err(ShareMistake::Zero)
    );
}

#[test]
fn nothing_of_a_share_is_shown() {
    assert_eq!(
        format!(
            "{:?}",
            Share {
                x: 7,
                y: [0x41; 32]
            }
        ),
        "Share(7, ..)"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_quorum_gives_the_key_back_and_a_share_is_read_back(
        key in secret(),
        (threshold, count, chosen) in (1_u8..6, 0_u8..5).prop_flat_map(|(threshold, more)| {
            let all: Vec<usize> = (0..usize::from(threshold + more)).collect();
            (Just(threshold), Just(threshold + more), subsequence(all, usize::from(threshold)).prop_shuffle())
        }),
        seed in any::<u64>(),
    ) {
        let shares = split(&key, threshold, count, &mut seeded(seed));
        let quorum: Vec<Share> = chosen.iter().map(|&n| shares[n].clone()).collect();
        prop_assert_eq!(combine(&quorum), Ok(key));
        for share in shares {
            prop_assert_eq!(Share::from_bytes(&share.to_bytes()), Ok(share));
        }
    }

    #[test]
    fn the_oracle_combines_our_shares_and_we_combine_the_oracles(
        key in secret(),
        threshold in 2_u8..5,
        more in 0_u8..4,
        seed in any::<u64>(),
    ) {
        // vsss-rs writes x first and then y as we do.
        let count = threshold + more;
        let ours = split(&key, threshold, count, &mut seeded(seed));
        let encoded: Vec<Vec<u8>> =
            ours.iter().rev().take(usize::from(threshold)).map(|share| share.to_bytes().to_vec()).collect();
        let combined = Gf256::combine_bytes(&encoded).expect("the oracle takes them");
        prop_assert_eq!(&combined[..], key.expose());

        let (t, n) = (usize::from(threshold), usize::from(count));
        let theirs = Gf256::split_bytes(t, n, key.expose(), seeded(seed)).expect("the oracle splits");
        let decoded: Result<Vec<Share>, _> = theirs[n - t..].iter().map(|bytes| Share::from_bytes(bytes)).collect();
        prop_assert_eq!(combine(&decoded.expect("33 bytes each")), Ok(key));
    }

    #[test]
    fn an_altered_share_gives_another_key(key in secret(), at in 0_usize..32, change in 1_u8..) {
        let mut shares = split(&key, 2, 3, &mut seeded(1));
        shares[0].y[at] ^= change;
        prop_assert_ne!(combine(&shares[..2]), Ok(key));
    }

    #[test]
    fn new_custodians_get_shares_of_the_same_key_and_nobody_combines_it(key in secret(), seed in any::<u64>()) {
        let rng = &mut seeded(seed);
        let old = split(&key, 2, 3, rng);
        let quorum = [old[2].clone(), old[0].clone()];
        let parts: Vec<Vec<Share>> = quorum
            .iter()
            .map(|share| hand_over(share, &[3, 1], 3, 4, rng).expect("a quorum"))
            .collect();
        let new: Vec<Share> =
            (0..4).map(|n| gather(&[parts[0][n].clone(), parts[1][n].clone()]).expect("one from each")).collect();
        prop_assert_eq!(combine(&new[1..]), Ok(key.clone()));
        prop_assert_ne!(combine(&new[..2]), Ok(key.clone()));
        // Old and new do not mix.
        prop_assert_ne!(combine(&[old[0].clone(), new[1].clone(), new[2].clone()]), Ok(key));
    }
}
