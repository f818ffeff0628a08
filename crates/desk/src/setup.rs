//! A person uses their set-up link once: the key that the link opens is succeeded by one that only their password
//! opens, and their circle gets a new pair, because whoever saw the link could have opened the old one.

use crate::circles::{circle_of, make_pair};
use crate::desk::Desk;
use crate::error::Failure;
use crate::log::Deed;
use crate::people::{Person, PersonState};
use crate::unlock::{LOCK_PASSWORD, LOCK_SETUP, LOCK_SUCCESSOR, key_place};
use report::{Hour, Id, Month};
use seal::PrivateKey;
use std::str::FromStr;
use store::PersonKey;

/// Shortest password that is taken, in characters. Argon2id makes each guess dear; length does the rest.
pub(crate) const SHORTEST_PASSWORD: usize = 12;

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
        self.hand_on(row, old, &private, password, "completed set-up")
    }

    /// Changes somebody's password. Their key is succeeded by a new one, and their circle gets a new pair: whoever
    /// learnt the old password and has the database opens nothing that comes later.
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
        let what = "changed their password";
        self.hand_on(opened.person, opened.key, &opened.private, password, what)
    }

    /// Hands the key that was opened on to one that only this password opens.
    fn hand_on(
        &self,
        row: store::Person,
        old: PersonKey,
        old_private: &PrivateKey,
        password: &str,
        what: &str,
    ) -> Result<Person, Failure> {
        let (id, marks, link) = (row.id, self.marks(), row.setup);
        let person = Person::from_row(row)?;
        let mut random = self.random();
        let (private, public) = seal::generate(&mut random);
        let key = Id(random.bytes());
        let hour = Hour::of(self.now());
        let fresh = PersonKey {
            id: key,
            person: id,
            public: public.to_bytes(),
            sealed: seal::lock_with_password(
                &private,
                password.as_bytes(),
                &mut random,
                &key_place(&key),
            ),
            lock: LOCK_PASSWORD.to_owned(),
            successor: None,
            current: true,
            hour,
        };
        let handed_on = PersonKey {
            sealed: seal::seal_to(
                &public,
                &mut random,
                &key_place(&old.id),
                old_private.to_bytes().as_slice(),
            ),
            lock: LOCK_SUCCESSOR.to_owned(),
            successor: Some(key),
            current: false,
            ..old.clone()
        };
        let month = Month::of(self.now());
        let (circle, outside) = (circle_of(person.role), self.inner.outside.clone());
        let noted = self.noted(&person, Deed::PersonChanged, Some(id), what)?;
        let entry = noted.clone();
        let done = self
            .store()
            .write("hand on key", move |tx| {
                // Looked at again: Argon2id takes its time, and two may have the link. One of them wins.
                let may = |row: &store::Person| {
                    row.setup == link && row.state != PersonState::Disabled.as_str()
                };
                let Some(now) = marks.person(tx, id)?.filter(may) else {
                    return Ok(None);
                };
                let done = store::Person {
                    setup: None,
                    ..now.clone()
                };
                if !marks.replace_person_key(tx, &old, &handed_on)? {
                    return Ok(None);
                }
                marks.replace_person(tx, &now, &done)?;
                marks.insert_person_key(tx, &fresh)?;
                if let (true, Some(circle)) = (now.state == PersonState::Active.as_str(), circle) {
                    make_pair(tx, &marks, circle, month, hour, &mut outside.random())?;
                }
                entry.insert(tx)?;
                Ok(Some(done))
            })
            .wait()?;
        let person = Person::from_row(done.ok_or(Failure::WrongSecret)?)?;
        noted.committed(self);
        self.use_new_circles();
        Ok(person)
    }
}

fn long_enough(password: &str) -> Result<(), Failure> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Failure::NotAllowed(
            "a password has at least 12 characters; several words are good",
        ));
    }
    Ok(())
}
