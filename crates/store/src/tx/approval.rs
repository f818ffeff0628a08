//! Approvals: who agreed to something that needs several people.

use ::report::{Hour, Id};

use super::Tx;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "approval",
    false,
    "subject, person",
    &[
        ("subject", Kind::Blob),
        ("person", Kind::Blob),
        ("hour", Kind::Int),
    ],
);

impl Tx<'_> {
    /// # Errors
    /// [`Error::Conflict`] if this person approved it before.
    pub fn insert_approval(&mut self, subject: Id, person: Id, hour: Hour) -> Result<(), Error> {
        self.insert(
            &TABLE,
            &[
                Value::Blob(&subject.0),
                Value::Blob(&person.0),
                Value::Int(hour.0),
            ],
        )
    }

    /// Who approved it and when, the earliest first.
    pub fn approvals(&mut self, subject: Id) -> Result<Vec<(Id, Hour)>, Error> {
        self.all(
            "SELECT person, hour FROM approval WHERE subject = $1 ORDER BY hour, person",
            &[Value::Blob(&subject.0)],
            |row| Ok((row.id(0, "approval.person")?, row.hour(1, "approval.hour")?)),
        )
    }

    /// Forgets everything that this person approved and tells how many.
    pub fn remove_approvals_by(&mut self, person: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM approval WHERE person = $1",
            &[Value::Blob(&person.0)],
        )
    }

    /// Forgets all approvals of it and tells how many.
    pub fn remove_approvals(&mut self, subject: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM approval WHERE subject = $1",
            &[Value::Blob(&subject.0)],
        )
    }
}
