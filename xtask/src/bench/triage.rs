//! `bench triage`: what the models that learn are worth on labels that nobody at a desk gave: proxies all three, and the routing of
//! corpora no more than a smoke test, for language and house style give them away.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::paced::{Visit, ask};
use super::read::lines;
use super::server::{Server, tipline};
use super::summary::number;
use super::{Bench, Outcome};
use crate::shell::output;

/// Texts of a corpus that are taken for the routing.
const ROUTED: usize = 2_500;

/// Reports a second that the running server is sent.
const RATE: u32 = 50;

/// From the acceptance of a report to its proposed level, in a running server.
async fn proposed(bench: &Bench<'_>) -> Result<Value> {
    let data = bench.scratch.path().join("proposed");
    let mut server = Server::start(&bench.program, &data, bench.database().as_deref()).await?;
    let filed = ask(server.public, Visit::File, RATE, bench.options.seconds).await;
    server.drain(Duration::from_secs(60)).await?;
    let metrics = server.metrics().await?;
    let milliseconds = |q| {
        let seconds = metrics.quantile("tipline_proposed_seconds", q);
        number(seconds.map(|seconds| seconds * 1_000.0))
    };
    Ok(json!({
        "filed": filed.times.len(),
        "errors": filed.errors,
        "first_error": filed.first_error,
        "p50_ms": milliseconds(0.5),
        "p99_ms": milliseconds(0.99),
    }))
}

pub(super) async fn run(bench: &Bench<'_>) -> Result<Outcome> {
    let proposed = proposed(bench).await?;
    let corpus = |name: &str| {
        lines(
            &bench
                .shared
                .join("corpora")
                .join(format!("{name}.jsonl.gz")),
        )
    };
    let crisis = corpus("crisislex-t26")?;
    let mut sightings = corpus("nuforc-2019")?;
    let routed = [
        ("faa", corpus("faa-uas-2019-2024")?),
        ("petition", corpus("tipdm-petitions")?),
        ("crisis", crisis.clone()),
        ("sighting", sightings.clone()),
    ];

    // In the order of time; of the verdicts the four that are given most often.
    sightings.sort_by(|one, other| {
        one["received_at"]
            .as_str()
            .cmp(&other["received_at"].as_str())
    });
    let verdicts = ["star_or_planet", "hoax", "other", "missile_or_rocket"];
    let judged = sightings.iter().filter_map(|line| {
        let verdict = line["labels"]["verdict"].as_str()?;
        verdicts
            .contains(&verdict)
            .then_some((text(line), verdict.to_owned()))
    });
    let verdicts = evaluated(bench, judged)?;
    // Without times: in an order of chance, the same each time.
    let informative = crisis.iter().filter_map(|line| {
        Some((
            text(line),
            line["labels"]["informativeness"].as_str()?.to_owned(),
        ))
    });
    let informative = evaluated(bench, shuffled(informative))?;
    let routed = routed.iter().flat_map(|(label, lines)| {
        let taken = shuffled(lines.iter().map(|line| (text(line), (*label).to_owned())));
        taken.into_iter().take(ROUTED)
    });
    let routed = evaluated(bench, shuffled(routed))?;
    Ok(Outcome::from(json!({
        "acceptance_to_level": proposed,
        "proxy_nuforc_verdicts_in_time": verdicts,
        "proxy_crisislex_informativeness": informative,
        "smoke_test_routing_of_corpora": routed,
    })))
}

fn text(line: &Value) -> String {
    line["text"].as_str().unwrap_or_default().to_owned()
}

/// By a hash of the text (FNV-1a).
fn shuffled(texts: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = texts.collect();
    texts.sort_by_cached_key(|(text, _)| {
        text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    });
    texts
}

fn evaluated(
    bench: &Bench<'_>,
    texts: impl IntoIterator<Item = (String, String)>,
) -> Result<Value> {
    let mut all = String::new();
    for (text, label) in texts {
        writeln!(all, "{}", json!({ "text": text, "label": label }))?;
    }
    let file = bench.scratch.path().join("labelled.jsonl");
    std::fs::write(&file, all)?;
    let mut evaluate = tipline(&bench.program, None);
    let said = output(evaluate.args(["triage", "evaluate"]).arg(&file))?;
    serde_json::from_str(&said).context("`triage evaluate` did not print JSON")
}
