//! Who works here: officers, custodians, overseers, clerks, administrators. Adding a person gives them nothing yet:
//! they set a password (`setup`), and are admitted by those who hold the key (`admit`).

use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::log::Deed;
use crate::marks::Marks;
use crate::names;
use crate::noted::Noted;
use crate::outside::Random;
use crate::setup::SetupLink;
use crate::unlock::{LOCK_SETUP, Unlocked, key_place};
use crate::who::Who;
use report::{Hour, Id, Role};
use seal::Key;
use std::str::FromStr;
use store::{PersonKey, Tx};

/// A person who works here.
#[derive(Clone, Debug)]
pub struct Person {
    /// Random id.
    pub id: Id,
    /// The name that the operator gave.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whether they may do it now.
    pub state: PersonState,
    /// Whether their set-up link is still unused: until then they hold no key, and nothing new is sealed to them.
    pub awaits_setup: bool,
}

/// Whether a person may act.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PersonState {
    /// Added, not yet admitted by somebody who holds the key.
    Pending,
    /// Admitted.
    Active,
    /// Left.
    Disabled,
}

impl PersonState {
    /// As stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PersonState::Pending => "pending",
            PersonState::Active => "active",
            PersonState::Disabled => "disabled",
        }
    }
}

impl FromStr for PersonState {
    type Err = Failure;

    fn from_str(text: &str) -> Result<PersonState, Failure> {
        use PersonState::{Active, Disabled, Pending};
        let state = [Pending, Active, Disabled]
            .into_iter()
            .find(|state| state.as_str() == text);
        state.ok_or(Failure::Damaged("a person's state"))
    }
}

impl Person {
    pub(crate) fn from_row(row: store::Person) -> Result<Person, Failure> {
        Ok(Person {
            id: row.id,
            role: Role::from_str(&row.role).map_err(|_| Failure::Damaged("a person's role"))?,
            state: PersonState::from_str(&row.state)?,
            name: row.name,
            awaits_setup: row.setup.is_some(),
        })
    }
}

impl Desk {
    /// Everybody, by name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn people(&self) -> Result<Vec<Person>, Failure> {
        let marks = self.marks();
        self.store()
            .read("list people", move |tx| marks.persons(tx))
            .wait()?
            .into_iter()
            .map(Person::from_row)
            .collect()
    }

    /// Adds a person, pending, with a set-up link that they use once: an administrator does, or whoever has the machine
    /// itself (nobody).
    ///
    /// # Errors
    /// [`Failure::NameTaken`], also by a name that differs in case or punctuation alone; [`Failure::NotAllowed`] for
    /// a name that could deceive a reader of the log; [`Failure::StepUp`].
    pub fn add_person(
        &self,
        name: &str,
        role: Role,
        by: Option<&Unlocked>,
    ) -> Result<SetupLink, Failure> {
        if let Some(by) = by {
            by.must_be(Role::Administrator, Refused::AdministratorsAdd)?;
            by.must_have_stepped_up()?;
        }
        names::check(name)?;
        let setup_key = self.inner.keyring.get().setup_key().clone();
        let marks = self.marks();
        let outside = self.inner.outside.clone();
        let id = Id(self.random().bytes());
        let person = pending(id, name, role, Hour::of(self.now()));
        let what = format!("added {name} as {role}");
        let noted = self.noted(by, Deed::PersonChanged, Some(id), &what)?;
        let entry = noted.clone();
        let added = self
            .store()
            .write("add person", move |tx| {
                let bare = names::bare(&person.name);
                let others = marks.persons(tx)?;
                if others.iter().any(|p| names::bare(&p.name) == bare) {
                    return Ok(false);
                }
                insert_person(tx, &marks, &person, &setup_key, &mut outside.random())?;
                entry.insert(tx)?;
                Ok(true)
            })
            .wait()
            .map_err(|error| match error {
                store::Error::Conflict { table: "person" } => Failure::NameTaken,
                other => other.into(),
            })?;
        if !added {
            return Err(Failure::NameTaken);
        }
        noted.committed(self);
        Ok(self.setup_link(id, 1))
    }

    /// The entry of a change to somebody.
    pub(crate) fn noted_change(
        &self,
        who: impl Into<Who>,
        what: &str,
        person: &Person,
    ) -> Result<Noted, Failure> {
        let what = format!("{what} {}", person.name);
        self.noted(who, Deed::PersonChanged, Some(person.id), &what)
    }

    pub(crate) fn person(&self, name: &str) -> Result<Person, Failure> {
        let name = name.to_owned();
        let marks = self.marks();
        let row = self
            .store()
            .read("read person", move |tx| marks.person_by_name(tx, &name))
            .wait()?;
        Person::from_row(row.ok_or(Failure::Unknown)?)
    }
}

/// Somebody who was added, with their first link.
pub(crate) fn pending(id: Id, name: &str, role: Role, hour: Hour) -> store::Person {
    store::Person {
        id,
        name: name.to_owned(),
        role: role.as_str().to_owned(),
        state: PersonState::Pending.as_str().to_owned(),
        setup: Some(1),
        hour,
    }
}

/// Inserts a person with a fresh key pair, locked under the secret of their set-up link.
pub(crate) fn insert_person(
    tx: &mut Tx,
    marks: &Marks,
    person: &store::Person,
    setup_key: &Key,
    random: &mut Random,
) -> Result<(), store::Error> {
    marks.insert_person(tx, person)?;
    insert_link_key(tx, marks, person, setup_key, person.hour, random)
}

/// Inserts a fresh key pair for somebody who has a link, locked under its secret.
pub(crate) fn insert_link_key(
    tx: &mut Tx,
    marks: &Marks,
    person: &store::Person,
    setup_key: &Key,
    hour: Hour,
    random: &mut Random,
) -> Result<(), store::Error> {
    const NO_LINK: store::Error = store::Error::Damaged {
        what: "a set-up secret",
    };
    let (private, public) = seal::generate(random);
    let key = Id(random.bytes());
    let secret = seal::setup_secret(setup_key, &person.id.0, person.setup.ok_or(NO_LINK)?);
    let lock = seal::setup_key(&secret).map_err(|_| NO_LINK)?;
    let sealed = seal::lock_with_key(&private, &lock, random, &key_place(&key));
    let key = PersonKey {
        id: key,
        person: person.id,
        public: public.to_bytes(),
        sealed,
        lock: LOCK_SETUP.to_owned(),
        successor: None,
        current: true,
        hour,
    };
    marks.insert_person_key(tx, &key)
}
