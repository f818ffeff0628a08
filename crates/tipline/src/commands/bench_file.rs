//! `tipline bench-file` (hidden): receives a long file, beside a plain one of the same length, and measures both.

use super::print;
use crate::Outcome;
use crate::args::BenchFile;
use crate::config;
use crate::data_dir::DataDir;
use desk::Desk;
use serde_json::json;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// As a request's body comes.
const PIECE: usize = 16 * 1024;
const MIB: u64 = 1 << 20;

pub(crate) fn run(bench: &BenchFile) -> anyhow::Result<Outcome> {
    let config = config::read(bench.place.config.as_deref())?;
    let dir = DataDir::take(&bench.place.data, true)?;
    let (desk, _) = dir.desk(&bench.place, &config, true)?;
    let piece: Vec<u8> = (0..PIECE).map(|n| (n % 251) as u8).collect();
    let (mut plain, mut sealed, mut grown) = (Vec::new(), Vec::new(), 0);
    for _ in 0..bench.rounds {
        if !bench.alone {
            plain.push(rate(bench.mib, || {
                write_plain(&dir.path, &piece, bench.mib)
            })?);
        }
        let before = resident_kib()?;
        let mut most = before;
        sealed.push(rate(bench.mib, || {
            receive(&desk, &piece, bench.mib, &mut most)
        })?);
        grown = grown.max(most - before);
    }
    desk.close();
    print(&json!({
        "mib": bench.mib,
        "mib_per_second": best(&sealed),
        "plain_mib_per_second": best(&plain),
        "of_plain": best(&sealed) / best(&plain),
        "grown_mib": grown as f64 / 1024.0,
        "rounds": sealed,
        "plain_rounds": plain,
    }))?;
    Ok(Outcome::Done)
}

fn rate(mib: u64, deed: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let started = Instant::now();
    deed()?;
    Ok(mib as f64 / started.elapsed().as_secs_f64())
}

/// What others do on the same machine makes a round slower, nothing makes it faster.
fn best(rates: &[f64]) -> f64 {
    rates.iter().copied().fold(f64::NAN, f64::max)
}

fn pieces(piece: &[u8], mib: u64) -> impl Iterator<Item = &[u8]> {
    std::iter::repeat_n(piece, (mib * MIB) as usize / PIECE)
}

/// What `dd conv=fsync` does.
fn write_plain(folder: &Path, piece: &[u8], mib: u64) -> anyhow::Result<()> {
    let path = folder.join("plain");
    let mut file = File::create(&path)?;
    pieces(piece, mib).try_for_each(|piece| file.write_all(piece))?;
    file.sync_data()?;
    drop(file);
    Ok(std::fs::remove_file(path)?)
}

fn receive(desk: &Desk, piece: &[u8], mib: u64, most: &mut u64) -> anyhow::Result<()> {
    let mut arriving = desk.receive_file("a file", "video/mp4")?;
    for (number, piece) in pieces(piece, mib).enumerate() {
        arriving.push(piece)?;
        if number % 1024 == 0 {
            *most = resident_kib()?.max(*most);
        }
    }
    arriving.finish()?;
    *most = resident_kib()?.max(*most);
    Ok(())
}

/// KiB of this process in memory.
pub(super) fn resident_kib() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    Ok(kib.unwrap_or_default().parse()?)
}
