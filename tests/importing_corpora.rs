//! Law: `tipline import` takes two real corpora without a bad line; killed in the middle and started again it doubles
//! nothing and loses nothing; officers open what was imported, and its reporters read the answer with their receipts.

use crate::kit::load::{Kept, opening};
use crate::kit::program::Place;
use crate::kit::remains::Remains;
use crate::kit::served::Served;
use crate::kit::shared::corpus;
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

#[test]
fn receipts_are_issued_only_for_lines_that_are_accepted_now() {
    let place = Place::sqlite().with_settings(SETTINGS);
    let file = place.beside("lines.jsonl");
    let name = file.to_str().expect("a path");
    let lines = [
        r#"{"id":"known","text":"Imported before."}"#,
        r#"{"id":"new","text":"A new one."}"#,
        r#"{"id":"new","text":"The same again."}"#,
        r#"{"id":"bad"}"#,
    ];
    fs::write(&file, lines[0]).expect("a file");
    place.run(&["import", name]).ok();
    fs::write(&file, lines.join("\n")).expect("a file");

    let receipts = place.beside("receipts");
    // Half a line, as a run leaves it that was killed: what follows begins a line of its own.
    fs::write(&receipts, r#"{"id":"ha"#).expect("a file");
    fs::set_permissions(&receipts, fs::Permissions::from_mode(0o600)).expect("its mode");
    let done = place.run(&["import", name, "--receipts", "receipts"]);
    let summary = done.json();
    assert_eq!(
        (done.status, &summary["accepted"], &summary["skipped"]),
        (1, &json!(1), &json!(2))
    );
    assert_eq!(summary["bad_lines"][0]["line"], 4);
    let [(id, receipt)] = issued(&receipts).try_into().expect("one receipt");
    assert_eq!(id, "new");

    let again = place.run(&["import", name, "--receipts", "others"]).json();
    assert_eq!(
        (&again["accepted"], &again["skipped"]),
        (&json!(0), &json!(3))
    );
    assert_eq!(fs::read(place.beside("others")).expect("a file"), b"");
    let served = place.serve();
    let opened = served.client().open(&receipt).expect("an answer");
    assert_eq!(opened.first_text(), "A new one.");
}

#[test]
fn receipts_go_only_into_a_file_of_ones_own() {
    let place = Place::sqlite();
    let file = place.beside("lines.jsonl");
    fs::write(&file, r#"{"id":"1","text":"t"}"#).expect("a file");
    fs::write(place.beside("readable"), "").expect("a file");
    let mode = fs::Permissions::from_mode(0o644);
    fs::set_permissions(place.beside("readable"), mode).expect("its mode");
    std::os::unix::fs::symlink("elsewhere", place.beside("link")).expect("a link");
    let refusals = ["readable", "link", "/dev/null", "no/folder"].map(|receipts| {
        let words = ["import", "lines.jsonl", "--receipts", receipts];
        place.told(&place.run(&words))
    });
    insta::assert_snapshot!(refusals.join("\n"), @r"
    2: tipline: receipts are written only into a file of your own that nobody else can read (mode 600), and readable is none; name one that is not there yet
    2: tipline: cannot write receipts into link: Too many levels of symbolic links (os error 40)
    2: tipline: receipts are written only into a file of your own that nobody else can read (mode 600), and /dev/null is none; name one that is not there yet
    2: tipline: cannot write receipts into no/folder: No such file or directory (os error 2)
    ");
    assert!(!place.data.exists() && !place.beside("elsewhere").exists());
}

#[test]
fn an_import_that_breaks_off_says_what_it_took_and_what_it_founded() {
    let place = Place::sqlite();
    let missing = place.run(&["import", "nowhere.jsonl"]);
    assert!(
        !place.data.exists(),
        "a misspelt file founded an installation"
    );

    let lines: String = (0..2000)
        .map(|n| format!("{{\"id\":\"{n}\",\"text\":\"Report {n}.\"}}\n"))
        .collect();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, lines.as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    fs::write(place.beside("cut.gz"), &packed[..packed.len() / 2]).expect("a file");
    let done = place.run(&["import", "cut.gz", "cut.gz"]);
    let summary = done.json();
    let accepted = summary["accepted"].as_u64().expect("a number");
    assert!((1..2000).contains(&accepted), "{summary}");
    let error = summary["error"].as_str().expect("an error");
    assert!(
        error.starts_with(&format!("in cut.gz: after line {accepted}")),
        "{error}"
    );
    assert_eq!(done.status, 2);
    insta::assert_snapshot!(place.told(&missing), @"2: tipline: cannot read nowhere.jsonl: No such file or directory (os error 2)");
    let told = place.told(&done);
    let founding: Vec<&str> = told.lines().take(7).collect();
    insta::assert_snapshot!(founding.join("\n"), @r"
    2: Made HOME/data (mode 0700): database, keyring and control socket live there.
    Made the first keys, and people who can use them: officer-1 (officer), overseer-1 (overseer), custodian-1 (custodian), custodian-2 (custodian), custodian-3 (custodian).
    `tipline setup` shows their set-up links on a terminal.
    3 of 3 custodians have still to complete their set-up (`tipline setup`): names are refused until 2 have.
    1 of 1 officers have still to complete their set-up (`tipline setup`): until one has, this disk opens every report that is filed.
    1 of 1 overseers have still to complete their set-up (`tipline setup`): until one has, this disk opens every entry of the log.
    There is no start-up secret: whoever takes this disk takes the keyring, and with it the index and the reports that still wait for analysis. Give one with --secret-file, or as systemd credential tipline-secret.
    ");
    let remains = Remains::of(&place);
    assert_eq!((remains.reports as u64, remains.broken), (accepted, 0));
}

#[test]
fn lines_from_standard_input_may_be_packed_like_those_of_a_file() {
    let place = Place::sqlite();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let line = b"{\"id\":\"1\",\"text\":\"A box on a lamp post.\"}\n";
    std::io::Write::write_all(&mut packed, line).expect("packed");
    fs::write(place.beside("lines.gz"), packed.finish().expect("packed")).expect("a file");
    let mut import = place.command(&["import", "-"]);
    import.stdin(File::open(place.beside("lines.gz")).expect("the file"));
    let done = import.output().expect("an end");
    let summary: Value = serde_json::from_slice(&done.stdout).expect("a summary");
    assert_eq!(
        (&summary["accepted"], &summary["bad_lines"]),
        (&json!(1), &json!([]))
    );
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
    let both = (
        Corpus::read(corpus("tipdm-petitions.jsonl.gz")?),
        Corpus::read(corpus("faa-uas-2019-2024.jsonl.gz")?),
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

/// Of the receipts that were issued for a line, one opens it, the last, and says what the line said.
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
    for (id, receipts) in of_line.iter().filter(|(id, _)| closed.contains_key(*id)) {
        let last = Kept {
            receipt: receipts.last().expect("a receipt").clone(),
            text: corpus.texts[id].clone(),
        };
        assert_eq!(
            opening(&[last], served.public),
            [true],
            "{id}: the last does not open"
        );
    }
    for (id, count) in closed {
        assert_eq!(
            count + 1,
            of_line[&id].len(),
            "{id}: none or several of its receipts open it"
        );
    }
}
