//! A forgotten password is mended by two others (O1): nobody of them ever holds the key, no impostor slips in, and it is in
//! the log.

use crate::kit::installation::{Installation, on_both_engines, password_of};
use crate::kit::people::{add, refused};
use crate::kit::signed_in::authenticator;
use desk::{Failure, NewSession, PendingRecovery, RecoveryAsked};
use report::Role;
use store::{RecoveryShare, RecoveryWord, Unproven};

const NEW: &str = "a password to remember";
const TOO_FEW: &str = "too few others have agreed to this recovery so far";

/// Everybody has signed in once since all have passwords, so that their keys are shared out.
fn everybody_signs_in(house: &Installation) {
    for person in house.desk().people().expect("the people") {
        house.sign_in(&person.name);
    }
}

fn ask(house: &Installation, name: &str) -> RecoveryAsked {
    house.desk().ask_recovery(name).expect("asked")
}

fn seen_by(house: &Installation, name: &str) -> Vec<PendingRecovery> {
    let by = house.unlock(name);
    house.desk().recoveries(&by).expect("the requests")
}

/// Somebody helps with the only request there is.
fn agree(house: &Installation, name: &str) -> Result<bool, Failure> {
    let pending = seen_by(house, name).remove(0);
    house
        .desk()
        .agree_to_recovery(&house.unlock(name), pending.id)
}

fn finish(house: &Installation, asked: &RecoveryAsked) -> Result<NewSession, Failure> {
    let secret = authenticator("a new telephone");
    let code = secret.code(house.now().as_second());
    house
        .desk()
        .finish_recovery(&asked.token, NEW, &secret, &code)
}

#[test]
fn the_only_officer_is_recovered_by_the_overseer_and_a_custodian() {
    on_both_engines(|house| {
        everybody_signs_in(house);
        house.file_report("Filed before the password was forgotten.");
        let id = house.newest();
        let session = house.sign_in("officer-1");
        let asked = ask(house, "officer-1");
        assert_eq!(asked.words.split(' ').count(), 4);
        assert_eq!(refused(finish(house, &asked)), TOO_FEW);

        let pending = seen_by(house, "overseer-1").remove(0);
        assert_eq!(pending.words, asked.words, "compared by voice");
        assert_eq!(pending.person.name, "officer-1");
        assert!(pending.may_help && pending.agreed.is_empty() && pending.needed == 2);
        assert!(!agree(house, "overseer-1").expect("a first word"));
        assert_eq!(refused(finish(house, &asked)), TOO_FEW);
        let state = house.desk().recovery_state(&asked.token).expect("a token");
        assert_eq!((state.agreed, state.needed), (1, 2));
        assert_eq!(
            seen_by(house, "custodian-2").remove(0).agreed,
            ["overseer-1"]
        );
        assert!(agree(house, "custodian-2").expect("a second word"));
        assert!(!house.is_out(&session), "until it is done nothing changes");

        let recovered = finish(house, &asked).expect("recovered");
        assert_eq!(recovered.person.name, "officer-1");
        let officer = house.resume(&recovered.token).unlocked;
        let report = house.desk().open_report(&officer, id, "a test");
        let report = report.expect("the key is their own");
        assert_eq!(
            report.content.text,
            "Filed before the password was forgotten."
        );
        assert!(house.is_out(&session));
        let old = house
            .desk()
            .unlock("officer-1", password_of("officer-1").as_bytes());
        assert_eq!(refused(old), "wrong name, password or link");
        house
            .desk()
            .unlock("officer-1", NEW.as_bytes())
            .expect("the new one");
        // The old telephone is no second factor any more, the new one is; the request is over.
        house.turn_clock_seconds(30);
        let signs_in = |name: &str| {
            let code = authenticator(name).code(house.now().as_second());
            house
                .desk()
                .sign_in("officer-1", NEW.as_bytes(), &code)
                .is_ok()
        };
        assert!(!signs_in("officer-1") && signs_in("a new telephone"));
        assert!(seen_by(house, "overseer-1").is_empty());
        assert_eq!(refused(finish(house, &asked)), TOO_FEW);

        house.sequence();
        let entries = house.insider(&["overseer-1"]).entries();
        let told: Vec<_> = entries
            .iter()
            .filter(|entry| entry.contains("recover"))
            .cloned()
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        desk recovery_asked: for officer-1
        overseer-1 recovery_agreed: for officer-1
        custodian-2 recovery_agreed: for officer-1
        officer-1 recovered: by the words of custodian-2, overseer-1
        ");
    });
}

#[test]
fn two_of_one_standing_recover_nobody_of_another() {
    on_both_engines(|house| {
        everybody_signs_in(house);
        let asked = ask(house, "officer-1");
        assert!(!agree(house, "custodian-1").expect("a first word"));
        for same in ["custodian-1", "custodian-2", "custodian-3"] {
            let told = refused(agree(house, same));
            assert!(told.starts_with("this share was given already"), "{told}");
        }
        assert!(!seen_by(house, "custodian-2").remove(0).may_help);
        assert_eq!(refused(finish(house, &asked)), TOO_FEW);
        // Nor does what they hold open anything, whatever the desk's own rules say.
        let person = house.row_of("officer-1").expect("officer one");
        let key = house
            .keys_of(person.id)
            .into_iter()
            .rfind(|key| key.current);
        let (key, ids) = (key.expect("a key").id, person.id);
        let shares = house.tables(move |tx| tx.recovery_shares(key));
        assert_eq!(shares.len(), 4, "three custodians and the overseer");
        assert!(shares.iter().all(|share| share.holder != ids));
    });
}

