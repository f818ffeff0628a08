//! Report JSONL as all batch commands read it: plain or gzip, `-` is standard input, line by line.

use anyhow::Context;
use flate2::read::MultiGzDecoder;
use indicatif::ProgressBar;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// A line longer than this is bad; more of it is not kept in memory.
const LONGEST: u64 = 1 << 20;

/// Lines of a file.
pub(crate) struct Lines {
    name: String,
    from: Box<dyn BufRead>,
    number: u64,
}

/// A line that is no text.
#[derive(Clone, Copy)]
pub(crate) struct NoLine {
    en: &'static str,
    zh: &'static str,
}

impl NoLine {
    /// As a problem in the list of bad lines.
    pub(crate) fn problem(self) -> Value {
        json!({ "field": "", "code": "line", "en": self.en, "zh": self.zh })
    }
}

impl Lines {
    /// Opens all files before the first line is read: a misspelt name changes nothing.
    pub(crate) fn open(files: &[PathBuf], bar: &ProgressBar) -> anyhow::Result<Vec<Lines>> {
        let opened = files.iter().map(|file| {
            let from =
                reader(file, bar).with_context(|| format!("cannot read {}", file.display()))?;
            Ok(Lines {
                name: file.display().to_string(),
                from,
                number: 0,
            })
        });
        opened.collect()
    }

    /// The file's name as it was given.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The next line that is not empty, and its number from 1. `None` at the end.
    ///
    /// # Errors
    /// When the file breaks off.
    pub(crate) fn next(&mut self) -> anyhow::Result<Option<(u64, Result<String, NoLine>)>> {
        loop {
            let mut line = Vec::new();
            let read = (&mut self.from)
                .take(LONGEST + 1)
                .read_until(b'\n', &mut line);
            let read = read.with_context(|| format!("after line {}", self.number))?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            if read as u64 > LONGEST && line.last() != Some(&b'\n') {
                skip_line(&mut self.from)?;
                let no_line = NoLine {
                    en: "the line is longer than 1 MiB",
                    zh: "该行超过 1 MiB",
                };
                return Ok(Some((self.number, Err(no_line))));
            }
            while line.last().is_some_and(u8::is_ascii_whitespace) {
                line.pop();
            }
            if !line.is_empty() {
                let text = String::from_utf8(line).map_err(|_| NoLine {
                    en: "the line is not UTF-8",
                    zh: "该行不是 UTF-8 编码",
                });
                return Ok(Some((self.number, text)));
            }
        }
    }
}

/// Bytes of all these files together, as far as they can be told.
pub(crate) fn length(files: &[PathBuf]) -> u64 {
    let files = files.iter().filter_map(|file| std::fs::metadata(file).ok());
    files.map(|file| file.len()).sum()
}

fn reader(file: &Path, bar: &ProgressBar) -> std::io::Result<Box<dyn BufRead>> {
    let raw: Box<dyn Read> = if file == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        Box::new(bar.wrap_read(File::open(file)?))
    };
    let mut raw = BufReader::with_capacity(64 * 1024, raw);
    // By content, not by name: gzip begins with 1f 8b (RFC 1952, section 2.3.1).
    if raw.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::with_capacity(
            64 * 1024,
            MultiGzDecoder::new(raw),
        )));
    }
    Ok(Box::new(raw))
}

fn skip_line(lines: &mut dyn BufRead) -> std::io::Result<()> {
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
