//! Mailboxes: what a receipt opens, found by a lookup value derived from it.

use super::Tx;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "mailbox",
    false,
    "lookup",
    &[
        ("lookup", Kind::Blob),
        ("epoch", Kind::Int),
        ("sealed", Kind::Blob),
    ],
);

/// A stored mailbox; what kind it is stands inside `sealed`.
#[derive(Clone, PartialEq, Eq)]
pub struct MailboxRow {
    pub epoch: i64,
    pub sealed: Vec<u8>,
}

impl Tx<'_> {
    /// # Errors
    /// [`Error::Conflict`] (in an append: when it is flushed) if the lookup is taken.
    pub fn insert_mailbox(
        &mut self,
        lookup: &[u8; 32],
        epoch: i64,
        sealed: &[u8],
    ) -> Result<(), Error> {
        self.insert(
            &TABLE,
            &[Value::Blob(lookup), Value::Int(epoch), Value::Blob(sealed)],
        )
    }

    pub fn mailbox(&mut self, lookup: &[u8; 32]) -> Result<Option<MailboxRow>, Error> {
        self.one(
            "SELECT epoch, sealed FROM mailbox WHERE lookup = $1",
            &[Value::Blob(lookup)],
            |row| {
                Ok(MailboxRow {
                    epoch: row.int(0, "mailbox.epoch")?,
                    sealed: row.blob(1, "mailbox.sealed")?,
                })
            },
        )
    }

    /// Puts the mailbox under another epoch key. `false` when there is none.
    pub fn carry_mailbox(
        &mut self,
        lookup: &[u8; 32],
        epoch: i64,
        sealed: &[u8],
    ) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE mailbox SET epoch = $1, sealed = $2 WHERE lookup = $3",
            &[Value::Int(epoch), Value::Blob(sealed), Value::Blob(lookup)],
        )?;
        Ok(touched > 0)
    }
}
