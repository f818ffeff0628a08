//! Reports and what hangs on them.

use report::Hour;
use store::Error;
use store::kit::on_each_engine;

use crate::rows::{accept, accept_each, id, item, key, leaf, report};

#[test]
fn an_accepted_report_is_found_again_with_everything_that_came_with_it() {
    on_each_engine(|_, store| {
        store.append("accept", |tx| accept(tx, 1)).wait().unwrap();
        store
            .read("look", |tx| {
                let found = tx.report(id(1))?.expect("the report");
                let sent = report(1);
                assert_eq!(
                    (found.id, found.status, found.named, found.reading),
                    (sent.id, 0, true, 0)
                );
                assert_eq!(
                    (found.hour, found.expires, found.withdrawn),
                    (sent.hour, sent.expires, None)
                );
                assert_eq!((found.epoch, found.desk_second), (10, sent.desk_second));
                assert!(found.wrap == sent.wrap && found.lookups == sent.lookups);
                assert_eq!(tx.mailbox(&key(2))?.expect("a mailbox").sealed, vec![8; 30]);
                assert_eq!(tx.mailbox(&key(3))?.expect("a mailbox").epoch, 10);
                assert!(tx.mailbox(&key(4))?.is_none());
                assert!(tx.items(id(1))? == vec![item(1, id(1), 0)]);
                assert_eq!(
                    tx.second(id(9))?.expect("the second").encapsulation,
                    vec![9; 20]
                );
                assert_eq!(tx.leaf(id(1))?.expect("the leaf").position, None);
                assert_eq!(tx.job_counts()?, vec![("read".to_owned(), 1, 0, 0)]);
                Ok(())
            })
            .wait()
            .unwrap();
    });
}

#[test]
fn a_report_is_found_by_the_beginning_of_its_id() {
    on_each_engine(|_, store| {
        for number in 0..20 {
            store
                .append("accept", move |tx| accept(tx, number))
                .wait()
                .unwrap();
        }
        store
            .read("look", |tx| {
                let digits = id(7).to_string();
                assert_eq!(tx.report_by_prefix(&digits)?, vec![id(7)]);
                assert_eq!(
                    tx.report_by_prefix(&digits[..7].to_uppercase())?,
                    vec![id(7)]
                );
                assert_eq!(tx.report_by_prefix("")?.len(), 2);
                assert!(tx.report_by_prefix("no digits")?.is_empty());
                Ok(())
            })
            .wait()
            .unwrap();
    });
}

#[test]
fn reports_are_listed_newest_first_by_status_and_in_pages() {
    on_each_engine(|_, store| {
        accept_each(store, 6);
        store
            .write("change", |tx| {
                assert!(tx.set_report_status(id(3), 1)?);
                assert!(tx.set_report_status(id(5), 1)?);
                assert!(!tx.set_report_status(id(99), 1)?);
                assert!(tx.set_report_reading(id(5), 2)?);
                Ok(())
            })
            .wait()
            .unwrap();
        store
            .read("list", |tx| {
                let listed = tx.living_reports(Hour(0), None, 2)?;
                let ids: Vec<_> = listed.iter().map(|report| report.id).collect();
                assert_eq!(ids, [id(6), id(5)]);
                assert_eq!((listed[0].status, listed[0].reading), (0, 0));
                assert_eq!((listed[1].status, listed[1].reading), (1, 2));
                assert_eq!(tx.count_reports()?, 6);
                Ok(())
            })
            .wait()
            .unwrap();
    });
}

#[test]
fn a_report_is_withdrawn_once_expires_and_is_removed_with_all_that_hangs_on_it() {
    on_each_engine(|_, store| {
        accept_each(store, 3);
        store
            .write("withdraw", |tx| {
                tx.insert_identity(id(1), 10, b"who")?;
                assert!(tx.withdraw_report(id(1), Hour(1100))?);
                assert!(!tx.withdraw_report(id(1), Hour(1101))?);
                assert!(!tx.withdraw_report(id(99), Hour(1100))?);
                assert_eq!(tx.report(id(1))?.unwrap().withdrawn, Some(Hour(1100)));
                assert_eq!(tx.expired_reports(Hour(1500), Hour(1099), 9)?, []);
                assert_eq!(tx.expired_reports(Hour(1500), Hour(1100), 9)?, [id(1)]);
                assert_eq!(tx.expired_reports(Hour(2000), Hour(0), 2)?, [id(1), id(2)]);
                Ok(())
            })
            .wait()
            .unwrap();
        store
            .write("remove", |tx| {
                assert!(tx.remove_report(id(1))?);
                assert!(!tx.remove_report(id(1))?);
                assert!(tx.items(id(1))?.is_empty());
                Ok(())
            })
            .wait()
            .unwrap();
        store
            .read("look", |tx| {
                assert!(tx.report(id(1))?.is_none() && tx.identity(id(1))?.is_none());
                assert!(tx.mailbox(&key(2))?.is_none() && tx.mailbox(&key(3))?.is_none());
                assert!(tx.items(id(1))?.is_empty());
                assert_eq!(tx.job_counts()?, vec![("read".to_owned(), 2, 0, 0)]);
                assert!(tx.report(id(2))?.is_some() && tx.mailbox(&key(4))?.is_some());
                Ok(())
            })
            .wait()
            .unwrap();
        store.scrub().wait().unwrap();
    });
}

