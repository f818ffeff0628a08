//! Every command, as people and scripts use it: what it prints, where, and what it ends with.

use crate::kit::program::{PASSWORD, Place};
use crate::kit::served::Served;
use serde_json::{Value, json};
use std::fs;

/// The kinds of the values of an object, for a snapshot that does not change with every run.
fn shape(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "bool".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::String(_) => "text".to_owned(),
        Value::Array(values) => match values.first() {
            Some(first) => format!("[{}]", shape(first)),
            None => "[]".to_owned(),
        },
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{name}: {}", shape(value)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

/// A server with everybody who founded it set up, and three reports that were read.
fn small_installation() -> (Place, Served) {
    let place = Place::sqlite().with_settings("[mailbox]\nanswer_ms = 1\n");
    let served = place.serve();
    place.set_up("officer-1");
    let file = place.beside("reports.jsonl");
    let line = |n: u32| json!({ "id": format!("line-{n}"), "text": format!("Report {n}: a van.") });
    let lines: String = (1..=3).map(|n| format!("{}\n", line(n))).collect();
    fs::write(&file, lines).expect("a file");
    place.run(&["import", file.to_str().expect("a path")]).ok();
    served.wait_until_all_is_read();
    (place, served)
}

/// From a link that nobody used to a report that is read, by command line alone.
#[test]
fn a_newcomer_is_added_sets_a_password_is_admitted_opens_a_report_and_leaves() {
    let (place, _served) = small_installation();
    let added = place
        .run(&["officer", "add", "lin", "--role", "officer"])
        .ok();
    assert_eq!(
        added.json(),
        json!({ "name": "lin", "role": "officer", "state": "pending" })
    );
    let early = place.run_as("officer-1", &["officer", "admit", "lin"]);
    place.set_up("lin");
    let admitted = place.run_as("officer-1", &["officer", "admit", "lin"]).ok();
    assert_eq!(admitted.json(), json!({ "name": "lin", "active": true }));

    let listed = place
        .run_as("lin", &["report", "list", "--limit", "1"])
        .ok();
    let id = listed.json()["id"].as_str().expect("a report").to_owned();
    let words = ["report", "open", &id, "--reason", "the first of mine"];
    let opened = place.run_as("lin", &words).ok().json();
    assert!(opened["text"].as_str().expect("a text").contains("a van"));

    let stranger = place.run_as("officer-1", &["officer", "admit", "nobody"]);
    let disabled = place
        .run_as("officer-1", &["officer", "disable", "lin"])
        .ok();
    assert_eq!(
        disabled.json(),
        json!({ "name": "lin", "state": "disabled" })
    );
    let late = place.run_as("lin", &words);
    let refusals = [early, stranger, late].map(|done| place.told(&done));
    insta::assert_snapshot!(refusals.join("\n"), @r#"
    2: tipline: this person has not set a password yet
    2: tipline: nobody here is called "nobody"; `tipline officer list` lists everybody
    2: tipline: wrong name, password or link
    "#);
}

#[test]
fn a_password_is_changed_by_its_owner_and_a_forgotten_one_is_cured_by_a_new_link() {
    let (place, _served) = small_installation();
    place
        .run(&["officer", "add", "lin", "--role", "officer"])
        .ok();
    place.set_up("lin");
    place.run_as("officer-1", &["officer", "admit", "lin"]).ok();

    let change = ["officer", "password", "--new-password-fd", "0"];
    let short = place.run_as_given("lin", &change, "too short");
    let changed = place
        .run_as_given("lin", &change, "another long password")
        .ok();
    assert_eq!(
        changed.json(),
        json!({ "name": "lin", "password": "changed" })
    );
    let list = ["report", "list", "--limit", "1"];
    let old = place.run_as("lin", &list);
    let words = [&list[..], &["--as", "lin", "--password-fd", "0"]].concat();
    place.run_given(&words, "another long password").ok();

    let relinked = place.run(&["officer", "relink", "lin"]).ok();
    assert_eq!(
        relinked.json(),
        json!({ "name": "lin", "state": "pending" })
    );
    assert!(
        relinked.said.contains("`tipline setup` shows"),
        "{}",
        relinked.said
    );
    let forgotten = place.run_given(&words, "another long password");
    place.set_up("lin");
    let pending = place.run_as("lin", &list);
    place.run_as("officer-1", &["officer", "admit", "lin"]).ok();
    place.run_as("lin", &list).ok();

    let unasked = place.run_as("lin", &["officer", "password"]);
    let one_file = ["officer", "password", "--as", "lin", "--password-fd", "3"];
    let one_file = place.run(&[&one_file[..], &["--new-password-fd", "3"]].concat());
    let alone = place.run(&["officer", "relink", "overseer-1"]);
    let custodian = place.run(&["officer", "relink", "custodian-1"]);
    let refusals = [
        short, old, forgotten, pending, unasked, one_file, alone, custodian,
    ];
    let refusals = refusals.map(|done| place.told(&done));
    insta::assert_snapshot!(refusals.join("\n"), @r"
    2: tipline: a password has at least 12 characters; several words are good
    2: tipline: wrong name, password or link
    2: tipline: wrong name, password or link
    2: tipline: only an active officer may do this
    2: tipline: there is no terminal to ask for the password; give it with --new-password-fd N
    2: tipline: --password-fd and --new-password-fd name one file; give the new password by another, or both as two lines of standard input (0)
    2: tipline: nobody would be left who can open what this role keeps; admit a successor first
    2: tipline: a custodian is given a new link by custodians, one after the other; custody.threshold says by how many
    ");
}

#[test]
fn officers_list_open_and_answer() {
    let (place, _served) = small_installation();
    let listed = place.run_as("officer-1", &["report", "list"]).ok();
    let lines: Vec<Value> = listed
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON line"))
        .collect();
    assert_eq!(lines.len(), 3);
    insta::assert_snapshot!(shape(&lines[0]), @"{characters: number, hour: text, id: text, language: text, left_to_people: bool, named: bool, status: text}");

    let id = lines[0]["id"].as_str().expect("an id");
    let open = ["report", "open", id, "--reason", "first look"];
    let opened = place.run_as("officer-1", &open).ok().json();
    insta::assert_snapshot!(shape(&opened), @"{accepted_at: text, category: null, files: [], id: text, kept_until: text, language: text, messages: [], named: bool, observed: null, place: null, received_at: null, source: null, status: text, text: text}");

    let said = place.run_as_given(
        "officer-1",
        &["report", "reply", id, "--question"],
        "Is the van\nstill there?",
    );
    assert_eq!(said.ok().json(), json!({ "id": id, "status": "in_hand" }));
    let opened = place.run_as("officer-1", &open).ok().json();
    assert_eq!(opened["messages"][0]["kind"], "question");
    let text = opened["messages"][0]["text"].as_str().expect("a text");
    assert_eq!(text.trim_end(), "Is the van\nstill there?");

    let refusals = [
        place.run_as(
            "officer-1",
            &["report", "open", "ffffffff", "--reason", "look"],
        ),
        place.run_as("officer-1", &["report", "open", id, "--reason", " "]),
        place.run_as("nobody", &["report", "list"]),
        place.run_as("officer-1", &["report", "list", "--before", "ffffffff"]),
        place.run(&["report", "list", "--as", "officer-1"]),
        place.run(&["report", "open", id, "--as", "officer-1"]),
    ]
    .map(|done| place.told(&done));
    insta::assert_snapshot!(refusals.join("\n"), @r"
    2: tipline: there is no report ffffffff here
    2: tipline: say in a few words why you open this report; it goes into the log
    2: tipline: wrong name, password or link
    2: tipline: there is no report ffffffff here
    2: tipline: there is no terminal to ask for the password; give it with --password-fd N
    2: error: the following required arguments were not provided:
      --reason <REASON>

    Usage: tipline report open --reason <REASON> --as <NAME> --data <DIR> --config <FILE> <ID>

    For more information, try '--help'.
    ");
}

#[test]
fn people_are_listed_one_a_line_and_as_a_table_on_a_terminal() {
    let (place, _served) = small_installation();
    let listed = place.run(&["officer", "list"]).ok();
    insta::assert_snapshot!(listed.out, @r#"
    {"awaits_setup":true,"name":"custodian-1","role":"custodian","state":"active"}
    {"awaits_setup":true,"name":"custodian-2","role":"custodian","state":"active"}
    {"awaits_setup":true,"name":"custodian-3","role":"custodian","state":"active"}
    {"awaits_setup":false,"name":"officer-1","role":"officer","state":"active"}
    {"awaits_setup":true,"name":"overseer-1","role":"overseer","state":"active"}
    "#);
    insta::assert_snapshot!(place.at_terminal(&["officer", "list"]), @r"
    name                 role           state
    custodian-1          custodian      active    set-up link not used yet
    custodian-2          custodian      active    set-up link not used yet
    custodian-3          custodian      active    set-up link not used yet
    officer-1            officer        active
    overseer-1           overseer       active    set-up link not used yet
    ");
}

#[test]
fn the_log_is_verified_and_proved_to_somebody_outside() {
    let (place, served) = small_installation();
    let head = place.run(&["log", "head"]).ok().json();
    insta::assert_snapshot!(shape(&head), @"{daily: bool, key: text, note: text}");
    // Somebody outside has the key, the head and the proof, and no program of ours running.
    let key = head["key"].as_str().expect("a key");
    let (_, key) = seal::LogPublicKey::parse(key).expect("a verifier key");
    let proof = place.run(&["log", "prove", "2"]).ok().json();
    insta::assert_snapshot!(shape(&proof), @"{head: text, index: number, key: text, leaf: text, path: [text]}");
    let hash = |value: &Value| -> [u8; 32] {
        let digits = value.as_str().expect("a hash");
        std::array::from_fn(|at| {
            u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("two digits")
        })
    };
    let path: Vec<[u8; 32]> = proof["path"]
        .as_array()
        .expect("a path")
        .iter()
        .map(hash)
        .collect();
    let signed = seal::Head::verify(proof["head"].as_str().expect("a head"), &key);
    let signed = signed.expect("signed with this key");
    let holds =
        |leaf: &[u8; 32]| seal::merkle::verify_inclusion(leaf, 2, signed.size, &path, &signed.root);
    assert!(holds(&hash(&proof["leaf"])));
    assert!(!holds(&[7; 32]));

    let daily = place.run(&["log", "head", "--daily"]).ok().json();
    assert_eq!(shape(&daily), shape(&head));
    let kept = place.beside("kept.json");
    fs::write(&kept, head.to_string()).expect("a file");
    let note = place.beside("note");
    fs::write(&note, head["note"].as_str().expect("a note")).expect("a file");
    for file in [&kept, &note] {
        let words = ["log", "verify", "--against", file.to_str().expect("a path")];
        let verified = place.run(&words).ok();
        insta::allow_duplicates! {
            insta::assert_snapshot!(shape(&verified.json()), @"{kept: number, problems: [], seconds: number, size: number}");
        }
    }
    let forged = place.beside("forged");
    let text = head["note"].as_str().expect("a note");
    let size = seal::Head::verify(text, &key).expect("signed").size;
    let larger = text.replacen(&format!("\n{size}\n"), &format!("\n{}\n", size + 1), 1);
    assert_ne!(larger, text);
    fs::write(&forged, larger).expect("a file");
    let words = [
        "log",
        "verify",
        "--against",
        forged.to_str().expect("a path"),
    ];
    let found = place.run(&words);
    assert_eq!(found.status, 1, "{}", found.said);
    let refusals = [
        place.run(&["log", "verify", "--against", "/dev/null"]),
        place.run(&["log", "verify", "--against", "nowhere"]),
        place.run(&["log", "prove", "4000000"]),
    ]
    .map(|done| place.told(&done));
    insta::assert_snapshot!(refusals.join("\n"), @r"
    2: tipline: /dev/null holds no signed head
    2: tipline: cannot read nowhere: No such file or directory (os error 2)
    2: tipline: there is no entry at position 4000000 under the newest head
    ");
    drop(served);
}

#[test]
fn a_keyring_and_a_backup_bring_everything_back() {
    let (place, served) = small_installation();
    let exported = place.run(&["keyring", "export", "exported"]).ok();
    insta::assert_snapshot!(shape(&exported.json()), @"{file: text, sealed: bool}");
    place
        .run(&["officer", "add", "lin", "--role", "clerk"])
        .ok();
    place.set_up("lin");
    place.run_as("officer-1", &["officer", "admit", "lin"]).ok();
    let taken = place.run(&["backup", "backups"]).ok();
    insta::assert_snapshot!(shape(&taken.json()), @"{file: text, files: number, missing_files: [], restorable_until: text, rows: number}");
    place.run(&["officer", "disable", "lin"]).ok();
    assert!(served.stop().success());
    fs::rename(&place.data, place.beside("lost")).expect("the disk is lost");
    let restored = place
        .run(&["restore", "backups", "--keyring", "exported"])
        .ok();
    insta::assert_snapshot!(shape(&restored.json()), @"{active: [text], files: number, log: {kept: number, problems: [], size: number}, missing_files: [], rows: number}");
    assert_eq!(restored.json()["log"]["problems"], json!([]));
    // Whoever left after the backup was taken is back: the operator must know.
    assert_eq!(
        restored.json()["active"],
        json!([
            "custodian-1",
            "custodian-2",
            "custodian-3",
            "lin",
            "officer-1",
            "overseer-1"
        ])
    );
    assert!(restored.said.contains("lin (clerk)"), "{}", restored.said);
    assert_eq!(restored.json()["rows"], taken.json()["rows"]);
    let served = place.serve();
    assert_eq!(served.reports(), 3);
}

#[test]
fn reports_come_from_standard_input() {
    let place = Place::sqlite();
    let lines = "{\"id\":\"a\",\"text\":\"One.\"}\n{\"id\":\"b\"}\n";
    let done = place.run_given(&["import", "-"], lines);
    assert_eq!(done.status, 1, "{}", done.said);
    let summary = done.json();
    assert_eq!(summary["accepted"], 1);
    let bad = &summary["bad_lines"][0];
    assert_eq!((&bad["file"], &bad["line"]), (&json!("-"), &json!(2)));
}

#[test]
fn the_program_tells_of_itself() {
    let place = Place::sqlite();
    let document = place.run(&["openapi"]).ok().json();
    assert_eq!(document["openapi"], "3.1.0");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = place.run(&["completions", shell]).ok().out;
        assert!(
            script.contains("tipline") && script.contains("restore"),
            "{shell}"
        );
    }
    let page = place.run(&["man"]).ok().out;
    for word in [
        "tipline officer admit",
        "\\-\\-behind\\-proxy",
        "TIPLINE_TLS_KEY",
    ] {
        assert!(page.contains(word), "the manual does not know {word}");
    }
    assert!(!page.contains("bench"), "a hidden command is shown");
    let here = place.home.path().to_str().expect("a path");
    assert!(
        !page.contains(here),
        "the manual names a path of this machine"
    );
    assert!(!place.data.exists(), "telling of itself it made something");
}

/// Every command and every one below it answers `--help`.
#[test]
fn every_command_has_help() {
    let place = Place::sqlite();
    let mut waiting: Vec<Vec<String>> = vec![Vec::new()];
    let mut seen = Vec::new();
    while let Some(words) = waiting.pop() {
        let mut asked: Vec<&str> = words.iter().map(String::as_str).collect();
        asked.push("--help");
        let help = place.run(&asked).ok().out;
        let (_, commands) = help.split_once("\nCommands:\n").unwrap_or_default();
        for line in commands.lines().take_while(|line| line.starts_with("  ")) {
            let name = line.split_whitespace().next().unwrap_or_default();
            if line.starts_with("  ") && !line.starts_with("   ") && name != "help" {
                waiting.push([words.clone(), vec![name.to_owned()]].concat());
            }
        }
        seen.push([vec!["tipline".to_owned()], words].concat().join(" "));
    }
    seen.sort();
    insta::assert_snapshot!(seen.join("\n"), @r"
    tipline
    tipline backup
    tipline completions
    tipline demo
    tipline import
    tipline keyring
    tipline keyring export
    tipline log
    tipline log head
    tipline log prove
    tipline log verify
    tipline man
    tipline officer
    tipline officer add
    tipline officer admit
    tipline officer disable
    tipline officer list
    tipline officer password
    tipline officer relink
    tipline onion
    tipline openapi
    tipline read
    tipline report
    tipline report file
    tipline report list
    tipline report open
    tipline report reply
    tipline report send-file
    tipline restore
    tipline serve
    tipline setup
    tipline triage
    tipline triage calibrate
    tipline triage evaluate
    tipline triage status
    ");
    let unknown = place.run(&["frobnicate"]);
    assert_eq!((unknown.status, unknown.out.as_str()), (2, ""));
    let nothing = place.run(&[]);
    assert_eq!((nothing.status, nothing.out.as_str()), (2, ""));
}

#[test]
fn passwords_are_read_from_where_they_are_given() {
    let (place, _served) = small_installation();
    let wrong = place.run_given(
        &["report", "list", "--as", "officer-1", "--password-fd", "0"],
        &format!("{PASSWORD} and more"),
    );
    let empty = place.run_given(
        &["report", "list", "--as", "officer-1", "--password-fd", "0"],
        "",
    );
    let closed = place.run(&["report", "list", "--as", "officer-1", "--password-fd", "77"]);
    let refusals = [wrong, empty, closed].map(|done| place.told(&done));
    insta::assert_snapshot!(refusals.join("\n"), @r"
    2: tipline: wrong name, password or link
    2: tipline: file descriptor 0 holds no password
    2: tipline: file descriptor 77 cannot be read; give the password as in: 3< file: No such file or directory (os error 2)
    ");
}
