//! Filing (C3): a report that can be taken is taken whole and answered with two receipts and a promise; one that cannot
//! is refused with the field named, and nothing of it stays.

use crate::kit::answer::Answer;
use crate::kit::deeds::{Filed, request};
use crate::kit::installation::{Installation, on_both_engines};
use crate::kit::program::Place;
use axum::body::Body;
use insta::assert_snapshot;
use seal::{Promise, Receipt};
use serde_json::{Value, json};
use std::pin::Pin;
use std::sync::mpsc::Sender;
use std::task::{Context, Poll};
use tower::ServiceExt;

const REPORTS: &str = "/api/v1/reports";

#[test]
fn a_filed_report_is_answered_with_two_receipts_a_time_and_a_promise() {
    on_both_engines(|house| {
        let filed = house.file_report("A small grey box with an antenna is taped to a lamp post.");
        let mut shape = filed.json.clone();
        for secret in [
            "/receipt/en",
            "/receipt/zh",
            "/second_receipt/en",
            "/second_receipt/zh",
            "/promise",
        ] {
            *shape.pointer_mut(secret).expect(secret) = json!("…");
        }
        assert_snapshot!(shape, @r#"{"promise":"…","receipt":{"en":"…","zh":"…"},"received_at":"2026-11-22T08:00:00Z","second_receipt":{"en":"…","zh":"…"}}"#);
        assert_eq!(
            house.text_at_desk(house.newest()),
            "A small grey box with an antenna is taped to a lamp post."
        );
    });
}

#[test]
fn both_scripts_of_a_receipt_are_the_same_value_and_the_two_receipts_are_not() {
    let house = Installation::on_sqlite();
    let filed = house.file_report("Two men were measuring the fence.");
    let read = |text: &str| Receipt::parse(text).expect("a receipt");
    assert_eq!(filed.receipt.split(' ').count(), 9);
    assert_eq!(filed.chinese.chars().count(), 9);
    assert!(read(&filed.receipt) == read(&filed.chinese));
    assert!(read(&filed.receipt) != read(&filed.second));
}

#[test]
fn the_promise_carries_the_logs_signature_and_the_day_but_not_the_time() {
    let house = Installation::on_sqlite();
    let filed = house.file_report("A drone hovered over the depot.");
    let promise = Promise::verify(&filed.promise, &house.log_key()).expect("our signature");
    assert_eq!(
        (promise.origin.as_str(), promise.date.as_str()),
        ("tipline", "2026-11-22")
    );
    let stranger = Installation::just_founded("").log_key();
    assert!(Promise::verify(&filed.promise, &stranger).is_err());
}

#[test]
fn everything_that_was_sent_reaches_the_officer_and_the_contact_does_not() {
    on_both_engines(|house| {
        house.file_json(&json!({
            "text": "有人在变电站外架设天线。",
            "lang": "zh",
            "observed": { "from": "2026-11-20T22:15:00+08:00", "to": null },
            "place": { "text": "城东变电站", "lat": 31.25, "lon": 121.5, "accuracy_m": 50 },
            "contact": { "name": "Pat Example", "phone": "+86 10 5555 0100" },
        }));
        let opened = house
            .desk()
            .open_report(&house.officer(), house.newest(), "a test")
            .expect("it opens");
        assert!(opened.named);
        let content = String::from_utf8(opened.content.to_bytes()).expect("JSON");
        assert_snapshot!(without(&content, &["accepted_at"]), @r#"{"channel":"api","lang":"zh","observed":{"from":"2026-11-20T22:15:00+08:00"},"place":{"accuracy_m":50.0,"lat":31.25,"lon":121.5,"text":"城东变电站"},"text":"有人在变电站外架设天线。"}"#);
        assert!(!content.contains("Pat") && !content.contains("5555"));
    });
}

#[test]
fn a_report_without_a_name_is_not_named_and_neither_is_one_with_an_empty_contact() {
    let house = Installation::on_sqlite();
    house.file_json(&json!({ "text": "no contact", "contact": null }));
    house.file_json(&json!({ "text": "an empty one", "contact": { "name": " ", "email": null } }));
    house.file_json(&json!({ "text": "a name", "contact": { "name": "Pat" } }));
    let named: Vec<bool> = house
        .desk()
        .list_reports(&house.officer(), None, 9)
        .expect("the list")
        .iter()
        .map(|report| report.named)
        .collect();
    assert_eq!(named, [true, false, false]);
}

#[test]
fn whatever_cannot_be_taken_is_refused_with_its_field_named() {
    let house = Installation::just_founded("");
    let refused = |body: &[u8]| house.post(REPORTS, body.to_vec()).problem();
    let long = long_text(&"x".repeat(65_537));
    let deep = format!(
        r#"{{"text":"a","place":{}1{}}}"#,
        r#"{"a":"#.repeat(5000),
        "}".repeat(5000)
    );
    let table: [(&str, &[u8]); 29] = [
        ("nothing", b""),
        ("not JSON", b"text=hello"),
        ("a list", b"[]"),
        ("half", br#"{"text":"a"#),
        ("two bodies", br#"{"text":"a"}{}"#),
        ("no text", b"{}"),
        ("text null", br#"{"text":null}"#),
        ("empty text", br#"{"text":""}"#),
        ("blank text", "{\"text\":\" \u{200b}\u{3000}\"}".as_bytes()),
        ("text a number", br#"{"text":7}"#),
        ("text a list", br#"{"text":["a"]}"#),
        ("text too long", long.as_bytes()),
        ("NUL", br#"{"text":"a\u0000b"}"#),
        ("NUL in the name", br#"{"text":"a","contact":{"name":"\u0000"}}"#),
        ("half a surrogate", br#"{"text":"a\ud800b"}"#),
        ("other half, in place", br#"{"text":"a","place":{"text":"\udc00"}}"#),
        ("invalid UTF-8", b"{\"text\":\"\xff\xfe\"}"),
        ("deep", deep.as_bytes()),
        ("text twice", br#"{"text":"a","text":"b"}"#),
        ("lat twice", br#"{"text":"a","place":{"lat":1,"lat":2,"lon":3}}"#),
        ("unknown field", br#"{"text":"a","severity":3}"#),
        ("unknown inside", br#"{"text":"a","place":{"latitude":3}}"#),
        ("set by the desk", br#"{"text":"a","received_at":"2026-01-01T00:00:00Z","source":"s","category":"c","labels":{},"id":"1"}"#),
        ("language", br#"{"text":"a","lang":"fr"}"#),
        ("lat alone", br#"{"text":"a","place":{"lat":1}}"#),
        ("off the earth", br#"{"text":"a","place":{"lat":91,"lon":181,"accuracy_m":-1}}"#),
        ("infinite", br#"{"text":"a","place":{"lat":1e999,"lon":0}}"#),
        ("time", br#"{"text":"a","observed":{"from":"yesterday","to":"2026-02-30"}}"#),
        ("several at once", br#"{"text":5,"lang":"xx","contact":{"email":"nobody","phone":"none"},"files":[]}"#),
    ];
    let answers: Vec<String> = table
        .iter()
        .map(|(name, body)| format!("{name}: {}", refused(body)))
        .collect();
    assert_snapshot!(answers.join("\n"), @r"
    nothing: 422 invalid: whole body not-json
    not JSON: 422 invalid: whole body not-json
    a list: 422 invalid: whole body not-an-object
    half: 422 invalid: whole body not-json
    two bodies: 422 invalid: whole body not-json
    no text: 422 invalid: text missing
    text null: 422 invalid: text missing
    empty text: 422 invalid: text empty
    blank text: 422 invalid: text empty
    text a number: 422 invalid: text wrong-type
    text a list: 422 invalid: text wrong-type
    text too long: 422 invalid: text too-long
    NUL: 422 invalid: text nul
    NUL in the name: 422 invalid: contact.name nul
    half a surrogate: 422 invalid: text lone-surrogate
    other half, in place: 422 invalid: place.text lone-surrogate
    invalid UTF-8: 422 invalid: text not-utf8
    deep: 422 invalid: place.a.a.a too-deep
    text twice: 422 invalid: text duplicate-field
    lat twice: 422 invalid: place.lat duplicate-field
    unknown field: 422 invalid: severity unknown-field
    unknown inside: 422 invalid: place.latitude unknown-field
    set by the desk: 422 invalid: received_at set-by-desk, source set-by-desk, category set-by-desk, labels set-by-desk, id set-by-desk
    language: 422 invalid: lang not-a-language
    lat alone: 422 invalid: place.lon missing
    off the earth: 422 invalid: place.lat out-of-range, place.lon out-of-range, place.accuracy_m out-of-range
    infinite: 422 invalid: place.lat number-range
    time: 422 invalid: observed.from not-a-time, observed.to not-a-time
    several at once: 422 invalid: text wrong-type, lang not-a-language, files unknown-field, contact.phone not-a-phone, contact.email not-an-email
    ");
    assert_eq!(house.report_count(), 0);
    // The refusals above are about the bodies: a good one is taken at the same address.
    assert_eq!(house.post(REPORTS, r#"{"text":"a"}"#).status, 201);
}

#[test]
fn a_refusal_never_repeats_what_was_sent() {
    let house = Installation::just_founded("");
    let body = r#"{"text":"a","lang":"CANARY-1","observed":{"from":"CANARY-2"},"contact":{"email":"CANARY-3"},"place":{"lat":"CANARY-4"}}"#;
    let answer = house.post(REPORTS, body);
    assert_eq!(answer.json()["errors"].as_array().map(Vec::len), Some(4));
    assert!(
        !answer.body.contains("CANARY"),
        "{}",
        answer.body.trim_end()
    );
}

#[test]
fn a_body_over_the_limit_is_413_and_a_field_of_ten_mebibytes_too() {
    let house = Installation::just_founded("");
    let limit = house.profile().intake.body_bytes;
    let padded = |length: usize| format!("{{\"text\":\"a\"{}}}", " ".repeat(length - 12));
    assert_eq!(house.post(REPORTS, padded(limit)).status, 201);
    assert_eq!(
        house.post(REPORTS, padded(limit + 1)).problem(),
        "413 body-too-large"
    );
    assert_eq!(
        house
            .post(REPORTS, long_text(&"x".repeat(10 << 20)))
            .problem(),
        "413 body-too-large"
    );
    assert_eq!(house.report_count(), 1);
}

#[test]
fn a_text_of_full_length_is_taken_in_either_script() {
    let house = Installation::on_sqlite();
    for text in ["x".repeat(65_536), "字".repeat(21_845)] {
        house.file_report(&text);
        assert!(house.text_at_desk(house.newest()) == text);
    }
}

#[test]
fn only_json_is_taken_and_only_where_reports_are_filed() {
    let house = Installation::just_founded("");
    let sent_as = |kind: &str| {
        house.send(request(
            REPORTS,
            &[("content-type", kind)],
            r#"{"text":"a"}"#,
        ))
    };
    assert_eq!(sent_as("application/json; charset=utf-8").status, 201);
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
        "application/jsonp",
    ] {
        assert_eq!(sent_as(kind).problem(), "415 not-json", "{kind}");
    }
    let mut get = request(REPORTS, &[], "");
    *get.method_mut() = axum::http::Method::GET;
    assert_eq!(house.send(get).problem(), "405 wrong-method");
    assert_eq!(
        house.post("/api/v2/reports", "{}").problem(),
        "404 not-found"
    );
    assert_eq!(house.report_count(), 1);
}

#[test]
fn when_too_many_file_at_once_the_next_is_asked_to_come_back_and_the_first_is_taken() {
    let house = Installation::just_founded("intake.concurrent = 1\nintake.retry_after_s = 7");
    // Somebody else holds the database: whoever has the one place keeps it until this ends.
    let other = rusqlite::Connection::open(house.file()).expect("the file");
    other
        .execute_batch("BEGIN IMMEDIATE")
        .expect("the write lock");
    let (tell, answers) = std::sync::mpsc::channel();
    for n in 0..3 {
        let (router, tell) = (house.router(), tell.clone());
        let request = request(REPORTS, &[], format!(r#"{{"text":"report {n}"}}"#));
        house.runtime().spawn(async move {
            let answer = Answer::of(router.oneshot(request).await.expect("infallible")).await;
            tell.send(answer).expect("the test waits");
        });
    }
    for _ in 0..2 {
        let refused = answers.recv().expect("an answer at once");
        assert_eq!(refused.problem(), "503 busy");
        assert_eq!(refused.header("retry-after"), "7");
    }
    other.execute_batch("COMMIT").expect("let go");
    answers.recv().expect("the third").expect(201);
    assert_eq!(house.report_count(), 1);
}

#[test]
fn a_body_that_never_comes_takes_nobodys_place_and_is_told_so() {
    let house = Installation::just_founded("intake.concurrent = 1\nintake.body_timeout_s = 1");
    let (begun, waits) = std::sync::mpsc::channel();
    let router = house.router();
    let slow = house.runtime().spawn(async move {
        let request = request(REPORTS, &[], Body::new(NeverEnding { begun }));
        Answer::of(router.oneshot(request).await.expect("infallible")).await
    });
    waits.recv().expect("its body is waited for");
    assert_eq!(house.post(REPORTS, r#"{"text":"a"}"#).status, 201);
    let slow = house.wait(slow).expect("no panic");
    assert_eq!(slow.problem(), "408 body-too-slow");
    assert_eq!(house.report_count(), 1);
}

#[test]
fn a_name_that_cannot_be_kept_is_refused_with_the_way_out() {
    // Four custodians must act together, and there are three.
    let place = Place::sqlite().with_settings("[custody]\ncustodians = 3\n");
    assert!(place.serve().stop().success());
    let place = place.with_settings("[custody]\ncustodians = 5\nthreshold = 4\n");
    let served = place.serve();
    let named = json!({ "text": "Ask me.", "contact": { "name": "Pat" } });
    let refused = served.client().post(REPORTS, &named).expect("an answer");
    assert_snapshot!(refused.text(), @r#"{"type":"urn:tipline:problem:names-not-kept","title":"Names and contacts cannot be kept safely here now. Nothing was taken; send it again without them.","title_zh":"目前无法在此安全保管姓名和联系方式，未收存任何内容；可去掉姓名和联系方式后重新发送。","status":409}"#);
    assert_eq!(served.reports(), 0);
    assert_eq!(
        served.client().file("Ask me.").expect("an answer").status,
        201
    );

    let document: Value =
        serde_json::from_str(&web::api::openapi_document().expect("a document")).expect("JSON");
    let answers = &document["paths"][REPORTS]["post"]["responses"];
    for status in ["409", "500"] {
        assert!(answers[status].is_object(), "{answers}");
    }
}

#[test]
fn the_answer_may_not_be_cached_sniffed_or_framed() {
    let house = Installation::just_founded("");
    let answer = house.post(REPORTS, r#"{"text":"a"}"#);
    let names = [
        "cache-control",
        "content-security-policy",
        "content-type",
        "referrer-policy",
        "x-content-type-options",
    ];
    let shown: Vec<String> = names
        .iter()
        .map(|name| format!("{name}: {}", answer.header(name)))
        .collect();
    assert_snapshot!(shown.join("\n"), @r"
    cache-control: no-store
    content-security-policy: default-src 'none'; frame-ancestors 'none'
    content-type: application/json
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    ");
    assert!(!answer.headers.contains_key("set-cookie"));
    Filed::of(answer.expect(201));
}

fn long_text(text: &str) -> String {
    json!({ "text": text }).to_string()
}

fn without(content: &str, fields: &[&str]) -> String {
    let mut json: Value = serde_json::from_str(content).expect("JSON");
    for field in fields {
        json.as_object_mut()
            .expect("an object")
            .remove(*field)
            .expect(field);
    }
    json.to_string()
}

/// A body that is announced and never comes. Says when somebody begins to wait for it.
struct NeverEnding {
    begun: Sender<()>,
}

impl hyper::body::Body for NeverEnding {
    type Data = hyper::body::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
        // Nobody may be listening any more.
        let _told = self.begun.send(());
        Poll::Pending
    }
}
