//! What runs beside the doors: a fault in one thing keeps nothing else from being done, what is destroyed is gone from
//! the files whatever came in between, and the operator is told the cause and the true figures.

use crate::kit::installation::Installation;
use crate::kit::program::Place;
use desk::Failure;
use report::Profile;
use std::fs;
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::Duration;
use store::Location;
use store::kit::Fresh;

/// How much waits in SQLite's write-ahead log, where destroyed rows still lie.
fn waits_in_the_file(house: &Installation) -> u64 {
    let wal = format!("{}-wal", house.file().display());
    fs::metadata(wal).expect("a file").len()
}

#[test]
fn what_is_over_is_destroyed_although_the_last_head_cannot_be_written_down() {
    let house = Installation::on_sqlite();
    let filed = house.file_report("Taken back, and destroyed the day after.");
    house.withdraw(&filed.receipt).expect(200);
    house.sequence();
    // Nobody can write a file where a directory is.
    fs::create_dir(house.scratch("last-head.new")).expect("a directory");
    house.turn_clock_hours(25);
    let round = house.desk().keep_house(true);
    assert!(matches!(round, Err(Failure::File(_))), "{round:?}");
    assert_eq!(house.report_count(), 0);
}

#[test]
fn the_first_round_clears_the_files_of_what_a_killed_program_had_destroyed() {
    let mut house = Installation::on_sqlite();
    house.stop_sequencer();
    house.file_report("Something to be written.");
    house.desk().keep_house(true).expect("housekeeping");
    assert_eq!(waits_in_the_file(&house), 0);
    house.file_report("Something more to be written.");
    house.desk().keep_house(true).expect("housekeeping");
    assert!(waits_in_the_file(&house) > 0, "nothing was destroyed");
}

#[test]
fn what_was_destroyed_is_gone_from_the_files_although_the_round_failed_afterwards() {
    let mut house = Installation::on_sqlite();
    house.stop_sequencer();
    let filed = house.file_report("Taken back, and destroyed the day after.");
    let body = r#"{"text":"Filed with a key, so that its answer is kept."}"#;
    let again = crate::kit::deeds::request(
        "/api/v1/reports",
        &[("idempotency-key", "a-key-that-nobody-guesses")],
        body,
    );
    house.send(again).expect(201);
    house.withdraw(&filed.receipt).expect(200);
    house.keep_house();
    house.turn_clock_hours(26);
    house.sequence();
    house.sql(
        "CREATE TRIGGER stuck BEFORE DELETE ON replay BEGIN SELECT RAISE(ABORT, 'stuck'); END;",
    );
    assert!(house.desk().keep_house(true).is_err());
    assert_eq!(house.report_count(), 1);
    assert_eq!(waits_in_the_file(&house), 0);
}

#[test]
fn nobody_waits_for_the_disk_while_the_last_head_is_written_down() {
    let mut house = Installation::on_sqlite();
    house.stop_sequencer();
    house.sequence();
    // A disk that does not answer: whoever opens this waits until somebody reads from it.
    let slow = house.scratch("last-head.new");
    let made = Command::new("mkfifo").arg(&slow).status().expect("mkfifo");
    assert!(made.success());
    let (housekeeper, sequencer) = (house.desk().clone(), house.desk().clone());
    let keeping = std::thread::spawn(move || drop(housekeeper.keep_house(true)));
    std::thread::sleep(Duration::from_millis(200));
    let (tell, told) = channel();
    let sequencing = std::thread::spawn(move || tell.send(sequencer.sequence_once().is_ok()));
    let sequenced = told.recv_timeout(Duration::from_secs(5));
    fs::read(&slow).expect("read");
    keeping.join().expect("no panic");
    assert_eq!(sequenced, Ok(true));
    sequencing.join().expect("no panic").expect("told");
}

