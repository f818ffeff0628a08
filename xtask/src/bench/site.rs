//! `bench site`: the public pages, as browsers use them.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::filing::Filed;
use super::form::{Forms, file, opened};
use super::http::{Connection, get};
use super::paced::{Visit, ask};
use super::server::Server;
use super::summary::{Times, number};
use super::upload::{Trickle, long, plain};
use super::{Bench, Outcome};

/// Forms that are looked at in a second.
const LOOKS: u32 = 200;
/// Forms that are sent in a second while others send files slowly.
const FILINGS: u32 = 100;
const SLOW: usize = 50;
/// For each second of the run so many forms are opened beforehand: more than are asked for, and than fit in memory twice.
const FORMS_A_SECOND: usize = 1_500;
const DRAINS_WITHIN: Duration = Duration::from_secs(600);

pub(super) async fn run(bench: &Bench<'_>) -> Result<Outcome> {
    let data = bench.scratch.path().join("data");
    let mut server = Server::start(&bench.program, &data, bench.database().as_deref()).await?;
    let (at, seconds) = (server.public, bench.options.seconds);
    let connections = bench.concurrency(64);
    let mut errors = 0;

    let (english, chinese) = (size(at, "/en/report").await?, size(at, "/zh/report").await?);

    // First, while the server has grown by nothing else.
    let upload = upload(bench, &server).await?;

    eprintln!("looking at forms, {LOOKS} a second for {seconds} s");
    let looked = ask(at, Visit::Look, LOOKS, seconds).await;
    let pages = json!({
        "per_second": LOOKS,
        "first_byte_ms": quantiles(&mut errors, looked),
    });

    let count = FORMS_A_SECOND * usize::try_from(seconds)?;
    eprintln!("opening {count} forms, and sending them over {connections} connections");
    let forms = opened(at, connections, count).await?;
    let filings = rate(
        &mut errors,
        file(at, connections, Forms::AtHand(forms)).await,
    );
    server.drain(DRAINS_WITHIN).await?;
    eprintln!("opening and sending forms in turn for {seconds} s");
    let forms = Forms::Opened(Duration::from_secs(seconds));
    let pairs = rate(&mut errors, file(at, connections, forms).await);
    server.drain(DRAINS_WITHIN).await?;

    eprintln!(
        "sending {FILINGS} forms a second for {seconds} s, and again beside {SLOW} slow files"
    );
    let alone = ask(at, Visit::File, FILINGS, seconds).await;
    let mut trickle = Trickle::begin(at, SLOW).await?;
    let beside = ask(at, Visit::File, FILINGS, seconds).await;
    let alive = trickle.alive();
    drop(trickle);
    let (alone, beside) = (
        quantiles(&mut errors, alone),
        quantiles(&mut errors, beside),
    );
    let p95 = |times: &Value| times["p95"].as_f64();
    let ratio = p95(&beside)
        .zip(p95(&alone))
        .map(|(beside, alone)| beside / alone);

    let json = json!({
        "seconds": seconds,
        "concurrency": connections,
        "page_bytes": english.max(chinese),
        "pages": pages,
        "filings": filings,
        "pairs": pairs,
        "upload": upload,
        "slow": {
            "uploads": SLOW,
            "still_sending": alive,
            "filings_per_second": FILINGS,
            "without_ms": alone,
            "with_ms": beside,
            "p95_ratio": number(ratio),
        },
        "errors": errors,
        "resident_mib_max": number(Some(server.process.resident_mib_max()?)),
    });
    server.stop()?;
    let unacceptable = if errors > 0 {
        Some(format!("{errors} request(s) ended in an error"))
    } else {
        (alive < SLOW).then(|| format!("{} slow upload(s) were cut", SLOW - alive))
    };
    Ok(Outcome { json, unacceptable })
}

/// What a page takes on the wire; it loads nothing else.
async fn size(at: SocketAddr, path: &str) -> Result<usize> {
    let mut connection = Connection::to(at);
    let answer = connection.exchange(&get(at, path)).await?;
    anyhow::ensure!(
        answer.status == 200,
        "{path} was answered {}",
        answer.status
    );
    Ok(answer.length)
}

async fn upload(bench: &Bench<'_>, server: &Server) -> Result<Value> {
    let mib = usize::try_from(bench.options.mib)?;
    eprintln!("writing {mib} MiB to the disk, and sending as much through the form");
    let plain = plain(bench.scratch.path(), mib)?;
    let sent = long(server.public, mib, &server.process)
        .await
        .context("the long file")?;
    let per_second = mib as f64 / sent.took.as_secs_f64();
    Ok(json!({
        "mib": mib,
        "mib_per_second": number(Some(per_second)),
        "plain_mib_per_second": number(Some(plain)),
        "of_plain": number(Some(per_second / plain)),
        "resident_mib_before": number(Some(sent.before)),
        "grown_mib": number(Some(sent.most - sent.before)),
        "resident_mib_max": number(Some(server.process.resident_mib_max()?)),
    }))
}

fn quantiles(errors: &mut usize, asked: Filed) -> Value {
    *errors += asked.errors;
    let times = Times::of(asked.times);
    json!({
        "p50": number(times.quantile_ms(0.50)),
        "p95": number(times.quantile_ms(0.95)),
        "p99": number(times.quantile_ms(0.99)),
    })
}

fn rate(errors: &mut usize, filed: Filed) -> Value {
    let (count, seconds) = (filed.times.len(), filed.elapsed.as_secs_f64());
    json!({
        "count": count,
        "per_second": number(Some(count as f64 / seconds)),
        "ms": quantiles(errors, filed),
    })
}
