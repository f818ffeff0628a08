//! A person's key is handed on: a fresh one under a new password takes its place, and the old one is sealed to it, so
//! that nothing that it opened is lost.

use crate::circles::{circle_of, make_pair};
use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::marks::Marks;
use crate::outside::Outside;
use crate::people::{Person, PersonState};
use crate::sharing::Sharing;
use crate::unlock::{LOCK_PASSWORD, LOCK_SUCCESSOR, key_place};
use report::{Hour, Id, Month};
use seal::{PrivateKey, PublicKey};
use store::{PersonKey, Tx};

/// Shortest password that is taken, in characters. Argon2id makes each guess dear; length does the rest.
const SHORTEST_PASSWORD: usize = 12;

pub(crate) fn long_enough(password: &str) -> Result<(), Failure> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Failure::NotAllowed(Refused::ShortPassword));
    }
    Ok(())
}

/// A fresh key that waits for its transaction.
#[derive(Clone)]
pub(crate) struct NewKey {
    pub(crate) private: PrivateKey,
    pub(crate) public: PublicKey,
    row: store::Person,
    old: PersonKey,
    handed_on: PersonKey,
    fresh: PersonKey,
    circle: Option<&'static str>,
    month: Month,
    marks: Marks,
    sharing: Sharing,
    outside: Outside,
}

impl Desk {
    /// Makes the key that takes the place of the one that was opened. Argon2id takes its time.
    pub(crate) fn new_key(
        &self,
        row: store::Person,
        old: PersonKey,
        old_private: &PrivateKey,
        password: &str,
    ) -> Result<NewKey, Failure> {
        let mut random = self.random();
        let (private, public) = seal::generate(&mut random);
        let key = Id(random.bytes());
        let fresh = PersonKey {
            id: key,
            person: row.id,
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
            hour: Hour::of(self.now()),
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
        Ok(NewKey {
            circle: circle_of(Person::from_row(row.clone())?.role),
            private,
            public,
            row,
            old,
            handed_on,
            fresh,
            month: Month::of(self.now()),
            marks: self.marks(),
            sharing: self.sharing(),
            outside: self.inner.outside.clone(),
        })
    }
}

impl NewKey {
    pub(crate) fn id(&self) -> Id {
        self.fresh.id
    }

    pub(crate) fn owner(&self) -> Id {
        self.row.id
    }

    /// Whose it is, as they were when it was made.
    pub(crate) fn person(&self) -> Result<Person, Failure> {
        Person::from_row(self.row.clone())
    }

    /// Puts it in the place of the old one: with that go all sessions of its owner, the shares of the old key and a
    /// request for recovery. `None`, and nothing is changed, when somebody was faster.
    pub(crate) fn write(&self, tx: &mut Tx) -> Result<Option<store::Person>, store::Error> {
        let (id, link, marks) = (self.row.id, self.row.setup, &self.marks);
        // Looked at again: Argon2id takes its time, and two may have the link. One of them wins.
        let may =
            |row: &store::Person| row.setup == link && row.state != PersonState::Disabled.as_str();
        let Some(now) = marks.person(tx, id)?.filter(may) else {
            return Ok(None);
        };
        let done = store::Person {
            setup: None,
            ..now.clone()
        };
        if !marks.replace_person_key(tx, &self.old, &self.handed_on)? {
            return Ok(None);
        }
        marks.replace_person(tx, &now, &done)?;
        marks.insert_person_key(tx, &self.fresh)?;
        if let (true, Some(circle)) = (now.state == PersonState::Active.as_str(), self.circle) {
            let (hour, random) = (self.fresh.hour, &mut self.outside.random());
            make_pair(tx, marks, circle, self.month, hour, random)?;
        }
        tx.remove_sessions_of(id)?;
        tx.remove_recovery_of(id)?;
        tx.remove_recovery_shares(self.old.id)?;
        self.sharing
            .keep_up(tx, &done, self.fresh.id, &self.private)?;
        Ok(Some(done))
    }
}
