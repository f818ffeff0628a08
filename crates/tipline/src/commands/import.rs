//! `tipline import`: each line of report JSONL becomes a report. Started again, it goes on where it stopped; bad
//! lines are listed and skipped.

use super::print;
use crate::Outcome;
use crate::args::Import;
use crate::control::{Command, Control, ImportLine};
use crate::terminal;
use anyhow::Context;
use flate2::read::MultiGzDecoder;
use indicatif::ProgressBar;
use seal::Receipt;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Instant;

/// Lines accepted in one transaction.
const BATCH: usize = 256;
/// A line longer than this is bad; more of it is not kept in memory.
const LONGEST_LINE: u64 = 1 << 20;

pub(crate) fn run(import: &Import) -> anyhow::Result<Outcome> {
    let mut control = Control::reach(&import.place, true)?;
    let started = Instant::now();
    let receipts = import.receipts.as_deref().map(Receipts::open).transpose()?;
    let mut run = Run {
        control: &mut control,
        receipts,
        accepted: 0,
        skipped: 0,
        bad_lines: Vec::new(),
    };
    let total = import
        .files
        .iter()
        .filter_map(|file| std::fs::metadata(file).ok())
        .map(|file| file.len())
        .sum();
    let bar = terminal::progress(total, "importing", true);
    for file in &import.files {
        run.file(file, &bar)
            .with_context(|| format!("in {}", file.display()))?;
    }
    bar.finish_and_clear();
    let clean = run.bad_lines.is_empty();
    print(&json!({
        "accepted": run.accepted,
        "skipped": run.skipped,
        "bad_lines": run.bad_lines,
        "seconds": (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    }))?;
    Ok(if clean {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

struct Run<'a> {
    control: &'a mut Control,
    receipts: Option<Receipts>,
    accepted: u64,
    skipped: u64,
    bad_lines: Vec<Value>,
}

impl Run<'_> {
    fn file(&mut self, file: &Path, bar: &ProgressBar) -> anyhow::Result<()> {
        let name = file.display().to_string();
        let first_bad = self.bad_lines.len();
        let mut lines = lines(file, bar)?;
        let mut batch: Vec<(u64, String)> = Vec::with_capacity(BATCH);
        let mut number = 0;
        loop {
            let mut line = Vec::new();
            let read = (&mut lines)
                .take(LONGEST_LINE + 1)
                .read_until(b'\n', &mut line)?;
            if read == 0 {
                break;
            }
            number += 1;
            if read as u64 > LONGEST_LINE && line.last() != Some(&b'\n') {
                skip_line(&mut lines)?;
                self.bad(
                    &name,
                    number,
                    "the line is longer than 1 MiB",
                    "该行超过 1 MiB",
                );
                continue;
            }
            while line.last().is_some_and(u8::is_ascii_whitespace) {
                line.pop();
            }
            if line.is_empty() {
                continue;
            }
            match String::from_utf8(line) {
                Ok(text) => batch.push((number, text)),
                Err(_) => self.bad(
                    &name,
                    number,
                    "the line is not UTF-8",
                    "该行不是 UTF-8 编码",
                ),
            }
            if batch.len() == BATCH {
                self.send(&name, &mut batch)?;
            }
        }
        self.send(&name, &mut batch)?;
        // What is no text was found before what its batch was told.
        self.bad_lines[first_bad..].sort_by_key(|bad| bad["line"].as_u64());
        Ok(())
    }

    fn send(&mut self, file: &str, batch: &mut Vec<(u64, String)>) -> anyhow::Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let numbers: Vec<u64> = batch.iter().map(|(number, _)| *number).collect();
        let lines: Vec<ImportLine> = match &mut self.receipts {
            Some(receipts) => receipts.issue(batch)?,
            None => batch
                .drain(..)
                .map(|(_, text)| ImportLine {
                    text,
                    receipt: None,
                })
                .collect(),
        };
        batch.clear();
        let results = self.control.ask(Command::Import { lines }, |_| {})?;
        let results = results
            .as_array()
            .context("the desk answered something else")?;
        for (number, result) in numbers.into_iter().zip(results) {
            match result["accepted"].as_bool() {
                Some(true) => self.accepted += 1,
                Some(false) => self.skipped += 1,
                None => self.bad_lines.push(json!({
                    "file": file, "line": number, "problems": result["problems"],
                })),
            }
        }
        Ok(())
    }

    fn bad(&mut self, file: &str, line: u64, en: &str, zh: &str) {
        let problem = json!({ "field": "", "code": "line", "en": en, "zh": zh });
        self.bad_lines
            .push(json!({ "file": file, "line": line, "problems": [problem] }));
    }
}

/// The file that receipts are issued into. They are written and synced *before* the reports are accepted, so none
/// can be lost; of several lines with one id, the one whose receipt opens is right (the import was cut short between
/// the two, and a later run issued another).
struct Receipts(File);

impl Receipts {
    fn open(path: &Path) -> anyhow::Result<Receipts> {
        let file = File::options()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(path)
            .with_context(|| format!("cannot write receipts into {}", path.display()))?;
        Ok(Receipts(file))
    }

    fn issue(&mut self, batch: &mut Vec<(u64, String)>) -> anyhow::Result<Vec<ImportLine>> {
        let outside = crate::outside::outside();
        let mut random = outside.random();
        let mut issued = zeroize::Zeroizing::new(Vec::new());
        let mut lines = Vec::with_capacity(batch.len());
        for (_, text) in batch.drain(..) {
            let receipt = Receipt::random(&mut random);
            let id = serde_json::from_str::<Value>(&text)
                .ok()
                .and_then(|line| line.get("id").cloned());
            if let Some(id) = id {
                let line = json!({ "id": id, "en": receipt.english(), "zh": receipt.chinese() });
                issued.extend_from_slice(line.to_string().as_bytes());
                issued.push(b'\n');
            }
            lines.push(ImportLine {
                text,
                receipt: Some(receipt.english()),
            });
        }
        self.0
            .write_all(&issued)
            .and_then(|()| self.0.sync_data())
            .context("cannot write the receipts")?;
        Ok(lines)
    }
}

fn lines(file: &Path, bar: &ProgressBar) -> anyhow::Result<Box<dyn BufRead>> {
    if file == Path::new("-") {
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    }
    let raw = bar.wrap_read(File::open(file).context("cannot open it")?);
    let mut raw = BufReader::with_capacity(64 * 1024, raw);
    // By content, not by name: a gzip file begins with 1f 8b (RFC 1952, section 2.3.1).
    if raw.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::with_capacity(
            64 * 1024,
            MultiGzDecoder::new(raw),
        )));
    }
    Ok(Box::new(raw))
}

fn skip_line(lines: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = lines.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        match buffer.iter().position(|byte| *byte == b'\n') {
            Some(end) => {
                lines.consume(end + 1);
                return Ok(());
            }
            None => {
                let length = buffer.len();
                lines.consume(length);
            }
        }
    }
}
