//! Identities (R1, O3): a name is opened by two custodians together, one report at a time, for a reason, under a log
//! entry that the desk cannot read. No pile of other keys replaces the second custodian.

use crate::kit::installation::{Installation, on_both_engines};
use crate::kit::people::{refused, set_up};
use crate::kit::program::Place;
use desk::Failure;
use report::{Id, Role};
use serde_json::json;

const EVERYBODY_ELSE: [&str; 3] = ["officer-1", "officer-2", "overseer-1"];

fn file_named(house: &Installation) -> (Id, String) {
    let contact =
        json!({ "name": "Pat Example", "phone": "+49 30 5555 01", "email": "pat@example.org" });
    let filed =
        house.file_json(&json!({ "text": "My neighbour sells badge blanks.", "contact": contact }));
    (house.newest(), filed.receipt)
}

#[test]
fn two_custodians_open_an_identity_and_any_two_will_do() {
    on_both_engines(|house| {
        let (id, _) = file_named(house);
        let custodians =
            ["custodian-1", "custodian-2", "custodian-3"].map(|name| house.unlock(name));
        for (a, b) in [(0, 1), (2, 0), (1, 2)] {
            let contact = house.desk().unseal_identity(
                id,
                &[&custodians[a], &custodians[b]],
                "to warn the reporter",
            );
            let contact = contact.expect("two custodians");
            assert_eq!(contact.name.as_deref(), Some("Pat Example"));
            assert_eq!(contact.email.as_deref(), Some("pat@example.org"));
        }
    });
}

#[test]
fn fewer_than_two_different_custodians_open_nothing() {
    let house = Installation::on_sqlite();
    let (id, _) = file_named(&house);
    let [one, two] = ["custodian-1", "custodian-2"].map(|name| house.unlock(name));
    let again = house.unlock("custodian-1");
    let unseal = |custodians: &[&desk::Unlocked], reason: &str| {
        refused(house.desk().unseal_identity(id, custodians, reason))
    };
    assert_eq!(
        unseal(&[], "a reason"),
        "these are too few different custodians; custody.threshold says how many open a name"
    );
    assert_eq!(
        unseal(&[&one], "a reason"),
        "these are too few different custodians; custody.threshold says how many open a name"
    );
    assert_eq!(
        unseal(&[&one, &one], "a reason"),
        "these are too few different custodians; custody.threshold says how many open a name"
    );
    assert_eq!(
        unseal(&[&one, &again], "a reason"),
        "these are too few different custodians; custody.threshold says how many open a name"
    );
    assert_eq!(
        unseal(&[&one, &house.officer()], "a reason"),
        "only custodians open an identity"
    );
    assert_eq!(
        unseal(&[&one, &two], " "),
        "an identity is opened only for a stated reason"
    );
    assert_eq!(unseal(&[&one, &two], "a reason"), "done");
}

/// The issue's own fault test: whatever the program's rules say, the keys are not there.
#[test]
fn database_keyring_every_officer_and_one_custodian_together_cannot_open_an_identity() {
    on_both_engines(|house| {
        let link = house
            .desk()
            .add_person("officer-2", Role::Officer, None)
            .expect("added");
        let password = crate::kit::installation::password_of("officer-2");
        house
            .desk()
            .complete_setup(&link, &password)
            .expect("set-up");
        house
            .desk()
            .admit("officer-2", &house.officer())
            .expect("admitted");
        let (id, _) = file_named(house);
        for custodian in ["custodian-1", "custodian-2", "custodian-3"] {
            let insider = house.insider(&[&EVERYBODY_ELSE[..], &[custodian]].concat());
            // What they have does open the report: only the identity stays shut.
            assert!(insider.opens_report(id));
            assert_eq!(insider.shares(id).0.len(), 1);
            assert!(insider.identity(id).is_none());
            let (shares, _) = insider.shares(id);
            assert!(seal::combine(&[shares[0].clone(), shares[0].clone()]).is_err());
        }
        let with_a_second = house.insider(&["custodian-1", "custodian-3"]);
        assert_eq!(
            with_a_second
                .identity(id)
                .expect("two shares")
                .name
                .as_deref(),
            Some("Pat Example")
        );
    });
}

/// Three custodians are made at the start, and a small office never sets up the third.
#[test]
fn a_custodian_whose_link_lies_unused_keeps_no_share() {
    let house = Installation::just_founded("");
    for name in ["officer-1", "overseer-1", "custodian-1"] {
        set_up(&house, name);
    }
    let named = json!({ "text": "Named.", "contact": { "name": "Pat Example" } });
    let refused = house.post("/api/v1/reports", named.to_string());
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert_eq!(house.report_count(), 0, "nothing was taken");
    house.file_report("Without a name it is taken all the while.");

    set_up(&house, "custodian-2");
    house.file_json(&named);
    let id = house.newest();
    for custodian in ["custodian-1", "custodian-2"] {
        let insider = house.insider(&[&EVERYBODY_ELSE[..], &[custodian]].concat());
        assert_eq!(insider.shares(id).0.len(), 1, "the unused link opens one");
        assert!(insider.identity(id).is_none());
    }
    assert!(
        house
            .insider(&["custodian-1", "custodian-2"])
            .identity(id)
            .is_some()
    );
}

