//! Leaves of the log: a salted commitment to a sealed entry, unnumbered until the sequencer gives it its position.

use ::report::{Hour, Id};

use super::{Each, Tx};
use crate::row::Row;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "log_leaf",
    true,
    "seq",
    &[
        ("id", Kind::Blob),
        ("position", Kind::Int),
        ("commitment", Kind::Blob),
        ("mark", Kind::Blob),
        ("salt", Kind::Blob),
        ("sealed", Kind::Blob),
        ("desk_second", Kind::Blob),
        ("overseers_second", Kind::Blob),
        ("expires", Kind::Int),
        ("subject", Kind::Blob),
    ],
);

/// A leaf to be inserted.
#[derive(Clone)]
pub struct NewLeaf {
    pub id: Id,
    pub commitment: [u8; 32],
    /// Shows the sequencer that it came from a program with the keyring.
    pub mark: [u8; 32],
    pub salt: [u8; 32],
    /// The sealed entry.
    pub sealed: Vec<u8>,
    /// The second whose encapsulation opens the entry for the desk.
    pub desk_second: Option<Id>,
    /// The same for the overseers.
    pub overseers_second: Option<Id>,
    /// When entry and salt go; position and commitment stay.
    pub expires: Hour,
    /// The keyed tag of what people did something to.
    pub subject: Option<[u8; 16]>,
}

/// A leaf that waits for its position.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Unnumbered {
    pub seq: i64,
    pub id: Id,
    pub commitment: [u8; 32],
    pub mark: [u8; 32],
    pub expires: Hour,
}

/// A stored leaf. Salt and entry are gone once it has expired.
#[derive(Clone, PartialEq, Eq)]
pub struct LeafRow {
    pub id: Id,
    /// `None` until the sequencer came by.
    pub position: Option<u64>,
    pub commitment: [u8; 32],
    pub salt: Option<[u8; 32]>,
    pub sealed: Option<Vec<u8>>,
    pub desk_second: Option<Id>,
    pub overseers_second: Option<Id>,
    pub expires: Hour,
}

/// A numbered leaf, borrowed while the log is walked.
#[derive(Clone, Copy)]
pub struct Leaf<'a> {
    pub id: &'a [u8; 16],
    pub position: u64,
    pub commitment: &'a [u8; 32],
    pub salt: Option<&'a [u8; 32]>,
    pub sealed: Option<&'a [u8]>,
    pub desk_second: Option<&'a [u8; 16]>,
    pub overseers_second: Option<&'a [u8; 16]>,
    pub expires: Hour,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, position, commitment, salt, sealed, desk_second, overseers_second, expires FROM log_leaf ",
            $rest
        )
    };
}

fn position(position: u64) -> Result<i64, Error> {
    i64::try_from(position).map_err(|_| Error::Refused("a position beyond 2^63"))
}

fn read(row: &Row<'_>) -> Result<LeafRow, Error> {
    let damaged = Error::Damaged {
        what: "log_leaf.position",
    };
    let salt = match row.blob_or_null(3, "log_leaf.salt")? {
        None => None,
        Some(_) => Some(row.array(3, "log_leaf.salt")?),
    };
    Ok(LeafRow {
        id: row.id(0, "log_leaf.id")?,
        position: row
            .int_or_null(1, "log_leaf.position")?
            .map(|position| u64::try_from(position).map_err(|_| damaged))
            .transpose()?,
        commitment: row.array(2, "log_leaf.commitment")?,
        salt,
        sealed: row.blob_or_null(4, "log_leaf.sealed")?.map(<[u8]>::to_vec),
        desk_second: row.id_or_null(5, "log_leaf.desk_second")?,
        overseers_second: row.id_or_null(6, "log_leaf.overseers_second")?,
        expires: row.hour(7, "log_leaf.expires")?,
    })
}

