//! The sample reports of `tipline demo`.

use std::collections::HashSet;
use std::path::Path;

use report::{Lang, Line, Problem};

use crate::{LIMITS, told};

const SAMPLES: &str = include_str!("../../../tipline/samples/reports.jsonl");
const DEEDS: &str = include_str!("../../../tipline/samples/demo.toml");
const MEDIA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tipline/samples/media");

fn samples() -> Vec<Line> {
    let parse = |line: &str| Line::parse(line.as_bytes(), &LIMITS);
    let sound = |parsed: Result<Line, Vec<Problem>>| {
        parsed.unwrap_or_else(|problems| panic!("{}", told(&problems)))
    };
    SAMPLES.lines().map(parse).map(sound).collect()
}

#[test]
fn samples_are_half_english_half_chinese_and_none_equal() {
    let samples = samples();
    let count = |lang| {
        samples
            .iter()
            .filter(|line| line.draft.lang == lang)
            .count()
    };
    assert_eq!(
        (
            count(Some(Lang::En)),
            count(Some(Lang::Zh)),
            // In other languages, or in two at once.
            count(None)
        ),
        (60, 62, 8)
    );
    let ids: HashSet<_> = samples.iter().map(|line| &line.id).collect();
    assert_eq!(ids.len(), samples.len());
    let texts: HashSet<_> = samples.iter().map(|line| &line.draft.text).collect();
    assert_eq!(texts.len(), samples.len());
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
}

#[test]
fn what_the_demos_desk_did_is_about_samples_and_files_that_are_there() {
    let deeds: toml::Table = DEEDS.parse().unwrap();
    let deeds = deeds["reports"].as_table().unwrap();
    let ids: HashSet<String> = samples().into_iter().map(|line| line.id).collect();
    for (id, deed) in deeds {
        assert!(ids.contains(id), "no sample is called {id}");
        let files = deed.get("files").and_then(toml::Value::as_array);
        for file in files.into_iter().flatten() {
            let file = Path::new(MEDIA).join(file.as_str().unwrap());
            assert!(file.is_file(), "{id}: {} is not there", file.display());
        }
    }
    assert!(deeds.len() >= 25, "the desk of the demo has been at work");
}

#[test]
fn no_sample_is_younger_than_the_samples_now() {
    let deeds: toml::Table = DEEDS.parse().unwrap();
    let now: jiff::Timestamp = deeds["anchor"].as_str().unwrap().parse().unwrap();
    for line in samples() {
        assert!(line.received_at.is_some_and(|at| at <= now), "{}", line.id);
    }
}
