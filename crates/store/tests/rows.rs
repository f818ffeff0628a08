//! Rows to insert, each determined by a number.

use report::{Hour, Id};
use store::{
    Approval, CircleKey, Error, Item, NewJob, NewLeaf, NewReport, Person, PersonKey, Store, Tx,
};

pub(crate) fn id(number: u64) -> Id {
    let mut bytes = [0x5a; 16];
    bytes[..8].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    Id(bytes)
}

pub(crate) fn key(number: u64) -> [u8; 32] {
    let mut bytes = [7; 32];
    bytes[..16].copy_from_slice(&id(number).0);
    bytes
}

pub(crate) fn report(number: u64) -> NewReport {
    NewReport {
        id: id(number),
        named: number % 2 == 1,
        hour: Hour(1000),
        expires: Hour(2000),
        epoch: 10,
        desk_second: id(9),
        wrap: vec![1; 40],
        lookups: [key(number * 2), key(number * 2 + 1)],
        due: Hour(1024),
    }
}

pub(crate) fn item(number: u64, report: Id, kind: i64) -> Item {
    Item {
        id: id(number),
        report,
        kind,
        hour: Hour(1000),
        wrap: vec![2; 24],
        sealed: number.to_be_bytes().to_vec(),
    }
}

pub(crate) fn job(number: u64) -> NewJob {
    NewJob {
        kind: "read",
        report: id(number),
        run_at: 3600,
        wrap: Some(vec![3; 16]),
        wrap_day: 20,
    }
}

pub(crate) fn leaf(number: u64) -> NewLeaf {
    NewLeaf {
        id: id(number),
        commitment: key(number),
        mark: [6; 32],
        salt: [4; 32],
        sealed: vec![5; 50],
        desk_second: Some(id(9)),
        overseers_second: None,
        expires: Hour(3000),
        subject: None,
    }
}

pub(crate) fn person(number: u64, name: &str) -> Person {
    Person {
        id: id(number),
        name: name.to_owned(),
        role: "officer".to_owned(),
        state: "pending".to_owned(),
        setup: Some(1),
        hour: Hour(1000),
    }
}

pub(crate) fn person_key(number: u64, person: Id, hour: i64) -> PersonKey {
    PersonKey {
        id: id(number),
        person,
        public: vec![6; 32],
        sealed: vec![7; 32],
        lock: "setup".to_owned(),
        successor: None,
        current: true,
        hour: Hour(hour),
    }
}

pub(crate) fn circle_key(number: u64, circle: &str, counted: i64) -> CircleKey {
    CircleKey {
        id: id(number),
        circle: circle.to_owned(),
        number: counted,
        month: 682,
        public: vec![8; 32],
        hour: Hour(1),
    }
}

pub(crate) fn approval(subject: u64, person: u64, hour: i64) -> Approval {
    Approval {
        subject: id(subject),
        person: id(person),
        becomes: "active".to_owned(),
        hour: Hour(hour),
    }
}

/// So many reports, each accepted on its own, numbered from 1.
pub(crate) fn accept_each(store: &Store, reports: u64) {
    for number in 1..=reports {
        store
            .append("accept", move |tx| accept(tx, number))
            .wait()
            .unwrap();
    }
}

/// A whole accepted report.
pub(crate) fn accept(tx: &mut Tx<'_>, number: u64) -> Result<(), Error> {
    let new = report(number);
    tx.insert_report(&new)?;
    for lookup in &new.lookups {
        tx.insert_mailbox(lookup, 10, &[8; 30])?;
    }
    tx.insert_item(&item(number, new.id, 0))?;
    tx.insert_job(&job(number))?;
    tx.insert_second(id(9), id(8), &[9; 20])?;
    tx.insert_leaf(&leaf(number))
}
