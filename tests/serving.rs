//! Law: `tipline serve` refuses with a sentence and exit status 2 what would be unsafe; settings are looked up in one
//! order; a stop finishes what has begun.

use crate::kit::http::{Client, post};
use crate::kit::program::{Place, bytes};
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::{Duration, Instant};

#[test]
fn what_is_not_safe_is_refused() {
    let place = Place::sqlite();
    let open = place.run(&["serve", "--public", "0.0.0.0:0"]);
    let figures = place.run(&["serve", "--behind-proxy", "--ops", "[::]:0"]);
    assert!(!place.data.exists(), "it made something before it refused");

    let served = place.serve();
    let second = place.run(&["serve", "--public", "127.0.0.1:0", "--ops", "127.0.0.1:0"]);
    assert!(served.stop().success());

    fs::set_permissions(&place.data, fs::Permissions::from_mode(0o750)).expect("another mode");
    let readable = place.run(&["serve", "--public", "127.0.0.1:0"]);
    let refusals = [open, figures, second, readable].map(|done| place.told(&done));
    insta::assert_snapshot!(refusals.join("\n"), @r"
    2: tipline: 0.0.0.0:0 can be reached from other machines, and without TLS anybody on the way could read along. Give --tls-cert and --tls-key, or --behind-proxy when a proxy in front speaks TLS
    2: tipline: [::]:0 can be reached from other machines; the figures there tell when somebody files. Use loopback, or --ops-anywhere where nobody but you can reach that address
    2: tipline: another tipline process uses HOME/data
    2: tipline: HOME/data can be read by others (mode 750); make it private: chmod 700 HOME/data
    ");
}

#[test]
fn figures_are_open_to_others_only_for_whoever_asks_for_it_by_name() {
    let place = Place::sqlite();
    let mut served = place.serve_with(&["serve", "--ops", "0.0.0.0:0", "--ops-anywhere"]);
    served.ops.set_ip([127, 0, 0, 1].into());
    assert_eq!(served.reports(), 0);
}

/// A shell that allows so many files and then becomes the program.
fn with_files(limit: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("ulimit {limit} && exec \"$0\" \"$@\"")]);
    shell
}

#[test]
fn the_number_of_files_is_raised_to_what_the_system_allows() {
    let place = Place::sqlite();
    let served = place.serve_under(&mut with_files("-Sn 100"));
    let idle: Vec<Client> = (0..200).map(|_| served.client()).collect();
    let answer = served.client().file("one more").expect("an answer");
    assert_eq!(answer.status, 201);
    assert!(!served.said().contains("files only"), "{}", served.said());
    drop(idle);
}

#[test]
fn where_the_system_allows_fewer_files_fewer_are_served_and_that_is_said() {
    let place = Place::sqlite();
    let served = place.serve_under(&mut with_files("-n 560"));
    let said = served.said();
    let line = said.lines().find(|line| line.contains("files only"));
    insta::assert_snapshot!(line.unwrap_or("nothing"), @"This process may open 560 files only: 16 connections are served at the same time instead of 2048. Allow more: `ulimit -n`, or LimitNOFILE= of systemd.");
    let full: Vec<Client> = (0..200).map(|_| served.client()).collect();
    assert_eq!(served.reports(), 0, "the operator's door has no file left");
    let listed = place.run(&["officer", "list"]);
    assert_eq!(listed.status, 0, "{}", place.told(&listed));
    drop(full);

    let place = Place::sqlite();
    let refused = place.told(&place.run_under(
        with_files("-n 492"),
        &["serve", "--public", "127.0.0.1:0", "--ops", "127.0.0.1:0"],
    ));
    insta::assert_snapshot!(refused, @"2: tipline: this process may open 492 files only; it needs 544 and one for each connection. Allow more: `ulimit -n`, or LimitNOFILE= of systemd");
}

