//! What a transaction promises, whatever its closure does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use report::Timestamp;
use store::kit::{Fresh, on_each_engine};
use store::{Error, Location, OpenError, Options, Store};

use crate::rows::{accept, id, report};

#[test]
fn a_conflict_names_the_table_in_every_kind_of_transaction() {
    on_each_engine(|_, store| {
        store.append("first", |tx| accept(tx, 1)).wait().unwrap();
        let conflict = Err(Error::Conflict { table: "report" });
        assert_eq!(
            store
                .append("again", |tx| tx.insert_report(&report(1)))
                .wait(),
            conflict
        );
        assert_eq!(
            store
                .write("again", |tx| tx.insert_report(&report(1)))
                .wait(),
            conflict
        );
        let mailbox = store.append("mailbox", |tx| {
            let new = report(1);
            tx.insert_mailbox(&new.lookups[0], 10, b"other")
        });
        assert_eq!(mailbox.wait(), Err(Error::Conflict { table: "mailbox" }));
    });
}

#[test]
fn a_failing_operation_fails_alone_among_many_that_are_committed_together() {
    on_each_engine(|_, store| {
        store.append("first", |tx| accept(tx, 50)).wait().unwrap();
        let pending: Vec<_> = (0..100)
            .map(|number| store.append("accept", move |tx| accept(tx, number)))
            .collect();
        for (number, pending) in pending.into_iter().enumerate() {
            let expected = if number == 50 {
                Err(Error::Conflict { table: "report" })
            } else {
                Ok(())
            };
            assert_eq!(pending.wait(), expected, "operation {number}");
        }
        let counts = store
            .read("count", |tx| {
                Ok((tx.count_reports()?, tx.unnumbered(999)?.len()))
            })
            .wait();
        assert_eq!(
            counts,
            Ok((100, 100)),
            "nothing of the failed one is left, nor anything twice"
        );
    });
}

#[test]
fn nothing_is_kept_of_a_closure_that_fails_or_panics_and_the_lanes_live_on() {
    on_each_engine(|_, store| {
        for _ in 0..20 {
            let failed = store.write("fails", |tx| {
                accept(tx, 1).and(Err::<(), _>(Error::Refused("changed my mind")))
            });
            assert_eq!(failed.wait(), Err(Error::Refused("changed my mind")));
            let panicked = store.write("panics", |tx| -> Result<(), Error> {
                accept(tx, 1)?;
                panic!("a test panics on purpose")
            });
            assert_eq!(panicked.wait(), Err(Error::Panicked));
            let panicked = store.append("panics", |tx| -> Result<(), Error> {
                accept(tx, 1)?;
                panic!("a test panics on purpose")
            });
            assert_eq!(panicked.wait(), Err(Error::Panicked));
            let panicked = store.read("panics", |_| -> Result<(), Error> {
                panic!("a test panics on purpose")
            });
            assert_eq!(panicked.wait(), Err(Error::Panicked));
        }
        assert_eq!(store.read("count", |tx| tx.count_reports()).wait(), Ok(0));
        store.append("after", |tx| accept(tx, 1)).wait().unwrap();
    });
}

#[test]
fn a_failed_statement_cannot_be_overlooked() {
    on_each_engine(|_, store| {
        store.write("first", |tx| accept(tx, 1)).wait().unwrap();
        let overlooked = store.write("overlooks", |tx| {
            let _ = tx.insert_report(&report(1));
            assert!(matches!(tx.report(id(1)), Err(Error::Refused(_))));
            Ok(())
        });
        assert!(matches!(overlooked.wait(), Err(Error::Refused(_))));
    });
}

#[test]
fn an_append_can_only_insert_and_a_read_can_only_read() {
    on_each_engine(|_, store| {
        let reads = store.append("reads", |tx| tx.report(id(1)).map(|_| ()));
        assert!(matches!(reads.wait(), Err(Error::Refused(_))));
        let changes = store.append("changes", |tx| tx.put_meta("a", b"b"));
        assert!(matches!(changes.wait(), Err(Error::Refused(_))));
        let writes = store.read("writes", |tx| accept(tx, 1));
        assert!(matches!(writes.wait(), Err(Error::Engine(_))));
        assert_eq!(store.read("count", |tx| tx.count_reports()).wait(), Ok(0));
    });
}

