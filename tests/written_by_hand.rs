//! Whoever can write the database writes into it: people, keys, approvals (docs/threat-model.md, "The database, written
//! to"). Nothing of it is believed without the keyring's mark, nothing new is sealed to it, and checking the log tells.

use crate::kit::installation::{Installation, on_both_engines, password_of};
use desk::Failure;
use report::{Id, Role};
use seal::{Binding, PrivateKey};
use serde_json::json;
use store::{Approval, CircleKey, Person, PersonKey, Unproven};

fn refused<T>(done: Result<T, Failure>) -> String {
    done.err()
        .map_or("done".to_owned(), |failure| failure.to_string())
}

fn pair() -> (PrivateKey, Vec<u8>) {
    let (private, public) = seal::generate(&mut chance());
    (private, public.to_bytes())
}

fn chance() -> desk::Random {
    desk::Outside::new(report::Timestamp::now, |bytes| {
        getrandom::fill(bytes).expect("randomness");
    })
    .random()
}

fn circle_keys(house: &Installation, circle: &'static str) -> Vec<CircleKey> {
    let rows = house.tables(move |tx| tx.circle_keys(circle));
    rows.into_iter().map(Unproven::as_it_lies).collect()
}

/// Somebody with a key and a password of their own, complete but for the mark.
fn insert_by_hand(house: &Installation, name: &str, role: Role) {
    let (private, public) = pair();
    let [id, key] = [Id([0x77; 16]), Id([0x78; 16])];
    let at = Binding {
        table: "person_key",
        row: key.as_bytes(),
        column: "sealed",
        version: 0,
    };
    let password = password_of(name);
    let sealed = seal::lock_with_password(&private, password.as_bytes(), &mut chance(), &at);
    let person = Person {
        id,
        name: name.to_owned(),
        role: role.as_str().to_owned(),
        state: "active".to_owned(),
        setup: None,
        hour: report::Hour::of(house.now()),
    };
    let key = PersonKey {
        id: key,
        person: id,
        public,
        sealed,
        lock: "password".to_owned(),
        successor: None,
        current: true,
        hour: person.hour,
    };
    house.write_tables(move |tx| {
        tx.insert_person(&person, &[0; 32])?;
        tx.insert_person_key(&key, &[0; 32])
    });
}

/// Adds somebody who sets a password and is admitted.
fn newcomer(house: &Installation, name: &str, role: Role) {
    let link = house.desk().add_person(name, role, None).expect("added");
    let desk = house.desk();
    desk.complete_setup(&link, &password_of(name))
        .expect("set-up");
    desk.admit(name, &house.officer()).expect("admitted");
}

/// As every minute, and as another node does.
fn a_minute_later(house: &Installation) {
    house.desk().keep_house(true).expect("kept");
}

fn findings(house: &Installation) -> Vec<String> {
    house.sequence();
    let found = house.desk().verify_log(None, |_| {}).expect("checked");
    found.problems
}

#[test]
fn a_circles_key_that_was_put_in_by_hand_is_not_sealed_to() {
    on_both_engines(|house| {
        assert!(findings(house).is_empty());
        for circle in ["desk", "overseers"] {
            let newest = circle_keys(house, circle).pop().expect("a key");
            let theirs = CircleKey {
                id: Id([circle.len() as u8; 16]),
                number: newest.number + 1,
                public: pair().1,
                ..newest
            };
            house.write_tables(move |tx| tx.insert_circle_key(&theirs, &[0; 32]));
        }
        // Nor is the key of a row of ours exchanged.
        let public = pair().1;
        let hex: String = public.iter().map(|byte| format!("{byte:02x}")).collect();
        let blob = match house.engine {
            "sqlite" => format!("x'{hex}'"),
            _ => format!("'\\x{hex}'"),
        };
        house.sql(&format!(
            "UPDATE circle_key SET public = {blob} WHERE circle = 'desk' AND number = 1"
        ));
        a_minute_later(house);
        house.restart();
        house.file_report("Filed when keys of others lay there.");
        let id = house.newest();
        assert!(house.insider(&["officer-1"]).opens_report(id));
        let entries = house.insider(&["overseer-1"]).entries();
        assert!(entries.contains(&"reporter accepted".to_owned()));
        assert_eq!(
            findings(house),
            ["3 rows of circle_key were changed or added from outside; they count for nothing"]
        );
    });
}

#[test]
fn a_custodian_who_was_put_in_by_hand_gets_no_share_and_has_no_say() {
    on_both_engines(|house| {
        insert_by_hand(house, "custodian-4", Role::Custodian);
        a_minute_later(house);
        let contact = json!({ "name": "Pat Example" });
        house.file_json(&json!({ "text": "Named.", "contact": contact }));
        let id = house.newest();
        assert_eq!(house.insider(&["custodian-1"]).shares(id).0.len(), 1);
        assert_eq!(house.insider(&["custodian-4"]).shares(id).0.len(), 0);

        let desk = house.desk();
        let password = password_of("custodian-4");
        assert_eq!(
            refused(desk.unlock("custodian-4", password.as_bytes())),
            "wrong name, password or link"
        );
        assert!(desk.people().expect("the people").len() == 5);
        assert_eq!(
            findings(house),
            [
                "1 rows of person were changed or added from outside; they count for nothing",
                "1 rows of person_key were changed or added from outside; they count for nothing"
            ]
        );
    });
}

