//! An officer searches reports by their words. The search is in the log first; the index says where to look; a report is
//! a hit when it was opened and the words are in it. Of months that do not open to this officer now a search knows
//! nothing: whatever the words are, its answer is the one that it would give if those months had no report.

use crate::desk::Desk;
use crate::error::Failure;
use crate::index::Postings;
use crate::log::Deed;
use crate::opening::Opening;
use crate::reach::{ClosedMonths, Reach};
use crate::tokens;
use crate::unlock::Unlocked;
use language::search::{Query, Term};
use report::Id;
use seal::{Keyring, Token};
use std::collections::{BTreeSet, HashMap};
use store::Standing;

/// Candidates opened at most in one search, which takes some 60 ms; the next page goes on with the others.
const OPENED: usize = 400;
/// Candidates read at once.
const PIECE: usize = 50;
/// Places that a search of all reports looks at together, and at most before it answers.
const STEP: i64 = 1_000;
const WALKED: i64 = 20_000;

/// Which reports are searched. Withdrawn ones and those whose time is over never are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those that are not closed: by the index in memory.
    Open,
    /// All: their tokens are read from the database for this search, some thousands a page.
    All,
}

/// What a search found.
#[derive(Debug)]
pub struct SearchPage {
    /// Reports that have all the words, the newest first.
    pub hits: Vec<Id>,
    /// Reports that may have them and do not open, because somebody damaged them.
    pub damaged: usize,
    /// Months of which no report was searched. It says nothing of the words.
    pub closed: ClosedMonths,
    /// Whether the whole index was there to be asked. After a start it takes a while.
    pub complete: bool,
    /// There may be more: those before this place. (A report may be gone when somebody asks for the next page; its place
    /// is not.)
    pub next: Option<i64>,
}

/// Reports by their places, the newest first.
pub(crate) struct Places(Vec<i64>);

impl Places {
    /// Whether this report is among them.
    pub(crate) fn contains(&self, report: i64) -> bool {
        self.0.binary_search_by(|place| report.cmp(place)).is_ok()
    }

    pub(crate) fn without(mut self, others: &Places) -> Places {
        let mut others = others.0.iter().peekable();
        self.0.retain(|place| {
            while others.next_if(|other| *other > place).is_some() {}
            others.peek() != Some(&place)
        });
        self
    }

    pub(crate) fn as_slice(&self) -> &[i64] {
        &self.0
    }
}

impl Desk {
    /// Searches reports for words, the newest first: all hits, or (the next page) those of places below `before`.
    ///
    /// # Errors
    /// [`Failure::NotAllowed`], [`Failure::NotLogged`].
    pub fn search(
        &self,
        by: &Unlocked,
        query: &Query,
        scope: Scope,
        before: Option<i64>,
        limit: usize,
    ) -> Result<SearchPage, Failure> {
        by.must_be_officer()?;
        let deed = match scope {
            Scope::Open => Deed::Searched,
            Scope::All => Deed::SearchedAll,
        };
        let logged = self.log(&by.person, deed, None, query.words())?;
        let before = before.unwrap_or(i64::MAX).max(0);
        let reach = self.reach(by)?;
        let mut opening = Opening::new(self, by, query, &logged)?;
        let mut page = SearchPage {
            hits: Vec::new(),
            damaged: 0,
            closed: reach.closed,
            complete: true,
            next: None,
        };
        match scope {
            Scope::Open => {
                let read = self.read_on()?;
                let candidates = self.candidates(&reach, query.terms(), before);
                page.complete = read && self.inner.index.lock().is_complete();
                self.confirm(&candidates, self.open_now(), limit, &mut opening, &mut page)?;
            }
            Scope::All => {
                self.walk(&reach, query, before, limit, &mut opening, &mut page)?;
            }
        }
        page.damaged = opening.damaged;
        Ok(page)
    }

    /// The open reports within reach that have all of these terms, or a term that shares its token; `None` while the index
    /// is still being read.
    pub(crate) fn reports_with(
        &self,
        reach: &Reach,
        terms: &[Term],
    ) -> Result<Option<Places>, Failure> {
        if !self.read_on()? || !self.inner.index.lock().is_complete() {
            return Ok(None);
        }
        let terms = terms.iter().cloned().collect();
        Ok(Some(Places(self.candidates(reach, &terms, i64::MAX))))
    }

    /// All open reports within reach in the index; `None` while it is still being read.
    pub(crate) fn all_reports_read(&self, reach: &Reach) -> Result<Option<Places>, Failure> {
        let read = self.read_on()?;
        let index = self.inner.index.lock();
        let is_all = read && index.is_complete();
        Ok(is_all.then(|| Places(index.all(|key| reach.opens(key)))))
    }

