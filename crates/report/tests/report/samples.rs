//! The sample reports of `tipline demo`.

use std::collections::HashSet;

use report::{Lang, Line, Problem};

use crate::{LIMITS, told};

const SAMPLES: &str = include_str!("../../../tipline/samples/reports.jsonl");

fn samples() -> Vec<Line> {
    let parse = |line: &str| Line::parse(line.as_bytes(), &LIMITS);
    let sound = |parsed: Result<Line, Vec<Problem>>| {
        parsed.unwrap_or_else(|problems| panic!("{}", told(&problems)))
    };
    SAMPLES.lines().map(parse).map(sound).collect()
}

#[test]
fn sixty_samples_half_english_half_chinese_none_equal() {
    let samples = samples();
    let count = |lang| {
        samples
            .iter()
            .filter(|line| line.draft.lang == Some(lang))
            .count()
    };
    assert_eq!(
        (samples.len(), count(Lang::En), count(Lang::Zh)),
        (60, 30, 30)
    );
    assert_eq!(
        samples
            .iter()
            .map(|line| &line.id)
            .collect::<HashSet<_>>()
            .len(),
        60
    );
    assert_eq!(
        samples
            .iter()
            .map(|line| &line.draft.text)
            .collect::<HashSet<_>>()
            .len(),
        60
    );
}

#[test]
fn samples_look_like_what_people_send() {
    let samples = samples();
    let share = |is: &dyn Fn(&Line) -> bool| samples.iter().filter(|line| is(line)).count();
    assert!(
        share(&|line| line.draft.contact.is_some()) >= 8,
        "some reporters give a name"
    );
    assert!(
        share(&|line| line.draft.contact.is_none()) >= 40,
        "most do not"
    );
    assert!(
        share(&|line| line
            .draft
            .place
            .as_ref()
            .is_some_and(|place| place.lat.is_some()))
            >= 15,
        "some give coordinates"
    );
    assert!(
        share(&|line| line.draft.observed.is_none()) >= 10,
        "not everybody says when"
    );
    assert!(samples.iter().all(|line| line.received_at.is_some()));
}
