//! What the tests of these readers share.

use super::super::{Look, When};
use crate::normal::Normal;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use report::Entity;

/// Looks at a text that came then to a desk in that zone.
pub(in crate::entities) fn look_at(
    text: &str,
    received: &str,
    zone: &str,
    mut see: impl FnMut(&Look<'_>),
) {
    let normal = Normal::of(text);
    let when = When {
        received_at: received.parse().expect("a time"),
        zone: TimeZone::get(zone).expect("a zone"),
    };
    see(&Look {
        source: text,
        normal: &normal,
        when: &when,
    });
}

/// What a reader finds, by a Sunday afternoon in Shanghai.
pub(in crate::entities) fn found(text: &str, find: fn(&Look<'_>, &mut Vec<Entity>)) -> Vec<Entity> {
    let mut all = Vec::new();
    look_at(text, "2026-11-22T08:30:00Z", "Asia/Shanghai", |look| {
        find(look, &mut all)
    });
    all
}

/// Every entity stands where it says.
pub(in crate::entities) fn check(
    text: &str,
    find: fn(&Look<'_>, &mut Vec<Entity>),
) -> Result<(), TestCaseError> {
    for entity in found(text, find) {
        prop_assert!(!entity.text.is_empty());
        prop_assert_eq!(entity.span.of(text), entity.text.as_str());
    }
    Ok(())
}

/// All rows whose text is not read as expected.
pub(in crate::entities) fn table(read: impl Fn(&str) -> String, rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(text, expected)| {
            let found = read(text);
            (found != *expected)
                .then(|| format!("{text}\n  expected {expected}\n  found    {found}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
