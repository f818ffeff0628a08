//! Leaves, tiles and heads.

use report::Hour;
use store::Error;
use store::kit::on_each_engine;

use crate::rows::{id, key, leaf};

#[test]
fn leaves_are_numbered_in_the_order_they_came_and_walked_in_the_order_of_their_positions() {
    on_each_engine(|_, store| {
        for number in 0..5 {
            store
                .append("leaf", move |tx| tx.insert_leaf(&leaf(number)))
                .wait()
                .unwrap();
        }
        store
            .write("number", |tx| {
                assert!(tx.try_sequence()?);
                let leaves = tx.unnumbered(4)?;
                assert_eq!(
                    leaves
                        .iter()
                        .map(|leaf| leaf.commitment)
                        .collect::<Vec<_>>(),
                    [key(0), key(1), key(2), key(3)]
                );
                let numbers: Vec<_> = leaves.iter().map(|leaf| leaf.seq).zip(0..).collect();
                tx.number_leaves(&numbers)?;
                assert_eq!(tx.unnumbered(9)?.len(), 1);
                Ok(())
            })
            .wait()
            .unwrap();
        store
            .read("look", |tx| {
                assert_eq!(tx.leaf(id(2))?.unwrap().position, Some(2));
                assert_eq!(tx.leaf(id(4))?.unwrap().position, None);
                assert!(tx.leaf_at(3)?.unwrap().id == id(3) && tx.leaf_at(4)?.is_none());
                assert_eq!(
                    tx.leaves(1, 2)?
                        .iter()
                        .map(|leaf| leaf.id)
                        .collect::<Vec<_>>(),
                    [id(1), id(2)]
                );
                let mut walked = Vec::new();
                tx.walk_leaves(1..9, |leaf| {
                    walked.push((
                        leaf.position,
                        *leaf.commitment,
                        leaf.salt.copied(),
                        leaf.sealed.map(<[u8]>::len),
                    ));
                    Ok(())
                })?;
                let expected = |at: u64| (at, key(at), Some([4; 32]), Some(50));
                assert_eq!(walked, [expected(1), expected(2), expected(3)]);
                let stopped = tx.walk_leaves(0..u64::MAX, |_| Err(Error::Refused("enough")));
                assert_eq!(stopped, Err(Error::Refused("enough")));
                assert!(
                    tx.leaf_at(0)?.is_some(),
                    "an error of the closure is no failed statement"
                );
                Ok(())
            })
            .wait()
            .unwrap();
    });
}

#[test]
fn a_position_is_given_once_and_a_leaf_is_numbered_once() {
    on_each_engine(|_, store| {
        store
            .append("leaves", |tx| {
                tx.insert_leaf(&leaf(1))
                    .and_then(|()| tx.insert_leaf(&leaf(2)))
            })
            .wait()
            .unwrap();
        let leaves = store.read("look", |tx| tx.unnumbered(9)).wait().unwrap();
        let (first, second) = (leaves[0].seq, leaves[1].seq);
        store
            .write("number", move |tx| tx.number_leaves(&[(first, 0)]))
            .wait()
            .unwrap();
        let taken = store
            .write("number", move |tx| tx.number_leaves(&[(second, 0)]))
            .wait();
        assert_eq!(taken, Err(Error::Conflict { table: "log_leaf" }));
        let again = store
            .write("number", move |tx| tx.number_leaves(&[(first, 7)]))
            .wait();
        assert!(matches!(again, Err(Error::Damaged { .. })));
        assert_eq!(
            store
                .read("look", |tx| tx.unnumbered(9))
                .wait()
                .unwrap()
                .len(),
            1
        );
    });
}

#[test]
fn an_expired_entry_goes_with_its_salt_and_the_tree_stays() {
    on_each_engine(|_, store| {
        store
            .write("leaves", |tx| {
                let numbered: Vec<_> = (0..1500).map(|at| (at, leaf(at))).collect();
                tx.insert_numbered_leaves(&numbered)
            })
            .wait()
            .unwrap();
        store
            .write("expire", |tx| {
                assert_eq!(tx.expire_entries(Hour(2999), 9)?, 0);
                assert_eq!(tx.expire_entries(Hour(3000), 1000)?, 1000);
                assert_eq!(tx.expire_entries(Hour(3000), 1000)?, 500);
                assert_eq!(tx.expire_entries(Hour(3000), 1000)?, 0);
                let gone = tx.leaf_at(7)?.unwrap();
                assert!(gone.sealed.is_none() && gone.salt.is_none() && gone.desk_second.is_none());
                assert_eq!((gone.position, gone.commitment), (Some(7), key(7)));
                Ok(())
            })
            .wait()
            .unwrap();
    });
}

#[test]
fn tiles_and_heads_grow() {
    on_each_engine(|_, store| {
        store
            .write("tree", |tx| {
                assert_eq!(tx.tile(0, 0)?, None);
                tx.put_tile(0, 0, &[[1; 32]])?;
                tx.put_tile(0, 0, &[[1; 32], [2; 32]])?;
                tx.put_tile(3, u64::from(u32::MAX), &[])?;
                assert_eq!(tx.tile(0, 0)?, Some(vec![[1; 32], [2; 32]]));
                assert_eq!(tx.tile(3, u64::from(u32::MAX))?, Some(vec![]));
                assert!(tx.head("live")?.is_none() && tx.last_daily_head()?.is_none());
                tx.put_head("live", 1, "one")?;
                tx.put_head("live", 2, "two")?;
                tx.put_head("2026-11-22", 256, "b")?;
                tx.put_head("2026-02-03", 128, "a")?;
                assert_eq!(tx.head("live")?, Some((2, "two".to_owned())));
                assert_eq!(
                    tx.last_daily_head()?,
                    Some(("2026-11-22".to_owned(), 256, "b".to_owned()))
                );
                Ok(())
            })
            .wait()
            .unwrap();
    });
}

#[test]
fn one_transaction_sequences_at_a_time() {
    on_each_engine(|fresh, store| {
        if fresh.engine == "sqlite" {
            return; // There, one transaction writes at a time.
        }
        let other = fresh.open();
        let (inside, wait) = std::sync::mpsc::channel();
        let (release, hold) = std::sync::mpsc::channel::<()>();
        let first = store.write("first", move |tx| {
            let leads = tx.try_sequence()?;
            inside.send(()).unwrap();
            hold.recv().unwrap();
            Ok(leads)
        });
        wait.recv().unwrap();
        assert!(
            !other
                .write("second", |tx| tx.try_sequence())
                .wait()
                .unwrap()
        );
        release.send(()).unwrap();
        assert!(first.wait().unwrap());
        assert!(other.write("third", |tx| tx.try_sequence()).wait().unwrap());
    });
}
