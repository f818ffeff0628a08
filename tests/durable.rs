//! Law: between the write of a report into the write-ahead log and the 201 that hands out its receipt, the log was
//! synced to the disk, and the sync had come back. Read from a trace of the server's own system calls.

use crate::kit::program::{Place, has, skip};
use std::collections::HashMap;
use std::process::Command;

/// Long texts, so that a report's own transaction is told from the small ones of worker and sequencer by its size.
const TEXT: usize = 60_000;
const REPORTS: usize = 20;

#[test]
fn a_receipt_leaves_only_after_its_report_was_synced() {
    if !has("strace") {
        return skip("strace is not installed");
    }
    let place = Place::sqlite();
    let trace = place.beside("trace");
    let mut strace = Command::new("strace");
    let calls = "trace=pwrite64,pwritev,pwritev2,write,writev,fdatasync,fsync,sendto,sendmsg";
    strace
        .args(["-f", "-y", "-s", "16", "-e", calls, "-o"])
        .arg(&trace);
    let served = place.serve_under(&mut strace);
    let mut client = served.client();
    for number in 0..REPORTS {
        let text = format!("report {number} {}", "x".repeat(TEXT));
        assert_eq!(client.file(&text).expect("an answer").status, 201);
    }
    assert!(served.stop().success());

    let trace = std::fs::read_to_string(trace).expect("a trace");
    let verdict = judge(&trace);
    assert_eq!((verdict.answers, verdict.too_early), (REPORTS, 0));

    // The same trace, had there been no sync, and had every sync failed.
    let without: Vec<&str> = trace
        .lines()
        .filter(|line| !line.contains("sync"))
        .collect();
    assert_eq!(judge(&without.join("\n")).too_early, REPORTS);
    let failed = trace.lines().map(|line| match line.strip_suffix("= 0") {
        Some(call) if call.contains("sync") => format!("{call}= -1 EIO (Input/output error)"),
        _ => line.to_owned(),
    });
    assert_eq!(
        judge(&failed.collect::<Vec<_>>().join("\n")).too_early,
        REPORTS
    );
}

#[test]
fn the_judge_of_traces_finds_a_receipt_that_left_too_early() {
    let write = "7 pwrite64(5</d/tipline.db-wal>, \"\\0\"..., 65536, 32) = 65536\n";
    let sync = "7 fdatasync(5</d/tipline.db-wal>) = 0\n";
    let answer =
        "9 writev(24<socket:[1]>, [{iov_base=\"HTTP/1.1 201 Cre\"..., iov_len=273}], 1) = 273\n";
    let begun = "7 fsync(5</d/tipline.db-wal> <unfinished ...>\n";
    let ended = "7 <... fsync resumed>) = 0\n";
    let other_file = "8 fsync(7</d/tipline.db>) = 0\n";
    let other_reports_sync = "8 fsync(6</d/tipline.db-wal> <unfinished ...>\n";
    let verdicts = [
        ("in order", [write, sync, answer].concat()),
        ("in two pieces", [write, begun, ended, answer].concat()),
        ("no sync", [write, answer].concat()),
        ("afterwards", [write, answer, sync].concat()),
        ("still under way", [write, begun, answer, ended].concat()),
        ("of another file", [write, other_file, answer].concat()),
        (
            "begun before the write",
            [
                other_reports_sync,
                write,
                "8 <... fsync resumed>) = 0\n",
                answer,
            ]
            .concat(),
        ),
        ("not even written", [sync, answer].concat()),
    ];
    let verdicts = verdicts.map(|(what, trace)| format!("{what}: {}", judge(&trace).too_early));
    insta::assert_snapshot!(verdicts.join("\n"), @r"
    in order: 0
    in two pieces: 0
    no sync: 1
    afterwards: 1
    still under way: 1
    of another file: 1
    begun before the write: 1
    not even written: 1
    ");
}

struct Verdict {
    answers: usize,
    too_early: usize,
}

/// Reads a trace line by line. A sync covers what was written before it began, and counts when it has come back
/// with 0. Before each 201 (and after the one before it) a sync must have covered a whole report.
fn judge(trace: &str) -> Verdict {
    let (mut answers, mut too_early) = (0, 0);
    let (mut written, mut synced, mut covered_at_once) = (0, 0, 0);
    let mut begun: HashMap<&str, Call> = HashMap::new();
    for line in trace.lines() {
        let Some((thread, call)) = line.trim_start().split_once(' ') else {
            continue;
        };
        let call = call.trim_start();
        if call.contains("\"HTTP/1.1 201") && !call.starts_with("<...") {
            answers += 1;
            too_early += usize::from(covered_at_once < TEXT);
            covered_at_once = 0;
        }
        let (started, ended) = match call.strip_prefix("<... ") {
            Some(_) => (begun.remove(thread), true),
            None => (
                Call::begin(call, written),
                !call.ends_with("<unfinished ...>"),
            ),
        };
        let Some(started) = started else { continue };
        if !ended {
            begun.insert(thread, started);
            continue;
        }
        let result: Option<usize> = call
            .rsplit(" = ")
            .next()
            .and_then(|result| result.trim().parse().ok());
        match (started, result) {
            (Call::Write, Some(bytes)) => written += bytes,
            (Call::Sync { covers }, Some(0)) if covers > synced => {
                covered_at_once = covered_at_once.max(covers - synced);
                synced = covers;
            }
            _ => {}
        }
    }
    Verdict { answers, too_early }
}

enum Call {
    Write,
    Sync { covers: usize },
}

impl Call {
    /// A call on the write-ahead log; others are of no interest.
    fn begin(call: &str, written: usize) -> Option<Call> {
        let (name, arguments) = call.split_once('(')?;
        let file = arguments.split(['>', ',']).next()?;
        if !file.ends_with("tipline.db-wal") {
            return None;
        }
        match name {
            "fsync" | "fdatasync" => Some(Call::Sync { covers: written }),
            name if name.contains("write") => Some(Call::Write),
            _ => None,
        }
    }
}
