//! People (O1): a link sets somebody up once; whoever joins is let in by those who are in; whoever leaves opens nothing
//! that comes later, though they still have their password, their open session and a copy of the database.

use crate::kit::installation::{Installation, on_both_engines, password_of};
use crate::kit::people::{add, pairs_of_the_desk, refused, set_up};
use desk::{Deed, Failure, PersonState, SetupLink};
use insta::assert_snapshot;
use report::{Hour, Role};

fn everybody(house: &Installation) -> String {
    let people = house.desk().people().expect("the people");
    let line = |person: &desk::Person| {
        let link = if person.awaits_setup {
            ", link unused"
        } else {
            ""
        };
        format!(
            "{} ({}): {}{link}",
            person.name,
            person.role,
            person.state.as_str()
        )
    };
    people.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_first_start_makes_an_officer_an_overseer_and_three_custodians() {
    let house = Installation::just_founded("");
    assert_snapshot!(everybody(&house), @r"
    custodian-1 (custodian): active, link unused
    custodian-2 (custodian): active, link unused
    custodian-3 (custodian): active, link unused
    officer-1 (officer): active, link unused
    overseer-1 (overseer): active, link unused
    ");
    assert_eq!(house.desk().setup_links().expect("the links").len(), 5);
}

#[test]
fn a_link_works_once() {
    on_both_engines(|house| {
        assert!(house.desk().setup_links().expect("the links").is_empty());
        let link = house
            .desk()
            .add_person("officer-2", Role::Officer, None)
            .expect("added");
        assert_eq!(
            refused(house.desk().complete_setup(&link, "eleven char")),
            "a password has at least 12 characters; several words are good"
        );
        let mut forged = link.text();
        let last = forged.pop().expect("a letter");
        forged.push(if last == 'a' { 'b' } else { 'a' });
        let forged = SetupLink::parse(&forged).expect("a link's form");
        assert_eq!(
            refused(
                house
                    .desk()
                    .complete_setup(&forged, &password_of("officer-2"))
            ),
            "wrong name, password or link"
        );

        let typed = SetupLink::parse(&format!("https://desk.example/setup#{}", link.text()))
            .expect("a link");
        house
            .desk()
            .complete_setup(&typed, &password_of("officer-2"))
            .expect("set-up");
        assert_eq!(
            refused(house.desk().complete_setup(&link, "another long password")),
            "wrong name, password or link"
        );
        assert!(house.desk().setup_links().expect("the links").is_empty());
        assert!(
            house
                .desk()
                .unlock("officer-2", b"another long password")
                .is_err()
        );
        assert!(
            house
                .desk()
                .unlock("officer-2", password_of("officer-2").as_bytes())
                .is_ok()
        );
    });
}

#[test]
fn completing_set_up_makes_a_new_desk_pair_so_that_who_saw_the_link_opens_nothing_later() {
    let house = Installation::just_founded("");
    let before = pairs_of_the_desk(&house);
    house.file_report("Filed before anybody was set up.");
    set_up(&house, "officer-1");
    assert_eq!(pairs_of_the_desk(&house), before + 1);
    house.file_report("Filed afterwards, to the new pair.");
    let texts: Vec<String> = house
        .listed()
        .into_iter()
        .map(|id| house.text_at_desk(id))
        .collect();
    assert_eq!(
        texts,
        [
            "Filed afterwards, to the new pair.",
            "Filed before anybody was set up."
        ]
    );
}

#[test]
fn a_newcomer_is_added_sets_a_password_and_is_admitted_in_this_order() {
    on_both_engines(|house| {
        house.file_report("Filed before the newcomer came.");
        let officer = house.officer();
        let link = house
            .desk()
            .add_person("officer-2", Role::Officer, None)
            .expect("added");
        assert_eq!(
            refused(house.desk().add_person("officer-2", Role::Clerk, None)),
            "that name is taken"
        );
        assert_eq!(
            refused(house.desk().admit("officer-2", &officer)),
            "this person has not set a password yet"
        );
        house
            .desk()
            .complete_setup(&link, &password_of("officer-2"))
            .expect("set-up");
        let wrong = refused(house.desk().admit("officer-2", &house.unlock("overseer-1")));
        assert_eq!(
            wrong,
            "only an active member of the same role can hand on its key"
        );
        assert!(house.desk().admit("officer-2", &officer).expect("admitted"));
        assert_eq!(
            refused(house.desk().admit("officer-2", &officer)),
            "only a pending person can be admitted"
        );
        assert_eq!(
            refused(house.desk().admit("officer-3", &officer)),
            "there is no such thing here"
        );

        house.file_report("Filed when both were there.");
        let newcomer = house.unlock("officer-2");
        for id in house.listed() {
            house
                .desk()
                .open_report(&newcomer, id, "a test")
                .expect("this month's reports open for the newcomer");
        }
    });
}

#[test]
fn who_leaves_opens_nothing_that_comes_later() {
    on_both_engines(|house| {
        add(house, "officer-2", Role::Officer);
        house
            .desk()
            .admit("officer-2", &house.officer())
            .expect("admitted");
        house.file_report("Filed while officer two was there.");
        let earlier = house.newest();
        let session = house.unlock("officer-2");
        assert!(
            house
                .desk()
                .open_report(&session, earlier, "a test")
                .is_ok()
        );
        let pairs = pairs_of_the_desk(house);

        house.desk().disable("officer-2", None).expect("disabled");
        house.file_report("Filed after officer two had left.");
        let later = house.newest();
        assert_eq!(pairs_of_the_desk(house), pairs + 1, "a new pair at once");
        // The password is refused; a session that was still open finds no key, for old reports neither; and the
        // database, the keyring and the password together have none for what came later.
        assert_eq!(
            refused(
                house
                    .desk()
                    .unlock("officer-2", password_of("officer-2").as_bytes())
            ),
            "wrong name, password or link"
        );
        for id in [earlier, later] {
            assert!(matches!(
                house.desk().open_report(&session, id, "a test"),
                Err(Failure::KeyGone(_))
            ));
        }
        assert!(!house.insider(&["officer-2"]).opens_report(later));
        assert!(house.insider(&["officer-1"]).opens_report(later));
        assert_eq!(
            house.text_at_desk(later),
            "Filed after officer two had left."
        );
        // Disabled is for good.
        assert_eq!(
            refused(house.desk().admit("officer-2", &house.officer())),
            "only a pending person can be admitted"
        );
    });
}

#[test]
fn an_unused_link_ends_with_its_person() {
    let house = Installation::on_sqlite();
    let link = house
        .desk()
        .add_person("officer-2", Role::Officer, None)
        .expect("added");
    house.desk().disable("officer-2", None).expect("disabled");
    assert_eq!(
        refused(
            house
                .desk()
                .complete_setup(&link, &password_of("officer-2"))
        ),
        "wrong name, password or link"
    );
    assert!(house.desk().setup_links().expect("the links").is_empty());
}

#[test]
fn nobody_is_disabled_who_leaves_a_room_without_a_key() {
    let house = Installation::on_sqlite();
    let [one, two] = ["custodian-1", "custodian-2"].map(|name| house.unlock(name));
    for by in [&one, &two] {
        house
            .desk()
            .disable("custodian-3", Some(by))
            .expect("two are left");
    }
    for (name, by) in [
        ("officer-1", None),
        ("overseer-1", None),
        ("custodian-1", Some(&two)),
    ] {
        assert!(
            refused(house.desk().disable(name, by)).starts_with("nobody would be left"),
            "{name}"
        );
    }
    let active = house.desk().people().expect("the people");
    assert_eq!(
        active
            .iter()
            .filter(|person| person.state == PersonState::Active)
            .count(),
        4
    );
}

#[test]
fn who_was_only_added_is_disabled_without_anybodys_consent() {
    let house = Installation::on_sqlite();
    add(&house, "custodian-4", Role::Custodian);
    assert!(house.desk().disable("custodian-4", None).expect("disabled"));
}

#[test]
fn of_two_who_complete_one_link_at_once_one_wins() {
    on_both_engines(|house| {
        let link = house
            .desk()
            .add_person("officer-2", Role::Officer, None)
            .expect("added");
        let together = std::sync::Barrier::new(2);
        let complete = |password: &'static str| {
            together.wait();
            house.desk().complete_setup(&link, password).is_ok()
        };
        let passwords = ["the owner's long password", "the thief's long password"];
        let won = std::thread::scope(|scope| {
            let both = passwords.map(|password| scope.spawn(move || complete(password)));
            both.map(|one| one.join().expect("no panic"))
        });
        assert_eq!(won.iter().filter(|won| **won).count(), 1);
        let keys = house.keys_of(house.row_of("officer-2").expect("officer two").id);
        assert_eq!(keys.iter().filter(|key| key.current).count(), 1);
        for (password, won) in passwords.iter().zip(won) {
            let opened = house.desk().unlock("officer-2", password.as_bytes());
            assert_eq!(opened.is_ok(), won, "{password}");
        }
    });
}

#[test]
fn until_the_first_of_a_circle_completes_set_up_the_keyring_opens_what_comes_in_and_not_longer() {
    let house = Installation::just_founded("");
    set_up(&house, "overseer-1");
    house.file_report("Filed before the officer was there.");
    let before = house.tables(|tx| tx.living_reports(Hour(0), None, 1))[0].id;
    assert!(house.insider(&[]).opens_report(before));
    set_up(&house, "officer-1");
    house.file_report("Filed when the officer was there.");
    let after = house.newest();
    assert!(!house.insider(&[]).opens_report(after));
    assert!(house.insider(&["officer-1"]).opens_report(after));
    // Nobody's key is needed to read what the overseers' first pair was for, and the overseer's for the rest.
    let opened = "reporter accepted".to_owned();
    assert!(!house.insider(&[]).entries().contains(&opened));
    assert!(house.insider(&["overseer-1"]).entries().contains(&opened));
}

#[test]
fn names_that_could_deceive_a_reader_of_the_log_are_refused() {
    let house = Installation::on_sqlite();
    let shapes = [
        "",
        "  ",
        "a\nb",
        "tab\there",
        &"x".repeat(65),
        "lin ",
        " lin",
        "custodian-1, custodian-2",
        "li\u{200b}n",
        "\u{202e}nil",
        "\u{3164}",
        "lin\u{a0}wei",
        "lin (officer)",
        "- -",
    ];
    for name in shapes {
        assert!(
            refused(house.desk().add_person(name, Role::Clerk, None))
                .starts_with("a name has 1 to 64"),
            "{name:?}"
        );
    }
    for name in ["reporter", "desk", "Desk.", "d e s k", "ADMINISTRATOR"] {
        assert!(
            refused(house.desk().add_person(name, Role::Clerk, None))
                .starts_with("this word stands in"),
            "{name:?}"
        );
    }
    for name in ["officer-1", "Officer-1", "officer 1", "officer_1."] {
        assert_eq!(
            refused(house.desk().add_person(name, Role::Clerk, None)),
            "that name is taken",
            "{name:?}"
        );
    }
    for name in ["王五", "Zoë Müller", "J. R. Ng-2", "Анна"] {
        house
            .desk()
            .add_person(name, Role::Clerk, None)
            .expect("any script");
    }
    assert!(everybody(&house).contains("王五 (clerk): pending, link unused"));
}

/// A name can be like another; an id cannot.
#[test]
fn an_entry_carries_the_ids_of_the_people_who_did_it() {
    let house = Installation::on_sqlite();
    let contact = serde_json::json!({ "name": "Pat Example" });
    house.file_json(&serde_json::json!({ "text": "Named.", "contact": contact }));
    let report = house.newest();
    let custodians = ["custodian-2", "custodian-3"].map(|name| house.unlock(name));
    house
        .desk()
        .unseal_identity(report, &[&custodians[0], &custodians[1]], "a test")
        .expect("two custodians");
    let entries = house.insider(&["overseer-1"]).whole_entries();
    let people_of = |deed: Deed| {
        let entry = entries.iter().rev().find(|entry| entry.deed == deed);
        entry.expect("an entry").people.clone()
    };
    assert_eq!(people_of(Deed::Accepted), []);
    assert_eq!(people_of(Deed::Listed), [house.officer().person.id]);
    assert_eq!(
        people_of(Deed::IdentityUnsealed),
        custodians.map(|custodian| custodian.person.id)
    );
}

/// These need no password: all the more must they be seen.
#[test]
fn what_the_operator_does_with_keys_and_links_stands_in_the_log() {
    on_both_engines(|house| {
        house
            .desk()
            .add_person("lin", Role::Clerk, None)
            .expect("added");
        let links = house.desk().setup_links().expect("the links");
        let file = house.scratch("exported");
        house.desk().export_keyring(&file).expect("exported");
        house.sequence();
        let entries = house.insider(&["overseer-1"]).entries();
        let last = &entries[entries.len() - 3..];
        assert_snapshot!(last.join("\n"), @r"
        administrator person_changed: added lin as clerk
        administrator links_shown: lin
        administrator keyring_exported
        ");
        let text = links[0].1.text();
        let secret = text.rsplit('.').next().expect("a secret");
        assert!(entries.iter().all(|entry| !entry.contains(secret)));
    });
}

#[test]
fn a_keyring_is_not_exported_unseen() {
    let mut house = Installation::on_sqlite();
    house.stop_sequencer();
    let file = house.scratch("exported");
    assert!(matches!(
        house.desk().export_keyring(&file),
        Err(Failure::NotLogged)
    ));
    assert!(!file.exists());
}

#[test]
fn of_two_officers_who_disable_each_other_at_once_one_stays() {
    on_both_engines(|house| {
        add(house, "officer-2", Role::Officer);
        house
            .desk()
            .admit("officer-2", &house.officer())
            .expect("admitted");
        let together = std::sync::Barrier::new(2);
        let disable = |name: &'static str| {
            together.wait();
            house.desk().disable(name, None).is_ok()
        };
        let done = std::thread::scope(|scope| {
            let both = ["officer-1", "officer-2"].map(|name| scope.spawn(move || disable(name)));
            both.map(|one| one.join().expect("no panic"))
        });
        assert_eq!(done.iter().filter(|done| **done).count(), 1);
    });
}
