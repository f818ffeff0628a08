//! Law: a client that is slow, silent, deaf, gone or wrong is dropped or told so, takes nothing from anybody else, and
//! leaves nothing behind. What HTTP/1.1 and HTTP/1.0 allow is understood.

use crate::kit::http::{Client, post};
use crate::kit::installation::Installation;
use crate::kit::program::Place;
use crate::kit::served::Served;
use serde_json::json;
use std::time::{Duration, Instant};

const SHORT: &str =
    "[intake]\nhead_timeout_s = 1\nbody_timeout_s = 1\nconcurrent = 4\n[mailbox]\nanswer_ms = 1\n";
const BODY: &str = r#"{"text":"A grey box hangs at the north gate."}"#;

fn served() -> (Place, Served) {
    let place = Place::sqlite().with_settings(SHORT);
    let served = place.serve();
    (place, served)
}

#[test]
fn a_client_that_does_not_finish_its_head_is_dropped() {
    let (_place, served) = served();
    let mut slow = served.client();
    let start = Instant::now();
    let mut alive = true;
    for byte in post("/api/v1/reports", BODY).bytes().take(30) {
        alive = alive && slow.send([byte]).is_ok();
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(
        slow.is_closed_within(Duration::from_secs(3)),
        "it may go on for ever"
    );
    assert!(
        start.elapsed() >= Duration::from_secs(1),
        "it had no time at all"
    );
    assert_eq!(served.reports(), 0);
}

#[test]
fn a_client_that_does_not_finish_its_body_is_told_and_dropped() {
    let (_place, served) = served();
    let mut slow = served.client();
    let request = post("/api/v1/reports", BODY);
    slow.send(&request[..request.len() - 10])
        .expect("a connection");
    let start = Instant::now();
    insta::assert_snapshot!(slow.answer().expect("an answer").problem(), @"408 body-too-slow");
    assert!(start.elapsed() < Duration::from_secs(3));
    assert!(
        slow.is_closed_within(Duration::from_secs(3)),
        "what comes now would be read as a request"
    );
    assert_eq!(served.reports(), 0);
}

#[test]
fn clients_that_go_away_in_the_middle_leave_nothing_and_hold_no_place() {
    let (_place, served) = served();
    let request = post("/api/v1/reports", BODY);
    // More than may file at once; each would hold a place if its going went unnoticed.
    for _ in 0..20 {
        let mut gone = served.client();
        gone.send(&request[..request.len() - 10])
            .expect("a connection");
    }
    is_taken_soon(&served);
    assert_eq!(served.reports(), 1);
}

/// Sooner than a time limit would free a place.
fn is_taken_soon(served: &Served) {
    let start = Instant::now();
    while served
        .client()
        .file("still here")
        .expect("an answer")
        .status
        != 201
    {
        assert!(
            start.elapsed() < Duration::from_millis(900),
            "there is no place for anybody else"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_client_that_goes_away_before_its_answer_harms_nobody() {
    let (_place, served) = served();
    for _ in 0..20 {
        served
            .client()
            .send(post("/api/v1/reports", BODY))
            .expect("a connection");
    }
    is_taken_soon(&served);
    served.wait_until_all_is_read();
}

#[test]
fn three_hundred_idle_connections_do_not_stop_a_filing() {
    let (_place, served) = served();
    let idle: Vec<Client> = (0..300).map(|_| served.client()).collect();
    let start = Instant::now();
    assert_eq!(
        served
            .client()
            .file("in spite of them")
            .expect("an answer")
            .status,
        201
    );
    assert!(start.elapsed() < Duration::from_secs(1));
    let closed = idle.into_iter().filter_map(|mut client| {
        client
            .is_closed_within(Duration::from_secs(3))
            .then_some(())
    });
    assert_eq!(closed.count(), 300, "idle connections stay open for ever");
}

#[test]
fn beyond_the_limit_of_connections_clients_are_told_to_come_again() {
    let place = Place::sqlite().with_settings("[intake]\nconnections = 8\n");
    let served = place.serve();
    let idle: Vec<Client> = (0..8).map(|_| served.client()).collect();
    for _ in 0..100 {
        let mut one_more = served.client();
        let answer = one_more.file("just now").expect("an answer");
        insta::allow_duplicates! {
            insta::assert_snapshot!(answer.problem(), @"503 busy, retry after 5 s");
        }
        assert_eq!(answer.header("connection"), Some("close"));
    }
    drop(idle);
    is_taken_soon(&served);
    assert_eq!(served.reports(), 1);
}

#[test]
fn those_who_are_turned_away_and_say_nothing_do_not_keep_others_in_silence() {
    let place = Place::sqlite().with_settings("[intake]\nconnections = 1\n");
    let served = place.serve();
    // All places, and all of those where one is told so.
    let silent: Vec<Client> = (0..=web::TURNED_AWAY).map(|_| served.client()).collect();
    let start = Instant::now();
    let answer = served.client().file("in spite of them").expect("an answer");
    assert_eq!(answer.status, 503);
    assert!(start.elapsed() < Duration::from_secs(9));
    drop(silent);
}

#[test]
fn a_client_that_never_reads_loses_its_connection() {
    let place = Place::sqlite().with_settings("[intake]\nhead_timeout_s = 1\nconnections = 4\n");
    let served = place.serve();
    // Answers enough to fill whatever lies between the two of us.
    let public = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: t\r\n\r\n".repeat(1_000);
    let ops = "GET /metrics HTTP/1.1\r\nHost: t\r\n\r\n".repeat(10_000);
    let mut deaf: Vec<Client> = (0..4).map(|_| served.client()).collect();
    deaf.push(Client::to(served.ops));
    for client in &mut deaf {
        let requests = if client.far_address() == served.ops {
            &ops
        } else {
            &public
        };
        client.send(requests).expect("a connection");
    }
    let start = Instant::now();
    for client in &mut deaf {
        while client.send("G").is_ok() {
            assert!(
                start.elapsed() < Duration::from_secs(10),
                "it is held for as long as the client likes"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    is_taken_soon(&served);
}

#[test]
fn a_connection_ends_in_order_when_its_time_is_over() {
    let house = Installation::just_founded("mailbox.answer_ms = 50");
    let receipt = house.file_report("The light is on again.").receipt;
    let door = house.open_door(|limits| limits.lifetime = Duration::from_millis(700));
    let mut silent = Client::to(door.address);
    silent.get("/nothing").expect("an answer");
    let mut busy = Client::to(door.address);
    let start = Instant::now();
    let mut answers = 0;
    // Every answer that has begun comes whole; the last one says that it is the last.
    loop {
        let answer = busy.open(&receipt).expect("an answer");
        assert_eq!(answer.status, 200);
        answers += 1;
        if answer.header("connection") == Some("close") {
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "it has no end");
    }
    assert!(
        start.elapsed() >= Duration::from_millis(650),
        "{answers} answers"
    );
    assert!(busy.is_closed_within(Duration::from_secs(1)));
    assert!(silent.is_closed_within(Duration::from_secs(1)));
}

#[test]
fn others_who_are_slow_to_send_keep_nobody_from_filing() {
    let (_place, served) = served();
    let request = post("/api/v1/reports", BODY);
    let mut others: Vec<Client> = (0..4).map(|_| served.client()).collect();
    for other in &mut others {
        other
            .send(&request[..request.len() - 1])
            .expect("a connection");
    }
    // Until all four have come in: as many as may file at once.
    std::thread::sleep(Duration::from_millis(300));
    let answer = served.client().file("one more").expect("an answer");
    assert_eq!(answer.status, 201);
    for mut other in others {
        other.send("}").expect("a connection");
        assert_eq!(other.answer().expect("an answer").status, 201);
    }
}

#[test]
fn others_who_send_large_bodies_slowly_keep_nobody_from_filing() {
    let place = Place::sqlite().with_settings("[intake]\nbody_timeout_s = 20\n");
    let served = place.serve();
    let large = post(
        "/api/v1/reports",
        &format!("{}{BODY}", " ".repeat((1 << 20) - BODY.len())),
    );
    let small = post("/api/v1/reports", BODY);
    let text = "十六千字节以内的线索".repeat(500);
    let mut others = Vec::new();
    // As much as all bodies may take together, and then more than may file at once.
    for (request, number) in [(&large, 64), (&small, 300)] {
        for _ in 0..number {
            let mut other = served.client();
            other
                .send(&request[..request.len() - 1])
                .expect("a connection");
            others.push(other);
        }
        // Until all have come in.
        std::thread::sleep(Duration::from_millis(700));
        let answer = served.client().file(&text).expect("an answer");
        assert_eq!(answer.status, 201, "{}", answer.text());
        let opened = served.client().told(&answer.receipt());
        assert_eq!(opened.expect("an answer").as_ref(), Ok(&text));
    }
}

#[test]
fn a_connection_is_kept_and_requests_may_be_sent_ahead() {
    let (_place, served) = served();
    let mut client = served.client();
    for text in ["the first", "the second"] {
        let answer = client.file(text).expect("an answer");
        assert_eq!(
            client
                .open(&answer.receipt())
                .expect("an answer")
                .first_text(),
            text
        );
    }
    let texts = ["one", "two", "three", "four", "five"];
    let ahead: String = texts
        .iter()
        .map(|text| post("/api/v1/reports", &json!({ "text": text }).to_string()))
        .collect();
    client.send(ahead).expect("a connection");
    let receipts = texts.map(|_| client.answer().expect("an answer").receipt());
    let opened = receipts.map(|receipt| client.open(&receipt).expect("an answer").first_text());
    assert_eq!(opened, texts);
}

#[test]
fn a_client_that_ends_its_own_side_after_the_request_still_gets_its_receipt() {
    let (_place, served) = served();
    for number in 0..10 {
        let mut client = served.client();
        client
            .send(post("/api/v1/reports", BODY))
            .expect("a connection");
        client.finish_sending();
        let answer = client
            .answer()
            .unwrap_or_else(|error| panic!("report {number} was taken, but: {error}"));
        assert_eq!(answer.status, 201);
        assert!(client.is_closed_within(Duration::from_secs(3)));
    }
    assert_eq!(served.reports(), 10);
}

#[test]
fn http_1_0_is_answered_and_closed() {
    let (_place, served) = served();
    let mut client = served.client();
    client
        .send(post("/api/v1/reports", BODY).replace("HTTP/1.1", "HTTP/1.0"))
        .expect("a connection");
    assert_eq!(client.answer().expect("an answer").status, 201);
    assert!(client.is_closed_within(Duration::from_secs(3)));
}

#[test]
fn a_body_in_chunks_is_put_together() {
    let (_place, served) = served();
    let mut client = served.client();
    let head =
        post("/api/v1/reports", "").replace("Content-Length: 0", "Transfer-Encoding: chunked");
    client.send(head).expect("a connection");
    for chunk in BODY.as_bytes().chunks(7) {
        client
            .send([format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat())
            .expect("a connection");
    }
    client.send("0\r\n\r\n").expect("a connection");
    let receipt = client.answer().expect("an answer").receipt();
    assert_eq!(
        client.open(&receipt).expect("an answer").first_text(),
        "A grey box hangs at the north gate."
    );
}

#[test]
fn whoever_asks_first_is_told_to_go_on() {
    let (_place, served) = served();
    let mut client = served.client();
    let request = post("/api/v1/reports", BODY).replace("Host:", "Expect: 100-continue\r\nHost:");
    let (head, body) = request.split_at(request.len() - BODY.len());
    client.send(head).expect("a connection");
    assert_eq!(client.answer().expect("an interim answer").status, 100);
    client.send(body).expect("a connection");
    assert_eq!(client.answer().expect("an answer").status, 201);
}

#[test]
fn what_is_wrong_is_named_and_nothing_is_taken() {
    let (_place, served) = served();
    let request = post("/api/v1/reports", BODY);
    let length = format!("Content-Length: {}", BODY.len());
    let other_length = |other: &str| request.replace(&length, other);
    let large = format!("{{\"text\":\"{}\"}}", "x".repeat(1 << 20));
    let wrong = [
        ("longer than it says", other_length("Content-Length: 20")),
        ("shorter than it says", other_length("Content-Length: 100")),
        (
            "a length that is no number",
            other_length("Content-Length: many"),
        ),
        (
            "two lengths",
            other_length("Content-Length: 43\r\nContent-Length: 44"),
        ),
        ("no length", other_length("X-Nothing: 1")),
        ("too large", post("/api/v1/reports", &large)),
        (
            "another type",
            request.replace("application/json", "text/plain"),
        ),
        (
            "wrong method",
            "DELETE /api/v1/reports HTTP/1.1\r\nHost: t\r\n\r\n".to_owned(),
        ),
        (
            "GET of the filing",
            "GET /api/v1/reports HTTP/1.1\r\nHost: t\r\n\r\n".to_owned(),
        ),
        (
            "nowhere",
            request.replace("/api/v1/reports", "/api/v1/report"),
        ),
        ("not HTTP", "hello\r\n\r\n".to_owned()),
        (
            "a head without end",
            format!("GET / HTTP/1.1\r\nX: {}", "y".repeat(100_000)),
        ),
    ];
    let answers = wrong.map(|(what, request)| {
        let mut client = served.client();
        drop(client.send(request));
        if what == "shorter than it says" {
            client.finish_sending();
        }
        let answer = match client.answer() {
            Ok(answer) if answer.header("content-type").is_some() => answer.problem(),
            Ok(answer) => format!("{} {}", answer.status, answer.text())
                .trim_end()
                .to_owned(),
            Err(_) => "closed".to_owned(),
        };
        format!("{what}: {answer}")
    });
    insta::assert_snapshot!(answers.join("\n"), @r"
    longer than it says: 422 invalid
    shorter than it says: 400 body-broken
    a length that is no number: 400
    two lengths: 400
    no length: 422 invalid
    too large: 413 body-too-large
    another type: 415 not-json
    wrong method: 405 wrong-method
    GET of the filing: 405 wrong-method
    nowhere: 404 not-found
    not HTTP: 400
    a head without end: 431
    ");
    assert_eq!(served.reports(), 0);
}