#[test]
fn a_custodian_is_recovered_by_the_other_custodians_alone() {
    on_both_engines(|house| {
        everybody_signs_in(house);
        let named = serde_json::json!({ "text": "Named.", "contact": { "name": "Pat Example" } });
        house.file_json(&named);
        let report = house.newest();
        let asked = ask(house, "custodian-1");
        for other in ["officer-1", "overseer-1"] {
            let told = refused(agree(house, other));
            assert!(told.starts_with("you hold no share"), "{told}");
            assert!(!seen_by(house, other).remove(0).may_help);
        }
        assert!(!agree(house, "custodian-2").expect("a first word"));
        assert!(agree(house, "custodian-3").expect("a second word"));
        finish(house, &asked).expect("recovered");
        // Names that were entrusted to them are still.
        let one = house.desk().unlock("custodian-1", NEW.as_bytes());
        let (one, two) = (one.expect("the new one"), house.unlock("custodian-2"));
        let contact = house
            .desk()
            .unseal_identity(report, &[&one, &two], "a test");
        contact.expect("opened");
    });
}

#[test]
fn two_of_the_same_role_recover_a_third_and_a_clerk_takes_two_who_differ() {
    let house = Installation::on_sqlite();
    let desk = house.desk();
    for name in ["officer-2", "officer-3"] {
        add(&house, name, Role::Officer);
        desk.admit(name, &house.officer()).expect("admitted");
    }
    add(&house, "mei", Role::Clerk);
    desk.admit("mei", &house.officer()).expect("admitted");
    everybody_signs_in(&house);
    let asked = ask(&house, "officer-1");
    let told = refused(agree(&house, "mei"));
    assert!(told.starts_with("you hold no share"), "{told}");
    agree(&house, "officer-2").expect("a first word");
    assert!(agree(&house, "officer-3").expect("a second word"));
    finish(&house, &asked).expect("recovered");

    let asked = ask(&house, "mei");
    let told = refused(agree(&house, "officer-2"));
    assert!(told.starts_with("you hold no share"), "{told}");
    agree(&house, "custodian-3").expect("a first word");
    assert!(agree(&house, "overseer-1").expect("a second word"));
    finish(&house, &asked).expect("recovered");
}

#[test]
fn helping_takes_more_than_a_session() {
    let house = Installation::on_sqlite();
    everybody_signs_in(&house);
    ask(&house, "officer-1");
    let token = house.sign_in("overseer-1");
    let session = house.resume(&token).unlocked;
    let id = house.desk().recoveries(&session).expect("the requests")[0].id;
    let told = refused(house.desk().agree_to_recovery(&session, id));
    assert_eq!(told, "this takes your password and a code once more");
    house.step_up("overseer-1", &token);
    let session = house.resume(&token).unlocked;
    house
        .desk()
        .agree_to_recovery(&session, id)
        .expect("a word");
}

#[test]
fn an_impostors_request_has_other_words_and_words_for_one_request_are_for_no_other() {
    on_both_engines(|house| {
        everybody_signs_in(house);
        let first = ask(house, "officer-1");
        let impostor = ask(house, "officer-1");
        assert_ne!(first.words, impostor.words);
        // The newest stands while nobody has given a word.
        assert_eq!(seen_by(house, "overseer-1").remove(0).words, impostor.words);
        house.turn_clock_seconds(3601);
        let owner = ask(house, "officer-1");
        agree(house, "overseer-1").expect("a first word");
        // From then on none takes its place, and whoever asks sees no difference.
        let late = ask(house, "officer-1");
        assert_eq!(seen_by(house, "overseer-1").remove(0).words, owner.words);
        assert!(agree(house, "custodian-1").expect("a second word"));
        for other in [&first, &impostor, &late] {
            assert_eq!(refused(finish(house, other)), TOO_FEW);
        }
        // A word moved to another request is none: the mark is over both, and it is sealed to its own.
        let rows = house.tables(|tx| tx.recoveries());
        let id = rows[0].claimed_id();
        let words = house.tables(move |tx| tx.recovery_words(id));
        let moved: Vec<RecoveryWord> = words.into_iter().map(Unproven::as_it_lies).collect();
        let asked = ask(house, "custodian-2");
        let rows = house.tables(|tx| tx.recoveries());
        let theirs = rows.iter().map(Unproven::claimed_id).find(|one| *one != id);
        let theirs = theirs.expect("another request");
        house.write_tables(move |tx| {
            for word in &moved {
                let word = RecoveryWord {
                    recovery: theirs,
                    ..word.clone()
                };
                tx.insert_recovery_word(&word, &[0; 32])?;
            }
            Ok(())
        });
        assert_eq!(refused(finish(house, &asked)), TOO_FEW);
        finish(house, &owner).expect("recovered");
    });
}