#[test]
fn a_state_or_a_role_that_was_changed_by_hand_gives_nothing() {
    on_both_engines(|house| {
        newcomer(house, "lin", Role::Clerk);
        newcomer(house, "officer-2", Role::Officer);
        newcomer(house, "officer-3", Role::Officer);
        let desk = house.desk();
        let link = desk
            .add_person("officer-4", Role::Officer, None)
            .expect("added");
        desk.complete_setup(&link, &password_of("officer-4"))
            .expect("set-up");
        desk.disable("officer-3", None).expect("disabled");

        house.sql("UPDATE person SET role = 'officer' WHERE name = 'lin'");
        house.sql("UPDATE person SET state = 'active' WHERE name IN ('officer-3', 'officer-4')");
        // The next pair of the desk is made for those who are its officers.
        desk.disable("officer-2", None).expect("disabled");
        a_minute_later(house);
        house.file_report("Filed after somebody had changed the rows of people.");
        let id = house.newest();
        for name in ["lin", "officer-3", "officer-4"] {
            let unlocked = desk.unlock(name, password_of(name).as_bytes());
            assert_eq!(refused(unlocked), "wrong name, password or link", "{name}");
            assert!(!house.insider(&[name]).opens_report(id), "{name}");
        }
        assert!(house.insider(&["officer-1"]).opens_report(id));
    });
}

/// Locking a key under a password of one's own takes no secret.
#[test]
fn a_password_that_was_exchanged_by_hand_opens_nobodys_account() {
    on_both_engines(|house| {
        insert_by_hand(house, "mallory", Role::Officer);
        let theirs = house.row_of("mallory").expect("a row").id;
        let officer = house.row_of("officer-1").expect("a row").id;
        let key = house.keys_of(theirs).pop().expect("a key");
        house.write_tables(move |tx| {
            let taken = PersonKey {
                id: Id([0x79; 16]),
                person: officer,
                hour: key.hour.plus_hours(1),
                ..key.clone()
            };
            tx.insert_person_key(&taken, &[0; 32])
        });
        let taken = house
            .desk()
            .unlock("officer-1", password_of("mallory").as_bytes());
        assert_eq!(refused(taken), "wrong name, password or link");
        house.officer();
    });
}

#[test]
fn an_approval_counts_when_it_was_given_and_for_what_it_was_given() {
    on_both_engines(|house| {
        let desk = house.desk();
        let [one, two] = ["custodian-1", "custodian-2"].map(|name| house.unlock(name));
        let link = desk
            .add_person("custodian-4", Role::Custodian, None)
            .expect("added");
        desk.complete_setup(&link, &password_of("custodian-4"))
            .expect("set-up");
        let subject = house.row_of("custodian-4").expect("a row").id;
        let by_hand = Approval {
            subject,
            person: house.row_of("custodian-3").expect("a row").id,
            becomes: "active".to_owned(),
            hour: report::Hour::of(house.now()),
        };
        house.write_tables(move |tx| tx.insert_approval(&by_hand, &[0; 32]));
        assert!(!desk.admit("custodian-4", &one).expect("a first word"));
        // The word that was given for letting somebody in is none for sending them away.
        let given = house.tables(move |tx| tx.approvals(subject));
        let mark = |bytes: &[u8]| house.keyring().row_marks().mark(bytes);
        let given = given
            .into_iter()
            .find_map(|word| word.proven(mark).ok())
            .expect("a word");
        assert!(desk.admit("custodian-4", &two).expect("a second word"));
        let marked = mark(&store::Marked::to_mark(&given));
        house.write_tables(move |tx| tx.insert_approval(&given, &marked));
        assert!(
            !desk
                .disable("custodian-4", Some(&two))
                .expect("a first word")
        );
    });
}

#[test]
fn a_circles_newest_key_that_was_removed_stays_in_use_while_the_program_runs() {
    on_both_engines(|house| {
        newcomer(house, "officer-2", Role::Officer);
        let before = circle_keys(house, "desk").pop().expect("a key").number;
        house.desk().disable("officer-2", None).expect("disabled");
        house.sql(&format!("DELETE FROM circle_key WHERE number > {before}"));
        a_minute_later(house);
        house.file_report("Filed when the newest key had been removed.");
        let id = house.newest();
        assert!(!house.insider(&["officer-2"]).opens_report(id));
        assert!(house.insider(&["officer-1"]).opens_report(id));
        // And whoever comes and goes gets the one after it.
        newcomer(house, "officer-3", Role::Officer);
        house.desk().disable("officer-3", None).expect("disabled");
        let newest = circle_keys(house, "desk").pop().expect("a key").number;
        assert_eq!(newest, before + 2);
    });
}
