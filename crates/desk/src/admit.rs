//! Who is let in, and who leaves. A newcomer is let in by somebody who holds the key already, because only a holder
//! can wrap it to a new one; a custodian comes and goes by the consent of custodians alone.

use crate::circles::{self, circle_of, make_pair, wrap_to};
use crate::desk::Desk;
use crate::error::Failure;
use crate::log::Deed;
use crate::marks::Marks;
use crate::people::{Person, PersonState};
use crate::unlock::Unlocked;
use crate::who::Who;
use report::{Hour, Id, Month, Role};
use seal::{PrivateKey, PublicKey};
use store::{Approval, CircleKey, PersonKey, Tx};

/// What became of a change that may need several people.
enum Step {
    /// It is done.
    Done,
    /// This custodian agrees; another one is needed.
    Agreed,
    /// Whoever agrees is no custodian any more.
    NoSay,
    /// The person is no longer what they were when it was asked for.
    Overtaken,
    /// Nobody would be left who can open what the role keeps.
    Last,
}

/// A custodian's word for a change, and how many such words it takes.
#[derive(Clone, Copy)]
struct Consent {
    by: Id,
    needed: usize,
    hour: Hour,
}

impl Consent {
    /// Takes the word down. Done when enough of those who are custodians *now* agree: the word of one who has left
    /// since counts no more, and a session that such a one left open has none to give.
    fn take(
        self,
        tx: &mut Tx,
        marks: &Marks,
        subject: &store::Person,
    ) -> Result<Step, store::Error> {
        let custodians = circles::holders(tx, marks, Role::Custodian)?;
        let counts = |giver: Id| custodians.iter().any(|key| key.person == giver);
        if !counts(self.by) {
            return Ok(Step::NoSay);
        }
        let word = Approval {
            subject: subject.id,
            person: self.by,
            state: subject.state.clone(),
            hour: self.hour,
        };
        marks.insert_approval(tx, &word)?;
        let agreed = marks.approvals(tx, subject)?;
        let agreed = agreed.iter().filter(|word| counts(word.person)).count();
        Ok(if agreed < self.needed {
            Step::Agreed
        } else {
            Step::Done
        })
    }
}

