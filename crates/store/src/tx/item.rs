//! Items: the sealed pieces of a report (its content, messages, readings), oldest first.

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
        ("report", Kind::Int),
        ("kind", Kind::Int),
        ("hour", Kind::Int),
        ("wrap", Kind::Blob),
        ("sealed", Kind::Blob),
    ],
)
.keyless()
.of_report();

/// A sealed piece of a report.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// Random; bound into what is sealed. Not enforced to be unique: sixteen random bytes are.
    pub id: Id,
    /// The report that it belongs to.
    pub report: Id,
    /// 0 content, 1 message, 2 reading …
    pub kind: i64,
    pub hour: Hour,
    /// The data key under the mailbox key.
    pub wrap: Vec<u8>,
    pub sealed: Vec<u8>,
}

/// What an item is without its body.
#[derive(Clone, PartialEq, Eq)]
pub struct ItemHead {
    /// For [`Tx::item_bodies`].
    pub seq: i64,
    pub id: Id,
    /// As in [`Item`].
    pub kind: i64,
    pub hour: Hour,
    pub wrap: Vec<u8>,
    /// Bytes of the sealed body.
    pub size: u64,
}

macro_rules! select {
    ($($rest:literal),+) => {
        concat!(
            "SELECT item.id, report.id, item.kind, item.hour, item.wrap, item.sealed \
             FROM report JOIN item ON item.report = report.seq ",
            $($rest),+
        )
    };
}

fn read(row: &Row<'_>) -> Result<Item, Error> {
    Ok(Item {
        id: row.id(0, "item.id")?,
        report: row.id(1, "item.report")?,
        kind: row.int(2, "item.kind")?,
        hour: row.hour(3, "item.hour")?,
        wrap: row.blob(4, "item.wrap")?,
        sealed: row.blob(5, "item.sealed")?,
    })
}

/// The kinds of the columns, for the arrays of a bulk insert.
static KINDS: [Kind; 6] = [
    Kind::Blob,
    Kind::Blob,
    Kind::Int,
    Kind::Int,
    Kind::Blob,
    Kind::Blob,
];

fn values(item: &Item) -> [Value<'_>; 6] {
    [
        Value::Blob(&item.id.0),
        Value::Blob(&item.report.0),
        Value::Int(item.kind),
        Value::Int(item.hour.0),
        Value::Blob(&item.wrap),
        Value::Blob(&item.sealed),
    ]
}

// Not ordered by `seq` itself on PostgreSQL: it may take the key's index for that, and walk all items of the others.
const FIRST: Each = Each {
    sqlite: select!("WHERE report.id = $1 AND item.kind = 0 ORDER BY item.seq LIMIT 1"),
    postgres: "SELECT item.id, report.id, item.kind, item.hour, item.wrap, item.sealed \
               FROM unnest($1::bytea[]) AS given (id) JOIN report ON report.id = given.id CROSS JOIN LATERAL \
               (SELECT * FROM item WHERE item.report = report.seq AND item.kind = 0 ORDER BY item.seq + 0 LIMIT 1) AS item",
    kinds: &[Kind::Blob],
};

const BODY: Each = Each {
    sqlite: "SELECT seq, sealed FROM item WHERE seq = $1",
    postgres: "SELECT seq, sealed FROM item WHERE seq = ANY($1::bigint[])",
    kinds: &[Kind::Int],
};

