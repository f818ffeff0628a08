//! Tallies: counts by month, for what is published.

use super::Tx;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "tally",
    false,
    "month, name",
    &[
        ("month", Kind::Int),
        ("name", Kind::Text),
        ("count", Kind::Int),
    ],
);

impl Tx<'_> {
    /// Adds `n` to the count of this month (months since January 1970) and name.
    pub fn add_tally(&mut self, month: i64, name: &str, n: i64) -> Result<(), Error> {
        self.execute(
            "INSERT INTO tally (month, name, count) VALUES ($1, $2, $3) \
             ON CONFLICT (month, name) DO UPDATE SET count = tally.count + excluded.count",
            &[Value::Int(month), Value::Text(name), Value::Int(n)],
        )
        .map(|_| ())
    }

    /// `(month, name, count)`, the oldest month first, then by name (compared as bytes).
    pub fn tallies(&mut self) -> Result<Vec<(i64, String, i64)>, Error> {
        let mut tallies = self.all("SELECT month, name, count FROM tally", &[], |row| {
            Ok((
                row.int(0, "tally.month")?,
                row.text(1, "tally.name")?,
                row.int(2, "tally.count")?,
            ))
        })?;
        tallies.sort();
        Ok(tallies)
    }
}
