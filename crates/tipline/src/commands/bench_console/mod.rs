//! `tipline bench-console` (hidden): fills an installation, closes most of it, and asks the console for what officers ask
//! it for, over HTTP on loopback: the queue, searches, reports.

mod asking;
mod fill;

use super::bench_file::resident_kib;
use super::print;
use crate::Outcome;
use crate::args::BenchConsole;
use crate::config;
use crate::data_dir::DataDir;
use anyhow::Context;
use asking::Asking;
use serde_json::json;
use std::io::Read;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use web::{ConsoleOptions, Limits, Listener};

pub(crate) fn run(bench: &BenchConsole) -> anyhow::Result<Outcome> {
    let mut config = config::read(bench.place.config.as_deref())?;
    // The session is neither renewed nor ended while the figures are taken.
    config.profile.desk.renew_minutes = 60;
    config.profile.desk.idle_minutes = 480;
    let dir = DataDir::take(&bench.place.data, true)?;
    if dir.is_new {
        let (desk, _) = dir.desk(&bench.place, &config, true)?;
        fill::fill(&desk, bench)?;
        let store = dir.store(&bench.place, &config)?;
        fill::close_all_but(&store, bench)?;
        store.close();
    }
    let (desk, _) = dir.desk(&bench.place, &config, true)?;
    let session = fill::signed_in(&desk)?;
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
    let asking = Asking {
        desk: &desk,
        at,
        session: &session,
        rounds: bench.rounds,
    };
    let mut figures = asking.measure(bench)?;
    let facts = json!({
        "reports": bench.reports,
        "open": bench.open,
        "indexed": desk.index_progress().reports,
        "index_seconds": index_seconds,
        "resident_mib": resident_kib()? as f64 / 1024.0,
    });
    figures.extend(facts.as_object().cloned().unwrap_or_default());
    if bench.stay {
        // For a browser that measures the same: where it stands, and who is signed in.
        figures.insert("at".to_owned(), at.to_string().into());
        figures.insert("session".to_owned(), session.clone().into());
    }
    print(&figures.into())?;
    if bench.stay {
        std::io::stdin().read_to_end(&mut Vec::new())?;
    }
    stop.send_replace(true);
    runtime.shutdown_timeout(Duration::from_secs(2));
    drop(background);
    desk.close();
    Ok(Outcome::Done)
}