#[test]
fn a_line_with_a_name_is_a_bad_line_while_nobody_can_keep_the_name() {
    let place = Place::sqlite();
    let file = place.beside("lines.jsonl");
    let lines = [
        json!({ "id": "1", "text": "Without a name." }),
        json!({ "id": "2", "text": "With one.", "contact": { "name": "Pat" } }),
    ];
    std::fs::write(&file, lines.map(|line| line.to_string()).join("\n")).expect("a file");
    let import = || place.run(&["import", file.to_str().expect("a path")]);
    let served = place.serve();
    let done = import();
    assert_eq!(
        (done.status, done.json()["accepted"].clone()),
        (1, json!(1))
    );
    assert_eq!(
        done.json()["bad_lines"][0]["problems"][0]["code"],
        "no-custodians"
    );
    for name in ["custodian-1", "custodian-2"] {
        place.set_up(name);
    }
    let done = import().ok();
    assert_eq!(
        (&done.json()["accepted"], &done.json()["skipped"]),
        (&json!(1), &json!(1))
    );
    drop(served);
}

#[test]
fn a_share_of_one_report_opens_nothing_of_another() {
    let house = Installation::on_sqlite();
    let ((first, _), (second, _)) = (file_named(&house), file_named(&house));
    let [one, two] = ["custodian-1", "custodian-2"].map(|name| house.insider(&[name]));
    let mixed = [one.shares(first).0, two.shares(second).0].concat();
    let own = [one.shares(first).0, two.shares(first).0].concat();
    let opens = |shares: &[seal::Share]| {
        let at = seal::Binding {
            table: "identity",
            row: first.as_bytes(),
            column: "contact",
            version: 0,
        };
        let key = seal::combine(shares).ok();
        key.is_some_and(|key| seal::open_padded(&key, &at, &one.shares(first).1).is_ok())
    };
    assert!(!opens(&mixed));
    assert!(opens(&own));
}

#[test]
fn the_entry_of_an_opened_identity_is_read_by_overseers_and_not_by_the_desk() {
    on_both_engines(|house| {
        let (id, _) = file_named(house);
        let [one, two] = ["custodian-1", "custodian-2"].map(|name| house.unlock(name));
        house
            .desk()
            .unseal_identity(id, &[&one, &two], "to warn the reporter")
            .expect("two custodians");
        let entry = "custodian-1, custodian-2 identity_unsealed: to warn the reporter".to_owned();
        assert!(house.insider(&["overseer-1"]).entries().contains(&entry));
        let at_the_desk = house.insider(&["officer-1"]).entries();
        assert!(!at_the_desk.is_empty() && !at_the_desk.contains(&entry));
        assert!(
            house
                .insider(&["custodian-1", "custodian-2"])
                .entries()
                .is_empty()
        );
    });
}

#[test]
fn without_a_running_sequencer_no_name_is_shown() {
    let mut house = Installation::on_sqlite();
    let (id, _) = file_named(&house);
    let [one, two] = ["custodian-1", "custodian-2"].map(|name| house.unlock(name));
    house.stop_sequencer();
    let unsealed = house
        .desk()
        .unseal_identity(id, &[&one, &two], "to warn the reporter");
    assert!(matches!(unsealed, Err(Failure::NotLogged)));
    house.start_sequencer();
    assert!(
        house
            .desk()
            .unseal_identity(id, &[&one, &two], "to warn the reporter")
            .is_ok()
    );
}

#[test]
fn a_report_without_a_name_and_one_taken_back_have_no_identity_to_open() {
    on_both_engines(|house| {
        house.file_report("No name was given here.");
        let anonymous = house.newest();
        let (named, receipt) = file_named(house);
        let [one, two] = ["custodian-1", "custodian-2"].map(|name| house.unlock(name));
        let unseal = |id| {
            refused(
                house
                    .desk()
                    .unseal_identity(id, &[&one, &two], "to warn the reporter"),
            )
        };
        assert_eq!(unseal(anonymous), "there is no such thing here");
        assert_eq!(unseal(named), "done");
        house.withdraw(&receipt).expect(200);
        assert_eq!(
            unseal(named),
            "there is no such thing here",
            "taken back is gone from the desk at once"
        );
    });
}