    fn candidates(&self, reach: &Reach, terms: &BTreeSet<Term>, before: i64) -> Vec<i64> {
        let keyring = self.inner.keyring.get();
        let index = self.inner.index.lock();
        let mut candidates = Postings::having(
            &index,
            |key| reach.opens(key),
            |month| tokens_of(&keyring, month, terms),
        );
        drop(index);
        candidates.retain(|place| *place < before);
        candidates
    }

    /// Opens candidates one after the other, until there are enough hits.
    fn confirm(
        &self,
        candidates: &[i64],
        standing: Standing,
        limit: usize,
        opening: &mut Opening<'_>,
        page: &mut SearchPage,
    ) -> Result<(), Failure> {
        let mut rest = candidates;
        while !rest.is_empty() && page.next.is_none() {
            let (piece, after) = rest.split_at(rest.len().min(PIECE));
            let found = opening.read(piece, standing)?;
            if standing.below != i64::MAX && found.len() < piece.len() {
                let mut index = self.inner.index.lock();
                // Closed, withdrawn or over meanwhile.
                let gone = piece
                    .iter()
                    .filter(|place| found.iter().all(|candidate| candidate.place() != **place));
                gone.for_each(|place| index.remove(*place));
            }
            let last = found.len();
            for (number, candidate) in (1..).zip(&found) {
                if opening.is_hit(candidate)? {
                    page.hits.push(candidate.id());
                }
                if page.hits.len() >= limit || opening.opened >= OPENED {
                    let more = number < last || !after.is_empty();
                    page.next = more.then(|| candidate.place());
                    return Ok(());
                }
            }
            rest = after;
        }
        Ok(())
    }

    /// Reads tokens from the database, place by place, and opens what has those that are looked for.
    fn walk(
        &self,
        reach: &Reach,
        query: &Query,
        before: i64,
        limit: usize,
        opening: &mut Opening<'_>,
        page: &mut SearchPage,
    ) -> Result<(), Failure> {
        let (keyring, living) = (self.inner.keyring.get(), self.living_now());
        let mut months: HashMap<i64, Vec<Token>> = HashMap::new();
        let ends = self.store().read("how many reports", |tx| tx.search_ends());
        let (_, last) = ends.wait()?;
        let mut to = before.saturating_sub(1).min(last);
        let lowest = to - WALKED;
        while to > 0 {
            let after = (to - STEP).max(0);
            let rows = self
                .store()
                .read("read tokens of all", move |tx| {
                    let places = tx.searchable_between(after, to, living)?;
                    tx.search_rows(&places, living)
                })
                .wait()?;
            let mut candidates = Vec::new();
            for row in rows {
                if !row.circle_key.is_some_and(|key| reach.opens(key)) {
                    continue;
                }
                let wanted = months
                    .entry(row.month)
                    .or_insert_with(|| tokens_of(&keyring, row.month, query.terms()));
                match tokens::open(&keyring, &row) {
                    Ok(has) if wanted.iter().all(|token| has.binary_search(token).is_ok()) => {
                        candidates.push(row.report);
                    }
                    Ok(_) => {}
                    Err(failure) => {
                        let place = row.report;
                        if self.inner.index.lock().set_aside(place) {
                            tracing::error!(place, %failure, "a report cannot be found by its words");
                        }
                    }
                }
            }
            candidates.sort_unstable_by(|left, right| right.cmp(left));
            self.confirm(&candidates, living, limit, opening, page)?;
            if page.next.is_some() {
                return Ok(());
            }
            let enough = page.hits.len() >= limit || after <= lowest;
            if enough && after > 0 {
                page.next = Some(after + 1);
                return Ok(());
            }
            to = after;
        }
        Ok(())
    }
}

fn tokens_of(keyring: &Keyring, month: i64, terms: &BTreeSet<Term>) -> Vec<Token> {
    keyring
        .search_keys(month)
        .tokens(terms.iter().map(Term::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_among_others_is_left_out() {
        let without = |these: &[i64], others: &[i64]| {
            Places(these.to_vec()).without(&Places(others.to_vec())).0
        };
        assert_eq!(without(&[9, 7, 5, 2], &[8, 7, 2, 1]), [9, 5]);
        assert_eq!(without(&[9, 7], &[]), [9, 7]);
        assert!(without(&[], &[3]).is_empty());
        assert!(without(&[3], &[9, 3]).is_empty());
    }
}
