//! What an observer of the line learns (architecture.md): every public answer has one of three sizes on the wire, head
//! included, and an answer about a receipt comes at a fixed time whatever the receipt is.

use crate::kit::installation::Installation;
use crate::the_pages::PAGES;
use seal::Receipt;
use serde_json::json;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

pub(crate) const CLASSES: [usize; 3] = [32 * 1024, 128 * 1024, 512 * 1024];

fn post(path: &str, more: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: tips.example\r\ncontent-type: application/json\r\n{more}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Sends one request and reads one answer: its status line, and every byte that came over the wire.
pub(crate) fn ask(address: SocketAddr, request: &str) -> (String, Vec<u8>) {
    read_answer(&mut asked(address, request))
}

pub(crate) fn asked(address: SocketAddr, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("connected");
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .expect("a time-out");
    stream.write_all(request.as_bytes()).expect("sent");
    stream
}

pub(crate) fn read_answer(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    let mut piece = [0; 65536];
    let end = loop {
        let head = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(head) = head {
            let lines = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
            let length = lines
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .expect("a length");
            break head + 4 + length.parse::<usize>().expect("a number");
        }
        let read = stream.read(&mut piece).expect("an answer");
        assert!(read > 0, "the connection ended in the head");
        bytes.extend_from_slice(&piece[..read]);
    };
    while bytes.len() < end {
        let read = stream.read(&mut piece).expect("an answer");
        assert!(read > 0, "the connection ended in the body");
        bytes.extend_from_slice(&piece[..read]);
    }
    assert_eq!(bytes.len(), end, "nothing may follow the answer");
    let status = String::from_utf8_lossy(&bytes)
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    (status, bytes)
}

#[test]
fn every_answer_is_exactly_one_of_three_sizes_on_the_wire() {
    let mut house = Installation::just_founded("mailbox.answer_ms = 5");
    house.set_everybody_up();
    let door = house.open_door(|_| ());
    let address = door.address;
    let filed = house.file_report("A man in a grey van notes when the guards change.");
    let long = house.file_report(&"So much happened. ".repeat(3000));
    let never = Installation::just_founded("")
        .file_report("Filed at another desk.")
        .receipt;
    let open = |receipt: &str| {
        post(
            "/api/v1/mailbox/open",
            "",
            &json!({ "receipt": receipt }).to_string(),
        )
    };
    let report = json!({ "text": "a", "contact": { "name": "Pat" } }).to_string();
    let big = format!("{{\"text\":\"{}\"}}", "x".repeat(1 << 20));
    let many_problems =
        json!({ "lang": 1, "observed": [], "place": 1, "contact": 1, "a": 1, "b": 2, "c": 3 })
            .to_string();
    let requests = [
        ("a visit", "GET / HTTP/1.1\r\nhost: x\r\n\r\n".to_owned()),
        (
            "the document",
            "GET /api/v1/openapi.json HTTP/1.1\r\nhost: x\r\naccept-encoding: gzip, br\r\n\r\n"
                .to_owned(),
        ),
        (
            "another visit, closing",
            "GET /nothing HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(),
        ),
        (
            "a visit that says close late",
            "GET / HTTP/1.1\r\nhost: x\r\nconnection: te\r\nconnection: Close\r\n\r\n".to_owned(),
        ),
        (
            "one that speaks of closeness",
            "GET / HTTP/1.1\r\nhost: x\r\nconnection: closer\r\n\r\n".to_owned(),
        ),
        ("an old client", "GET /nothing HTTP/1.0\r\n\r\n".to_owned()),
        (
            "an old client that stays",
            "GET /nothing HTTP/1.0\r\nconnection: keep-alive\r\n\r\n".to_owned(),
        ),
        ("a filing", post("/api/v1/reports", "", &report)),
        (
            "a filing, closing",
            post("/api/v1/reports", "Connection: close\r\n", &report),
        ),
        (
            "a repeated filing",
            post(
                "/api/v1/reports",
                "idempotency-key: 9b2f1c0e-43de-4f3c-9a55-0f1f2e3d4c5b\r\n",
                &report,
            ),
        ),
        ("a refusal", post("/api/v1/reports", "", "{}")),
        ("many refusals", post("/api/v1/reports", "", &many_problems)),
        ("too large", post("/api/v1/reports", "", &big)),
        (
            "not JSON",
            post("/api/v1/reports", "", "").replace("application/json", "text/plain"),
        ),
        (
            "a wrong method",
            "GET /api/v1/reports HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        ),
        ("a mailbox", open(&filed.receipt)),
        ("its second mailbox", open(&filed.second)),
        ("a long mailbox", open(&long.receipt)),
        ("an unknown receipt", open(&never)),
        ("a mistyped receipt", open("abandon")),
        (
            "a message",
            post(
                "/api/v1/mailbox/messages",
                "",
                &json!({ "receipt": filed.receipt, "text": "b" }).to_string(),
            ),
        ),
        (
            "a withdrawal",
            post(
                "/api/v1/mailbox/withdraw",
                "",
                &json!({ "receipt": filed.receipt }).to_string(),
            ),
        ),
        ("a withdrawn mailbox", open(&filed.receipt)),
    ];
    let mut sizes = Vec::new();
    for (what, request) in requests {
        let (status, bytes) = ask(address, &request);
        assert!(
            CLASSES.contains(&bytes.len()),
            "{what} ({status}): {} bytes",
            bytes.len()
        );
        assert!(
            !String::from_utf8_lossy(&bytes)
                .to_lowercase()
                .contains("content-encoding")
        );
        let code = status.split(' ').nth(1).unwrap_or_default().to_owned();
        sizes.push(format!("{what}: {code}, {} KiB", bytes.len() / 1024));
    }
    insta::assert_snapshot!(sizes.join("\n"), @r"
    a visit: 200, 32 KiB
    the document: 200, 32 KiB
    another visit, closing: 404, 32 KiB
    a visit that says close late: 200, 32 KiB
    one that speaks of closeness: 200, 32 KiB
    an old client: 404, 32 KiB
    an old client that stays: 404, 32 KiB
    a filing: 201, 32 KiB
    a filing, closing: 201, 32 KiB
    a repeated filing: 201, 32 KiB
    a refusal: 422, 32 KiB
    many refusals: 422, 32 KiB
    too large: 413, 32 KiB
    not JSON: 415, 32 KiB
    a wrong method: 405, 32 KiB
    a mailbox: 200, 32 KiB
    its second mailbox: 200, 32 KiB
    a long mailbox: 200, 32 KiB
    an unknown receipt: 404, 32 KiB
    a mistyped receipt: 422, 32 KiB
    a message: 201, 32 KiB
    a withdrawal: 200, 32 KiB
    a withdrawn mailbox: 200, 32 KiB
    ");
}

#[test]
fn many_answers_on_one_connection_have_one_size_too() {
    let house = Installation::just_founded("mailbox.answer_ms = 5");
    let door = house.open_door(|_| ());
    let address = door.address;
    let mut stream = TcpStream::connect(address).expect("connected");
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .expect("a time-out");
    for n in 0..20 {
        let body = json!({ "text": format!("report {n} {}", "x".repeat(500 * n)) }).to_string();
        stream
            .write_all(post("/api/v1/reports", "", &body).as_bytes())
            .expect("sent");
        assert_eq!(read_answer(&mut stream).1.len(), CLASSES[0]);
    }
}

#[test]
fn the_last_answer_of_a_connection_has_the_size_of_every_other() {
    let house = Installation::just_founded("mailbox.answer_ms = 1500");
    let receipt = house.file_report("The lock was changed.").receipt;
    let open = post(
        "/api/v1/mailbox/open",
        "",
        &json!({ "receipt": receipt }).to_string(),
    );
    // Each is under way when its connection's time is over, or when the door stops.
    let old = house.open_door(|limits| limits.lifetime = Duration::from_secs(1));
    let stopping = house.open_door(|_| ());
    let mut last = [&old, &stopping].map(|door| asked(door.address, &open));
    std::thread::sleep(Duration::from_millis(200));
    stopping.stop();
    for stream in &mut last {
        let (status, bytes) = read_answer(stream);
        assert_eq!(status, "HTTP/1.1 200 OK");
        assert!(String::from_utf8_lossy(&bytes).contains("connection: close"));
        assert_eq!(bytes.len(), CLASSES[0]);
        assert_eq!(stream.read(&mut [0]).expect("an end"), 0, "it goes on");
    }
}

#[test]
fn whoever_is_turned_away_is_told_so_in_the_size_of_every_other_answer() {
    let house = Installation::just_founded("");
    let door = house.open_door(|limits| limits.connections = 0);
    let report = json!({ "text": "a" }).to_string();
    for request in [
        "GET / HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n".to_owned(),
        post("/api/v1/reports", "", &report),
        post("/api/v1/reports", "connection: close\r\n", &report),
        post("/api/v1/mailbox/open", "", &"x".repeat(1 << 20)),
    ] {
        let mut stream = asked(door.address, &request);
        let (status, bytes) = read_answer(&mut stream);
        assert!(status.ends_with(" 503 Service Unavailable"), "{status}");
        assert_eq!(bytes.len(), CLASSES[0], "{request:.60}");
        assert_eq!(stream.read(&mut [0]).expect("an end"), 0, "it goes on");
    }
}

#[test]
fn a_late_answer_about_a_receipt_comes_at_the_next_multiple_of_the_fixed_time() {
    let house = Installation::just_founded("mailbox.answer_ms = 400");
    let receipt = house.file_report("The guard was asleep.").receipt;
    std::thread::scope(|scope| {
        // Somebody keeps the database for longer than the fixed time.
        let held = rusqlite::Connection::open(house.file()).expect("the file");
        held.execute_batch("BEGIN IMMEDIATE").expect("held");
        let message = scope.spawn(|| {
            let start = Instant::now();
            house
                .message(&receipt, "And the other one too.")
                .expect(201);
            start.elapsed()
        });
        std::thread::sleep(Duration::from_millis(420));
        held.execute_batch("COMMIT").expect("let go");
        let took = message.join().expect("an answer");
        assert!(took >= Duration::from_millis(800), "{took:?}");
    });
}

#[test]
fn an_answer_about_a_receipt_comes_at_the_fixed_time_whatever_the_receipt_is() {
    let house = Installation::just_founded("mailbox.answer_ms = 60");
    let filed = house.file_report("The valve was opened by hand.");
    let withdrawn = house.file_report("Never mind this one.").receipt;
    house.withdraw(&withdrawn).expect(200);
    let never = Installation::just_founded("")
        .file_report("Filed at another desk.")
        .receipt;
    let timed = |receipt: &str| {
        let start = Instant::now();
        house.open_mailbox(receipt);
        start.elapsed()
    };
    for receipt in [
        filed.receipt.as_str(),
        &filed.chinese,
        &filed.second,
        &withdrawn,
        &never,
        "abandon",
    ] {
        // The shortest of a few: a busy machine only makes an answer later.
        let shortest = (0..4).map(|_| timed(receipt)).min().expect("four");
        assert!(shortest >= Duration::from_millis(60), "{shortest:?}");
        assert!(shortest < Duration::from_secs(1), "{shortest:?}");
    }
    // Filing does not wait: so the times above are the rule's and not the machine's.
    let quickest = (0..20).map(|n| {
        let start = Instant::now();
        house.file_report(&format!("quick {n}"));
        start.elapsed()
    });
    assert!(quickest.min().expect("twenty") < Duration::from_millis(60));
}

/// A form as a browser sends it.
pub(crate) fn form(path: &str, fields: &[(&str, &str)]) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    let body = body.extend_pairs(fields).finish();
    let takes = "accept-encoding: gzip, deflate\r\n";
    post(path, takes, &body).replace("application/json", "application/x-www-form-urlencoded")
}

/// A visit, a filing and a mailbox are alike on the line, whatever the mailbox holds: the longest page there is has as
/// many open questions as are shown, long messages of characters that are written longest, files with
/// the longest names, and everything to be mended.
#[test]
fn every_page_is_of_one_size_on_the_wire() {
    let mut house = Installation::just_founded("mailbox.answer_ms = 5");
    house.set_everybody_up();
    let door = house.open_door(|_| ());
    let filed = house.file_report(&"&<>\"'".repeat(2_600));
    let receipt = Receipt::parse(&filed.receipt).expect("a receipt");
    for name in ["&", "\"", "长"] {
        for _ in 0..6 {
            let file = house.send_file(&name.repeat(255 / name.len()), b"");
            house.add_file(&receipt, file).expect("added");
        }
    }
    let officer = house.officer();
    for number in 0..4 {
        for text in [
            "\u{1}".repeat(900),
            format!("{number}?"),
            "&\"".repeat(500),
            "长".repeat(700),
        ] {
            house
                .desk()
                .reply(&officer, house.newest(), &text, true)
                .expect("asked");
        }
    }
    let long = "&".repeat(3_000);
    let nobodys = Receipt::random(&mut house.outside().random()).english();
    let mut requests = Vec::new();
    for address in PAGES {
        for look in ["", "?print=large&contrast=high"] {
            requests.push(format!("GET {address}{look} HTTP/1.1\r\nhost: x\r\n\r\n"));
        }
    }
    for lang in ["en", "zh"] {
        let fresh = house.visit(&format!("/{lang}/report")).field("form");
        let of = |path: &str| format!("/{lang}/{path}?print=large&contrast=high");
        let what = "I work at the terminal. Call me on 07700 900142.";
        requests.push(form(&of("report"), &[("form", &fresh), ("what", "")]));
        requests.push(form(&of("report"), &[("form", &fresh), ("what", what)]));
        requests.push(form(
            &of("report"),
            &[("form", &fresh), ("what", "A grey box.")],
        ));
        requests.push(form(
            &of("report/guided"),
            &[("step", "when"), ("from-date", "x")],
        ));
        requests.push(form(&of("mailbox"), &[("words", "")]));
        requests.push(form(&of("mailbox"), &[("words", &nobodys)]));
        for page in 1..40 {
            let page = page.to_string();
            requests.push(form(
                &of("mailbox"),
                &[("words", &filed.receipt), ("page", &page)],
            ));
        }
        for files in ["2", "3", "99"] {
            requests.push(form(
                &of("mailbox"),
                &[("words", &filed.receipt), ("files-page", files)],
            ));
        }
        requests.push(form(&of("mailbox"), &[("words", &filed.second)]));
        for go in ["withdraw", "proof"] {
            requests.push(form(
                &of("mailbox"),
                &[("words", &filed.receipt), ("go", go)],
            ));
        }
        for (go, field) in [
            ("message", "message"),
            ("answer-9", "answer-9"),
            ("amend", "amend"),
        ] {
            requests.push(form(
                &of("mailbox"),
                &[("words", &filed.receipt), ("go", go), (field, &long)],
            ));
            requests.push(form(
                &of("mailbox"),
                &[("words", &filed.receipt), ("go", go), (field, " ")],
            ));
        }
        requests.push(form(&of("nothing"), &[("words", "")]));
    }
    for request in requests {
        let (status, bytes) = ask(door.address, &request);
        assert_eq!(bytes.len(), CLASSES[0], "{status}: {request:.70}");
    }
}
