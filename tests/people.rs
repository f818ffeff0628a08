//! People (O1): a link sets somebody up once; whoever joins is let in by those who are in; whoever leaves opens nothing
//! that comes later, though they still have their password, their open session and a copy of the database.

use crate::kit::installation::{Installation, on_both_engines, password_of};
use desk::{Failure, PersonState, SetupLink};
use insta::assert_snapshot;
use report::Role;

fn refused<T>(done: Result<T, Failure>) -> String {
    done.err()
        .map_or("done".to_owned(), |failure| failure.to_string())
}

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

fn pairs_of_the_desk(house: &Installation) -> usize {
    house.tables(|tx| tx.circle_keys("desk")).len()
}

/// Adds somebody and lets them set a password; nobody has admitted them yet.
fn add(house: &Installation, name: &str, role: Role) {
    let link = house.desk().add_person(name, role).expect("added");
    house
        .desk()
        .complete_setup(&link, &password_of(name))
        .expect("set-up");
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
            .add_person("officer-2", Role::Officer)
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
    let links = house.desk().setup_links().expect("the links");
    let (_, link) = links
        .iter()
        .find(|(person, _)| person.name == "officer-1")
        .expect("the officer");
    house
        .desk()
        .complete_setup(link, &password_of("officer-1"))
        .expect("set-up");
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
            .add_person("officer-2", Role::Officer)
            .expect("added");
        assert_eq!(
            refused(house.desk().add_person("officer-2", Role::Clerk)),
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

        house.desk().disable("officer-2").expect("disabled");
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
        .add_person("officer-2", Role::Officer)
        .expect("added");
    house.desk().disable("officer-2").expect("disabled");
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
    house.desk().disable("custodian-3").expect("two are left");
    for name in ["officer-1", "overseer-1", "custodian-1"] {
        assert!(
            refused(house.desk().disable(name)).starts_with("nobody would be left"),
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
            "a custodian is admitted by two custodians"
        );
        assert_eq!(
            refused(house.desk().admit("custodian-4", &new)),
            "a custodian is admitted by two custodians"
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

#[test]
fn names_that_could_deceive_a_list_are_refused() {
    let house = Installation::on_sqlite();
    for name in ["", "  ", "a\nb", "tab\there", &"x".repeat(65)] {
        assert!(
            refused(house.desk().add_person(name, Role::Clerk)).starts_with("a name has 1 to 64"),
            "{name:?}"
        );
    }
    house
        .desk()
        .add_person("王五 ", Role::Clerk)
        .expect("any script");
    assert!(everybody(&house).contains("王五 (clerk): pending, link unused"));
}
