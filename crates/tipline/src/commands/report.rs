//! `tipline report`: an officer's deeds by command line. JSON when piped, laid out for reading on a terminal.

use super::officer::login;
use super::{print, print_lines};
use crate::Outcome;
use crate::args::{Report, ReportDeed};
use crate::control::{Command, Control};
use crate::terminal::{self, harmless};
use anyhow::{Context, bail};
use serde_json::Value;
use std::io::{IsTerminal, Read};

pub(crate) fn run(report: &Report) -> anyhow::Result<Outcome> {
    let mut control = Control::reach(&report.place, false)?;
    let command = match &report.deed {
        ReportDeed::List { by, limit, before } => Command::ReportList {
            by: login(by)?,
            limit: *limit,
            before: before.clone(),
        },
        ReportDeed::Open { id, reason, by } => Command::ReportOpen {
            by: login(by)?,
            id: id.clone(),
            reason: reason.clone(),
        },
        ReportDeed::File {
            id,
            number,
            reason,
            out,
            by,
        } => {
            let out = std::path::absolute(out)?;
            // Said before a password is asked for; whoever writes it looks again.
            if out.exists() {
                bail!(
                    "{} is there already; give --out another name",
                    out.display()
                );
            }
            Command::ReportFile {
                by: login(by)?,
                id: id.clone(),
                number: *number,
                reason: reason.clone(),
                out: out.display().to_string(),
            }
        }
        ReportDeed::SendFile { id, file, by } => {
            let file = std::path::absolute(file)?;
            // Said before a password is asked for; whoever reads it looks again.
            std::fs::metadata(&file)
                .with_context(|| format!("{} cannot be read", file.display()))?;
            Command::ReportSendFile {
                by: login(by)?,
                id: id.clone(),
                file: file.display().to_string(),
            }
        }
        ReportDeed::Reply {
            id,
            text,
            question,
            by,
        } => {
            let by = login(by)?;
            let text = match text {
                Some(text) => text.clone(),
                None => from_stdin()?,
            };
            Command::ReportReply {
                by,
                id: id.clone(),
                text,
                question: *question,
            }
        }
    };
    let does = match &report.deed {
        ReportDeed::SendFile { .. } => "sending",
        _ => "writing",
    };
    let bar = terminal::progress(0, does, true);
    let shown = bar.clone();
    // Only a file is long enough to tell of: how many bytes are left, at first all.
    let done = control.ask(command, move |left| {
        let all = shown.length().unwrap_or_default().max(left);
        shown.set_length(all);
        shown.set_position(all - left);
    });
    bar.finish_and_clear();
    let done = done?;
    match &report.deed {
        ReportDeed::List { .. } if std::io::stdout().is_terminal() => list(&done),
        ReportDeed::List { .. } => print_lines(&done)?,
        _ if !std::io::stdout().is_terminal() => print(&done)?,
        ReportDeed::Open { .. } => open(&done),
        ReportDeed::File { .. } => taken_out(&done),
        ReportDeed::SendFile { .. } => println!("The file lies in the reporter's mailbox."),
        ReportDeed::Reply { .. } => println!("The answer lies in the reporter's mailbox."),
    }
    Ok(Outcome::Done)
}

fn from_stdin() -> anyhow::Result<String> {
    if std::io::stdin().is_terminal() {
        eprintln!("Write the answer; end it with Ctrl-D on an empty line.");
    }
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("the answer is not UTF-8")?;
    Ok(text)
}

fn taken_out(done: &Value) {
    let text = |name: &str| harmless(done[name].as_str().unwrap_or(""));
    println!(
        "{} holds the file {} ({}, {} bytes).",
        text("out"),
        text("name"),
        text("media_type"),
        done["bytes"]
    );
    println!("Nobody has looked yet whether it is harmless: open it where nothing can be lost.");
}

fn list(done: &Value) {
    let reports = done.as_array().map(Vec::as_slice).unwrap_or_default();
    println!(
        "{:<10} {:<17} {:<10} {:<9} {:<5} {:>7}",
        "number", "received", "status", "name", "lang", "length"
    );
    for report in reports {
        let text = |name: &str| report[name].as_str().unwrap_or("").to_owned();
        let hour = text("hour").replace('T', " ");
        println!(
            "{:<10} {:<17} {:<10} {:<9} {:<5} {:>7}",
            text("id").chars().take(8).collect::<String>(),
            hour.get(..16).unwrap_or(&hour),
            text("status"),
            if report["named"] == true {
                "named"
            } else {
                "anonymous"
            },
            match report["language"].as_str() {
                Some(language) => language,
                None if report["left_to_people"] == true => "?",
                None => "…",
            },
            report["characters"]
                .as_u64()
                .map(|n| n.to_string())
                .unwrap_or_default(),
        );
    }
    println!("{} reports", reports.len());
}

fn open(report: &Value) {
    let text = |name: &str| harmless(report[name].as_str().unwrap_or(""));
    println!(
        "{}  {}  kept until {}",
        text("id"),
        text("status"),
        text("kept_until")
    );
    println!("accepted {}", text("accepted_at"));
    for (label, name) in [
        ("received", "received_at"),
        ("source", "source"),
        ("category", "category"),
    ] {
        if !text(name).is_empty() {
            println!("{label} {}", text(name));
        }
    }
    if report["named"] == true {
        println!("The reporter gave a name. Two custodians together can open it.");
    }
    if let Some(place) = report["place"].as_object() {
        let part = |name: &str| {
            place
                .get(name)
                .filter(|value| !value.is_null())
                .map(|value| harmless(&value.to_string()))
        };
        let parts: Vec<String> = ["text", "lat", "lon", "accuracy_m"]
            .iter()
            .filter_map(|name| part(name))
            .collect();
        println!("place {}", parts.join(", "));
    }
    if let Some(observed) = report["observed"].as_object() {
        let part = |name: &str| harmless(observed.get(name).and_then(Value::as_str).unwrap_or(""));
        println!("seen {} to {}", part("from"), part("to"));
    }
    println!("\n{}\n", text("text"));
    for message in report["messages"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
    {
        let part = |name: &str| harmless(message[name].as_str().unwrap_or(""));
        let question = message["question"].as_u64();
        let to = question.map(|number| format!(" to {number}"));
        println!(
            "— {}. {} ({}{}), {}\n{}\n",
            message["number"],
            part("from"),
            part("kind"),
            to.unwrap_or_default(),
            part("at"),
            part("text")
        );
    }
    for file in report["files"].as_array().into_iter().flatten() {
        let part = |name: &str| harmless(file[name].as_str().unwrap_or(""));
        println!(
            "file {} from {}  {}  {}, {} bytes, {}",
            file["number"],
            part("from"),
            part("name"),
            part("media_type"),
            file["bytes"],
            part("at")
        );
    }
}
