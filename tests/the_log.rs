//! The log (O4): whatever is changed in it is found, a log that was rolled back or begun anew is found against a head
//! that somebody kept, and the heads that leave the building tell nothing of a filing.

use crate::kit::installation::{Installation, on_both_engines};
use desk::Verified;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rusqlite::Connection;
use rusqlite::types::Value;
use seal::{Head, merkle};
use std::path::Path;
use store::{Location, Options, Store};

fn verify(house: &Installation, against: Option<&str>) -> Verified {
    house.desk().verify_log(against, |_| ()).expect("verified")
}

/// Three days of a busy log: more entries than a tile holds, daily heads, and real deeds among them.
fn busy_log() -> Installation {
    let house = Installation::on_sqlite();
    house.desk().fill_log(450, true).expect("filled");
    for day in 0..3 {
        house.file_report(&format!("Filed on day {day} of the log."));
        house.live_through(1);
    }
    house.newest();
    house
}

/// Opens a copy of the house's database and verifies its log.
fn verify_copy(house: &Installation, copy: &Path) -> Result<Verified, desk::Failure> {
    let store =
        Store::open(&Location::Sqlite(copy.to_owned()), &Options::default()).expect("the copy");
    let desk = house.desk_on(store).expect("a desk");
    let verified = desk.verify_log(None, |_| ());
    desk.close();
    verified
}

/// What the property changes a byte of.
const COLUMNS: [(&str, &str); 17] = [
    ("log_leaf", "id"),
    ("log_leaf", "position"),
    ("log_leaf", "commitment"),
    ("log_leaf", "salt"),
    ("log_leaf", "sealed"),
    ("log_leaf", "desk_second"),
    ("log_leaf", "overseers_second"),
    ("log_leaf", "expires"),
    ("second", "id"),
    ("second", "circle_key"),
    ("second", "encapsulation"),
    ("log_tile", "level"),
    ("log_tile", "idx"),
    ("log_tile", "hashes"),
    ("log_head", "name"),
    ("log_head", "size"),
    ("log_head", "note"),
];

/// Changes one byte of one value. `false` when there is nothing to change, or the table does not take it.
fn change(db: &Path, (table, column): (&str, &str), row: usize, byte: usize, mask: u8) -> bool {
    let connection = Connection::open(db).expect("the copy");
    let count: i64 = connection
        .query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| {
            row.get(0)
        })
        .expect("a count");
    let offset = row % usize::try_from(count).expect("rows");
    let select =
        format!("SELECT rowid, {column} FROM {table} ORDER BY rowid LIMIT 1 OFFSET {offset}");
    let (rowid, value): (i64, Value) = connection
        .query_row(&select, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("a row");
    let changed = match value {
        // The lower two bytes: a position or an hour that could be one.
        Value::Integer(number) => Value::Integer(number ^ i64::from(mask) << (8 * (byte % 2))),
        Value::Blob(mut bytes) if !bytes.is_empty() => {
            let at = byte % bytes.len();
            bytes[at] ^= mask;
            Value::Blob(bytes)
        }
        Value::Text(text) => {
            let mut bytes = text.into_bytes();
            let at = byte % bytes.len();
            bytes[at] ^= mask;
            match String::from_utf8(bytes) {
                Ok(text) => Value::Text(text),
                Err(_) => return false,
            }
        }
        _ => return false,
    };
    connection
        .execute(
            &format!("UPDATE {table} SET {column} = ?1 WHERE rowid = ?2"),
            (changed, rowid),
        )
        .is_ok()
}

