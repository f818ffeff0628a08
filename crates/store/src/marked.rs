//! Rows that decide to whom something new is sealed, or who may do what: people, their keys, the circles' keys,
//! approvals. Each lies in the database with a mark, a MAC that takes the keyring. This crate knows no keys, so it gives
//! such a row out as [`Unproven`]: whoever holds the keyring opens it by making the mark again.

use ::report::Id;

use crate::value::Value;

/// A row that carries a mark.
pub trait Marked {
    /// Its table.
    const TABLE: &'static str;

    /// What the row is told by in a log: its id, or that of whom it is about.
    fn id(&self) -> Id;

    /// What the mark is over: the table's name and every value of the row. No two rows have the same bytes.
    fn to_mark(&self) -> Vec<u8>;
}

/// A row as it lies in the database, where anybody may have written it. Nothing of it is had without its mark.
pub struct Unproven<R> {
    row: R,
    mark: Vec<u8>,
}

impl<R: Marked> Unproven<R> {
    pub(crate) fn new(row: R, mark: Vec<u8>) -> Unproven<R> {
        Unproven { row, mark }
    }

    /// The row, when its mark is the one that `mark` makes over [`Marked::to_mark`].
    ///
    /// # Errors
    /// The id that the row claims, when it is not.
    pub fn proven(self, mark: impl FnOnce(&[u8]) -> [u8; 32]) -> Result<R, Id> {
        if self.mark == mark(&self.row.to_mark()) {
            Ok(self.row)
        } else {
            Err(self.row.id())
        }
    }

    /// The id that the row claims, to look for what lies beside it.
    pub fn claimed_id(&self) -> Id {
        self.row.id()
    }

    /// The row, whoever wrote it: for tests that look at the tables from beside.
    #[cfg(feature = "kit")]
    pub fn as_it_lies(self) -> R {
        self.row
    }
}

/// Each part is preceded by its kind and, where that does not give it, its length.
pub(crate) fn to_mark(table: &str, values: &[Value<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    for value in [Value::Text(table)].iter().chain(values) {
        match value {
            Value::Null => out.push(0),
            Value::Int(number) => put(&mut out, 1, &number.to_le_bytes()),
            Value::Real(number) => put(&mut out, 2, &number.to_le_bytes()),
            Value::Text(text) => put(&mut out, 3, text.as_bytes()),
            Value::Blob(bytes) => put(&mut out, 4, bytes),
        }
    }
    out
}

fn put(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    out.push(kind);
    out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_rows_have_the_same_bytes() {
        let rows: [(&str, &[Value<'_>]); 9] = [
            ("a", &[]),
            ("a", &[Value::Null]),
            ("a", &[Value::Null, Value::Null]),
            ("a", &[Value::Int(0)]),
            ("a", &[Value::Text("b"), Value::Text("c")]),
            ("a", &[Value::Text("bc"), Value::Text("")]),
            ("a", &[Value::Text("b"), Value::Blob(b"c")]),
            ("ab", &[Value::Text("c")]),
            ("a", &[Value::Text("b")]),
        ];
        let bytes = rows.map(|(table, values)| to_mark(table, values));
        for (n, one) in bytes.iter().enumerate() {
            assert!(!bytes[..n].contains(one), "row {n}");
        }
    }
}
