//! Second factors, sessions, and what mends a forgotten password.

use store::kit::on_each_engine;
use store::{Error, Recovery, RecoveryShare, RecoveryWord, SecondFactor, SessionRow, Unproven};

use crate::rows::{id, key};

const MARK: [u8; 32] = [6; 32];
const OTHER: [u8; 32] = [7; 32];

pub(crate) fn session(number: u64, family: u64, used: i64) -> SessionRow {
    SessionRow {
        hash: key(number),
        family: id(family),
        person: id(1),
        person_key: id(11),
        sealed: vec![number as u8; 73],
        begun: 1000,
        issued: 1000,
        used,
        stepped_up: None,
        retired: None,
        fresh: true,
    }
}

pub(crate) fn factor(person: u64) -> SecondFactor {
    SecondFactor {
        person: id(person),
        person_key: id(11),
        sealed: vec![9; 1157],
        step: 59,
    }
}

pub(crate) fn share(person_key: u64, holder: u64) -> RecoveryShare {
    RecoveryShare {
        person_key: id(person_key),
        holder: id(holder),
        holder_key: id(holder + 100),
        sealed: vec![3; 9],
    }
}

pub(crate) fn recovery(number: u64, person: u64, until: i64) -> Recovery {
    Recovery {
        id: id(number),
        person: id(person),
        public: vec![4; 12],
        until,
    }
}

pub(crate) fn word(recovery: u64, giver: u64) -> RecoveryWord {
    RecoveryWord {
        recovery: id(recovery),
        giver: id(giver),
        number: 2,
        sealed: vec![5; 6],
    }
}

#[test]
fn of_two_who_use_one_code_the_first_wins() {
    on_each_engine(|_, store| {
        store
            .write("factor", |tx| {
                tx.insert_second_factor(&factor(1), &MARK)?;
                let used = SecondFactor {
                    step: 60,
                    ..factor(1)
                };
                assert!(tx.replace_second_factor(&MARK, &used, &OTHER)?);
                assert!(!tx.replace_second_factor(&MARK, &used, &OTHER)?);
                let row = tx.second_factor(id(1))?.map(Unproven::as_it_lies);
                assert!(row == Some(used));
                Ok(())
            })
            .wait()
            .unwrap();
        let twice = store
            .write("twice", |tx| tx.insert_second_factor(&factor(1), &MARK))
            .wait();
        let table = "second_factor";
        assert_eq!(twice, Err(Error::Conflict { table }));
        let removed = store.write("remove", |tx| tx.remove_second_factor(id(1)));
        assert_eq!(removed.wait(), Ok(1));
    });
}

#[test]
fn a_session_is_changed_by_one_alone_and_goes_with_its_family_its_person_or_its_time() {
    on_each_engine(|_, store| {
        store
            .write("sessions", |tx| {
                tx.insert_session(&session(1, 50, 1000), &MARK)?;
                tx.insert_session(&session(2, 50, 2000), &MARK)?;
                tx.insert_session(&session(3, 51, 1500), &MARK)?;
                let retired = SessionRow {
                    retired: Some(1900),
                    stepped_up: Some(1800),
                    fresh: false,
                    ..session(1, 50, 1850)
                };
                assert!(tx.replace_session(&MARK, &retired, &OTHER)?);
                assert!(!tx.replace_session(&MARK, &retired, &OTHER)?);
                let row = tx.session(&key(1))?.map(Unproven::as_it_lies);
                assert!(row == Some(retired));
                assert_eq!(tx.session_family(id(50))?.len(), 2);
                let living = tx.living_tokens(id(50))?;
                let living: Vec<_> = living.into_iter().map(Unproven::as_it_lies).collect();
                assert!(living == [session(2, 50, 2000)]);
                // The retired token of a session that lives is kept: it tells who copied it.
                assert_eq!(tx.reap_sessions(500, 1600)?, 1);
                assert_eq!(tx.sessions()?.len(), 2);
                assert_eq!(tx.reap_sessions(500, 2000)?, 2);
                tx.insert_session(&session(4, 52, 3000), &MARK)?;
                assert_eq!(tx.reap_sessions(999, 0)?, 0);
                assert_eq!(tx.reap_sessions(1000, 0)?, 1);
                tx.insert_session(&session(5, 53, 3000), &MARK)?;
                tx.insert_session(&session(6, 54, 3000), &MARK)?;
                assert_eq!(tx.remove_session_family(id(53))?, 1);
                assert_eq!(tx.remove_sessions_of(id(2))?, 0);
                assert_eq!(tx.remove_sessions_of(id(1))?, 1);
                assert!(tx.session(&key(6))?.is_none());
                Ok(())
            })
            .wait()
            .unwrap();
    });
}

#[test]
fn requests_and_words_go_together_and_shares_with_who_holds_them() {
    on_each_engine(|_, store| {
        store
            .write("recovery", |tx| {
                tx.insert_recovery(&recovery(1, 21, 100), &MARK)?;
                tx.insert_recovery(&recovery(2, 22, 200), &MARK)?;
                tx.insert_recovery_word(&word(1, 31), &MARK)?;
                tx.insert_recovery_word(&word(2, 31), &MARK)?;
                tx.insert_recovery_word(&word(2, 32), &MARK)?;
                assert_eq!(tx.recoveries()?.len(), 2);
                assert_eq!(tx.reap_recoveries(100)?, 1);
                assert!(tx.recovery(id(1))?.is_none() && tx.recovery_words(id(1))?.is_empty());
                assert_eq!(tx.remove_recovery_words_by(id(31))?, 1);
                let words = tx.recovery_words(id(2))?.into_iter();
                let words: Vec<_> = words.map(Unproven::as_it_lies).collect();
                assert!(words == [word(2, 32)]);
                assert!(tx.recovery_of(id(22))?.is_some());
                assert_eq!(tx.remove_recovery_of(id(22))?, 1);
                assert!(tx.recovery_words(id(2))?.is_empty());

                for holder in [41, 42] {
                    tx.insert_recovery_share(&share(5, holder))?;
                    tx.insert_recovery_share(&share(6, holder))?;
                }
                assert_eq!(tx.remove_recovery_shares_held_by(id(41))?, 2);
                assert!(tx.recovery_shares(id(5))? == [share(5, 42)]);
                assert_eq!(tx.remove_recovery_shares(id(5))?, 1);
                assert_eq!(tx.recovery_shares(id(6))?.len(), 1);
                tx.insert_recovery(&recovery(3, 21, 100), &MARK)
            })
            .wait()
            .unwrap();
        let another = store
            .write("one a person", |tx| {
                tx.insert_recovery(&recovery(4, 21, 100), &MARK)
            })
            .wait();
        assert_eq!(another, Err(Error::Conflict { table: "recovery" }));
    });
}
