//! Law: a receipt that was handed out opens its report, with its exact text, however the server ended; no report is
//! there by halves, no job is lost, and the log holds every report once.

use crate::kit::founded::outside;
use crate::kit::load::{Kept, Load, Outcome, lost};
use crate::kit::program::Place;
use crate::kit::remains::Remains;
use desk::ImportedLine;
use report::Line;
use rusqlite::{Connection, OpenFlags};
use seal::Receipt;
use std::time::{Duration, Instant};
use store::kit::Fresh;

/// A dead worker's lease is soon over, and a mailbox answers without its usual wait.
const SETTINGS: &str = "[work]\nlease_s = 1\n[mailbox]\nanswer_ms = 1\n";
const REPORTERS: usize = 8;

#[test]
fn what_was_acknowledged_outlives_ten_kills_on_sqlite() {
    kill_under_load(Place::sqlite(), 10);
}

#[test]
fn what_was_acknowledged_outlives_kills_on_postgres() {
    if let Some(fresh) = Fresh::postgres() {
        kill_under_load(Place::on(fresh), 4);
    }
}

#[test]
#[ignore = "soak: a hundred kills on each engine"]
fn soak_what_was_acknowledged_outlives_a_hundred_kills() {
    for place in Place::each() {
        kill_under_load(place, 100);
    }
}

/// Serves, kills at a random moment under load, serves again on the same place, and looks at everything.
fn kill_under_load(place: Place, rounds: usize) {
    let place = place.with_settings(SETTINGS);
    let mut kept = Vec::new();
    let (mut broken, mut moments) = (0, Vec::new());
    for round in 0..rounds {
        let served = place.serve();
        let load = Load::of(REPORTERS, served.public, &format!("round {round}"));
        // Some kills hit the first reports (and the recovery before them), some the full load.
        let moment = random_below(400);
        moments.push(moment);
        std::thread::sleep(Duration::from_millis(moment));
        if round == 0 {
            load.wait_for(20);
        }
        served.kill();
        let outcome: Outcome = load.end();
        assert!(outcome.refused.is_empty(), "{:?}", outcome.refused);
        broken += outcome.broken;
        kept.extend(outcome.kept);
    }

    let served = place.serve();
    assert_eq!(
        lost(&kept, served.public),
        Vec::<String>::new(),
        "kills after {moments:?} ms"
    );
    served.wait_until_all_is_read();
    let verified = place.run(&["log", "verify"]).ok().json();
    assert_eq!(verified["problems"], serde_json::json!([]));
    assert!(served.stop().success());

    let remains = Remains::of(&place);
    assert_eq!(
        remains,
        Remains::of_whole_reports(remains.reports),
        "kills after {moments:?} ms"
    );
    // What was stored without its answer having arrived is at most what each reporter had asked for at each kill.
    let unanswered = remains
        .reports
        .checked_sub(kept.len())
        .expect("every acknowledged report");
    assert!(
        unanswered <= rounds * REPORTERS,
        "{unanswered} reports that nobody sent"
    );
    assert!(
        kept.len() >= 20 && broken >= rounds,
        "no load: {} reports, {broken} broken connections",
        kept.len()
    );
    println!(
        "{}: {} reports outlived {rounds} kills; {unanswered} more were stored unanswered",
        place.engine(),
        kept.len()
    );
}

