//! The first reading, measured on real reports.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests find the corpora by the environment and measure time"
)]

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use report::{Limits, Line};

/// Texts of a corpus, or `None`, said loudly, where the corpora are not installed; in CI they must be.
fn corpus(name: &str) -> Option<impl Iterator<Item = String>> {
    let workspace = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let shared = std::env::var_os("TIPLINE_SHARED")
        .map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let path = PathBuf::from(workspace)
        .join(shared)
        .join("corpora")
        .join(format!("{name}.jsonl.gz"));
    match File::open(&path) {
        Ok(file) => {
            let limits = Limits {
                text_bytes: 65_536,
                short_bytes: 1_024,
            };
            let lines = BufReader::new(GzDecoder::new(file)).lines();
            Some(lines.map(move |line| {
                Line::parse(line.unwrap().as_bytes(), &limits)
                    .unwrap()
                    .draft
                    .text
            }))
        }
        Err(error) => {
            assert!(
                !matches!(std::env::var("CI").as_deref(), Ok("true" | "1")),
                "{}: {error}",
                path.display()
            );
            eprintln!("SKIPPED: corpus {name} is not here ({})", path.display());
            None
        }
    }
}

/// Of the texts, at least `least` must be read as `code`; says the figure, the confidence and the time.
fn measure(name: &str, code: &str, least: f64, texts: impl Iterator<Item = String>) {
    let (mut all, mut right, mut sure, mut bytes, mut took) = (0.0, 0.0, 0.0, 0, Duration::ZERO);
    for text in texts {
        let begin = Instant::now();
        let reading = language::read(&text);
        took += begin.elapsed();
        all += 1.0;
        bytes += text.len();
        sure += reading.confidence;
        right += f64::from(u8::from(reading.language == code));
    }
    let kilobytes = f64::from(u32::try_from(bytes).unwrap()) / 1e3;
    let micros = took.as_secs_f64() * 1e6 / kilobytes;
    eprintln!(
        "{name}: {:.3} % of {all} are {code}, mean confidence {:.3}, {micros:.1} us/kB (test build)",
        100.0 * right / all,
        sure / all
    );
    assert!(right / all >= least, "{name}: {right} of {all}");
}

#[test]
fn petitions_are_chinese() {
    if let Some(texts) = corpus("tipdm-petitions") {
        measure("tipdm-petitions", "zh", 0.99, texts);
    }
}

#[test]
fn drone_sightings_are_english() {
    if let Some(texts) = corpus("faa-uas-2019-2024") {
        measure("faa-uas", "en", 0.99, texts);
    }
}

#[test]
fn sightings_of_the_public_are_english() {
    if let Some(texts) = corpus("nuforc-2019") {
        measure(
            "nuforc, 30 characters and more",
            "en",
            0.99,
            texts.filter(|text| text.chars().count() >= 30).step_by(5),
        );
    }
    if let Some(texts) = corpus("nuforc-2019") {
        // No promise: headlines of two words and a place name.
        measure(
            "nuforc, shorter than 30",
            "en",
            0.8,
            texts.filter(|text| text.chars().count() < 30).step_by(5),
        );
    }
}

#[test]
fn the_demos_samples_are_in_the_language_that_they_state() {
    let limits = Limits {
        text_bytes: 65_536,
        short_bytes: 1_024,
    };
    for line in include_str!("../../tipline/samples/reports.jsonl").lines() {
        let line = Line::parse(line.as_bytes(), &limits).unwrap();
        let reading = language::read(&line.draft.text);
        // Samples in other languages, or in two at once, state none; "test" and "你好" say too little.
        if line.draft.lang.is_none() || reading.characters < 5 {
            continue;
        }
        assert_eq!(
            Some(reading.language.as_str()),
            line.draft.lang.map(report::Lang::as_str),
            "{}",
            line.id
        );
        assert!(reading.confidence > 0.7, "{}: {reading:?}", line.id);
    }
}
