//! Sending again (C3): with an Idempotency-Key the same request gets the same answer for 24 hours and is one report,
//! whatever happened to the first answer; the copy kept for that opens only with the key itself.

use crate::kit::answer::Answer;
use crate::kit::deeds::{Filed, request};
use crate::kit::installation::{Installation, on_both_engines};
use std::collections::HashSet;
use tower::ServiceExt;

const KEY: &str = "9b2f1c0e-43de-4f3c-9a55-0f1f2e3d4c5b";
const BODY: &str = r#"{"text":"Somebody photographs every lorry at the gate."}"#;

fn send(house: &Installation, key: &str, body: &str) -> Answer {
    house.send(request(
        "/api/v1/reports",
        &[("idempotency-key", key)],
        body.to_owned(),
    ))
}

#[test]
fn the_same_key_and_body_get_the_same_answer_and_are_one_report() {
    on_both_engines(|house| {
        let first = send(house, KEY, BODY);
        house.turn_clock_hours(23);
        house.keep_house();
        let again = send(house, KEY, BODY);
        assert_eq!(first.expect(201), again.expect(201));
        assert_eq!(house.report_count(), 1);
        assert_eq!(
            house.mailbox(&Filed::of(again.json()).receipt)["status"],
            "received"
        );
    });
}

#[test]
fn the_same_body_under_another_key_and_without_one_are_reports_of_their_own() {
    let house = Installation::just_founded("");
    let answers = [
        send(&house, KEY, BODY),
        send(&house, "another-key-of-22-letters", BODY),
        house.post("/api/v1/reports", BODY),
    ];
    let receipts: HashSet<String> = answers
        .iter()
        .map(|answer| Filed::of(answer.expect(201)).receipt)
        .collect();
    assert_eq!(receipts.len(), 3);
    assert_eq!(house.report_count(), 3);
}

#[test]
fn the_same_key_with_another_body_is_refused() {
    on_both_engines(|house| {
        assert_eq!(send(house, KEY, BODY).status, 201);
        for other in [r#"{"text":"Something else."}"#, &format!("{BODY} ")] {
            assert_eq!(send(house, KEY, other).problem(), "422 key-reused");
        }
        assert_eq!(house.report_count(), 1);
    });
}

#[test]
fn a_key_that_could_be_guessed_is_refused_by_name() {
    let house = Installation::just_founded("");
    for key in [
        "",
        "1",
        "order-4711",
        "twenty-one-characters",
        "spaces are no base64 url text",
        &"x".repeat(129),
    ] {
        let refused = send(&house, key, BODY).problem();
        assert_eq!(
            refused, "422 invalid: Idempotency-Key too-guessable",
            "{key:?}"
        );
    }
    assert_eq!(house.report_count(), 0);
    assert_eq!(send(&house, "twenty-two-characters_", BODY).status, 201);
}

#[test]
fn a_refused_report_does_not_use_its_key_up() {
    let house = Installation::just_founded("");
    assert_eq!(
        send(&house, KEY, "{}").problem(),
        "422 invalid: text missing"
    );
    assert_eq!(send(&house, KEY, BODY).status, 201);
}

#[test]
fn the_same_request_many_times_at_once_gives_one_report_and_one_answer() {
    on_both_engines(|house| {
        let sent: Vec<_> = (0..12)
            .map(|_| {
                let (router, request) = (
                    house.router(),
                    request("/api/v1/reports", &[("idempotency-key", KEY)], BODY),
                );
                house.runtime().spawn(async move {
                    Answer::of(router.oneshot(request).await.expect("infallible")).await
                })
            })
            .collect();
        let answers: HashSet<String> = sent
            .into_iter()
            .map(|sent| house.wait(sent).expect("no panic").expect(201).to_string())
            .collect();
        assert_eq!(answers.len(), 1);
        assert_eq!(house.report_count(), 1);
    });
}

#[test]
fn after_a_day_the_key_is_forgotten_and_its_copy_gone() {
    on_both_engines(|house| {
        let first = send(house, KEY, BODY).expect(201);
        house.turn_clock_hours(25);
        house.keep_house();
        let later = send(house, KEY, BODY).expect(201);
        assert_ne!(first["receipt"], later["receipt"]);
        assert_eq!(house.report_count(), 2);
    });
}

/// Who holds the database and the keyring can move the copy under a key of their own, but not open it there.
#[test]
fn the_stored_copy_does_not_open_under_another_key() {
    let house = Installation::just_founded("");
    let victim = Filed::of(send(&house, KEY, BODY).expect(201));
    let mine = "a-key-that-the-thief-chose";
    let thief = Filed::of(send(&house, mine, BODY).expect(201));
    house.sql(
        "UPDATE replay SET sealed = (SELECT sealed FROM replay AS theirs WHERE theirs.rowid = 1) WHERE rowid = 2; \
         SELECT 1;",
    );
    let answer = send(&house, mine, BODY);
    assert_eq!(answer.status, 500);
    for receipt in [&victim.receipt, &victim.chinese, &thief.receipt] {
        assert!(!answer.body.contains(receipt.as_str()));
    }
    // The victim's own copy still opens: the row was there and whole.
    assert_eq!(send(&house, KEY, BODY).expect(201), victim.json);
}
