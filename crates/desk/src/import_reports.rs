//! Reports from a file: each line is accepted as a report, once, however often the import is started again.

use crate::accept_report::Rows;
use crate::desk::Desk;
use crate::error::Failure;
use report::{Content, Line};
use seal::{Key, Receipt, label};
use std::collections::HashSet;
use std::sync::Arc;

/// One line, and what becomes of its receipt.
pub struct ImportedLine {
    /// The parsed line.
    pub line: Line,
    /// The receipt for the reporter's mailbox, which the importer chose and wrote down before asking, so that none is
    /// lost when either side dies; without one the mailbox gets a receipt that nobody knows.
    pub receipt: Option<Receipt>,
}

impl Desk {
    /// Which of the lines with these ids would be accepted now: those that were not before, each once.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn fresh_lines(&self, ids: &[&str]) -> Result<Vec<bool>, Failure> {
        let index_key = self.inner.keyring.get().index_key().clone();
        self.fresh(ids.iter().map(|id| mark(&index_key, id)).collect())
    }

    fn fresh(&self, marks: Vec<[u8; 32]>) -> Result<Vec<bool>, Failure> {
        let asked = marks.clone();
        let known = self
            .store()
            .read("known lines", move |tx| tx.known_import_lines(&asked))
            .wait()?;
        let mut seen = HashSet::new();
        let fresh = marks.into_iter().zip(known);
        Ok(fresh
            .map(|(mark, known)| !known && seen.insert(mark))
            .collect())
    }

    /// Accepts lines in one transaction. Returns for each whether it was accepted now (`true`) or had been before.
    ///
    /// # Errors
    /// When they could not be stored; then none of them was.
    pub fn import_reports(&self, lines: Vec<ImportedLine>) -> Result<Vec<bool>, Failure> {
        let index_key = self.inner.keyring.get().index_key().clone();
        let marks: Vec<[u8; 32]> = lines
            .iter()
            .map(|line| mark(&index_key, &line.line.id))
            .collect();
        let accepted = self.fresh(marks.clone())?;
        let mut rows: Vec<Arc<Rows>> = Vec::new();
        for ((imported, mark), fresh) in lines.into_iter().zip(marks).zip(&accepted) {
            if *fresh {
                rows.push(Arc::new(self.import_rows(imported, mark)?));
            }
        }
        let inserted = rows.clone();
        self.store()
            .append("import reports", move |tx| {
                inserted.iter().try_for_each(|rows| rows.insert(tx))
            })
            .wait()?;
        for rows in &rows {
            rows.committed(self);
        }
        Ok(accepted)
    }

    fn import_rows(&self, imported: ImportedLine, mark: [u8; 32]) -> Result<Rows, Failure> {
        let (content, contact) = Content::of_line(imported.line, self.now());
        let (mut rows, _) =
            self.prepare(&content, contact.as_ref(), Vec::new(), imported.receipt)?;
        rows.import_line = Some(mark);
        Ok(rows)
    }
}

/// Remembers that a line was imported, without keeping its id.
fn mark(index_key: &Key, id: &str) -> [u8; 32] {
    index_key.mac(label::IMPORT_LINE, id.as_bytes())
}