#[test]
fn writers_that_read_what_they_change_lose_no_update() {
    on_each_engine(|_, store| {
        store
            .write("start", |tx| tx.put_meta("n", &[0]))
            .wait()
            .unwrap();
        let adds: Vec<_> = (0..40)
            .map(|_| {
                store.write("add", |tx| {
                    let n = tx.meta("n")?.unwrap()[0];
                    tx.put_meta("n", &[n + 1])
                })
            })
            .collect();
        let added = adds
            .into_iter()
            .filter(|_| true)
            .map(store::Pending::wait)
            .filter(Result::is_ok)
            .count();
        let n = store
            .read("look", |tx| tx.meta("n"))
            .wait()
            .unwrap()
            .unwrap()[0];
        assert_eq!(usize::from(n), added);
        assert!(added >= 20, "most get through: {added}");
    });
}

#[test]
fn closing_finishes_what_was_queued_and_refuses_what_comes_later() {
    on_each_engine(|fresh, store| {
        let pending: Vec<_> = (0..300)
            .map(|number| store.append("accept", move |tx| accept(tx, number)))
            .collect();
        store.close();
        store.close();
        assert!(pending.into_iter().all(|pending| pending.wait().is_ok()));
        assert_eq!(
            store.write("late", |tx| accept(tx, 999)).wait(),
            Err(Error::Closed)
        );
        assert_eq!(
            store.append("late", |tx| accept(tx, 999)).wait(),
            Err(Error::Closed)
        );
        assert_eq!(
            store.read("late", |tx| tx.count_reports()).wait(),
            Err(Error::Closed)
        );
        assert_eq!(store.scrub().wait(), Err(Error::Closed));
        assert_eq!(store.queued(), 0);
        let again = fresh.open();
        assert_eq!(again.read("count", |tx| tx.count_reports()).wait(), Ok(300));
    });
}

#[test]
fn the_last_handle_may_go_on_one_of_the_stores_own_lanes() {
    for fresh in Fresh::each() {
        let store = fresh.open();
        let inside = store.clone();
        let pending = store.write("holds a handle", move |tx| {
            let _ = &inside;
            std::thread::sleep(Duration::from_millis(50));
            accept(tx, 1)
        });
        drop(store);
        pending.wait().unwrap();
    }
}

#[test]
fn a_dropped_answer_cancels_nothing_and_metrics_count_by_name() {
    on_each_engine(|_, store| {
        drop(store.append("dropped", |tx| accept(tx, 1)));
        store
            .append("waited for", |tx| accept(tx, 2))
            .wait()
            .unwrap();
        let _ = store.append("waited for", |tx| accept(tx, 2)).wait();
        assert_eq!(store.read("count", |tx| tx.count_reports()).wait(), Ok(2));
        let metrics = store.metrics();
        let of = |name| {
            metrics
                .iter()
                .find(|(other, _)| *other == name)
                .expect("measured")
                .1
        };
        assert_eq!(
            (
                of("dropped").count,
                of("waited for").count,
                of("waited for").errors
            ),
            (1, 2, 1)
        );
        assert!(of("waited for").nanoseconds > 0);
    });
}

#[test]
fn an_answer_can_be_awaited_and_a_store_opened_inside_a_runtime() {
    for fresh in Fresh::each() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            let store = fresh.open();
            store.append("accept", |tx| accept(tx, 1)).await.unwrap();
            assert_eq!(store.read("count", |tx| tx.count_reports()).await, Ok(1));
            let now = store.now().await.unwrap();
            let since = now.as_second()
                - "2026-01-01T00:00:00Z"
                    .parse::<Timestamp>()
                    .unwrap()
                    .as_second();
            assert!(since > 0 && since < 100 * 366 * 86_400);
            store.scrub().await.unwrap();
        });
    }
}

#[test]
fn a_closure_is_run_again_on_postgresql_when_transactions_collide() {
    let Some(fresh) = Fresh::postgres() else {
        return;
    };
    let store = fresh.open();
    store
        .write("start", |tx| tx.put_meta("n", &[0]))
        .wait()
        .unwrap();
    let runs = Arc::new(AtomicU32::new(0));
    let both: Vec<_> = (0..2)
        .map(|_| {
            let runs = Arc::clone(&runs);
            store.write("collides", move |tx| {
                runs.fetch_add(1, Ordering::Relaxed);
                let n = tx.meta("n")?.unwrap()[0];
                std::thread::sleep(Duration::from_millis(100));
                tx.put_meta("n", &[n + 1])
            })
        })
        .collect();
    assert!(both.into_iter().all(|pending| pending.wait().is_ok()));
    assert!(runs.load(Ordering::Relaxed) >= 3);
    assert_eq!(
        store
            .read("look", |tx| tx.meta("n"))
            .wait()
            .unwrap()
            .unwrap(),
        [2]
    );
}

