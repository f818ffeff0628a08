//! Opens many reports for one officer: a key that several of them need is opened once.

use crate::desk::Desk;
use crate::error::Failure;
use crate::log::{Deed, Logged};
use crate::sealed::{self, DeskKeys};
use crate::tokens::{inner_wrap, searched_text};
use crate::unlock::Unlocked;
use language::search::Query;
use report::{Content, Id};
use seal::{Key, Keyring, PrivateKey, SecondKey};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;
use store::{Item, ReportWrap, SecondRow, Standing};

/// One search, looking into what it found.
pub(crate) struct Opening<'a> {
    desk: &'a Desk,
    by: &'a Unlocked,
    query: &'a Query,
    keyring: Arc<Keyring>,
    /// Private halves of the desk's pairs; none of those that this officer was never given.
    circles: HashMap<Id, Option<PrivateKey>>,
    seconds: HashMap<Id, Key>,
    /// Reports that were opened.
    pub(crate) opened: usize,
    /// Reports that could not be.
    pub(crate) unopened: usize,
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
        if !logged.is(Deed::Searched) {
            return Err(Failure::NotLogged);
        }
        Ok(Opening {
            desk,
            by,
            query,
            keyring: desk.inner.keyring.get(),
            circles: HashMap::new(),
            seconds: HashMap::new(),
            opened: 0,
            unopened: 0,
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

    /// Opens a report and looks whether the words are in it. What this officer has no key to is counted; so is what is
    /// damaged, and told.
    pub(crate) fn is_hit(&mut self, candidate: &Candidate) -> Result<bool, Failure> {
        self.opened += 1;
        match self.open(candidate) {
            Ok(content) => Ok(self.query.is_in(&searched_text(&content))),
            Err(Failure::KeyGone(_)) => {
                self.unopened += 1;
                Ok(false)
            }
            Err(Failure::Damaged(what)) => {
                self.unopened += 1;
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
        let second = candidate.second.as_ref();
        let second = second.ok_or(Failure::Damaged("the wrap key of a second"))?;
        let key = self.second(report.desk_second, second)?;
        let inner = inner_wrap(&self.keyring, report.id, report.epoch, &report.wrap)?;
        let keys = DeskKeys::open(&key, &report.id, &inner)?;
        let content = candidate.content.as_ref();
        let content = content.ok_or(Failure::Damaged("a report without content"))?;
        let (_, plain) = sealed::open_item(&keys.first, content)?
            .ok_or(Failure::Damaged("a report's content"))?;
        Content::from_bytes(&plain).map_err(|_| Failure::Damaged("a report's content"))
    }

    fn second(&mut self, id: Id, row: &SecondRow) -> Result<Key, Failure> {
        if let Some(key) = self.seconds.get(&id) {
            return Ok(key.clone());
        }
        if !self.circles.contains_key(&row.circle_key) {
            let private = match self.desk.circle_private(self.by, row.circle_key) {
                Ok(private) => Some(private),
                Err(Failure::KeyGone(_)) => None,
                Err(other) => return Err(other),
            };
            self.circles.insert(row.circle_key, private);
        }
        let private = self.circles.get(&row.circle_key).and_then(Option::as_ref);
        let private = private.ok_or(Failure::KeyGone(
            "this person was never given the key to it",
        ))?;
        let key = SecondKey::open(private, &id.0, &row.circle_key.0, &row.encapsulation)
            .map_err(|_| Failure::Damaged("the wrap key of a second"))?;
        self.seconds.insert(id, key.clone());
        Ok(key)
    }
}
