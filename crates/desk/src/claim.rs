//! Who works on a report, so that no two answer one reporter. A claim keeps nobody from reading, and nobody for ever: it
//! can be taken over, and it ends by itself when nothing comes of it (`queue.claim_hours`).

use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::log::Deed;
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

    /// Takes a report on, unless somebody else did. Its reporter sees nothing of it, and nothing that was promised waits
    /// longer for it: somebody who takes it on has not done anything yet.
    ///
    /// # Errors
    /// [`Failure::NotAllowed`], also for one that is closed; [`Failure::Unknown`] for no such report or a withdrawn one;
    /// as for opening it, when it would not open.
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
        self.must_open(by, id)?;
        let claimant = self.claimant(by);
        let noted = self.noted(&by.person, Deed::Claimed, Some(id), why)?;
        let entry = noted.clone();
        let done = self.store().write("claim report", move |tx| {
            let row = tx.report(id)?.ok_or(store::Error::NoReport)?;
            if row.status == Status::Closed.code() {
                return Ok(Err(Failure::NotAllowed(Refused::Closed)));
            }
            if whose == Whoevers::Anybodys {
                tx.remove_claim(id)?;
            }
            let holds = claimant.holds(tx, id)?;
            if holds {
                entry.insert(tx)?;
            }
            Ok(Ok(holds))
        });
        if !done.wait()?? {
            return Ok(ClaimOutcome::Anothers);
        }
        noted.committed(self);
        Ok(ClaimOutcome::Yours)
    }

    /// Hands a report back that one works on.
    ///
    /// # Errors
    /// As [`Desk::claim`]; [`Failure::NotAllowed`] when it is not theirs (any more).
    pub fn hand_back(&self, by: &Unlocked, id: Id) -> Result<(), Failure> {
        self.must_open(by, id)?;
        let me = by.person.id;
        let noted = self.noted(&by.person, Deed::Claimed, Some(id), "handed back")?;
        let entry = noted.clone();
        let done = self.store().write("hand report back", move |tx| {
            let mine = tx.claim_of(id)?.is_some_and(|claim| claim.person == me);
            if mine {
                tx.remove_claim(id)?;
                entry.insert(tx)?;
            }
            Ok(mine)
        });
        if !done.wait()? {
            return Err(Failure::NotAllowed(Refused::NotYours));
        }
        noted.committed(self);
        Ok(())
    }

    /// Whoever does something to a report is somebody to whom it opens: with a stolen cookie nobody empties months that
    /// they cannot read.
    fn must_open(&self, by: &Unlocked, id: Id) -> Result<(), Failure> {
        by.must_be_officer()?;
        self.desk_keys(by, &self.living(id)?).map(drop)
    }
}
