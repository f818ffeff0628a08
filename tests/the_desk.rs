//! The desk (O1, O4): an officer lists, opens and answers with a password; who, when and why stand under a signed head
//! before a byte is shown; nobody else gets in.

use crate::kit::installation::{Installation, on_both_engines, password_of};
use crate::kit::people::{add, refused, set_up};
use desk::Failure;
use insta::assert_snapshot;
use report::{Id, Role, Status};

#[test]
fn an_officer_lists_opens_and_answers() {
    on_both_engines(|house| {
        house.file_report("A drone circled the fuel store for an hour.");
        house.turn_clock_hours(2);
        let filed = house.file_report("油库上空有无人机盘旋了一个小时。");
        house.drain_jobs();
        let officer = house.officer();
        let listed = house
            .desk()
            .list_reports(&officer, None, 10)
            .expect("the list");
        let lines: Vec<String> = listed
            .iter()
            .map(|report| {
                let language = report
                    .reading
                    .as_ref()
                    .map_or("?", |reading| reading.language.as_str());
                format!(
                    "{} {} {language} named {}",
                    report.hour,
                    report.status.as_str(),
                    report.named
                )
            })
            .collect();
        assert_snapshot!(lines.join("\n"), @r"
        2026-11-22T10:00:00Z received zh named false
        2026-11-22T08:00:00Z received en named false
        ");
        let opened = house
            .desk()
            .open_report(&officer, listed[0].id, "first look")
            .expect("it opens");
        assert_eq!(opened.content.text, "油库上空有无人机盘旋了一个小时。");
        assert_eq!(opened.messages.len(), 1);
        house
            .desk()
            .reply(&officer, listed[0].id, "谢谢。", false)
            .expect("replied");
        assert!(house.mailbox(&filed.receipt).to_string().contains("谢谢。"));
        let again = house
            .desk()
            .list_reports(&officer, None, 10)
            .expect("the list");
        assert_eq!(again[0].status.as_str(), "in_hand");
    });
}

#[test]
fn a_wrong_password_an_unknown_name_and_an_unused_link_are_refused_alike() {
    let house = Installation::just_founded("");
    set_up(&house, "overseer-1");
    let tries = [
        ("overseer-1", "not the password at all"),
        ("overseer-1", ""),
        ("nobody", "overseer-1 keeps a long password"),
        ("officer-1", "officer-1 keeps a long password"),
    ];
    for (name, password) in tries {
        assert_eq!(
            refused(house.desk().unlock(name, password.as_bytes())),
            "wrong name, password or link",
            "{name}"
        );
    }
    assert!(
        house
            .desk()
            .unlock("overseer-1", password_of("overseer-1").as_bytes())
            .is_ok()
    );
}

#[test]
fn only_an_active_officer_reads_reports() {
    on_both_engines(|house| {
        let filed = house.file_report("The fence behind hall four is cut.");
        let id = house.newest();
        add(house, "clerk-1", Role::Clerk);
        assert!(
            house
                .desk()
                .admit("clerk-1", &house.officer())
                .expect("admitted")
        );
        add(house, "officer-2", Role::Officer);
        for name in ["clerk-1", "officer-2", "overseer-1", "custodian-1"] {
            let person = house.unlock(name);
            let desk = house.desk();
            let expected = "only an active officer may do this";
            assert_eq!(
                refused(desk.list_reports(&person, None, 10)),
                expected,
                "{name}"
            );
            // Not even whether there is a report of this number.
            for number in [&id.to_string(), "00000000"] {
                assert_eq!(
                    refused(desk.find_report(&person, number)),
                    expected,
                    "{name}"
                );
            }
            assert_eq!(
                refused(desk.open_report(&person, id, "curious")),
                expected,
                "{name}"
            );
            assert_eq!(
                refused(desk.reply(&person, id, "Hello.", false)),
                expected,
                "{name}"
            );
            // And not only by rule: their keys do not open it.
            assert!(!house.insider(&[name]).opens_report(id), "{name}");
        }
        assert!(house.insider(&["officer-1"]).opens_report(id));
        assert_eq!(house.mailbox(&filed.receipt)["status"], "received");
    });
}

/// Invariant 3. The report is there, the officer's key is there, only the sequencer is not.
#[test]
fn without_a_running_sequencer_not_one_byte_is_shown() {
    on_both_engines(|house| {
        house.file_report("Explosives are stored under the bridge.");
        let id = house.newest();
        let officer = house.officer();
        house.stop_sequencer();
        // Both wait for a head that does not come.
        std::thread::scope(|scope| {
            let listed = scope.spawn(|| house.desk().list_reports(&officer, None, 10).err());
            let opened = house.desk().open_report(&officer, id, "first look").err();
            assert!(matches!(opened, Some(Failure::NotLogged)));
            let listed = listed.join().expect("no panic");
            assert!(matches!(listed, Some(Failure::NotLogged)));
        });
        house.start_sequencer();
        assert!(house.desk().open_report(&officer, id, "first look").is_ok());
    });
}

#[test]
fn a_report_is_opened_for_a_reason_and_the_log_says_who_and_why() {
    on_both_engines(|house| {
        house.file_report("A stranger asked for the shift plan.");
        let id = house.newest();
        let officer = house.officer();
        for reason in ["", " \t"] {
            assert!(
                refused(house.desk().open_report(&officer, id, reason))
                    .starts_with("say in a few words why")
            );
        }
        house
            .desk()
            .open_report(&officer, id, "  shift plans leaked before ")
            .expect("it opens");
        house
            .desk()
            .reply(&officer, id, "Thank you.", false)
            .expect("replied");
        house.sequence();
        for reader in ["overseer-1", "officer-1"] {
            let entries = house.insider(&[reader]).entries();
            let since = entries
                .iter()
                .position(|entry| entry == "reporter accepted")
                .expect("the filing");
            assert_snapshot!(entries[since..].join("\n"), @r"
            reporter accepted
            officer-1 listed
            officer-1 opened: shift plans leaked before
            officer-1 replied
            ");
        }
        assert!(house.insider(&["custodian-1"]).entries().is_empty());
    });
}

#[test]
fn the_entry_is_under_a_signed_head_when_the_report_has_been_shown() {
    let house = Installation::on_sqlite();
    house.file_report("A lorry without plates was loaded at night.");
    let (id, officer) = (house.newest(), house.officer());
    let before = house.desk().log_size().expect("a size");
    house
        .desk()
        .open_report(&officer, id, "first look")
        .expect("it opens");
    let note = house.desk().live_head().expect("read").expect("a head");
    let head = seal::Head::verify(&note, &house.log_key()).expect("our signature");
    assert!(head.size > before);
}

#[test]
fn an_answer_takes_a_new_report_in_hand_and_leaves_a_closed_one_closed() {
    on_both_engines(|house| {
        house.file_report("Boxes are carried out through the side gate.");
        let (id, officer) = (house.newest(), house.officer());
        let reply = || {
            house
                .desk()
                .reply(&officer, id, "Thank you.", false)
                .expect("replied")
        };
        assert_eq!([reply(), reply()], [Status::InHand; 2]);
        house.write_tables(move |tx| tx.set_report_status(id, Status::Closed.code()));
        assert_eq!(reply(), Status::Closed);
        let opened = house.desk().open_report(&officer, id, "a test");
        assert_eq!(opened.expect("it opens").status, Status::Closed);
    });
}

#[test]
fn an_answer_must_say_something_and_not_too_much() {
    let house = Installation::on_sqlite();
    let filed = house.file_report("The alarm was switched off by phone.");
    let (id, officer) = (house.newest(), house.officer());
    assert_eq!(
        refused(house.desk().reply(&officer, id, " ", false)),
        "the answer is empty"
    );
    let long = "x".repeat(65_537);
    assert_eq!(
        refused(house.desk().reply(&officer, id, &long, false)),
        "the answer is longer than a text may be here (the setting intake.text_bytes)"
    );
    assert_eq!(
        refused(house.desk().reply(&officer, Id([7; 16]), "Hello.", false)),
        "there is no such thing here"
    );
    assert_eq!(house.mailbox(&filed.receipt)["status"], "received");
}

#[test]
fn a_report_is_found_by_the_beginning_of_its_number() {
    on_both_engines(|house| {
        house.file_report("Somebody tests the doors of parked buses.");
        let id = house.newest();
        let number = id.to_string();
        let officer = house.officer();
        let find = |prefix: &str| house.desk().find_report(&officer, prefix);
        for prefix in [&number[..8], &number, &number[..12].to_uppercase()] {
            assert_eq!(find(prefix).expect("found"), id);
        }
        for prefix in ["", "12", "%%%%", "zzzz", "12_4"] {
            assert!(
                matches!(find(prefix), Err(Failure::NotAllowed(_))),
                "{prefix}"
            );
        }
        let mut other = number.clone().into_bytes();
        other[5] = if other[5] == b'0' { b'1' } else { b'0' };
        let other = String::from_utf8(other).expect("hexadecimal");
        assert!(matches!(find(&other), Err(Failure::Unknown)));
    });
}

#[test]
fn the_list_shows_as_many_as_were_asked_for_and_goes_on_to_the_oldest() {
    on_both_engines(|house| {
        let filed: Vec<_> = (0..5)
            .map(|n| house.file_report(&format!("Report number {n}.")))
            .collect();
        let all = house.listed();
        // The two newest leave; whoever asks for two sees the next two.
        house.withdraw(&filed[4].receipt).expect(200);
        house.withdraw(&filed[3].receipt).expect(200);
        let officer = house.officer();
        let page = |before| {
            let page = house.desk().list_reports(&officer, before, 2);
            let page = page.expect("the list").into_iter();
            page.map(|report| report.id).collect::<Vec<_>>()
        };
        assert_eq!(page(None), all[2..4]);
        assert_eq!(page(Some(all[3])), all[4..]);
        assert!(page(Some(all[4])).is_empty());
    });
}
