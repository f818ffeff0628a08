//! Law: an onion service has a public door of its own; whatever is flooded at one door, the other files reports and opens
//! mailboxes as if nothing were.

use crate::kit::http::{Client, post};
use crate::kit::program::Place;
use crate::kit::served::Served;
use serde_json::json;
use std::net::SocketAddr;
use std::time::Duration;

const WITH_ONION: [&str; 3] = ["serve", "--onion", "127.0.0.1:0"];

/// The two doors, and the two doors the other way round: the flooded one first.
fn both_ways(served: &Served) -> [[SocketAddr; 2]; 2] {
    let onion = served.onion.expect("an onion door");
    [[served.public, onion], [onion, served.public]]
}

/// A body that takes more than a connection has of its own, all but its last byte.
fn large() -> String {
    let text = json!({ "text": "A grey box. ".repeat(5_000) }).to_string();
    post("/api/v1/reports", &text)
}

#[test]
fn silent_clients_who_take_every_connection_of_one_door_leave_the_other_open() {
    let place = Place::sqlite().with_settings("[intake]\nconnections = 4\n");
    let served = place.serve_with(&WITH_ONION);
    for (number, [flooded, other]) in both_ways(&served).into_iter().enumerate() {
        let silent: Vec<Client> = (0..4).map(|_| Client::to(flooded)).collect();
        let away = Client::to(flooded).file("here?").expect("an answer");
        assert_eq!(away.problem(), "503 busy, retry after 5 s");
        // And those who are told so: now nobody at all is heard at this door.
        let waiting: Vec<Client> = (0..web::TURNED_AWAY).map(|_| Client::to(flooded)).collect();
        let mut there = Client::to(other);
        let filed = there.file("there").expect("an answer");
        assert_eq!(filed.status, 201, "{}", filed.text());
        assert_eq!(there.open(&filed.receipt()).expect("an answer").status, 200);
        assert_eq!(served.reports(), number as u64 + 1);
        drop((silent, waiting));
    }
}

#[test]
fn bodies_that_take_all_room_at_one_door_leave_the_room_of_the_other() {
    let place = Place::sqlite().with_settings("[intake]\nbody_timeout_s = 20\n");
    let served = place.serve_with(&WITH_ONION);
    let mebibyte = post("/api/v1/reports", &" ".repeat(1 << 20));
    for [flooded, other] in both_ways(&served) {
        let slow: Vec<Client> = (0..65)
            .map(|_| {
                let mut client = Client::to(flooded);
                client
                    .send(&mebibyte[..mebibyte.len() - 1])
                    .expect("a connection");
                client
            })
            .collect();
        // As much as all bodies may take together beyond what each connection has; until all have come in.
        std::thread::sleep(Duration::from_millis(700));
        let [away, filed] = [flooded, other].map(|at| {
            let mut client = Client::to(at);
            client.send(large()).expect("a connection");
            client.answer().expect("an answer")
        });
        assert_eq!(away.problem(), "503 busy, retry after 5 s");
        assert_eq!(filed.status, 201, "{}", filed.text());
        drop(slow);
    }
}

#[test]
fn visits_that_take_every_place_at_one_door_leave_those_of_the_other() {
    let settings = "[intake]\nmailbox_concurrent = 1\n[mailbox]\nanswer_ms = 1500\n";
    let place = Place::sqlite().with_settings(settings);
    let served = place.serve_with(&WITH_ONION);
    let filed = served.client().file("a box").expect("an answer");
    for [flooded, other] in both_ways(&served) {
        let mut first = Client::to(flooded);
        let open = json!({ "receipt": filed.receipt() }).to_string();
        first
            .send(post("/api/v1/mailbox/open", &open))
            .expect("a connection");
        std::thread::sleep(Duration::from_millis(300));
        let away = Client::to(flooded).open(&filed.receipt());
        assert_eq!(
            away.expect("an answer").problem(),
            "503 busy, retry after 5 s"
        );
        let there = Client::to(other).open(&filed.receipt());
        assert_eq!(there.expect("an answer").status, 200);
        assert_eq!(first.answer().expect("an answer").status, 200);
    }
}

#[test]
fn an_onion_door_is_told_of_and_opens_on_this_machine_only() {
    let place = Place::sqlite();
    let served = place.serve_with(&WITH_ONION);
    let onion = served.onion.expect("an onion door").to_string();
    let said = served.said().replace(&onion, "ONION");
    let said = said.replace(&served.public.to_string(), "PUBLIC");
    let said = said.replace(&served.desk.to_string(), "DESK");
    let said = said.replace(&served.ops.to_string(), "OPS");
    insta::assert_snapshot!(said.lines().last().unwrap_or_default(), @"Pages at http://PUBLIC/, API at http://PUBLIC/api/v1, the same for the onion service at http://ONION, the desk at http://DESK/, health and metrics at http://OPS. Ctrl-C stops.");
    assert!(served.stop().success());

    let elsewhere = Place::sqlite().with("TIPLINE_ONION", "0.0.0.0:0");
    let by_proxy = elsewhere.run(&["serve", "--public", "127.0.0.1:0", "--behind-proxy"]);
    assert!(!elsewhere.data.exists(), "it made something first");
    insta::assert_snapshot!(elsewhere.told(&by_proxy), @"2: tipline: 0.0.0.0:0 can be reached from other machines; --onion is for the Tor process of this machine, and nothing is encrypted between the two. Use loopback, and an onion service that leads there");
}

#[test]
fn the_doors_share_what_files_there_are() {
    let place = Place::sqlite();
    let mut shell = std::process::Command::new("sh");
    shell.args([
        "-c",
        "ulimit -n 788 && exec \"$0\" \"$@\" --onion 127.0.0.1:0",
    ]);
    let served = place.serve_under(&mut shell);
    let said = served.said();
    let line = said.lines().find(|line| line.contains("files only"));
    insta::assert_snapshot!(line.unwrap_or("nothing"), @"This process may open 788 files only: 26 connections are served at the same time at each public door instead of 2048. Allow more: `ulimit -n`, or LimitNOFILE= of systemd.");
    let silent: Vec<Client> = (0..150).map(|_| served.client()).collect();
    let there = Client::to(served.onion.expect("an onion door")).file("there");
    assert_eq!(there.expect("an answer").status, 201);
    drop(silent);
}
