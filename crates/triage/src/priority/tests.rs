use super::*;
use proptest::prelude::*;
use report::{Category, Completeness, Conduct, Fired, Language};

fn findings(code: &str, score: f64, now: f64, faint: f64) -> Findings {
    Findings {
        language: Language {
            code: "en".into(),
            confidence: 1.0,
        },
        signatures: Vec::new(),
        entities: Vec::new(),
        hedges: Vec::new(),
        completeness: Completeness {
            score: 0.5,
            given: Vec::new(),
            missing: Vec::new(),
        },
        questions: Vec::new(),
        conduct: true,
        flags: Vec::new(),
        category: Category {
            code: code.into(),
            sector: None,
            score,
            now,
            faint,
        },
        perplexity: 200.0,
        door: None,
    }
}

fn fired(level: u8, stable: bool) -> Fired {
    Fired {
        id: "a".into(),
        title: InBoth {
            en: "A thing".into(),
            zh: "某事".into(),
        },
        sector: "drones".into(),
        code: Conduct::Aviation,
        spans: Vec::new(),
        weight: 8,
        level,
        stable,
        attack: Vec::new(),
    }
}

#[test]
fn danger_comes_before_conduct_and_conduct_before_what_is_vague() {
    let level = |findings: &Findings| judge(findings).level;
    assert_eq!(level(&findings("AVIATION", 0.9, 0.5, -1.0)), 3);
    assert_eq!(level(&findings("AVIATION", 0.9, -1.0, -1.0)), 2);
    assert_eq!(level(&findings("AVIATION", 0.9, -1.0, 0.6)), 1);
    assert_eq!(level(&findings("AVIATION", 0.52, 0.5, -1.0)), 1);
    assert_eq!(level(&findings("NONE", 0.9, 0.5, -1.0)), 0);
}

#[test]
fn a_plain_signature_needs_less_beside_it_and_one_on_trial_does_nothing() {
    let mut plain = findings("AVIATION", 0.9, -0.4, -1.0);
    plain.signatures = vec![fired(3, true)];
    assert_eq!(judge(&plain).level, 3);
    assert_eq!(judge(&plain).reasons[0].en, "A thing");
    plain.signatures = vec![fired(3, false)];
    assert_eq!(judge(&plain).level, 2);
    // It says that it goes by no phrase.
    assert!(judge(&plain).reasons[0].en.starts_with("No known phrase"));
}

#[test]
fn who_somebody_is_triggers_nothing_and_the_reason_says_so() {
    let mut only_who = findings("AVIATION", 0.9, 0.5, -1.0);
    only_who.conduct = false;
    only_who.flags = vec!["identity_only".into()];
    let judged = judge(&only_who);
    assert_eq!(judged.level, 0);
    assert_eq!(
        judged.reasons[0].en,
        "It says who somebody is and nothing that they did."
    );
}

proptest! {
    #[test]
    fn within_a_level_the_score_never_leaves_its_range(score in 0.5..1.0, now in -1.0..1.0, faint in -1.0..1.0) {
        let judged = judge(&findings("CYBER", score, now, faint));
        prop_assert!((0.0..=1.0).contains(&judged.score));
        prop_assert!((1..=3).contains(&judged.level));
    }
}
