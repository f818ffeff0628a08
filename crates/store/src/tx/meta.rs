//! Small values by name.

use super::Tx;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "meta",
    false,
    "name",
    &[("name", Kind::Text), ("value", Kind::Blob)],
);

impl Tx<'_> {
    pub fn meta(&mut self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        self.one(
            "SELECT value FROM meta WHERE name = $1",
            &[Value::Text(name)],
            |row| row.blob(0, "meta.value"),
        )
    }

    /// Writes it, new or changed.
    pub fn put_meta(&mut self, name: &str, value: &[u8]) -> Result<(), Error> {
        self.execute(
            "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            &[Value::Text(name), Value::Blob(value)],
        )
        .map(|_| ())
    }
}
