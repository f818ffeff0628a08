//! What the tests of all readers of entities need: a look at a text, texts that mean harm, and the promise about spans.

use super::Look;
use crate::entities::When;
use crate::normal::Normal;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use report::Entity;
use std::time::{Duration, Instant};

/// A reader of entities.
pub(in crate::entities) type Find = fn(&Look<'_>, &mut Vec<Entity>);

/// What one reader finds in a text, in the order of the text; each stands where it says.
pub(in crate::entities) fn found(find: Find, text: &str) -> Vec<Entity> {
    let when = When {
        received_at: "2026-11-22T08:30:00Z".parse().expect("a time"),
        zone: TimeZone::UTC,
    };
    let normal = Normal::of(text);
    let look = Look {
        source: text,
        normal: &normal,
        when: &when,
    };
    let mut found = Vec::new();
    find(&look, &mut found);
    for entity in &found {
        let (from, to) = (entity.span.from as usize, entity.span.to as usize);
        assert!(from < to, "{:?}", entity.span);
        assert_eq!(text.get(from..to), Some(entity.text.as_str()));
    }
    crate::entities::longest(found)
}

/// What one reader finds, each as `say` says it, `!` before what is not valid.
pub(in crate::entities) fn said(find: Find, text: &str, say: fn(&Entity) -> String) -> String {
    let said = found(find, text)
        .iter()
        .map(|entity| match entity.valid {
            true => say(entity),
            false => format!("!{}", say(entity)),
        })
        .collect::<Vec<_>>();
    said.join("; ")
}

/// Looks through a megabyte of each piece, and of what makes the worst of readers slow.
#[expect(clippy::disallowed_methods, reason = "a slow reader is to be noticed")]
pub(in crate::entities) fn survives(find: Find, pieces: &[&str]) {
    let usual = [
        "a",
        "A",
        "1",
        "九",
        "的",
        " ",
        ".",
        ",",
        "-",
        "@",
        ":",
        "[.]",
        "a.",
        "1.",
        "a@",
        "1,",
        "A ",
        "a b ",
        "1 ",
        "路",
        "号",
        "(",
        "\u{200b}",
        "e\u{301}",
        "\u{10ffff}",
    ];
    for piece in usual.iter().chain(pieces) {
        let text = piece.repeat(1_048_576 / piece.len());
        let begin = Instant::now();
        let found = found(find, &text);
        let took = begin.elapsed();
        // A machine that is busy with other tests takes some seconds; quadratic time would be minutes.
        assert!(
            took < Duration::from_secs(10),
            "{piece:?} took {took:?}, {} found",
            found.len()
        );
    }
}

/// Texts out of anything and of these pieces.
pub(in crate::entities) fn texts(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => proptest::sample::select(pieces).prop_map(str::to_owned),
        1 => "[ -~]{0,6}",
        1 => "\\PC{0,4}",
        1 => "[0-9]{1,9}",
        1 => "[ .,:@★/\\-\u{200b}\u{ff10}-\u{ff5a}\u{4e00}-\u{4e20}]{0,3}",
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}
