//! Law: while PostgreSQL is away every filing is told so in time and nothing of it is taken; when it is back, so is the
//! service, by itself; and what was acknowledged before, during and after is there.

use crate::kit::load::{Load, lost};
use crate::kit::program::Place;
use crate::kit::remains::Remains;
use std::time::{Duration, Instant};
use store::kit::Server;

const SETTINGS: &str = "[work]\nlease_s = 1\n[mailbox]\nanswer_ms = 1\n";
const REPORTERS: usize = 8;

#[test]
fn the_service_outlives_three_seconds_without_its_database() {
    goes_away_for(Duration::from_secs(3), 1);
}

#[test]
#[ignore = "soak: ten seconds without a database, five times"]
fn soak_the_service_outlives_ten_seconds_without_its_database() {
    goes_away_for(Duration::from_secs(10), 5);
}

fn goes_away_for(time: Duration, times: usize) {
    let Some(postgres) = Server::new() else {
        return;
    };
    postgres
        .query("postgres", "CREATE DATABASE tipline")
        .expect("a database");
    let place = Place::at_database(postgres.address("tipline")).with_settings(SETTINGS);
    let served = place.serve();
    let load = Load::of(REPORTERS, served.public, "reports");
    load.wait_for(50);
    for _ in 0..times {
        postgres.stop().expect("a stopped server");
        std::thread::sleep(time);
        let mut ops = crate::kit::http::Client::to(served.ops);
        assert_eq!(
            ops.get("/healthz").expect("an answer").status,
            200,
            "it lives"
        );
        assert_eq!(
            ops.get("/readyz").expect("an answer").status,
            503,
            "and is not ready"
        );
        postgres.start().expect("a started server");
        let (back, before) = (Instant::now(), load.accepted());
        load.wait_for(before + 50);
        assert!(
            back.elapsed() < Duration::from_secs(8),
            "the service was back only after {:?}",
            back.elapsed()
        );
        assert_eq!(ops.get("/readyz").expect("an answer").status, 200);
    }
    let outcome = load.end();

    let refusals: Vec<&str> = outcome.refused.keys().map(String::as_str).collect();
    insta::assert_snapshot!(refusals.join("\n"), @"503 storage-away, retry after 5 s");
    assert_eq!(outcome.broken, 0, "connections broke");
    assert!(
        outcome.longest < time + Duration::from_secs(6),
        "somebody waited {:?}",
        outcome.longest
    );
    assert_eq!(lost(&outcome.kept, served.public), Vec::<String>::new());
    served.wait_until_all_is_read();
    assert_eq!(
        place.run(&["log", "verify"]).ok().json()["problems"],
        serde_json::json!([])
    );
    assert!(served.stop().success());

    let remains = Remains::of(&place);
    assert_eq!(remains, Remains::of_whole_reports(remains.reports));
    // Whose commit was under way when the server went was told "not taken", though it may have been: nobody can know.
    let unanswered = remains
        .reports
        .checked_sub(outcome.kept.len())
        .expect("every acknowledged report");
    assert!(
        unanswered <= times * REPORTERS,
        "{unanswered} reports are there that were refused"
    );
    println!(
        "{} reports accepted, {:?} refused, {unanswered} stored unanswered",
        outcome.kept.len(),
        outcome.refused
    );
}
