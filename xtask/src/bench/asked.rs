//! The figures that the issue asks for, named beside what was measured.

use serde_json::{Map, Value, json};

use super::{Database, Name};

/// What a figure must be.
#[derive(Clone, Copy)]
enum Bound {
    AtLeast(f64),
    Below(f64),
}
use Bound::{AtLeast, Below};

impl Bound {
    fn holds(self, measured: f64) -> bool {
        match self {
            AtLeast(least) => measured >= least,
            Below(most) => measured < most,
        }
    }
}

/// A page of the console, with its head.
const PAGE_BYTES: f64 = 100.0 * 1024.0;

/// The figures of a measurement: where they stand in its JSON, and what is asked.
fn figures(name: Name, database: Database) -> Vec<(&'static str, Bound)> {
    match name {
        Name::Accept => {
            let rate = match database {
                Database::Sqlite => 4_000.0,
                Database::Postgres => 3_000.0,
            };
            vec![
                ("per_second", AtLeast(rate)),
                ("p99_ms", Below(40.0)),
                ("sequencer_lag_ms.p99", Below(100.0)),
                ("resident_mib_max", Below(250.0)),
                ("errors", Below(1.0)),
            ]
        }
        Name::Mailbox => vec![
            ("work_p95_ms", Below(20.0)),
            ("difference_ms", Below(0.2)),
            ("late_share", Below(0.001)),
        ],
        Name::Log => vec![
            ("verify_entries_per_second", AtLeast(500_000.0)),
            ("proof_p99_ms", Below(5.0)),
        ],
        Name::Import => vec![("per_second", AtLeast(4_000.0))],
        Name::Idle => vec![("resident_mib", Below(60.0))],
        Name::Site => vec![
            ("page_bytes", Below(32_769.0)),
            ("pages.first_byte_ms.p95", Below(10.0)),
            ("filings.per_second", AtLeast(1_000.0)),
            ("slow.p95_ratio", Below(1.5)),
            ("errors", Below(1.0)),
        ],
        Name::Console => vec![
            ("queue.ms.p95", Below(50.0)),
            ("search.ms.p95", Below(100.0)),
            ("report.ms.p95", Below(120.0)),
            ("report.head_ms.p95", Below(60.001)),
            ("queue.bytes", Below(PAGE_BYTES)),
            ("search.bytes", Below(PAGE_BYTES)),
            ("report.bytes", Below(PAGE_BYTES)),
            ("browser.queue.cold.first_paint_ms.worst", Below(300.0)),
            ("browser.report.cold.first_paint_ms.worst", Below(300.0)),
            ("browser.queue.cold.layout_shift.worst", Below(f64::EPSILON)),
            (
                "browser.report.cold.layout_shift.worst",
                Below(f64::EPSILON),
            ),
        ],
        Name::Read => vec![
            ("petitions.reading_alone.per_second", AtLeast(2_000.0)),
            ("petitions.reading_alone.p99_ms", Below(5.0)),
            ("petitions.resident_mib", Below(300.0)),
            ("petitions.start_seconds", Below(0.4)),
            ("petitions.false_alarms", Below(0.020_01)),
            ("petitions.language_right", AtLeast(0.99)),
            ("faa.aviation", AtLeast(0.98)),
            ("faa.language_right", AtLeast(0.99)),
            ("nuforc.language_right", AtLeast(0.99)),
            ("crisislex_not_related.false_alarms", Below(0.020_01)),
            ("written_cases.zh.code_and_sector", AtLeast(0.90)),
            ("written_cases.zh.reach_the_level", AtLeast(0.85)),
            ("written_cases.zh.harmless_that_alarm", Below(0.050_01)),
            (
                "written_cases.zh.harmless_drones_read_as_aviation",
                Below(0.100_01),
            ),
            ("written_cases.en.code_and_sector", AtLeast(0.90)),
            ("written_cases.en.reach_the_level", AtLeast(0.85)),
            ("written_cases.en.harmless_that_alarm", Below(0.050_01)),
            (
                "written_cases.en.harmless_drones_read_as_aviation",
                Below(0.100_01),
            ),
        ],
        // The proxies: figures as they are.
        Name::Triage => vec![("acceptance_to_level.p99_ms", Below(200.0))],
        Name::File => vec![("of_asked_rate", AtLeast(1.0)), ("grown_mib", Below(16.0))],
    }
}

/// Adds `asked`, figure by figure, and `missed`: the names of those that are not what was asked, or not there.
pub(super) fn name_beside(result: &mut Map<String, Value>, name: Name, database: Database) {
    let (mut asked, mut missed) = (Map::new(), Vec::new());
    for (figure, bound) in figures(name, database) {
        let words = match bound {
            AtLeast(least) => json!({ "at_least": least }),
            Below(most) => json!({ "below": most }),
        };
        asked.insert(figure.to_owned(), words);
        let mut parts = figure.split('.');
        let first = parts.next().and_then(|part| result.get(part));
        let measured = parts.fold(first, |value, part| value?.get(part));
        // Of two medians neither may be the slower one.
        let measured = measured.and_then(Value::as_f64).map(f64::abs);
        if !measured.is_some_and(|measured| bound.holds(measured)) {
            missed.push(figure);
        }
    }
    result.insert("asked".to_owned(), asked.into());
    result.insert("missed".to_owned(), missed.into());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missed(name: Name, measured: Value) -> Value {
        let mut result = measured.as_object().unwrap().clone();
        name_beside(&mut result, name, Database::Sqlite);
        result["missed"].clone()
    }

    #[test]
    fn a_figure_that_is_not_what_was_asked_is_named() {
        let measured = json!({
            "per_second": 4_000.0, "p99_ms": 40.0, "sequencer_lag_ms": { "p99": 99.9 },
            "resident_mib_max": 82.0, "errors": 1,
        });
        assert_eq!(missed(Name::Accept, measured), json!(["p99_ms", "errors"]));
        let measured = json!({ "work_p95_ms": 2.0, "difference_ms": -0.3, "late_share": 0.0 });
        assert_eq!(missed(Name::Mailbox, measured), json!(["difference_ms"]));
    }

    #[test]
    fn what_was_not_measured_is_missed() {
        assert_eq!(missed(Name::Idle, json!({})), json!(["resident_mib"]));
        assert_eq!(
            missed(Name::Import, json!({ "per_second": null })),
            json!(["per_second"])
        );
    }

    #[test]
    fn the_second_engine_is_asked_for_less() {
        let mut result = Map::new();
        name_beside(&mut result, Name::Accept, Database::Postgres);
        assert_eq!(result["asked"]["per_second"]["at_least"], json!(3_000.0));
    }
}
