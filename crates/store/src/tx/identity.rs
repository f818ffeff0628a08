//! Identities: who a reporter is, sealed apart from the report.

use ::report::Id;

use super::Tx;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "identity",
    false,
    "report",
    &[
        ("report", Kind::Blob),
        ("epoch", Kind::Int),
        ("sealed", Kind::Blob),
    ],
);

/// A stored identity.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityRow {
    pub epoch: i64,
    pub sealed: Vec<u8>,
}

impl Tx<'_> {
    /// # Errors
    /// [`Error::Conflict`] (in an append: when it is flushed) if the report has one.
    pub fn insert_identity(&mut self, report: Id, epoch: i64, sealed: &[u8]) -> Result<(), Error> {
        self.insert(
            &TABLE,
            &[
                Value::Blob(&report.0),
                Value::Int(epoch),
                Value::Blob(sealed),
            ],
        )
    }

    pub fn identity(&mut self, report: Id) -> Result<Option<IdentityRow>, Error> {
        self.one(
            "SELECT epoch, sealed FROM identity WHERE report = $1",
            &[Value::Blob(&report.0)],
            |row| {
                Ok(IdentityRow {
                    epoch: row.int(0, "identity.epoch")?,
                    sealed: row.blob(1, "identity.sealed")?,
                })
            },
        )
    }

    /// Puts the identity under another epoch key. `false` when there is none.
    pub fn carry_identity(&mut self, report: Id, epoch: i64, sealed: &[u8]) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE identity SET epoch = $1, sealed = $2 WHERE report = $3",
            &[
                Value::Int(epoch),
                Value::Blob(sealed),
                Value::Blob(&report.0),
            ],
        )?;
        Ok(touched > 0)
    }
}
