//! Law: `tipline import` takes two real corpora without a bad line; killed in the middle and started again it doubles
//! nothing and loses nothing; officers open what was imported, and its reporters read the answer with their receipts.

use crate::kit::load::{Kept, opening};
use crate::kit::program::{Place, skip};
use crate::kit::remains::Remains;
use crate::kit::served::Served;
use flate2::read::MultiGzDecoder;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

const SETTINGS: &str = "[work]\nlease_s = 1\n[mailbox]\nanswer_ms = 1\n";

#[test]
fn two_corpora_are_imported_through_a_kill_and_answered() {
    let Some((petitions, incidents)) = corpora() else {
        return;
    };
    imports(&petitions, &incidents, 300);
}

#[test]
#[ignore = "soak: every receipt of 11,385 is tried"]
fn soak_two_corpora_are_imported_through_a_kill_and_every_receipt_opens() {
    let Some((petitions, incidents)) = corpora() else {
        return;
    };
    imports(&petitions, &incidents, usize::MAX);
}

fn imports(petitions: &Corpus, incidents: &Corpus, tried: usize) {
    let place = Place::sqlite().with_settings(SETTINGS);
    let receipts = place.beside("receipts");

    // The first alone, killed in the middle and begun again.
    import_and_kill(&place, petitions, &receipts, 1500);
    let summary = import(&place, petitions, &receipts);
    let taken_before = summary["skipped"].as_u64().expect("a number");
    assert_eq!(summary["accepted"], petitions.len() - taken_before);
    assert!(
        (1..petitions.len()).contains(&taken_before),
        "it was not killed in the middle: {summary}"
    );
    assert_eq!(
        fs::metadata(&receipts)
            .expect("receipts")
            .permissions()
            .mode()
            & 0o777,
        0o600
    );

    // The second through a running server.
    let served = place.serve();
    place.set_up("officer-1");
    answered(&place, &served, petitions, &receipts);
    let summary = import(&place, incidents, &receipts);
    assert_eq!(
        (&summary["accepted"], &summary["skipped"]),
        (&json!(incidents.len()), &json!(0))
    );
    answered(&place, &served, incidents, &receipts);
    // Once more: nothing is left to do.
    let summary = import(&place, incidents, &receipts);
    assert_eq!(
        (&summary["accepted"], &summary["skipped"]),
        (&json!(0), &json!(incidents.len()))
    );

    for corpus in [petitions, incidents] {
        receipts_open(&served, corpus, &receipts, tried);
    }
    served.wait_until_all_is_read();
    assert_eq!(
        place.run(&["log", "verify"]).ok().json()["problems"],
        json!([])
    );
    assert!(served.stop().success());
    let all = usize::try_from(petitions.len() + incidents.len()).expect("a count");
    let remains = Remains::of(&place);
    assert_eq!(
        (
            remains.reports,
            remains.broken,
            remains.unread,
            remains.jobs
        ),
        (all, 0, 0, 0)
    );
}

