//! Shares of people's private keys, by which others can mend a forgotten password.

use ::report::Id;

use super::Tx;
use crate::row::Row;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "recovery_share",
    false,
    "person_key, holder",
    &[
        ("person_key", Kind::Blob),
        ("holder", Kind::Blob),
        ("holder_key", Kind::Blob),
        ("sealed", Kind::Blob),
    ],
);

/// One person's share of another's private key.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryShare {
    /// Of which key.
    pub person_key: Id,
    /// Who holds it.
    pub holder: Id,
    /// The key of theirs that it is sealed to.
    pub holder_key: Id,
    pub sealed: Vec<u8>,
}

fn share(row: &Row<'_>) -> Result<RecoveryShare, Error> {
    Ok(RecoveryShare {
        person_key: row.id(0, "recovery_share.person_key")?,
        holder: row.id(1, "recovery_share.holder")?,
        holder_key: row.id(2, "recovery_share.holder_key")?,
        sealed: row.blob(3, "recovery_share.sealed")?,
    })
}

impl Tx<'_> {
    /// # Errors
    /// [`Error::Conflict`] if this person holds one of this key.
    pub fn insert_recovery_share(&mut self, share: &RecoveryShare) -> Result<(), Error> {
        self.insert(
            &TABLE,
            &[
                Value::Blob(&share.person_key.0),
                Value::Blob(&share.holder.0),
                Value::Blob(&share.holder_key.0),
                Value::Blob(&share.sealed),
            ],
        )
    }

    /// The shares of a key, in no order.
    pub fn recovery_shares(&mut self, person_key: Id) -> Result<Vec<RecoveryShare>, Error> {
        self.all(
            "SELECT person_key, holder, holder_key, sealed FROM recovery_share WHERE person_key = $1",
            &[Value::Blob(&person_key.0)],
            share,
        )
    }

    /// Forgets the shares of a key and tells how many.
    pub fn remove_recovery_shares(&mut self, person_key: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM recovery_share WHERE person_key = $1",
            &[Value::Blob(&person_key.0)],
        )
    }

    /// Forgets the shares that this person holds and tells how many.
    pub fn remove_recovery_shares_held_by(&mut self, holder: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM recovery_share WHERE holder = $1",
            &[Value::Blob(&holder.0)],
        )
    }
}
