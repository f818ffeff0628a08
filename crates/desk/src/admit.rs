//! Who is let in: by somebody who holds the key already, because only a holder can wrap it to a new one; a custodian by
//! the consent of custodians alone.

use crate::circles::{circle_of, is_recent, wrap_to};
use crate::consent::{NO_SAY, Step, twice};
use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::people::{Person, PersonState};
use crate::unlock::Unlocked;
use report::{Id, Month, Role};
use seal::{PrivateKey, PublicKey};
use store::{CircleKey, PersonKey};

impl Desk {
    /// Admits a pending person. For an officer or overseer this takes one unlocked member of the same circle, who
    /// wraps the circle's keys (this month's and the last) to the newcomer; a custodian takes `custody.threshold`
    /// custodians, one after the other; clerks and administrators take an officer. Returns whether the person is active
    /// now.
    ///
    /// # Errors
    /// [`Failure::Unknown`], [`Failure::NotAllowed`], [`Failure::StepUp`].
    pub fn admit(&self, name: &str, by: &Unlocked) -> Result<bool, Failure> {
        by.must_have_stepped_up()?;
        let person = self.person(name)?;
        if person.state != PersonState::Pending {
            return Err(NOT_PENDING);
        }
        if person.awaits_setup {
            return Err(NO_PASSWORD);
        }
        let (mut consent, mut handed_on) = (None, None);
        match (person.role, circle_of(person.role)) {
            (Role::Custodian, _) => {
                by.must_be(Role::Custodian, Refused::AdmittedByCustodians)?;
                consent = Some(self.consent(by));
            }
            (_, Some(circle)) => {
                by.must_be(person.role, Refused::SameRoleHandsOn)?;
                handed_on = Some(self.to_hand_on(&person, circle, by)?);
            }
            (_, None) => by.must_be_officer()?,
        }
        let agreed = self.noted_change(&by.person, "approved", &person)?;
        let admitted = self.noted_change(&by.person, "admitted", &person)?;
        let entries = [agreed.clone(), admitted.clone()];
        let (id, outside, marks) = (person.id, self.inner.outside.clone(), self.marks());
        let step = self.store().write("admit person", move |tx| {
            let [agreed, admitted] = &entries;
            let waits = |row: &store::Person| {
                row.state == PersonState::Pending.as_str() && row.setup.is_none()
            };
            let Some(row) = marks.person(tx, id)?.filter(waits) else {
                return Ok(Step::Overtaken);
            };
            if let Some(consent) = consent {
                match consent.take(tx, &marks, id, PersonState::Active.as_str())? {
                    Step::Done => {}
                    Step::Agreed => {
                        agreed.insert(tx)?;
                        return Ok(Step::Agreed);
                    }
                    refused => return Ok(refused),
                }
            }
            if let Some((theirs, privates)) = &handed_on {
                let mut random = outside.random();
                for (key, private) in privates {
                    if tx.circle_wrap(*key, theirs.id)?.is_none() {
                        wrap_to(tx, *key, private, theirs.id, &theirs.public, &mut random)?;
                    }
                }
            }
            let active = store::Person {
                state: PersonState::Active.as_str().to_owned(),
                ..row.clone()
            };
            if !marks.replace_person(tx, &row, &active)? {
                return Ok(Step::Overtaken);
            }
            tx.remove_approvals(id)?;
            admitted.insert(tx)?;
            Ok(Step::Done)
        });
        let done = match step.wait().map_err(twice)? {
            Step::Overtaken | Step::Last => return Err(NOT_PENDING),
            Step::NoSay => return Err(NO_SAY),
            Step::Agreed => false,
            Step::Done => true,
        };
        if done { admitted } else { agreed }.committed(self);
        self.use_new_circles();
        Ok(done)
    }

    /// The newcomer's key, and this month's and the last month's private halves to wrap to it.
    fn to_hand_on(
        &self,
        person: &Person,
        circle: &'static str,
        by: &Unlocked,
    ) -> Result<(PersonKey, Vec<(Id, PrivateKey)>), Failure> {
        let (id, marks) = (person.id, self.marks());
        let (keys, theirs) = self
            .store()
            .read("read circle keys", move |tx| {
                let keys = marks.circle_keys(tx, circle)?;
                Ok((keys, marks.current_person_key(tx, id)?))
            })
            .wait()?;
        let theirs: PersonKey = theirs.ok_or(NO_PASSWORD)?;
        PublicKey::from_bytes(&theirs.public)
            .map_err(|_| Failure::Damaged("a person's public key"))?;
        let month = Month::of(self.now());
        let recent = |key: &&CircleKey| is_recent(&keys, key.id, month);
        let mut privates = Vec::new();
        for key in keys.iter().filter(recent) {
            // One that the admitting member was never given (made before their time) cannot be handed on.
            match self.circle_private(by, key.id) {
                Ok(private) => privates.push((key.id, private)),
                Err(Failure::KeyGone(_)) => {}
                Err(other) => return Err(other),
            }
        }
        Ok((theirs, privates))
    }
}

const NOT_PENDING: Failure = Failure::NotAllowed(Refused::NotPending);
const NO_PASSWORD: Failure = Failure::NotAllowed(Refused::NoPasswordYet);
