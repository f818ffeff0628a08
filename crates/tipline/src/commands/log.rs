//! `tipline log`: verify, head, prove.

use super::print;
use crate::Outcome;
use crate::args::{Log, LogDeed};
use crate::control::{Command, Control};
use crate::terminal;
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;

pub(crate) fn run(log: &Log) -> anyhow::Result<Outcome> {
    // Before anything is opened: a wrong file is a matter of the command line, not of the log.
    let against = match &log.deed {
        LogDeed::Verify {
            against: Some(file),
        } => Some(head_in(file)?),
        _ => None,
    };
    let mut control = Control::reach(&log.place, false)?;
    match &log.deed {
        LogDeed::Verify { .. } => verify(&mut control, against),
        LogDeed::Head { daily } => {
            if !daily {
                eprintln!(
                    "This head stays on the desk's side; `tipline log head --daily` may leave the building."
                );
            }
            print(&control.ask(Command::LogHead { daily: *daily }, |_| {})?)?;
            Ok(Outcome::Done)
        }
        LogDeed::Prove { position } => {
            let command = Command::LogProve {
                position: *position,
            };
            print(&control.ask(command, |_| {})?)?;
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
    let note = note.unwrap_or(text);
    // A signed note is a text, an empty line, and signatures that begin with a dash (C2SP signed-note).
    if !note.contains("\n\n\u{2014} ") {
        bail!("{} holds no signed head", file.display());
    }
    Ok(note)
}
