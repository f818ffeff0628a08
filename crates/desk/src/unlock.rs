//! A person unlocks their key with their password, for one deed.

use crate::circles::{DESK, circle_of, is_recent, open_wrap};
use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::people::{Person, PersonState};
use report::{Id, Month, Role};
use seal::{Binding, PrivateKey};
use std::collections::HashMap;
use store::PersonKey;

/// An unlocked person: holds the private keys, and wipes them when dropped. Deeds that need a key take one of
/// these as argument.
pub struct Unlocked {
    /// Who.
    pub person: Person,
    /// Private keys by the id of their `person_key` row: the current one and those before it.
    pub(crate) keys: HashMap<Id, PrivateKey>,
    /// Whether they typed their password for this one deed, or password and code within a session just now: what is
    /// dangerous takes that.
    pub(crate) stepped_up: bool,
}

/// What a password opened.
pub(crate) struct Opened {
    pub(crate) person: store::Person,
    /// The current key.
    pub(crate) key: PersonKey,
    pub(crate) private: PrivateKey,
    /// All keys of the person.
    pub(crate) all: Vec<PersonKey>,
}

impl Desk {
    /// Unlocks a person's key with their password. Takes some 30 ms by design (Argon2id).
    ///
    /// # Errors
    /// [`Failure::WrongSecret`] alike for an unknown name, a wrong password, and a person who was disabled or
    /// has not set a password. (Who was not admitted yet may unlock, and then do nothing: deeds ask for the state.)
    pub fn unlock(&self, name: &str, password: &[u8]) -> Result<Unlocked, Failure> {
        let opened = self.open_key(name, password)?;
        let keys = chain(opened.key.id, opened.private, &opened.all);
        Ok(Unlocked::by_password(
            Person::from_row(opened.person)?,
            keys,
        ))
    }

    /// The rows of whoever unlocks their key, as they lie.
    pub(crate) fn open_key(&self, name: &str, password: &[u8]) -> Result<Opened, Failure> {
        let wanted = name.to_owned();
        let marks = self.marks();
        let found = self
            .store()
            .read("read person", move |tx| {
                let Some(person) = marks.person_by_name(tx, &wanted)? else {
                    return Ok(None);
                };
                let keys = marks.person_keys(tx, person.id)?;
                Ok(Some((person, keys)))
            })
            .wait()?;
        let Some((person, all)) = found else {
            // The same work as for a known name, so that timing names nobody.
            self.burn(password);
            return Err(Failure::WrongSecret);
        };
        let current = all.iter().rfind(|key| key.current).cloned();
        let may = person.state != PersonState::Disabled.as_str();
        let Some(key) = current.filter(|key| key.lock == LOCK_PASSWORD && may) else {
            self.burn(password);
            return Err(Failure::WrongSecret);
        };
        let private = seal::unlock_with_password(password, &key_place(&key.id), &key.sealed)
            .map_err(|_| Failure::WrongSecret)?;
        Ok(Opened {
            person,
            key,
            private,
            all,
        })
    }

    fn burn(&self, password: &[u8]) {
        let mut random = self.random();
        let (private, _) = seal::generate(&mut random);
        drop(seal::lock_with_password(
            &private,
            password,
            &mut random,
            &key_place(&Id([0; 16])),
        ));
    }

    /// Whether this person may open now what was sealed to a circle's key: a session reaches this month and the last, and
    /// older ones after password and code were typed once more.
    pub(crate) fn must_reach(&self, by: &Unlocked, circle_key: Id) -> Result<(), Failure> {
        let circle = circle_of(by.person.role);
        let (true, Some(circle)) = (!by.stepped_up, circle) else {
            return Ok(());
        };
        let marks = self.marks();
        let read = self
            .store()
            .read("read circle keys", move |tx| marks.circle_keys(tx, circle));
        if is_recent(&read.wait()?, circle_key, Month::of(self.now())) {
            Ok(())
        } else {
            Err(Failure::StepUp)
        }
    }

