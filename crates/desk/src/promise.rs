//! The signed promise that goes out with a receipt: "this filing stands in our log", over the leaf's hash and
//! the date. Ed25519 is deterministic, so the mailbox can show the same promise again.

use crate::desk::Desk;
use report::{Day, Timestamp};
use seal::{Hash, Promise};

impl Desk {
    /// The promise over the leaf that was made for an acceptance at `accepted_at`, as a signed note.
    pub(crate) fn promise(&self, leaf_hash: Hash, accepted_at: Timestamp) -> String {
        let promise = Promise {
            origin: self.inner.profile.log.origin.clone(),
            leaf: leaf_hash,
            date: Day::of(accepted_at).to_string(),
        };
        promise.sign(self.inner.keyring.get().log_signer())
    }
}
