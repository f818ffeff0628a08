//! What some changes take: the word of several custodians, given one after the other.

use crate::circles;
use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::marks::Marks;
use crate::unlock::Unlocked;
use report::{Hour, Id, Role};
use store::{Approval, Tx};

/// What became of a change that may need several people.
pub(crate) enum Step {
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
pub(crate) struct Consent {
    by: Id,
    needed: usize,
    hour: Hour,
}

impl Consent {
    /// Takes the word down, instead of one that they gave for something else to become of this person: two who began
    /// with different wishes can still agree. Done when enough of those who are custodians *now* agree: the word of one
    /// who has left
    /// since counts no more, and a session that such a one left open has none to give.
    pub(crate) fn take(
        self,
        tx: &mut Tx,
        marks: &Marks,
        subject: Id,
        becomes: &str,
    ) -> Result<Step, store::Error> {
        let custodians = circles::holders(tx, marks, Role::Custodian)?;
        let counts = |giver: Id| custodians.iter().any(|key| key.person == giver);
        if !counts(self.by) {
            return Ok(Step::NoSay);
        }
        let word = Approval {
            subject,
            person: self.by,
            becomes: becomes.to_owned(),
            hour: self.hour,
        };
        let said = marks.approvals(tx, subject, becomes)?;
        if !said.iter().any(|word| word.person == self.by) {
            tx.remove_approval(subject, self.by)?;
        }
        marks.insert_approval(tx, &word)?;
        let agreed = marks.approvals(tx, subject, becomes)?;
        let agreed = agreed.iter().filter(|word| counts(word.person)).count();
        Ok(if agreed < self.needed {
            Step::Agreed
        } else {
            Step::Done
        })
    }
}

impl Desk {
    pub(crate) fn consent(&self, by: &Unlocked) -> Consent {
        Consent {
            by: by.person.id,
            needed: usize::from(self.inner.profile.custody.threshold),
            hour: Hour::of(self.now()),
        }
    }
}

pub(crate) const NO_SAY: Failure = Failure::NotAllowed(Refused::CustodiansSay);

pub(crate) fn twice(error: store::Error) -> Failure {
    match error {
        store::Error::Conflict { table: "approval" } => {
            Failure::NotAllowed(Refused::ApprovedAlready)
        }
        other => other.into(),
    }
}
