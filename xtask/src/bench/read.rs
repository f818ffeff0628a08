//! `bench read`: `tipline read` over the corpora and over the written cases: speed, memory, and how often it is right.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::server::tipline;
use super::summary::number;
use super::{Bench, Outcome};
use crate::shell::output;

pub(super) fn run(bench: &Bench<'_>) -> Result<Outcome> {
    let corpus = |name: &str| bench.shared.join("corpora").join(name);
    let petitions = corpus("tipdm-petitions.jsonl.gz");
    let mut timed = tipline(&bench.program, None);
    let timed = output(timed.arg("bench-read").arg(&petitions))?;
    let timed: Value = serde_json::from_str(&timed).context("`bench-read` did not print JSON")?;

    // Until the first report is read: what it is read with is made ready before.
    let one = bench.scratch.path().join("one.jsonl");
    std::fs::write(
        &one,
        "{\"id\":\"1\",\"text\":\"A drone hovered over the plant.\"}\n",
    )?;
    let mut starts = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        read(bench, &one)?;
        starts.push(start.elapsed().as_secs_f64());
    }
    starts.sort_by(f64::total_cmp);
    let empty = starts[2];
    let start = Instant::now();
    let read_petitions = read(bench, &petitions)?;
    let whole = start.elapsed().as_secs_f64();
    let count = read_petitions.len() as f64;

    let faa = read(bench, &corpus("faa-uas-2019-2024.jsonl.gz"))?;
    let sightings = corpus("nuforc-2019.jsonl.gz");
    // Of shorter ones nobody could say.
    let long = |line: &Value| {
        line["text"]
            .as_str()
            .is_some_and(|it| it.chars().count() >= 30)
    };
    let nuforc: Vec<Value> = read(bench, &sightings)?
        .into_iter()
        .zip(lines(&sightings)?)
        .filter_map(|(read, line)| long(&line).then_some(read))
        .collect();
    let crisis = corpus("crisislex-t26.jsonl.gz");
    let unrelated: Vec<Value> = read(bench, &crisis)?
        .into_iter()
        .zip(lines(&crisis)?)
        .filter_map(|(read, line)| {
            line["labels"]
                .to_string()
                .contains("Not related")
                .then_some(read)
        })
        .collect();
    let mut cases = serde_json::Map::new();
    for language in ["zh", "en"] {
        cases.insert(language.to_owned(), written(bench, language)?);
    }
    Ok(Outcome::from(json!({
        "petitions": {
            "reports": count,
            "per_second_whole_process": number(Some(count / whole)),
            "reading_alone": timed,
            "start_seconds": number(Some(empty)),
            "resident_mib": number(Some(resident(bench, &petitions)?)),
            "false_alarms": share(&read_petitions, is_alarm),
            "alarms_by_signature": signatures(&read_petitions),
            "alarms_by_category": categories(&read_petitions),
            "language_right": share(&read_petitions, |it| it["language"]["code"] == "zh"),
        },
        "faa": {
            "reports": faa.len(),
            "aviation": share(&faa, |it| it["category"]["code"] == "AVIATION"),
            "with_a_clock_time": share(&faa, |it| names(it, "time")),
            "with_a_bearing": share(&faa, |it| names(it, "bearing")),
            "language_right": share(&faa, |it| it["language"]["code"] == "en"),
        },
        "nuforc": { "reports": nuforc.len(), "language_right": share(&nuforc, |it| it["language"]["code"] == "en") },
        "crisislex_not_related": { "reports": unrelated.len(), "false_alarms": share(&unrelated, is_alarm) },
        "written_cases": cases,
    })))
}

/// What `tipline read` says of each line, in order.
fn read(bench: &Bench<'_>, file: &Path) -> Result<Vec<Value>> {
    let said = output(tipline(&bench.program, None).arg("read").arg(file))?;
    let lines = said.lines().map(serde_json::from_str);
    lines
        .collect::<Result<_, _>>()
        .context("`read` did not print JSON Lines")
}

/// The lines of a corpus, by `zcat`.
pub(super) fn lines(file: &Path) -> Result<Vec<Value>> {
    let text = output(Command::new("zcat").arg(file))?;
    let lines = text.lines().map(serde_json::from_str);
    lines
        .collect::<Result<_, _>>()
        .context("the corpus is not JSON Lines")
}

