//! A person uses their set-up link once: the key that the link opens is succeeded by one that only their password
//! opens, and their circle gets a new pair, because whoever saw the link could have opened the old one.

use crate::desk::Desk;
use crate::error::Failure;
use crate::hand_on::{NewKey, long_enough};
use crate::log::Deed;
use crate::people::{Person, PersonState};
use crate::unlock::{LOCK_SETUP, Unlocked, key_place};
use report::Id;
use seal::PrivateKey;
use std::str::FromStr;
use store::PersonKey;

/// A link that sets a person up. Its text is a secret until it was used.
#[derive(Clone)]
pub struct SetupLink {
    /// Whose.
    pub person: Id,
    secret: String,
}

impl std::fmt::Debug for SetupLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SetupLink({}…)", self.person)
    }
}

impl SetupLink {
    /// The text of the link's fragment: `id.secret`.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}.{}", self.person, self.secret)
    }

    /// Reads a link: its fragment, or a whole address that ends in it.
    #[must_use]
    pub fn parse(text: &str) -> Option<SetupLink> {
        let fragment = text.trim().rsplit(['#', '/']).next()?;
        let (person, secret) = fragment.split_once('.')?;
        Some(SetupLink {
            person: Id::from_str(person).ok()?,
            secret: secret.to_owned(),
        })
    }
}

impl Desk {
    /// The links that were not used yet, with their owners. Only ever shown on a terminal; that they were, and whose,
    /// stands in the log first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn setup_links(&self) -> Result<Vec<(Person, SetupLink)>, Failure> {
        let rows = {
            let marks = self.marks();
            let read = self
                .store()
                .read("list people", move |tx| marks.persons(tx));
            read.wait()?
        };
        let mut links = Vec::new();
        for row in rows {
            let round = row.setup;
            let person = Person::from_row(row)?;
            if let Some(round) = round.filter(|_| person.state != PersonState::Disabled) {
                let link = self.setup_link(person.id, round);
                links.push((person, link));
            }
        }
        if !links.is_empty() {
            let names: Vec<&str> = links.iter().map(|(p, _)| p.name.as_str()).collect();
            self.note("administrator", Deed::LinksShown, None, &names.join(", "))?;
        }
        Ok(links)
    }

    pub(crate) fn setup_link(&self, person: Id, round: i64) -> SetupLink {
        let secret = seal::setup_secret(self.inner.keyring.get().setup_key(), &person.0, round);
        SetupLink { person, secret }
    }

    /// Completes set-up: the link's owner chooses a password.
    ///
    /// # Errors
    /// [`Failure::WrongSecret`] when the link is wrong or was used; [`Failure::NotAllowed`] for a short password.
    pub fn complete_setup(&self, link: &SetupLink, password: &str) -> Result<Person, Failure> {
        long_enough(password)?;
        let (row, old, private) = self.open_link(link)?;
        let key = self.new_key(row, old, &private, password)?;
        self.hand_on(key, "completed set-up")
    }

    /// Whose link it is, with the key that it opens.
    pub(crate) fn open_link(
        &self,
        link: &SetupLink,
    ) -> Result<(store::Person, PersonKey, PrivateKey), Failure> {
        let id = link.person;
        let marks = self.marks();
        let (row, keys) = self
            .store()
            .read("read person", move |tx| {
                Ok((marks.person(tx, id)?, marks.person_keys(tx, id)?))
            })
            .wait()?;
        let row = row
            .filter(|row| row.setup.is_some())
            .ok_or(Failure::WrongSecret)?;
        let old = keys
            .into_iter()
            .rfind(|key| key.current && key.lock == LOCK_SETUP)
            .ok_or(Failure::WrongSecret)?;
        let lock = seal::setup_key(&link.secret).map_err(|_| Failure::WrongSecret)?;
        let private = seal::unlock_with_key(&lock, &key_place(&old.id), &old.sealed)
            .map_err(|_| Failure::WrongSecret)?;
        Ok((row, old, private))
    }

    /// Changes somebody's password. Their key is succeeded by a new one, and their circle gets a new pair: whoever
    /// learnt the old password and has the database opens nothing that comes later. Their sessions end.
    ///
    /// # Errors
    /// [`Failure::WrongSecret`]; [`Failure::NotAllowed`] for a short password.
    pub fn change_password(
        &self,
        name: &str,
        old: &[u8],
        password: &str,
    ) -> Result<Person, Failure> {
        long_enough(password)?;
        let opened = self.open_key(name, old)?;
        let key = self.new_key(opened.person, opened.key, &opened.private, password)?;
        self.hand_on(key, CHANGED)
    }

    /// Changes the password of whoever is signed in, who has typed the old one with a code just now. Their sessions end,
    /// this one too.
    ///
    /// # Errors
    /// [`Failure::StepUp`]; [`Failure::NotAllowed`] for a short password; [`Failure::WrongSecret`] when it was changed
    /// meanwhile.
    pub fn change_own_password(&self, by: &Unlocked, password: &str) -> Result<Person, Failure> {
        by.must_have_stepped_up()?;
        long_enough(password)?;
        let (id, marks) = (by.person.id, self.marks());
        let (row, key) = self
            .store()
            .read("read person", move |tx| {
                Ok((marks.person(tx, id)?, marks.current_person_key(tx, id)?))
            })
            .wait()?;
        let (row, key) = row.zip(key).ok_or(Failure::WrongSecret)?;
        let private = by.keys.get(&key.id).ok_or(Failure::WrongSecret)?.clone();
        let key = self.new_key(row, key, &private, password)?;
        self.hand_on(key, CHANGED)
    }

    fn hand_on(&self, key: NewKey, what: &str) -> Result<Person, Failure> {
        let (person, id) = (key.person()?, key.owner());
        let noted = self.noted(&person, Deed::PersonChanged, Some(id), what)?;
        let entry = noted.clone();
        let done = self.store().write("hand on key", move |tx| {
            let done = key.write(tx)?;
            if done.is_some() {
                entry.insert(tx)?;
            }
            Ok(done)
        });
        let done = done.wait()?.ok_or(Failure::WrongSecret)?;
        noted.committed(self);
        self.use_new_circles();
        Person::from_row(done)
    }
}

const CHANGED: &str = "changed their password";
