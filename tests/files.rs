//! Files that reporters send (C1): of any type, sealed while they arrive, part of the report from its acceptance on, opened
//! by receipt and by officers who said why, and gone with the report.

use crate::kit::installation::{Installation, on_both_engines, password_of};
use crate::kit::photo::photo;
use crate::kit::sent::{content, read};
use desk::{Betrays, Deed, Failure, Remedy};
use insta::assert_snapshot;
use report::Profile;
use std::fs;
use std::os::unix::fs::MetadataExt;
use store::kit::Fresh;

const LENGTHS: [usize; 6] = [0, 1, 65_535, 65_536, 65_537, 5 * 1024 * 1024 + 1];

#[test]
fn files_of_any_length_come_back_by_receipt_and_at_the_desk() {
    on_both_engines(|house| {
        let files = LENGTHS.map(|length| house.send_file("C:\\fake\\照片.jpg", &content(length)));
        let (receipt, second) = house.file_with(files.into());
        assert_snapshot!(house.listed_files(&receipt).join("\n"), @r"
        1 照片.jpg 0
        2 照片.jpg 1
        3 照片.jpg 65535
        4 照片.jpg 65536
        5 照片.jpg 65537
        6 照片.jpg 5242881
        ");
        assert_eq!(house.listed_files(&second), [""; 0]);
        for name in house.objects_there() {
            let found = fs::metadata(house.objects().folder().join(name)).expect("there");
            assert_eq!((found.mtime() % 3600, found.mtime_nsec()), (0, 0));
        }
        let (officer, id) = (house.officer(), house.newest());
        let opened = house.desk().open_report(&officer, id, "a test");
        let opened = opened.expect("it opens");
        assert_eq!((opened.files.len(), opened.messages.len()), (6, 1));
        assert_eq!(opened.files[5].media_type, "application/x-canary");
        for (number, length) in (1..).zip(LENGTHS) {
            let bytes = content(length);
            assert!(house.read_file(&receipt, number).expect("read") == bytes);
            let at_desk = house.desk().open_report_file(&officer, id, number, "why");
            assert!(read(at_desk).expect("read") == bytes);
        }
        for number in [0, 7] {
            let by_receipt = house.read_file(&receipt, number);
            assert!(matches!(by_receipt, Err(Failure::Unknown)));
            let at_desk = house.desk().open_report_file(&officer, id, number, "why");
            assert!(matches!(at_desk.err(), Some(Failure::Unknown)));
        }
        assert!(matches!(house.read_file(&second, 1), Err(Failure::Unknown)));
    });
}

#[test]
fn every_opening_of_a_file_stands_in_the_log_with_its_number_and_its_reason() {
    on_both_engines(|house| {
        let file = house.send_file("a.txt", b"text");
        house.file_with(vec![file]);
        let (officer, id) = (house.officer(), house.newest());
        let without = house.desk().open_report_file(&officer, id, 1, " ");
        assert!(matches!(without.err(), Some(Failure::NotAllowed(_))));
        let overseer = house.unlock("overseer-1");
        let other = house.desk().open_report_file(&overseer, id, 1, "curious");
        assert!(matches!(other.err(), Some(Failure::NotAllowed(_))));
        let opened = house.desk().open_report_file(&officer, id, 1, "a witness");
        read(opened).expect("read");
        let entries = house.insider(&["overseer-1"]).whole_entries();
        let told: Vec<String> = entries
            .iter()
            .filter(|entry| entry.deed == Deed::FileOpened)
            .map(|entry| format!("{} {} {}", entry.who, entry.why, entry.subject == Some(id)))
            .collect();
        assert_eq!(told, ["officer-1 opened file 1: a witness true"]);
        // Without a signed head nothing is opened.
        house.stop_sequencer();
        let opened = house.desk().open_report_file(&officer, id, 1, "a witness");
        assert!(matches!(opened.err(), Some(Failure::NotLogged)));
        house.start_sequencer();
    });
}

#[test]
fn a_file_is_added_through_either_receipt_to_its_own_mailbox_and_once() {
    on_both_engines(|house| {
        let (receipt, second) = house.file_with(Vec::new());
        for receipt in [&receipt, &second] {
            let file = house.send_file("added.bin", b"added later");
            house.add_file(receipt, file.clone()).expect("added");
            house.add_file(receipt, file).expect("there already");
            assert_eq!(house.listed_files(receipt), ["1 added.bin 11"]);
            assert_eq!(house.read_file(receipt, 1).expect("read"), b"added later");
        }
        let opened = house
            .desk()
            .open_report(&house.officer(), house.newest(), "a test")
            .expect("it opens");
        assert_eq!(opened.files.len(), 1, "the second mailbox is its own");

        house.withdraw(&second.english()).expect(200);
        let late = house.send_file("late.bin", b"late");
        let refused = house.add_file(&second, late);
        assert!(matches!(refused, Err(Failure::Unknown)));
        assert_eq!(house.listed_files(&second), [""; 0]);
        assert!(matches!(house.read_file(&second, 1), Err(Failure::Unknown)));
        assert_eq!(house.listed_files(&receipt), ["1 added.bin 11"]);
    });
}

#[test]
fn a_file_belongs_to_one_report_and_one_that_is_gone_is_named_and_nothing_is_taken() {
    on_both_engines(|house| {
        let (one, other) = (house.send_file("a", b"1"), house.send_file("b", b"2"));
        house.file_with(vec![one.clone()]);
        let again = house.try_file_with(vec![other.clone(), one.clone()]).err();
        assert!(matches!(again, Some(Failure::FileGone(id)) if id == one.object));
        let twice = house
            .try_file_with(vec![other.clone(), other.clone()])
            .err();
        assert!(matches!(twice, Some(Failure::FileGone(id)) if id == other.object));
        assert_eq!(house.report_count(), 1);
        let (receipt, _) = house.file_with(vec![other]);
        let stolen = house.add_file(&receipt, one.clone());
        assert!(matches!(stolen, Err(Failure::FileGone(id)) if id == one.object));
        assert_eq!(house.listed_files(&receipt), ["1 b 1"]);
    });
}

#[test]
fn a_file_without_a_report_waits_two_hours_and_no_longer_than_three() {
    on_both_engines(|house| {
        let file = house.send_file("early.bin", b"early");
        let dropped = house.send_file("left out.bin", b"left out");
        house
            .wait(house.desk().drop_file(dropped))
            .expect("dropped");
        house.turn_clock_hours(2);
        house.keep_house();
        assert_eq!(house.objects_there(), [file.object.to_string()]);
        house.turn_clock_hours(1);
        house.keep_house();
        assert_eq!(house.objects_there(), [""; 0]);
        let refused = house.try_file_with(vec![file.clone()]).err();
        assert!(matches!(refused, Some(Failure::FileGone(id)) if id == file.object));
        assert_eq!(house.report_count(), 0);
    });
}

#[test]
fn the_files_of_a_report_go_when_it_goes() {
    on_both_engines(|house| {
        let kept = house.send_file("kept", b"kept");
        house.file_with(vec![kept.clone()]);
        let file = house.send_file("taken back", b"taken back");
        let (receipt, second) = house.file_with(vec![file]);
        let added = house.send_file("through the other door", b"x");
        house.add_file(&second, added).expect("added");
        house.live_through(1);
        assert_eq!(house.objects_there().len(), 3);

        house.withdraw(&receipt.english()).expect(200);
        assert!(matches!(
            house.read_file(&receipt, 1),
            Err(Failure::Unknown)
        ));
        house.turn_clock_hours(25);
        house.keep_house();
        assert_eq!(house.objects_there(), [kept.object.to_string()]);
    });
}

#[test]
fn what_a_crash_left_among_the_objects_is_swept_and_what_belongs_to_a_report_stays() {
    on_both_engines(|house| {
        let file = house.send_file("a file", b"a file");
        let (receipt, _) = house.file_with(vec![file]);
        let folder = house.objects().folder().to_owned();
        let name = |byte: u8| report::Id([byte; 16]).to_string();
        house.while_closed(|_| {
            fs::write(folder.join(format!("{}.part", name(1))), "half").expect("written");
            fs::write(folder.join(name(2)), "no row").expect("written");
        });
        assert_eq!(house.objects_there().len(), 2, "a part goes at the start");
        house.keep_house();
        assert_eq!(house.objects_there().len(), 1);
        // Once a day.
        fs::write(folder.join(name(3)), "no row").expect("written");
        house.keep_house();
        assert_eq!(house.objects_there().len(), 2);
        house.live_through(1);
        assert_eq!(house.objects_there().len(), 1);
        assert_eq!(house.read_file(&receipt, 1).expect("read"), b"a file");
    });
}

#[test]
fn a_changed_byte_anywhere_and_a_lost_object_are_refused_and_named() {
    on_both_engines(|house| {
        let bytes = content(200_000);
        let file = house.send_file("a file", &bytes);
        let (receipt, _) = house.file_with(vec![file.clone()]);
        let path = house.objects().folder().join(file.object.to_string());
        let sealed = fs::read(&path).expect("the object");
        for at in [0, 1, 19, 20, 70_000, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            fs::write(&path, changed).expect("written");
            let refused = house.read_file(&receipt, 1).err();
            let named = matches!(refused, Some(Failure::FileDamaged(id)) if id == file.object);
            assert!(named, "byte {at}: {refused:?}");
        }
        fs::write(&path, &sealed[..20 + 65_552]).expect("cut");
        let refused = house.read_file(&receipt, 1).err();
        assert!(matches!(refused, Some(Failure::FileDamaged(_))));
        fs::remove_file(&path).expect("removed");
        let refused = house.read_file(&receipt, 1).err();
        assert!(matches!(refused, Some(Failure::FileGone(id)) if id == file.object));
        let (officer, id) = (house.officer(), house.newest());
        let at_desk = house.desk().open_report_file(&officer, id, 1, "why").err();
        assert!(matches!(at_desk, Some(Failure::FileGone(id)) if id == file.object));
        // The report itself is none the worse.
        assert_eq!(house.listed_files(&receipt), ["1 a file 200000"]);
    });
}

#[test]
fn a_file_that_is_too_long_and_one_too_many_are_refused_and_leave_nothing() {
    let settings = "intake.file_bytes = 100000\nintake.files = 2";
    for database in Fresh::each() {
        let profile = Profile::from_toml(settings).expect("a profile");
        let mut house = Installation::founded(database, profile);
        house.set_everybody_up();
        let whole = house.send_file("whole", &content(100_000));
        let mut arriving = house.desk().receive_file("long", "").expect("begun");
        arriving
            .push(&content(100_000))
            .expect("as long as it may be");
        assert!(matches!(arriving.push(b"x"), Err(Failure::TooLarge)));
        assert_eq!(house.objects_there().len(), 1, "its bytes are gone at once");
        assert!(arriving.push(b"").is_err() && arriving.finish().is_err());

        let three = [
            whole.clone(),
            house.send_file("b", b"b"),
            house.send_file("c", b"c"),
        ];
        let refused = house.try_file_with(three.to_vec()).err();
        assert!(matches!(refused, Some(Failure::TooManyFiles)));
        assert_eq!(house.report_count(), 0);
        let [a, b, c] = three;
        let (receipt, second) = house.file_with(vec![a, b]);
        let full = house.add_file(&receipt, c.clone());
        assert!(matches!(full, Err(Failure::MailboxFull)));
        house
            .add_file(&second, c)
            .expect("the other has room of its own");
        house
            .message(&receipt.english(), "Words still go in.")
            .expect(201);
    }
}

#[test]
fn files_never_take_the_room_that_reports_need() {
    let profile = Profile::from_toml("intake.keep_free_mib = 1073741824").expect("a profile");
    let house = Installation::founded(Fresh::sqlite(), profile);
    let refused = house.desk().receive_file("a", "").err();
    assert!(matches!(refused, Some(Failure::Full)));
    assert_eq!(house.objects_there(), [""; 0]);
    house.file_with(Vec::new());
}

#[test]
fn a_file_that_breaks_off_leaves_nothing() {
    on_both_engines(|house| {
        let mut arriving = house.desk().receive_file("half", "").expect("begun");
        arriving.push(&content(200_000)).expect("taken");
        assert_eq!(house.objects_there().len(), 1);
        house.live_through(1);
        assert_eq!(house.objects_there().len(), 1, "it still arrives");
        drop(arriving);
        assert_eq!(house.objects_there(), [""; 0]);
    });
}

#[test]
fn a_copy_without_traces_takes_the_place_of_its_picture() {
    on_both_engines(|house| {
        let file = house.send_file("picture.jpg", &photo(true));
        assert_eq!(
            (file.betrays, file.remedy),
            (Betrays::Position, Remedy::Copy)
        );
        let copy = house.desk().clean_file(&file).expect("copied");
        assert_eq!((copy.betrays, copy.cleaned), (Betrays::Nothing, true));
        assert_eq!(copy.name, "picture.jpg");
        house.keep_house();
        assert_eq!(house.objects_there(), [copy.object.to_string()]);
        // What travels between two pages is sealed, and whole when it comes back.
        let plain = serde_json::to_vec(&copy).expect("JSON");
        let carried = house.desk().seal_carried("file", &plain);
        let opened = house.desk().open_carried("file", &carried).expect("ours");
        let copy = serde_json::from_slice(&opened).expect("a file");
        let (receipt, _) = house.file_with(vec![copy]);
        assert!(house.read_file(&receipt, 1).expect("read") == photo(false));
    });
}

#[test]
fn what_cannot_be_copied_without_traces_stays_as_it_was() {
    let house = Installation::on_sqlite();
    for (name, bytes) in [
        ("notes.txt", b"no picture".to_vec()),
        ("half.jpg", photo(true)[..150].to_vec()),
        ("empty", Vec::new()),
    ] {
        let file = house.send_file(name, &bytes);
        let refused = house.desk().clean_file(&file).err();
        assert!(matches!(refused, Some(Failure::NotCopied)), "{name}");
        let (receipt, _) = house.file_with(vec![file]);
        assert_eq!(house.read_file(&receipt, 1).expect("read"), bytes, "{name}");
    }
}

#[test]
fn the_same_sending_with_files_is_answered_once() {
    on_both_engines(|house| {
        let file = house.send_file("a", b"a");
        let accept = || {
            let key = house.desk().replay_key("a form's token", b"its body");
            let draft = crate::kit::sent::draft("Once.");
            let files = vec![file.clone()];
            let accepted =
                house
                    .desk()
                    .accept_report_once(draft, files, report::Channel::Web, &key);
            house.wait(accepted).expect("accepted").receipt.english()
        };
        assert_eq!(accept(), accept());
        assert_eq!(house.report_count(), 1);
    });
}

#[test]
fn a_file_opens_for_whom_its_report_opens_and_for_nobody_else() {
    let house = Installation::on_sqlite();
    let file = house.send_file("a", b"a");
    let shown = format!("{file:?}");
    assert_eq!(shown, format!("SentFile({}, 1 bytes)", file.object));
    house.file_with(vec![file]);
    assert!(
        house
            .desk()
            .unlock("officer-1", b"a wrong password")
            .is_err()
    );
    let officer = house
        .desk()
        .unlock("officer-1", password_of("officer-1").as_bytes());
    let opened = house
        .desk()
        .open_report_file(&officer.expect("in"), house.newest(), 1, "why");
    assert_eq!(read(opened).expect("read"), b"a");
}
