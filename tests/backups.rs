//! Backup and restore (S3): one file, the same from both engines and for both; opened by the keyring it belongs to
//! while its four weeks last, refused whole when a single byte is wrong, and without any worker's key in it.

use crate::kit::deeds::request;
use crate::kit::deeds::whole_mailbox;
use crate::kit::installation::{Installation, on_both_engines};
use crate::kit::program::Place;
use desk::{BackupMistake, Desk, KeyringHome, restore};
use insta::assert_snapshot;
use report::Id;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use store::Store;
use store::kit::Fresh;

fn restore_into(store: &Store, house: &Installation, backup: &Path) -> Result<u64, BackupMistake> {
    restore(
        store,
        &house.objects(),
        &house.keyring_home(),
        &house.outside(),
        backup,
    )
    .map(|restored| restored.rows)
}

/// Opens what was restored, as after a restore into the house's own place, and hands the desk to the test.
fn opened<T>(house: &Installation, store: Store, test: impl FnOnce(&Desk) -> T) -> T {
    house.forget_last_head();
    let desk = house.desk_on(store).expect("a desk");
    let sequencer = desk.start().expect("started");
    let value = test(&desk);
    drop(sequencer);
    desk.close();
    value
}

#[test]
fn what_was_backed_up_is_restored_on_either_engine() {
    on_both_engines(|house| {
        let filed = house.file_json(
            &serde_json::json!({ "text": "Named, and kept.", "contact": { "name": "Pat" } }),
        );
        house.drain_jobs();
        let id = house.newest();
        house.reply(id, "Thank you.");
        house.live_through(1);
        let expected = house.mailbox(&filed.receipt);
        let backup = house.scratch("a.backup");
        let taken = house.desk().backup(&backup).expect("a backup");
        assert_snapshot!(taken.restorable_until, @"2026-12-24T00:00:00Z");

        for fresh in Fresh::each() {
            let store = fresh.open();
            assert_eq!(
                restore_into(&store, house, &backup).expect("restored"),
                taken.rows,
                "{}",
                fresh.engine
            );
            opened(house, store, |desk| {
                let receipt = seal::Receipt::parse(&filed.receipt).expect("a receipt");
                let mailbox = house.wait(whole_mailbox(desk, &receipt)).expect("it opens");
                assert_eq!(
                    mailbox.messages.len(),
                    expected["messages"].as_array().expect("messages").len()
                );
                assert_eq!(mailbox.messages[1].message.text, "Thank you.");
                let officer = desk
                    .unlock("officer-1", b"officer-1 keeps a long password")
                    .expect("the password");
                assert_eq!(
                    desk.open_report(&officer, id, "a test")
                        .expect("it opens")
                        .content
                        .text,
                    "Named, and kept."
                );
                assert_eq!(
                    desk.verify_log(None, |_| ()).expect("verified").problems,
                    Vec::<String>::new()
                );
            });
        }
    });
}

#[test]
fn reports_that_still_waited_are_restored_without_a_workers_key_and_left_to_people() {
    let house = Installation::on_sqlite();
    house.file_report("Filed, and not read before the backup.");
    let id = house.newest();
    let backup = house.scratch("a.backup");
    house.desk().backup(&backup).expect("a backup");
    assert_eq!(
        house.tables(|tx| tx.job_days()).len(),
        1,
        "here the worker still has its key"
    );

    let fresh = Fresh::sqlite();
    let store = fresh.open();
    restore_into(&store, &house, &backup).expect("restored");
    assert!(
        store
            .read("look", |tx| tx.job_days())
            .wait()
            .expect("looked")
            .is_empty()
    );
    opened(&house, store, |desk| {
        for _ in 0..3 {
            desk.analyse_once().expect("tried");
            house.turn_clock_hours(1);
        }
        let officer = desk
            .unlock("officer-1", b"officer-1 keeps a long password")
            .expect("the password");
        let listed = desk.list_reports(&officer, None, 10).expect("the list");
        assert!(listed[0].left_to_people);
        assert_eq!(
            desk.open_report(&officer, id, "a test")
                .expect("it opens")
                .content
                .text,
            "Filed, and not read before the backup."
        );
    });
}

