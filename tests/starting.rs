//! Law: the first start of `tipline serve` makes a private place and says what it made; the keyring is sealed as the
//! operator says and belongs to its database; secrets go to a terminal or nowhere.

use crate::kit::program::{Place, bytes};
use crate::kit::served::Served;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
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
        .replace(&served.desk.to_string(), "DESK")
        .replace(&served.ops.to_string(), "OPS");
    insta::assert_snapshot!(said.trim_end(), @r#"
    Made HOME/data (mode 0700): database, keyring and control socket live there.
    Made the first keys, and people who can use them: officer-1 (officer), overseer-1 (overseer), custodian-1 (custodian), custodian-2 (custodian), custodian-3 (custodian).
    `tipline setup` shows their set-up links on a terminal.
    3 of 3 custodians have still to complete their set-up (`tipline setup`): names are refused until 2 have.
    1 of 1 officers have still to complete their set-up (`tipline setup`): until one has, this disk opens every report that is filed.
    1 of 1 overseers have still to complete their set-up (`tipline setup`): until one has, this disk opens every entry of the log.
    There is no start-up secret: whoever takes this disk takes the keyring, and with it the index and the reports that still wait for analysis. Give one with --secret-file, or as systemd credential tipline-secret.
    Pages at http://PUBLIC/, API at http://PUBLIC/api/v1, the desk at http://DESK/, health and metrics at http://OPS. Ctrl-C stops.
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

#[test]
fn a_keyring_that_cannot_be_read_is_not_one_that_is_missing() {
    let place = Place::sqlite();
    assert!(place.serve().stop().success());
    let keyring = place.data.join("keyring");
    fs::remove_file(&keyring).expect("removed");
    std::os::unix::fs::symlink("keyring", &keyring).expect("a link to itself");
    let refused = place.run(&["serve", "--public", "127.0.0.1:0", "--ops", "127.0.0.1:0"]);
    insta::assert_snapshot!(place.told(&refused), @"2: tipline: the keyring could not be read: the keyring file could not be read: Too many levels of symbolic links (os error 40)");
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

#[test]
fn a_start_after_a_long_sleep_is_unsteady_until_the_operator_confirms_the_clock() {
    let place = Place::sqlite();
    place.founded_days_ago(50).close();
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