/// As often in each column.
fn every_changed_byte_is_found(times: u32) {
    let mut house = busy_log();
    house.while_closed(|house| {
        let (base, copy) = (house.file(), house.scratch("copy.db"));
        std::fs::copy(base, &copy).expect("copied");
        let untouched = verify_copy(house, &copy).expect("verified");
        assert_eq!(untouched.problems, Vec::<String>::new());
        assert!(untouched.size > 700);

        let place = (any::<usize>(), any::<usize>(), 1..=255_u8);
        for column in COLUMNS {
            let config = ProptestConfig {
                failure_persistence: None,
                ..ProptestConfig::with_cases(times)
            };
            let run = TestRunner::new(config).run(&place, |(row, byte, mask)| {
                std::fs::copy(base, &copy).expect("copied");
                // What changed nothing does not count.
                prop_assume!(change(&copy, column, row, byte, mask));
                let found = verify_copy(house, &copy);
                let found =
                    found.is_err() || found.is_ok_and(|verified| !verified.problems.is_empty());
                prop_assert!(found, "row {row} byte {byte} mask {mask} was not found");
                Ok(())
            });
            if let Err(error) = run {
                panic!("{column:?}: {error}");
            }
        }
    });
}

#[test]
fn one_changed_byte_anywhere_is_found() {
    every_changed_byte_is_found(10);
}

#[test]
#[ignore = "soak: twenty times the bytes"]
fn soak_one_changed_byte_anywhere_is_found() {
    every_changed_byte_is_found(200);
}

#[test]
fn entries_and_heads_that_were_removed_are_found() {
    let mut house = busy_log();
    house.while_closed(|house| {
        for sql in [
            "DELETE FROM log_leaf WHERE position = 300",
            "DELETE FROM log_leaf WHERE position >= 300",
            "UPDATE log_leaf SET sealed = NULL, salt = NULL WHERE position = 1",
            "UPDATE log_leaf SET position = NULL WHERE position = 700",
            "DELETE FROM log_head",
            "DELETE FROM log_head WHERE name = 'live'",
            "DELETE FROM log_tile WHERE level = 0 AND idx = 0",
            "DELETE FROM log_tile WHERE level = 1",
            // The entries of one position under another, with everything that belongs to them.
            "UPDATE log_leaf SET position = -1 WHERE position = 2; UPDATE log_leaf SET position = 2 WHERE position = 3; \
             UPDATE log_leaf SET position = 3 WHERE position = -1",
        ] {
            let copy = house.scratch("copy.db");
            std::fs::copy(house.file(), &copy).expect("copied");
            Connection::open(&copy).expect("the copy").execute_batch(sql).expect(sql);
            let problems = verify_copy(house, &copy).expect("a finding, not a failure").problems;
            assert!(!problems.is_empty(), "{sql}");
        }
    });
}