/// Lost disk, yesterday's backup, and the keyring that was exported before.
#[test]
fn a_lost_disk_is_restored_from_a_backup_and_an_exported_keyring() {
    let house = Installation::on_sqlite();
    let filed = house.file_report("Filed before the disk was lost.");
    let (backup, exported) = (house.scratch("a.backup"), house.scratch("exported"));
    house.desk().export_keyring(&exported).expect("exported");
    house.live_through(3);
    house.desk().backup(&backup).expect("a backup");
    house.turn_clock(2);
    // The exported keyring is older than the backup: it advances by itself.
    let home = || KeyringHome {
        path: exported.clone(),
        secret: None,
    };
    let fresh = Fresh::sqlite();
    let store = fresh.open();
    restore(&store, &house.objects(), &home(), &house.outside(), &backup).expect("restored");
    let (desk, _) = Desk::open(
        store,
        house.objects(),
        home(),
        house.profile().clone(),
        house.outside(),
        false,
    )
    .expect("a desk");
    let receipt = seal::Receipt::parse(&filed.receipt).expect("a receipt");
    assert!(house.wait(whole_mailbox(&desk, &receipt)).is_ok());
    desk.close();
}

#[test]
fn a_backup_belongs_to_its_keyring_and_a_database_to_its_own() {
    let house = Installation::on_sqlite();
    let backup = house.scratch("a.backup");
    house.desk().backup(&backup).expect("a backup");
    let stranger = Installation::on_sqlite();
    let fresh = Fresh::sqlite();
    let store = fresh.open();
    assert!(matches!(
        restore_into(&store, &stranger, &backup),
        Err(BackupMistake::Damaged)
    ));
    // Nothing of it was kept: the right keyring finds the place empty, and then it is not empty any more.
    restore_into(&store, &house, &backup).expect("restored");
    assert!(matches!(
        restore_into(&store, &house, &backup),
        Err(BackupMistake::NotEmpty)
    ));
    assert!(matches!(
        stranger.desk_on(store).err(),
        Some(desk::OpenFailure::OtherKeyring)
    ));
}

#[test]
fn one_wrong_byte_anywhere_refuses_the_whole_backup() {
    let house = Installation::on_sqlite();
    house.file_report("Filed before the backup was damaged.");
    let backup = house.scratch("a.backup");
    house.desk().backup(&backup).expect("a backup");
    let whole = std::fs::read(&backup).expect("the file");
    let damaged = house.scratch("damaged.backup");
    let fresh = Fresh::sqlite();
    let store = fresh.open();
    let refused = |bytes: &[u8]| {
        std::fs::write(&damaged, bytes).expect("written");
        match restore_into(&store, &house, &damaged) {
            Err(BackupMistake::Damaged | BackupMistake::NotABackup | BackupMistake::TooOld) => true,
            Err(other) => panic!("{other}"),
            Ok(_) => false,
        }
    };
    let last = whole.len() - 1;
    for place in (0..60)
        .chain((60..last).step_by(whole.len() / 60))
        .chain([last])
    {
        let mut changed = whole.clone();
        changed[place] ^= 0x10;
        assert!(refused(&changed), "byte {place}");
    }
    for length in [0, 1, 16, 17, 24, 25, 60, 65_000, whole.len() / 2, last] {
        assert!(refused(&whole[..length.min(last)]), "cut to {length}");
    }
    assert!(refused(&[whole.as_slice(), b"x"].concat()), "extended");
    assert!(!refused(&whole), "and untouched it is restored");
}

