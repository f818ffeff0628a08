//! A mailbox has its bounds: it takes so many messages and no more, says so, and goes on working; and however full it
//! is, opening it reads what is shown and nothing else. Nobody can fill the memory, or the time of others, with it.

use crate::kit::installation::Installation;
use crate::kit::program::Place;
use report::{Id, Profile};
use serde_json::{Value, json};
use store::kit::Fresh;

const TEXT: &str = "A lorry without plates waits at the water works.";

/// On both engines, with these settings.
fn on_both_engines_with(settings: &str, test: impl Fn(&Installation)) {
    for database in Fresh::each() {
        eprintln!("on {}", database.engine);
        let profile = Profile::from_toml(settings).expect("a profile");
        let mut house = Installation::founded(database, profile);
        house.set_everybody_up();
        test(&house);
    }
}

fn items(house: &Installation, id: Id) -> usize {
    house.tables(move |tx| tx.item_heads(id)).len()
}

#[test]
fn a_full_mailbox_says_so_and_neither_receipt_tells_of_the_other() {
    on_both_engines_with("mailbox.messages = 3", |house| {
        let filed = house.file_report(TEXT);
        let id = house.newest();
        for receipt in [&filed.receipt, &filed.second] {
            for n in 0..3 {
                house.message(receipt, &format!("More, {n}.")).expect(201);
            }
        }
        assert_eq!(items(house, id), 7);
        let first = house.message(&filed.receipt, "One too many.");
        let second = house.message(&filed.second, "One too many.");
        assert_eq!(first.problem(), "422 mailbox-full");
        assert_eq!(
            house.amend(&filed.receipt, "An amendment too.").problem(),
            "422 mailbox-full"
        );
        assert_eq!((first.body, first.headers), (second.body, second.headers));
        assert_eq!(items(house, id), 7, "nothing was taken");

        // The desk still has its say, and the reporter the last word.
        house.reply(id, "Thank you.");
        let mailbox = house.mailbox(&filed.receipt);
        assert_eq!(mailbox["messages"].as_array().map(Vec::len), Some(5));
        house.withdraw(&filed.receipt).expect(200);
        assert_eq!(house.mailbox(&filed.receipt)["status"], "withdrawn");
    });
}

#[test]
fn long_messages_fill_it_sooner() {
    on_both_engines_with("mailbox.message_kib = 128", |house| {
        let filed = house.file_report(TEXT);
        let long = "long ".repeat(8000);
        house.message(&filed.receipt, &long).expect(201);
        assert_eq!(
            house.message(&filed.receipt, &long).problem(),
            "422 mailbox-full"
        );
        house.message(&filed.receipt, "Short again.").expect(201);
        house.message(&filed.second, &long).expect(201);
    });
}

#[test]
fn those_who_write_at_once_get_no_more_room_than_there_is() {
    on_both_engines_with("mailbox.messages = 5", |house| {
        let filed = house.file_report(TEXT);
        let told = std::thread::scope(|scope| {
            let all: Vec<_> = (0..16)
                .map(|n| {
                    let receipt = &filed.receipt;
                    scope.spawn(move || house.message(receipt, &format!("At once, {n}.")).status)
                })
                .collect();
            let all = all.into_iter().map(|one| one.join().expect("an answer"));
            all.collect::<Vec<u16>>()
        });
        let taken = told.iter().filter(|status| **status == 201).count();
        assert_eq!(taken, 5, "{told:?}");
        assert_eq!(items(house, house.newest()), 6);
    });
}

#[test]
fn opening_a_page_reads_no_body_of_another_and_adding_and_withdrawing_read_none() {
    on_both_engines_with("", |house| {
        let filed = house.file_report(TEXT);
        for n in 0..12 {
            let text = format!("{n:02} {}", "a long story ".repeat(500));
            house.message(&filed.receipt, &text).expect(201);
        }
        let page = |n: u64| {
            let body = json!({ "receipt": filed.receipt, "page": n }).to_string();
            house.post("/api/v1/mailbox/open", body)
        };
        let (newest, oldest) = (page(1).expect(200), page(6).expect(200));
        assert_eq!(newest["pages"], 6);
        // All but the report and the first messages are spoilt: who reads one of those now cannot go on.
        house.sql("UPDATE item SET sealed = wrap WHERE seq > (SELECT MIN(seq) + 3 FROM item);");
        assert_eq!(page(6).expect(200)["messages"], oldest["messages"]);
        assert_eq!(page(1).problem(), "500 internal");
        house.message(&filed.receipt, "Added unread.").expect(201);
        house
            .message(&filed.second, "Through the other.")
            .expect(201);
        house.withdraw(&filed.receipt).expect(200);
        assert_eq!(house.mailbox(&filed.receipt)["status"], "withdrawn");
    });
}

#[test]
fn full_mailboxes_opened_by_many_at_once_stay_small_in_memory() {
    let place = Place::sqlite();
    let server = place.serve();
    let filed = server.client().file(TEXT).expect("an answer").json();
    let receipts = ["/receipt/en", "/second_receipt/en"].map(|at| {
        filed
            .pointer(at)
            .and_then(Value::as_str)
            .expect(at)
            .to_owned()
    });
    let long = "x".repeat(60_000);
    let mut taken = 0;
    for receipt in &receipts {
        let mut client = server.client();
        let message = json!({ "receipt": receipt, "text": long });
        while client
            .post("/api/v1/mailbox/messages", &message)
            .expect("an answer")
            .status
            == 201
        {
            taken += 1;
        }
    }
    assert_eq!(taken, 62, "2 MiB in each");
    let before = server.resident_kib();
    std::thread::scope(|scope| {
        for n in 0..40 {
            let (server, receipt) = (&server, &receipts[n % 2]);
            scope.spawn(move || {
                for _ in 0..3 {
                    let answer = server.client().open(receipt).expect("an answer");
                    assert_eq!(answer.status, 200);
                }
            });
        }
    });
    let grown = server.resident_kib().saturating_sub(before);
    // All of it forty times over would be 320 MB.
    assert!(grown < 40 * 1024, "{grown} KiB more than {before}");
}
