//! Circles: groups of people with one key pair at a time (the desk, the overseers), and who holds its private half.

use ::report::{Hour, Id};

use super::Tx;
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
        ("month", Kind::Int),
        ("public", Kind::Blob),
        ("current", Kind::Int),
        ("hour", Kind::Int),
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
    /// Months since January 1970.
    pub month: i64,
    pub public: Vec<u8>,
    /// Whether new things are sealed to it.
    pub current: bool,
    pub hour: Hour,
}

fn key(row: &Row<'_>) -> Result<CircleKey, Error> {
    Ok(CircleKey {
        id: row.id(0, "circle_key.id")?,
        circle: row.text(1, "circle_key.circle")?,
        month: row.int(2, "circle_key.month")?,
        public: row.blob(3, "circle_key.public")?,
        current: row.flag(4, "circle_key.current")?,
        hour: row.hour(5, "circle_key.hour")?,
    })
}

impl Tx<'_> {
    /// Inserts the circle's new current key; older ones stop being current.
    ///
    /// # Errors
    /// [`Error::Conflict`] if the id is taken.
    pub fn insert_circle_key(
        &mut self,
        id: Id,
        circle: &str,
        month: i64,
        public: &[u8],
        hour: Hour,
    ) -> Result<(), Error> {
        self.execute(
            "UPDATE circle_key SET current = 0 WHERE circle = $1 AND current = 1",
            &[Value::Text(circle)],
        )?;
        self.insert(
            &TABLE,
            &[
                Value::Blob(&id.0),
                Value::Text(circle),
                Value::Int(month),
                Value::Blob(public),
                Value::Int(1),
                Value::Int(hour.0),
            ],
        )
    }

    /// The key that new things are sealed to.
    pub fn current_circle_key(&mut self, circle: &str) -> Result<Option<CircleKey>, Error> {
        self.one(
            "SELECT id, circle, month, public, current, hour FROM circle_key \
             WHERE circle = $1 AND current = 1 ORDER BY seq DESC LIMIT 1",
            &[Value::Text(circle)],
            key,
        )
    }

    /// All keys of a circle in the order they were made.
    pub fn circle_keys(&mut self, circle: &str) -> Result<Vec<CircleKey>, Error> {
        self.all(
            "SELECT id, circle, month, public, current, hour FROM circle_key WHERE circle = $1 ORDER BY seq",
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
