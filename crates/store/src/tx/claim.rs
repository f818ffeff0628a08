//! Who works on which report of the queue.

use std::collections::HashMap;

use ::report::{Hour, Id};

use super::{Each, Tx};
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "claim",
    false,
    "report",
    &[
        ("report", Kind::Int),
        ("person", Kind::Blob),
        ("hour", Kind::Int),
    ],
)
.of_report();

/// Who works on a report, since when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Claim {
    pub person: Id,
    pub hour: Hour,
}

const CLAIMS: Each = Each {
    sqlite: "SELECT report, person, hour FROM claim WHERE report = $1",
    postgres: "SELECT report, person, hour FROM claim WHERE report = ANY($1::bigint[])",
    kinds: &[Kind::Int],
};

impl Tx<'_> {
    /// Who works on these reports, by their `seq`.
    pub fn claims_of(&mut self, seqs: &[i64]) -> Result<HashMap<i64, Claim>, Error> {
        let mut claims = HashMap::new();
        let keys = seqs.iter().map(|seq| [Value::Int(*seq)]);
        self.walk_each(&CLAIMS, keys, &mut |row| {
            let claim = Claim {
                person: row.id(1, "claim.person")?,
                hour: row.hour(2, "claim.hour")?,
            };
            claims.insert(row.int(0, "claim.report")?, claim);
            Ok(())
        })?;
        Ok(claims)
    }

    /// Who works on a report.
    pub fn claim_of(&mut self, report: Id) -> Result<Option<Claim>, Error> {
        self.one(
            "SELECT claim.person, claim.hour FROM report JOIN claim ON claim.report = report.seq WHERE report.id = $1",
            &[Value::Blob(&report.0)],
            |row| {
                Ok(Claim {
                    person: row.id(0, "claim.person")?,
                    hour: row.hour(1, "claim.hour")?,
                })
            },
        )
    }

    /// From now on this person works on it, whoever did before.
    ///
    /// # Errors
    /// [`Error::NoReport`] if there is no report of that id.
    pub fn put_claim(&mut self, report: Id, person: Id, hour: Hour) -> Result<(), Error> {
        self.remove_claim(report)?;
        self.insert(
            &TABLE,
            &[
                Value::Blob(&report.0),
                Value::Blob(&person.0),
                Value::Int(hour.0),
            ],
        )
    }

    /// Nobody works on it any more. `false` when nobody did.
    pub fn remove_claim(&mut self, report: Id) -> Result<bool, Error> {
        let touched = self.execute(
            "DELETE FROM claim WHERE report = (SELECT seq FROM report WHERE id = $1)",
            &[Value::Blob(&report.0)],
        )?;
        Ok(touched > 0)
    }

    /// This person works on nothing any more; tells on how many they did.
    pub fn remove_claims_of(&mut self, person: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM claim WHERE person = $1",
            &[Value::Blob(&person.0)],
        )
    }
}
