//! Dumps: the same from either engine, loaded into either.

use proptest::collection::vec;
use proptest::prelude::*;
use report::Hour;
use store::kit::Fresh;
use store::{Cell, Error, Frame, FrameError, Kind, NewSearch, Store};

use crate::rows::{accept, approval, circle_key, id, leaf, person, person_key};
use crate::sign_in::{factor, recovery, session, share, word};

pub(crate) fn dump(store: &Store) -> Vec<Frame> {
    let frames = store.read("dump", |tx| {
        let mut frames = Vec::new();
        tx.dump(&mut |frame| {
            frames.push(frame.clone());
            Ok(())
        })?;
        Ok(frames)
    });
    frames.wait().unwrap()
}

fn load(store: &Store, frames: &[Frame]) -> Result<(), Error> {
    let frames = frames.to_vec();
    let loaded = store.write("load", move |tx| {
        let mut frames = frames.iter().cloned();
        tx.load(&mut || Ok(frames.next()))
    });
    loaded.wait()
}

fn fill(store: &Store) {
    for number in 0..30 {
        store
            .append("accept", move |tx| accept(tx, number))
            .wait()
            .unwrap();
    }
    store
        .write("more", |tx| {
            tx.insert_person(&person(1, "mei"), &[6; 32])?;
            tx.insert_person_key(&person_key(2, id(1), 5), &[6; 32])?;
            tx.insert_circle_key(&circle_key(3, "desk", 1), &[6; 32])?;
            tx.insert_circle_wrap(id(3), id(2), b"wrap")?;
            tx.insert_identity(id(4), 10, b"who")?;
            tx.insert_searches(&[NewSearch {
                report: id(7),
                month: 682,
                sealed: b"tokens".to_vec(),
            }])?;
            tx.insert_object(id(40), Hour(9), 1044)?;
            tx.claim_object(id(40), id(4))?;
            tx.put_head("live", 5, "note")?;
            tx.put_tile(0, 0, &[[1; 32]])?;
            tx.add_tally(1, "x", 2)?;
            tx.put_meta("m", &[0, 255])?;
            tx.insert_approval(&approval(1, 2, 3), &[6; 32])?;
            tx.insert_second_factor(&factor(1), &[6; 32])?;
            tx.insert_recovery_share(&share(5, 41))?;
            tx.insert_session(&session(1, 50, 1000), &[6; 32])?;
            tx.insert_recovery(&recovery(1, 21, 100), &[6; 32])?;
            tx.insert_recovery_word(&word(1, 31), &[6; 32])?;
            tx.insert_replay(&[1; 32], Hour(4), b"page")?;
            tx.insert_import_line(&[2; 32])?;
            tx.withdraw_report(id(3), Hour(1500))?;
            tx.remove_report(id(5))?;
            let first = tx.unnumbered(1)?[0].seq;
            tx.number_leaves(&[(first, 0)])
        })
        .wait()
        .unwrap();
}

#[test]
fn a_dump_goes_from_sqlite_to_postgresql_and_back_and_is_the_same() {
    let Some(postgres) = Fresh::postgres() else {
        return;
    };
    let (first, second, third) = (
        Fresh::sqlite().open(),
        postgres.open(),
        Fresh::sqlite().open(),
    );
    let (first_place, third_place) = (Fresh::sqlite(), Fresh::sqlite());
    drop((first, third));
    let (first, third) = (first_place.open(), third_place.open());
    fill(&first);
    let frames = dump(&first);
    load(&second, &frames).unwrap();
    assert!(dump(&second) == frames);
    load(&third, &dump(&second)).unwrap();
    assert!(dump(&third) == frames);
    // Growing keys go on after the loaded ones.
    for store in [&second, &third] {
        store.append("after", |tx| accept(tx, 77)).wait().unwrap();
        let (newest, all) = store
            .read("look", |tx| {
                Ok((
                    tx.living_reports(Hour(0), None, 1)?[0].id,
                    tx.count_reports()?,
                ))
            })
            .wait()
            .unwrap();
        assert_eq!((newest, all), (id(77), 30));
    }
}

#[test]
fn a_dump_leaves_out_the_wraps_of_jobs() {
    for fresh in Fresh::each() {
        let store = fresh.open();
        store.append("accept", |tx| accept(tx, 1)).wait().unwrap();
        let frames = dump(&store);
        let mut rows = frames
            .iter()
            .skip_while(|frame| !matches!(frame, Frame::Table { name, .. } if name == "job"));
        let Some(Frame::Table { columns, .. }) = rows.next() else {
            panic!("a table")
        };
        let wrap = columns.iter().position(|(name, _)| name == "wrap").unwrap();
        let Some(Frame::Row(cells)) = rows.next() else {
            panic!("a row")
        };
        assert!(cells[wrap] == Cell::Null);
    }
}

