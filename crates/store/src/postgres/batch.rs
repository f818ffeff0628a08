//! Inserts of many operations, collected by table.

use crate::columns::Columns;
use crate::schema::Table;
use crate::value::Value;

#[derive(Default)]
pub(crate) struct Batch {
    tables: Vec<(&'static Table, Columns)>,
}

/// Where a batch stood before an operation.
pub(super) struct Mark(Vec<usize>);

impl Batch {
    pub(crate) fn insert(&mut self, table: &'static Table, values: &[Value<'_>]) {
        let known = self
            .tables
            .iter()
            .position(|(other, _)| std::ptr::eq(*other, table));
        let index = known.unwrap_or_else(|| {
            let columns = Columns::new(table.given().map(|(_, kind)| kind));
            self.tables.push((table, columns));
            self.tables.len() - 1
        });
        self.tables[index].1.push(values);
    }

    pub(super) fn mark(&self) -> Mark {
        Mark(
            self.tables
                .iter()
                .map(|(_, columns)| columns.len())
                .collect(),
        )
    }

    /// Takes back what came after the mark.
    pub(super) fn rewind(&mut self, mark: &Mark) {
        for (index, (_, columns)) in self.tables.iter_mut().enumerate() {
            columns.truncate(mark.0.get(index).copied().unwrap_or(0));
        }
    }

    /// The tables that have rows.
    pub(super) fn tables(&self) -> impl Iterator<Item = &(&'static Table, Columns)> {
        self.tables.iter().filter(|(_, columns)| columns.len() > 0)
    }
}
