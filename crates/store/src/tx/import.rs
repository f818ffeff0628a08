//! Import lines: keyed hashes of the lines that were imported, so that none is imported twice.

use std::collections::HashSet;

use super::{Each, Tx};
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new("import_line", false, "key", &[("key", Kind::Blob)]);

const KNOWN: Each = Each {
    sqlite: "SELECT key FROM import_line WHERE key = $1",
    postgres: "SELECT key FROM import_line WHERE key = ANY($1::bytea[])",
    kinds: &[Kind::Blob],
};

impl Tx<'_> {
    /// # Errors
    /// [`Error::Conflict`] (in an append: when it is flushed) if the line is known.
    pub fn insert_import_line(&mut self, key: &[u8; 32]) -> Result<(), Error> {
        self.insert(&TABLE, &[Value::Blob(key)])
    }

    /// Which of the lines are known, in the order asked.
    pub fn known_import_lines(&mut self, keys: &[[u8; 32]]) -> Result<Vec<bool>, Error> {
        let mut known: HashSet<[u8; 32]> = HashSet::new();
        let values = keys.iter().map(|key| [Value::Blob(key)]);
        self.walk_each(&KNOWN, values, &mut |row| {
            known.insert(row.array(0, "import_line.key")?);
            Ok(())
        })?;
        Ok(keys.iter().map(|key| known.contains(key)).collect())
    }
}