/// The most memory that the process had, by what the kernel kept until it ended.
fn resident(bench: &Bench<'_>, file: &Path) -> Result<f64> {
    let mut command = tipline(&bench.program, None);
    let mut child = command
        .arg("read")
        .arg(file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut most = 0.0_f64;
    let mut out = child.stdout.take().context("its output")?;
    let mut piece = vec![0; 1 << 16];
    while out.read(&mut piece)? > 0 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        most = most.max(kib.unwrap_or(0.0) / 1024.0);
    }
    child.wait()?;
    Ok(most)
}

/// The written cases of a language: how many are read as they should be, and which are not.
fn written(bench: &Bench<'_>, language: &str) -> Result<Value> {
    let folder = bench.workspace.root.join("tests/reading");
    let load = |name: &str| -> Result<Vec<Value>> {
        let file = folder.join(format!("{language}-{name}.jsonl"));
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        text.lines()
            .map(|line| Ok(serde_json::from_str(line)?))
            .collect()
    };
    let (recall, harmless) = (load("recall")?, load("harmless")?);
    let told = |cases: &[Value]| -> Result<Vec<Value>> {
        let mut lines = String::new();
        for case in cases {
            let line = json!({ "id": case["id"], "text": case["text"] });
            writeln!(lines, "{line}")?;
        }
        let file = bench.scratch.path().join("cases.jsonl");
        std::fs::write(&file, lines)?;
        read(bench, &file)
    };
    let said = told(&recall)?;
    let is_hit = |(case, said): &(&Value, &Value)| {
        said["category"]["code"] == case["code"] && said["category"]["sector"] == case["sector"]
    };
    let pairs: Vec<(&Value, &Value)> = recall.iter().zip(&said).collect();
    let reaches = |(case, said): &(&Value, &Value)| {
        said["priority"]["level"].as_u64() >= case["level"].as_u64()
    };
    let mut sectors: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut missed = Vec::new();
    for pair in &pairs {
        let sector = pair.0["sector"].as_str().unwrap_or_default().to_owned();
        let counts = sectors.entry(sector).or_default();
        counts.1 += 1;
        match is_hit(pair) {
            true => counts.0 += 1,
            false => missed.push(pair.0["id"].clone()),
        }
    }
    let said_harmless = told(&harmless)?;
    let drones: Vec<&Value> = harmless
        .iter()
        .zip(&said_harmless)
        .filter_map(|(case, said)| (case["near"] == "drones").then_some(said))
        .collect();
    let of = |count: usize, all: usize| number(Some(count as f64 / all.max(1) as f64));
    Ok(json!({
        "cases": pairs.len(),
        "code_and_sector": of(pairs.iter().filter(|pair| is_hit(pair)).count(), pairs.len()),
        "reach_the_level": of(pairs.iter().filter(|pair| reaches(pair)).count(), pairs.len()),
        "by_sector": sectors.into_iter().map(|(sector, (hit, all))| (sector, json!(format!("{hit}/{all}")))).collect::<serde_json::Map<_, _>>(),
        "missed": missed,
        "harmless": said_harmless.len(),
        "harmless_that_alarm": share(&said_harmless, is_alarm),
        "harmless_drones_read_as_aviation": of(drones.iter().filter(|it| it["category"]["code"] == "AVIATION").count(), drones.len()),
    }))
}

fn is_alarm(said: &Value) -> bool {
    said["priority"]["level"].as_u64() >= Some(2)
}

fn names(said: &Value, kind: &str) -> bool {
    let entities = said["entities"].as_array();
    entities.is_some_and(|entities| entities.iter().any(|it| it["kind"] == kind))
}

fn share(said: &[Value], is: impl Fn(&Value) -> bool) -> Value {
    let count = said.iter().filter(|it| is(it)).count();
    json!((count as f64 / said.len().max(1) as f64 * 10_000.0).round() / 10_000.0)
}

fn signatures(said: &[Value]) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for it in said.iter().filter(|it| is_alarm(it)) {
        for signature in it["signatures"].as_array().into_iter().flatten() {
            *counts
                .entry(signature["id"].to_string().replace('"', ""))
                .or_default() += 1;
        }
    }
    counts
}

fn categories(said: &[Value]) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for it in said.iter().filter(|it| is_alarm(it)) {
        let category = &it["category"];
        let name = format!("{}.{}", category["sector"], category["code"]).replace('"', "");
        *counts.entry(name).or_default() += 1;
    }
    counts
}
