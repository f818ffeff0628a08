//! `bench log`: a log of millions of entries, made by the hidden command `tipline bench-log`.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::server::tipline;
use super::summary::number;
use super::{Bench, Outcome};
use crate::shell::output;

const PROOFS: u32 = 1_000;

pub(super) fn run(bench: &Bench<'_>) -> Result<Outcome> {
    let data = bench.scratch.path().join("data");
    let entries = bench.options.entries;

    eprintln!("making a log of {entries} entries");
    let start = Instant::now();
    output(command(bench, "bench-log", &data).args(["--entries", &entries.to_string()]))?;
    let made = start.elapsed().as_secs_f64();

    eprintln!("verifying it");
    let start = Instant::now();
    let mut verify = tipline(&bench.program, bench.database().as_deref());
    let verdict = output(verify.args(["log", "verify", "--data"]).arg(&data))?;
    let verified = start.elapsed().as_secs_f64();

    eprintln!("making {PROOFS} proofs of inclusion");
    let proofs = output(command(bench, "bench-log", &data).args(["--prove", &PROOFS.to_string()]))?;
    let proofs: Value =
        serde_json::from_str(&proofs).context("`bench-log --prove` did not print JSON")?;

    Ok(Outcome::from(json!({
        "entries": entries,
        "make_seconds": number(Some(made)),
        "verify_seconds": number(Some(verified)),
        "verify_entries_per_second": number(Some(entries as f64 / verified)),
        "verdict": serde_json::from_str::<Value>(&verdict).context("`log verify` did not print JSON")?,
        "proofs": proofs["proofs"],
        "proof_p50_ms": proofs["p50_ms"],
        "proof_p99_ms": proofs["p99_ms"],
    })))
}

fn command(bench: &Bench<'_>, name: &str, data: &Path) -> Command {
    let mut command = tipline(&bench.program, bench.database().as_deref());
    command.arg(name).arg("--data").arg(data);
    command
}