    /// Opens a circle's private half for an unlocked member.
    pub(crate) fn circle_private(
        &self,
        unlocked: &Unlocked,
        circle_key: Id,
    ) -> Result<PrivateKey, Failure> {
        self.must_reach(unlocked, circle_key)?;
        let mine: Vec<Id> = unlocked.keys.keys().copied().collect();
        let wraps = self
            .store()
            .read("read circle wraps", move |tx| {
                let mut wraps = Vec::new();
                for key in &mine {
                    if let Some(sealed) = tx.circle_wrap(circle_key, *key)? {
                        wraps.push((*key, sealed));
                    }
                }
                Ok(wraps)
            })
            .wait()?;
        let (key, sealed) = wraps.first().ok_or(NEVER_GIVEN)?;
        open_wrap(&unlocked.keys[key], circle_key, *key, sealed)
    }
}

impl Unlocked {
    /// Somebody who typed their password for one deed.
    pub(crate) fn by_password(person: Person, keys: HashMap<Id, PrivateKey>) -> Unlocked {
        Unlocked {
            person,
            keys,
            stepped_up: true,
        }
    }

    /// Refuses whoever has a session alone for what takes more.
    pub(crate) fn must_have_stepped_up(&self) -> Result<(), Failure> {
        if self.stepped_up {
            Ok(())
        } else {
            Err(Failure::StepUp)
        }
    }

    /// Refuses whoever does not work at the desk.
    pub(crate) fn must_be_officer(&self) -> Result<(), Failure> {
        if self.person.state == PersonState::Active && circle_of(self.person.role) == Some(DESK) {
            Ok(())
        } else {
            Err(Failure::NotAllowed(Refused::OfficersOnly))
        }
    }

    pub(crate) fn must_be_active(&self) -> Result<(), Failure> {
        if self.person.state == PersonState::Active {
            Ok(())
        } else {
            Err(Failure::NotAllowed(Refused::AdmittedOnly))
        }
    }

    pub(crate) fn must_be(&self, role: Role, otherwise: Refused) -> Result<(), Failure> {
        if self.person.state == PersonState::Active && self.person.role == role {
            Ok(())
        } else {
            Err(Failure::NotAllowed(otherwise))
        }
    }
}

/// A circle's key, or a report's, is not for this person.
pub(crate) const NEVER_GIVEN: Failure =
    Failure::KeyGone("this person was never given the key to it");

/// Locked under a password.
pub(crate) const LOCK_PASSWORD: &str = "password";
/// Locked under the secret of a set-up link.
pub(crate) const LOCK_SETUP: &str = "setup";
/// Sealed to the key that came after it.
pub(crate) const LOCK_SUCCESSOR: &str = "successor";

/// From the current key back to those that it succeeded. A key that does not open is left out: what was sealed
/// to it then stays sealed, which is said where it is needed.
pub(crate) fn chain(
    current: Id,
    private: PrivateKey,
    rows: &[PersonKey],
) -> HashMap<Id, PrivateKey> {
    let mut keys = HashMap::from([(current, private)]);
    let mut successor = current;
    while let Some(row) = rows
        .iter()
        .find(|row| row.successor == Some(successor) && row.lock == LOCK_SUCCESSOR)
    {
        let opened = seal::open_with(&keys[&successor], &key_place(&row.id), &row.sealed);
        let Ok(seed) = opened else { break };
        let Ok(seed) = seed.as_slice().try_into() else {
            break;
        };
        if keys.insert(row.id, PrivateKey::from_bytes(seed)).is_some() {
            break;
        }
        successor = row.id;
    }
    keys
}

pub(crate) fn key_place(id: &Id) -> Binding<'_> {
    Binding {
        table: "person_key",
        row: id.as_bytes(),
        column: "sealed",
        version: 0,
    }
}