#[test]
fn a_request_written_by_hand_is_none_and_a_share_written_by_hand_opens_nothing() {
    on_both_engines(|house| {
        everybody_signs_in(house);
        let asked = ask(house, "officer-1");
        house.sql("UPDATE recovery SET until = until + 86400");
        assert!(seen_by(house, "overseer-1").is_empty());
        let asked_again = ask(house, "officer-1");
        assert_eq!(refused(finish(house, &asked)), TOO_FEW);
        // A share in the place of another's does not open.
        let person = house.row_of("officer-1").expect("officer one");
        let key = house
            .keys_of(person.id)
            .into_iter()
            .rfind(|key| key.current);
        let key = key.expect("a key").id;
        house.write_tables(move |tx| {
            let shares = tx.recovery_shares(key)?;
            tx.remove_recovery_shares(key)?;
            for (n, share) in shares.iter().enumerate() {
                tx.insert_recovery_share(&RecoveryShare {
                    sealed: shares[(n + 1) % shares.len()].sealed.clone(),
                    ..share.clone()
                })?;
            }
            Ok(())
        });
        let told = refused(agree(house, "overseer-1"));
        assert_eq!(told, "stored data is damaged: a share of a person's key");
        assert_eq!(refused(finish(house, &asked_again)), TOO_FEW);
    });
}

#[test]
fn who_asks_for_a_name_that_nobody_has_sees_no_difference() {
    on_both_engines(|house| {
        everybody_signs_in(house);
        let [known, unknown] = ["officer-1", "nobody"].map(|name| ask(house, name));
        assert_eq!(known.token.len(), unknown.token.len());
        for asked in [&known, &unknown] {
            let state = house.desk().recovery_state(&asked.token).expect("a token");
            assert_eq!(state.words, asked.words);
            assert_eq!((state.agreed, state.needed), (0, 2));
            assert_eq!(refused(finish(house, asked)), TOO_FEW);
        }
        assert_eq!(seen_by(house, "overseer-1").len(), 1);
        for name in ["officer-1", "nobody"] {
            ask(house, name);
            ask(house, name);
            let told = refused(house.desk().ask_recovery(name));
            assert!(told.starts_with("this was tried too often"), "{told}");
        }
        // A day later it is over.
        house.turn_clock(1);
        assert!(seen_by(house, "overseer-1").is_empty());
        house.keep_house();
        assert_eq!(house.tables(|tx| tx.recoveries()).len(), 0);
    });
}

#[test]
fn a_word_goes_with_its_giver_and_a_share_with_its_holder() {
    on_both_engines(|house| {
        add(house, "overseer-2", Role::Overseer);
        house
            .desk()
            .admit("overseer-2", &house.unlock("overseer-1"))
            .expect("admitted");
        everybody_signs_in(house);
        let asked = ask(house, "officer-1");
        agree(house, "overseer-2").expect("a first word");
        agree(house, "custodian-1").expect("a second word");
        house.desk().disable("overseer-2", None).expect("disabled");
        assert_eq!(refused(finish(house, &asked)), TOO_FEW);
        let gone = house.row_of("overseer-2").expect("their row").id;
        let held = house.tables(move |tx| {
            let mut held = 0;
            for person in tx.persons()? {
                for key in tx.person_keys(person.claimed_id())? {
                    let shares = tx.recovery_shares(key.claimed_id())?;
                    held += shares.iter().filter(|share| share.holder == gone).count();
                }
            }
            Ok(held)
        });
        assert_eq!(held, 0);
        assert!(agree(house, "overseer-1").expect("another of the same share"));
        finish(house, &asked).expect("recovered");
    });
}

#[test]
fn shares_follow_the_people_at_each_sign_in() {
    let house = Installation::on_sqlite();
    let shares = || {
        let person = house.row_of("officer-1").expect("officer one");
        let key = house
            .keys_of(person.id)
            .into_iter()
            .rfind(|key| key.current);
        let key = key.expect("a key").id;
        house.tables(move |tx| tx.recovery_shares(key))
    };
    house.sign_in("officer-1");
    let first = shares();
    assert_eq!(first.len(), 4);
    house.sign_in("officer-1");
    assert!(shares() == first, "nothing is made anew without need");
    add(&house, "officer-2", Role::Officer);
    house
        .desk()
        .admit("officer-2", &house.officer())
        .expect("admitted");
    house.sign_in("officer-1");
    let second = shares();
    assert_eq!(second.len(), 5);
    assert!(!second.iter().any(|share| first.contains(share)));
    // Another password is another key, with shares of its own; the old one's are gone.
    let old = password_of("officer-1");
    house
        .desk()
        .change_password("officer-1", old.as_bytes(), NEW)
        .expect("changed");
    assert_eq!(shares().len(), 5);
    assert!(!shares().iter().any(|share| second.contains(share)));
}
