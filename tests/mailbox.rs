//! The mailbox (R2, R3, C5): nine words in either script open it and leave no trace of it, the desk's answer is in it,
//! and from the next day on the proof that the report was filed. (A mistyped receipt: see slips.rs.)

use crate::kit::installation::{Installation, on_both_engines};
use insta::assert_snapshot;
use seal::{Head, Promise, merkle};
use serde_json::{Value, json};

fn hash(hex: &Value) -> merkle::Hash {
    let hex = hex.as_str().expect("hexadecimal");
    let byte = |i: usize| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).expect("hexadecimal");
    assert_eq!(hex.len(), 64);
    std::array::from_fn(byte)
}

fn texts(mailbox: &Value) -> Vec<String> {
    let list = |name: &str| mailbox[name].as_array().expect(name).clone();
    let mut all = [list("messages"), list("questions")].concat();
    all.sort_by_key(|message| message["number"].as_u64());
    let line = |m: &Value| {
        format!("{} {} {}: {}", m["number"], m["from"], m["kind"], m["text"]).replace('"', "")
    };
    all.iter().map(line).collect()
}

#[test]
fn a_receipt_opens_however_it_is_written() {
    on_both_engines(|house| {
        let filed = house.file_report("The signal at the crossing fails every night at two.");
        let en: Vec<&str> = filed.receipt.split(' ').collect();
        let zh: Vec<char> = filed.chinese.chars().collect();
        let numbered: Vec<String> = en
            .iter()
            .enumerate()
            .map(|(i, word)| format!("{}. {word}\n", i + 1))
            .collect();
        let mixed: String = (0..9)
            .map(|i| {
                if i % 2 == 0 {
                    format!("{} ", en[i])
                } else {
                    zh[i].to_string()
                }
            })
            .collect();
        let spaced: Vec<String> = zh.iter().map(char::to_string).collect();
        let expected = house.mailbox(&filed.receipt);
        assert_eq!(
            texts(&expected),
            ["1 reporter message: The signal at the crossing fails every night at two."]
        );
        for written in [
            filed.chinese.clone(),
            filed.receipt.to_uppercase(),
            numbered.concat(),
            mixed,
            spaced.join("、"),
            en.join("-"),
        ] {
            assert_eq!(house.mailbox(&written), expected, "{written}");
        }
    });
}

#[test]
fn an_unknown_receipt_and_one_whose_report_is_gone_are_answered_alike() {
    on_both_engines(|house| {
        let gone = house.file_report("This one will be taken back.").receipt;
        house.withdraw(&gone).expect(200);
        house.turn_clock_hours(25);
        house.keep_house();
        let never = Installation::just_founded("")
            .file_report("Filed at another desk.")
            .receipt;
        let (gone, never) = (house.open_mailbox(&gone), house.open_mailbox(&never));
        assert_eq!(gone.problem(), "404 unknown-receipt");
        assert_eq!((gone.body, gone.headers), (never.body, never.headers));
    });
}

