//! Who works on a report, so that no two answer one reporter. A claim keeps nobody from reading, and nobody for ever: it
//! can be taken over, and it ends by itself when nothing comes of it (`queue.claim_hours`).

use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::log::Deed;
use crate::queue::level;
use crate::unlock::Unlocked;
use report::{Hour, Id, Status};
use store::Tx;

/// What became of a claim.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClaimOutcome {
    /// The report is theirs who asked.
    Yours,
    /// Somebody else works on it.
    Anothers,
}

/// Whose reports somebody takes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whoevers {
    Nobodys,
    Anybodys,
}

/// Whoever does something to a report holds it, or takes it on with that when nobody does.
#[derive(Clone, Copy)]
pub(crate) struct Claimant {
    person: Id,
    hour: Hour,
    since: Hour,
}

impl Claimant {
    /// Whether nobody else holds it.
    pub(crate) fn may(self, tx: &mut Tx<'_>, report: Id) -> Result<bool, store::Error> {
        let claim = tx.claim_of(report)?;
        let anothers =
            claim.is_some_and(|claim| claim.hour > self.since && claim.person != self.person);
        Ok(!anothers)
    }

    /// Whether nobody else holds it; it is theirs from then on.
    pub(crate) fn holds(self, tx: &mut Tx<'_>, report: Id) -> Result<bool, store::Error> {
        let may = self.may(tx, report)?;
        if may {
            tx.put_claim(report, self.person, self.hour)?;
        }
        Ok(may)
    }
}

impl Desk {
    pub(crate) fn claimant(&self, by: &Unlocked) -> Claimant {
        Claimant {
            person: by.person.id,
            hour: Hour::of(self.now()),
            since: self.claims_since(),
        }
    }

    /// Takes a report on, unless somebody else did. One that was only received is in hand from then on.
    ///
    /// # Errors
    /// [`Failure::NotAllowed`], [`Failure::Unknown`] for no such report or a withdrawn one.
    pub fn claim(&self, by: &Unlocked, id: Id) -> Result<ClaimOutcome, Failure> {
        self.take_on(by, id, "claimed", Whoevers::Nobodys)
    }

    /// Takes a report on, whoever works on it, for a reason that the log keeps.
    ///
    /// # Errors
    /// As [`Desk::claim`]; [`Failure::NotAllowed`] without a reason.
    pub fn take_over(&self, by: &Unlocked, id: Id, why: &str) -> Result<(), Failure> {
        if why.trim().is_empty() {
            return Err(Failure::NotAllowed(Refused::NoReasonToTakeOver));
        }
        let why = format!("took over: {}", why.trim());
        self.take_on(by, id, &why, Whoevers::Anybodys).map(|_| ())
    }

    fn take_on(
        &self,
        by: &Unlocked,
        id: Id,
        why: &str,
        whose: Whoevers,
    ) -> Result<ClaimOutcome, Failure> {
        by.must_be_officer()?;
        self.living(id)?;
        let claimant = self.claimant(by);
        let days = self.inner.profile.queue.feedback_days;
        let noted = self.noted(&by.person, Deed::Claimed, Some(id), why)?;
        let entry = noted.clone();
        let done = self
            .store()
            .write("claim report", move |tx| {
                if whose == Whoevers::Anybodys {
                    tx.remove_claim(id)?;
                }
                let holds = claimant.holds(tx, id)?;
                if holds {
                    let row = tx.report(id)?.ok_or(store::Error::NoReport)?;
                    if row.status == Status::Received.code() {
                        let feedback = row.hour.plus_hours(24 * days);
                        // What came and was not read is to be looked at as soon as before.
                        let due = if row.wrote { row.due } else { feedback };
                        let (in_hand, conduct) = (Status::InHand.code(), row.conduct.as_deref());
                        tx.set_report_standing(id, in_hand, row.level, conduct, due, row.wrote)?;
                    }
                    entry.insert(tx)?;
                }
                Ok(holds)
            })
            .wait()?;
        if !done {
            return Ok(ClaimOutcome::Anothers);
        }
        noted.committed(self);
        Ok(ClaimOutcome::Yours)
    }

    /// Hands a report back that one works on; of another's it changes nothing. It waits for somebody again, as it did when
    /// it was only received, and its reporter is told so.
    ///
    /// # Errors
    /// As [`Desk::claim`].
    pub fn hand_back(&self, by: &Unlocked, id: Id) -> Result<(), Failure> {
        by.must_be_officer()?;
        let row = self.living(id)?;
        let feedback = self.feedback_by(row.hour);
        let waits = self.in_hand_by(level(&row)?, row.hour).min(feedback);
        let me = by.person.id;
        let noted = self.noted(&by.person, Deed::Claimed, Some(id), "handed back")?;
        let entry = noted.clone();
        let done = self
            .store()
            .write("hand report back", move |tx| {
                let mine = tx.claim_of(id)?.is_some_and(|claim| claim.person == me);
                if mine {
                    tx.remove_claim(id)?;
                    let row = tx.report(id)?.ok_or(store::Error::NoReport)?;
                    if row.status == Status::InHand.code() {
                        let due = if row.wrote { waits.min(row.due) } else { waits };
                        let (received, conduct) = (Status::Received.code(), row.conduct.as_deref());
                        tx.set_report_standing(id, received, row.level, conduct, due, row.wrote)?;
                    }
                    entry.insert(tx)?;
                }
                Ok(mine)
            })
            .wait()?;
        if done {
            noted.committed(self);
        }
        Ok(())
    }
}
