//! Law: what changes here and the entry that tells it are there together, or neither is; whatever ends the program in
//! between.

use crate::kit::installation::{Installation, on_both_engines, password_of};
use crate::kit::people::{add, pairs_of_the_desk};
use crate::kit::signed_in::authenticator;
use desk::{Failure, SetupLink};
use report::Role;

/// The database takes no entry from now on.
fn take_no_entry(house: &Installation) {
    house.sql(match house.engine {
        "sqlite" => {
            "CREATE TRIGGER full BEFORE INSERT ON log_leaf BEGIN SELECT RAISE(ABORT, 'no entry'); END;"
        }
        _ => "ALTER TABLE log_leaf ADD CONSTRAINT no_entry CHECK (position IS NOT NULL) NOT VALID;",
    });
}

fn take_entries_again(house: &Installation) {
    house.sql(match house.engine {
        "sqlite" => "DROP TRIGGER full;",
        _ => "ALTER TABLE log_leaf DROP CONSTRAINT no_entry;",
    });
}

/// Every row of every table.
fn everything(house: &Installation) -> Vec<u8> {
    house.tables(|tx| {
        let mut all = Vec::new();
        tx.dump(&mut |frame| {
            frame.write(&mut all).expect("a frame");
            Ok(())
        })?;
        Ok(all)
    })
}

fn entries(house: &Installation) -> usize {
    house.tables(|tx| tx.unnumbered(i64::MAX)).len()
}

/// Somebody's deed at the desk.
type Deed = Box<dyn Fn(&Installation) -> Result<(), Failure>>;

fn deed<T>(deed: impl Fn(&Installation) -> Result<T, Failure> + 'static) -> Deed {
    Box::new(move |house| deed(house).map(drop))
}

/// Deeds that follow one upon the other.
fn deeds(house: &Installation) -> Vec<(&'static str, Deed)> {
    let link: SetupLink = house
        .desk()
        .add_person("mei", Role::Clerk, None)
        .expect("added");
    add(house, "officer-2", Role::Officer);
    add(house, "custodian-4", Role::Custodian);
    house.file_report("To be answered, and taken back.");
    let report = house.newest();
    let [officer, one, two] =
        ["officer-1", "custodian-1", "custodian-2"].map(|name| house.unlock(name));
    let (one, two) = (std::rc::Rc::new(one), std::rc::Rc::new(two));
    let (one_again, two_again) = (one.clone(), two.clone());
    let officer = std::rc::Rc::new(officer);
    let answers = officer.clone();
    vec![
        (
            "somebody is added",
            deed(|house| house.desk().add_person("lin", Role::Clerk, None)),
        ),
        (
            "a link is used",
            deed(move |house| house.desk().complete_setup(&link, &password_of("mei"))),
        ),
        (
            "a password is changed",
            deed(|house| {
                let old = password_of("mei");
                let new = "another long password";
                house.desk().change_password("mei", old.as_bytes(), new)
            }),
        ),
        (
            "an officer is admitted",
            deed(move |house| house.desk().admit("officer-2", &officer)),
        ),
        (
            "a custodian agrees to another",
            deed(move |house| house.desk().admit("custodian-4", &one)),
        ),
        (
            "a custodian is admitted",
            deed(move |house| house.desk().admit("custodian-4", &two)),
        ),
        (
            "an officer is given a new link",
            deed(|house| house.desk().relink("officer-2", None)),
        ),
        (
            "an officer is shut out",
            deed(|house| house.desk().disable("officer-2", None)),
        ),
        (
            "a custodian agrees to the leaving of another",
            deed(move |house| house.desk().disable("custodian-3", Some(&one_again))),
        ),
        (
            "a custodian is shut out",
            deed(move |house| house.desk().disable("custodian-3", Some(&two_again))),
        ),
        (
            "a report is answered",
            deed(move |house| house.desk().reply(&answers, report, "Thank you.", false)),
        ),
    ]
}

/// The same of those who sign in, and of a password that was forgotten.
fn deeds_of_sessions(house: &Installation) -> Vec<(&'static str, Deed)> {
    let agrees = |name: &'static str| {
        let by = house.unlock(name);
        deed(move |house| {
            let pending = house.desk().recoveries(&by)?.remove(0);
            house.desk().agree_to_recovery(&by, pending.id)
        })
    };
    let (token, asked) = (
        std::rc::Rc::<std::cell::RefCell<String>>::default(),
        std::rc::Rc::<std::cell::RefCell<String>>::default(),
    );
    let (tokens, asks) = (token.clone(), asked.clone());
    let (stepping, signing_out) = (token.clone(), token);
    vec![
        (
            "somebody enrols and signs in",
            deed(move |house| {
                let (name, secret) = ("officer-1", authenticator("officer-1"));
                let (password, code) = (password_of(name), house.code(name));
                let session = house
                    .desk()
                    .enrol(name, password.as_bytes(), &secret, &code)?;
                tokens.replace(session.token);
                Ok(())
            }),
        ),
        (
            "somebody steps up",
            deed(move |house| {
                let (password, code) = (password_of("officer-1"), house.next_code("officer-1"));
                house
                    .desk()
                    .step_up(&stepping.borrow(), password.as_bytes(), &code)
            }),
        ),
        (
            "somebody signs out",
            deed(move |house| house.desk().sign_out(&signing_out.borrow())),
        ),
        (
            "recovery is asked for",
            deed(move |house| {
                asks.replace(house.desk().ask_recovery("officer-1")?.token);
                Ok(())
            }),
        ),
        ("an overseer agrees to it", agrees("overseer-1")),
        ("a custodian agrees to it", agrees("custodian-1")),
        (
            "it is finished",
            deed(move |house| {
                let secret = authenticator("another");
                let code = secret.code(house.now().as_second());
                let password = "another long password";
                house
                    .desk()
                    .finish_recovery(&asked.borrow(), password, &secret, &code)
            }),
        ),
    ]
}

#[test]
fn nothing_is_changed_whose_entry_is_not_taken() {
    on_both_engines(|house| {
        let mut deeds = deeds(house);
        deeds.extend(deeds_of_sessions(house));
        house.sequence();
        house.stop_sequencer();
        for (what, deed) in deeds {
            let (before, noted) = (everything(house), entries(house));
            take_no_entry(house);
            assert!(deed(house).is_err(), "{what}");
            take_entries_again(house);
            assert!(everything(house) == before, "{what}, and nothing tells it");
            deed(house).expect(what);
            assert_eq!(entries(house), noted + 1, "{what}: one entry");
        }
    });
}

#[test]
fn what_the_program_does_by_itself_has_its_entry_or_is_not_done() {
    on_both_engines(|house| {
        let filed = house.file_report("Taken back, and destroyed the day after.");
        house.withdraw(&filed.receipt).expect(200);
        house.turn_clock(29);
        house.sequence();
        house.stop_sequencer();
        let pairs = pairs_of_the_desk(house);
        take_no_entry(house);
        assert!(house.desk().keep_house(true).is_err());
        assert_eq!((house.report_count(), pairs_of_the_desk(house)), (1, pairs));
        take_entries_again(house);
        house.desk().keep_house(true).expect("housekeeping");
        assert_eq!(
            (house.report_count(), pairs_of_the_desk(house)),
            (0, pairs + 1)
        );
        house.sequence();
        let entries = house.insider(&["overseer-1"]).entries();
        insta::assert_snapshot!(entries[entries.len() - 3..].join("\n"), @r"
        desk circle_key_made: desk 2026-12
        desk circle_key_made: overseers 2026-12
        desk destroyed: 1 reports
        ");
    });
}
