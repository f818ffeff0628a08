//! `tipline bench-console` (hidden): fills an installation, closes most of it, and asks the console for what officers ask
//! it for, over HTTP on loopback: the queue, searches, reports.

use super::bench_file::resident_kib;
use super::print;
use crate::Outcome;
use crate::args::BenchConsole;
use crate::config;
use crate::data_dir::DataDir;
use crate::terminal;
use anyhow::{Context, bail};
use desk::{Desk, ImportedLine};
use flate2::read::GzDecoder;
use report::{Hour, Level, Line, Status};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};
use store::{Options, Store};
use tokio::sync::watch;
use web::{ConsoleOptions, Limits, Listener};

const OFFICER: &str = "officer-1";
const PASSWORD: &str = "a password for the bench";
/// Lines that are accepted in one transaction, and rows that are closed in one.
const BATCH: usize = 500;

pub(crate) fn run(bench: &BenchConsole) -> anyhow::Result<Outcome> {
    let mut config = config::read(bench.place.config.as_deref())?;
    // The session is neither renewed nor ended while the figures are taken.
    config.profile.desk.renew_minutes = 60;
    config.profile.desk.idle_minutes = 480;
    let dir = DataDir::take(&bench.place.data, true)?;
    if dir.is_new {
        let (desk, _) = dir.desk(&bench.place, &config, true)?;
        fill(&desk, bench)?;
        close_all_but(&dir, bench)?;
    }
    let (desk, _) = dir.desk(&bench.place, &config, true)?;
    let session = signed_in(&desk)?;
    let background = desk.start().context("cannot start the sequencer")?;
    let reading = Instant::now();
    while !desk.read_index_once()? {}
    let index_seconds = reading.elapsed().as_secs_f64();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let (stop, stopped) = watch::channel(false);
    let at = runtime.block_on(async {
        let limits = Limits {
            connections: 64,
            head_timeout: Duration::from_secs(10),
            lifetime: Duration::from_secs(3_600),
        };
        let listener = Listener::bind(SocketAddr::from(([127, 0, 0, 1], 0)), None, limits).await?;
        let at = listener.address()?;
        let console = web::console(desk.clone(), ConsoleOptions::default());
        let full = web::ops::when_full(&desk);
        tokio::spawn(listener.serve(console, full, stopped));
        anyhow::Ok(at)
    })?;
    let figures = measure(bench, at, &session)?;
    stop.send_replace(true);
    let progress = desk.index_progress();
    print(&json!({
        "reports": bench.reports,
        "open": bench.open,
        "indexed": progress.reports,
        "index_seconds": index_seconds,
        "queue": figures[0],
        "search": figures[1],
        "report": figures[2],
        "resident_mib": resident_kib()? as f64 / 1024.0,
    }))?;
    runtime.shutdown_timeout(Duration::from_secs(2));
    drop(background);
    desk.close();
    Ok(Outcome::Done)
}

/// Accepts the lines of the files over and over, each under a name of its own, and lets the workers read them.
fn fill(desk: &Desk, bench: &BenchConsole) -> anyhow::Result<()> {
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
                ..lines[number % lines.len()].clone()
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
fn close_all_but(dir: &DataDir, bench: &BenchConsole) -> anyhow::Result<()> {
    let store = Store::open(
        &store::Location::Sqlite(DataDir::database(&dir.path)),
        &Options::default(),
    )?;
    let closed = bench.reports.saturating_sub(bench.open);
    let bar = terminal::progress(closed as u64, "closing", false);
    for from in (0..closed).step_by(BATCH) {
        let seqs: Vec<i64> = (from..closed.min(from + BATCH))
            .map(|place| place as i64 + 1)
            .collect();
        let close = store.write("close for the bench", move |tx| {
            for (_, row) in tx.reports_at(&seqs)? {
                let (status, level) = (Status::Closed.code(), Level::Routine.code());
                tx.set_report_standing(row.id, status, level, None, Hour(0), false)?;
            }
            Ok(())
        });
        close.wait()?;
        bar.inc(BATCH as u64);
    }
    bar.finish_and_clear();
    store.close();
    Ok(())
}

/// Somebody signs in for the first time, or again; gives the cookie.
fn signed_in(desk: &Desk) -> anyhow::Result<String> {
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

fn measure(bench: &BenchConsole, at: SocketAddr, session: &str) -> anyhow::Result<[Value; 3]> {
    let get = |path: &str| -> anyhow::Result<String> {
        let mut stream = TcpStream::connect(at)?;
        stream.set_nodelay(true)?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: {at}\r\ncookie: desk={session}\r\nconnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        if !answer.starts_with("HTTP/1.1 200") {
            bail!("{path}: {}", answer.lines().next().unwrap_or("nothing"));
        }
        Ok(answer)
    };
    let listed = ids(&get("/queue")?);
    let filters = [
        "",
        "?level=unjudged",
        "?lang=zh",
        "?whose=nobody",
        "?about=AVIATION",
    ];
    let words = &bench.words;
    let queue = times(bench.rounds, |round| {
        get(&format!("/queue{}", filters[round % filters.len()]))
    })?;
    let search = times(bench.rounds, |round| {
        let words = &words[round % words.len()];
        let encoded: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
        get(&format!("/queue?words={encoded}"))
    })?;
    let report = times(bench.rounds, |round| {
        get(&format!("/reports/{}", listed[round % listed.len()]))
    })?;
    Ok([queue, search, report])
}

/// The reports that a page lists.
fn ids(page: &str) -> Vec<String> {
    let rows = page.split("data-id=\"").skip(1);
    rows.filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

fn times(
    rounds: usize,
    mut ask: impl FnMut(usize) -> anyhow::Result<String>,
) -> anyhow::Result<Value> {
    let (mut took, mut bytes) = (Vec::with_capacity(rounds), 0);
    for round in 0..rounds {
        let started = Instant::now();
        bytes = bytes.max(ask(round)?.len());
        took.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    took.sort_by(f64::total_cmp);
    let quantile = |q: f64| took[((took.len() - 1) as f64 * q).round() as usize];
    Ok(json!({
        "ms": { "p50": quantile(0.5), "p95": quantile(0.95), "p99": quantile(0.99) },
        "bytes": bytes,
    }))
}
