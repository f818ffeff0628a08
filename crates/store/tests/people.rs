//! People, circles and the small tables.

use store::kit::on_each_engine;
use store::{Error, Marked, Person, PersonKey};

use crate::rows::{approval, circle_key, id, person, person_key};

/// Stands for a MAC: this crate has no keys.
const MARK: [u8; 32] = [6; 32];
const OTHER: [u8; 32] = [7; 32];

#[test]
fn people_have_one_name_each_and_a_current_key() {
    on_each_engine(|_, store| {
        store
            .write("people", |tx| {
                tx.insert_person(&person(1, "mei"), &MARK)?;
                tx.insert_person(&person(2, "Zoë"), &MARK)?;
                tx.insert_person(&person(3, "ana"), &MARK)?;
                tx.insert_person_key(&person_key(11, id(1), 5), &MARK)?;
                tx.insert_person_key(&person_key(12, id(1), 6), &MARK)?;
                let handed_on = PersonKey {
                    lock: "successor".to_owned(),
                    successor: Some(id(12)),
                    current: false,
                    ..person_key(11, id(1), 5)
                };
                assert!(tx.replace_person_key(&MARK, &handed_on, &OTHER)?);
                // Once: the second who saw the same row changes nothing.
                assert!(!tx.replace_person_key(&MARK, &handed_on, &OTHER)?);
                let active = Person {
                    state: "active".to_owned(),
                    setup: None,
                    ..person(1, "mei")
                };
                assert!(tx.replace_person(&MARK, &active, &OTHER)?);
                assert!(!tx.replace_person(&MARK, &active, &OTHER)?);
                Ok(())
            })
            .wait()
            .unwrap();
        store
            .read("look", |tx| {
                assert_eq!(tx.persons()?.len(), 3);
                let mei = tx.person_by_name("mei")?.unwrap().as_it_lies();
                assert!(mei == tx.person(id(1))?.unwrap().as_it_lies());
                assert_eq!(
                    (mei.state.as_str(), mei.setup, mei.role.as_str()),
                    ("active", None, "officer")
                );
                let keys = tx.person_keys(id(1))?.into_iter();
                let keys: Vec<_> = keys.map(store::Unproven::as_it_lies).collect();
                assert_eq!(
                    keys.iter().map(|key| key.id).collect::<Vec<_>>(),
                    [id(11), id(12)]
                );
                assert_eq!(
                    (keys[0].lock.as_str(), keys[0].successor, keys[0].current),
                    ("successor", Some(id(12)), false)
                );
                assert!(keys[1].current && tx.person_keys(id(2))?.is_empty());
                Ok(())
            })
            .wait()
            .unwrap();
        let twice = store
            .write("twice", |tx| tx.insert_person(&person(4, "mei"), &MARK))
            .wait();
        assert_eq!(twice, Err(Error::Conflict { table: "person" }));
    });
}

#[test]
fn the_keys_of_a_circle_come_in_their_order_and_its_wraps_go_with_whoever_leaves() {
    on_each_engine(|_, store| {
        store
            .write("circle", |tx| {
                tx.insert_circle_key(&circle_key(3, "desk", 2), &MARK)?;
                tx.insert_circle_key(&circle_key(2, "overseers", 1), &MARK)?;
                tx.insert_circle_key(&circle_key(1, "desk", 1), &MARK)?;
                tx.insert_circle_wrap(id(1), id(21), b"a")?;
                tx.insert_circle_wrap(id(3), id(21), b"b")?;
                tx.insert_circle_wrap(id(3), id(22), b"c")?;
                let ids = |keys: Vec<store::Unproven<store::CircleKey>>| {
                    keys.iter()
                        .map(store::Unproven::claimed_id)
                        .collect::<Vec<_>>()
                };
                assert_eq!(ids(tx.circle_keys("desk")?), [id(1), id(3)]);
                assert_eq!(ids(tx.circle_keys("overseers")?), [id(2)]);
                assert_eq!(tx.circle_wraps_for(id(21))?.len(), 2);
                assert_eq!(tx.circle_wrap(id(3), id(22))?, Some(b"c".to_vec()));
                assert_eq!(tx.remove_circle_wraps(id(21))?, 2);
                assert_eq!(tx.circle_wrap(id(1), id(21))?, None);
                Ok(())
            })
            .wait()
            .unwrap();
        let twice = store
            .write("twice", |tx| tx.insert_circle_wrap(id(3), id(22), b"d"))
            .wait();
        assert_eq!(
            twice,
            Err(Error::Conflict {
                table: "circle_wrap"
            })
        );
    });
}

#[test]
fn approvals_tallies_and_meta_are_kept() {
    on_each_engine(|_, store| {
        store
            .write("small", |tx| {
                tx.insert_approval(&approval(1, 11, 6), &MARK)?;
                tx.insert_approval(&approval(1, 12, 5), &MARK)?;
                tx.insert_approval(&approval(2, 11, 6), &MARK)?;
                let given = tx.approvals(id(1))?.into_iter();
                let given: Vec<_> = given.map(|word| word.as_it_lies().person).collect();
                assert_eq!(given, [id(12), id(11)]);
                assert_eq!(tx.remove_approvals(id(1))?, 2);
                assert!(tx.approvals(id(1))?.is_empty());
                tx.add_tally(682, "received", 2)?;
                tx.add_tally(682, "received", 3)?;
                tx.add_tally(681, "zz", 1)?;
                tx.add_tally(682, "closed", -1)?;
                let tally = |month, name: &str, count| (month, name.to_owned(), count);
                assert_eq!(
                    tx.tallies()?,
                    [
                        tally(681, "zz", 1),
                        tally(682, "closed", -1),
                        tally(682, "received", 5)
                    ]
                );
                assert_eq!(tx.meta("x")?, None);
                tx.put_meta("x", b"1")?;
                tx.put_meta("x", b"")?;
                assert_eq!(tx.meta("x")?, Some(vec![]));
                Ok(())
            })
            .wait()
            .unwrap();
        let twice = store
            .write("twice", |tx| tx.insert_approval(&approval(2, 11, 7), &MARK))
            .wait();
        assert_eq!(twice, Err(Error::Conflict { table: "approval" }));
    });
}

/// What lies in the database was written by whoever can write there.
#[test]
fn a_row_is_had_only_with_the_mark_that_is_made_over_all_of_it() {
    let mark = |bytes: &[u8]| {
        let sum = bytes
            .iter()
            .fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(*byte));
        [sum; 32]
    };
    on_each_engine(|_, store| {
        store
            .write("people", move |tx| {
                let person = person(1, "mei");
                tx.insert_person(&person, &mark(&person.to_mark()))
            })
            .wait()
            .unwrap();
        let look = || {
            store.read("look", move |tx| {
                Ok(tx.person(id(1))?.unwrap().proven(mark))
            })
        };
        let proven = look().wait().unwrap();
        assert!(proven.is_ok_and(|row| row == person(1, "mei")));
        store
            .write("meddle", move |tx| {
                let officer = Person {
                    state: "active".to_owned(),
                    ..person(1, "mei")
                };
                let former = mark(&person(1, "mei").to_mark());
                tx.replace_person(&former, &officer, &former)
            })
            .wait()
            .unwrap();
        assert_eq!(look().wait().unwrap().err(), Some(id(1)));
    });
}
