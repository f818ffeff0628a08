//! Who is shut out: for good, or until they have used a new link and were admitted again.

use crate::circles::{circle_of, make_pair};
use crate::consent::{NO_SAY, Step, twice};
use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::people::{Person, PersonState, insert_link_key};
use crate::setup::SetupLink;
use crate::unlock::Unlocked;
use report::{Hour, Month, Role};
use store::PersonKey;

/// What becomes of whoever is shut out.
#[derive(Clone, Copy)]
enum Leaving {
    ForGood,
    ForANewLink,
}

impl Leaving {
    fn becomes(self) -> PersonState {
        match self {
            Leaving::ForGood => PersonState::Disabled,
            Leaving::ForANewLink => PersonState::Pending,
        }
    }

    /// The round of the new link. Each key that somebody ever had is kept, so that their number is the round of no
    /// earlier one: a link that was used, or seen, does not come again.
    fn round(self, keys: usize) -> Option<i64> {
        match self {
            Leaving::ForGood => None,
            Leaving::ForANewLink => i64::try_from(keys + 1).ok(),
        }
    }

    fn takes_consent(self) -> Refused {
        match self {
            Leaving::ForGood => Refused::RemovedByCustodians,
            Leaving::ForANewLink => Refused::LinkedByCustodians,
        }
    }

    fn done(self) -> &'static str {
        match self {
            Leaving::ForGood => "disabled",
            Leaving::ForANewLink => "gave a new link to",
        }
    }

    fn agreed(self) -> &'static str {
        match self {
            Leaving::ForGood => "agreed to disable",
            Leaving::ForANewLink => "agreed to a new link for",
        }
    }
}

impl Desk {
    /// Ends a person's access: their wraps are removed, and their circle gets a new pair at once. What they could
    /// copy before, they could copy. An active custodian is removed by `custody.threshold` custodians, one after the
    /// other; anybody else by an administrator, by those who admit their role, or from the machine itself (by nobody).
    /// Their sessions end. Returns whether the person is disabled now.
    ///
    /// # Errors
    /// [`Failure::Unknown`]; [`Failure::NotAllowed`] when too few custodians would be left, or no officer;
    /// [`Failure::StepUp`].
    pub fn disable(&self, name: &str, by: Option<&Unlocked>) -> Result<bool, Failure> {
        Ok(self.shut_out(name, by, Leaving::ForGood)?.is_some())
    }

    /// Gives a new set-up link to somebody who forgot their password: until they have used it and were admitted again
    /// they are shut out as if disabled, by the same consent. Their old keys open nothing any more; what was sealed to
    /// a custodian's is lost to them. `None` while another custodian must agree.
    ///
    /// # Errors
    /// As [`Desk::disable`].
    pub fn relink(&self, name: &str, by: Option<&Unlocked>) -> Result<Option<SetupLink>, Failure> {
        let left = self.shut_out(name, by, Leaving::ForANewLink)?;
        let link = |left: store::Person| Some(self.setup_link(left.id, left.setup?));
        Ok(left.and_then(link))
    }

    /// The person as they are left; `None` while another custodian must agree.
    fn shut_out(
        &self,
        name: &str,
        by: Option<&Unlocked>,
        leaving: Leaving,
    ) -> Result<Option<store::Person>, Failure> {
        let person = self.person(name)?;
        if person.state == PersonState::Disabled {
            return Err(LEFT);
        }
        let mut consent = None;
        if person.role == Role::Custodian && person.state == PersonState::Active {
            let otherwise = leaving.takes_consent();
            let by = by.ok_or(Failure::NotAllowed(otherwise))?;
            by.must_be(Role::Custodian, otherwise)?;
            consent = Some(self.consent(by));
        } else if let Some(by) = by {
            must_admit(by, person.role)?;
        }
        if let Some(by) = by {
            by.must_have_stepped_up()?;
        }
        let needed = match person.role {
            Role::Custodian => usize::from(self.inner.profile.custody.threshold),
            Role::Officer | Role::Overseer => 1,
            Role::Clerk | Role::Administrator => 0,
        };
        let agreed = self.noted_change(by, leaving.agreed(), &person)?;
        let done = self.noted_change(by, leaving.done(), &person)?;
        let entries = [agreed.clone(), done.clone()];
        let (outside, marks) = (self.inner.outside.clone(), self.marks());
        let setup_key = self.inner.keyring.get().setup_key().clone();
        let (month, hour) = (Month::of(self.now()), Hour::of(self.now()));
        let Person {
            id, role, state, ..
        } = person;
        let step = self.store().write("shut out person", move |tx| {
            let [agreed, done] = &entries;
            let everybody = marks.persons(tx)?;
            let is_still = |row: &&store::Person| row.id == id && row.state == state.as_str();
            let Some(row) = everybody.iter().find(is_still) else {
                return Ok((Step::Overtaken, None));
            };
            if state == PersonState::Active && left_without(row, &everybody) < needed {
                return Ok((Step::Last, None));
            }
            if let Some(consent) = consent {
                match consent.take(tx, &marks, id, leaving.becomes().as_str())? {
                    Step::Done => {}
                    Step::Agreed => {
                        agreed.insert(tx)?;
                        return Ok((Step::Agreed, None));
                    }
                    refused => return Ok((refused, None)),
                }
            }
            let keys = marks.person_keys(tx, id)?;
            let left = store::Person {
                state: leaving.becomes().as_str().to_owned(),
                setup: leaving.round(keys.len()),
                ..row.clone()
            };
            if !marks.replace_person(tx, row, &left)? {
                return Ok((Step::Overtaken, None));
            }
            tx.remove_approvals(id)?;
            tx.remove_approvals_by(id)?;
            tx.remove_sessions_of(id)?;
            tx.remove_second_factor(id)?;
            tx.remove_recovery_of(id)?;
            tx.remove_recovery_words_by(id)?;
            tx.remove_recovery_shares_held_by(id)?;
            for key in keys {
                tx.remove_circle_wraps(key.id)?;
                tx.remove_recovery_shares(key.id)?;
                if left.setup.is_some() && key.current {
                    let former = PersonKey {
                        current: false,
                        ..key.clone()
                    };
                    marks.replace_person_key(tx, &key, &former)?;
                }
            }
            if left.setup.is_some() {
                insert_link_key(tx, &marks, &left, &setup_key, hour, &mut outside.random())?;
            }
            if let Some(circle) = circle_of(role) {
                make_pair(tx, &marks, circle, month, hour, &mut outside.random())?;
            }
            done.insert(tx)?;
            Ok((Step::Done, Some(left)))
        });
        let (step, left) = step.wait().map_err(twice)?;
        let noted = match step {
            Step::Overtaken => return Err(LEFT),
            Step::NoSay => return Err(NO_SAY),
            Step::Last => {
                return Err(Failure::NotAllowed(Refused::NobodyLeft));
            }
            Step::Agreed => agreed,
            Step::Done => done,
        };
        noted.committed(self);
        self.use_new_circles();
        Ok(left)
    }
}

const LEFT: Failure = Failure::NotAllowed(Refused::LeftAlready);

/// Who shuts somebody out who is no active custodian: an administrator, or those who would admit them again.
fn must_admit(by: &Unlocked, role: Role) -> Result<(), Failure> {
    let admits = match role {
        Role::Officer | Role::Clerk | Role::Administrator => Some(Role::Officer),
        Role::Overseer => Some(Role::Overseer),
        Role::Custodian => None,
    };
    let role = match by.person.role {
        role if admits == Some(role) => role,
        _ => Role::Administrator,
    };
    by.must_be(role, Refused::ShutsOut)
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
