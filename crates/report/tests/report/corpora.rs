//! Real reports parse: every line of the corpora that the task provides.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::time::Instant;

use flate2::read::GzDecoder;
use report::Line;

use crate::{LIMITS, told};

/// Lines of a corpus, or `None`, said loudly, where the corpora are not installed; in CI they must be.
fn corpus(name: &str) -> Option<impl Iterator<Item = String>> {
    let workspace = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let shared = std::env::var_os("TIPLINE_SHARED")
        .map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let path = PathBuf::from(workspace)
        .join(shared)
        .join("corpora")
        .join(format!("{name}.jsonl.gz"));
    match File::open(&path) {
        Ok(file) => Some(
            BufReader::new(GzDecoder::new(file))
                .lines()
                .map(|line| line.unwrap()),
        ),
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

fn all_parse(name: &str, expected: usize) {
    let Some(lines) = corpus(name) else { return };
    let begin = Instant::now();
    let mut count = 0;
    for line in lines {
        count += 1;
        let parsed = Line::parse(line.as_bytes(), &LIMITS);
        let line =
            parsed.unwrap_or_else(|problems| panic!("{name}, line {count}: {}", told(&problems)));
        let json = serde_json::to_vec(&line).unwrap();
        assert!(
            Line::parse(&json, &LIMITS) == Ok(line),
            "{name}, line {count} reads back differently"
        );
    }
    assert_eq!(count, expected, "{name}");
    eprintln!(
        "{name}: {count} lines, read twice and written once, {:.1?}",
        begin.elapsed()
    );
}

#[test]
fn every_drone_sighting_parses() {
    all_parse("faa-uas-2019-2024", 7_059);
}

#[test]
fn every_petition_parses() {
    all_parse("tipdm-petitions", 4_326);
}

#[test]
fn every_sighting_of_the_public_parses() {
    all_parse("nuforc-2019", 118_304);
}

#[test]
fn every_crisis_message_parses() {
    all_parse("crisislex-t26", 27_933);
}
