//! After filing (R3, R4): the reporter adds, amends, or takes the report back. Taken back it is gone from the desk at
//! once, says so for a day, and is then destroyed with nothing left but a count. Through the second receipt all of it
//! only seems to happen.

use crate::kit::installation::{Installation, on_both_engines};
use insta::assert_snapshot;
use report::{Id, MessageKind};
use serde_json::{Value, json};

const TEXT: &str = "Two people film the unloading of every train.";

/// What the tables still hold of a report: rows of report, mailboxes, items, identity.
fn rows_of(house: &Installation, id: Id, receipts: &[&str]) -> [usize; 4] {
    let keyring = house.keyring();
    let read = |receipt: &&str| {
        seal::Receipt::parse(receipt)
            .expect("a receipt")
            .lookup(keyring.pepper())
    };
    let lookups: Vec<[u8; 32]> = receipts.iter().map(read).collect();
    house.tables(move |tx| {
        let mut mailboxes = 0;
        for lookup in &lookups {
            mailboxes += usize::from(tx.mailbox(lookup)?.is_some());
        }
        let report = usize::from(tx.report(id)?.is_some());
        Ok([
            report,
            mailboxes,
            tx.items(id)?.len(),
            usize::from(tx.identity(id)?.is_some()),
        ])
    })
}

