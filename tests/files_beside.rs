//! Files that reporters send, seen from outside the program: on the disk, after a crash, on a full disk, in a backup, and
//! in the hands of an officer at the command line.

use crate::kit::installation::on_both_engines;
use crate::kit::program::Place;
use crate::kit::search::{Wanted, files, found};
use crate::kit::sent::{content, desk_at, draft, read, send};
use desk::{MissingFile, restore};
use insta::assert_snapshot;
use report::{Channel, Id};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use store::kit::Fresh;
use store::{Location, Objects};

/// A word that nobody else writes.
fn word(what: &str) -> String {
    let mut random = [0; 8];
    getrandom::fill(&mut random).expect("a random source");
    let random: String = random
        .iter()
        .map(|byte| char::from(b'a' + byte % 26))
        .collect();
    format!("金丝雀{what}{random}")
}

/// On SQLite, and on PostgreSQL where it is installed; a snapshot inside is one for both.
fn on_each_engine(test: impl Fn(&Place)) {
    insta::allow_duplicates! {
        for place in Place::each() {
            test(&place);
        }
    }
}

fn wait<T>(deed: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.build().expect("a runtime").block_on(deed)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().display().to_string())
        .collect();
    names.sort();
    names
}

#[test]
fn no_word_of_a_file_nor_its_name_nor_its_type_is_on_disk() {
    on_each_engine(|place| {
        place.founded_days_ago(0).close();
        let desk = desk_at(place);
        let (name, text, left) = (word("name"), word("text"), word("left"));
        let long = [text.as_bytes(), &content(300_000), text.as_bytes()].concat();
        let file = send(&desk, &format!("{name}.jpg"), &long).expect("it arrives");
        send(&desk, &name, left.as_bytes()).expect("it arrives");
        let mut half = desk.receive_file(&name, "text/plain").expect("begun");
        half.push(&long).expect("taken");
        let accepted = desk.accept_report(draft("With a file."), vec![file], Channel::Web);
        wait(accepted).expect("accepted");
        desk.start().expect("started");

        let mut wanted: Vec<Wanted> = [&name, &text, &left].map(|word| Wanted::word(word)).into();
        wanted.push(Wanted::word("application/x-canary"));
        let database = database_folder(place);
        let mut folders = vec![place.home.path()];
        folders.extend(database.as_deref());
        assert_eq!(names(&place.data.join("objects")).len(), 3);
        assert_eq!(found(&wanted, &folders), [""; 0], "{}", place.engine());
        drop(half);
        desk.close();
        assert_eq!(found(&wanted, &folders), [""; 0], "{}", place.engine());
        for object in files(&place.data.join("objects")) {
            let found = fs::metadata(&object).expect("an object");
            assert_eq!(found.permissions().mode() & 0o777, 0o600);
            // Padded: the one that was left is short.
            assert!([1024 + 36, 5 * (65_536 + 16) + 20].contains(&found.len()));
        }
        // The same search finds what lies there.
        fs::write(place.data.join("planted"), long).expect("a file");
        assert_eq!(found(&wanted, &folders).len(), 1);
    });
}

/// Where PostgreSQL keeps its files: the folder of its socket, in the kit.
fn database_folder(place: &Place) -> Option<PathBuf> {
    let Location::Postgres(address) = place.location() else {
        return None;
    };
    let folder = address
        .split(' ')
        .find_map(|word| word.strip_prefix("host=").map(PathBuf::from));
    Some(folder.expect("a folder"))
}

#[test]
fn a_file_whose_server_is_killed_while_it_arrives_leaves_nothing() {
    on_each_engine(|place| {
        let mut receiving = place
            .command(&["bench-file", "--mib", "2000", "--rounds", "1"])
            .stdout(Stdio::null())
            .spawn()
            .expect("a process");
        let objects = place.data.join("objects");
        let start = Instant::now();
        let arriving = || {
            let part = files(&objects).pop()?;
            Some(fs::metadata(part).ok()?.len())
        };
        while arriving().is_none_or(|length| length < 1 << 20) {
            assert!(start.elapsed() < Duration::from_secs(60), "nothing arrives");
            std::thread::sleep(Duration::from_millis(1));
        }
        receiving.kill().expect("killed");
        receiving.wait().expect("an end");
        let left = names(&objects);
        assert!(left.len() == 1 && left[0].ends_with(".part"), "{left:?}");
        assert_eq!(
            place.run(&["log", "verify"]).ok().json()["problems"],
            serde_json::json!([])
        );
        assert_eq!(names(&objects), [""; 0], "{}", place.engine());
    });
}

/// No file may grow beyond this: a disk that is full, without a disk. The database is shorter.
#[test]
fn a_file_for_which_there_is_no_room_says_so_and_the_report_is_filed_without_it() {
    on_each_engine(|place| {
        place.founded_days_ago(0).close();
        let words = ["bench-file", "--mib", "32", "--rounds", "1", "--alone"];
        let limited = place.command_within(8 << 10, &words);
        let refused = Place::run_command(limited, "");
        assert_snapshot!(place.told(&refused).lines().last().unwrap_or_default(), @"2: tipline: storage is full");
        assert_eq!(names(&place.data.join("objects")), [""; 0]);
        let desk = desk_at(place);
        let accepted = desk.accept_report(draft("Without it."), Vec::new(), Channel::Web);
        wait(accepted).expect("accepted");
        desk.close();
    });
}

