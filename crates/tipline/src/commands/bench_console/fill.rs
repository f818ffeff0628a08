//! The installation that is asked: so many reports, most of them closed, and an officer who is signed in.

use crate::args::BenchConsole;
use crate::terminal;
use anyhow::{Context, bail};
use desk::{Desk, ImportedLine};
use flate2::read::GzDecoder;
use report::{Hour, Level, Line, Status};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::time::Duration;
use store::{ReportStanding, Store};

const OFFICER: &str = "officer-1";
const PASSWORD: &str = "a password for the bench";
/// Lines that are accepted in one transaction, and rows that are closed in one.
const BATCH: usize = 500;
/// A prime: the lines of all files come mixed, as they would from people.
const MIXING: usize = 7_919;

/// Accepts the lines of the files over and over, each under a name of its own, and lets the workers read them.
pub(super) fn fill(desk: &Desk, bench: &BenchConsole) -> anyhow::Result<()> {
    let limits = desk.profile().limits();
    let mut lines = Vec::new();
    for file in &bench.files {
        let file = File::open(file).with_context(|| format!("cannot open {}", file.display()))?;
        for line in BufReader::new(GzDecoder::new(file)).lines() {
            if let Ok(line) = Line::parse(line?.as_bytes(), &limits) {
                lines.push(line);
            }
        }
    }
    if lines.is_empty() {
        bail!("there is no line to accept");
    }
    let background = desk.start()?;
    let bar = terminal::progress(bench.reports as u64, "accepting", false);
    let mut next = 0;
    while next < bench.reports {
        let batch = (next..bench.reports.min(next + BATCH)).map(|number| {
            let line = Line {
                id: format!("bench-{number}"),
                ..lines[number * MIXING % lines.len()].clone()
            };
            ImportedLine {
                line,
                receipt: None,
            }
        });
        desk.import_reports(batch.collect())?;
        next += BATCH;
        bar.set_position(next as u64);
    }
    bar.finish_and_clear();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    loop {
        let counts = runtime.block_on(desk.job_counts())?;
        if counts
            .iter()
            .all(|(_, waiting, leased, _)| waiting + leased == 0)
        {
            break;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    drop(background);
    desk.close();
    Ok(())
}

/// Closes the oldest, as officers would have: straight in the tables, for it is not what is measured.
pub(super) fn close_all_but(store: &Store, bench: &BenchConsole) -> anyhow::Result<()> {
    let closed = bench.reports.saturating_sub(bench.open);
    let bar = terminal::progress(closed as u64, "closing", false);
    for from in (0..closed).step_by(BATCH) {
        let seqs: Vec<i64> = (from..closed.min(from + BATCH))
            .map(|place| place as i64 + 1)
            .collect();
        let close = store.write("close for the bench", move |tx| {
            for (_, row) in tx.reports_at(&seqs)? {
                let standing = ReportStanding {
                    status: Status::Closed.code(),
                    level: Level::Routine.code(),
                    conduct: None,
                    due: Hour(0),
                    wrote: false,
                    judged: true,
                };
                tx.set_report_standing(row.id, &standing)?;
            }
            Ok(())
        });
        close.wait()?;
        bar.inc(BATCH as u64);
    }
    bar.finish_and_clear();
    Ok(())
}

/// Somebody signs in for the first time, or again; gives the cookie.
pub(super) fn signed_in(desk: &Desk) -> anyhow::Result<String> {
    let secret = desk::TotpSecret::from_bytes(b"the bench's own code").context("twenty bytes")?;
    let code = secret.code(desk.now().as_second());
    let unused = desk
        .setup_links()?
        .into_iter()
        .find(|(person, _)| person.name == OFFICER);
    let session = match unused {
        Some((_, link)) => desk.set_up(&link, PASSWORD, &secret, &code)?,
        None => match desk.sign_in(OFFICER, PASSWORD.as_bytes(), &code)? {
            desk::SignIn::Done(session) => session,
            desk::SignIn::MustEnrol => bail!("the officer of the bench has no authenticator"),
        },
    };
    Ok(session.token)
}
