//! `bench accept`: durable sealed reports a second through the API, everything that `serve` does switched on.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::filing::{Until, file, open_request};
use super::http::Connection;
use super::server::Server;
use super::summary::{Times, number};
use super::{Bench, Outcome};

/// How many receipts are tried afterwards.
const SAMPLE: usize = 500;
/// Connections on which they are tried.
const CONNECTIONS: usize = 8;
const DRAINS_WITHIN: Duration = Duration::from_secs(600);

pub(super) async fn run(bench: &Bench<'_>) -> Result<Outcome> {
    let data = bench.scratch.path().join("data");
    let mut server = Server::start(&bench.program, &data, bench.database().as_deref()).await?;
    let connections = bench.concurrency(64);
    eprintln!(
        "filing reports over {connections} connections for {} s",
        bench.options.seconds
    );

    let until = Until::Passed(Duration::from_secs(bench.options.seconds));
    let filed = file(server.public, connections, until).await;
    let after_load = server
        .metrics()
        .await
        .context("the metrics right after the load")?;
    eprintln!(
        "{} reports acknowledged, {} errors; waiting for the workers",
        filed.receipts.len(),
        filed.errors
    );
    let drained = server.drain(DRAINS_WITHIN).await?;

    let acknowledged = filed.receipts.len();
    let sample = sample(&filed.receipts, SAMPLE);
    eprintln!("opening {} receipts", sample.len());
    let opened = open(server.public, &sample).await?;
    let counted = counted(&mut server, acknowledged).await?;
    let lag = |q| {
        number(
            after_load
                .quantile("tipline_log_lag_seconds", q)
                .map(|seconds| seconds * 1000.0),
        )
    };
    let times = Times::of(filed.times);
    let json = json!({
        "seconds": number(Some(filed.elapsed.as_secs_f64())),
        "concurrency": connections,
        "reports": acknowledged,
        "per_second": number(Some(acknowledged as f64 / filed.elapsed.as_secs_f64())),
        "p50_ms": number(times.quantile_ms(0.50)),
        "p95_ms": number(times.quantile_ms(0.95)),
        "p99_ms": number(times.quantile_ms(0.99)),
        "max_ms": number(times.quantile_ms(1.0)),
        "errors": filed.errors,
        "resident_mib_max": number(Some(server.process.resident_mib_max()?)),
        "backlog_at_end": number(after_load.waiting_jobs()),
        "drain_seconds": number(drained.map(|time| time.as_secs_f64())),
        "sequencer_lag_ms": { "p50": lag(0.50), "p99": lag(0.99) },
        "receipts_tried": sample.len(),
        "receipts_opened": opened,
        "reports_counted_by_server": number(counted),
    });
    server.stop()?;
    Ok(Outcome {
        json,
        unacceptable: lost(acknowledged, sample.len(), opened, counted)
            .or_else(|| refused(filed.errors)),
    })
}

/// What must never be: a receipt that opens nothing, fewer reports than receipts, or nothing filed at all.
fn lost(acknowledged: usize, tried: usize, opened: usize, counted: Option<f64>) -> Option<String> {
    if acknowledged == 0 {
        Some("not one report was acknowledged".to_owned())
    } else if opened < tried {
        Some(format!(
            "REPORTS ARE LOST: {} of {tried} receipts do not open",
            tried - opened
        ))
    } else if counted.is_some_and(|counted| counted != acknowledged as f64) {
        Some(format!(
            "REPORTS DIFFER: {acknowledged} acknowledged, {counted:?} counted by the server"
        ))
    } else {
        None
    }
}

/// Nothing is lost with a filing that was refused, and still none may be.
fn refused(errors: usize) -> Option<String> {
    (errors > 0).then(|| format!("{errors} filing(s) ended in an error"))
}

/// Receipts at even distances, the first and the last among them: what is lost is most likely lost at an end.
fn sample(receipts: &[String], size: usize) -> Vec<&str> {
    let size = size.min(receipts.len());
    let last = receipts.len().saturating_sub(1);
    let at = |index: usize| index * last / size.saturating_sub(1).max(1);
    (0..size)
        .map(|index| receipts[at(index)].as_str())
        .collect()
}

/// How many of these receipts open their mailbox. Each answer takes 60 ms by design, hence several connections.
async fn open(address: SocketAddr, receipts: &[&str]) -> Result<usize> {
    let mut workers = JoinSet::new();
    for share in receipts.chunks(receipts.len().div_ceil(CONNECTIONS).max(1)) {
        let requests: Vec<_> = share
            .iter()
            .map(|receipt| open_request(address, receipt))
            .collect();
        workers.spawn(async move {
            let mut connection = Connection::to(address);
            let mut opened = 0;
            for request in requests {
                match connection.exchange(&request).await {
                    Ok(answer) if answer.status == 200 => opened += 1,
                    Ok(answer) => eprintln!("a receipt was answered with {}", answer.status),
                    Err(error) => eprintln!("a receipt could not be tried: {error:#}"),
                }
            }
            opened
        });
    }
    let mut opened = 0;
    while let Some(share) = workers.join_next().await {
        opened += share?;
    }
    Ok(opened)
}

/// The server's own count of reports, given a moment to arrive at what was acknowledged.
async fn counted(server: &mut Server, acknowledged: usize) -> Result<Option<f64>> {
    let mut counted = None;
    for _ in 0..50 {
        counted = server.metrics().await?.sum("tipline_reports", &[]);
        if counted.is_none_or(|counted| counted == acknowledged as f64) {
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }
    Ok(counted)
}

#[cfg(test)]
mod tests {
    use super::super::http::tests::{answer, fake};
    use super::*;

    #[test]
    fn the_sample_holds_both_ends_and_no_receipt_twice() {
        let receipts: Vec<_> = (0..1234).map(|number| number.to_string()).collect();
        let mut tried = sample(&receipts, 500);
        assert_eq!((tried[0], tried[499]), ("0", "1233"));
        tried.dedup();
        assert_eq!(tried.len(), 500);
        assert_eq!(sample(&receipts[..3], 500), ["0", "1", "2"]);
        assert_eq!(sample(&receipts[..1], 500), ["0"]);
        assert_eq!(sample(&[], 500), Vec::<&str>::new());
    }

    #[tokio::test]
    async fn only_receipts_that_open_are_counted() {
        let address = fake(vec![answer(200, "{}"), answer(404, "{}")]).await;
        assert_eq!(open(address, &["word"; 32]).await.unwrap(), 16);
        assert_eq!(open(address, &[]).await.unwrap(), 0);
    }

    #[test]
    fn a_lost_report_is_never_acceptable() {
        assert_eq!(lost(1000, 500, 500, Some(1000.0)), None);
        assert_eq!(lost(1000, 500, 500, None), None);
        assert!(
            lost(1000, 500, 499, Some(1000.0))
                .unwrap()
                .contains("1 of 500")
        );
        assert!(
            lost(1000, 500, 500, Some(999.0))
                .unwrap()
                .contains("DIFFER")
        );
        assert!(lost(0, 0, 0, Some(0.0)).is_some());
    }

    #[test]
    fn a_run_with_errors_is_never_acceptable() {
        assert_eq!(refused(0), None);
        assert!(refused(1).unwrap().contains("1 filing(s)"));
    }
}