#[test]
fn a_database_of_a_newer_program_or_with_changed_migrations_is_refused() {
    let Some(fresh) = Fresh::postgres() else {
        return;
    };
    fresh.open().close();
    let sqlite = Fresh::sqlite();
    sqlite.open().close();
    let alter = |sql: &str| {
        let Location::Sqlite(file) = &sqlite.location else {
            panic!("a file")
        };
        rusqlite::Connection::open(file)
            .unwrap()
            .execute_batch(sql)
            .unwrap();
        let Location::Postgres(address) = &fresh.location else {
            panic!("an address")
        };
        let name = address.rsplit('=').next().unwrap();
        store::kit::Server::shared()
            .unwrap()
            .query(name, sql)
            .unwrap();
    };
    alter("INSERT INTO migration (version, checksum, hour) VALUES (9999, 'x', 0)");
    for location in [&sqlite.location, &fresh.location] {
        let refused = Store::open(location, &Options::default()).err();
        assert!(matches!(
            refused,
            Some(OpenError::Newer { found: 9999, .. })
        ));
        assert!(refused.unwrap().to_string().contains("newer tipline"));
    }
    alter(
        "DELETE FROM migration WHERE version = 9999; UPDATE migration SET checksum = 'x' WHERE version = 1",
    );
    for location in [&sqlite.location, &fresh.location] {
        let refused = Store::open(location, &Options::default()).err();
        assert!(matches!(refused, Some(OpenError::Checksum { version: 1 })));
    }
}

#[test]
fn nodes_that_start_at_once_migrate_once() {
    let Some(fresh) = Fresh::postgres() else {
        return;
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| fresh.open().close());
        }
    });
}

#[test]
fn what_cannot_be_opened_says_why_and_shows_no_password() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("no.db");
    std::fs::write(
        &file,
        "this is not a database, it only looks like a file of some length".repeat(99),
    )
    .unwrap();
    let refused = Store::open(&Location::Sqlite(file), &Options::default()).err();
    assert!(matches!(refused, Some(OpenError::File(_))));
    let bad = "postgres://u:secret@127.0.0.1:1/d?what=1";
    let refused = Store::open(&Location::Postgres(bad.to_owned()), &Options::default())
        .err()
        .unwrap();
    assert!(
        matches!(refused, OpenError::Address(_)) && !refused.to_string().contains("secret"),
        "{refused}"
    );
    let nobody = "postgres://u:secret@127.0.0.1:1/d";
    let refused = Store::open(&Location::Postgres(nobody.to_owned()), &Options::default())
        .err()
        .unwrap();
    assert!(
        matches!(refused, OpenError::Connect(_)) && !refused.to_string().contains("secret"),
        "{refused}"
    );
}

#[test]
fn a_long_read_stands_in_nobodys_way_and_ends_before_the_store_does() {
    on_each_engine(|_, store| {
        store.append("accept", |tx| accept(tx, 1)).wait().unwrap();
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let stopped = std::sync::Arc::new(std::sync::Mutex::new(stopped));
        let begun = std::sync::Arc::new(std::sync::Barrier::new(9));
        let long: Vec<_> = (0..8)
            .map(|_| {
                let (begun, stopped) = (begun.clone(), stopped.clone());
                store.read_long("long", move |tx| {
                    let before = tx.count_reports()?;
                    begun.wait();
                    // Until the other end goes.
                    let _ = stopped.lock().unwrap().recv();
                    Ok((before, tx.count_reports()?))
                })
            })
            .collect();
        // Eight of them are at it: more than there are lanes.
        begun.wait();
        store.append("accept", |tx| accept(tx, 2)).wait().unwrap();
        assert_eq!(store.read("short", |tx| tx.count_reports()).wait(), Ok(2));
        store
            .write("write", |tx| tx.put_meta("a", b"b"))
            .wait()
            .unwrap();
        drop(stop);
        for pending in long {
            assert_eq!(pending.wait(), Ok((1, 1)), "each in one snapshot");
        }
        store.close();
        assert_eq!(
            store.read_long("late", |tx| tx.count_reports()).wait(),
            Err(Error::Closed)
        );
    });
}
