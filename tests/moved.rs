//! Law: a lost disk costs nothing that a backup and the exported keyring hold, on either engine and from one to the
//! other; and a database that was put back to an earlier state is found out.

use crate::kit::load::{Kept, lost};
use crate::kit::program::Place;
use crate::kit::served::Served;
use serde_json::json;
use std::fs;
use store::kit::Fresh;

const SETTINGS: &str = "[mailbox]\nanswer_ms = 1\n";

#[test]
fn backup_and_keyring_bring_everything_back_from_sqlite() {
    moves(Place::sqlite(), Place::sqlite());
}

#[test]
fn backup_and_keyring_bring_everything_back_from_either_engine_on_the_other() {
    let (Some(one), Some(other)) = (Fresh::postgres(), Fresh::postgres()) else {
        return;
    };
    moves(Place::sqlite(), Place::on(one));
    moves(Place::on(other), Place::sqlite());
}

fn moves(from: Place, to: Place) {
    let (from, to) = (from.with_settings(SETTINGS), to.with_settings(SETTINGS));
    let served = from.serve();
    from.set_up("officer-1");
    let kept = file(&served, "before the disk was lost", 30);
    served.wait_until_all_is_read();
    let (backup, keyring) = (to.beside("backup"), to.beside("exported"));
    let (backup, keyring) = (
        backup.to_str().expect("a path"),
        keyring.to_str().expect("a path"),
    );
    // While the server runs, through its socket.
    from.run(&["backup", backup]).ok();
    from.run(&["keyring", "export", keyring]).ok();
    served.kill();
    drop(from);

    let restored = to
        .run(&["restore", backup, "--keyring", keyring])
        .ok()
        .json();
    assert_eq!(restored["log"]["problems"], json!([]));
    let served = to.serve();
    assert_eq!(lost(&kept, served.public), Vec::<String>::new());
    // The officer's own password opens as before, and so does an answer's way back.
    let listed = to.run_as("officer-1", &["report", "list"]).ok();
    let first: serde_json::Value =
        serde_json::from_str(listed.out.lines().next().expect("a report")).expect("JSON");
    let id = first["id"].as_str().expect("an id");
    let opened = to
        .run_as(
            "officer-1",
            &["report", "open", id, "--reason", "after the move"],
        )
        .ok()
        .json();
    to.run_as(
        "officer-1",
        &["report", "reply", id, "--text", "We have moved."],
    )
    .ok();
    let reporter = kept
        .iter()
        .find(|kept| Some(kept.text.as_str()) == opened["text"].as_str())
        .expect("its receipt");
    let mailbox = served
        .client()
        .open(&reporter.receipt)
        .expect("an answer")
        .json();
    assert_eq!(mailbox["messages"][1]["text"], "We have moved.");
    // And life goes on.
    let more = file(&served, "after the disk was lost", 3);
    assert_eq!(lost(&more, served.public), Vec::<String>::new());
    assert_eq!(
        to.run(&["log", "verify"]).ok().json()["problems"],
        json!([])
    );
}

#[test]
fn a_backup_is_not_restored_over_anything_nor_with_another_keyring() {
    let (place, other, empty) = (Place::sqlite(), Place::sqlite(), Place::sqlite());
    for place in [&place, &other] {
        assert!(place.serve().stop().success());
    }
    let (backup, keyring) = (place.beside("backup"), other.beside("exported"));
    let (backup, keyring) = (
        backup.to_str().expect("a path"),
        keyring.to_str().expect("a path"),
    );
    place.run(&["backup", backup]).ok();
    other.run(&["keyring", "export", keyring]).ok();
    let refusals = [
        place.run(&["restore", backup]),
        empty.run(&["restore", backup]),
        empty.run(&["restore", backup, "--keyring", keyring]),
    ];
    let refusals = refusals.map(|done| place.told(&done));
    insta::assert_snapshot!(refusals.join("\n"), @r"
    2: tipline: HOME/backup/tipline.backup was not restored: there is data here already; a backup is restored into an empty place
    2: tipline: restoring needs the exported keyring: --keyring FILE
    2: tipline: HOME/backup/tipline.backup was not restored: this backup was changed or cut short, or belongs to another keyring
    ");
}

#[test]
fn a_database_that_was_rolled_back_or_forked_is_found_against_a_newer_head() {
    let place = Place::sqlite().with_settings(SETTINGS);
    let served = place.serve();
    file(&served, "first", 5);
    assert!(served.stop().success());
    let (database, earlier) = (place.data.join("tipline.db"), place.beside("earlier.db"));
    fs::copy(&database, &earlier).expect("a copy of the database");

    let served = place.serve();
    file(&served, "then", 5);
    served.wait_until_all_is_read();
    let newer = place.beside("newer-head");
    fs::write(&newer, place.run(&["log", "head"]).ok().out).expect("a file");
    assert!(served.stop().success());
    let against = [
        "log",
        "verify",
        "--against",
        newer.to_str().expect("a path"),
    ];
    assert_eq!(
        place.run(&against).ok().json()["problems"],
        json!([]),
        "the head is of this log"
    );

    fs::copy(&earlier, &database).expect("the earlier database");
    let rolled_back = place.run(&against);
    // The program remembers its last head beside its keyring. Whoever puts that back too is found by the head that
    // somebody outside kept.
    assert_eq!(place.run(&["log", "verify"]).status, 1);
    fs::remove_file(place.data.join("last-head")).expect("it was remembered");
    place.run(&["log", "verify"]).ok();
    let served = place.serve();
    file(&served, "instead", 9);
    // An orderly stop numbers what was filed last.
    assert!(served.stop().success());
    let forked = place.run(&against);
    assert_eq!((rolled_back.status, forked.status), (1, 1));
    // How many entries stand before and after the padding of the day depends on the moment; and when the last of them
    // were numbered after the head was asked for, the program's own memory is a second, longer head.
    let told = [rolled_back, forked].map(|done| {
        let mut lines: Vec<String> = done
            .said
            .lines()
            .filter(|line| !line.starts_with('{'))
            .map(|line| {
                line.replace(|c: char| c.is_ascii_digit(), "#")
                    .replace("###", "N")
            })
            .collect();
        lines.dedup();
        lines.join("\n")
    });
    insta::assert_snapshot!(told.join("\n"), @r"
    rolled back: a head over N entries was signed earlier, now there are N
    forked: the first N entries are not those that the earlier head was signed over
    ");
}

fn file(served: &Served, text: &str, count: usize) -> Vec<Kept> {
    let mut client = served.client();
    let file = |number| {
        let text = format!("{text}: {number} 号");
        Kept {
            receipt: client.file(&text).expect("an answer").receipt(),
            text,
        }
    };
    (0..count).map(file).collect()
}
