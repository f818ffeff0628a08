//! Passwords (O1): whoever forgot theirs begins anew and is admitted by the others; another password makes another key,
//! and nothing that the old one opened is lost.

use crate::kit::installation::{Installation, on_both_engines, password_of};
use crate::kit::people::{pairs_of_the_desk, refused};
use desk::Failure;
use report::Role;

#[test]
fn who_forgot_their_password_gets_a_link_that_never_was_and_is_admitted_again() {
    on_both_engines(|house| {
        let desk = house.desk();
        let first = desk
            .add_person("officer-2", Role::Officer, None)
            .expect("added");
        desk.complete_setup(&first, &password_of("officer-2"))
            .expect("set-up");
        desk.admit("officer-2", &house.officer()).expect("admitted");
        let session = house.unlock("officer-2");

        let second = desk.relink("officer-2", None).expect("a new link");
        let second = second.expect("nobody need agree");
        assert_ne!(first.text(), second.text());
        house.file_report("Filed while officer two was away.");
        let id = house.newest();
        // The old password opens nothing any more, with the desk's help or without.
        let unlocked = desk.unlock("officer-2", password_of("officer-2").as_bytes());
        assert_eq!(refused(unlocked), "wrong name, password or link");
        assert!(matches!(
            desk.open_report(&session, id, "a test"),
            Err(Failure::KeyGone(_))
        ));
        assert_eq!(
            refused(desk.complete_setup(&first, "the thief's long password")),
            "wrong name, password or link"
        );
        assert_eq!(
            refused(desk.admit("officer-2", &house.officer())),
            "this person has not set a password yet"
        );

        desk.complete_setup(&second, &password_of("officer-2"))
            .expect("set-up");
        assert!(!house.insider(&["officer-2"]).opens_report(id));
        desk.admit("officer-2", &house.officer()).expect("admitted");
        let newcomer = house.unlock("officer-2");
        desk.open_report(&newcomer, id, "a test").expect("opened");
        let third = desk.relink("officer-2", None).expect("a third link");
        assert_ne!(third.expect("a link").text(), second.text());
    });
}

#[test]
fn a_custodian_is_given_a_new_link_by_two_and_their_word_is_for_nothing_else() {
    let house = Installation::on_sqlite();
    let desk = house.desk();
    let [one, two] = ["custodian-1", "custodian-2"].map(|name| house.unlock(name));
    assert_eq!(
        refused(desk.relink("custodian-3", None)),
        "a custodian is given a new link by custodians, one after the other; custody.threshold says by how many"
    );
    let link = desk.relink("custodian-3", Some(&one));
    assert!(link.expect("a first word").is_none());
    let link = desk.relink("custodian-3", Some(&two)).expect("agreed");
    let link = link.expect("a link");
    desk.complete_setup(&link, &password_of("custodian-3"))
        .expect("set-up");
    for custodian in [&one, &two] {
        desk.admit("custodian-3", custodian).expect("agreed");
    }
    house.unlock("custodian-3");
    let entries = house.insider(&["overseer-1"]).entries();
    for entry in [
        "custodian-1 person_changed: agreed to a new link for custodian-3",
        "custodian-2 person_changed: gave a new link to custodian-3",
    ] {
        assert!(entries.contains(&entry.to_owned()), "{entry}");
    }
}

#[test]
fn another_password_makes_another_key_and_what_the_old_one_opened_still_opens() {
    on_both_engines(|house| {
        house.file_report("Filed before the password was changed.");
        let id = house.newest();
        let desk = house.desk();
        let pairs = pairs_of_the_desk(house);
        let old = password_of("officer-1");
        assert!(
            desk.change_password("officer-1", b"not the password", "another long password")
                .is_err()
        );
        desk.change_password("officer-1", old.as_bytes(), "another long password")
            .expect("changed");
        assert_eq!(pairs_of_the_desk(house), pairs + 1);
        assert_eq!(
            refused(desk.unlock("officer-1", old.as_bytes())),
            "wrong name, password or link"
        );
        let officer = desk.unlock("officer-1", b"another long password");
        let officer = officer.expect("the new password");
        desk.open_report(&officer, id, "a test").expect("opened");
    });
}