#[test]
fn living_reports_are_carried_to_the_next_epoch_until_no_wrap_is_left_under_the_old_one() {
    on_each_engine(|_, store| {
        accept_each(store, 4);
        store
            .write("carry", |tx| {
                let now = Hour(1500);
                tx.insert_identity(id(2), 10, b"who")?;
                tx.withdraw_report(id(4), Hour(1200))?;
                // Three living reports, their six mailboxes, one identity.
                assert_eq!(tx.wraps_under(10, now)?, 10);
                assert_eq!(tx.wraps_under(10, Hour(2000))?, 0);
                let ids = |found: &[((i64, i64), report::Id)]| -> Vec<_> {
                    found.iter().map(|(_, id)| *id).collect()
                };
                let first = tx.to_carry(11, now, (0, 0), 2)?;
                assert_eq!(ids(&first), [id(1), id(2)]);
                let rest = tx.to_carry(11, now, first[1].0, 2)?;
                assert_eq!(ids(&rest), [id(3)]);
                assert!(tx.to_carry(10, now, (0, 0), 2)?.is_empty());
                for (_, id) in first.iter().chain(&rest) {
                    let report = tx.report(*id)?.unwrap();
                    assert!(tx.carry_report(report.id, 11, b"new")?);
                    for lookup in &report.lookups {
                        assert!(tx.carry_mailbox(lookup, 11, b"new")?);
                    }
                }
                assert_eq!(tx.wraps_under(10, now)?, 1);
                assert!(tx.carry_identity(id(2), 11, b"new")?);
                assert!(!tx.carry_identity(id(1), 11, b"new")?);
                assert_eq!(
                    (tx.wraps_under(10, now)?, tx.wraps_under(11, now)?),
                    (0, 10)
                );
                assert!(tx.to_carry(11, now, (0, 0), 9)?.is_empty());
                assert_eq!(tx.report(id(1))?.unwrap().wrap, b"new");
                assert_eq!(tx.identity(id(2))?.unwrap().sealed, b"new");
                Ok(())
            })
            .wait()
            .unwrap();
    });
}

#[test]
fn items_come_oldest_first_and_the_contents_of_many_reports_in_one_go() {
    on_each_engine(|_, store| {
        store
            .append("items", |tx| {
                for number in 1..=3 {
                    tx.insert_report(&report(number))?;
                }
                tx.insert_item(&item(1, id(1), 0))?;
                tx.insert_item(&item(2, id(2), 0))?;
                tx.insert_item(&item(3, id(1), 1))?;
                tx.insert_item(&item(4, id(1), 0))?;
                tx.insert_item(&item(5, id(3), 2))
            })
            .wait()
            .unwrap();
        store
            .read("look", |tx| {
                let ids =
                    |items: Vec<store::Item>| items.iter().map(|item| item.id).collect::<Vec<_>>();
                assert_eq!(ids(tx.items(id(1))?), [id(1), id(3), id(4)]);
                assert_eq!(ids(tx.items_of_kind(id(1), 1)?), [id(3)]);
                assert_eq!(
                    ids(tx.first_items(&[id(2), id(3), id(77), id(1)])?),
                    [id(2), id(1)]
                );
                assert!(tx.first_items(&[])?.is_empty());
                Ok(())
            })
            .wait()
            .unwrap();
    });
}

#[test]
fn an_item_of_a_report_that_is_gone_is_refused_and_nothing_of_its_operation_is_kept() {
    on_each_engine(|_, store| {
        store.append("accept", |tx| accept(tx, 1)).wait().unwrap();
        let appended = store
            .append("late message", |tx| {
                tx.insert_leaf(&leaf(7))?;
                tx.insert_item(&item(8, id(2), 1))
            })
            .wait();
        assert_eq!(appended, Err(Error::NoReport));
        let written = store
            .write("late message", |tx| {
                tx.insert_leaf(&leaf(7))?;
                tx.insert_item(&item(8, id(2), 1))
            })
            .wait();
        assert_eq!(written, Err(Error::NoReport));
        let leaf = store.read("look", |tx| tx.leaf(id(7))).wait().unwrap();
        assert!(leaf.is_none());
    });
}