impl Tx<'_> {
    /// # Errors
    /// [`Error::NoReport`] (in an append: when it is flushed) if there is no report of that id (any more).
    pub fn insert_item(&mut self, item: &Item) -> Result<(), Error> {
        self.insert(&TABLE, &values(item))
    }

    /// [`Tx::insert_item`] for many items at once. Not inside an append, which gathers them anyhow.
    pub fn insert_items(&mut self, items: &[Item]) -> Result<(), Error> {
        let each = Each {
            sqlite: TABLE.insert_one(),
            postgres: TABLE.insert_many(),
            kinds: &KINDS,
        };
        self.each(&each, items.iter().map(values)).map(|_| ())
    }

    /// All items of a report, oldest first.
    pub fn items(&mut self, report: Id) -> Result<Vec<Item>, Error> {
        self.all(
            select!("WHERE report.id = $1 ORDER BY item.seq"),
            &[Value::Blob(&report.0)],
            read,
        )
    }

    /// The place of a report's newest item among all items; 0 when it has none.
    pub fn last_item(&mut self, report: Id) -> Result<i64, Error> {
        self.number(
            "SELECT COALESCE(MAX(item.seq), 0) FROM report JOIN item ON item.report = report.seq WHERE report.id = $1",
            &[Value::Blob(&report.0)],
        )
    }

    /// Whether an item of one of two kinds came to a report after this place.
    pub fn came_after(&mut self, report: Id, place: i64, kinds: [i64; 2]) -> Result<bool, Error> {
        let found = self.number(
            "SELECT COUNT(*) FROM report JOIN item ON item.report = report.seq \
             WHERE report.id = $1 AND item.seq > $2 AND item.kind IN ($3, $4)",
            &[
                Value::Blob(&report.0),
                Value::Int(place),
                Value::Int(kinds[0]),
                Value::Int(kinds[1]),
            ],
        )?;
        Ok(found > 0)
    }

    /// All items of a report without their bodies, oldest first. A body stands last in its row and is not touched,
    /// neither by SQLite (overflow pages) nor by PostgreSQL (TOAST), for knowing how long it is.
    pub fn item_heads(&mut self, report: Id) -> Result<Vec<ItemHead>, Error> {
        self.all(
            "SELECT item.seq, item.id, item.kind, item.hour, item.wrap, CAST(length(item.sealed) AS BIGINT) \
             FROM report JOIN item ON item.report = report.seq WHERE report.id = $1 ORDER BY item.seq",
            &[Value::Blob(&report.0)],
            |row| {
                Ok(ItemHead {
                    seq: row.int(0, "item.seq")?,
                    id: row.id(1, "item.id")?,
                    kind: row.int(2, "item.kind")?,
                    hour: row.hour(3, "item.hour")?,
                    wrap: row.blob(4, "item.wrap")?,
                    size: row.count(5, "item.sealed")?,
                })
            },
        )
    }

    /// The sealed bodies of these items, by their `seq`; those that are not there are left out.
    pub fn item_bodies(&mut self, seqs: &[i64]) -> Result<HashMap<i64, Vec<u8>>, Error> {
        let mut bodies = HashMap::with_capacity(seqs.len());
        let keys = seqs.iter().map(|seq| [Value::Int(*seq)]);
        self.walk_each(&BODY, keys, &mut |row| {
            bodies.insert(row.int(0, "item.seq")?, row.blob(1, "item.sealed")?);
            Ok(())
        })?;
        Ok(bodies)
    }

    /// The items of one kind of a report, oldest first.
    pub fn items_of_kind(&mut self, report: Id, kind: i64) -> Result<Vec<Item>, Error> {
        self.all(
            select!("WHERE report.id = $1 AND item.kind = $2 ORDER BY item.seq"),
            &[Value::Blob(&report.0), Value::Int(kind)],
            read,
        )
    }

    /// The first item of kind 0 (content) of each report, in the order asked; reports without one are left out.
    pub fn first_items(&mut self, reports: &[Id]) -> Result<Vec<Item>, Error> {
        let mut found = HashMap::with_capacity(reports.len());
        let keys = reports.iter().map(|report| [Value::Blob(&report.0)]);
        self.walk_each(&FIRST, keys, &mut |row| {
            let item = read(row)?;
            found.insert(item.report, item);
            Ok(())
        })?;
        Ok(reports
            .iter()
            .filter_map(|report| found.remove(report))
            .collect())
    }
}
