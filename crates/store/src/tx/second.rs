//! Seconds: the encapsulation that opens the wrap key shared by everything accepted in one second.

use std::collections::HashMap;

use ::report::Id;

use super::{Each, Tx};
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "second",
    false,
    "id",
    &[
        ("id", Kind::Blob),
        ("circle_key", Kind::Blob),
        ("encapsulation", Kind::Blob),
    ],
)
.or_ignore();

/// A stored encapsulation.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondRow {
    /// The circle key it was sealed to.
    pub circle_key: Id,
    pub encapsulation: Vec<u8>,
}

const SECONDS: Each = Each {
    sqlite: "SELECT id, circle_key, encapsulation FROM second WHERE id = $1",
    postgres: "SELECT id, circle_key, encapsulation FROM second WHERE id = ANY($1::bytea[])",
    kinds: &[Kind::Blob],
};

impl Tx<'_> {
    /// Inserts it unless it is there: many operations of one second carry it until it is known to be durable.
    pub fn insert_second(
        &mut self,
        id: Id,
        circle_key: Id,
        encapsulation: &[u8],
    ) -> Result<(), Error> {
        self.insert(
            &TABLE,
            &[
                Value::Blob(&id.0),
                Value::Blob(&circle_key.0),
                Value::Blob(encapsulation),
            ],
        )
    }

    /// These encapsulations, by their names; those that are not there are left out.
    pub fn seconds(&mut self, ids: &[Id]) -> Result<HashMap<Id, SecondRow>, Error> {
        let mut found = HashMap::with_capacity(ids.len());
        let keys = ids.iter().map(|id| [Value::Blob(&id.0)]);
        self.walk_each(&SECONDS, keys, &mut |row| {
            let second = SecondRow {
                circle_key: row.id(1, "second.circle_key")?,
                encapsulation: row.blob(2, "second.encapsulation")?,
            };
            found.insert(row.id(0, "second.id")?, second);
            Ok(())
        })?;
        Ok(found)
    }

    pub fn second(&mut self, id: Id) -> Result<Option<SecondRow>, Error> {
        self.one(
            "SELECT circle_key, encapsulation FROM second WHERE id = $1",
            &[Value::Blob(&id.0)],
            |row| {
                Ok(SecondRow {
                    circle_key: row.id(0, "second.circle_key")?,
                    encapsulation: row.blob(1, "second.encapsulation")?,
                })
            },
        )
    }
}
