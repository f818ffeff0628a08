//! The index of words is filled after a start, newest reports first; read on whenever somebody searches; and compared
//! with the table piece by piece, so that what closes leaves it and what is opened again comes back.

use crate::desk::Desk;
use crate::error::Failure;
use crate::index::{Lot, Read};
use crate::tokens;
use report::{Hour, Status};
use store::Standing;

/// Places looked at in one step after a start.
const STEP: i64 = 2_000;
/// Reports whose tokens are asked for at once.
const PIECE: usize = 500;
/// Reports read at most before a search is answered: some 50 ms.
const BEFORE_A_SEARCH: i64 = 2_000;
/// Places compared with the table in one round of housekeeping.
const COMPARED: i64 = 20_000;

/// How far the index has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexProgress {
    /// Open reports in it.
    pub reports: usize,
    /// Of the places in the table of reports that were there at the start, those looked at.
    pub looked_at: u64,
    /// How many there were.
    pub of: u64,
}

impl Desk {
    /// Open reports: neither closed nor withdrawn nor over.
    pub(crate) fn open_now(&self) -> Standing {
        Standing {
            below: Status::Closed.code(),
            ..self.living_now()
        }
    }

    /// Whatever is neither withdrawn nor over.
    pub(crate) fn living_now(&self) -> Standing {
        Standing {
            now: Hour::of(self.now()),
            below: i64::MAX,
        }
    }

    /// Reads a piece of what is not in the index yet. `true` when all of it has been read.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn read_index_once(&self) -> Result<bool, Failure> {
        let read = self.begin_index()?;
        if read.down_to == 0 {
            return self.read_on();
        }
        let after = (read.down_to - STEP).max(0);
        self.load(after, read.down_to)?;
        let mut index = self.inner.index.lock();
        if let Some(read) = &mut index.read {
            read.down_to = read.down_to.min(after);
        }
        if after == 0 {
            index.settle();
            let reports = index.len();
            tracing::info!(
                reports,
                "the index of words is read: all open reports can be searched"
            );
        }
        Ok(false)
    }

    /// How far the index has been read.
    #[must_use]
    pub fn index_progress(&self) -> IndexProgress {
        let index = self.inner.index.lock();
        let (down_to, from) = index.read.map_or((0, 0), |read| (read.down_to, read.from));
        IndexProgress {
            reports: index.len(),
            looked_at: (from - down_to).unsigned_abs(),
            of: from.unsigned_abs(),
        }
    }

    /// Reads the tokens that were written since the last time, here or by another node. `true` when there are no more.
    pub(crate) fn read_on(&self) -> Result<bool, Failure> {
        let newest = self.begin_index()?.newest;
        let fresh = self
            .store()
            .read("look for new tokens", move |tx| {
                tx.searches_after(newest, BEFORE_A_SEARCH)
            })
            .wait()?;
        let Some((last, _)) = fresh.last().copied() else {
            return Ok(true);
        };
        let all = fresh.len() < usize::try_from(BEFORE_A_SEARCH).unwrap_or(usize::MAX);
        self.load_these(fresh.into_iter().map(|(_, report)| report).collect())?;
        if let Some(read) = &mut self.inner.index.lock().read {
            read.newest = read.newest.max(last);
        }
        Ok(all)
    }

    /// Compares a piece of the index with the table, round and round.
    pub(crate) fn compare_index(&self) -> Result<(), Failure> {
        let Some(read) = self.inner.index.lock().read else {
            return Ok(());
        };
        let ends = self.store().read("how many reports", |tx| tx.search_ends());
        let (_, last) = ends.wait()?;
        let after = if read.compared >= last {
            0
        } else {
            read.compared
        };
        let to = after.saturating_add(COMPARED).min(last);
        // As they were before the table is looked at: what comes meanwhile is not taken for gone.
        let held = {
            let mut index = self.inner.index.lock();
            if after == 0 {
                index.compare_anew();
            }
            index.between(after, to)
        };
        // What the fill after the start has still before it is left to it.
        let there = self.load(after.max(read.down_to.min(to)), to)?;
        let mut index = self.inner.index.lock();
        for report in held {
            if report > read.down_to && there.binary_search(&report).is_err() {
                index.remove(report);
            }
        }
        if let Some(read) = &mut index.read {
            read.compared = to;
        }
        Ok(())
    }

    /// Where reading stands. The first time it begins, with the newest that is there now.
    fn begin_index(&self) -> Result<Read, Failure> {
        if let Some(read) = self.inner.index.lock().read {
            return Ok(read);
        }
        let ends = self.store().read("how many reports", |tx| tx.search_ends());
        let (newest, from) = ends.wait()?;
        let begun = Read {
            newest,
            from,
            down_to: from,
            compared: 0,
        };
        Ok(*self.inner.index.lock().read.get_or_insert(begun))
    }

    /// Takes the open reports after `after` and up to `to` into the index. Returns them.
    fn load(&self, after: i64, to: i64) -> Result<Vec<i64>, Failure> {
        let open = self.open_now();
        let there = self
            .store()
            .read("look what can be searched", move |tx| {
                tx.searchable_between(after, to, open)
            })
            .wait()?;
        self.load_these(there.clone())?;
        Ok(there)
    }

    fn load_these(&self, reports: Vec<i64>) -> Result<(), Failure> {
        let missing = self.inner.index.lock().missing_of(reports);
        let (open, keyring) = (self.open_now(), self.inner.keyring.get());
        for piece in missing.chunks(PIECE) {
            let piece = piece.to_vec();
            let rows = self
                .store()
                .read("read tokens", move |tx| tx.search_rows(&piece, open))
                .wait()?;
            let opened: Vec<_> = rows
                .iter()
                .map(|row| {
                    let lot = Lot::of(row).ok_or(Failure::Damaged("the wrap key of a second"));
                    let opened = lot.and_then(|lot| Ok((lot, tokens::open(&keyring, row)?)));
                    (row, opened)
                })
                .collect();
            let mut index = self.inner.index.lock();
            for (row, opened) in opened {
                match opened {
                    Ok((lot, tokens)) => index.add(row.report, lot, &tokens),
                    Err(failure) if index.set_aside(row.report) => {
                        let place = row.report;
                        tracing::error!(place, %failure, "a report cannot be found by its words");
                    }
                    Err(_) => {}
                }
            }
        }
        Ok(())
    }
}
