//! A name is opened by several custodians together (`custody.threshold`), one report at a time. There is no other way:
//! the key exists only as shares (see `identity`). The way of asking for it (request, legal basis, telling the reporter)
//! comes with the custody pages; this is the deed at its end.

use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::identity::{SealedIdentity, TOO_FEW};
use crate::log::Deed;
use crate::sealed;
use crate::unlock::Unlocked;
use report::{Contact, Id, Role};
use seal::Share;
use std::collections::HashSet;

impl Desk {
    /// Opens the identity of one report. The custodians must be different people, and the deed stands under a
    /// signed head, readable by overseers alone, before the name is shown.
    ///
    /// # Errors
    /// [`Failure::NotAllowed`] when fewer than `custody.threshold` custodians consent; [`Failure::Unknown`] when the
    /// report has no identity, was taken back, or is over; [`Failure::StepUp`].
    pub fn unseal_identity(
        &self,
        id: Id,
        custodians: &[&Unlocked],
        reason: &str,
    ) -> Result<Contact, Failure> {
        for custodian in custodians {
            custodian.must_be(Role::Custodian, Refused::CustodiansOpenNames)?;
            custodian.must_have_stepped_up()?;
        }
        if reason.trim().is_empty() {
            return Err(Failure::NotAllowed(Refused::NoReasonForName));
        }
        // Said before anything is logged: one share opens nothing, and the log shall not say that it did.
        let different: HashSet<Id> = custodians
            .iter()
            .map(|custodian| custodian.person.id)
            .collect();
        if different.len() < usize::from(self.inner.profile.custody.threshold)
            || different.len() < custodians.len()
        {
            return Err(TOO_FEW);
        }
        self.living(id)?;
        let row = self
            .store()
            .read("read identity", move |tx| tx.identity(id))
            .wait()?
            .ok_or(Failure::Unknown)?;
        let epoch_key = self.inner.keyring.epoch_key(row.epoch)?;
        let inner = sealed::from_epoch(
            &epoch_key,
            row.epoch,
            "identity",
            id.as_bytes(),
            &row.sealed,
        )?;
        let sealed = SealedIdentity::parse(&inner)?;
        let mut shares: Vec<Share> = Vec::new();
        for custodian in custodians {
            let mine = custodian
                .keys
                .iter()
                .find_map(|(key, private)| sealed.share(id, *key, private));
            let share = mine.ok_or(Failure::NotAllowed(Refused::NeverEntrusted))??;
            shares.push(share);
        }
        let logged = self.log(custodians, Deed::IdentityUnsealed, Some(id), reason.trim())?;
        if !logged.covers(Deed::IdentityUnsealed, id) {
            return Err(Failure::NotLogged);
        }
        sealed.open(id, &shares)
    }
}
