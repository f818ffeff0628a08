//! Who works here: officers, custodians, overseers, clerks, administrators.
//!
//! Adding a person gives them nothing yet: somebody who already holds the circle's key must admit them, because
//! only a holder can wrap it to a new key.

use crate::circles::{circle_of, make_pair, wrap_to};
use crate::desk::Desk;
use crate::error::Failure;
use crate::log::Deed;
use crate::outside::Random;
use crate::setup::SetupLink;
use crate::unlock::{LOCK_PASSWORD, LOCK_SETUP, Unlocked, key_place};
use report::{Hour, Id, Month, Role};
use seal::{Key, PublicKey};
use std::str::FromStr;
use store::{CircleKey, PersonKey, Tx};

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
    /// Whether their set-up link is still unused.
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

impl Person {
    pub(crate) fn from_row(row: store::Person) -> Result<Person, Failure> {
        Ok(Person {
            id: row.id,
            role: Role::from_str(&row.role).map_err(|_| Failure::Damaged("a person's role"))?,
            state: match row.state.as_str() {
                "pending" => PersonState::Pending,
                "active" => PersonState::Active,
                "disabled" => PersonState::Disabled,
                _ => return Err(Failure::Damaged("a person's state")),
            },
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
        self.store()
            .read("list people", |tx| tx.persons())
            .wait()?
            .into_iter()
            .map(Person::from_row)
            .collect()
    }

    /// Adds a person, pending, with a set-up link that they use once.
    ///
    /// # Errors
    /// [`Failure::NameTaken`].
    pub fn add_person(&self, name: &str, role: Role) -> Result<SetupLink, Failure> {
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 64 || name.chars().any(char::is_control) {
            return Err(Failure::NotAllowed(
                "a name has 1 to 64 characters, none of them a control character",
            ));
        }
        let setup_key = self.inner.keyring.get().setup_key().clone();
        let outside = self.inner.outside.clone();
        let hour = Hour::of(self.now());
        let id = Id(self.random().bytes());
        let inserted = name.clone();
        self.store()
            .write("add person", move |tx| {
                insert_person(
                    tx,
                    id,
                    &inserted,
                    role,
                    "pending",
                    &setup_key,
                    hour,
                    &mut outside.random(),
                )
            })
            .wait()
            .map_err(|error| match error {
                store::Error::Conflict { table: "person" } => Failure::NameTaken,
                other => other.into(),
            })?;
        self.note(
            "administrator",
            Deed::PersonChanged,
            Some(id),
            &format!("added {name} as {role}"),
        )?;
        Ok(self.setup_link(id, 1))
    }

    /// Admits a pending person. For an officer or overseer this takes one unlocked member of the same circle, who
    /// wraps the circle's keys (this month's and the last) to the newcomer; a custodian takes two custodians, one
    /// after the other; clerks and administrators take an officer. Returns whether the person is active now.
    ///
    /// # Errors
    /// [`Failure::Unknown`], [`Failure::NotAllowed`].
    pub fn admit(&self, name: &str, by: &Unlocked) -> Result<bool, Failure> {
        let person = self.person(name)?;
        if person.state != PersonState::Pending {
            return Err(Failure::NotAllowed("only a pending person can be admitted"));
        }
        if person.awaits_setup {
            return Err(Failure::NotAllowed(
                "this person has not set a password yet",
            ));
        }
        if person.role == Role::Custodian {
            return self.approve_custodian(&person, by);
        }
        match circle_of(person.role.as_str()) {
            Some(circle) => {
                by.must_be(
                    person.role,
                    "only an active member of the same role can hand on its key",
                )?;
                self.hand_on(&person, circle, by)?;
            }
            None => by.must_be_officer()?,
        }
        self.activate(&person, by)?;
        Ok(true)
    }

    /// Ends a person's access: their wraps are removed and their circle gets a new pair at once. What they could
    /// copy before, they could copy.
    ///
    /// # Errors
    /// [`Failure::Unknown`]; [`Failure::NotAllowed`] when too few custodians would be left, or no officer.
    pub fn disable(&self, name: &str) -> Result<(), Failure> {
        let person = self.person(name)?;
        let left = self
            .people()?
            .iter()
            .filter(|other| {
                other.role == person.role
                    && other.state == PersonState::Active
                    && other.id != person.id
            })
            .count();
        let needed = match person.role {
            Role::Custodian => usize::from(self.inner.profile.custody.threshold),
            Role::Officer | Role::Overseer => 1,
            Role::Clerk | Role::Administrator => 0,
        };
        if person.state == PersonState::Active && left < needed {
            return Err(Failure::NotAllowed(
                "nobody would be left who can open what this role keeps; admit a successor first",
            ));
        }
        let outside = self.inner.outside.clone();
        let (month, hour) = (Month::of(self.now()), Hour::of(self.now()));
        let (id, role) = (person.id, person.role);
        self.store()
            .write("disable person", move |tx| {
                tx.set_person_state(id, "disabled")?;
                tx.set_person_setup(id, None)?;
                for key in tx.person_keys(id)? {
                    tx.remove_circle_wraps(key.id)?;
                }
                if let Some(circle) = circle_of(role.as_str()) {
                    make_pair(tx, circle, month, hour, &mut outside.random())?;
                }
                Ok(())
            })
            .wait()?;
        self.refresh_circles()?;
        self.note(
            "administrator",
            Deed::PersonChanged,
            Some(id),
            &format!("disabled {name}"),
        )?;
        Ok(())
    }

    pub(crate) fn person(&self, name: &str) -> Result<Person, Failure> {
        let name = name.to_owned();
        let row = self
            .store()
            .read("read person", move |tx| tx.person_by_name(&name))
            .wait()?;
        Person::from_row(row.ok_or(Failure::Unknown)?)
    }

    fn approve_custodian(&self, person: &Person, by: &Unlocked) -> Result<bool, Failure> {
        by.must_be(Role::Custodian, "a custodian is admitted by two custodians")?;
        let (subject, approver, hour) = (person.id, by.person.id, Hour::of(self.now()));
        let approvals = self
            .store()
            .write("approve custodian", move |tx| {
                tx.insert_approval(subject, approver, hour)?;
                Ok(tx.approvals(subject)?.len())
            })
            .wait()
            .map_err(|error| match error {
                store::Error::Conflict { table: "approval" } => Failure::NotAllowed(
                    "this custodian has approved already; another one is needed",
                ),
                other => other.into(),
            })?;
        if approvals < usize::from(self.inner.profile.custody.threshold) {
            self.note(
                &by.person.name,
                Deed::PersonChanged,
                Some(person.id),
                &format!("approved {}", person.name),
            )?;
            return Ok(false);
        }
        self.activate(person, by)?;
        Ok(true)
    }

    fn activate(&self, person: &Person, by: &Unlocked) -> Result<(), Failure> {
        let id = person.id;
        self.store()
            .write("activate person", move |tx| {
                tx.set_person_state(id, "active")
            })
            .wait()?;
        self.refresh_circles()?;
        self.note(
            &by.person.name,
            Deed::PersonChanged,
            Some(id),
            &format!("admitted {}", person.name),
        )?;
        Ok(())
    }

    /// Wraps this month's and the last month's private halves to the newcomer.
    fn hand_on(&self, person: &Person, circle: &'static str, by: &Unlocked) -> Result<(), Failure> {
        let id = person.id;
        let (keys, theirs) = self
            .store()
            .read("read circle keys", move |tx| {
                Ok((tx.circle_keys(circle)?, tx.current_person_key(id)?))
            })
            .wait()?;
        let theirs: PersonKey = theirs.ok_or(Failure::NotAllowed(
            "this person has not set a password yet",
        ))?;
        PublicKey::from_bytes(&theirs.public)
            .map_err(|_| Failure::Damaged("a person's public key"))?;
        let since = Month::of(self.now()).plus_months(-1);
        let mut privates = Vec::new();
        let recent = |key: &CircleKey| key.month >= since.0 || key.current;
        for key in keys.iter().filter(|key| recent(key)) {
            // One that the admitting member was never given (made before their time) cannot be handed on.
            match self.circle_private(by, key.id) {
                Ok(private) => privates.push((key.id, private)),
                Err(Failure::KeyGone(_)) => {}
                Err(other) => return Err(other),
            }
        }
        let outside = self.inner.outside.clone();
        self.store()
            .write("hand on circle keys", move |tx| {
                let mut random = outside.random();
                for (circle_key, private) in &privates {
                    if tx.circle_wrap(*circle_key, theirs.id)?.is_none() {
                        wrap_to(
                            tx,
                            *circle_key,
                            private,
                            theirs.id,
                            &theirs.public,
                            &mut random,
                        )?;
                    }
                }
                Ok(())
            })
            .wait()?;
        Ok(())
    }
}

/// Inserts a person with a fresh key pair, locked under the secret of their set-up link.
#[allow(
    clippy::too_many_arguments,
    reason = "one row and what makes it; a struct would only rename the columns"
)]
pub(crate) fn insert_person(
    tx: &mut Tx,
    id: Id,
    name: &str,
    role: Role,
    state: &str,
    setup_key: &Key,
    hour: Hour,
    random: &mut Random,
) -> Result<(), store::Error> {
    tx.insert_person(&store::Person {
        id,
        name: name.to_owned(),
        role: role.as_str().to_owned(),
        state: state.to_owned(),
        setup: Some(1),
        hour,
    })?;
    let (private, public) = seal::generate(random);
    let key = Id(random.bytes());
    let secret = seal::setup_secret(setup_key, &id.0, 1);
    let lock = seal::setup_key(&secret).map_err(|_| store::Error::Damaged {
        what: "a set-up secret",
    })?;
    let sealed = seal::lock_with_key(&private, &lock, random, &key_place(&key));
    tx.insert_person_key(&PersonKey {
        id: key,
        person: id,
        public: public.to_bytes(),
        sealed,
        lock: LOCK_SETUP.to_owned(),
        successor: None,
        current: true,
        hour,
    })
}

/// Whether this key is one that its owner locked with a password.
pub(crate) fn is_own(key: &PersonKey) -> bool {
    key.lock == LOCK_PASSWORD
}