#[test]
fn a_last_head_that_cannot_serve_is_told_to_the_operator() {
    let place = Place::sqlite();
    let file = place.data.join("last-head");
    // What is said of it from one start to the next stop.
    let mut before = 0;
    let mut said = || {
        let served = place.serve();
        let all = served.said();
        assert!(served.stop().success());
        let lines: Vec<&str> = all.lines().filter(|l| l.contains("last head")).collect();
        let new = lines[before..].join("\n");
        before = lines.len();
        new
    };
    assert_eq!((said(), said()), (String::new(), String::new()));
    fs::write(&file, "garbled").expect("written");
    assert!(said().contains("the log's last head is not what this log's key signed"));
    assert_eq!(said(), "", "it was written anew");
    fs::remove_file(&file).expect("removed");
    fs::create_dir(&file).expect("a directory");
    assert!(said().contains("the log's last head cannot be read"));
}

#[test]
fn a_deed_that_is_tried_again_is_told_with_its_cause() {
    let place = Place::sqlite();
    let served = place.serve();
    let Location::Sqlite(file) = place.location() else {
        panic!("it is a file");
    };
    let beside = rusqlite::Connection::open(file).expect("the file");
    beside
        .busy_timeout(Duration::from_secs(5))
        .expect("a time-out");
    beside
        .execute_batch(
            "CREATE TRIGGER stuck BEFORE UPDATE ON job BEGIN SELECT RAISE(ABORT, 'stuck'); END;",
        )
        .expect("a trigger");
    served
        .client()
        .file("To be read some day.")
        .expect("an answer");
    let told = || {
        let said = served.said();
        let line = said.lines().find(|line| line.contains("not done"))?;
        Some(line.to_owned())
    };
    let line = (0..200).find_map(|_| {
        std::thread::sleep(Duration::from_millis(50));
        told()
    });
    let line = line.expect("it is told");
    assert!(
        line.contains("storage failed") && line.contains("cause"),
        "{line}"
    );
    assert!(line.contains("UPDATE job"), "{line}");
}

/// How many leaves were seen under a head, and the seconds that they waited for it.
fn lag(house: &Installation) -> (u64, f64) {
    let (counts, seconds) = house.desk().measures().log_lag.read();
    (counts.iter().sum(), seconds)
}

#[test]
fn a_leaf_that_waits_through_a_fault_counts_with_the_whole_of_its_wait() {
    let mut house = Installation::on_sqlite();
    house.stop_sequencer();
    house.sequence();
    let (leaves, seconds) = lag(&house);
    house.file_report("Its entry waits for the database.");
    house.sql("ALTER TABLE log_head RENAME TO elsewhere;");
    assert!(house.desk().sequence_once().is_err());
    std::thread::sleep(Duration::from_millis(100));
    house.sql("ALTER TABLE elsewhere RENAME TO log_head;");
    assert_eq!(lag(&house).0, leaves);
    house.sequence();
    let (now, waited) = lag(&house);
    assert_eq!(now, leaves + 1);
    assert!(waited - seconds >= 0.1, "{waited} {seconds}");
}

#[test]
fn a_leaf_is_not_counted_as_under_a_head_while_another_node_is_at_it() {
    let Some(database) = Fresh::postgres() else {
        return;
    };
    let mut house = Installation::founded(database, Profile::default_profile());
    house.stop_sequencer();
    house.sequence();
    house.file_report("Its entry waits for the other node.");
    let (leaves, _) = lag(&house);
    let ((tell, told), (go_on, wait)) = (channel(), channel::<()>());
    std::thread::scope(|scope| {
        let house = &house;
        let other = scope.spawn(move || {
            house.write_tables(move |tx| {
                assert!(tx.try_sequence()?);
                tell.send(()).expect("heard");
                // Ends when the other end is dropped.
                let _ = wait.recv();
                Ok(())
            });
        });
        told.recv().expect("it leads");
        house.sequence();
        assert_eq!(lag(house).0, leaves);
        drop(go_on);
        other.join().expect("no panic");
    });
    house.sequence();
    assert_eq!(lag(&house).0, leaves + 1);
}
