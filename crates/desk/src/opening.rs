//! One search looks into the reports that may be hits.

use crate::desk::Desk;
use crate::error::Failure;
use crate::log::{Deed, Logged};
use crate::opener::ReportOpener;
use crate::sealed;
use crate::tokens::searched_text;
use crate::unlock::Unlocked;
use language::search::Query;
use report::{Content, Id};
use std::cmp::Reverse;
use std::collections::HashMap;
use store::{Item, ReportWrap, SecondRow, Standing};

/// One search, looking into what it found.
pub(crate) struct Opening<'a> {
    desk: &'a Desk,
    query: &'a Query,
    opener: ReportOpener<'a>,
    /// Reports that were opened.
    pub(crate) opened: usize,
    /// Reports that could not be: damaged ones.
    pub(crate) damaged: usize,
}

/// A report that may be a hit, as it lies in the tables.
pub(crate) struct Candidate {
    report: ReportWrap,
    content: Option<Item>,
    second: Option<SecondRow>,
}

impl Candidate {
    pub(crate) fn place(&self) -> i64 {
        self.report.report
    }

    pub(crate) fn id(&self) -> Id {
        self.report.id
    }
}

impl<'a> Opening<'a> {
    pub(crate) fn new(
        desk: &'a Desk,
        by: &'a Unlocked,
        query: &'a Query,
        logged: &Logged,
    ) -> Result<Opening<'a>, Failure> {
        if !(logged.is(Deed::Searched) || logged.is(Deed::SearchedAll)) {
            return Err(Failure::NotLogged);
        }
        Ok(Opening {
            desk,
            query,
            opener: ReportOpener::new(desk, by),
            opened: 0,
            damaged: 0,
        })
    }

    /// What lies at these places, the newest first; what is not of this standing (any more) is left out.
    pub(crate) fn read(
        &self,
        places: &[i64],
        standing: Standing,
    ) -> Result<Vec<Candidate>, Failure> {
        let places = places.to_vec();
        let (mut reports, contents, seconds) = self
            .desk
            .store()
            .read("read what may be found", move |tx| {
                let reports = tx.report_wraps_at(&places, standing)?;
                let ids: Vec<Id> = reports.iter().map(|report| report.id).collect();
                let mut seconds: Vec<Id> =
                    reports.iter().map(|report| report.desk_second).collect();
                seconds.sort_unstable();
                seconds.dedup();
                Ok((reports, tx.first_items(&ids)?, tx.seconds(&seconds)?))
            })
            .wait()?;
        reports.sort_unstable_by_key(|report| Reverse(report.report));
        let mut contents: HashMap<Id, Item> = contents
            .into_iter()
            .map(|item| (item.report, item))
            .collect();
        let candidates = reports.into_iter().map(|report| Candidate {
            content: contents.remove(&report.id),
            second: seconds.get(&report.desk_second).cloned(),
            report,
        });
        Ok(candidates.collect())
    }

    /// Opens a report and looks whether the words are in it. What this officer has no key to is no candidate, and nothing
    /// is told of it; what is damaged is counted, and told.
    pub(crate) fn is_hit(&mut self, candidate: &Candidate) -> Result<bool, Failure> {
        self.opened += 1;
        match self.open(candidate) {
            Ok(content) => Ok(self.query.is_in(&searched_text(&content))),
            Err(Failure::KeyGone(_) | Failure::StepUp) => Ok(false),
            Err(Failure::Damaged(what)) => {
                self.damaged += 1;
                let place = candidate.place();
                tracing::error!(
                    place,
                    what,
                    "a report that may be searched for does not open"
                );
                Ok(false)
            }
            Err(other) => Err(other),
        }
    }

    fn open(&mut self, candidate: &Candidate) -> Result<Content, Failure> {
        let report = &candidate.report;
        let keys = self.opener.wrapped(
            report.id,
            report.epoch,
            &report.wrap,
            report.desk_second,
            candidate.second.as_ref(),
        )?;
        let content = candidate.content.as_ref();
        let content = content.ok_or(Failure::Damaged("a report without content"))?;
        let (_, plain) = sealed::open_item(&keys.first, content)?
            .ok_or(Failure::Damaged("a report's content"))?;
        Content::from_bytes(&plain).map_err(|_| Failure::Damaged("a report's content"))
    }
}