#[test]
fn the_desks_answer_and_question_are_in_the_mailbox_and_the_report_counts_as_in_hand() {
    on_both_engines(|house| {
        let filed = house.file_report("A man asks drivers for their routes.");
        assert_eq!(house.mailbox(&filed.receipt)["status"], "received");
        let id = house.newest();
        house.reply(id, "Thank you. Please keep away from him.");
        house.ask(id, "他开什么车？");
        house
            .message(&filed.receipt, "A white estate car.")
            .expect(201);
        let mailbox = house.mailbox(&filed.receipt);
        assert_snapshot!(texts(&mailbox).join("\n"), @r"
        1 reporter message: A man asks drivers for their routes.
        2 desk message: Thank you. Please keep away from him.
        3 desk question: 他开什么车？
        4 reporter message: A white estate car.
        ");
        assert_eq!(mailbox["status"], "in_hand");
        assert_eq!(mailbox["questions"].as_array().map(Vec::len), Some(1));
    });
}

#[test]
fn opening_a_mailbox_writes_nothing() {
    on_both_engines(|house| {
        let filed = house.file_report("The guard leaves the gate open at noon.");
        house.stop_sequencer();
        house.sequence();
        let writes = |house: &Installation| -> Vec<(&'static str, u64)> {
            let all = house.desk().transactions().into_iter();
            let reads = [
                "find mailbox",
                "read mailbox",
                "prove leaf",
                "read head",
                "count jobs",
                "count reports",
            ];
            all.filter(|(name, _)| !reads.contains(name))
                .map(|(name, measured)| (name, measured.count))
                .collect()
        };
        let before = writes(house);
        house.mailbox(&filed.receipt);
        house.open_mailbox("abandon abandon abandon");
        assert_eq!(writes(house), before);
        assert!(before.iter().any(|(name, _)| *name == "accept report"));
    });
}

#[test]
fn both_receipts_open_mailboxes_of_one_look() {
    on_both_engines(|house| {
        let filed = house.file_report("The lock of the pump house was changed.");
        let without_messages = |receipt: &str| {
            let mut mailbox = house.mailbox(receipt);
            mailbox
                .as_object_mut()
                .expect("an object")
                .remove("messages");
            mailbox
        };
        let (first, second) = (
            without_messages(&filed.receipt),
            without_messages(&filed.second),
        );
        assert_eq!(first, second);
        assert_eq!(first["status"], "received");
        let length = |receipt: &str| house.open_mailbox(receipt).body.len();
        assert_eq!(length(&filed.receipt), length(&filed.second));
    });
}

#[test]
fn a_long_mailbox_comes_in_pages_that_together_hold_everything() {
    let house = Installation::just_founded("");
    let long = "Everything I saw, in order. ".repeat(2000);
    let filed = house.file_report(&long);
    for n in 0..40 {
        house
            .message(&filed.receipt, &format!("message {n} {}", "长".repeat(500)))
            .expect(201);
    }
    let page = |n: u64| {
        let body = json!({ "receipt": filed.receipt, "page": n }).to_string();
        house.post("/api/v1/mailbox/open", body).expect(200)
    };
    let newest = page(1);
    let pages = newest["pages"].as_u64().expect("a number");
    assert!(pages > 3, "{pages}");
    assert_eq!(house.mailbox(&filed.receipt), newest);
    let mut whole = vec![String::new(); 42];
    for n in (1..=pages).rev() {
        for message in page(n)["messages"].as_array().expect("messages") {
            let number =
                usize::try_from(message["number"].as_u64().expect("a number")).expect("small");
            whole[number].push_str(message["text"].as_str().expect("a text"));
        }
    }
    assert!(whole[1] == long);
    assert!(
        whole[41].starts_with("message 39 长") && whole.iter().skip(1).all(|text| !text.is_empty())
    );
    assert_eq!(page(pages + 7)["page"], pages);
}

#[test]
fn the_proof_is_pending_until_the_next_daily_head_and_then_anybody_can_check_it() {
    on_both_engines(|house| {
        house.sequence();
        let filed = house.file_report("They flew a kite with a camera over the yard.");
        house.sequence();
        let proof = house.mailbox(&filed.receipt)["proof"].take();
        assert_eq!(
            proof,
            json!({ "state": "pending", "promise": filed.promise })
        );

        house.turn_clock(1);
        house.sequence();
        let proof = house.mailbox(&filed.receipt)["proof"].take();
        assert_eq!(
            (&proof["state"], &proof["promise"]),
            (&json!("complete"), &json!(filed.promise))
        );
        let key = house.log_key();
        let head =
            Head::verify(proof["head"].as_str().expect("a note"), &key).expect("our signature");
        let promise = Promise::verify(&filed.promise, &key).expect("our signature");
        let path: Vec<merkle::Hash> = proof["path"]
            .as_array()
            .expect("a path")
            .iter()
            .map(hash)
            .collect();
        let index = proof["index"].as_u64().expect("a number");
        assert!(
            hash(&proof["leaf"]) == promise.leaf,
            "what was promised is what is proved"
        );
        assert!(merkle::verify_inclusion(
            &promise.leaf,
            index,
            head.size,
            &path,
            &head.root
        ));
        assert!(!merkle::verify_inclusion(
            &promise.leaf,
            index + 1,
            head.size,
            &path,
            &head.root
        ));
        assert_eq!((head.date.as_str(), head.size % 256), ("2026-11-23", 0));
    });
}