#[test]
fn replays_and_import_lines_are_known_again() {
    on_each_engine(|_, store| {
        store
            .append("remember", |tx| {
                tx.insert_replay(&key(1), Hour(10), b"one")?;
                tx.insert_replay(&key(2), Hour(20), b"two")?;
                tx.insert_import_line(&key(1))?;
                tx.insert_import_line(&key(3))
            })
            .wait()
            .unwrap();
        store
            .write("look", |tx| {
                assert_eq!(
                    tx.known_import_lines(&[key(1), key(2), key(3)])?,
                    [true, false, true]
                );
                assert_eq!(tx.replay(&key(1))?.as_deref(), Some(&b"one"[..]));
                assert_eq!(tx.reap_replays(Hour(10))?, 1);
                assert_eq!(tx.replay(&key(1))?, None);
                assert_eq!(tx.replay(&key(2))?.as_deref(), Some(&b"two"[..]));
                Ok(())
            })
            .wait()
            .unwrap();
        let again = store
            .append("again", |tx| tx.insert_import_line(&key(3)))
            .wait();
        assert_eq!(
            again,
            Err(Error::Conflict {
                table: "import_line"
            })
        );
    });
}

#[test]
fn the_list_of_living_reports_goes_on_where_a_page_ended() {
    on_each_engine(|_, store| {
        accept_each(store, 6);
        store
            .write("list", |tx| {
                assert!(tx.withdraw_report(id(5), Hour(1100))?);
                let page = |tx: &mut store::Tx<'_>, before| -> Result<Vec<report::Id>, Error> {
                    let rows = tx.living_reports(Hour(1500), before, 2)?;
                    Ok(rows.iter().map(|row| row.id).collect::<Vec<_>>())
                };
                assert_eq!(page(tx, None)?, [id(6), id(4)]);
                assert_eq!(page(tx, Some(id(4)))?, [id(3), id(2)]);
                assert_eq!(page(tx, Some(id(2)))?, [id(1)]);
                // From one that was withdrawn meanwhile it goes on all the same.
                assert_eq!(page(tx, Some(id(5)))?, [id(4), id(3)]);
                assert_eq!(page(tx, Some(id(99)))?, []);
                assert!(tx.living_reports(Hour(2000), None, 9)?.is_empty());
                Ok(())
            })
            .wait()
            .unwrap();
    });
}

#[test]
fn an_object_belongs_to_one_report_or_to_nobody_and_is_forgotten_with_its_report() {
    on_each_engine(|_, store| {
        store
            .write("send", |tx| {
                accept(tx, 1)?;
                accept(tx, 2)?;
                (10..13).try_for_each(|n| tx.insert_object(id(n), Hour(5), n))
            })
            .wait()
            .unwrap();
        let claim = |n: u64, report: u64| {
            let claimed = store.write("claim", move |tx| tx.claim_object(id(n), id(report)));
            claimed.wait()
        };
        let forget = |before: i64| {
            let forgotten = store.write("forget", move |tx| {
                let over = tx.nobodys_objects(Hour(before), 9)?;
                // Somebody's is not forgotten, whoever asks.
                let owned = tx.forget_objects(&[id(10)])?;
                Ok([tx.forget_objects(&over)?, owned].concat())
            });
            forgotten.wait().unwrap()
        };
        assert_eq!(claim(10, 1), Ok(()));
        let taken = Err(Error::NoObject { id: id(10) });
        assert_eq!((claim(10, 2), claim(10, 1)), (taken.clone(), taken));
        assert_eq!(claim(99, 1), Err(Error::NoObject { id: id(99) }));
        assert_eq!(forget(4), []);
        let give_up = |n: u64| store.write("give up", move |tx| tx.give_up_object(id(n)));
        give_up(11).wait().unwrap();
        give_up(10).wait().unwrap();
        assert_eq!(forget(4), [id(11)], "an owned one is not given up");
        assert_eq!(forget(5), [id(12)]);

        let (ids, mut owned) = (vec![id(10), id(11)], Vec::new());
        store
            .read("look", move |tx| {
                assert_eq!(
                    tx.known_objects(&ids)?.into_iter().collect::<Vec<_>>(),
                    [id(10)]
                );
                owned.clear();
                tx.owned_objects(&mut |object| owned.push(object))?;
                assert_eq!(owned.len(), 1);
                assert_eq!(
                    (owned[0].id, owned[0].report, owned[0].bytes),
                    (id(10), id(1), 10)
                );
                Ok(())
            })
            .wait()
            .unwrap();
        store
            .write("remove", |tx| tx.remove_report(id(1)))
            .wait()
            .unwrap();
        assert_eq!(forget(0), [id(10)]);
    });
}
