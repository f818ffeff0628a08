//! The log's tree: tiles of hashes, and the heads that were signed.

use super::Tx;
use crate::row::Row;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TILE: Table = Table::new(
    "log_tile",
    false,
    "level, idx",
    &[
        ("level", Kind::Int),
        ("idx", Kind::Int),
        ("hashes", Kind::Blob),
    ],
);

pub(crate) static HEAD: Table = Table::new(
    "log_head",
    false,
    "name",
    &[
        ("name", Kind::Text),
        ("size", Kind::Int),
        ("note", Kind::Text),
    ],
);

/// PostgreSQL's number of the lock that the one sequencer holds; any number that nothing else of ours uses.
const SEQUENCER: i64 = 0x7469_706c_0001;

fn number(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(|_| Error::Refused("a number beyond 2^63"))
}

fn head(row: &Row<'_>) -> Result<(u64, String), Error> {
    Ok((
        row.count(1, "log_head.size")?,
        row.text(2, "log_head.note")?,
    ))
}

impl Tx<'_> {
    /// Whether this transaction is the one that may sequence, until it ends. Always with SQLite, where one
    /// transaction writes at a time; with PostgreSQL only if no other node is at it.
    pub fn try_sequence(&mut self) -> Result<bool, Error> {
        if !self.on_postgres() {
            return Ok(true);
        }
        let locked = self.number(
            "SELECT CASE WHEN pg_try_advisory_xact_lock($1) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END",
            &[Value::Int(SEQUENCER)],
        )?;
        Ok(locked == 1)
    }

    /// The hashes of a tile, as many as it has so far.
    pub fn tile(&mut self, level: u32, index: u64) -> Result<Option<Vec<[u8; 32]>>, Error> {
        self.one(
            "SELECT hashes FROM log_tile WHERE level = $1 AND idx = $2",
            &[Value::Int(i64::from(level)), Value::Int(number(index)?)],
            |row| {
                let bytes = row.bytes(0, "log_tile.hashes")?;
                let (hashes, rest) = bytes.as_chunks::<32>();
                if !rest.is_empty() {
                    return Err(Error::Damaged {
                        what: "log_tile.hashes",
                    });
                }
                Ok(hashes.to_vec())
            },
        )
    }

    /// Writes a tile, new or grown.
    pub fn put_tile(&mut self, level: u32, index: u64, hashes: &[[u8; 32]]) -> Result<(), Error> {
        self.execute(
            "INSERT INTO log_tile (level, idx, hashes) VALUES ($1, $2, $3) \
             ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes",
            &[
                Value::Int(i64::from(level)),
                Value::Int(number(index)?),
                Value::Blob(hashes.as_flattened()),
            ],
        )
        .map(|_| ())
    }

    /// A head by its name (`live`, or a day): size of the tree and signed note.
    pub fn head(&mut self, name: &str) -> Result<Option<(u64, String)>, Error> {
        self.one(
            "SELECT name, size, note FROM log_head WHERE name = $1",
            &[Value::Text(name)],
            head,
        )
    }

    /// Writes a head, new or grown.
    pub fn put_head(&mut self, name: &str, size: u64, note: &str) -> Result<(), Error> {
        self.execute(
            "INSERT INTO log_head (name, size, note) VALUES ($1, $2, $3) \
             ON CONFLICT (name) DO UPDATE SET size = excluded.size, note = excluded.note",
            &[
                Value::Text(name),
                Value::Int(number(size)?),
                Value::Text(note),
            ],
        )
        .map(|_| ())
    }

    /// Every head, `live` and those of the days: name, size, note. In no order.
    pub fn heads(&mut self) -> Result<Vec<(String, u64, String)>, Error> {
        self.all("SELECT name, size, note FROM log_head", &[], |row| {
            let (size, note) = head(row)?;
            Ok((row.text(0, "log_head.name")?, size, note))
        })
    }

    /// The newest daily head: its name (`2026-11-22`), size and note. The newest is the largest, for a daily head
    /// always grows; a name from a clock that jumped must not hide those after it.
    pub fn last_daily_head(&mut self) -> Result<Option<(String, u64, String)>, Error> {
        self.one(
            "SELECT name, size, note FROM log_head WHERE name <> 'live' ORDER BY size DESC LIMIT 1",
            &[],
            |row| {
                let (size, note) = head(row)?;
                Ok((row.text(0, "log_head.name")?, size, note))
            },
        )
    }
}
