//! Second factors: the secret of a person's authenticator, sealed to a key of theirs.

use ::report::Id;

use super::Tx;
use crate::marked::{self, Marked, Unproven};
use crate::row::Row;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "second_factor",
    false,
    "person",
    &[
        ("person", Kind::Blob),
        ("person_key", Kind::Blob),
        ("sealed", Kind::Blob),
        ("step", Kind::Int),
        ("mark", Kind::Blob),
    ],
);

/// Somebody's second factor.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    pub person: Id,
    /// The key that it is sealed to: the one that was current then.
    pub person_key: Id,
    pub sealed: Vec<u8>,
    /// The last step of thirty seconds, since 1970, whose code was taken.
    pub step: i64,
}

impl SecondFactor {
    fn values(&self) -> [Value<'_>; 4] {
        [
            Value::Blob(&self.person.0),
            Value::Blob(&self.person_key.0),
            Value::Blob(&self.sealed),
            Value::Int(self.step),
        ]
    }
}

impl Marked for SecondFactor {
    const TABLE: &'static str = "second_factor";

    fn id(&self) -> Id {
        self.person
    }

    fn to_mark(&self) -> Vec<u8> {
        marked::to_mark(Self::TABLE, &self.values())
    }
}

fn factor(row: &Row<'_>) -> Result<Unproven<SecondFactor>, Error> {
    let factor = SecondFactor {
        person: row.id(0, "second_factor.person")?,
        person_key: row.id(1, "second_factor.person_key")?,
        sealed: row.blob(2, "second_factor.sealed")?,
        step: row.int(3, "second_factor.step")?,
    };
    Ok(Unproven::new(factor, row.blob(4, "second_factor.mark")?))
}

impl Tx<'_> {
    /// # Errors
    /// [`Error::Conflict`] if this person has one.
    pub fn insert_second_factor(
        &mut self,
        factor: &SecondFactor,
        mark: &[u8; 32],
    ) -> Result<(), Error> {
        let [person, person_key, sealed, step] = factor.values();
        self.insert(
            &TABLE,
            &[person, person_key, sealed, step, Value::Blob(mark)],
        )
    }

    pub fn second_factor(&mut self, person: Id) -> Result<Option<Unproven<SecondFactor>>, Error> {
        self.one(
            "SELECT person, person_key, sealed, step, mark FROM second_factor WHERE person = $1",
            &[Value::Blob(&person.0)],
            factor,
        )
    }

    /// Puts a row in the place of the one that carries the mark `former`. `false`, and nothing is changed, when there
    /// is none: somebody else was first.
    pub fn replace_second_factor(
        &mut self,
        former: &[u8; 32],
        factor: &SecondFactor,
        mark: &[u8; 32],
    ) -> Result<bool, Error> {
        let [person, person_key, sealed, step] = factor.values();
        let touched = self.execute(
            "UPDATE second_factor SET person_key = $1, sealed = $2, step = $3, mark = $4 \
             WHERE person = $5 AND mark = $6",
            &[
                person_key,
                sealed,
                step,
                Value::Blob(mark),
                person,
                Value::Blob(former),
            ],
        )?;
        Ok(touched > 0)
    }

    /// Forgets it and tells how many (one or none).
    pub fn remove_second_factor(&mut self, person: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM second_factor WHERE person = $1",
            &[Value::Blob(&person.0)],
        )
    }
}