fn values<'a>(leaf: &'a NewLeaf, position: Option<i64>) -> [Value<'a>; 10] {
    [
        Value::Blob(&leaf.id.0),
        Value::int_or_null(position),
        Value::Blob(&leaf.commitment),
        Value::Blob(&leaf.mark),
        Value::Blob(&leaf.salt),
        Value::Blob(&leaf.sealed),
        Value::blob_or_null(leaf.desk_second.as_ref().map(|id| id.0.as_slice())),
        Value::blob_or_null(leaf.overseers_second.as_ref().map(|id| id.0.as_slice())),
        Value::Int(leaf.expires.0),
        Value::blob_or_null(leaf.subject.as_ref().map(|tag| tag.as_slice())),
    ]
}

const NUMBER: Each = Each {
    sqlite: "UPDATE log_leaf SET position = $1 WHERE seq = $2 AND position IS NULL",
    postgres: "UPDATE log_leaf SET position = numbered.position \
               FROM unnest($1::bigint[], $2::bigint[]) AS numbered (position, seq) \
               WHERE log_leaf.seq = numbered.seq AND log_leaf.position IS NULL",
    kinds: &[Kind::Int, Kind::Int],
};

pub(crate) const EXPIRE_ENTRIES: &str = "UPDATE log_leaf \
    SET sealed = NULL, salt = NULL, desk_second = NULL, overseers_second = NULL, subject = NULL \
    WHERE seq IN (SELECT seq FROM log_leaf WHERE expires <= $1 AND sealed IS NOT NULL ORDER BY expires, seq LIMIT $2)";