#[test]
fn a_backup_older_than_its_key_is_refused_for_ever() {
    let house = Installation::on_sqlite();
    house.file_report("Filed long ago.");
    let backup = house.scratch("a.backup");
    let taken = house.desk().backup(&backup).expect("a backup");
    house.live_through(31);
    assert!(house.now() < taken.restorable_until);
    let fresh = Fresh::sqlite();
    restore_into(&fresh.open(), &house, &backup).expect("on its last day");
    house.live_through(1);
    assert!(house.now() > taken.restorable_until);
    let fresh = Fresh::sqlite();
    assert!(matches!(
        restore_into(&fresh.open(), &house, &backup),
        Err(BackupMistake::TooOld)
    ));
    let later = house.scratch("later.backup");
    house.desk().backup(&later).expect("a backup");
    restore_into(&fresh.open(), &house, &later).expect("a backup of today");
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().display().to_string())
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_that_has_no_room_leaves_yesterdays_and_says_what_went_wrong() {
    let place = Place::sqlite();
    let served = place.serve();
    place.run(&["backup", "backups"]).ok();
    let folder = place.beside("backups");
    let yesterdays = fs::read(folder.join("tipline.backup")).expect("a backup");
    // Enough that the backup does not fit where the write-ahead log of one entry does.
    for _ in 0..20 {
        let filed = served.client().file(&"long ".repeat(10_000));
        assert_eq!(filed.expect("an answer").status, 201);
    }
    served.wait_until_all_is_read();
    assert!(served.stop().success());

    let small = place.command_within(256, &["backup", "backups"]);
    let refused = Place::run_command(small, "");
    let told = place.told(&refused);
    let last = told.lines().last().unwrap_or_default();
    assert_snapshot!(last, @"tipline: HOME/backups/tipline.backup cannot be written: File too large (os error 27)");
    assert_eq!(refused.status, 2);
    assert_eq!(names(&folder), ["tipline.backup"]);
    assert!(fs::read(folder.join("tipline.backup")).expect("a backup") == yesterdays);

    place.run(&["backup", "backups"]).ok();
    assert_eq!(names(&folder), ["tipline.backup"]);
    assert!(fs::read(folder.join("tipline.backup")).expect("a backup") != yesterdays);
}

#[test]
fn a_backup_is_for_nobody_else_to_read_and_follows_no_link() {
    let house = Installation::on_sqlite();
    let (victim, backup) = (house.scratch("victim"), house.scratch("a.backup"));
    fs::write(&victim, "precious").expect("a file");
    symlink(&victim, &backup).expect("a link");
    house.desk().backup(&backup).expect("a backup");
    assert_eq!(fs::read(&victim).expect("a file"), b"precious");
    let found = fs::symlink_metadata(&backup).expect("a backup");
    assert!(found.is_file());
    assert_eq!(found.permissions().mode() & 0o777, 0o600);

    let nowhere = house.scratch("no such folder").join("a.backup");
    let refused = house.desk().backup(&nowhere).err();
    assert!(
        matches!(refused, Some(BackupMistake::File(error)) if error.kind() == ErrorKind::NotFound)
    );
}

/// An answer that can be asked for again for a day holds receipts: a backup would keep it for weeks.
#[test]
fn a_backup_holds_no_answers_that_are_kept_for_a_day_only() {
    let house = Installation::on_sqlite();
    let key = [("idempotency-key", "0d9f3c1e-8f5a-4c5e-9d1b-2f6a7c8e9d01")];
    let body = r#"{"text":"Filed with a key."}"#;
    let filed = house.send(request("/api/v1/reports", &key, body));
    assert_eq!(filed.status, 201);
    let backup = house.scratch("a.backup");
    house.desk().backup(&backup).expect("a backup");
    let fresh = Fresh::sqlite();
    let store = fresh.open();
    restore_into(&store, &house, &backup).expect("restored");
    let all = |tx: &mut store::Tx<'_>| tx.reap_replays(report::Hour(i64::MAX / 2));
    assert_eq!(store.write("reap", all).wait(), Ok(0));
    assert_eq!(house.write_tables(all), 1);
}

