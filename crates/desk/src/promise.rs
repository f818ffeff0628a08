//! The signed promise that goes out with a receipt: "this filing stands in our log", over the leaf's hash and
//! the date. Ed25519 is deterministic, so the mailbox can show the same promise again.

use crate::desk::Desk;
use report::{Day, Timestamp};
use seal::Promise;
use seal::merkle::leaf_hash;

impl Desk {
    /// The promise over a leaf, as a signed note.
    pub(crate) fn promise(&self, commitment: &[u8; 32], accepted_at: Timestamp) -> String {
        let promise = Promise {
            origin: self.inner.profile.log.origin.clone(),
            leaf: leaf_hash(commitment),
            date: Day::of(accepted_at).to_string(),
        };
        promise.sign(self.inner.keyring.get().log_signer())
    }
}
