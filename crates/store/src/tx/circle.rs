//! Circles: groups of people with one key pair at a time (the desk, the overseers), and who holds its private half.

use ::report::{Hour, Id};

use super::Tx;
use crate::marked::{self, Marked, Unproven};
use crate::row::Row;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "circle_key",
    true,
    "seq",
    &[
        ("id", Kind::Blob),
        ("circle", Kind::Text),
        ("number", Kind::Int),
        ("month", Kind::Int),
        ("public", Kind::Blob),
        ("hour", Kind::Int),
        ("mark", Kind::Blob),
    ],
);

pub(crate) static WRAP: Table = Table::new(
    "circle_wrap",
    false,
    "circle_key, person_key",
    &[
        ("circle_key", Kind::Blob),
        ("person_key", Kind::Blob),
        ("sealed", Kind::Blob),
    ],
);

/// A key pair of a circle; its private half exists only wrapped to people.
#[derive(Clone, PartialEq, Eq)]
pub struct CircleKey {
    pub id: Id,
    /// `desk` or `overseers`.
    pub circle: String,
    /// Counted in its circle: the highest is the one that new things are sealed to.
    pub number: i64,
    /// Months since January 1970.
    pub month: i64,
    pub public: Vec<u8>,
    pub hour: Hour,
}

impl CircleKey {
    fn values(&self) -> [Value<'_>; 6] {
        [
            Value::Blob(&self.id.0),
            Value::Text(&self.circle),
            Value::Int(self.number),
            Value::Int(self.month),
            Value::Blob(&self.public),
            Value::Int(self.hour.0),
        ]
    }
}

impl Marked for CircleKey {
    const TABLE: &'static str = "circle_key";

    fn id(&self) -> Id {
        self.id
    }

    fn to_mark(&self) -> Vec<u8> {
        marked::to_mark(Self::TABLE, &self.values())
    }
}

fn key(row: &Row<'_>) -> Result<Unproven<CircleKey>, Error> {
    let key = CircleKey {
        id: row.id(0, "circle_key.id")?,
        circle: row.text(1, "circle_key.circle")?,
        number: row.int(2, "circle_key.number")?,
        month: row.int(3, "circle_key.month")?,
        public: row.blob(4, "circle_key.public")?,
        hour: row.hour(5, "circle_key.hour")?,
    };
    Ok(Unproven::new(key, row.blob(6, "circle_key.mark")?))
}

impl Tx<'_> {
    /// # Errors
    /// [`Error::Conflict`] if the id is taken.
    pub fn insert_circle_key(&mut self, key: &CircleKey, mark: &[u8; 32]) -> Result<(), Error> {
        let [id, circle, number, month, public, hour] = key.values();
        let mark = Value::Blob(mark);
        self.insert(&TABLE, &[id, circle, number, month, public, hour, mark])
    }

    /// All keys of a circle in the order they were made.
    pub fn circle_keys(&mut self, circle: &str) -> Result<Vec<Unproven<CircleKey>>, Error> {
        self.all(
            "SELECT id, circle, number, month, public, hour, mark FROM circle_key \
             WHERE circle = $1 ORDER BY number, seq",
            &[Value::Text(circle)],
            key,
        )
    }

    /// # Errors
    /// [`Error::Conflict`] if this person key has a wrap of this circle key.
    pub fn insert_circle_wrap(
        &mut self,
        circle_key: Id,
        person_key: Id,
        sealed: &[u8],
    ) -> Result<(), Error> {
        self.insert(
            &WRAP,
            &[
                Value::Blob(&circle_key.0),
                Value::Blob(&person_key.0),
                Value::Blob(sealed),
            ],
        )
    }

    /// Everything wrapped to a person key: `(circle_key, sealed)`.
    pub fn circle_wraps_for(&mut self, person_key: Id) -> Result<Vec<(Id, Vec<u8>)>, Error> {
        self.all(
            "SELECT circle_key, sealed FROM circle_wrap WHERE person_key = $1 ORDER BY circle_key",
            &[Value::Blob(&person_key.0)],
            |row| {
                Ok((
                    row.id(0, "circle_wrap.circle_key")?,
                    row.blob(1, "circle_wrap.sealed")?,
                ))
            },
        )
    }

    /// The keys that are wrapped to a person key.
    pub fn circle_keys_wrapped_to(&mut self, person_key: Id) -> Result<Vec<Id>, Error> {
        self.all(
            "SELECT circle_key FROM circle_wrap WHERE person_key = $1",
            &[Value::Blob(&person_key.0)],
            |row| row.id(0, "circle_wrap.circle_key"),
        )
    }

    pub fn circle_wrap(
        &mut self,
        circle_key: Id,
        person_key: Id,
    ) -> Result<Option<Vec<u8>>, Error> {
        self.one(
            "SELECT sealed FROM circle_wrap WHERE circle_key = $1 AND person_key = $2",
            &[Value::Blob(&circle_key.0), Value::Blob(&person_key.0)],
            |row| row.blob(0, "circle_wrap.sealed"),
        )
    }

    /// Removes everything wrapped to a person key and tells how many.
    pub fn remove_circle_wraps(&mut self, person_key: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM circle_wrap WHERE person_key = $1",
            &[Value::Blob(&person_key.0)],
        )
    }
}