#[test]
fn a_restore_that_is_refused_leaves_nothing_behind() {
    let place = Place::sqlite();
    let served = place.serve();
    place.run(&["keyring", "export", "exported"]).ok();
    place.run(&["backup", "backups"]).ok();
    assert!(served.stop().success());
    fs::write(place.beside("backups/changed"), "no backup").expect("a file");
    fs::create_dir(place.beside("wrong")).expect("a folder");
    fs::write(place.beside("wrong/tipline.backup"), "no backup").expect("a file");
    fs::write(place.beside("other"), "no keyring").expect("a file");

    let restore = |backups: &str, words: &[&str]| {
        let words = [&["restore", backups, "--data", "new"], words].concat();
        place.told(&place.run(&words))
    };
    let refusals = [
        restore("backups", &[]),
        restore("backups", &["--keyring", "nowhere"]),
        restore("nowhere", &["--keyring", "exported"]),
        restore("wrong", &["--keyring", "exported"]),
        restore("backups", &["--keyring", "other"]),
        restore(
            "backups",
            &["--keyring", "exported", "--secret-file", "nowhere"],
        ),
        restore(
            "backups",
            &["--keyring", "exported", "--database", "mysql://here"],
        ),
        place.told(&place.run(&["restore", "backups"])),
        place.told(&place.run(&["log", "verify", "--data", "new"])),
    ];
    assert_snapshot!(refusals.join("\n"), @r"
    2: tipline: restoring needs the exported keyring: --keyring FILE
    2: tipline: cannot read nowhere: No such file or directory (os error 2)
    2: tipline: cannot read nowhere/tipline.backup: No such file or directory (os error 2)
    2: tipline: wrong/tipline.backup was not restored: this is not a tipline backup
    2: tipline: backups/tipline.backup was not restored: the keyring could not be read: this is no keyring
    2: tipline: cannot read the start-up secret nowhere: No such file or directory (os error 2)
    2: tipline: the database could not be opened: the connection text of PostgreSQL cannot be understood: invalid connection string
    2: tipline: backups/tipline.backup was not restored: there is data here already; a backup is restored into an empty place
    2: tipline: there is no data directory at new; `tipline serve` makes one
    ");
    assert!(!place.beside("new").exists());
    // An empty directory that was there is left empty.
    fs::create_dir(place.beside("new")).expect("a folder");
    fs::set_permissions(place.beside("new"), fs::Permissions::from_mode(0o700)).expect("its mode");
    restore("wrong", &["--keyring", "exported"]);
    place.run(&["log", "verify", "--data", "new"]);
    assert_eq!(names(&place.beside("new")), [""; 0]);
    place
        .run(&[
            "restore",
            "backups",
            "--data",
            "new",
            "--keyring",
            "exported",
        ])
        .ok();
}

/// The exported keyring may be the one that a living installation uses; and of a place whose database and keyring were
/// lost, the memory of the log may be all that is left.
#[test]
fn a_restore_forgets_the_last_head_of_its_own_place_and_of_no_other() {
    let place = Place::sqlite();
    place.serve().stop();
    place.run(&["backup", "backups"]).ok();
    let living = fs::read(place.data.join("last-head")).expect("what the living one remembers");
    let restore = [
        "restore",
        "backups",
        "--data",
        "new",
        "--keyring",
        "data/keyring",
    ];
    place.run(&restore).ok();
    let still = fs::read(place.data.join("last-head")).expect("it remembers");
    assert!(still == living, "a living installation forgot its log");

    let new = place.beside("new");
    for lost in ["tipline.db", "tipline.db-wal", "tipline.db-shm", "keyring"] {
        drop(fs::remove_file(new.join(lost)));
    }
    assert_eq!(names(&new), ["last-head", "lock"]);
    place.run(&restore).ok();
}

#[test]
fn what_was_removed_before_a_backup_is_not_in_it() {
    let house = Installation::on_sqlite();
    let removed = house.file_report("Taken back before the backup.");
    let id: Id = house.newest();
    house.withdraw(&removed.receipt).expect(200);
    house.turn_clock_hours(25);
    house.keep_house();
    let backup = house.scratch("a.backup");
    house.desk().backup(&backup).expect("a backup");
    let fresh = Fresh::sqlite();
    let store = fresh.open();
    restore_into(&store, &house, &backup).expect("restored");
    let left = store
        .read("look", move |tx| {
            Ok((tx.report(id)?.is_some(), tx.items(id)?.len()))
        })
        .wait();
    assert_eq!(left.expect("looked"), (false, 0));
}
