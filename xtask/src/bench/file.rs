//! `bench file`: a long file, received by the hidden command `tipline bench-file` beside a plain one of the same length.

use anyhow::{Context, Result};
use serde_json::Value;

use super::server::tipline;
use super::{Bench, Outcome};
use crate::shell::output;

/// MiB a second, unless the disk is slower.
const RATE: f64 = 200.0;

pub(super) fn run(bench: &Bench<'_>) -> Result<Outcome> {
    let mib = bench.options.mib;
    eprintln!("receiving {mib} MiB, twice, and writing as much beside it");
    let mut command = tipline(&bench.program, bench.database().as_deref());
    let data = bench.scratch.path().join("data");
    command.args(["bench-file", "--mib", &mib.to_string(), "--data"]);
    let measured = output(command.arg(data))?;
    let mut measured: Value =
        serde_json::from_str(&measured).context("`bench-file` did not print JSON")?;
    let rate = |name: &str| measured[name].as_f64().unwrap_or_default();
    // Asked for is that rate, or the disk's own where that is less.
    let asked = RATE.min(rate("plain_mib_per_second"));
    measured["of_asked_rate"] = (rate("mib_per_second") / asked).into();
    Ok(Outcome::from(measured))
}
