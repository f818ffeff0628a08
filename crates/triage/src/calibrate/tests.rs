use super::*;
use crate::case::Opinion;
use crate::features::Features;

const PROMISE: Promise = Promise {
    error: 0.007,
    confidence: 0.95,
};

/// So many decided cases of a world of two kinds of reports with words of their own; of every `wrong_every`-th people think
/// otherwise than what was read.
fn world(cases: u64, wrong_every: u64) -> Vec<Decided> {
    let one = |number: u64| {
        let level = if number.is_multiple_of(3) { 2 } else { 0 };
        let kind = u64::from(level) * 1_000;
        // Words of the kind, and some of its own.
        let words = (kind..kind + 30).chain(1_000_000 + number * 10..1_000_010 + number * 10);
        let wrong = number % wrong_every == wrong_every - 1;
        Decided {
            seq: number as i64 + 1,
            case: Case {
                tongue: Tongue::Chinese,
                read: Opinion {
                    level,
                    certainty: 0.9,
                },
                read_by: 5,
                features: Features::of(&[2; 16], words),
            },
            level: if wrong { 1 } else { level },
            counts: true,
        }
    };
    (0..cases).map(one).collect()
}

fn of(tested: &[Tested], level: Level) -> Tested {
    let mut classes = tested.iter();
    let found = classes.find(|one| one.tongue == Tongue::Chinese && one.level == level);
    *found.expect("every class is tested")
}

#[test]
fn a_new_installation_has_no_certificate_and_is_told_what_is_missing() {
    let (snapshot, tested) = calibrate(&[], None, 5, PROMISE);
    assert_eq!(snapshot.classes, []);
    assert_eq!(tested.len(), 8);
    assert!(
        tested
            .iter()
            .all(|one| one.missing == 4_270 && one.coverage() == 0.0)
    );
    let (_, tested) = calibrate(&world(600, u64::MAX), None, 5, PROMISE);
    // 160 of 240 cases that were tested on, of 427.
    assert_eq!(
        (of(&tested, 0).agreed, of(&tested, 0).missing),
        (160, 1_002)
    );
    assert_eq!(of(&tested, 0).class, None);
}

#[test]
fn enough_right_decisions_earn_a_certificate() {
    let (snapshot, tested) = calibrate(&world(5_000, u64::MAX), None, 5, PROMISE);
    for level in [0, 2] {
        let class = of(&tested, level);
        assert!(
            class.class.is_some() && class.wrong == 0 && class.missing == 0,
            "{class:?}"
        );
    }
    assert!(of(&tested, 0).coverage() > 0.6);
    assert_eq!(of(&tested, 1).class, None);
    assert_eq!(snapshot.learnt_up_to, 2_000);
}

#[test]
fn too_many_wrong_ones_earn_none() {
    let (snapshot, tested) = calibrate(&world(5_000, 50), None, 5, PROMISE);
    assert_eq!(snapshot.classes, []);
    assert!(of(&tested, 0).wrong > 0);
}

#[test]
fn what_does_not_stand_for_all_is_learnt_from_and_not_tested_on() {
    let mut cases = world(5_000, u64::MAX);
    for decided in &mut cases[2_000..] {
        decided.counts = false;
    }
    let (snapshot, tested) = calibrate(&cases, None, 5, PROMISE);
    assert_eq!((snapshot.classes.len(), of(&tested, 0).of_language), (0, 0));
    assert!(!snapshot.words.is_empty());
    // What other signatures read does not, either.
    let (_, tested) = calibrate(&world(5_000, u64::MAX), None, 6, PROMISE);
    assert_eq!(of(&tested, 0).of_language, 0);
}

#[test]
fn what_was_learnt_before_is_not_tested_on_however_few_cases_are_left() {
    let cases = world(5_000, u64::MAX);
    let (before, _) = calibrate(&cases, None, 5, PROMISE);
    assert_eq!(before.learnt_up_to, 2_000);
    // The newer half of them is gone since: of the rest all but 500 were learnt from.
    let (after, tested) = calibrate(&cases[..2_500], Some(&before), 5, PROMISE);
    assert_eq!(after.learnt_up_to, 2_000);
    assert_eq!(of(&tested, 0).of_language, 334);
    let (again, _) = calibrate(&cases[..2_000], Some(&before), 5, PROMISE);
    assert_eq!(again.words.to_bytes(), before.words.to_bytes());
}

#[test]
fn copies_of_one_report_count_once() {
    let mut cases = world(5_000, u64::MAX);
    let copied = cases[2_100].case.features.clone();
    for decided in &mut cases[3_500..] {
        decided.case.features = copied.clone();
    }
    let (_, tested) = calibrate(&cases, None, 5, PROMISE);
    assert_eq!(of(&tested, 0).of_language, 500);
}
