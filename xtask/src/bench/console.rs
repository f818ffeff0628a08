//! `bench console`: an installation of many reports, made and asked by the hidden command `tipline bench-console`, and its
//! pages in chromium: when the first of them is painted, and whether anything moves afterwards.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::import::corpora;
use super::server::tipline;
use super::{Bench, Outcome};
use crate::shell::{cargo, find_program, run as sh};

/// The measurement in the browser, which the tests know how to drive.
const IN_A_BROWSER: &str = "first_paint::of_the_console";

pub(super) fn run(bench: &Bench<'_>) -> Result<Outcome> {
    let browser = find_program("chromium").and(find_program("chromedriver"));
    if browser.is_some() {
        // Beforehand: nothing is to be compiled beside what is measured.
        sh(&mut tests(bench, &["--no-run"]))?;
    }
    let options = bench.options;
    let (reports, open) = (options.reports, options.open);
    eprintln!("filling an installation with {reports} reports, of which {open} are open");
    let mut command = tipline(&bench.program, bench.database().as_deref());
    let data = bench.scratch.path().join("data");
    command
        .args(["bench-console", "--stay", "--data"])
        .arg(data);
    command.args(["--reports", &reports.to_string()]);
    command.args(["--open", &open.to_string()]);
    command.args(["--rounds", &options.rounds.to_string()]);
    let mut asked = Asked::start(command.args(corpora(bench)?))?;
    let mut figures = asked.figures()?;
    let what = figures
        .as_object_mut()
        .context("`bench-console` did not print a JSON object")?;
    let (at, session) = (what.remove("at"), what.remove("session"));
    let painted = match browser {
        Some(_) => painted(bench, at, session)?,
        None => {
            eprintln!("first paint is not measured: `chromium` and `chromedriver` are not in PATH");
            Value::Null
        }
    };
    what.insert("browser".to_owned(), painted);
    asked.stop()?;
    Ok(Outcome::from(figures))
}

/// What the browser saw of a console that stands at an address.
fn painted(bench: &Bench<'_>, at: Option<Value>, session: Option<Value>) -> Result<Value> {
    let (Some(Value::String(at)), Some(Value::String(session))) = (at, session) else {
        bail!("`bench-console` did not say where it stands");
    };
    eprintln!("looking at its pages with chromium");
    let found = bench.scratch.path().join("painted");
    let mut looking = tests(bench, &["--", "--ignored", "--exact", IN_A_BROWSER]);
    looking.env("TIPLINE_BENCH_AT", at);
    looking.env("TIPLINE_BENCH_SESSION", session);
    looking.env("TIPLINE_BENCH_FOUND", &found);
    sh(looking.stdout(std::io::stderr()))?;
    let found = fs::read(&found).context("the browser found nothing")?;
    serde_json::from_slice(&found).context("what the browser found is no JSON")
}

/// With the features of the whole, or everything would be built anew.
fn tests(bench: &Bench<'_>, arguments: &[&str]) -> Command {
    let mut tests = cargo(bench.workspace);
    tests.args(["test", "--workspace", "--test", "tipline"]);
    tests.args(arguments);
    tests
}

/// A `tipline bench-console` that stays until its input ends; killed when this value goes before.
struct Asked {
    child: Child,
    input: Option<ChildStdin>,
}

impl Asked {
    fn start(command: &mut Command) -> Result<Asked> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command
            .spawn()
            .context("`bench-console` cannot be started")?;
        let input = child.stdin.take();
        Ok(Asked { child, input })
    }

    /// Its one line, once all is measured.
    fn figures(&mut self) -> Result<Value> {
        let said = self.child.stdout.take().context("it has an output")?;
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line)?;
        serde_json::from_str(&line).context("`bench-console` did not print JSON")
    }

    fn stop(mut self) -> Result<()> {
        drop(self.input.take());
        let status = self.child.wait()?;
        if !status.success() {
            bail!("`bench-console` ended with {status}");
        }
        Ok(())
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
