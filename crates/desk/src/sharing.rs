//! Who could mend whose forgotten password: each person's private key is split, and others hold the shares
//! (docs/decisions/0034).
//!
//! A custodian's key takes `custody.threshold` other custodians. Anybody else's takes two who differ: each other of the
//! same role holds a share of their own, all custodians hold one and the same, and so do all overseers (of an overseer's
//! key all officers).

use crate::circles;
use crate::desk::Desk;
use crate::error::Failure;
use crate::marks::Marks;
use crate::outside::Outside;
use crate::unlock::Unlocked;
use report::{Id, Role};
use seal::{Binding, Key, PrivateKey, PublicKey, Share, label};
use std::collections::HashSet;
use std::str::FromStr;
use store::{PersonKey, RecoveryShare, Tx};
use zeroize::Zeroizing;

/// The share that all custodians hold.
const CUSTODIANS: u8 = 1;
/// The share that all overseers hold, or all officers.
const OTHER_SIDE: u8 = 2;
/// The first of those that each of the same role holds alone.
const PEERS: u8 = 3;

/// What splitting a key takes.
#[derive(Clone)]
pub(crate) struct Sharing {
    marks: Marks,
    layer: Key,
    threshold: u8,
    outside: Outside,
}

impl Desk {
    pub(crate) fn sharing(&self) -> Sharing {
        Sharing {
            marks: self.marks(),
            layer: self.shares_layer(),
            threshold: self.inner.profile.custody.threshold,
            outside: self.inner.outside.clone(),
        }
    }

    /// The keyring lies over every share, so that a copy of the database and two passwords open nobody's key.
    fn shares_layer(&self) -> Key {
        let keyring = self.inner.keyring.get();
        keyring.pepper().derive(label::RECOVERY_SHARES, b"")
    }

    /// How many different shares give somebody's key back.
    pub(crate) fn shares_needed(&self, role: Role) -> usize {
        usize::from(needed(role, self.inner.profile.custody.threshold))
    }

    /// A share that this person holds.
    pub(crate) fn open_share(
        &self,
        by: &Unlocked,
        share: &RecoveryShare,
    ) -> Result<Share, Failure> {
        const DAMAGED: Failure = Failure::Damaged("a share of a person's key");
        let private = by.keys.get(&share.holder_key).ok_or(Failure::KeyGone(
            "this share was sealed to a key that this person has no more",
        ))?;
        let row = row(share.person_key, share.holder);
        let inner = seal::open(&self.shares_layer(), &place(&row, "layer"), &share.sealed)
            .map_err(|_| DAMAGED)?;
        let bytes =
            seal::open_with(private, &place(&row, "sealed"), &inner).map_err(|_| DAMAGED)?;
        Share::from_bytes(&bytes).map_err(|_| DAMAGED)
    }
}

fn needed(role: Role, threshold: u8) -> u8 {
    match role {
        Role::Custodian => threshold,
        Role::Officer | Role::Overseer | Role::Clerk | Role::Administrator => 2,
    }
}

impl Sharing {
    /// Splits a key anew, unless those who hold its shares are those who should.
    pub(crate) fn keep_up(
        &self,
        tx: &mut Tx,
        owner: &store::Person,
        key: Id,
        private: &PrivateKey,
    ) -> Result<(), store::Error> {
        let (needed, holders) = self.holders(tx, owner)?;
        let there = tx.recovery_shares(key)?;
        let there: HashSet<_> = there.iter().map(|s| (s.holder, s.holder_key)).collect();
        let wanted: HashSet<_> = holders.iter().map(|(k, _)| (k.person, k.id)).collect();
        if there == wanted {
            return Ok(());
        }
        tx.remove_recovery_shares(key)?;
        let Some(most) = holders.iter().map(|(_, number)| *number).max() else {
            return Ok(());
        };
        let mut random = self.outside.random();
        let seed = Key::from_bytes(*private.to_bytes());
        let shares = seal::split(&seed, needed, most.max(needed), &mut random);
        for (holder, number) in holders {
            let public = PublicKey::from_bytes(&holder.public).map_err(|_| DAMAGED)?;
            let row = row(key, holder.person);
            let share = shares.get(usize::from(number) - 1).ok_or(DAMAGED)?;
            let plain = Zeroizing::new(share.to_bytes());
            let inner = seal::seal_to(&public, &mut random, &place(&row, "sealed"), &*plain);
            tx.insert_recovery_share(&RecoveryShare {
                person_key: key,
                holder: holder.person,
                holder_key: holder.id,
                sealed: seal::seal(&self.layer, &mut random, &place(&row, "layer"), &inner),
            })?;
        }
        Ok(())
    }

    /// Who holds which share of this person's key, and how many different ones give it back; nobody when there are not
    /// as many.
    fn holders(
        &self,
        tx: &mut Tx,
        owner: &store::Person,
    ) -> Result<(u8, Vec<(PersonKey, u8)>), store::Error> {
        let role = Role::from_str(&owner.role).map_err(|_| store::Error::Damaged {
            what: "a person's role",
        })?;
        let mut others = |role: Role| -> Result<Vec<PersonKey>, store::Error> {
            let mut keys = circles::holders(tx, &self.marks, role)?;
            keys.retain(|key| key.person != owner.id);
            Ok(keys)
        };
        let each = |keys: Vec<PersonKey>, from: u8| keys.into_iter().zip(from..=u8::MAX);
        let together =
            |keys: Vec<PersonKey>, number| keys.into_iter().map(move |key| (key, number));
        let holders: Vec<_> = match role {
            Role::Custodian => each(others(role)?, 1).collect(),
            _ => {
                let other_side = match role {
                    Role::Overseer => Role::Officer,
                    _ => Role::Overseer,
                };
                together(others(Role::Custodian)?, CUSTODIANS)
                    .chain(together(others(other_side)?, OTHER_SIDE))
                    .chain(each(others(role)?, PEERS))
                    .collect()
            }
        };
        let needed = needed(role, self.threshold);
        let numbers: HashSet<u8> = holders.iter().map(|(_, number)| *number).collect();
        if numbers.len() < usize::from(needed) {
            return Ok((needed, Vec::new()));
        }
        Ok((needed, holders))
    }
}

const DAMAGED: store::Error = store::Error::Damaged {
    what: "a person's public key",
};

fn row(person_key: Id, holder: Id) -> [u8; 32] {
    let mut row = [0; 32];
    row[..16].copy_from_slice(person_key.as_bytes());
    row[16..].copy_from_slice(holder.as_bytes());
    row
}

fn place<'a>(row: &'a [u8], column: &'static str) -> Binding<'a> {
    Binding {
        table: "recovery_share",
        row,
        column,
        version: 0,
    }
}
