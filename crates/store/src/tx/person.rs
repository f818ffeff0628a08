//! People who work here, and their keys.

use ::report::{Hour, Id};

use super::Tx;
use crate::row::Row;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "person",
    false,
    "id",
    &[
        ("id", Kind::Blob),
        ("name", Kind::Text),
        ("role", Kind::Text),
        ("state", Kind::Text),
        ("setup", Kind::Int),
        ("hour", Kind::Int),
    ],
);

pub(crate) static KEY: Table = Table::new(
    "person_key",
    false,
    "id",
    &[
        ("id", Kind::Blob),
        ("person", Kind::Blob),
        ("public", Kind::Blob),
        ("sealed", Kind::Blob),
        ("lock", Kind::Text),
        ("successor", Kind::Blob),
        ("current", Kind::Int),
        ("hour", Kind::Int),
    ],
);

/// Somebody who works here.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    pub id: Id,
    /// Unique.
    pub name: String,
    /// `report::Role` as text.
    pub role: String,
    /// `pending`, `active` or `disabled`.
    pub state: String,
    /// The round of a set-up link that was not used yet.
    pub setup: Option<i64>,
    pub hour: Hour,
}

/// A key pair of a person, the private half locked.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonKey {
    pub id: Id,
    pub person: Id,
    pub public: Vec<u8>,
    /// The private half.
    pub sealed: Vec<u8>,
    /// What locks it: `setup`, `password` or `successor`.
    pub lock: String,
    /// The person key that opens it, when that is what locks it.
    pub successor: Option<Id>,
    pub current: bool,
    pub hour: Hour,
}

fn person(row: &Row<'_>) -> Result<Person, Error> {
    Ok(Person {
        id: row.id(0, "person.id")?,
        name: row.text(1, "person.name")?,
        role: row.text(2, "person.role")?,
        state: row.text(3, "person.state")?,
        setup: row.int_or_null(4, "person.setup")?,
        hour: row.hour(5, "person.hour")?,
    })
}

fn key(row: &Row<'_>) -> Result<PersonKey, Error> {
    Ok(PersonKey {
        id: row.id(0, "person_key.id")?,
        person: row.id(1, "person_key.person")?,
        public: row.blob(2, "person_key.public")?,
        sealed: row.blob(3, "person_key.sealed")?,
        lock: row.text(4, "person_key.lock")?,
        successor: row.id_or_null(5, "person_key.successor")?,
        current: row.flag(6, "person_key.current")?,
        hour: row.hour(7, "person_key.hour")?,
    })
}

impl Tx<'_> {
    /// # Errors
    /// [`Error::Conflict`] if the id or the name is taken.
    pub fn insert_person(&mut self, person: &Person) -> Result<(), Error> {
        self.insert(
            &TABLE,
            &[
                Value::Blob(&person.id.0),
                Value::Text(&person.name),
                Value::Text(&person.role),
                Value::Text(&person.state),
                Value::int_or_null(person.setup),
                Value::Int(person.hour.0),
            ],
        )
    }

    pub fn person(&mut self, id: Id) -> Result<Option<Person>, Error> {
        self.one(
            "SELECT id, name, role, state, setup, hour FROM person WHERE id = $1",
            &[Value::Blob(&id.0)],
            person,
        )
    }

    pub fn person_by_name(&mut self, name: &str) -> Result<Option<Person>, Error> {
        self.one(
            "SELECT id, name, role, state, setup, hour FROM person WHERE name = $1",
            &[Value::Text(name)],
            person,
        )
    }

    /// Everybody, by name (compared as bytes).
    pub fn persons(&mut self) -> Result<Vec<Person>, Error> {
        let mut persons = self.all(
            "SELECT id, name, role, state, setup, hour FROM person",
            &[],
            person,
        )?;
        // Not by ORDER BY: how text is ordered depends on PostgreSQL's collation.
        persons.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(persons)
    }

    /// `false` when there is nobody of this id.
    pub fn set_person_state(&mut self, id: Id, state: &str) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE person SET state = $1 WHERE id = $2",
            &[Value::Text(state), Value::Blob(&id.0)],
        )?;
        Ok(touched > 0)
    }

    /// The round of the set-up link, or none any more. `false` when there is nobody of this id.
    pub fn set_person_setup(&mut self, id: Id, round: Option<i64>) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE person SET setup = $1 WHERE id = $2",
            &[Value::int_or_null(round), Value::Blob(&id.0)],
        )?;
        Ok(touched > 0)
    }

    /// Inserts a key; whether older ones stop being current is for [`Tx::hand_on_person_key`].
    ///
    /// # Errors
    /// [`Error::Conflict`] if the id is taken.
    pub fn insert_person_key(&mut self, key: &PersonKey) -> Result<(), Error> {
        self.insert(
            &KEY,
            &[
                Value::Blob(&key.id.0),
                Value::Blob(&key.person.0),
                Value::Blob(&key.public),
                Value::Blob(&key.sealed),
                Value::Text(&key.lock),
                Value::blob_or_null(key.successor.as_ref().map(|id| id.0.as_slice())),
                Value::flag(key.current),
                Value::Int(key.hour.0),
            ],
        )
    }

    /// The key of this id.
    pub fn person_key(&mut self, id: Id) -> Result<Option<PersonKey>, Error> {
        self.one(
            "SELECT id, person, public, sealed, lock, successor, current, hour FROM person_key WHERE id = $1",
            &[Value::Blob(&id.0)],
            key,
        )
    }

    /// The key of a person that new things are sealed to.
    pub fn current_person_key(&mut self, person: Id) -> Result<Option<PersonKey>, Error> {
        self.one(
            "SELECT id, person, public, sealed, lock, successor, current, hour FROM person_key \
             WHERE person = $1 AND current = 1 ORDER BY hour DESC, id LIMIT 1",
            &[Value::Blob(&person.0)],
            key,
        )
    }

    /// All keys of a person, the oldest first.
    pub fn person_keys(&mut self, person: Id) -> Result<Vec<PersonKey>, Error> {
        self.all(
            "SELECT id, person, public, sealed, lock, successor, current, hour FROM person_key \
             WHERE person = $1 ORDER BY hour, id",
            &[Value::Blob(&person.0)],
            key,
        )
    }

    /// Hands a key that a set-up link opens on to its successor, which opens it from now on. `false`, and nothing is
    /// changed, when it is not such a key any more.
    pub fn hand_on_person_key(
        &mut self,
        id: Id,
        sealed: &[u8],
        successor: Id,
    ) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE person_key SET sealed = $1, lock = 'successor', successor = $2, current = 0 \
             WHERE id = $3 AND lock = 'setup' AND current = 1",
            &[
                Value::Blob(sealed),
                Value::Blob(&successor.0),
                Value::Blob(&id.0),
            ],
        )?;
        Ok(touched > 0)
    }
}