#[test]
fn a_dump_is_not_loaded_into_a_database_in_use_nor_when_it_is_damaged() {
    for fresh in Fresh::each() {
        let store = fresh.open();
        fill(&store);
        let frames = dump(&store);
        assert!(matches!(load(&store, &frames), Err(Error::Refused(_))));
        let other = if fresh.engine == "sqlite" {
            Fresh::sqlite()
        } else {
            Fresh::postgres().unwrap()
        };
        let empty = other.open();
        assert!(matches!(
            load(&empty, &frames[..frames.len() - 1]),
            Err(Error::Damaged { .. })
        ));
        let mut fewer = frames.clone();
        let last_row = fewer
            .iter()
            .rposition(|frame| matches!(frame, Frame::Row(_)));
        fewer.remove(last_row.unwrap());
        assert!(load(&empty, &fewer).is_err());
        let unknown = [
            Frame::Table {
                name: "other".to_owned(),
                columns: vec![],
            },
            Frame::End { rows: 0 },
        ];
        assert!(matches!(load(&empty, &unknown), Err(Error::Refused(_))));
        let stray = [Frame::Row(vec![]), Frame::End { rows: 1 }];
        assert!(matches!(load(&empty, &stray), Err(Error::Damaged { .. })));
        load(&empty, &frames).unwrap();
        assert!(dump(&empty) == frames);
    }
}

#[test]
fn a_walk_through_many_leaves_sees_each_once() {
    for fresh in Fresh::each() {
        let store = fresh.open();
        for start in 0..5 {
            let numbered: Vec<_> = (start * 1000..(start + 1) * 1000)
                .map(|at| (at, leaf(at)))
                .collect();
            store
                .write("leaves", move |tx| tx.insert_numbered_leaves(&numbered))
                .wait()
                .unwrap();
        }
        let walked = store.read("walk", |tx| {
            let mut next = 10;
            tx.walk_leaves(10..u64::MAX, |leaf| {
                assert_eq!(leaf.position, next);
                next += 1;
                Ok(())
            })?;
            Ok(next)
        });
        assert_eq!(walked.wait(), Ok(5000));
    }
}

fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Null),
        any::<i64>().prop_map(Cell::Int),
        any::<f64>()
            .prop_filter("NaN is not itself", |number| !number.is_nan())
            .prop_map(Cell::Real),
        any::<String>().prop_map(Cell::Text),
        vec(any::<u8>(), 0..200).prop_map(Cell::Blob),
    ]
}

fn frame() -> impl Strategy<Value = Frame> {
    let kind = prop_oneof![
        Just(Kind::Int),
        Just(Kind::Real),
        Just(Kind::Text),
        Just(Kind::Blob)
    ];
    prop_oneof![
        (any::<String>(), vec((any::<String>(), kind), 0..20))
            .prop_map(|(name, columns)| Frame::Table { name, columns }),
        vec(cell(), 0..20).prop_map(Frame::Row),
        any::<u64>().prop_map(|rows| Frame::End { rows }),
    ]
}

proptest! {
    #[test]
    fn frames_are_read_back_as_they_were_written(frames in vec(frame(), 0..10)) {
        let mut bytes = Vec::new();
        for frame in &frames {
            frame.write(&mut bytes).unwrap();
        }
        let mut rest = &bytes[..];
        for frame in &frames {
            let (read, length) = Frame::read(rest).unwrap();
            prop_assert!(read == *frame);
            prop_assert_eq!(Frame::length(rest), Ok(length));
            rest = &rest[length..];
        }
        prop_assert!(rest.is_empty());
        prop_assert_eq!(Frame::read(rest), Err(FrameError::Short));
    }

    #[test]
    fn a_frame_that_is_cut_off_is_short_and_other_bytes_never_panic(frame in frame(), cut in any::<prop::sample::Index>(), noise in vec(any::<u8>(), 0..300)) {
        let mut bytes = Vec::new();
        frame.write(&mut bytes).unwrap();
        let cut = cut.index(bytes.len());
        prop_assert_eq!(Frame::read(&bytes[..cut]), Err(FrameError::Short));
        if let Ok((read, length)) = Frame::read(&noise) {
            let mut again = Vec::new();
            read.write(&mut again).unwrap();
            prop_assert_eq!(&again[..], &noise[..length], "one frame has one spelling");
        }
    }
}
