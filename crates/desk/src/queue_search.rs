//! The queue, asked for words: open reports, or closed ones too, that have them, the newest first, as the rest of the
//! filter lets them through.

use crate::desk::Desk;
use crate::error::Failure;
use crate::log::Deed;
use crate::queue::{QueueAsked, QueueRow, ReadState, ToldIn, Whose};
use crate::reach::ClosedMonths;
use crate::search::Scope;
use crate::unlock::Unlocked;
use language::search::Query;
use report::{Hour, Status, Timestamp};
use store::{QueueCounts, QueuePlace};

/// What a search of the queue found.
pub struct FoundRows {
    /// The newest first.
    pub rows: Vec<QueueRow>,
    /// How many reports of the queue are how.
    pub counts: QueueCounts,
    /// Reports that may have the words, and are damaged.
    pub damaged: usize,
    /// Months of which no report was searched, whatever the words are.
    pub closed: ClosedMonths,
    /// Whether the whole index was there to be asked.
    pub complete: bool,
    /// There may be more: those before this place.
    pub next: Option<i64>,
}

impl Desk {
    /// Searches reports for words, and shows those that the filter lets through, a page at a time. That it was
    /// searched, and for what, is under a signed head before.
    ///
    /// # Errors
    /// As [`Desk::search`].
    pub fn search_queue(
        &self,
        by: &Unlocked,
        query: &Query,
        scope: Scope,
        asked: &QueueAsked,
        before: Option<i64>,
        limit: usize,
    ) -> Result<FoundRows, Failure> {
        let page = self.search(by, query, scope, before, limit)?;
        let (hits, counted) = (page.hits, self.counted(by));
        let read = self.store().read("find places", move |tx| {
            let mut places = Vec::with_capacity(hits.len());
            for hit in &hits {
                places.extend(tx.report_place(*hit)?.map(|seq| QueuePlace {
                    level: 0,
                    turn: Hour(0),
                    seq,
                }));
            }
            Ok((places, counted.of(tx)?))
        });
        let (places, counts) = read.wait()?;
        let mut rows = self.queue_rows(by, places)?;
        let now = Hour::of(self.now()).start();
        rows.retain(|row| asked.lets_through(row, now));
        Ok(FoundRows {
            rows,
            counts,
            damaged: page.damaged,
            closed: page.closed,
            complete: page.complete,
            next: page.next,
        })
    }

    /// The report of this number (the beginning of its id, or all of it), open or closed, as it stands in the queue. That
    /// it was asked for is under a signed head before.
    ///
    /// # Errors
    /// As [`Desk::find_report`] and [`Desk::queue`].
    pub fn find_row(&self, by: &Unlocked, number: &str) -> Result<QueueRow, Failure> {
        by.must_be_officer()?;
        self.log(
            &by.person,
            Deed::Searched,
            None,
            &format!("number {number}"),
        )?;
        let id = self.find_report(by, number)?;
        self.living(id)?;
        let read = self
            .store()
            .read("find place", move |tx| tx.report_place(id));
        let seq = read.wait()?.ok_or(Failure::Unknown)?;
        let (level, turn) = (0, Hour(0));
        let rows = self.queue_rows(by, vec![QueuePlace { level, turn, seq }])?;
        rows.into_iter().next().ok_or(Failure::Unknown)
    }
}

impl QueueAsked {
    fn lets_through(&self, row: &QueueRow, now: Timestamp) -> bool {
        let told_in = match &row.read {
            ReadState::Read(reading) => match reading.language.as_str() {
                "zh" => Some(ToldIn::Chinese),
                "en" => Some(ToldIn::English),
                _ => Some(ToldIn::Another),
            },
            _ => None,
        };
        let whose = match self.whose {
            Whose::All => true,
            Whose::Mine => row.claim.as_ref().is_some_and(|claim| claim.you),
            Whose::Nobodys => row.claim.is_none(),
        };
        whose
            && self.level.is_none_or(|level| level == row.level)
            && self.status.is_none_or(|status| status == row.status)
            && self
                .conduct
                .is_none_or(|conduct| Some(conduct) == row.conduct)
            && self
                .language
                .is_none_or(|language| Some(language) == told_in)
            && (!self.wrote || row.wrote)
            && (!self.new || !(row.judged || row.status == Status::Closed))
            && (!self.overdue || (row.status != Status::Closed && row.due <= now))
    }
}
