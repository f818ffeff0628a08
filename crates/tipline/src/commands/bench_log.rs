//! `tipline bench-log` (hidden): makes a large log by a bulk path, and measures inclusion proofs.

use super::print;
use crate::Outcome;
use crate::args::BenchLog;
use crate::config;
use crate::data_dir::DataDir;
use serde_json::json;
use std::time::Instant;

pub(crate) fn run(bench: &BenchLog) -> anyhow::Result<Outcome> {
    let config = config::read(bench.place.config.as_deref())?;
    let dir = DataDir::take(&bench.place.data, true)?;
    let (desk, _) = dir.desk(&bench.place, &config, true)?;
    if let Some(entries) = bench.entries {
        let started = Instant::now();
        desk.fill_log(entries, !bench.bare)?;
        print(&json!({ "entries": entries, "seconds": started.elapsed().as_secs_f64() }))?;
    }
    if let Some(count) = bench.prove {
        let size = desk.log_size()?;
        let mut took = Vec::new();
        for n in 0..count {
            // Spread over the whole log, by a step that shares no factor with a power of two.
            let position = n.wrapping_mul(7_919_111) % size.max(1);
            let started = Instant::now();
            desk.prove(position)?;
            took.push(started.elapsed().as_secs_f64() * 1000.0);
        }
        took.sort_by(f64::total_cmp);
        let at = |share: f64| {
            took.get(((took.len() as f64 * share) as usize).min(took.len().saturating_sub(1)))
        };
        print(
            &json!({ "proofs": count, "size": size, "p50_ms": at(0.5), "p99_ms": at(0.99), "max_ms": at(1.0) }),
        )?;
    }
    desk.close();
    Ok(Outcome::Done)
}
