//! `tipline bench-read` (hidden): how long the reading of each report takes, and whether time is linear in the text.

use super::print;
use crate::Outcome;
use crate::args::BenchRead;
use crate::lines::Lines;
use indicatif::ProgressBar;
use jiff::tz::TimeZone;
use language::When;
use report::Line;
use serde_json::{Value, json};
use std::time::Instant;

/// Bytes of the first of the lengths that double.
const FIRST: usize = 32 * 1024;
/// How often they double: to a MiB.
const DOUBLINGS: usize = 6;

pub(crate) fn run(bench: &BenchRead) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    let when = When {
        received_at: crate::outside::outside().now(),
        zone: TimeZone::get("Asia/Shanghai")?,
    };
    language::find_out("", &when, &[]);
    let ready = begun.elapsed();
    let limits = report::Profile::default_profile().limits();
    let mut took = Vec::new();
    for mut file in Lines::open(&bench.files, &ProgressBar::hidden())? {
        while let Some((_, line)) = file.next()? {
            let Some(line) = line
                .ok()
                .and_then(|it| Line::parse(it.as_bytes(), &limits).ok())
            else {
                continue;
            };
            let at = Instant::now();
            triage::judge(&language::find_out(
                &line.draft.text,
                &when,
                line.draft.answers(),
            ));
            took.push(at.elapsed().as_secs_f64() * 1000.0);
        }
    }
    let all: f64 = took.iter().sum();
    took.sort_by(f64::total_cmp);
    let at = |share: f64| {
        took.get((took.len() as f64 * share) as usize)
            .or(took.last())
    };
    print(&json!({
        "reports": took.len(),
        "per_second": took.len() as f64 / all * 1000.0,
        "p50_ms": at(0.5),
        "p99_ms": at(0.99),
        "max_ms": took.last(),
        "ready_ms": ready.as_secs_f64() * 1000.0,
        "doubling": hostile(&when),
    }))?;
    Ok(Outcome::Done)
}

/// Milliseconds for texts of doubling length, of kinds that make a careless reader slow.
fn hostile(when: &When) -> Value {
    let bait = [
        ("one character", "无"),
        ("one letter", "a"),
        ("emoji", "📡🚁👩‍🚒"),
        ("coordinates", "31.2304, 121.4737; "),
        ("digits", "1"),
        ("regex bait", "((((a+)+)+)+)!-.@http://a.b"),
        ("drones", "无人机drone "),
        ("times", "昨天晚上8点半 at 9 pm yesterday "),
    ];
    let rows = bait.map(|(name, piece)| {
        let times: Vec<Value> = (0..DOUBLINGS)
            .map(|doubling| {
                let text = piece.repeat((FIRST << doubling) / piece.len());
                let at = Instant::now();
                triage::judge(&language::find_out(&text, when, &[]));
                json!((at.elapsed().as_secs_f64() * 100_000.0).round() / 100.0)
            })
            .collect();
        (name.to_owned(), Value::Array(times))
    });
    Value::Object(rows.into_iter().collect())
}
