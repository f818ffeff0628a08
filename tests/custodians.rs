//! Custodians (R4, O1): two of them let a third in or send one away, and whoever comes later opens no identity that was
//! shared before.

use crate::kit::installation::on_both_engines;
use crate::kit::people::{add, refused};
use report::Role;

#[test]
fn a_custodian_is_admitted_by_two_custodians_and_serves_new_reports_only() {
    on_both_engines(|house| {
        let named =
            |text: &str| serde_json::json!({ "text": text, "contact": { "name": "Pat Example" } });
        house.file_json(&named("Filed before the new custodian."));
        let earlier = house.newest();
        add(house, "custodian-4", Role::Custodian);
        let [one, two, new] =
            ["custodian-1", "custodian-2", "custodian-4"].map(|name| house.unlock(name));
        assert_eq!(
            refused(house.desk().admit("custodian-4", &house.officer())),
            "a custodian is admitted by custodians, one after the other; custody.threshold says by how many"
        );
        assert_eq!(
            refused(house.desk().admit("custodian-4", &new)),
            "a custodian is admitted by custodians, one after the other; custody.threshold says by how many"
        );
        assert!(
            !house
                .desk()
                .admit("custodian-4", &one)
                .expect("a first approval")
        );
        assert_eq!(
            refused(house.desk().admit("custodian-4", &one)),
            "this custodian has approved already; another one is needed"
        );
        assert!(
            house
                .desk()
                .admit("custodian-4", &two)
                .expect("the second approval")
        );

        house.file_json(&named("Filed afterwards."));
        let later = house.newest();
        let new = house.unlock("custodian-4");
        let unseal = |id| {
            house
                .desk()
                .unseal_identity(id, &[&one, &new], "to warn the reporter")
        };
        assert_eq!(
            unseal(later).expect("two custodians").name.as_deref(),
            Some("Pat Example")
        );
        assert_eq!(
            refused(unseal(earlier)),
            "this identity was never entrusted to this custodian"
        );
    });
}

/// The word that a custodian gave is worth what they are worth when it counts.
#[test]
fn a_custodian_is_removed_by_two_custodians_and_takes_their_word_along() {
    on_both_engines(|house| {
        let [one, two, three] =
            ["custodian-1", "custodian-2", "custodian-3"].map(|name| house.unlock(name));
        let desk = house.desk();
        add(house, "custodian-4", Role::Custodian);
        add(house, "custodian-5", Role::Custodian);
        for custodian in [&one, &two] {
            desk.admit("custodian-4", custodian).expect("admitted");
        }
        assert!(!desk.admit("custodian-5", &one).expect("a first approval"));

        let nobody = "a custodian is removed by custodians, one after the other; custody.threshold says by how many";
        assert_eq!(refused(desk.disable("custodian-1", None)), nobody);
        let officer = house.officer();
        assert_eq!(refused(desk.disable("custodian-1", Some(&officer))), nobody);
        assert!(
            !desk
                .disable("custodian-1", Some(&two))
                .expect("a first word")
        );
        assert_eq!(
            refused(desk.disable("custodian-1", Some(&two))),
            "this custodian has approved already; another one is needed"
        );
        house.unlock("custodian-1");
        assert!(
            desk.disable("custodian-1", Some(&three))
                .expect("a second word")
        );
        assert_eq!(
            refused(desk.disable("custodian-1", Some(&three))),
            "this person has left already"
        );

        // The first approval left with its giver; even a session that was open then has no say.
        assert!(
            !desk
                .admit("custodian-5", &two)
                .expect("a first approval again")
        );
        assert_eq!(
            refused(desk.admit("custodian-5", &one)),
            "only an active custodian has a say in this"
        );
        assert!(
            desk.admit("custodian-5", &three)
                .expect("the second approval")
        );
        let entries = house.insider(&["overseer-1"]).entries();
        for entry in [
            "custodian-2 person_changed: agreed to disable custodian-1",
            "custodian-3 person_changed: disabled custodian-1",
        ] {
            assert!(entries.contains(&entry.to_owned()), "{entry}");
        }
    });
}

#[test]
fn two_custodians_who_began_with_different_wishes_can_still_agree() {
    on_both_engines(|house| {
        let [two, three] = ["custodian-2", "custodian-3"].map(|name| house.unlock(name));
        let desk = house.desk();
        let disabled = |by| desk.disable("custodian-1", Some(by)).expect("a word");
        let relinked = |by| desk.relink("custodian-1", Some(by)).expect("a word");
        assert!(!disabled(&two));
        // Each has one word: whoever gives another takes the first back, and it counts no more.
        assert!(relinked(&two).is_none());
        assert!(!disabled(&three));
        assert!(relinked(&three).is_some());
        let said = house.insider(&["overseer-1"]).entries();
        let said = said
            .iter()
            .filter_map(|entry| entry.split_once("person_changed: "));
        let said: Vec<&str> = said.map(|(_, what)| what).collect();
        assert_eq!(
            said[said.len() - 4..],
            [
                "agreed to disable custodian-1",
                "agreed to a new link for custodian-1",
                "agreed to disable custodian-1",
                "gave a new link to custodian-1",
            ]
        );
    });
}