/// All that came in lies under a key that is to be destroyed today: carrying it goes on where a kill ended it, and the
/// key goes when nothing is left under it, not before.
#[test]
fn carrying_into_the_next_epoch_outlives_kills() {
    let place = Place::sqlite().with_settings(SETTINGS);
    let (kept, epoch) = filed_five_weeks_ago(&place, 4_000);
    let mut left = vec![left_under(&place, epoch)];
    assert_eq!(left, [4_000]);
    for _ in 0..3 {
        let served = place.serve();
        wait_for("some are carried", || {
            Some(&left_under(&place, epoch)) < left.last()
        });
        served.kill();
        left.push(left_under(&place, epoch));
    }
    assert!(
        left.is_sorted_by(|more, fewer| more > fewer && *fewer > 0),
        "not killed in the middle: {left:?} were left"
    );

    let served = place.serve();
    wait_for("the rest is carried", || left_under(&place, epoch) == 0);
    let some: Vec<Kept> = kept.iter().step_by(7).cloned().collect();
    assert_eq!(lost(&some, served.public), Vec::<String>::new());
    let verified = place.run(&["log", "verify"]).ok().json();
    assert_eq!(verified["problems"], serde_json::json!([]));
    assert!(served.stop().success());
    let keyring = seal::keyring::file::read(&place.data.join("keyring"), None).expect("a keyring");
    assert!(!keyring.epochs().contains(&epoch), "{:?}", keyring.epochs());
}

/// An installation that was founded and filled five weeks ago, and has slept since; and the epoch it was in.
fn filed_five_weeks_ago(place: &Place, reports: u32) -> (Vec<Kept>, i64) {
    let desk = place.founded_days_ago(35);
    let limits = desk.profile().limits();
    let mut random = outside(jiff::Timestamp::now()).random();
    let (mut kept, mut lines) = (Vec::new(), Vec::new());
    for number in 0..reports {
        let text = format!("report number {number} of long ago");
        let line = serde_json::json!({ "id": number.to_string(), "text": text }).to_string();
        let first = Receipt::random(&mut random);
        kept.push(Kept {
            receipt: first.english(),
            text,
        });
        lines.push(ImportedLine {
            line: Line::parse(line.as_bytes(), &limits).expect("a line"),
            receipt: Some(first),
        });
    }
    let accepted = desk.import_reports(lines).expect("imported");
    assert!(accepted.iter().all(|accepted| *accepted));
    desk.close();
    let keyring = seal::keyring::file::read(&place.data.join("keyring"), None).expect("a keyring");
    (kept, keyring.epoch())
}

fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(30), "in vain: {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// How many reports stand under this epoch's key, looked at from beside.
fn left_under(place: &Place, epoch: i64) -> u32 {
    let file = place.data.join("tipline.db");
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY);
    database
        .expect("a database")
        .query_row(
            "SELECT COUNT(*) FROM report WHERE epoch = ?1",
            [epoch],
            |row| row.get(0),
        )
        .expect("a count")
}

#[test]
fn a_half_report_and_a_lost_one_would_be_noticed() {
    let place = Place::sqlite().with_settings(SETTINGS);
    let served = place.serve();
    let mut client = served.client();
    let texts = ["whole", "without content", "without a mailbox", "unread"];
    let mut kept = texts.map(|text| Kept {
        receipt: client.file(text).expect("an answer").receipt(),
        text: text.to_owned(),
    });
    served.wait_until_all_is_read();
    kept[0].text = "something else".to_owned();
    assert_eq!(lost(&kept, served.public), ["another text: something else"]);
    assert!(served.stop().success());
    assert_eq!(Remains::of(&place), Remains::of_whole_reports(4));

    let database = rusqlite::Connection::open(place.data.join("tipline.db")).expect("a database");
    for (damage, report) in [
        ("DELETE FROM item WHERE kind = 0 AND report = ?1", 2),
        (
            "DELETE FROM mailbox WHERE lookup = (SELECT lookup_a FROM report WHERE seq = ?1)",
            3,
        ),
        ("UPDATE report SET reading = 0 WHERE seq = ?1", 4),
    ] {
        assert_eq!(database.execute(damage, [report]).expect("damage"), 1);
    }
    drop(database);
    let remains = Remains::of(&place);
    assert_eq!((remains.broken, remains.unread), (2, 1));
    kept[0].text = "whole".to_owned();
    let served = place.serve();
    assert!(
        !lost(&kept[1..2], served.public).is_empty(),
        "a report without its content opened"
    );
    assert!(lost(&kept[..1], served.public).is_empty());
}

fn random_below(limit: u64) -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("a random source");
    u64::from_le_bytes(bytes) % limit
}
