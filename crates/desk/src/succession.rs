//! How a token is succeeded, in two steps (docs/decisions/0033): the next one is handed out while the one that came lives
//! on, and takes its place when somebody first comes with it. So an answer that never arrived costs nobody their session,
//! and of two who had the same cookie one comes with a token that was succeeded. An answer that arrived after the next one
//! leaves a browser with a token that was retired unused: within its grace it is handed another.

use crate::desk::Desk;
use crate::error::Failure;
use crate::session::{GRACE, NewToken, Standing};
use seal::PrivateKey;
use store::SessionRow;

/// Tokens that were handed out one after the other and never used, half a minute or more apart: of an honest browser so
/// many answers in a row do not get lost. Somebody takes them, so that the owner never gets one.
const UNUSED: usize = 20;

/// What became of a token that grew old.
pub(crate) enum HandedOut {
    Next(NewToken),
    /// One was handed out just now, or another took its place meanwhile.
    NotNow,
    /// All that were handed out go to somebody who uses none.
    Taken,
}

impl Desk {
    /// Hands out a fresh token, to take the place of this one. Of many requests at once one gets it.
    pub(crate) fn hand_out(
        &self,
        row: &SessionRow,
        private: &PrivateKey,
        now: i64,
    ) -> Result<HandedOut, Failure> {
        if !self.is_due(row, now)? {
            return Ok(HandedOut::NotNow);
        }
        let fresh = self.new_token(row.person, row.person_key, private);
        let (hash, family, marks) = (row.hash, row.family, self.marks());
        let (token, fresh) = (fresh.token, fresh.row);
        let done = self.store().write("hand out token", move |tx| {
            let living = marks.living_tokens(tx, family)?;
            let Some(own) = living.iter().find(|row| row.hash == hash) else {
                return Ok(HandedOut::NotNow);
            };
            let waiting = living.iter().filter(|row| row.fresh);
            if waiting.clone().any(|row| now < row.issued + GRACE) {
                return Ok(HandedOut::NotNow);
            }
            if waiting.count() >= UNUSED {
                return Ok(HandedOut::Taken);
            }
            let next = SessionRow {
                family,
                begun: own.begun,
                stepped_up: own.stepped_up,
                fresh: true,
                ..fresh.clone()
            };
            marks.insert_session(tx, &next)?;
            Ok(HandedOut::Next(NewToken {
                token: token.clone(),
                row: next,
            }))
        });
        Ok(done.wait()?)
    }

    /// Somebody came, within its grace, with a token that was handed out, never used, and succeeded by another that was: a
    /// late answer put it back in the place of that one. They are handed one more. What was in use until now is retired at
    /// once, not when the new one is first used: if two have had the cookie, whoever worked with that meets it.
    pub(crate) fn hand_another(
        &self,
        row: &SessionRow,
        private: &PrivateKey,
        now: i64,
    ) -> Result<HandedOut, Failure> {
        let fresh = self.new_token(row.person, row.person_key, private);
        let (hash, family, marks, desk) = (row.hash, row.family, self.marks(), self.clone());
        let (token, fresh) = (fresh.token, fresh.row);
        let done = self.store().write("hand out another token", move |tx| {
            let all = marks.session_family(tx, family)?;
            let own = all.iter().find(|row| row.hash == hash);
            let living: Vec<_> = all
                .iter()
                .filter(|row| desk.standing(row, now) == Standing::Living)
                .collect();
            let used = living.iter().map(|row| row.used).max();
            let (Some(own), Some(used)) = (own, used) else {
                return Ok(HandedOut::NotNow);
            };
            let retire = |tx: &mut store::Tx<'_>, row: &SessionRow| {
                let retired = SessionRow {
                    retired: Some(now),
                    ..row.clone()
                };
                marks.replace_session(tx, row, &retired)
            };
            // Its grace begins anew: it is all that this browser has until the next one arrives.
            retire(tx, own)?;
            let waiting = living.iter().filter(|row| row.fresh);
            if waiting.clone().any(|row| now < row.issued + GRACE / 2) {
                return Ok(HandedOut::NotNow);
            }
            if waiting.count() >= UNUSED {
                return Ok(HandedOut::Taken);
            }
            for row in living.into_iter().filter(|row| !row.fresh) {
                retire(tx, row)?;
            }
            let next = SessionRow {
                family,
                begun: own.begun,
                // To be handed one is no use.
                used,
                stepped_up: own.stepped_up,
                fresh: true,
                ..fresh.clone()
            };
            marks.insert_session(tx, &next)?;
            Ok(HandedOut::Next(NewToken {
                token: token.clone(),
                row: next,
            }))
        });
        Ok(done.wait()?)
    }

    /// Whether none was handed out just now: looked at without a commit, for a page comes with many requests.
    fn is_due(&self, row: &SessionRow, now: i64) -> Result<bool, Failure> {
        let (family, marks) = (row.family, self.marks());
        let living = self
            .store()
            .read("read tokens", move |tx| marks.living_tokens(tx, family));
        Ok(living
            .wait()?
            .iter()
            .all(|row| !row.fresh || now >= row.issued + GRACE))
    }

    /// Somebody came with a fresh token for the first time: it takes the place of all others of its session, those that
    /// were handed out beside it too. Gives its row as it lies then; none when the session is over.
    pub(crate) fn first_use(
        &self,
        row: &SessionRow,
        now: i64,
    ) -> Result<Option<SessionRow>, Failure> {
        let (hash, family, marks) = (row.hash, row.family, self.marks());
        let done = self.store().write("succeed token", move |tx| {
            let living = marks.living_tokens(tx, family)?;
            let Some(own) = living.iter().find(|row| row.hash == hash) else {
                // Another was faster, and this one has its grace; or the session ended.
                return marks.session(tx, &hash);
            };
            let used = SessionRow {
                fresh: false,
                ..own.clone()
            };
            marks.replace_session(tx, own, &used)?;
            for other in living.iter().filter(|row| row.hash != hash) {
                let retired = SessionRow {
                    retired: Some(now),
                    ..other.clone()
                };
                marks.replace_session(tx, other, &retired)?;
            }
            Ok(Some(used))
        });
        Ok(done.wait()?)
    }
}
