use super::*;
use proptest::prelude::*;

const PROMISE: Promise = Promise {
    error: 0.007,
    confidence: 0.95,
};

/// Numbers that look random, and are the same each time (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// So many cases of a world in which errors are as likely as `wrong` says of a certainty.
fn world(numbers: &mut Numbers, cases: usize, wrong: impl Fn(f64) -> f64) -> Vec<Judged> {
    let case = |_| {
        let certainty = (numbers.next() * 1_000.0).floor() / 1_000.0;
        let wrong = numbers.next() < wrong(certainty);
        Judged { certainty, wrong }
    };
    (0..cases).map(case).collect()
}

/// In how many of so many runs a certificate is given that holds `false` by the true share of errors, and in how many any is.
fn runs(
    runs: u64,
    cases: usize,
    wrong: impl Fn(f64) -> f64,
    true_error: impl Fn(f64) -> f64,
) -> (f64, f64) {
    let (mut given, mut broken) = (0.0, 0.0);
    for run in 0..runs {
        let numbers = &mut Numbers(run.wrapping_mul(0x1234_5678_9abc_def1));
        let tuning = world(numbers, cases, &wrong);
        let calibration = world(numbers, cases, &wrong);
        let thresholds = sequence(&tuning, calibration.len(), PROMISE);
        if let Some(certified) = certify(&calibration, &thresholds, PROMISE) {
            given += 1.0;
            broken += f64::from(u8::from(true_error(certified.threshold) > PROMISE.error));
        }
    }
    (given / runs as f64, broken / runs as f64)
}

#[test]
fn where_just_more_than_seven_in_a_thousand_are_wrong_a_certificate_is_rare() {
    // Whatever the threshold, more is wrong than promised.
    let (_, broken) = runs(2_000, 2_000, |_| 0.0071, |_| 0.0071);
    println!(
        "certified in {:.2} % of 2,000 runs although 0.71 % are wrong",
        broken * 100.0
    );
    assert!(broken <= 0.065, "{broken}");
    // All that is above a threshold together is just too much: errors grow downwards.
    let falling = |certainty: f64| 0.0142 * (1.0 - certainty);
    let above = |threshold: f64| 0.0142 * (1.0 - threshold) / 2.0;
    let (_, broken) = runs(2_000, 4_000, falling, above);
    println!(
        "broken in {:.2} % of 2,000 runs where errors grow downwards",
        broken * 100.0
    );
    assert!(broken <= 0.065, "{broken}");
}

#[test]
fn where_two_in_a_thousand_are_wrong_most_obtain_a_certificate() {
    let (given, broken) = runs(2_000, 2_000, |_| 0.002, |_| 0.002);
    println!(
        "certified in {:.1} % of 2,000 runs where 0.2 % are wrong",
        given * 100.0
    );
    assert!(given >= 0.8, "{given}");
    assert_eq!(broken, 0.0);
}

#[test]
fn too_few_cases_obtain_none_however_good_they_are() {
    let right = |count| {
        vec![
            Judged {
                certainty: 0.9,
                wrong: false
            };
            count
        ]
    };
    assert!(sequence(&right(426), 426, PROMISE).is_empty());
    assert_eq!(certify(&right(426), &[0.9], PROMISE), None);
    // A few more than are needed, for it may be fewer of the next cases.
    assert_eq!(sequence(&right(2_000), 480, PROMISE), [0.9]);
    let certified = certify(&right(427), &[0.9], PROMISE).expect("enough");
    assert_eq!((certified.accepted, certified.errors), (427, 0));
    assert!(certified.bound <= PROMISE.error);
}

#[test]
fn it_stops_at_the_first_threshold_that_fails() {
    let mut cases = vec![
        Judged {
            certainty: 0.9,
            wrong: false
        };
        500
    ];
    let looser = |certainty, wrong| Judged { certainty, wrong };
    cases.extend([0.8, 0.8, 0.8].map(|certainty| looser(certainty, true)));
    // Enough right ones below would make up for them; nobody asks any more.
    cases.extend(vec![looser(0.7, false); 5_000]);
    let certified = certify(&cases, &[0.9, 0.8, 0.7], PROMISE).expect("the first passes");
    assert_eq!(certified.threshold, 0.9);
    let all = certify(&cases, &[0.7], PROMISE).expect("all together pass");
    assert_eq!((all.accepted, all.errors), (5_503, 3));
}

proptest! {
    #[test]
    fn a_sequence_goes_downwards_and_is_what_was_seen(
        cases in prop::collection::vec((0_u16..100, prop::bool::weighted(0.003)), 0..3_000),
        calibration in 0_usize..5_000,
    ) {
        let cases: Vec<Judged> = cases
            .into_iter()
            .map(|(certainty, wrong)| Judged { certainty: f64::from(certainty) / 100.0, wrong })
            .collect();
        let sequence = sequence(&cases, calibration, PROMISE);
        prop_assert!(sequence.len() <= STEPS);
        prop_assert!(sequence.is_sorted_by(|one, other| one > other));
        prop_assert!(sequence.iter().all(|one| cases.iter().any(|case| case.certainty == *one)));
    }
}
