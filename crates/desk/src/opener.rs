//! Opens many reports for one officer, at the price of one: what opens a month or a second is opened once.

use crate::desk::Desk;
use crate::error::Failure;
use crate::sealed::{self, DeskKeys};
use crate::unlock::{NEVER_GIVEN, Unlocked};
use report::Id;
use seal::{Key, PrivateKey, SecondKey};
use std::collections::HashMap;
use store::{ReportRow, SecondRow};

/// An officer's keys to reports, as far as they were needed.
pub(crate) struct ReportOpener<'a> {
    desk: &'a Desk,
    by: &'a Unlocked,
    /// None where this person was never given it.
    circles: HashMap<Id, Option<PrivateKey>>,
    seconds: HashMap<Id, Key>,
}

impl<'a> ReportOpener<'a> {
    pub(crate) fn new(desk: &'a Desk, by: &'a Unlocked) -> ReportOpener<'a> {
        ReportOpener {
            desk,
            by,
            circles: HashMap::new(),
            seconds: HashMap::new(),
        }
    }

    /// The wrap key of a second, by the desk's key of its month.
    pub(crate) fn second(&mut self, id: Id, row: Option<&SecondRow>) -> Result<&Key, Failure> {
        if !self.seconds.contains_key(&id) {
            let row = row.ok_or(Failure::Damaged("the wrap key of a second"))?;
            let private = self.circle(row.circle_key)?;
            let key = SecondKey::open(private, &id.0, &row.circle_key.0, &row.encapsulation)
                .map_err(|_| Failure::Damaged("the wrap key of a second"))?;
            self.seconds.insert(id, key);
        }
        Ok(&self.seconds[&id])
    }

    fn circle(&mut self, id: Id) -> Result<&PrivateKey, Failure> {
        if !self.circles.contains_key(&id) {
            let private = match self.desk.circle_private(self.by, id) {
                Ok(private) => Some(private),
                Err(Failure::KeyGone(_)) => None,
                Err(other) => return Err(other),
            };
            self.circles.insert(id, private);
        }
        self.circles[&id].as_ref().ok_or(NEVER_GIVEN)
    }

    /// The keys of a report's mailboxes: epoch layer off, then the second's key.
    pub(crate) fn report(
        &mut self,
        row: &ReportRow,
        second: Option<&SecondRow>,
    ) -> Result<DeskKeys, Failure> {
        let epoch_key = self.desk.inner.keyring.epoch_key(row.epoch)?;
        let inner = sealed::from_epoch(
            &epoch_key,
            row.epoch,
            "report",
            row.id.as_bytes(),
            &row.wrap,
        )?;
        DeskKeys::open(self.second(row.desk_second, second)?, &row.id, &inner)
    }
}