impl Desk {
    /// Admits a pending person. For an officer or overseer this takes one unlocked member of the same circle, who
    /// wraps the circle's keys (this month's and the last) to the newcomer; a custodian takes two custodians, one
    /// after the other; clerks and administrators take an officer. Returns whether the person is active now.
    ///
    /// # Errors
    /// [`Failure::Unknown`], [`Failure::NotAllowed`].
    pub fn admit(&self, name: &str, by: &Unlocked) -> Result<bool, Failure> {
        let person = self.person(name)?;
        if person.state != PersonState::Pending {
            return Err(NOT_PENDING);
        }
        if person.awaits_setup {
            return Err(NO_PASSWORD);
        }
        let (mut consent, mut handed_on) = (None, None);
        match (person.role, circle_of(person.role.as_str())) {
            (Role::Custodian, _) => {
                by.must_be(Role::Custodian, "a custodian is admitted by two custodians")?;
                consent = Some(self.consent(by));
            }
            (_, Some(circle)) => {
                by.must_be(
                    person.role,
                    "only an active member of the same role can hand on its key",
                )?;
                handed_on = Some(self.to_hand_on(&person, circle, by)?);
            }
            (_, None) => by.must_be_officer()?,
        }
        let (id, outside, marks) = (person.id, self.inner.outside.clone(), self.marks());
        let step = self.store().write("admit person", move |tx| {
            let waits = |row: &store::Person| {
                row.state == PersonState::Pending.as_str() && row.setup.is_none()
            };
            let Some(row) = marks.person(tx, id)?.filter(waits) else {
                return Ok(Step::Overtaken);
            };
            if let Some(consent) = consent {
                match consent.take(tx, &marks, &row)? {
                    Step::Done => {}
                    not_yet => return Ok(not_yet),
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
            let admitted = store::Person {
                state: PersonState::Active.as_str().to_owned(),
                ..row.clone()
            };
            if !marks.replace_person(tx, &row, &admitted)? {
                return Ok(Step::Overtaken);
            }
            tx.remove_approvals(id)?;
            Ok(Step::Done)
        });
        let done = match step.wait().map_err(twice)? {
            Step::Overtaken | Step::Last => return Err(NOT_PENDING),
            Step::NoSay => return Err(NO_SAY),
            Step::Agreed => false,
            Step::Done => true,
        };
        self.refresh_circles()?;
        let what = if done { "admitted" } else { "approved" };
        self.note_change(&by.person, id, what, name)?;
        Ok(done)
    }

    /// Ends a person's access: their wraps are removed, and their circle gets a new pair at once. What they could
    /// copy before, they could copy. An active custodian is removed by two custodians, one after the other; nobody
    /// else needs consent. Returns whether the person is disabled now.
    ///
    /// # Errors
    /// [`Failure::Unknown`]; [`Failure::NotAllowed`] when too few custodians would be left, or no officer.
    pub fn disable(&self, name: &str, by: Option<&Unlocked>) -> Result<bool, Failure> {
        let person = self.person(name)?;
        let mut consent = None;
        if person.role == Role::Custodian && person.state == PersonState::Active {
            let otherwise = "a custodian is removed by two custodians, one after the other";
            let by = by.ok_or(Failure::NotAllowed(otherwise))?;
            by.must_be(Role::Custodian, otherwise)?;
            consent = Some(self.consent(by));
        }
        let needed = match person.role {
            Role::Custodian => usize::from(self.inner.profile.custody.threshold),
            Role::Officer | Role::Overseer => 1,
            Role::Clerk | Role::Administrator => 0,
        };
        let (outside, marks) = (self.inner.outside.clone(), self.marks());
        let (month, hour) = (Month::of(self.now()), Hour::of(self.now()));
        let Person {
            id, role, state, ..
        } = person;
        let step = self.store().write("disable person", move |tx| {
            let everybody = marks.persons(tx)?;
            let is_still = |row: &&store::Person| row.id == id && row.state == state.as_str();
            let Some(row) = everybody.iter().find(is_still) else {
                return Ok(Step::Overtaken);
            };
            if state == PersonState::Disabled {
                return Ok(Step::Overtaken);
            }
            if state == PersonState::Active && left_without(row, &everybody) < needed {
                return Ok(Step::Last);
            }
            if let Some(consent) = consent {
                match consent.take(tx, &marks, row)? {
                    Step::Done => {}
                    not_yet => return Ok(not_yet),
                }
            }
            let left = store::Person {
                state: PersonState::Disabled.as_str().to_owned(),
                setup: None,
                ..row.clone()
            };
            if !marks.replace_person(tx, row, &left)? {
                return Ok(Step::Overtaken);
            }
            tx.remove_approvals(id)?;
            tx.remove_approvals_by(id)?;
            for key in marks.person_keys(tx, id)? {
                tx.remove_circle_wraps(key.id)?;
            }
            if let Some(circle) = circle_of(role.as_str()) {
                make_pair(tx, &marks, circle, month, hour, &mut outside.random())?;
            }
            Ok(Step::Done)
        });
        let done = match step.wait().map_err(twice)? {
            Step::Overtaken => return Err(Failure::NotAllowed("this person has left already")),
            Step::NoSay => return Err(NO_SAY),
            Step::Last => {
                return Err(Failure::NotAllowed(
                    "nobody would be left who can open what this role keeps; admit a successor first",
                ));
            }
            Step::Agreed => false,
            Step::Done => true,
        };
        self.refresh_circles()?;
        let what = if done {
            "disabled"
        } else {
            "agreed to disable"
        };
        match by {
            Some(by) => self.note_change(&by.person, id, what, name)?,
            None => self.note_change("administrator", id, what, name)?,
        }
        Ok(done)
    }

    fn note_change(
        &self,
        who: impl Into<Who>,
        id: Id,
        what: &str,
        name: &str,
    ) -> Result<(), Failure> {
        let what = format!("{what} {name}");
        self.note(who, Deed::PersonChanged, Some(id), &what)?;
        Ok(())
    }

    fn consent(&self, by: &Unlocked) -> Consent {
        Consent {
            by: by.person.id,
            needed: usize::from(self.inner.profile.custody.threshold),
            hour: Hour::of(self.now()),
        }
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
        let since = Month::of(self.now()).plus_months(-1);
        let newest = keys.last().map(|key| key.id);
        let recent = |key: &&CircleKey| key.month >= since.0 || Some(key.id) == newest;
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

/// How many of a role would be left without this person. For one who can open what the role keeps, others who can;
/// for one who has not used their link, others who could.
fn left_without(person: &store::Person, everybody: &[store::Person]) -> usize {
    let holds_as_much = |other: &&store::Person| person.setup.is_some() || other.setup.is_none();
    everybody
        .iter()
        .filter(|other| other.role == person.role && other.state == PersonState::Active.as_str())
        .filter(|other| other.id != person.id)
        .filter(holds_as_much)
        .count()
}

const NOT_PENDING: Failure = Failure::NotAllowed("only a pending person can be admitted");
const NO_SAY: Failure = Failure::NotAllowed("only an active custodian has a say in this");
const NO_PASSWORD: Failure = Failure::NotAllowed("this person has not set a password yet");

fn twice(error: store::Error) -> Failure {
    match error {
        store::Error::Conflict { table: "approval" } => {
            Failure::NotAllowed("this custodian has approved already; another one is needed")
        }
        other => other.into(),
    }
}