#[test]
fn what_is_wrong_is_said_in_sentences() {
    let mut house = busy_log();
    house.while_closed(|house| {
        let sql = "UPDATE log_leaf SET sealed = zeroblob(600) WHERE position = 5; \
                   UPDATE log_leaf SET sealed = NULL, salt = NULL WHERE position = 6; \
                   UPDATE log_tile SET hashes = zeroblob(8192) WHERE level = 0 AND idx = 1; \
                   UPDATE log_head SET size = size + 1 WHERE name = '2026-11-23'";
        house.sql(sql);
    });
    insta::assert_snapshot!(verify(&house, None).problems.join("\n"), @r#"
    the head "2026-11-23" is kept under another size than was signed
    entry 5 was changed: it does not match its commitment
    entry 6 was removed before its retention was over
    tile 1 of level 0 was changed: proofs from it would fail
    "#);
}

#[test]
fn a_log_that_was_rolled_back_is_found_against_a_newer_head() {
    let mut house = Installation::on_sqlite();
    house.file_report("Filed before the copy was made.");
    house.sequence();
    let earlier = house.desk().live_head().expect("read").expect("a head");
    let copy = house.scratch("copy.db");
    house.while_closed(|house| std::fs::copy(house.file(), &copy).expect("copied"));
    house.file_report("Filed after the copy was made.");
    house.sequence();
    let newer = house.desk().live_head().expect("read").expect("a head");
    assert!(
        verify(&house, Some(&earlier)).problems.is_empty(),
        "a log may grow"
    );
    assert!(verify(&house, Some(&newer)).problems.is_empty());

    house.while_closed(|house| std::fs::copy(&copy, house.file()).expect("rolled back"));
    house.stop_sequencer();
    let remembered = verify(&house, None).problems.join("; ");
    assert!(
        remembered.starts_with("rolled back: a head over"),
        "{remembered}"
    );
    house.while_closed(Installation::forget_last_head);
    house.stop_sequencer();
    assert!(
        verify(&house, None).problems.is_empty(),
        "by itself it is whole"
    );
    let found = verify(&house, Some(&newer)).problems.join("; ");
    assert!(found.starts_with("rolled back: a head over"), "{found}");
}

#[test]
fn a_log_that_was_begun_anew_from_a_copy_is_found_against_the_other_branch() {
    let mut house = Installation::on_sqlite();
    let copy = house.scratch("copy.db");
    house.while_closed(|house| std::fs::copy(house.file(), &copy).expect("copied"));
    house.file_report("Filed on the first branch.");
    house.sequence();
    let first = house.desk().live_head().expect("read").expect("a head");
    house.while_closed(|house| {
        std::fs::copy(&copy, house.file()).expect("rolled back");
        house.forget_last_head();
    });
    for n in 0..3 {
        house.file_report(&format!("Filed on the second branch, {n}."));
    }
    house.sequence();
    let found = verify(&house, Some(&first)).problems.join("; ");
    assert!(found.starts_with("forked: the first"), "{found}");
    let stranger = Installation::on_sqlite();
    stranger.sequence();
    let foreign = stranger.desk().live_head().expect("read").expect("a head");
    insta::assert_snapshot!(verify(&house, Some(&foreign)).problems.join("; "), @"the head to check against does not carry this log's signature");
}

/// An officer's attempt to open a report.
fn open(house: &Installation, id: report::Id) -> Result<desk::OpenedReport, desk::Failure> {
    house.desk().open_report(&house.officer(), id, "curiosity")
}

#[test]
fn nothing_is_opened_when_the_entry_about_it_is_changed_before_it_has_its_place() {
    let house = Installation::on_sqlite();
    house.file_report("Not to be read without a trace.");
    house.sequence();
    let id = house.newest();
    assert!(open(&house, id).is_ok());
    // Whoever can write the database makes every new entry one whose retention is over.
    house.sql(
        "CREATE TRIGGER hide AFTER INSERT ON log_leaf WHEN new.position IS NULL BEGIN \
         UPDATE log_leaf SET salt = NULL, sealed = NULL, expires = 0, desk_second = NULL, overseers_second = NULL \
         WHERE seq = new.seq; END;",
    );
    assert!(matches!(open(&house, id), Err(desk::Failure::NotLogged)));
    house.sql("DROP TRIGGER hide;");
    assert!(open(&house, id).is_ok(), "and it mends itself");
    insta::assert_snapshot!(verify(&house, None).problems.join("; "), @"1 leaves that wait for their place were changed or added from outside");
}

#[test]
fn an_entry_that_somebody_adds_to_the_database_gets_no_place() {
    let mut house = Installation::on_sqlite();
    house.file_report("The only true entry.");
    house.sequence();
    house.while_closed(|house| {
        house.sql(
            "INSERT INTO log_leaf (id, commitment, mark, salt, sealed, desk_second, overseers_second, expires) \
             SELECT zeroblob(16), commitment, mark, salt, sealed, desk_second, overseers_second, expires \
             FROM log_leaf WHERE position = 0;",
        );
    });
    let size = house.desk().log_size().expect("a size");
    house.file_report("Another true entry.");
    house.sequence();
    assert_eq!(house.desk().log_size().expect("a size"), size + 1);
    assert_eq!(verify(&house, None).problems.len(), 1);
}

#[test]
fn nothing_is_opened_and_no_head_is_signed_when_the_head_of_this_morning_is_put_back() {
    let mut house = Installation::on_sqlite();
    house.file_report("To be opened in secret.");
    house.sequence();
    let id = house.newest();
    house.sql(
        "CREATE TABLE kept_head AS SELECT * FROM log_head; CREATE TABLE kept_tile AS SELECT * FROM log_tile; \
         CREATE TABLE kept AS SELECT max(position) AS last FROM log_leaf;",
    );
    assert!(open(&house, id).is_ok());
    let put_back = "DELETE FROM log_leaf WHERE position > (SELECT last FROM kept); \
                    DELETE FROM log_head; INSERT INTO log_head SELECT * FROM kept_head; \
                    DELETE FROM log_tile; INSERT INTO log_tile SELECT * FROM kept_tile;";
    house.sql(put_back);
    assert!(house.desk().sequence_once().is_err());
    assert!(open(&house, id).is_err());
    let found = verify(&house, None).problems.join("; ");
    assert!(found.starts_with("rolled back: a head over"), "{found}");

    // Nor does it help to do so while the program is off.
    house.while_closed(|_| ());
    assert!(house.desk().sequence_once().is_err());
}

#[test]
fn a_log_is_filled_for_a_benchmark_only_where_nobody_reports_and_over_nothing_that_was_put_back() {
    let mut house = Installation::on_sqlite();
    house.sequence();
    house.stop_sequencer();
    house.sql(
        "CREATE TABLE kept_head AS SELECT * FROM log_head; CREATE TABLE kept_tile AS SELECT * FROM log_tile; \
         CREATE TABLE kept AS SELECT max(position) AS last FROM log_leaf;",
    );
    house.desk().fill_log(300, true).expect("filled");
    assert_eq!(verify(&house, None).problems, Vec::<String>::new());
    let put_back = "DELETE FROM log_leaf WHERE position > (SELECT last FROM kept); \
                    DELETE FROM log_head; INSERT INTO log_head SELECT * FROM kept_head; \
                    DELETE FROM log_tile; INSERT INTO log_tile SELECT * FROM kept_tile;";
    house.sql(put_back);
    assert!(house.desk().fill_log(1, true).is_err());

    let mut house = Installation::on_sqlite();
    house.file_report("A report of somebody's.");
    house.sequence();
    house.stop_sequencer();
    let size = house.desk().log_size().expect("a size");
    insta::assert_snapshot!(house.desk().fill_log(1, true).expect_err("refused"), @"reports are kept here: a log for benchmarks is made in a place of its own");
    assert_eq!(house.desk().log_size().expect("a size"), size);
}

#[test]
fn the_heads_that_leave_the_building_grow_alike_with_and_without_filings() {
    on_both_engines(|house| {
        house.sequence();
        let mut sizes = Vec::new();
        for day in 0..5 {
            if day % 2 == 1 {
                for n in 0..5 {
                    house.file_report(&format!("Number {n} of a busy day."));
                }
            }
            house.turn_clock(1);
            house.sequence();
            let note = house.desk().daily_head().expect("read").expect("a head");
            sizes.push(
                Head::verify(&note, &house.log_key())
                    .expect("our signature")
                    .size,
            );
        }
        assert!(sizes[0] % 256 == 0);
        assert!(
            sizes.windows(2).all(|pair| pair[1] == pair[0] + 256),
            "{sizes:?}"
        );
        assert!(verify(house, None).problems.is_empty());
    });
}

#[test]
fn every_entry_is_proved_under_the_newest_head() {
    on_both_engines(|house| {
        house.file_report("One of the entries.");
        house.live_through(1);
        let size = house.desk().log_size().expect("a size");
        for position in [0, 1, 255, 256, size - 1] {
            let proof = house.desk().prove(position).expect("a proof");
            let head = Head::verify(&proof.head, &house.log_key()).expect("our signature");
            assert_eq!(proof.index, position);
            assert!(merkle::verify_inclusion(
                &proof.leaf,
                position,
                head.size,
                &proof.path,
                &head.root
            ));
        }
        assert!(matches!(
            house.desk().prove(size),
            Err(desk::Failure::Unknown)
        ));
    });
}

#[test]
fn entries_go_when_their_ten_years_are_over_and_the_log_still_verifies() {
    let house = Installation::on_sqlite();
    house.file_report("Filed ten years ago.");
    house.sequence();
    let kept = verify(&house, None).kept;
    house.turn_clock(3660);
    house.keep_house();
    let verified = verify(&house, None);
    assert_eq!(verified.problems, Vec::<String>::new());
    assert!(verified.kept < kept + 256 && verified.size > kept);
    assert!(
        !house
            .insider(&["overseer-1"])
            .entries()
            .contains(&"reporter accepted".to_owned())
    );
}
