//! The marks of second factors, sessions and requests for recovery.

use super::Marks;
use report::Id;
use store::{Recovery, RecoveryWord, SecondFactor, SessionRow, Tx};

/// A person's second factor, as it lies.
pub(crate) enum Factor {
    /// Nobody ever enrolled one.
    None,
    Ours(SecondFactor),
    /// Somebody else wrote there. It is not none: else whoever can spoil the row could enrol one of their own.
    Foreign,
}

impl Marks {
    pub(crate) fn second_factor(&self, tx: &mut Tx, person: Id) -> Result<Factor, store::Error> {
        Ok(match tx.second_factor(person)? {
            None => Factor::None,
            Some(row) => self.proven(row).map_or(Factor::Foreign, Factor::Ours),
        })
    }

    /// Puts this one there, whatever was there before.
    pub(crate) fn put_second_factor(
        &self,
        tx: &mut Tx,
        row: &SecondFactor,
    ) -> Result<(), store::Error> {
        tx.remove_second_factor(row.person)?;
        tx.insert_second_factor(row, &self.mark(row))
    }

    /// False, and nothing is changed, when the former row is not there any more.
    pub(crate) fn replace_second_factor(
        &self,
        tx: &mut Tx,
        former: &SecondFactor,
        row: &SecondFactor,
    ) -> Result<bool, store::Error> {
        tx.replace_second_factor(&self.mark(former), row, &self.mark(row))
    }

    pub(crate) fn session(
        &self,
        tx: &mut Tx,
        hash: &[u8; 32],
    ) -> Result<Option<SessionRow>, store::Error> {
        Ok(tx.session(hash)?.and_then(|row| self.proven(row)))
    }

    pub(crate) fn session_family(
        &self,
        tx: &mut Tx,
        family: Id,
    ) -> Result<Vec<SessionRow>, store::Error> {
        Ok(self.all(tx.session_family(family)?))
    }

    /// The tokens of a session that nothing took the place of yet: the one in use, and those that were handed out.
    pub(crate) fn living_tokens(
        &self,
        tx: &mut Tx,
        family: Id,
    ) -> Result<Vec<SessionRow>, store::Error> {
        Ok(self.all(tx.living_tokens(family)?))
    }

    pub(crate) fn insert_session(&self, tx: &mut Tx, row: &SessionRow) -> Result<(), store::Error> {
        tx.insert_session(row, &self.mark(row))
    }

    /// False, and nothing is changed, when the former row is not there any more.
    pub(crate) fn replace_session(
        &self,
        tx: &mut Tx,
        former: &SessionRow,
        row: &SessionRow,
    ) -> Result<bool, store::Error> {
        tx.replace_session(&self.mark(former), row, &self.mark(row))
    }

    /// A request that is not over.
    pub(crate) fn recovery(
        &self,
        tx: &mut Tx,
        id: Id,
        now: i64,
    ) -> Result<Option<Recovery>, store::Error> {
        let row = tx.recovery(id)?.and_then(|row| self.proven(row));
        Ok(row.filter(|row| row.until > now))
    }

    pub(crate) fn recovery_of(
        &self,
        tx: &mut Tx,
        person: Id,
        now: i64,
    ) -> Result<Option<Recovery>, store::Error> {
        let row = tx.recovery_of(person)?.and_then(|row| self.proven(row));
        Ok(row.filter(|row| row.until > now))
    }

    /// Those that are not over, the oldest first.
    pub(crate) fn recoveries(&self, tx: &mut Tx, now: i64) -> Result<Vec<Recovery>, store::Error> {
        let mut rows = self.all(tx.recoveries()?);
        rows.retain(|row| row.until > now);
        rows.sort_by_key(|row| (row.until, row.id));
        Ok(rows)
    }

    pub(crate) fn insert_recovery(&self, tx: &mut Tx, row: &Recovery) -> Result<(), store::Error> {
        tx.insert_recovery(row, &self.mark(row))
    }

    pub(crate) fn recovery_words(
        &self,
        tx: &mut Tx,
        recovery: Id,
    ) -> Result<Vec<RecoveryWord>, store::Error> {
        Ok(self.all(tx.recovery_words(recovery)?))
    }

    pub(crate) fn insert_recovery_word(
        &self,
        tx: &mut Tx,
        row: &RecoveryWord,
    ) -> Result<(), store::Error> {
        tx.insert_recovery_word(row, &self.mark(row))
    }
}
