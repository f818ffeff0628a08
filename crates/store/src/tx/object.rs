//! Objects: which of them belong to a report, and which to nobody.

use std::collections::HashSet;

use ::report::{Hour, Id};

use super::{Each, Tx};
use crate::row::Row;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "object",
    false,
    "id",
    &[
        ("id", Kind::Blob),
        ("report", Kind::Blob),
        ("hour", Kind::Int),
        ("bytes", Kind::Int),
    ],
);

/// An object that belongs to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnedObject {
    pub id: Id,
    pub report: Id,
    /// Its length in the folder.
    pub bytes: u64,
}

const KNOWN: Each = Each {
    sqlite: "SELECT id FROM object WHERE id = $1",
    postgres: "SELECT id FROM object WHERE id = ANY($1::bytea[])",
    kinds: &[Kind::Blob],
};

pub(crate) const NOBODYS: &str =
    "SELECT id FROM object WHERE report IS NULL AND hour <= $1 ORDER BY hour, id LIMIT $2";

impl Tx<'_> {
    /// An object that belongs to nobody yet.
    pub fn insert_object(&mut self, id: Id, hour: Hour, bytes: u64) -> Result<(), Error> {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.insert(
            &TABLE,
            &[
                Value::Blob(&id.0),
                Value::Null,
                Value::Int(hour.0),
                Value::Int(bytes),
            ],
        )
    }

    /// Gives an object to a report.
    ///
    /// # Errors
    /// [`Error::NoObject`] when it is not there (any more), or another's.
    pub fn claim_object(&mut self, id: Id, report: Id) -> Result<(), Error> {
        let touched = self.execute(
            "UPDATE object SET report = $1 WHERE id = $2 AND report IS NULL",
            &[Value::Blob(&report.0), Value::Blob(&id.0)],
        )?;
        match touched {
            0 => Err(Error::NoObject { id }),
            _ => Ok(()),
        }
    }

    /// An object that belongs to nobody will never belong to anybody: it goes in the next round of housekeeping.
    pub fn give_up_object(&mut self, id: Id) -> Result<bool, Error> {
        let given_up = self.execute(
            "UPDATE object SET hour = 0 WHERE id = $1 AND report IS NULL AND hour > 0",
            &[Value::Blob(&id.0)],
        )?;
        Ok(given_up == 1)
    }

    /// Somebody may still want an object that was given up, if it is there.
    pub fn take_object_back(&mut self, id: Id, hour: Hour) -> Result<(), Error> {
        let values = [Value::Int(hour.0), Value::Blob(&id.0)];
        self.execute(
            "UPDATE object SET hour = $1 WHERE id = $2 AND report IS NULL",
            &values,
        )
        .map(|_| ())
    }

    /// Objects that have belonged to nobody since `before` or earlier.
    pub fn nobodys_objects(&mut self, before: Hour, limit: i64) -> Result<Vec<Id>, Error> {
        let values = [Value::Int(before.0), Value::Int(limit)];
        self.all(NOBODYS, &values, |row| row.id(0, "object.id"))
    }

    /// Forgets those of these objects that still belong to nobody, and tells which. Their bytes are to be removed when
    /// this is committed, and not before: until then somebody may claim them.
    pub fn forget_objects(&mut self, ids: &[Id]) -> Result<Vec<Id>, Error> {
        let mut forgotten = Vec::with_capacity(ids.len());
        for id in ids {
            let touched = self.execute(
                "DELETE FROM object WHERE id = $1 AND report IS NULL",
                &[Value::Blob(&id.0)],
            )?;
            forgotten.extend((touched > 0).then_some(*id));
        }
        Ok(forgotten)
    }

    /// Which of these have a row.
    pub fn known_objects(&mut self, ids: &[Id]) -> Result<HashSet<Id>, Error> {
        let mut known = HashSet::with_capacity(ids.len());
        let keys = ids.iter().map(|id| [Value::Blob(&id.0)]);
        self.walk_each(&KNOWN, keys, &mut |row| {
            known.insert(row.id(0, "object.id")?);
            Ok(())
        })?;
        Ok(known)
    }

    /// Hands every object that belongs to a report to `each`.
    pub fn owned_objects(&mut self, each: &mut dyn FnMut(OwnedObject)) -> Result<(), Error> {
        self.walk(
            "SELECT id, report, bytes FROM object WHERE report IS NOT NULL",
            &[],
            &mut |row: &Row<'_>| {
                each(OwnedObject {
                    id: row.id(0, "object.id")?,
                    report: row.id(1, "object.report")?,
                    bytes: row.count(2, "object.bytes")?,
                });
                Ok(())
            },
        )
    }
}
