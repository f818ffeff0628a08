//! People who work here, and their keys.

use ::report::{Hour, Id};

use super::Tx;
use crate::marked::{self, Marked, Unproven};
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
        ("mark", Kind::Blob),
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
        ("mark", Kind::Blob),
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

impl Person {
    fn values(&self) -> [Value<'_>; 6] {
        [
            Value::Blob(&self.id.0),
            Value::Text(&self.name),
            Value::Text(&self.role),
            Value::Text(&self.state),
            Value::int_or_null(self.setup),
            Value::Int(self.hour.0),
        ]
    }
}

impl PersonKey {
    fn values(&self) -> [Value<'_>; 8] {
        [
            Value::Blob(&self.id.0),
            Value::Blob(&self.person.0),
            Value::Blob(&self.public),
            Value::Blob(&self.sealed),
            Value::Text(&self.lock),
            Value::blob_or_null(self.successor.as_ref().map(|id| id.0.as_slice())),
            Value::flag(self.current),
            Value::Int(self.hour.0),
        ]
    }
}

impl Marked for Person {
    const TABLE: &'static str = "person";

    fn id(&self) -> Id {
        self.id
    }

    fn to_mark(&self) -> Vec<u8> {
        marked::to_mark(Self::TABLE, &self.values())
    }
}

impl Marked for PersonKey {
    const TABLE: &'static str = "person_key";

    fn id(&self) -> Id {
        self.id
    }

    fn to_mark(&self) -> Vec<u8> {
        marked::to_mark(Self::TABLE, &self.values())
    }
}

fn person(row: &Row<'_>) -> Result<Unproven<Person>, Error> {
    let person = Person {
        id: row.id(0, "person.id")?,
        name: row.text(1, "person.name")?,
        role: row.text(2, "person.role")?,
        state: row.text(3, "person.state")?,
        setup: row.int_or_null(4, "person.setup")?,
        hour: row.hour(5, "person.hour")?,
    };
    Ok(Unproven::new(person, row.blob(6, "person.mark")?))
}

fn key(row: &Row<'_>) -> Result<Unproven<PersonKey>, Error> {
    let key = PersonKey {
        id: row.id(0, "person_key.id")?,
        person: row.id(1, "person_key.person")?,
        public: row.blob(2, "person_key.public")?,
        sealed: row.blob(3, "person_key.sealed")?,
        lock: row.text(4, "person_key.lock")?,
        successor: row.id_or_null(5, "person_key.successor")?,
        current: row.flag(6, "person_key.current")?,
        hour: row.hour(7, "person_key.hour")?,
    };
    Ok(Unproven::new(key, row.blob(8, "person_key.mark")?))
}

impl Tx<'_> {
    /// # Errors
    /// [`Error::Conflict`] if the id or the name is taken.
    pub fn insert_person(&mut self, person: &Person, mark: &[u8; 32]) -> Result<(), Error> {
        let [id, name, role, state, setup, hour] = person.values();
        let mark = Value::Blob(mark);
        self.insert(&TABLE, &[id, name, role, state, setup, hour, mark])
    }

    pub fn person(&mut self, id: Id) -> Result<Option<Unproven<Person>>, Error> {
        self.one(
            "SELECT id, name, role, state, setup, hour, mark FROM person WHERE id = $1",
            &[Value::Blob(&id.0)],
            person,
        )
    }

    pub fn person_by_name(&mut self, name: &str) -> Result<Option<Unproven<Person>>, Error> {
        self.one(
            "SELECT id, name, role, state, setup, hour, mark FROM person WHERE name = $1",
            &[Value::Text(name)],
            person,
        )
    }

    /// Everybody, in no order.
    pub fn persons(&mut self) -> Result<Vec<Unproven<Person>>, Error> {
        self.all(
            "SELECT id, name, role, state, setup, hour, mark FROM person",
            &[],
            person,
        )
    }

    /// Puts a person's row in the place of the one that carries the mark `former`. `false`, and nothing is changed,
    /// when there is none: somebody else was first.
    pub fn replace_person(
        &mut self,
        former: &[u8; 32],
        person: &Person,
        mark: &[u8; 32],
    ) -> Result<bool, Error> {
        let [id, name, role, state, setup, hour] = person.values();
        let touched = self.execute(
            "UPDATE person SET name = $1, role = $2, state = $3, setup = $4, hour = $5, mark = $6 \
             WHERE id = $7 AND mark = $8",
            &[
                name,
                role,
                state,
                setup,
                hour,
                Value::Blob(mark),
                id,
                Value::Blob(former),
            ],
        )?;
        Ok(touched > 0)
    }

    /// Inserts a key; older ones stop being current by [`Tx::replace_person_key`].
    ///
    /// # Errors
    /// [`Error::Conflict`] if the id is taken.
    pub fn insert_person_key(&mut self, key: &PersonKey, mark: &[u8; 32]) -> Result<(), Error> {
        let [id, person, public, sealed, lock, successor, current, hour] = key.values();
        let mark = Value::Blob(mark);
        self.insert(
            &KEY,
            &[
                id, person, public, sealed, lock, successor, current, hour, mark,
            ],
        )
    }

    /// All keys of a person, the oldest first.
    pub fn person_keys(&mut self, person: Id) -> Result<Vec<Unproven<PersonKey>>, Error> {
        self.all(
            "SELECT id, person, public, sealed, lock, successor, current, hour, mark FROM person_key \
             WHERE person = $1 ORDER BY hour, id",
            &[Value::Blob(&person.0)],
            key,
        )
    }

    /// Puts a key's row in the place of the one that carries the mark `former`. `false`, and nothing is changed, when
    /// there is none: somebody else was first.
    pub fn replace_person_key(
        &mut self,
        former: &[u8; 32],
        key: &PersonKey,
        mark: &[u8; 32],
    ) -> Result<bool, Error> {
        let [id, person, public, sealed, lock, successor, current, hour] = key.values();
        let touched = self.execute(
            "UPDATE person_key SET person = $1, public = $2, sealed = $3, lock = $4, successor = $5, current = $6, \
             hour = $7, mark = $8 WHERE id = $9 AND mark = $10",
            &[
                person,
                public,
                sealed,
                lock,
                successor,
                current,
                hour,
                Value::Blob(mark),
                id,
                Value::Blob(former),
            ],
        )?;
        Ok(touched > 0)
    }
}