impl Tx<'_> {
    /// Inserts a leaf that has no position yet.
    ///
    /// # Errors
    /// [`Error::Conflict`] (in an append: when it is flushed) if the id is taken.
    pub fn insert_leaf(&mut self, leaf: &NewLeaf) -> Result<(), Error> {
        self.insert(&TABLE, &values(leaf, None))
    }

    /// Inserts leaves that have their positions already: for benches and what is restored.
    ///
    /// # Errors
    /// [`Error::Conflict`] if an id or a position is taken.
    pub fn insert_numbered_leaves(&mut self, leaves: &[(u64, NewLeaf)]) -> Result<(), Error> {
        let mut numbered = Vec::with_capacity(leaves.len());
        for (at, leaf) in leaves {
            numbered.push(values(leaf, Some(position(*at)?)));
        }
        let each = Each {
            sqlite: TABLE.insert_one(),
            postgres: TABLE.insert_many(),
            kinds: &KINDS,
        };
        self.each(&each, numbered.into_iter()).map(|_| ())
    }

    /// Leaves without a position, in the order they were inserted.
    // Not ordered by `seq` itself: PostgreSQL would take the key's index for that, and walk all the numbered first.
    pub fn unnumbered(&mut self, limit: i64) -> Result<Vec<Unnumbered>, Error> {
        self.all(
            "SELECT seq, id, commitment, mark, expires FROM log_leaf WHERE position IS NULL ORDER BY seq + 0 LIMIT $1",
            &[Value::Int(limit)],
            |row| {
                Ok(Unnumbered {
                    seq: row.int(0, "log_leaf.seq")?,
                    id: row.id(1, "log_leaf.id")?,
                    commitment: row.array(2, "log_leaf.commitment")?,
                    mark: row.array(3, "log_leaf.mark")?,
                    expires: row.hour(4, "log_leaf.expires")?,
                })
            },
        )
    }

    /// Gives leaves their positions: `(seq, position)`.
    ///
    /// # Errors
    /// [`Error::Conflict`] if a position is taken; [`Error::Damaged`] if a leaf is not there or has a position.
    pub fn number_leaves(&mut self, leaves: &[(i64, u64)]) -> Result<(), Error> {
        let mut rows = Vec::with_capacity(leaves.len());
        for (seq, at) in leaves {
            rows.push([Value::Int(position(*at)?), Value::Int(*seq)]);
        }
        let touched = self.each(&NUMBER, rows.into_iter())?;
        if usize::try_from(touched) == Ok(leaves.len()) {
            Ok(())
        } else {
            Err(Error::Damaged {
                what: "log_leaf.position",
            })
        }
    }

    pub fn leaf(&mut self, id: Id) -> Result<Option<LeafRow>, Error> {
        self.one(select!("WHERE id = $1"), &[Value::Blob(&id.0)], read)
    }

    pub fn leaf_at(&mut self, at: u64) -> Result<Option<LeafRow>, Error> {
        self.one(
            select!("WHERE position = $1"),
            &[Value::Int(position(at)?)],
            read,
        )
    }

    /// Numbered leaves in the order of their positions, beginning at `from`.
    pub fn leaves(&mut self, from: u64, limit: i64) -> Result<Vec<LeafRow>, Error> {
        self.all(
            select!("WHERE position >= $1 ORDER BY position LIMIT $2"),
            &[Value::Int(position(from)?), Value::Int(limit)],
            read,
        )
    }

    /// Numbered leaves that carry this tag, the newest first.
    pub fn leaves_about(&mut self, subject: [u8; 16], limit: i64) -> Result<Vec<LeafRow>, Error> {
        self.all(
            select!("WHERE subject = $1 AND position IS NOT NULL ORDER BY position DESC LIMIT $2"),
            &[Value::Blob(&subject), Value::Int(limit)],
            read,
        )
    }

    /// Numbered leaves before a position, the newest first.
    pub fn leaves_before(&mut self, before: u64, limit: i64) -> Result<Vec<LeafRow>, Error> {
        self.all(
            select!("WHERE position < $1 ORDER BY position DESC LIMIT $2"),
            &[
                Value::Int(i64::try_from(before).unwrap_or(i64::MAX)),
                Value::Int(limit),
            ],
            read,
        )
    }

    /// Hands the leaves of these positions to `each`, in order, borrowed. An error of `each` ends it.
    pub fn walk_leaves(
        &mut self,
        positions: std::ops::Range<u64>,
        mut each: impl FnMut(Leaf<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.walk(
            select!("WHERE position >= $1 AND position < $2 ORDER BY position"),
            &[
                Value::Int(position(positions.start)?),
                Value::Int(i64::try_from(positions.end).unwrap_or(i64::MAX)),
            ],
            &mut |row| {
                let id = row.bytes(0, "log_leaf.id")?;
                let commitment = row.bytes(2, "log_leaf.commitment")?;
                each(Leaf {
                    id: whole(id, "log_leaf.id")?,
                    position: row.count(1, "log_leaf.position")?,
                    commitment: whole(commitment, "log_leaf.commitment")?,
                    salt: whole_or_null(row, 3, "log_leaf.salt")?,
                    sealed: row.blob_or_null(4, "log_leaf.sealed")?,
                    desk_second: whole_or_null(row, 5, "log_leaf.desk_second")?,
                    overseers_second: whole_or_null(row, 6, "log_leaf.overseers_second")?,
                    expires: row.hour(7, "log_leaf.expires")?,
                })
            },
        )
    }

    /// Takes entry and salt of up to `limit` leaves that are over at `now` and tells how many; position and
    /// commitment stay, so the tree stays.
    pub fn expire_entries(&mut self, now: Hour, limit: i64) -> Result<i64, Error> {
        let touched = self.execute(EXPIRE_ENTRIES, &[Value::Int(now.0), Value::Int(limit)])?;
        Ok(i64::try_from(touched).unwrap_or(i64::MAX))
    }
}

/// The kinds of the columns, for the arrays of a bulk insert.
static KINDS: [Kind; 10] = [
    Kind::Blob,
    Kind::Int,
    Kind::Blob,
    Kind::Blob,
    Kind::Blob,
    Kind::Blob,
    Kind::Blob,
    Kind::Blob,
    Kind::Int,
    Kind::Blob,
];

fn whole<'a, const N: usize>(bytes: &'a [u8], what: &'static str) -> Result<&'a [u8; N], Error> {
    bytes.try_into().map_err(|_| Error::Damaged { what })
}

fn whole_or_null<'a, const N: usize>(
    row: &'a Row<'_>,
    column: usize,
    what: &'static str,
) -> Result<Option<&'a [u8; N]>, Error> {
    let bytes = row.blob_or_null(column, what)?;
    bytes.map(|bytes| whole(bytes, what)).transpose()
}
