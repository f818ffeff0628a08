//! Items: the sealed pieces of a report's thread (its content, messages, readings), oldest first.

use std::collections::HashMap;

use ::report::{Hour, Id};

use super::{Each, Tx};
use crate::row::Row;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "item",
    true,
    "seq",
    &[
        ("id", Kind::Blob),
        ("thread", Kind::Blob),
        ("kind", Kind::Int),
        ("hour", Kind::Int),
        ("wrap", Kind::Blob),
        ("sealed", Kind::Blob),
    ],
);

/// A sealed piece of a thread.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// Random; bound into what is sealed. Not enforced to be unique: sixteen random bytes are.
    pub id: Id,
    /// The report, or another thread.
    pub thread: Id,
    /// 0 content, 1 message, 2 reading …
    pub kind: i64,
    pub hour: Hour,
    /// The data key under the mailbox key.
    pub wrap: Vec<u8>,
    pub sealed: Vec<u8>,
}

fn read(row: &Row<'_>) -> Result<Item, Error> {
    Ok(Item {
        id: row.id(0, "item.id")?,
        thread: row.id(1, "item.thread")?,
        kind: row.int(2, "item.kind")?,
        hour: row.hour(3, "item.hour")?,
        wrap: row.blob(4, "item.wrap")?,
        sealed: row.blob(5, "item.sealed")?,
    })
}

const FIRST: Each = Each {
    sqlite: "SELECT id, thread, kind, hour, wrap, sealed FROM item WHERE thread = $1 AND kind = 0 \
             ORDER BY seq LIMIT 1",
    postgres: "SELECT DISTINCT ON (thread) id, thread, kind, hour, wrap, sealed FROM item \
               WHERE thread = ANY($1::bytea[]) AND kind = 0 ORDER BY thread, seq",
    kinds: &[Kind::Blob],
};

impl Tx<'_> {
    pub fn insert_item(&mut self, item: &Item) -> Result<(), Error> {
        self.insert(
            &TABLE,
            &[
                Value::Blob(&item.id.0),
                Value::Blob(&item.thread.0),
                Value::Int(item.kind),
                Value::Int(item.hour.0),
                Value::Blob(&item.wrap),
                Value::Blob(&item.sealed),
            ],
        )
    }

    /// All items of a thread, oldest first.
    pub fn items(&mut self, thread: Id) -> Result<Vec<Item>, Error> {
        self.all(
            "SELECT id, thread, kind, hour, wrap, sealed FROM item WHERE thread = $1 ORDER BY seq",
            &[Value::Blob(&thread.0)],
            read,
        )
    }

    /// The items of one kind of a thread, oldest first.
    pub fn items_of_kind(&mut self, thread: Id, kind: i64) -> Result<Vec<Item>, Error> {
        self.all(
            "SELECT id, thread, kind, hour, wrap, sealed FROM item WHERE thread = $1 AND kind = $2 ORDER BY seq",
            &[Value::Blob(&thread.0), Value::Int(kind)],
            read,
        )
    }

    /// The first item of kind 0 (content) of each thread, in the order asked; threads without one are left out.
    pub fn first_items(&mut self, threads: &[Id]) -> Result<Vec<Item>, Error> {
        let mut found = HashMap::with_capacity(threads.len());
        let keys = threads.iter().map(|thread| [Value::Blob(&thread.0)]);
        self.walk_each(&FIRST, keys, &mut |row| {
            let item = read(row)?;
            found.insert(item.thread, item);
            Ok(())
        })?;
        Ok(threads
            .iter()
            .filter_map(|thread| found.remove(thread))
            .collect())
    }

    /// Removes every item of a thread and tells how many there were.
    pub fn remove_thread(&mut self, thread: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM item WHERE thread = $1",
            &[Value::Blob(&thread.0)],
        )
    }
}
