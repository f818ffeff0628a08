//! People, circles and the small tables.

use report::Hour;
use store::Error;
use store::kit::on_each_engine;

use crate::rows::{id, person, person_key};

#[test]
fn people_have_one_name_each_and_a_current_key() {
    on_each_engine(|_, store| {
        store
            .write("people", |tx| {
                tx.insert_person(&person(1, "mei"))?;
                tx.insert_person(&person(2, "Zoë"))?;
                tx.insert_person(&person(3, "ana"))?;
                tx.insert_person_key(&person_key(11, id(1), 5))?;
                tx.insert_person_key(&person_key(12, id(1), 6))?;
                assert!(tx.hand_on_person_key(id(11), b"opened by 12", id(12))?);
                // Once: the second who comes with the same link changes nothing.
                assert!(!tx.hand_on_person_key(id(11), b"opened by 13", id(13))?);
                assert!(!tx.hand_on_person_key(id(99), b"", id(12))?);
                assert!(tx.set_person_state(id(1), "active")?);
                assert!(tx.set_person_setup(id(1), None)?);
                Ok(())
            })
            .wait()
            .unwrap();
        store
            .read("look", |tx| {
                let names: Vec<_> = tx
                    .persons()?
                    .into_iter()
                    .map(|person| person.name)
                    .collect();
                assert_eq!(names, ["Zoë", "ana", "mei"]);
                let mei = tx.person_by_name("mei")?.unwrap();
                assert!(Some(&mei) == tx.person(id(1))?.as_ref());
                assert_eq!(
                    (mei.state.as_str(), mei.setup, mei.role.as_str()),
                    ("active", None, "officer")
                );
                assert_eq!(tx.current_person_key(id(1))?.unwrap().id, id(12));
                let keys = tx.person_keys(id(1))?;
                assert_eq!(
                    keys.iter().map(|key| key.id).collect::<Vec<_>>(),
                    [id(11), id(12)]
                );
                assert_eq!(
                    (keys[0].lock.as_str(), keys[0].successor, keys[0].current),
                    ("successor", Some(id(12)), false)
                );
                assert_eq!(tx.person_key(id(12))?.unwrap().lock, "setup");
                assert!(tx.current_person_key(id(2))?.is_none());
                Ok(())
            })
            .wait()
            .unwrap();
        let twice = store
            .write("twice", |tx| tx.insert_person(&person(4, "mei")))
            .wait();
        assert_eq!(twice, Err(Error::Conflict { table: "person" }));
    });
}

#[test]
fn a_circle_has_one_current_key_and_its_wraps_go_with_whoever_leaves() {
    on_each_engine(|_, store| {
        store
            .write("circle", |tx| {
                tx.insert_circle_key(id(1), "desk", 682, b"first", Hour(1))?;
                tx.insert_circle_key(id(2), "overseers", 682, b"theirs", Hour(1))?;
                tx.insert_circle_key(id(3), "desk", 683, b"second", Hour(2))?;
                tx.insert_circle_wrap(id(1), id(21), b"a")?;
                tx.insert_circle_wrap(id(3), id(21), b"b")?;
                tx.insert_circle_wrap(id(3), id(22), b"c")?;
                let current = tx.current_circle_key("desk")?.unwrap();
                assert_eq!(
                    (current.id, current.month, current.public),
                    (id(3), 683, b"second".to_vec())
                );
                assert_eq!(tx.current_circle_key("overseers")?.unwrap().id, id(2));
                let keys = tx.circle_keys("desk")?;
                assert_eq!(
                    keys.iter()
                        .map(|key| (key.id, key.current))
                        .collect::<Vec<_>>(),
                    [(id(1), false), (id(3), true)]
                );
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
                tx.insert_approval(id(1), id(11), Hour(6))?;
                tx.insert_approval(id(1), id(12), Hour(5))?;
                tx.insert_approval(id(2), id(11), Hour(6))?;
                assert_eq!(tx.approvals(id(1))?, [(id(12), Hour(5)), (id(11), Hour(6))]);
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
            .write("twice", |tx| tx.insert_approval(id(2), id(11), Hour(7)))
            .wait();
        assert_eq!(twice, Err(Error::Conflict { table: "approval" }));
    });
}
