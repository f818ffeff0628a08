//! Law: `tipline serve` with nothing makes a private place and says what it made; what would be unsafe is refused with a
//! sentence and exit status 2; secrets go to a terminal or nowhere; a stop finishes what has begun.

use crate::kit::http::{Client, post};
use crate::kit::program::{Place, bytes};
use crate::kit::served::Served;
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

fn mode(path: &Path) -> u32 {
    fs::metadata(path)
        .expect("it is there")
        .permissions()
        .mode()
        & 0o777
}

#[test]
fn the_first_start_makes_a_private_place_and_says_what_it_made() {
    let place = Place::sqlite();
    let served = place.serve();
    let said = served
        .said()
        .replace(place.home.path().to_str().expect("a path"), "HOME");
    let said = said
        .replace(&served.public.to_string(), "PUBLIC")
        .replace(&served.ops.to_string(), "OPS");
    insta::assert_snapshot!(said.trim_end(), @r#"
    Made HOME/data (mode 0700): database, keyring and control socket live there.
    Made the first keys, and people who can use them: officer-1 (officer), overseer-1 (overseer), custodian-1 (custodian), custodian-2 (custodian), custodian-3 (custodian).
    `tipline setup` shows their set-up links on a terminal.
    3 of 3 custodians have still to complete their set-up (`tipline setup`): names are refused until 2 have.
    1 of 1 officers have still to complete their set-up (`tipline setup`): until one has, this disk opens every report that is filed.
    1 of 1 overseers have still to complete their set-up (`tipline setup`): until one has, this disk opens every entry of the log.
    There is no start-up secret: whoever takes this disk takes the keyring, and with it the index and the reports that still wait for analysis. Give one with --secret-file, or as systemd credential tipline-secret.
    Public API at http://PUBLIC/api/v1, health and metrics at http://OPS. Ctrl-C stops.
    "#);
    assert_eq!(format!("{:o}", mode(&place.data)), "700");
    for name in ["tipline.db", "keyring", "control.sock"] {
        let readable_by_others = mode(&place.data.join(name)) & 0o077;
        assert!(
            name == "tipline.db" || readable_by_others == 0,
            "{name} can be read by others"
        );
    }
    assert_eq!(
        served
            .client()
            .file("the first of all")
            .expect("an answer")
            .status,
        201
    );
}

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
    let served = place.serve_under(&mut with_files("-n 240"));
    let said = served.said();
    let line = said.lines().find(|line| line.contains("files only"));
    insta::assert_snapshot!(line.unwrap_or("nothing"), @"This process may open 240 files only: 16 connections are served at the same time instead of 2048. Allow more: `ulimit -n`, or LimitNOFILE= of systemd.");
    let full: Vec<Client> = (0..200).map(|_| served.client()).collect();
    assert_eq!(served.reports(), 0, "the operator's door has no file left");
    let listed = place.run(&["officer", "list"]);
    assert_eq!(listed.status, 0, "{}", place.told(&listed));
    drop(full);

    let place = Place::sqlite();
    let refused = place.told(&place.run_under(
        with_files("-n 100"),
        &["serve", "--public", "127.0.0.1:0", "--ops", "127.0.0.1:0"],
    ));
    insta::assert_snapshot!(refused, @"2: tipline: this process may open 100 files only; it needs 224 and one for each connection. Allow more: `ulimit -n`, or LimitNOFILE= of systemd");
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
    while !line.contains("Public API at") {
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
fn a_start_up_secret_seals_the_keyring_and_only_it_opens_it() {
    let place = Place::sqlite();
    let secret = place.beside("secret");
    fs::write(&secret, "a long start-up secret\n").expect("a file");
    let place = place.with("TIPLINE_SECRET_FILE", secret.to_str().expect("a path"));
    let served = place.serve();
    assert!(
        !served.said().contains("There is no start-up secret"),
        "{}",
        served.said()
    );
    let receipt = served
        .client()
        .file("behind a secret")
        .expect("an answer")
        .receipt();
    assert!(served.stop().success());
    assert!(bytes(&place.data.join("keyring")).starts_with(b"tipline sealed"));

    let serve = ["serve", "--public", "127.0.0.1:0", "--ops", "127.0.0.1:0"];
    let refused = [Some("another secret"), Some(" \n"), None].map(|other| {
        match other {
            Some(text) => fs::write(&secret, text).expect("a file"),
            None => fs::remove_file(&secret).expect("a file"),
        }
        place.told(&place.run(&serve))
    });
    insta::assert_snapshot!(refused.join("\n"), @r#"
    2: tipline: the keyring could not be read: this is not the start-up secret of this keyring
    2: tipline: the start-up secret in HOME/secret is empty
    2: tipline: cannot read the start-up secret HOME/secret: No such file or directory (os error 2)
    "#);

    fs::write(&secret, "a long start-up secret").expect("a file");
    let served = place.serve();
    assert_eq!(
        served
            .client()
            .open(&receipt)
            .expect("an answer")
            .first_text(),
        "behind a secret"
    );
}

#[test]
fn a_secret_that_comes_later_seals_the_keyring_at_once() {
    let place = Place::sqlite();
    assert!(place.serve().stop().success());
    assert!(bytes(&place.data.join("keyring")).starts_with(b"tipline keyring"));
    let secret = place.beside("secret");
    fs::write(&secret, "a long start-up secret\n").expect("a file");
    let place = place.with("TIPLINE_SECRET_FILE", secret.to_str().expect("a path"));
    let served = place.serve();
    assert!(bytes(&place.data.join("keyring")).starts_with(b"tipline sealed"));
    let sealed = "the keyring lay unsealed; it is sealed under the start-up secret now";
    assert_eq!(served.said().matches(sealed).count(), 1);
    assert!(served.stop().success());
    let served = place.serve();
    assert_eq!(served.said().matches(sealed).count(), 1, "said again");
}

#[test]
fn a_keyring_whose_database_is_gone_is_not_given_another_one() {
    let place = Place::sqlite();
    assert!(place.serve().stop().success());
    for file in ["tipline.db", "tipline.db-wal", "tipline.db-shm"] {
        drop(fs::remove_file(place.data.join(file)));
    }
    let line = r#"{"id":"1","text":"into nothing"}"#;
    let refusals = [
        place.run(&["serve", "--public", "127.0.0.1:0", "--ops", "127.0.0.1:0"]),
        place.run_given(&["import", "-"], line),
    ];
    let refusals = refusals.map(|done| place.told(&done));
    insta::assert_snapshot!(refusals.join("\n"), @r"
    2: tipline: there is a keyring but this database is empty; is it the right one? If it is lost, restore a backup into it (`tipline restore`); to begin anew, move the keyring away
    2: tipline: there is a keyring but this database is empty; is it the right one? If it is lost, restore a backup into it (`tipline restore`); to begin anew, move the keyring away
    ");
}

/// Killed between the steps of the first start, the next one goes on with the keys that were made.
#[test]
fn a_first_start_that_was_cut_short_goes_on() {
    let place = Place::sqlite();
    let (keyring, founding) = (
        place.data.join("keyring"),
        place.data.join("keyring.founding"),
    );
    assert!(place.serve().stop().success());
    let made = bytes(&keyring);
    // After the commit, before the keyring has its name.
    fs::rename(&keyring, &founding).expect("renamed");
    let served = place.serve();
    let receipt = served
        .client()
        .file("all the same")
        .expect("an answer")
        .receipt();
    assert!(served.stop().success());
    assert_eq!((bytes(&keyring), founding.exists()), (made.clone(), false));
    let served = place.serve();
    assert_eq!(
        served
            .client()
            .open(&receipt)
            .expect("an answer")
            .first_text(),
        "all the same"
    );
    assert!(served.stop().success());
    // Before the commit.
    for file in ["tipline.db", "tipline.db-wal", "tipline.db-shm"] {
        drop(fs::remove_file(place.data.join(file)));
    }
    fs::rename(&keyring, &founding).expect("renamed");
    let served = place.serve();
    assert_eq!((bytes(&keyring), founding.exists()), (made, false));
    assert_eq!(
        served.client().file("at last").expect("an answer").status,
        201
    );
}

/// An installation that nobody started for so many days.
fn slept(days: i64) -> Place {
    let place = Place::sqlite();
    fs::create_dir(&place.data).expect("a directory");
    fs::set_permissions(&place.data, fs::Permissions::from_mode(0o700)).expect("a mode");
    let then = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24 * days);
    let outside = desk::Outside::new(
        move || then,
        |bytes| getrandom::fill(bytes).expect("chance"),
    );
    let store = store::Store::open(&place.location(), &store::Options::default());
    let home = desk::KeyringHome {
        path: place.data.join("keyring"),
        secret: None,
    };
    let profile = report::Profile::default_profile();
    let (desk, _) = desk::Desk::open(store.expect("a database"), home, profile, outside, true)
        .expect("founded");
    desk.close();
    place
}

#[test]
fn a_start_after_a_long_sleep_is_unsteady_until_the_operator_confirms_the_clock() {
    let place = slept(50);
    let doubt = "nothing is destroyed and no key changes until you confirm the clock with `tipline serve --clock-is-right`";
    let served = place.serve();
    assert_eq!(served.said().matches(doubt).count(), 1, "{}", served.said());
    wait_for(&served, "tipline_clock_steady", 0.0);
    assert!(served.stop().success());
    let served = place.serve_with(&["serve", "--clock-is-right"]);
    wait_for(&served, "tipline_clock_steady", 1.0);
    assert!(served.stop().success());
    let before = place.serve();
    wait_for(&before, "tipline_clock_steady", 1.0);
    // Twice: at the start without the word, and before it was heard at the second.
    assert_eq!(before.said().matches(doubt).count(), 2);
}

fn wait_for(served: &Served, figure: &str, value: f64) {
    let asked = Instant::now();
    while served.figure(figure) != Some(value) {
        assert!(asked.elapsed() < Duration::from_secs(30), "{figure}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn set_up_links_are_shown_on_a_terminal_and_nowhere_else() {
    let place = Place::sqlite();
    let served = place.serve();
    let piped = place.run(&["setup"]);
    insta::assert_snapshot!(piped.refusal(), @"2: tipline: set-up links are shown on a terminal only");
    let added = place
        .run(&["officer", "add", "lin", "--role", "officer"])
        .ok();

    let links = place.setup_links();
    let names: Vec<&str> = links.iter().map(|(name, _)| name.as_str()).collect();
    insta::assert_snapshot!(names.join(" "), @r#"
    custodian-1 custodian-2 custodian-3 lin officer-1 overseer-1
    "#);
    let everywhere = [served.said(), piped.out, piped.said, added.out, added.said].concat();
    for (name, link) in &links {
        let secret = link.rsplit('.').next().expect("a secret");
        assert!(
            !everywhere.contains(secret),
            "the link of {name} was printed into a pipe"
        );
    }

    place.set_up("officer-1");
    assert!(
        place
            .setup_links()
            .iter()
            .all(|(name, _)| name != "officer-1"),
        "a used link is shown again"
    );
    let (_, used) = links
        .iter()
        .find(|(name, _)| name == "officer-1")
        .expect("the officer");
    let again = place.run_given(
        &["setup", "--complete", used, "--password-fd", "0"],
        "somebody else's words",
    );
    insta::assert_snapshot!(again.refusal(), @"2: tipline: wrong name, password or link");
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
