//! Requests for recovery, and the words that were given for them.

use ::report::Id;

use super::Tx;
use crate::marked::{self, Marked, Unproven};
use crate::row::Row;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "recovery",
    false,
    "id",
    &[
        ("id", Kind::Blob),
        ("person", Kind::Blob),
        ("public", Kind::Blob),
        ("until", Kind::Int),
        ("mark", Kind::Blob),
    ],
);

pub(crate) static WORD: Table = Table::new(
    "recovery_word",
    false,
    "recovery, giver",
    &[
        ("recovery", Kind::Blob),
        ("giver", Kind::Blob),
        ("number", Kind::Int),
        ("sealed", Kind::Blob),
        ("mark", Kind::Blob),
    ],
);

/// That somebody who forgot their password asks others to mend it.
#[derive(Clone, PartialEq, Eq)]
pub struct Recovery {
    pub id: Id,
    /// Whose password; one request each.
    pub person: Id,
    /// The key of the request, which the others' shares are sealed to.
    pub public: Vec<u8>,
    /// Second since 1970 at which it is over.
    pub until: i64,
}

/// Somebody's word for a request: their share, sealed to its key.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryWord {
    pub recovery: Id,
    pub giver: Id,
    /// Which share it is.
    pub number: i64,
    pub sealed: Vec<u8>,
}

impl Recovery {
    fn values(&self) -> [Value<'_>; 4] {
        [
            Value::Blob(&self.id.0),
            Value::Blob(&self.person.0),
            Value::Blob(&self.public),
            Value::Int(self.until),
        ]
    }
}

impl RecoveryWord {
    fn values(&self) -> [Value<'_>; 4] {
        [
            Value::Blob(&self.recovery.0),
            Value::Blob(&self.giver.0),
            Value::Int(self.number),
            Value::Blob(&self.sealed),
        ]
    }
}

impl Marked for Recovery {
    const TABLE: &'static str = "recovery";

    fn id(&self) -> Id {
        self.id
    }

    fn to_mark(&self) -> Vec<u8> {
        marked::to_mark(Self::TABLE, &self.values())
    }
}

impl Marked for RecoveryWord {
    const TABLE: &'static str = "recovery_word";

    fn id(&self) -> Id {
        self.recovery
    }

    fn to_mark(&self) -> Vec<u8> {
        marked::to_mark(Self::TABLE, &self.values())
    }
}

fn recovery(row: &Row<'_>) -> Result<Unproven<Recovery>, Error> {
    let recovery = Recovery {
        id: row.id(0, "recovery.id")?,
        person: row.id(1, "recovery.person")?,
        public: row.blob(2, "recovery.public")?,
        until: row.int(3, "recovery.until")?,
    };
    Ok(Unproven::new(recovery, row.blob(4, "recovery.mark")?))
}

fn word(row: &Row<'_>) -> Result<Unproven<RecoveryWord>, Error> {
    let word = RecoveryWord {
        recovery: row.id(0, "recovery_word.recovery")?,
        giver: row.id(1, "recovery_word.giver")?,
        number: row.int(2, "recovery_word.number")?,
        sealed: row.blob(3, "recovery_word.sealed")?,
    };
    Ok(Unproven::new(word, row.blob(4, "recovery_word.mark")?))
}

impl Tx<'_> {
    /// # Errors
    /// [`Error::Conflict`] if there is one for this person.
    pub fn insert_recovery(&mut self, recovery: &Recovery, mark: &[u8; 32]) -> Result<(), Error> {
        let [id, person, public, until] = recovery.values();
        self.insert(&TABLE, &[id, person, public, until, Value::Blob(mark)])
    }

    pub fn recovery(&mut self, id: Id) -> Result<Option<Unproven<Recovery>>, Error> {
        self.one(
            "SELECT id, person, public, until, mark FROM recovery WHERE id = $1",
            &[Value::Blob(&id.0)],
            recovery,
        )
    }

    /// The request for this person.
    pub fn recovery_of(&mut self, person: Id) -> Result<Option<Unproven<Recovery>>, Error> {
        self.one(
            "SELECT id, person, public, until, mark FROM recovery WHERE person = $1",
            &[Value::Blob(&person.0)],
            recovery,
        )
    }

    /// All, in no order.
    pub fn recoveries(&mut self) -> Result<Vec<Unproven<Recovery>>, Error> {
        self.all(
            "SELECT id, person, public, until, mark FROM recovery",
            &[],
            recovery,
        )
    }

    /// Forgets the request for this person, with the words that were given for it, and tells how many (one or none).
    pub fn remove_recovery_of(&mut self, person: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM recovery_word WHERE recovery IN (SELECT id FROM recovery WHERE person = $1)",
            &[Value::Blob(&person.0)],
        )?;
        self.execute(
            "DELETE FROM recovery WHERE person = $1",
            &[Value::Blob(&person.0)],
        )
    }

    /// Forgets the requests that are over at `now`, with their words, and tells how many.
    pub fn reap_recoveries(&mut self, now: i64) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM recovery_word WHERE recovery IN (SELECT id FROM recovery WHERE until <= $1)",
            &[Value::Int(now)],
        )?;
        self.execute("DELETE FROM recovery WHERE until <= $1", &[Value::Int(now)])
    }

    /// # Errors
    /// [`Error::Conflict`] if this person has given their word for it.
    pub fn insert_recovery_word(
        &mut self,
        word: &RecoveryWord,
        mark: &[u8; 32],
    ) -> Result<(), Error> {
        let [recovery, giver, number, sealed] = word.values();
        self.insert(&WORD, &[recovery, giver, number, sealed, Value::Blob(mark)])
    }

    /// The words that were given for a request, in no order.
    pub fn recovery_words(&mut self, recovery: Id) -> Result<Vec<Unproven<RecoveryWord>>, Error> {
        self.all(
            "SELECT recovery, giver, number, sealed, mark FROM recovery_word WHERE recovery = $1",
            &[Value::Blob(&recovery.0)],
            word,
        )
    }

    /// Forgets the words that this person gave and tells how many.
    pub fn remove_recovery_words_by(&mut self, giver: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM recovery_word WHERE giver = $1",
            &[Value::Blob(&giver.0)],
        )
    }
}