#[test]
fn bad_lines_are_listed_and_the_good_ones_taken() {
    let place = Place::sqlite();
    let file = place.beside("lines.jsonl");
    let mut lines: Vec<Vec<u8>> = [
        r#"{"id":"1","text":"good"}"#,
        r#"{"id":"2","text":"#,
        r#"{"id":"3"}"#,
        r#"{"id":"4","text":"good too","labels":{"anything":[1,2]}}"#,
        r#"{"id":"1","text":"good again"}"#,
        r#"{"id":"5","text":"t","place":{"lat":"north"}}"#,
        "",
        r#"{"text":"no id"}"#,
    ]
    .map(|line| line.as_bytes().to_vec())
    .into();
    lines.push(b"{\"id\":\"6\",\"text\":\"\xff\"}".to_vec());
    lines.push(format!("{{\"id\":\"7\",\"text\":\"{}\"}}", "x".repeat(2 << 20)).into_bytes());
    lines.push(br#"{"id":"8","text":"the last, without a line end"}"#.to_vec());
    fs::write(&file, lines.join(&b'\n')).expect("a file");

    let done = place.run(&["import", file.to_str().expect("a path")]);
    let summary = done.json();
    let bad = summary["bad_lines"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|bad| {
            let problem = &bad["problems"][0];
            format!(
                "line {}: {} {}",
                bad["line"], problem["field"], problem["en"]
            )
        });
    let bad: Vec<String> = bad.collect();
    let counts = format!(
        "status {}: {} accepted, {} skipped",
        done.status, summary["accepted"], summary["skipped"]
    );
    insta::assert_snapshot!(format!("{counts}\n{}", bad.join("\n")), @r#"
    status 1: 3 accepted, 1 skipped
    line 2: "" "This is not JSON: at line 1, column 18, a value is expected here: a text in double quotation marks, a number, an object or null."
    line 3: "text" "The field \"text\" is missing. Add it."
    line 6: "place.lat" "This must be a number, without quotation marks."
    line 8: "id" "The field \"id\" is missing. Add it."
    line 9: "" "the line is not UTF-8"
    line 10: "" "the line is longer than 1 MiB"
    "#);
}

/// The corpus's lines: what each report says, by its id.
struct Corpus {
    file: PathBuf,
    texts: HashMap<String, String>,
}

impl Corpus {
    fn read(file: PathBuf) -> Corpus {
        let lines =
            BufReader::new(MultiGzDecoder::new(File::open(&file).expect("a corpus"))).lines();
        let text = |line: std::io::Result<String>| {
            let line: Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
            (
                line["id"].as_str().expect("an id").to_owned(),
                line["text"].as_str().expect("a text").to_owned(),
            )
        };
        Corpus {
            texts: lines.map(text).collect(),
            file,
        }
    }

    fn len(&self) -> u64 {
        self.texts.len() as u64
    }
}

fn corpora() -> Option<(Corpus, Corpus)> {
    let shared = std::env::var_os("TIPLINE_SHARED").map(PathBuf::from);
    let shared =
        shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"));
    let folder = shared.join("corpora");
    if !folder.is_dir() {
        skip("the corpora are not here (TIPLINE_SHARED)");
        return None;
    }
    let corpus = |name: &str| Corpus::read(folder.join(name));
    let both = (
        corpus("tipdm-petitions.jsonl.gz"),
        corpus("faa-uas-2019-2024.jsonl.gz"),
    );
    assert_eq!(both.0.len() + both.1.len(), 11_385);
    Some(both)
}

fn import(place: &Place, corpus: &Corpus, receipts: &Path) -> Value {
    let words = [
        "import",
        corpus.file.to_str().expect("a path"),
        "--receipts",
        receipts.to_str().expect("a path"),
    ];
    let summary = place.run(&words).ok().json();
    assert_eq!(summary["bad_lines"], json!([]));
    summary
}

/// `kill -9` as soon as this many receipts were written.
fn import_and_kill(place: &Place, corpus: &Corpus, receipts: &Path, after: usize) {
    let mut command = place.command(&["import"]);
    command.arg(&corpus.file).arg("--receipts").arg(receipts);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("an import");
    let start = Instant::now();
    while issued(receipts).len() < after {
        assert!(
            child.try_wait().expect("a status").is_none(),
            "it ended before it was killed"
        );
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "it imports nothing"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().expect("a signal");
    child.wait().expect("an end");
}

/// Ids and receipts, in their order; a line that the kill cut short is none.
fn issued(receipts: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(receipts).unwrap_or_default();
    let pair = |line: &str| {
        let line: Value = serde_json::from_str(line).ok()?;
        Some((
            line["id"].as_str()?.to_owned(),
            line["en"].as_str()?.to_owned(),
        ))
    };
    text.lines().filter_map(pair).collect()
}

/// An officer opens the newest report and answers; whoever has its receipt reads the answer.
fn answered(place: &Place, served: &Served, corpus: &Corpus, receipts: &Path) {
    let listed = place
        .run_as("officer-1", &["report", "list", "--limit", "1"])
        .ok()
        .json();
    let id = listed["id"].as_str().expect("a report");
    let opened = place
        .run_as(
            "officer-1",
            &["report", "open", id, "--reason", "first look"],
        )
        .ok()
        .json();
    let text = opened["text"].as_str().expect("a text");
    place
        .run_as(
            "officer-1",
            &["report", "reply", id, "--text", "Thank you. 谢谢。"],
        )
        .ok();

    let same = corpus
        .texts
        .iter()
        .filter(|(_, told)| *told == text)
        .map(|(id, _)| id);
    let same: Vec<&String> = same.collect();
    assert!(!same.is_empty(), "no line of the corpus says this: {text}");
    let mailboxes = issued(receipts)
        .into_iter()
        .filter(|(id, _)| same.contains(&id))
        .map(|(_, receipt)| {
            let mailbox = served.client().open(&receipt).expect("an answer");
            if mailbox.status == 200 {
                mailbox.json()["messages"][1]["text"].clone()
            } else {
                Value::Null
            }
        });
    assert_eq!(
        mailboxes
            .filter(|answer| answer == "Thank you. 谢谢。")
            .count(),
        1,
        "the reporter cannot read the answer"
    );
}

/// Of the receipts that were issued for a line, one opens it, and says what the line said.
fn receipts_open(served: &Served, corpus: &Corpus, receipts: &Path, tried: usize) {
    let mut of_line: HashMap<String, Vec<String>> = HashMap::new();
    for (id, receipt) in issued(receipts)
        .into_iter()
        .filter(|(id, _)| corpus.texts.contains_key(id))
    {
        of_line.entry(id).or_default().push(receipt);
    }
    assert_eq!(
        of_line.len() as u64,
        corpus.len(),
        "lines without a receipt"
    );
    let mut closed: HashMap<String, usize> = HashMap::new();
    let mut open = Vec::new();
    // Those of the lines around the kill first: they have more than one.
    let mut ids: Vec<&String> = of_line.keys().collect();
    ids.sort_by_key(|id| std::cmp::Reverse(of_line[*id].len()));
    for id in ids.into_iter().take(tried) {
        for receipt in &of_line[id] {
            open.push((
                id.clone(),
                Kept {
                    receipt: receipt.clone(),
                    text: corpus.texts[id].clone(),
                },
            ));
        }
    }
    let kept: Vec<Kept> = open.iter().map(|(_, kept)| kept.clone()).collect();
    let still_open = opening(&kept, served.public);
    for ((id, _), opened) in open.iter().zip(still_open) {
        if !opened {
            *closed.entry(id.clone()).or_default() += 1;
        }
    }
    for (id, count) in closed {
        assert_eq!(
            count + 1,
            of_line[&id].len(),
            "{id}: none or several of its receipts open it"
        );
    }
}