#[test]
fn a_backup_takes_files_along_and_a_restore_brings_them_back_and_names_what_is_missing() {
    on_both_engines(|house| {
        let sent = ["one", "two", "gone"].map(|name| house.send_file(name, name.as_bytes()));
        let objects = sent.clone().map(|file| file.object);
        let (receipt, _) = house.file_with(sent[..2].to_vec());
        let (taken_back, _) = house.file_with(sent[2..].to_vec());
        house.send_file("nobody's", b"nobody's");
        let backup = house.scratch("a.backup");
        let folder = house.scratch("a.backup.objects");
        let taken = house.desk().backup(&backup).expect("a backup");
        assert_eq!((taken.files, taken.missing.len()), (3, 0));
        assert_eq!(names(&folder).len(), 3);
        let inode = |id: Id| fs::metadata(folder.join(id.to_string())).map(|found| found.ino());
        let first = inode(objects[0]).expect("there");

        // Tomorrow's takes what is there as it is, and leaves out what was destroyed.
        house.withdraw(&taken_back.english()).expect(200);
        house.turn_clock_hours(25);
        house.keep_house();
        house.desk().backup(&backup).expect("a backup");
        assert_eq!(inode(objects[0]).expect("there"), first);
        assert!(inode(objects[2]).is_err());

        // What is lost here is named, and still lies in the backup.
        let lost = house.objects().folder().join(objects[0].to_string());
        fs::remove_file(&lost).expect("removed");
        let taken = house.desk().backup(&backup).expect("a backup");
        let missing = taken.missing.iter().map(|file| file.object);
        assert_eq!(missing.collect::<Vec<_>>(), [objects[0]]);

        for fresh in Fresh::each() {
            let store = fresh.open();
            let place = Objects::at(house.scratch(&format!("restored on {}", fresh.engine)));
            let restored = restore(
                &store,
                &place,
                &house.keyring_home(),
                &house.outside(),
                &backup,
            );
            let restored = restored.expect("restored");
            assert_eq!((restored.files, restored.missing.len()), (2, 0));
            house.forget_last_head();
            let desk = house.desk_with(store, place).expect("a desk");
            desk.keep_house(true).expect("kept");
            for (number, text) in [(1, "one"), (2, "two")] {
                let opened = house.wait(desk.open_file(&receipt, number));
                assert_eq!(read(opened).expect("read"), text.as_bytes());
            }
            desk.close();
        }

        // One that was cut in the backup is as good as none.
        let cut = folder.join(objects[1].to_string());
        fs::remove_file(&cut).expect("removed");
        fs::write(&cut, "cut").expect("written");
        let (fresh, place) = (Fresh::sqlite(), Objects::at(house.scratch("cut")));
        let restored = restore(
            &fresh.open(),
            &place,
            &house.keyring_home(),
            &house.outside(),
            &backup,
        );
        let missing = restored.expect("restored").missing;
        let report = house.newest();
        let expected = MissingFile {
            object: objects[1],
            report,
        };
        assert_eq!(missing, [expected]);
        house.forget_last_head();
    });
}

#[test]
fn an_officer_takes_a_file_out_into_a_new_file_of_their_own() {
    on_each_engine(|place| {
        place.founded_days_ago(0).close();
        let bytes = content(5 << 20);
        let desk = desk_at(place);
        let file = send(&desk, "照片.jpg", &bytes).expect("it arrives");
        let object = file.object.to_string();
        wait(desk.accept_report(draft("With a file."), vec![file], Channel::Web))
            .expect("accepted");
        desk.close();
        place.set_up("officer-1");
        let served = place.serve();
        let listed = place.run_as("officer-1", &["report", "list"]).ok();
        let id = listed.json()["id"].as_str().expect("a report").to_owned();
        let opened = place
            .run_as("officer-1", &["report", "open", &id, "--reason", "a look"])
            .ok()
            .json();
        assert_eq!(opened["files"][0]["name"], "照片.jpg");
        assert_eq!(opened["files"][0]["bytes"], 5 << 20);

        let take = |number: &str, out: &str| {
            let words = [
                "report", "file", &id, number, "--reason", "a look", "--out", out,
            ];
            place.run_as("officer-1", &words)
        };
        let taken = take("1", "photo.jpg").ok().json();
        assert_eq!(
            (&taken["name"], &taken["bytes"]),
            (&"照片.jpg".into(), &(5 << 20).into())
        );
        let out = place.beside("photo.jpg");
        assert!(fs::read(&out).expect("the file") == bytes);
        assert_eq!(
            fs::metadata(&out).expect("the file").permissions().mode() & 0o777,
            0o600
        );

        let refusals = [
            take("1", "photo.jpg"),
            take("2", "other.jpg"),
            take("1", "nowhere/photo.jpg"),
        ];
        let told = refusals
            .map(|done| place.told(&done).replace(&id, "ID"))
            .join("\n");
        assert_snapshot!(told, @r"
        2: tipline: HOME/photo.jpg is there already; give --out another name
        2: tipline: report ID has no file 2
        2: tipline: HOME/nowhere/photo.jpg cannot be written: No such file or directory (os error 2)
        ");
        let path = place.data.join("objects").join(&object);
        let mut sealed = fs::read(&path).expect("the object");
        sealed[3 << 20] ^= 1;
        fs::write(&path, sealed).expect("changed");
        let damaged = place
            .told(&take("1", "other.jpg"))
            .replace(&object, "OBJECT");
        assert_snapshot!(damaged, @"2: tipline: file 1: the file in object OBJECT is damaged: its bytes are not what was sent");
        assert!(!place.beside("other.jpg").exists(), "half a file is none");
        served.stop();
    });
}
