//! What lies among the objects and belongs to nobody is removed: files that no report was accepted with, those of reports
//! that were destroyed, and what a crash left.
//!
//! Rows go first, then bytes. Between the two a crash leaves an object without a row; a walk through the folder, at the
//! start and then once a day, removes those. (A row is there before its object has its name, so nothing that still
//! arrives is taken for a leftover.) The keys of what a destroyed report leaves went with its rows, before.

use crate::desk::Desk;
use crate::error::Failure;
use report::{Day, Hour, Id};
use std::sync::PoisonError;

/// A file waits so long for its report. Rows carry whole hours: it is destroyed within the hour after.
const WAITS_HOURS: i64 = 2;

/// Objects in one transaction.
const BATCH: usize = 200;

impl Desk {
    /// Removes objects that have belonged to nobody for too long.
    pub(crate) fn remove_objects(&self) -> Result<(), Failure> {
        let before = Hour::of(self.now()).plus_hours(-WAITS_HOURS - 1);
        let mut removed = Ok(());
        loop {
            // Looked for among the readers: the writer serves those who file.
            let over = self
                .store()
                .read("look for nobody's objects", move |tx| {
                    tx.nobodys_objects(before, BATCH as i64)
                })
                .wait()?;
            if over.is_empty() {
                return removed;
            }
            let forget = move |tx: &mut store::Tx<'_>| tx.forget_objects(&over);
            for id in self.store().write("forget objects", forget).wait()? {
                removed = removed.and(self.remove_object(id));
            }
        }
    }

    /// Removes objects without a row, once a day and at the start.
    pub(crate) fn sweep_objects(&self) -> Result<(), Failure> {
        let today = Day::of(self.now());
        let mut swept = self
            .inner
            .swept
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if *swept == Some(today) {
            return Ok(());
        }
        let walked = self.inner.objects.walk().map_err(Failure::File)?;
        let mut removed = 0;
        for ids in walked.ids.chunks(BATCH) {
            let asked = ids.to_vec();
            let known = self
                .store()
                .read("look for objects", move |tx| tx.known_objects(&asked))
                .wait()?;
            for id in ids.iter().filter(|id| !known.contains(id)) {
                self.remove_object(*id)?;
                removed += 1;
            }
        }
        if removed > 0 {
            tracing::info!(removed, "files that belonged to nothing were removed");
        }
        *swept = Some(today);
        Ok(())
    }

    /// At a start: what was arriving when the last run ended will not arrive any more.
    pub(crate) fn remove_parts(&self) {
        match self.inner.objects.walk() {
            Ok(walked) if walked.parts == 0 => {}
            Ok(walked) => {
                tracing::info!(
                    parts = walked.parts,
                    "files that never arrived whole were removed"
                );
            }
            Err(error) => {
                tracing::warn!(%error, "files that never arrived whole were not looked for");
            }
        }
    }

    fn remove_object(&self, id: Id) -> Result<(), Failure> {
        self.inner.objects.remove(id).map_err(Failure::File)
    }
}
