//! Rows turned on their side: what PostgreSQL takes as arrays, a statement for many rows.

use tokio_postgres::types::ToSql;

use crate::Kind;
use crate::value::Value;

enum Column {
    Int(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
    Text(Vec<Option<String>>),
    Blob(Vec<Option<Vec<u8>>>),
}

/// Rows of one shape, a vector a column.
pub(crate) struct Columns {
    columns: Vec<Column>,
    rows: usize,
}

impl Columns {
    pub(crate) fn new(kinds: impl IntoIterator<Item = Kind>) -> Columns {
        let column = |kind| match kind {
            Kind::Int => Column::Int(Vec::new()),
            Kind::Real => Column::Real(Vec::new()),
            Kind::Text => Column::Text(Vec::new()),
            Kind::Blob => Column::Blob(Vec::new()),
        };
        Columns {
            columns: kinds.into_iter().map(column).collect(),
            rows: 0,
        }
    }

    /// Adds a row. A value of another kind than its column's becomes NULL, which the statement then refuses: the
    /// callers are this crate's own, and every one of them is run by the tests.
    pub(crate) fn push(&mut self, row: &[Value<'_>]) {
        debug_assert_eq!(
            row.len(),
            self.columns.len(),
            "a row has a value for each column"
        );
        for (column, value) in self.columns.iter_mut().zip(row) {
            debug_assert!(
                matches!(
                    (&column, value),
                    (_, Value::Null)
                        | (Column::Int(_), Value::Int(_))
                        | (Column::Real(_), Value::Real(_))
                        | (Column::Text(_), Value::Text(_))
                        | (Column::Blob(_), Value::Blob(_))
                ),
                "a value is of the kind of its column"
            );
            match (column, value) {
                (Column::Int(column), Value::Int(number)) => column.push(Some(*number)),
                (Column::Int(column), _) => column.push(None),
                (Column::Real(column), Value::Real(number)) => column.push(Some(*number)),
                (Column::Real(column), _) => column.push(None),
                (Column::Text(column), Value::Text(text)) => column.push(Some((*text).to_owned())),
                (Column::Text(column), _) => column.push(None),
                (Column::Blob(column), Value::Blob(bytes)) => column.push(Some(bytes.to_vec())),
                (Column::Blob(column), _) => column.push(None),
            }
        }
        self.rows += 1;
    }

    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    pub(crate) fn truncate(&mut self, rows: usize) {
        for column in &mut self.columns {
            match column {
                Column::Int(column) => column.truncate(rows),
                Column::Real(column) => column.truncate(rows),
                Column::Text(column) => column.truncate(rows),
                Column::Blob(column) => column.truncate(rows),
            }
        }
        self.rows = self.rows.min(rows);
    }

    /// One array parameter a column.
    pub(crate) fn parameters(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.columns
            .iter()
            .map(|column| match column {
                Column::Int(column) => column as &(dyn ToSql + Sync),
                Column::Real(column) => column,
                Column::Text(column) => column,
                Column::Blob(column) => column,
            })
            .collect()
    }
}
