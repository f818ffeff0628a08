//! The operator's door: is it alive, is it ready, how is it doing. Figures only; bound to loopback by default,
//! because counts that grow would tell that somebody has just filed.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use desk::Desk;
use std::fmt::Write;
use std::sync::atomic::Ordering;

/// `/healthz`, `/readyz`, `/metrics`.
pub fn router(desk: Desk) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(desk)
}

/// What the operator's door says when its connections are all taken.
pub fn when_full(desk: &Desk) -> Router {
    crate::full::when_ops_are_full(desk)
}

async fn ready(State(desk): State<Desk>) -> Response {
    if desk.ready().await {
        (StatusCode::OK, "ready\n").into_response()
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n",
        )
            .into_response()
    }
}

async fn metrics(State(desk): State<Desk>) -> Response {
    match text(&desk).await {
        Ok(text) => (
            [(
                header::CONTENT_TYPE,
                "text/plain; version=0.0.4; charset=utf-8",
            )],
            text,
        )
            .into_response(),
        Err(error) => {
            let cause = error.source().map(ToString::to_string);
            tracing::warn!(%error, cause, "the figures cannot be told");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
                .into_response()
        }
    }
}

/// Prometheus' text format, version 0.0.4.
async fn text(desk: &Desk) -> Result<String, Box<dyn std::error::Error>> {
    let mut out = String::new();
    let measures = desk.measures();
    let count = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);

    single(
        &mut out,
        "tipline_reports",
        "gauge",
        "Reports kept now.",
        desk.report_count().await?,
    )?;
    single(
        &mut out,
        "tipline_accepted_total",
        "counter",
        "Reports accepted since the start.",
        count(&measures.accepted),
    )?;
    single(
        &mut out,
        "tipline_analysed_total",
        "counter",
        "Reports read since the start.",
        count(&measures.analysed),
    )?;
    single(
        &mut out,
        "tipline_mailbox_late_total",
        "counter",
        "Mailbox answers whose work took longer than the fixed time.",
        count(&measures.mailbox_late),
    )?;
    single(
        &mut out,
        "tipline_writer_queue",
        "gauge",
        "Operations that wait for the writer.",
        desk.queued(),
    )?;

    single(
        &mut out,
        "tipline_clock_steady",
        "gauge",
        "0 while nothing is destroyed because the clock jumped or is in doubt.",
        u8::from(!measures.clock_in_doubt.load(Ordering::Relaxed)),
    )?;

    header(&mut out, "tipline_jobs", "gauge", "Jobs by state.")?;
    let (mut waiting, mut leased, mut aside) = (0, 0, 0);
    for (_, w, l, a) in desk.job_counts().await? {
        waiting += w;
        leased += l;
        aside += a;
    }
    for (state, n) in [
        ("waiting", waiting),
        ("leased", leased),
        ("set_aside", aside),
    ] {
        writeln!(out, "tipline_jobs{{state=\"{state}\"}} {n}")?;
    }

    histogram(
        &mut out,
        "tipline_log_lag_seconds",
        "From a leaf's commit to its signed head.",
        &measures.log_lag,
    )?;
    histogram(
        &mut out,
        "tipline_proposed_seconds",
        "From a report's acceptance to its proposed level.",
        &measures.proposed,
    )?;
    histogram(
        &mut out,
        "tipline_mailbox_work_seconds",
        "Work on a mailbox answer.",
        &measures.mailbox_work,
    )?;

    header(
        &mut out,
        "tipline_transactions_total",
        "counter",
        "Transactions by name and outcome.",
    )?;
    let transactions = desk.transactions();
    for (name, measured) in &transactions {
        let done = measured.count - measured.errors;
        writeln!(
            out,
            "tipline_transactions_total{{name=\"{name}\",outcome=\"done\"}} {done}"
        )?;
        writeln!(
            out,
            "tipline_transactions_total{{name=\"{name}\",outcome=\"failed\"}} {}",
            measured.errors
        )?;
    }
    header(
        &mut out,
        "tipline_transaction_seconds_total",
        "counter",
        "Time in transactions by name.",
    )?;
    for (name, measured) in &transactions {
        let seconds = std::time::Duration::from_nanos(measured.nanoseconds).as_secs_f64();
        writeln!(
            out,
            "tipline_transaction_seconds_total{{name=\"{name}\"}} {seconds}"
        )?;
    }
    Ok(out)
}

fn header(out: &mut String, name: &str, kind: &str, help: &str) -> std::fmt::Result {
    writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

fn single(
    out: &mut String,
    name: &str,
    kind: &str,
    help: &str,
    value: impl std::fmt::Display,
) -> std::fmt::Result {
    header(out, name, kind, help)?;
    writeln!(out, "{name} {value}")
}

fn histogram(
    out: &mut String,
    name: &str,
    help: &str,
    histogram: &desk::Histogram,
) -> std::fmt::Result {
    header(out, name, "histogram", help)?;
    let (counts, sum) = histogram.read();
    let mut total = 0;
    for (i, count) in counts.iter().enumerate() {
        total += count;
        match desk::BOUNDS.get(i) {
            Some(bound) => writeln!(out, "{name}_bucket{{le=\"{bound}\"}} {total}")?,
            None => writeln!(out, "{name}_bucket{{le=\"+Inf\"}} {total}")?,
        }
    }
    writeln!(out, "{name}_sum {sum}\n{name}_count {total}")
}
