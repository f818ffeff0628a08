//! Reading (T1 so far): each report is read once by a worker, what it found is sealed like the text itself, and the
//! worker's key to it is gone with the job. A worker that dies loses nothing; a report that cannot be read stops nobody.

use crate::kit::installation::{Installation, on_both_engines};
use insta::assert_snapshot;
use report::Id;

fn readings(house: &Installation) -> String {
    let listed = house
        .desk()
        .list_reports(&house.officer(), None, 100)
        .expect("the list");
    let line = |report: &desk::ListedReport| match &report.reading {
        Some(reading) => format!(
            "{} {:?} {} characters",
            reading.language, reading.script, reading.characters
        ),
        None if report.left_to_people => "left to people".to_owned(),
        None => "waiting".to_owned(),
    };
    listed.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The wraps for workers that are still in the table.
fn wraps_for_workers(house: &Installation) -> usize {
    house.tables(|tx| tx.job_days()).len()
}

fn hex(id: Id, house: &Installation) -> String {
    match house.engine {
        "sqlite" => format!("x'{id}'"),
        _ => format!("'\\x{id}'"),
    }
}

#[test]
fn what_was_read_is_sealed_and_the_workers_key_is_gone_with_the_job() {
    on_both_engines(|house| {
        house.file_report("A man with a theodolite measured the runway twice this week.");
        house.file_report("昨天凌晨三点有人在水库边放无人机。");
        house.file_report("在 gate 4 有人 photographed the guards 换岗。");
        assert_eq!(house.jobs(), (3, 0, 0));
        assert_eq!(readings(house), "waiting\nwaiting\nwaiting");
        assert_eq!(wraps_for_workers(house), 1);
        let before = house.listed().len();

        assert_eq!(house.drain_jobs(), 3);
        assert_snapshot!(readings(house), @r"
        en Mixed 39 characters
        zh Han 17 characters
        en Latin 60 characters
        ");
        assert_eq!(house.jobs(), (0, 0, 0));
        assert_eq!(wraps_for_workers(house), 0);
        assert_eq!(before, 3);
        // In the table a reading is a blob of a size class like a text: an officer opens it, others do not.
        let id = house.newest();
        let items = house.tables(move |tx| tx.items(id));
        // The report, what the queue shows of it, and all that was found in it.
        assert_eq!(items.len(), 3);
        assert_eq!(items[0].sealed.len(), items[1].sealed.len());
        assert!(
            !house
                .insider(&["overseer-1", "custodian-1"])
                .opens_report(id)
        );
    });
}

#[test]
fn yesterdays_worker_key_is_destroyed_when_nothing_needs_it_and_kept_while_something_does() {
    let house = Installation::on_sqlite();
    house.file_report("Filed today and not read today.");
    let days = house.keyring().worker_days();
    house.live_through(1);
    assert_eq!(
        house.keyring().worker_days(),
        [days[0], days[0] + 1],
        "a job still needs it"
    );
    house.drain_jobs();
    house.keep_house();
    assert_eq!(house.keyring().worker_days(), [days[0] + 1]);
}

#[test]
fn a_report_that_waited_more_than_a_week_is_left_to_people_and_opens_for_them() {
    on_both_engines(|house| {
        house.file_report("Nobody read this for nine days.");
        house.live_through(9);
        for _ in 0..3 {
            house.drain_jobs();
            house.turn_clock_hours(1);
        }
        assert_eq!(readings(house), "left to people");
        assert_eq!(house.jobs(), (0, 0, 1));
        assert_eq!(
            house.text_at_desk(house.newest()),
            "Nobody read this for nine days."
        );
    });
}

#[test]
fn the_lease_of_a_worker_that_died_expires_and_another_takes_the_job() {
    on_both_engines(|house| {
        house.file_report("Read by the second worker.");
        let now = house.now().as_second();
        let lease = house.profile().work.lease_s;
        let claim =
            move |tx: &mut store::Tx<'_>| tx.claim_jobs(&["read"], now, now + lease, [7; 16], 10);
        let dead = house.write_tables(claim);
        assert_eq!(dead.len(), 1);
        assert_eq!(house.jobs(), (0, 1, 0));
        assert_eq!(house.drain_jobs(), 0, "somebody has it");
        house.turn_clock_seconds(lease + 1);
        assert_eq!(house.drain_jobs(), 1);
        assert_eq!(readings(house), "en Latin 26 characters");
        // The dead one wakes up: its token completes nothing.
        let seq = dead[0].seq;
        assert!(!house.write_tables(move |tx| tx.complete_job(seq, [7; 16])));
    });
}

/// PostgreSQL says what a full disk says; SQLite has no way to be told.
#[test]
fn what_a_full_disk_made_fruitless_does_not_count_as_a_try() {
    on_both_engines(|house| {
        if house.engine == "sqlite" {
            return;
        }
        house.file_report("Read as soon as there is room.");
        house.sql(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$; \
             CREATE TRIGGER no_room BEFORE INSERT ON search FOR EACH ROW EXECUTE FUNCTION no_room();",
        );
        for _ in 0..5 {
            assert_snapshot!(house.desk().analyse_once().expect_err("no room"), @"storage is full");
            assert_eq!(house.jobs(), (0, 1, 0));
        }
        house.sql("DROP TRIGGER no_room ON search;");
        assert_eq!(house.drain_jobs(), 1);
        assert_eq!(readings(house), "en Latin 30 characters");
    });
}

#[test]
fn a_poisoned_report_is_set_aside_after_three_tries_and_the_others_are_read() {
    on_both_engines(|house| {
        house.file_report("A good report before it.");
        house.file_report("The report that will be damaged.");
        let poisoned = house.newest();
        house.file_report("A good report after it.");
        house.sql(&format!(
            "UPDATE item SET sealed = wrap WHERE report = (SELECT seq FROM report WHERE id = {});",
            hex(poisoned, house)
        ));

        assert_eq!(house.drain_jobs(), 3);
        assert_eq!(house.jobs(), (1, 0, 0), "it will be tried again");
        assert_eq!(house.drain_jobs(), 0, "but not at once");
        house.turn_clock_seconds(61);
        assert_eq!(house.drain_jobs(), 1);
        house.turn_clock_seconds(61);
        assert_eq!(
            house.drain_jobs(),
            0,
            "after the second failure two minutes"
        );
        house.turn_clock_seconds(61);
        assert_eq!(house.drain_jobs(), 1);
        assert_eq!(house.jobs(), (0, 0, 1));
        house.turn_clock(1);
        assert_eq!(house.drain_jobs(), 0);
        assert_eq!(
            wraps_for_workers(house),
            0,
            "what is set aside keeps no key"
        );
        assert_snapshot!(readings(house), @r"
        en Latin 23 characters
        left to people
        en Latin 24 characters
        ");
    });
}

#[test]
fn a_report_that_was_destroyed_leaves_no_job_behind() {
    on_both_engines(|house| {
        let filed = house.file_report("Taken back before anybody read it.");
        house.withdraw(&filed.receipt).expect(200);
        house.turn_clock_hours(25);
        house.keep_house();
        assert_eq!(house.jobs(), (0, 0, 0));
        assert_eq!(house.drain_jobs(), 0);
    });
}

#[test]
fn a_withdrawn_report_leaves_the_queue_at_once() {
    on_both_engines(|house| {
        let filed = house.file_report("Taken back before anybody read it.");
        house.file_report("This one stays.");
        house.withdraw(&filed.receipt).expect(200);
        assert_eq!(house.jobs(), (1, 0, 0));
        assert_eq!(house.drain_jobs(), 1);
        assert_eq!(readings(house), "en Latin 15 characters");
    });
}

#[test]
fn a_report_that_ends_the_program_again_and_again_is_left_to_people() {
    on_both_engines(|house| {
        house.file_report("Whoever reads this dies of it.");
        let (lease, attempts) = (house.profile().work.lease_s, house.profile().work.attempts);
        for n in 1..=attempts {
            let now = house.now().as_second();
            // A worker takes it and is gone: nobody counts a failure.
            let claim = move |tx: &mut store::Tx<'_>| {
                tx.claim_jobs(&["read"], now, now + lease, [7; 16], 10)
            };
            assert_eq!(house.write_tables(claim)[0].attempts, n);
            house.turn_clock_seconds(lease + 1);
        }
        assert_eq!(house.drain_jobs(), 1);
        assert_eq!(house.jobs(), (0, 0, 1));
        assert_eq!(readings(house), "left to people");
        assert_eq!(wraps_for_workers(house), 0);
        assert_eq!(
            house.text_at_desk(house.newest()),
            "Whoever reads this dies of it."
        );
    });
}

#[test]
fn of_a_job_that_was_set_aside_only_the_hour_stays() {
    let house = Installation::on_sqlite();
    house.file_report("The report that will be damaged.");
    house.sql("UPDATE item SET sealed = wrap;");
    for _ in 0..3 {
        assert_eq!(house.drain_jobs(), 1);
        house.turn_clock_seconds(200);
    }
    assert_eq!(house.jobs(), (0, 0, 1));
    let beside = rusqlite::Connection::open(house.file()).expect("the file");
    let times: (i64, i64) = beside
        .query_row("SELECT run_at % 3600, lease_until FROM job", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("a row");
    assert_eq!(times, (0, 0));
}