#[test]
fn messages_and_amendments_stand_beside_what_was_sent_first() {
    on_both_engines(|house| {
        let filed = house.file_report(TEXT);
        assert_eq!(
            house
                .message(&filed.receipt, "One of them limps.")
                .expect(201)["status"],
            "added"
        );
        assert_eq!(
            house
                .amend(&filed.chinese, "It was three people.")
                .expect(201)["status"],
            "amended"
        );
        let opened = house
            .desk()
            .open_report(&house.officer(), house.newest(), "a test")
            .expect("it opens");
        let said: Vec<String> = opened
            .messages
            .iter()
            .map(|message| format!("{:?}: {}", message.kind, message.text))
            .collect();
        assert_snapshot!(said.join("\n"), @r"
        Message: Two people film the unloading of every train.
        Message: One of them limps.
        Amendment: It was three people.
        ");
        assert_eq!(opened.content.text, TEXT);
    });
}

#[test]
fn an_answer_by_the_api_names_its_question_and_leaves_others_open() {
    on_both_engines(|house| {
        let filed = house.file_report(TEXT);
        let id = house.newest();
        for question in ["Which train?", "Which camera?", "Which day?"] {
            house.ask(id, question);
        }
        let answer = |receipt: &str, question: Value| {
            let body = json!({ "receipt": receipt, "text": "The first.", "question": question });
            house.post("/api/v1/mailbox/messages", body.to_string())
        };
        let open = |receipt: &str| house.mailbox(receipt)["open_questions"].clone();
        assert_eq!(open(&filed.receipt), json!([2, 3, 4]));
        answer(&filed.receipt, json!(3)).expect(201);
        assert_eq!(open(&filed.receipt), json!([2, 4]));
        let said = house.mailbox(&filed.receipt)["messages"][1].clone();
        assert_eq!(
            (&said["kind"], &said["question"]),
            (&json!("answer"), &json!(3))
        );
        // A message that names none answers none.
        house.message(&filed.receipt, "By the way.").expect(201);
        assert_eq!(open(&filed.receipt), json!([2, 4]));

        let refusals = [
            answer(&filed.receipt, json!(1)),
            answer(&filed.receipt, json!(5)),
            answer(&filed.receipt, json!(99)),
            answer(&filed.second, json!(2)),
            answer(&filed.receipt, json!(0)),
            answer(&filed.receipt, json!(1.5)),
            answer(&filed.receipt, json!("2")),
        ];
        assert_snapshot!(refusals.map(|refused| refused.problem()).join("\n"), @r"
        422 invalid: question no-such-question
        422 invalid: question no-such-question
        422 invalid: question no-such-question
        422 invalid: question no-such-question
        422 invalid: question out-of-range
        422 invalid: question out-of-range
        422 invalid: question wrong-type
        ");
        assert_eq!(open(&filed.second), json!([]));
        assert_eq!(
            house.mailbox(&filed.second)["messages"]
                .as_array()
                .map(Vec::len),
            Some(0)
        );

        // An answer of before that names no question is to all that were asked before it.
        let receipt = seal::Receipt::parse(&filed.receipt).expect("a receipt");
        let text = "All the same.".to_owned();
        let added = house
            .desk()
            .add_message(&receipt, text, MessageKind::Answer, None);
        house.wait(added).expect("added");
        house.ask(id, "Are you sure?");
        assert_eq!(open(&filed.receipt), json!([8]));
    });
}

#[test]
fn a_withdrawn_report_leaves_the_desk_at_once_and_says_withdrawn_for_a_day() {
    on_both_engines(|house| {
        let kept = house.file_report("Another report, which stays.");
        let filed = house.file_report(TEXT);
        let id = house.newest();
        assert_eq!(
            house.withdraw(&filed.receipt).expect(200)["status"],
            "withdrawn"
        );

        assert!(!house.listed().contains(&id));
        assert!(matches!(
            house.desk().open_report(&house.officer(), id, "a test"),
            Err(desk::Failure::Unknown)
        ));
        assert!(matches!(
            house.desk().reply(&house.officer(), id, "Hello?", false),
            Err(desk::Failure::Unknown)
        ));

        house.turn_clock_hours(23);
        house.keep_house();
        let mailbox = house.mailbox(&filed.receipt);
        assert_eq!(mailbox["status"], "withdrawn");
        assert!(
            !mailbox.to_string().contains("unloading"),
            "its text is not shown any more"
        );
        assert_eq!(
            house.message(&filed.receipt, "Wait.").problem(),
            "404 unknown-receipt"
        );

        house.turn_clock_hours(2);
        assert_eq!(
            house.open_mailbox(&filed.receipt).problem(),
            "404 unknown-receipt"
        );
        assert_eq!(house.mailbox(&kept.receipt)["status"], "received");
    });
}

#[test]
fn taking_back_twice_is_taking_back_once() {
    let house = Installation::on_sqlite();
    let filed = house.file_report(TEXT);
    house.withdraw(&filed.receipt).expect(200);
    house.turn_clock_hours(20);
    house.withdraw(&filed.receipt).expect(200);
    house.turn_clock_hours(5);
    assert_eq!(
        house.open_mailbox(&filed.receipt).status,
        404,
        "the day counts from the first time"
    );
}

#[test]
fn after_a_day_nothing_is_left_of_it_but_a_count() {
    on_both_engines(|house| {
        let filed = house
            .file_json(&serde_json::json!({ "text": TEXT, "contact": { "name": "Pat Example" } }));
        house.drain_jobs();
        let id = house.newest();
        house
            .message(&filed.receipt, "One of them limps.")
            .expect(201);
        house.reply(id, "Thank you.");
        let receipts = [filed.receipt.as_str(), filed.second.as_str()];
        assert_eq!(rows_of(house, id, &receipts), [1, 2, 5, 1]);

        house.withdraw(&filed.receipt).expect(200);
        house.keep_house();
        assert_eq!(
            rows_of(house, id, &receipts),
            [1, 2, 5, 1],
            "for a day it is only hidden"
        );

        house.turn_clock_hours(25);
        house.keep_house();
        assert_eq!(rows_of(house, id, &receipts), [0, 0, 0, 0]);
        let tallies = house.tables(|tx| tx.tallies());
        assert_eq!(
            tallies
                .iter()
                .map(|(_, name, n)| (name.as_str(), *n))
                .collect::<Vec<_>>(),
            [("destroyed", 1)]
        );
        assert_eq!(house.jobs(), (0, 0, 0));
        // The log keeps that it happened, and verifies.
        assert!(
            house
                .desk()
                .verify_log(None, |_| ())
                .expect("verified")
                .problems
                .is_empty()
        );
    });
}

#[test]
fn a_long_read_in_the_way_of_scrubbing_does_not_end_the_round() {
    let house = Installation::on_sqlite();
    let filed = house.file_report(TEXT);
    house.drain_jobs();
    house.withdraw(&filed.receipt).expect(200);
    let beside = rusqlite::Connection::open(house.file()).expect("the file");
    beside
        .execute_batch("BEGIN; SELECT COUNT(*) FROM report;")
        .expect("a snapshot");
    house.turn_clock(34);
    let round = house.desk().keep_house(true);
    assert!(round.is_ok(), "{round:?}");
    assert_eq!(house.report_count(), 0);
    assert_eq!(
        house.keyring().epochs().len(),
        1,
        "what comes after it was done"
    );
    beside.execute_batch("COMMIT;").expect("it ends");
    house.keep_house();
    let wal = format!("{}-wal", house.file().display());
    assert_eq!(std::fs::metadata(wal).expect("a file").len(), 0);
}

#[test]
fn an_undecided_report_is_destroyed_when_its_two_years_are_over() {
    let house = Installation::on_sqlite();
    let filed = house.file_report(TEXT);
    let id = house.newest();
    assert_snapshot!(house.mailbox(&filed.receipt)["kept_until"], @r#""2028-11-21T08:00:00Z""#);
    house.turn_clock(729);
    house.keep_house();
    assert_eq!(house.mailbox(&filed.receipt)["status"], "received");
    house.turn_clock(2);
    assert_eq!(
        house.open_mailbox(&filed.receipt).status,
        404,
        "over is over, also before it is cleared away"
    );
    house.keep_house();
    assert_eq!(
        rows_of(&house, id, &[&filed.receipt, &filed.second]),
        [0, 0, 0, 0]
    );
}

#[test]
fn the_second_receipt_only_pretends_to_take_back() {
    on_both_engines(|house| {
        let filed = house.file_report(TEXT);
        let id = house.newest();
        assert_eq!(
            house.withdraw(&filed.second).expect(200)["status"],
            "withdrawn"
        );
        assert_eq!(house.mailbox(&filed.second)["status"], "withdrawn");
        assert_eq!(
            house.message(&filed.second, "Wait.").problem(),
            "404 unknown-receipt"
        );
        house.turn_clock_hours(25);
        house.keep_house();
        assert_eq!(
            house.open_mailbox(&filed.second).problem(),
            "404 unknown-receipt"
        );

        // Nobody else notices, but the log.
        assert_eq!(house.mailbox(&filed.receipt)["status"], "received");
        assert_eq!(house.text_at_desk(id), TEXT);
        let entries = house.insider(&["overseer-1"]).entries();
        assert!(entries.contains(
            &"reporter followed_up: pretended withdrawal through the second receipt".to_owned()
        ));
    });
}

#[test]
fn both_mailboxes_say_withdrawn_for_the_same_day_and_vanish_together() {
    on_both_engines(|house| {
        let filed = house.file_report(TEXT);
        house.message(&filed.second, "Harmless.").expect(201);
        house.withdraw(&filed.receipt).expect(200);
        let status = |receipt: &str| {
            house.keep_house();
            let answer = house.open_mailbox(receipt);
            match answer.status {
                200 => answer.expect(200)["status"].to_string(),
                _ => answer.problem(),
            }
        };
        for (hours, expected) in [
            (0, "\"withdrawn\""),
            (23, "\"withdrawn\""),
            (1, "404 unknown-receipt"),
            (24, "404 unknown-receipt"),
        ] {
            house.turn_clock_hours(hours);
            assert_eq!(status(&filed.receipt), expected);
            assert_eq!(status(&filed.second), expected);
        }
    });
}

#[test]
fn the_second_mailbox_says_withdrawn_from_the_earlier_of_the_two_times() {
    let house = Installation::on_sqlite();
    let filed = house.file_report(TEXT);
    house.withdraw(&filed.second).expect(200);
    house.turn_clock_hours(20);
    house.withdraw(&filed.receipt).expect(200);
    house.turn_clock_hours(5);
    assert_eq!(house.open_mailbox(&filed.second).status, 404);
    assert_eq!(house.mailbox(&filed.receipt)["status"], "withdrawn");
}

#[test]
fn what_is_said_through_the_second_receipt_is_shown_there_and_not_in_the_first() {
    let house = Installation::on_sqlite();
    let filed = house.file_report(TEXT);
    house
        .message(&filed.second, "A harmless question.")
        .expect(201);
    assert!(
        house
            .mailbox(&filed.second)
            .to_string()
            .contains("harmless")
    );
    assert!(
        !house
            .mailbox(&filed.receipt)
            .to_string()
            .contains("harmless")
    );
}

#[test]
fn a_receipt_that_is_unknown_can_do_nothing() {
    let house = Installation::on_sqlite();
    let never = Installation::just_founded("")
        .file_report("Filed at another desk.")
        .receipt;
    for answer in [
        house.message(&never, "Hello."),
        house.amend(&never, "Hello."),
        house.withdraw(&never),
    ] {
        assert_eq!(answer.problem(), "404 unknown-receipt");
    }
}
