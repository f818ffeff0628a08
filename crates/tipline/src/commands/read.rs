//! `tipline read`: what each line of report JSONL says, as findings JSONL in the order of the input. Nothing is stored.

use super::put;
use crate::Outcome;
use crate::args::Read;
use crate::lines::{self, Lines};
use crate::terminal;
use anyhow::{Context, anyhow};
use jiff::tz::TimeZone;
use language::When;
use report::{Findings, Limits, Line, Priority, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Bytes of findings that are written at once.
const PIECE: usize = 1 << 16;

/// A line of findings.
#[derive(Serialize)]
struct Said<'a> {
    id: &'a str,
    #[serde(flatten)]
    findings: &'a Findings,
    priority: &'a Priority,
}

pub(crate) fn run(read: &Read) -> anyhow::Result<Outcome> {
    let zone = TimeZone::get(&read.zone)
        .map_err(|_| anyhow!("there is no time zone called {}", read.zone))?;
    let files = match read.files.is_empty() {
        true => vec![PathBuf::from("-")],
        false => read.files.clone(),
    };
    let bar = terminal::progress(lines::length(&files), "reading", true);
    let limits = report::Profile::default_profile().limits();
    let now = crate::outside::outside().now();
    let mut bad: Vec<Value> = Vec::new();
    let mut out = Vec::with_capacity(2 * PIECE);
    for mut file in Lines::open(&files, &bar)? {
        let name = file.name().to_owned();
        while let Some((number, line)) = file.next().with_context(|| format!("in {name}"))? {
            let problems = match line.map(|line| one(&line, &limits, now, &zone, &mut out)) {
                Ok(Ok(())) => {
                    if out.len() >= PIECE {
                        put(&out)?;
                        out.clear();
                    }
                    continue;
                }
                Ok(Err(problems)) => json!(problems),
                Err(no_line) => json!([no_line.problem()]),
            };
            bad.push(json!({ "file": name, "line": number, "problems": problems }));
        }
    }
    bar.finish_and_clear();
    put(&out)?;
    if bad.is_empty() {
        return Ok(Outcome::Done);
    }
    for line in &bad {
        eprintln!("{line}");
    }
    Ok(Outcome::Findings)
}

fn one(
    line: &str,
    limits: &Limits,
    now: Timestamp,
    zone: &TimeZone,
    out: &mut Vec<u8>,
) -> Result<(), Vec<report::Problem>> {
    let line = Line::parse(line.as_bytes(), limits)?;
    let when = When {
        received_at: line.received_at.unwrap_or(now),
        zone: zone.clone(),
    };
    let findings = language::find_out(&line.draft.text, &when, line.draft.answers());
    let priority = triage::judge(&findings);
    let said = Said {
        id: &line.id,
        findings: &findings,
        priority: &priority,
    };
    // Into memory, of plain values: nothing of it can fail.
    if serde_json::to_writer(&mut *out, &said).is_ok() {
        out.push(b'\n');
    }
    Ok(())
}
