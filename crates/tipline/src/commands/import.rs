//! `tipline import`: each line of report JSONL becomes a report. Started again, it goes on where it stopped; bad
//! lines are listed and skipped.

use super::print;
use crate::Outcome;
use crate::args::Import;
use crate::control::{Command, Control, ImportLine};
use crate::lines::{self, Lines};
use crate::terminal;
use anyhow::{Context, bail};
use desk::Receipt;
use rustix::fs::OFlags;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::Instant;

/// Lines accepted in one transaction, and bytes of them after which the next line begins another.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 1 << 20;

pub(crate) fn run(import: &Import) -> anyhow::Result<Outcome> {
    // All files before the first line, and before an installation is founded: a misspelt name changes nothing.
    let bar = terminal::progress(lines::length(&import.files), "importing", true);
    let files = Lines::open(&import.files, &bar)?;
    let receipts = import.receipts.as_deref().map(Receipts::open).transpose()?;
    let mut control = Control::reach(&import.place, true)?;
    let started = Instant::now();
    let mut run = Run {
        control: &mut control,
        receipts,
        accepted: 0,
        skipped: 0,
        bad_lines: Vec::new(),
    };
    let done = files.into_iter().try_for_each(|lines| run.file(lines));
    bar.finish_and_clear();
    let clean = run.bad_lines.is_empty();
    let mut summary = json!({
        "accepted": run.accepted,
        "skipped": run.skipped,
        "bad_lines": run.bad_lines,
        "seconds": (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    });
    // Broken off or not: what was accepted is accepted, and said.
    if let Err(error) = &done {
        summary["error"] = Value::String(crate::sentence(error));
    }
    print(&summary)?;
    done?;
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

/// A line and its number in its file.
type Numbered = (u64, String);

impl Run<'_> {
    fn file(&mut self, mut lines: Lines) -> anyhow::Result<()> {
        let name = lines.name().to_owned();
        let first_bad = self.bad_lines.len();
        let mut batch: Vec<Numbered> = Vec::with_capacity(BATCH);
        let mut bytes = 0;
        let broken = loop {
            match lines.next() {
                Ok(Some((number, Ok(text)))) => {
                    bytes += text.len();
                    batch.push((number, text));
                }
                Ok(Some((number, Err(no_line)))) => self
                    .bad_lines
                    .push(json!({ "file": name, "line": number, "problems": [no_line.problem()] })),
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
            if batch.len() == BATCH || bytes >= BATCH_BYTES {
                self.send(&name, std::mem::take(&mut batch))
                    .with_context(|| format!("in {name}"))?;
                bytes = 0;
            }
        };
        // What was read whole before the file broke off is not lost with it.
        self.send(&name, batch)
            .with_context(|| format!("in {name}"))?;
        if let Some(error) = broken {
            return Err(error.context(format!("in {name}")));
        }
        // What is no text was found before what its batch was told.
        self.bad_lines[first_bad..].sort_by_key(|bad| bad["line"].as_u64());
        Ok(())
    }

    fn send(&mut self, file: &str, mut batch: Vec<Numbered>) -> anyhow::Result<()> {
        let mut issued = Vec::new();
        if self.receipts.is_some() {
            let fresh = self.look(file, batch)?;
            if let Some(receipts) = &mut self.receipts {
                issued = receipts.issue(fresh.iter().map(|(_, id)| id))?;
            }
            batch = fresh.into_iter().map(|(line, _)| line).collect();
        }
        if batch.is_empty() {
            return Ok(());
        }
        let (numbers, texts): (Vec<u64>, Vec<String>) = batch.into_iter().unzip();
        let receipts = issued.into_iter().map(Some).chain(std::iter::repeat(None));
        let lines = texts.into_iter().zip(receipts);
        let lines = lines.map(|(text, receipt)| ImportLine { text, receipt });
        let command = Command::Import {
            lines: lines.collect(),
        };
        for (number, result) in numbers.into_iter().zip(self.ask(command)?) {
            match result["accepted"].as_bool() {
                Some(true) => self.accepted += 1,
                Some(false) => self.skipped += 1,
                None => self.refused(file, number, &result),
            }
        }
        Ok(())
    }

    /// Asks what is new, with its id: only that gets a receipt.
    fn look(&mut self, file: &str, batch: Vec<Numbered>) -> anyhow::Result<Vec<(Numbered, Value)>> {
        let lines = batch.iter().map(|(_, text)| text.clone()).collect();
        let looked = self.ask(Command::ImportLook { lines })?;
        let mut fresh = Vec::with_capacity(batch.len());
        for (line, mut result) in batch.into_iter().zip(looked) {
            match result["fresh"].as_bool() {
                Some(true) => fresh.push((line, result["id"].take())),
                Some(false) => self.skipped += 1,
                None => self.refused(file, line.0, &result),
            }
        }
        Ok(fresh)
    }

    fn ask(&mut self, command: Command) -> anyhow::Result<Vec<Value>> {
        match self.control.ask(command, |_| {})? {
            Value::Array(results) => Ok(results),
            _ => bail!("the desk answered something else"),
        }
    }

    fn refused(&mut self, file: &str, line: u64, result: &Value) {
        self.bad_lines
            .push(json!({ "file": file, "line": line, "problems": result["problems"] }));
    }
}

/// The file that receipts are issued into. They are written and synced *before* the reports are accepted, so none
/// can be lost; of several lines with one id the last is right (the import was cut short between the two, and a later
/// run issued another).
struct Receipts(File);

impl Receipts {
    /// Receipts open what people wrote: the file must be ours, for nobody else to read, and what its name says.
    fn open(path: &Path) -> anyhow::Result<Receipts> {
        let mut file = File::options()
            .create(true)
            .read(true)
            .append(true)
            .mode(0o600)
            .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
            .open(path)
            .with_context(|| format!("cannot write receipts into {}", path.display()))?;
        let found = file.metadata()?;
        let ours = found.uid() == rustix::process::geteuid().as_raw();
        if !found.is_file() || !ours || found.mode() & 0o077 != 0 {
            bail!(
                "receipts are written only into a file of your own that nobody else can read (mode 600), and {} is \
                 none; name one that is not there yet",
                path.display()
            );
        }
        // A run that was killed may have left half a line.
        let mut last = [b'\n'];
        if found.len() > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
        }
        if last != [b'\n'] {
            file.write_all(b"\n")?;
        }
        Ok(Receipts(file))
    }

    /// Receipts for the lines with these ids, as English words, when they are on the disk.
    fn issue<'i>(&mut self, ids: impl Iterator<Item = &'i Value>) -> anyhow::Result<Vec<String>> {
        let outside = crate::outside::outside();
        let mut random = outside.random();
        let mut issued = zeroize::Zeroizing::new(Vec::new());
        let mut receipts = Vec::new();
        for id in ids {
            let receipt = Receipt::random(&mut random);
            let line = json!({ "id": id, "en": receipt.english(), "zh": receipt.chinese() });
            issued.extend_from_slice(line.to_string().as_bytes());
            issued.push(b'\n');
            receipts.push(receipt.english());
        }
        self.0
            .write_all(&issued)
            .and_then(|()| self.0.sync_data())
            .context("cannot write the receipts")?;
        Ok(receipts)
    }
}
