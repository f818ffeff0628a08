//! Replays: the sealed answer to a form that was sent already, so that the same token gets the same page.

use ::report::Hour;

use super::Tx;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "replay",
    false,
    "key",
    &[
        ("key", Kind::Blob),
        ("expires", Kind::Int),
        ("sealed", Kind::Blob),
    ],
);

pub(crate) const REAP: &str = "DELETE FROM replay WHERE expires <= $1";

impl Tx<'_> {
    /// # Errors
    /// [`Error::Conflict`] (in an append: when it is flushed) if the key was used.
    pub fn insert_replay(
        &mut self,
        key: &[u8; 32],
        expires: Hour,
        sealed: &[u8],
    ) -> Result<(), Error> {
        self.insert(
            &TABLE,
            &[Value::Blob(key), Value::Int(expires.0), Value::Blob(sealed)],
        )
    }

    /// The sealed answer under this key, whether or not it has expired.
    pub fn replay(&mut self, key: &[u8; 32]) -> Result<Option<Vec<u8>>, Error> {
        self.one(
            "SELECT sealed FROM replay WHERE key = $1",
            &[Value::Blob(key)],
            |row| row.blob(0, "replay.sealed"),
        )
    }

    /// Removes those whose time is over at `now` and tells how many.
    pub fn reap_replays(&mut self, now: Hour) -> Result<i64, Error> {
        let removed = self.execute(REAP, &[Value::Int(now.0)])?;
        Ok(i64::try_from(removed).unwrap_or(i64::MAX))
    }
}
