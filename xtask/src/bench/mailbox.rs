//! `bench mailbox`: can a known receipt be told from an unknown one by the time of its answer?
//!
//! A mistyped receipt is refused before anything is looked up, so "unknown" must be well-formed: the unknown
//! receipts here are good ones of another server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::json;
use tokio::task::JoinSet;

use super::filing::{Until, file, open_request};
use super::http::Connection;
use super::metrics::Metrics;
use super::server::Server;
use super::summary::{Times, microseconds, number};
use super::{Bench, Outcome};

const REPORTS: usize = 2_000;
const PAIRS: usize = 5_000;
const FILING_CONNECTIONS: usize = 16;
/// An answer is due at 60 ms; one later than this is late.
const LATE_MS: f64 = 61.5;

pub(super) async fn run(bench: &Bench<'_>) -> Result<Outcome> {
    let elsewhere =
        Server::start(&bench.program, &bench.scratch.path().join("other"), None).await?;
    let unknown = receipts(&elsewhere).await?;
    elsewhere.stop()?;

    let data = bench.scratch.path().join("data");
    let mut server = Server::start(&bench.program, &data, bench.database().as_deref()).await?;
    let known = receipts(&server).await?;
    server.drain(Duration::from_secs(120)).await?;

    let connections = bench.concurrency(8);
    eprintln!("opening {PAIRS} pairs of receipts over {connections} connections");
    let before = server.metrics().await?;
    let seen = open_pairs(
        server.public,
        connections,
        PAIRS,
        Arc::new(known),
        Arc::new(unknown),
    )
    .await?;
    let after = server.metrics().await?;
    server.stop()?;

    let answers = (seen.known.len() + seen.unknown.len()) as f64;
    let late_on_the_way = |times: &Times| number(times.share_above_ms(LATE_MS));
    let (known, unknown) = (Times::of(seen.known), Times::of(seen.unknown));
    let medians = known.quantile_ms(0.5).zip(unknown.quantile_ms(0.5));
    let work = after.quantile("tipline_mailbox_work_seconds", 0.95);
    Ok(Outcome::from(json!({
        "pairs": PAIRS,
        "concurrency": connections,
        "known_p50_ms": number(known.quantile_ms(0.5)),
        "unknown_p50_ms": number(unknown.quantile_ms(0.5)),
        "difference_ms": number(medians.map(|(known, unknown)| known - unknown)),
        "known_p99_ms": number(known.quantile_ms(0.99)),
        "unknown_p99_ms": number(unknown.quantile_ms(0.99)),
        "late_share": late(&before, &after).map(|late| late / answers),
        "known_above_61_5_ms_at_client": late_on_the_way(&known),
        "unknown_above_61_5_ms_at_client": late_on_the_way(&unknown),
        "work_p95_ms": number(work.map(|seconds| seconds * 1000.0)),
    })))
}

/// Answers that the server itself counted as late, since the first look. A counter that appears only with its
/// first event is zero before.
fn late(before: &Metrics, after: &Metrics) -> Option<f64> {
    let name = "tipline_mailbox_late_total";
    Some(after.sum(name, &[])? - before.sum(name, &[]).unwrap_or(0.0))
}

async fn receipts(server: &Server) -> Result<Vec<String>> {
    eprintln!("filing {REPORTS} reports");
    let filed = file(server.public, FILING_CONNECTIONS, Until::Sent(REPORTS)).await;
    if filed.errors > 0 {
        bail!("{} of {REPORTS} reports were not accepted", filed.errors);
    }
    Ok(filed.receipts)
}

/// Times of answers in microseconds.
#[derive(Default)]
struct Seen {
    known: Vec<u32>,
    unknown: Vec<u32>,
}

/// Opens pair after pair, every other one with the unknown receipt first, so that neither kind has an
/// advantage by its place.
async fn open_pairs(
    address: SocketAddr,
    connections: usize,
    pairs: usize,
    known: Arc<Vec<String>>,
    unknown: Arc<Vec<String>>,
) -> Result<Seen> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut workers = JoinSet::new();
    for _ in 0..connections {
        let (next, known, unknown) = (Arc::clone(&next), Arc::clone(&known), Arc::clone(&unknown));
        workers.spawn(async move {
            let mut seen = Seen::default();
            let mut connection = Connection::to(address);
            loop {
                let pair = next.fetch_add(1, Ordering::Relaxed);
                if pair >= pairs {
                    return Ok::<_, anyhow::Error>(seen);
                }
                let unknown_first = pair % 2 == 1;
                for is_known in [!unknown_first, unknown_first] {
                    let (receipts, expected) = if is_known {
                        (&known, 200)
                    } else {
                        (&unknown, 404)
                    };
                    let request = open_request(address, &receipts[pair % receipts.len()]);
                    let time = open(&mut connection, &request, expected).await?;
                    if is_known {
                        &mut seen.known
                    } else {
                        &mut seen.unknown
                    }
                    .push(time);
                }
            }
        });
    }
    let mut all = Seen::default();
    while let Some(done) = workers.join_next().await {
        let seen = done??;
        all.known.extend(seen.known);
        all.unknown.extend(seen.unknown);
    }
    Ok(all)
}

async fn open(connection: &mut Connection, request: &[u8], expected: u16) -> Result<u32> {
    let start = Instant::now();
    let answer = connection.exchange(request).await?;
    let time = microseconds(start.elapsed());
    if answer.status != expected {
        let body = String::from_utf8_lossy(answer.body);
        bail!(
            "a receipt was answered with {} instead of {expected}: {}",
            answer.status,
            body.trim()
        );
    }
    Ok(time)
}

#[cfg(test)]
mod tests {
    use super::super::http::tests::{answer, fake};
    use super::*;

    #[test]
    fn late_answers_are_counted_since_the_first_look() {
        let at = |count: u32| Metrics::parse(&format!("tipline_mailbox_late_total {count}\n"));
        assert_eq!(late(&at(3), &at(5)), Some(2.0));
        assert_eq!(late(&Metrics::default(), &at(5)), Some(5.0));
        assert_eq!(late(&at(3), &Metrics::default()), None);
    }

    #[tokio::test]
    async fn every_pair_is_opened_once_and_in_alternating_order() {
        // Pairs in the order known-unknown, unknown-known: 200, 404, 404, 200.
        let (found, gone) = (answer(200, "{}"), answer(404, "{}"));
        let address = fake(vec![found.clone(), gone.clone(), gone, found]).await;
        let receipts = |word: &str| Arc::new(vec![word.to_owned()]);
        let seen = open_pairs(address, 1, 50, receipts("known"), receipts("unknown"))
            .await
            .unwrap();
        assert_eq!((seen.known.len(), seen.unknown.len()), (50, 50));
    }

    #[tokio::test]
    async fn a_known_receipt_that_does_not_open_ends_the_measurement() {
        let address = fake(vec![answer(404, "{}")]).await;
        let receipts = || Arc::new(vec!["word".to_owned()]);
        let error = open_pairs(address, 1, 50, receipts(), receipts())
            .await
            .err()
            .unwrap();
        assert!(error.to_string().contains("404 instead of 200"), "{error}");
    }
}
