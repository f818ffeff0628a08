//! What reports can be found by.

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use report::Hour;
use store::kit::on_each_engine;
use store::{Error, NewSearch, Standing, Store};

use crate::rows::{accept, id};

const OPEN: Standing = Standing {
    now: Hour(1500),
    below: 2,
};

fn tokens(number: u64) -> NewSearch {
    NewSearch {
        report: id(number),
        month: 7,
        sealed: number.to_be_bytes().to_vec(),
    }
}

fn accept_each(store: &Store, numbers: std::ops::Range<u64>) {
    for number in numbers {
        store
            .append("accept", move |tx| accept(tx, number))
            .wait()
            .unwrap();
    }
}

#[test]
fn tokens_are_found_by_their_reports_place_while_it_is_open() {
    on_each_engine(|_, store| {
        accept_each(store, 0..6);
        store
            .write("index", |tx| {
                let rows: Vec<NewSearch> = (0..5).map(tokens).collect();
                tx.insert_searches(&rows)?;
                tx.insert_searches(&[])?;
                tx.set_report_status(id(1), 2)?;
                tx.withdraw_report(id(2), Hour(1400))?;
                Ok(())
            })
            .wait()
            .unwrap();
        store
            .read("look", |tx| {
                let (searches, reports) = tx.search_ends()?;
                assert_eq!(tx.searches_after(0, 100)?.len(), 5);
                assert_eq!(tx.searches_after(searches, 100)?, []);
                let place = |number| tx.report_place(id(number));
                let places: Vec<i64> = (0..6)
                    .map(place)
                    .collect::<Result<Option<_>, _>>()?
                    .unwrap();
                assert_eq!(reports, places[5]);

                let open = tx.searchable_between(0, reports, OPEN)?;
                assert_eq!(open, [places[0], places[3], places[4]]);
                assert_eq!(
                    tx.searchable_between(places[0], places[3], OPEN)?,
                    [places[3]]
                );
                let living = Standing {
                    below: i64::MAX,
                    ..OPEN
                };
                assert_eq!(tx.searchable_between(0, reports, living)?.len(), 4);
                let over = Standing {
                    now: Hour(2000),
                    ..OPEN
                };
                assert!(tx.searchable_between(0, reports, over)?.is_empty());

                let mut rows = tx.search_rows(&places, OPEN)?;
                rows.sort_by_key(|row| row.report);
                let found: Vec<_> = rows.iter().map(|row| (row.report, row.id)).collect();
                assert_eq!(
                    found,
                    [(places[0], id(0)), (places[3], id(3)), (places[4], id(4))]
                );
                assert_eq!((rows[1].month, rows[1].epoch), (7, 10));
                assert_eq!(
                    (&rows[1].sealed, &rows[1].wrap),
                    (&3_u64.to_be_bytes().to_vec(), &vec![1; 40])
                );
                // The sixth has no tokens, and its wrap is found all the same.
                assert_eq!(tx.report_wraps_at(&places, OPEN)?.len(), 4);
                let wraps = tx.report_wraps(&[id(5), id(99)])?;
                assert_eq!(
                    wraps.iter().map(|wrap| wrap.report).collect::<Vec<_>>(),
                    [places[5]]
                );
                let seconds = tx.seconds(&[id(9), id(98)])?;
                assert_eq!(
                    (seconds.len(), seconds[&id(9)].encapsulation.as_slice()),
                    (1, [9; 20].as_slice())
                );
                Ok(())
            })
            .wait()
            .unwrap();
    });
}

#[test]
fn tokens_go_with_their_report_and_none_are_kept_of_a_report_that_is_not_there() {
    on_each_engine(|_, store| {
        accept_each(store, 0..2);
        store
            .write("index", |tx| tx.insert_searches(&[tokens(0), tokens(1)]))
            .wait()
            .unwrap();
        let twice = store.write("index", |tx| tx.insert_searches(&[tokens(1)]));
        assert!(matches!(twice.wait(), Err(Error::Conflict { .. })));
        store
            .write("remove", |tx| tx.remove_report(id(0)))
            .wait()
            .unwrap();
        let left = store.read("look", |tx| tx.searches_after(0, 100));
        assert_eq!(left.wait().unwrap().len(), 1);
        let gone = store.write("index", |tx| tx.insert_searches(&[tokens(0)]));
        assert_eq!(gone.wait(), Err(Error::NoReport));
    });
}

/// Whoever has read up to a row has read all before it: else a report that was read by the slower of two workers would
/// not be found until a restart.
#[test]
fn tokens_become_visible_in_the_order_of_their_places() {
    on_each_engine(|_, store| {
        accept_each(store, 0..2);
        let (inserted, wait_for_it) = channel();
        let (go_on, told) = channel();
        let told = Arc::new(Mutex::new(told));
        let slow = store.write("slow", move |tx| {
            tx.insert_searches(&[tokens(0)])?;
            inserted.send(()).unwrap();
            told.lock().unwrap().recv().unwrap();
            Ok(())
        });
        wait_for_it.recv().unwrap();
        let fast = store.write("fast", |tx| tx.insert_searches(&[tokens(1)]));
        std::thread::sleep(Duration::from_millis(200));
        let seen = store.read("look", |tx| tx.searches_after(0, 100));
        assert_eq!(
            seen.wait().unwrap(),
            [],
            "neither is there before the first"
        );
        go_on.send(()).unwrap();
        slow.wait().unwrap();
        fast.wait().unwrap();
        let seen = store.read("look", |tx| {
            let first = tx.report_place(id(0))?.unwrap();
            Ok((tx.searches_after(0, 100)?, first))
        });
        let (seen, first) = seen.wait().unwrap();
        assert_eq!((seen.len(), seen[0].1), (2, first));
    });
}
