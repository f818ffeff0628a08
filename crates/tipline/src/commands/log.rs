//! `tipline log`: verify, head, prove.

use super::print;
use crate::Outcome;
use crate::args::{Log, LogDeed};
use crate::control::{Command, Control};
use crate::terminal;
use anyhow::Context;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;

pub(crate) fn run(log: &Log) -> anyhow::Result<Outcome> {
    let mut control = Control::reach(&log.place, false)?;
    match &log.deed {
        LogDeed::Verify { against } => {
            let against = against.as_deref().map(head_in).transpose()?;
            verify(&mut control, against)
        }
        LogDeed::Head { daily } => {
            if !daily {
                eprintln!(
                    "This head stays on the desk's side; `tipline log head --daily` may leave the building."
                );
            }
            print(&control.ask(Command::LogHead { daily: *daily }, |_| {})?)?;
            Ok(Outcome::Done)
        }
        LogDeed::Prove { id } => {
            print(&control.ask(Command::LogProve { id: id.to_string() }, |_| {})?)?;
            Ok(Outcome::Done)
        }
    }
}

fn verify(control: &mut Control, against: Option<String>) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let bar = terminal::progress(0, "verifying", false);
    let shown = bar.clone();
    let mut verified = control.ask(Command::LogVerify { against }, move |at| {
        shown.set_length(at);
        shown.set_position(at);
    })?;
    bar.finish_and_clear();
    let clean = verified["problems"].as_array().is_some_and(Vec::is_empty);
    verified["seconds"] = json!((started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0);
    for problem in verified["problems"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
    {
        eprintln!("{}", problem.as_str().unwrap_or_default());
    }
    print(&verified)?;
    Ok(if clean {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

/// A head that somebody kept: as `tipline log head` printed it, or the signed note alone.
fn head_in(file: &Path) -> anyhow::Result<String> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let note = serde_json::from_str::<Value>(&text)
        .ok()
        .and_then(|json| Some(json["note"].as_str()?.to_owned()));
    Ok(note.unwrap_or(text))
}
