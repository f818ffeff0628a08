//! Approvals: who agreed to something that needs several people.

use ::report::{Hour, Id};

use super::Tx;
use crate::marked::{self, Marked, Unproven};
use crate::row::Row;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "approval",
    false,
    "subject, person",
    &[
        ("subject", Kind::Blob),
        ("person", Kind::Blob),
        ("becomes", Kind::Text),
        ("hour", Kind::Int),
        ("mark", Kind::Blob),
    ],
);

/// That somebody agrees to what shall become of another.
#[derive(Clone, PartialEq, Eq)]
pub struct Approval {
    /// Whom it is about.
    pub subject: Id,
    /// Who agrees.
    pub person: Id,
    /// The state that the subject shall come to.
    pub becomes: String,
    pub hour: Hour,
}

impl Approval {
    fn values(&self) -> [Value<'_>; 4] {
        [
            Value::Blob(&self.subject.0),
            Value::Blob(&self.person.0),
            Value::Text(&self.becomes),
            Value::Int(self.hour.0),
        ]
    }
}

impl Marked for Approval {
    const TABLE: &'static str = "approval";

    fn id(&self) -> Id {
        self.subject
    }

    fn to_mark(&self) -> Vec<u8> {
        marked::to_mark(Self::TABLE, &self.values())
    }
}

fn approval(row: &Row<'_>) -> Result<Unproven<Approval>, Error> {
    let approval = Approval {
        subject: row.id(0, "approval.subject")?,
        person: row.id(1, "approval.person")?,
        becomes: row.text(2, "approval.becomes")?,
        hour: row.hour(3, "approval.hour")?,
    };
    Ok(Unproven::new(approval, row.blob(4, "approval.mark")?))
}

impl Tx<'_> {
    /// # Errors
    /// [`Error::Conflict`] if this person approved it before.
    pub fn insert_approval(&mut self, approval: &Approval, mark: &[u8; 32]) -> Result<(), Error> {
        let [subject, person, becomes, hour] = approval.values();
        self.insert(&TABLE, &[subject, person, becomes, hour, Value::Blob(mark)])
    }

    /// What was approved about this subject, the earliest first.
    pub fn approvals(&mut self, subject: Id) -> Result<Vec<Unproven<Approval>>, Error> {
        self.all(
            "SELECT subject, person, becomes, hour, mark FROM approval WHERE subject = $1 ORDER BY hour, person",
            &[Value::Blob(&subject.0)],
            approval,
        )
    }

    /// Forgets what this person approved of it and tells how many (one or none).
    pub fn remove_approval(&mut self, subject: Id, person: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM approval WHERE subject = $1 AND person = $2",
            &[Value::Blob(&subject.0), Value::Blob(&person.0)],
        )
    }

    /// Forgets everything that this person approved and tells how many.
    pub fn remove_approvals_by(&mut self, person: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM approval WHERE person = $1",
            &[Value::Blob(&person.0)],
        )
    }

    /// Forgets all approvals of it and tells how many.
    pub fn remove_approvals(&mut self, subject: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM approval WHERE subject = $1",
            &[Value::Blob(&subject.0)],
        )
    }
}