#[test]
fn a_setting_that_nobody_knows_is_refused_with_its_line_and_the_nearest_one() {
    let settings = [
        "[mailbox]\nanswer_ms = 60\nanwser_ms = 60\n",
        "[serve]\n\npublik = \"127.0.0.1:1\"\n",
        "[intake]\nconcurrent = 0\n",
        "[intak]\nconcurrent = 9\n",
        "public = \"127.0.0.1:1\"\n",
    ];
    let refusals = settings.map(|settings| {
        let place = Place::sqlite().with_settings(settings);
        let done = place.run(&["serve", "--public", "127.0.0.1:0", "--ops", "127.0.0.1:0"]);
        place.told(&done)
    });
    insta::assert_snapshot!(refusals.join("\n"), @r"
    2: tipline: in HOME/settings.toml: line 3: unknown key `mailbox.anwser_ms`; did you mean `mailbox.answer_ms`?
    2: tipline: in HOME/settings.toml: line 3: unknown key `serve.publik`; did you mean `serve.public`?
    2: tipline: in HOME/settings.toml: line 2: `intake.concurrent` must be from 1 to 100000 reports
    2: tipline: in HOME/settings.toml: line 2: unknown key `intak.concurrent`; did you mean `intake.concurrent`?
    2: tipline: in HOME/settings.toml: line 1: unknown key `public`
    ");
}

#[test]
fn settings_are_flags_over_environment_over_file() {
    let place = Place::sqlite().with_settings(
        "[serve]\npublic = \"127.0.0.1:1\"\nops = \"127.0.0.1:1\"\nsecret_file = \"secret\"\ntls_key = \"key\"\n",
    );
    fs::write(place.beside("secret"), "a start-up secret").expect("a file");
    // Only in the file, which names a certificate's key without the certificate.
    let file = place.run(&["serve"]);
    let place = place.with("TIPLINE_TLS_CERT", "nowhere.pem");
    let environment = place.run(&["serve", "--tls-key", "key"]);
    let place = place
        .with("TIPLINE_PUBLIC", "0.0.0.0:0")
        .with("TIPLINE_OPS", "127.0.0.2:0");
    let junk = place
        .command(&["serve"])
        .env("TIPLINE_BEHIND_PROXY", "perhaps")
        .output()
        .expect("an end");
    let refusals = [file, environment].map(|done| place.told(&done));
    insta::assert_snapshot!(refusals.join("\n"), @r"
    2: tipline: TLS needs both a certificate and a key
    2: tipline: cannot read key: No such file or directory (os error 2)
    ");
    assert_eq!(junk.status.code(), Some(2));

    let place = Place::sqlite()
        .with_settings("[serve]\npublic = \"127.0.0.1:1\"\nsecret_file = \"secret\"\n")
        .with("TIPLINE_PUBLIC", "0.0.0.0:0")
        .with("TIPLINE_BEHIND_PROXY", "yes");
    fs::write(place.beside("secret"), "a start-up secret").expect("a file");
    let mut command = place.command(&["serve", "--ops", "127.0.0.1:0"]);
    let mut child = command
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("a server");
    let mut said = std::io::BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    while !line.contains("API at") {
        line.clear();
        assert!(std::io::BufRead::read_line(&mut said, &mut line).expect("a line") > 0);
    }
    // Nobody reads on: what it has to say from here on meets a closed pipe.
    drop(said);
    rustix::process::kill_process(
        rustix::process::Pid::from_child(&child),
        rustix::process::Signal::HUP,
    )
    .expect("a signal");
    assert!(child.wait().expect("an end").success());
    assert!(line.contains("http://0.0.0.0:"), "{line}");
    assert!(bytes(&place.data.join("keyring")).starts_with(b"tipline sealed"));
}

#[test]
fn a_terminal_that_is_closed_stops_the_server_in_order() {
    let place = Place::sqlite();
    let mut served = place.serve();
    served.signal(rustix::process::Signal::HUP);
    assert!(served.ended().success());
    assert!(!place.data.join("control.sock").exists());
}

/// `tipline man | head -1`: whoever has read enough ends nothing in a panic.
#[test]
fn a_reader_who_goes_away_is_no_error() {
    let place = Place::sqlite();
    let served = place.serve();
    place.set_up("officer-1");
    for words in [
        "man",
        "completions bash",
        "openapi",
        "officer list",
        "--help",
    ] {
        let words: Vec<&str> = words.split(' ').collect();
        let mut child = place
            .command(&words)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("a process");
        // Closed before it can have written anything.
        drop(child.stdout.take());
        let mut said = String::new();
        std::io::Read::read_to_string(&mut child.stderr.take().expect("a pipe"), &mut said)
            .expect("text");
        let status = child.wait().expect("an end");
        assert!(
            status.success() && said.is_empty(),
            "{words:?}: {status} {said}"
        );
    }
    drop(served);
}

#[test]
fn a_stop_finishes_requests_under_way_and_ends_well() {
    // Answers of mailboxes wait: long enough to be under way when the stop comes.
    let place = Place::sqlite().with_settings("[mailbox]\nanswer_ms = 1500\n");
    let mut served = place.serve();
    let receipt = served
        .client()
        .file("just before the end")
        .expect("an answer")
        .receipt();
    let mut mailbox = served.client();
    mailbox
        .send(post(
            "/api/v1/mailbox/open",
            &json!({ "receipt": receipt }).to_string(),
        ))
        .expect("a connection");
    let filing = post("/api/v1/reports", r#"{"text":"half of it is here"}"#);
    let mut reporter = served.client();
    reporter
        .send(&filing[..filing.len() - 5])
        .expect("a connection");
    let idle = served.client();
    std::thread::sleep(Duration::from_millis(300));

    served.ask_to_stop();
    std::thread::sleep(Duration::from_millis(200));
    reporter
        .send(&filing[filing.len() - 5..])
        .expect("a connection");
    let filed = reporter.answer().expect("an answer");
    assert_eq!(
        mailbox.answer().expect("an answer").first_text(),
        "just before the end"
    );
    assert!(
        Client::try_to(served.public).is_err(),
        "a new connection was taken"
    );
    let asked = Instant::now();
    assert!(served.ended().success());
    assert!(
        asked.elapsed() < Duration::from_secs(5),
        "an idle connection held it up"
    );
    drop(idle);
    assert!(!place.data.join("control.sock").exists());

    let served = place.serve();
    assert_eq!(
        served
            .client()
            .open(&filed.receipt())
            .expect("an answer")
            .first_text(),
        "half of it is here"
    );
}
