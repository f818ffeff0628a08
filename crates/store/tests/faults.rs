//! A full disk, a server that goes away.

use std::time::{Duration, Instant};

use store::kit::{Fresh, Server};
use store::{Error, Options, Store};

use crate::rows::{accept, id, item};

#[allow(
    clippy::disallowed_methods,
    reason = "the test is about how long something takes"
)]
fn now() -> Instant {
    Instant::now()
}

#[test]
fn a_full_database_says_so_and_goes_on_when_there_is_room_again() {
    let fresh = Fresh::sqlite();
    let options = Options {
        quota: Some(400 * 1024),
        ..Options::default()
    };
    let store = Store::open(&fresh.location, &options).unwrap();
    let mut stored = 0;
    let full = loop {
        let number = stored;
        match store.append("accept", move |tx| accept(tx, number)).wait() {
            Ok(()) => stored += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(full, Error::Full);
    let more = store.write("more", |tx| {
        for number in 0..1000 {
            tx.insert_item(&item(number, id(1), 1))?;
        }
        Ok(())
    });
    assert_eq!(more.wait(), Err(Error::Full));
    assert_eq!(
        store.read("count", |tx| tx.count_reports()).wait(),
        Ok(i64::try_from(stored).unwrap()),
        "what was acknowledged is there, and reading goes on"
    );
    let removed = store.write("remove", move |tx| {
        for number in 0..stored / 2 {
            tx.remove_report(id(number))?;
        }
        Ok(())
    });
    removed.wait().unwrap();
    store
        .append("accept", |tx| accept(tx, 5000))
        .wait()
        .unwrap();
}

#[test]
fn while_postgresql_is_away_operations_fail_within_seconds_and_afterwards_work_again() {
    let Some(server) = Server::new() else { return };
    let fresh = server.database();
    let store = fresh.open();
    store.append("before", |tx| accept(tx, 1)).wait().unwrap();
    store
        .write("before", |tx| tx.put_meta("a", b"b"))
        .wait()
        .unwrap();
    server.stop().unwrap();
    for round in 0..2 {
        let began = now();
        let appends: Vec<_> = (0..20)
            .map(|n| store.append("away", move |tx| accept(tx, 100 + n)))
            .collect();
        let writes: Vec<_> = (0..20)
            .map(|_| store.write("away", |tx| tx.put_meta("a", b"c")))
            .collect();
        let reads: Vec<_> = (0..20)
            .map(|_| store.read("away", |tx| tx.count_reports()))
            .collect();
        assert!(
            appends
                .into_iter()
                .all(|pending| pending.wait() == Err(Error::Unavailable))
        );
        assert!(
            writes
                .into_iter()
                .all(|pending| pending.wait() == Err(Error::Unavailable))
        );
        assert!(
            reads
                .into_iter()
                .all(|pending| pending.wait() == Err(Error::Unavailable))
        );
        let took = now() - began;
        assert!(took < Duration::from_secs(4), "round {round} took {took:?}");
    }
    // Asked for while it is away, and back before patience ends.
    let in_time = store.append("in time", |tx| accept(tx, 2));
    server.start().unwrap();
    let _ = in_time.wait();
    store.append("after", |tx| accept(tx, 3)).wait().unwrap();
    store
        .write("after", |tx| tx.put_meta("a", b"d"))
        .wait()
        .unwrap();
    let found = store
        .read("after", |tx| {
            Ok((tx.report(id(1))?.is_some(), tx.report(id(3))?.is_some()))
        })
        .wait();
    assert_eq!(found, Ok((true, true)));
    store.close();
}

#[test]
fn no_acknowledged_append_is_lost_and_none_is_there_twice_when_the_server_crashes_again_and_again()
{
    let Some(server) = Server::new() else { return };
    let fresh = server.database();
    let store = fresh.open();
    let mut acknowledged = Vec::new();
    let mut number = 0;
    for _ in 0..4 {
        let pending: Vec<_> = (0..400)
            .map(|_| {
                number += 1;
                let n = number;
                if n % 40 == 0 {
                    std::thread::sleep(Duration::from_millis(2));
                }
                (n, store.append("accept", move |tx| accept(tx, n)))
            })
            .collect();
        server.stop().unwrap();
        server.start().unwrap();
        for (n, pending) in pending {
            match pending.wait() {
                Ok(()) => acknowledged.push(n),
                Err(error) => assert_eq!(error, Error::Unavailable),
            }
        }
    }
    store
        .append("after", |tx| accept(tx, 999_999))
        .wait()
        .unwrap();
    assert!(!acknowledged.is_empty());
    let missing = store.read("look", move |tx| {
        let mut missing = 0;
        for n in &acknowledged {
            missing += i32::from(tx.report(id(*n))?.is_none() || tx.leaf(id(*n))?.is_none());
            assert_eq!(tx.items(id(*n))?.len(), 1);
        }
        Ok(missing)
    });
    assert_eq!(missing.wait(), Ok(0));
    store.close();
}

#[test]
fn a_write_whose_commit_was_lost_is_run_again_and_a_conflict_means_done() {
    let Some(server) = Server::new() else { return };
    let fresh = server.database();
    let (store, other) = (fresh.open(), fresh.open());
    // A commit whose answer never arrives: a deferred trigger, run by the commit itself, ends the connection after
    // another connection has done the very same insert (as if the commit had been durable before the crash).
    let name = match &fresh.location {
        store::Location::Postgres(address) => address.rsplit('=').next().unwrap().to_owned(),
        store::Location::Sqlite(_) => return,
    };
    let trigger = "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
            IF current_setting('application_name') = 'tipline' THEN \
                PERFORM pg_sleep(0.3); PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$; \
        CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON import_line DEFERRABLE INITIALLY DEFERRED \
            FOR EACH ROW EXECUTE FUNCTION cut()";
    server.query(&name, trigger).unwrap();
    for append in [false, true] {
        let key = [u8::from(append); 32];
        let runs = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
        let counted = std::sync::Arc::clone(&runs);
        let closure = move |tx: &mut store::Tx<'_>| {
            tx.insert_import_line(&key)?;
            Ok(counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
        };
        let pending = if append {
            store.append("cut", closure)
        } else {
            store.write("cut", closure)
        };
        std::thread::sleep(Duration::from_millis(100));
        // Without the trigger's effect: psql has another application name. It waits for the first to end.
        let hex = if append { "01" } else { "00" };
        let same = format!(
            "INSERT INTO import_line VALUES (decode('{}', 'hex'))",
            hex.repeat(32)
        );
        server.query(&name, &same).unwrap();
        assert_eq!(
            pending.wait(),
            Ok(0),
            "the value of the run whose commit was lost"
        );
        let known = other
            .read("look", move |tx| tx.known_import_lines(&[key]))
            .wait();
        assert_eq!(known, Ok(vec![true]));
    }
    store.close();
    other.close();
}

#[test]
fn after_a_lost_commit_a_conflict_on_anything_but_its_own_first_row_is_somebody_elses() {
    let Some(server) = Server::new() else { return };
    let fresh = server.database();
    let (store, other) = (fresh.open(), fresh.open());
    let name = match &fresh.location {
        store::Location::Postgres(address) => address.rsplit('=').next().unwrap().to_owned(),
        store::Location::Sqlite(_) => return,
    };
    // The commit is cut off and does not happen; meanwhile somebody else takes the key of its last row.
    let trigger = "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
            IF current_setting('application_name') = 'tipline' THEN \
                PERFORM pg_sleep(0.3); PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$; \
        CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON import_line DEFERRABLE INITIALLY DEFERRED \
            FOR EACH ROW EXECUTE FUNCTION cut()";
    server.query(&name, trigger).unwrap();
    for append in [false, true] {
        let number = u64::from(append);
        let key = [u8::from(append); 32];
        let closure = move |tx: &mut store::Tx<'_>| {
            accept(tx, number)?;
            tx.insert_import_line(&key)
        };
        let pending = if append {
            store.append("cut", closure)
        } else {
            store.write("cut", closure)
        };
        std::thread::sleep(Duration::from_millis(100));
        let hex = if append { "01" } else { "00" };
        let same = format!(
            "INSERT INTO import_line VALUES (decode('{}', 'hex'))",
            hex.repeat(32)
        );
        server.query(&name, &same).unwrap();
        assert_eq!(
            pending.wait(),
            Err(Error::Conflict {
                table: "import_line"
            })
        );
        let stored = other.read("look", move |tx| Ok(tx.report(id(number))?.is_some()));
        assert_eq!(stored.wait(), Ok(false));
    }
    store.close();
    other.close();
}
