//! Opens many reports for one officer, at the price of one: what opens a month or a second is opened once.

use crate::desk::Desk;
use crate::error::Failure;
use crate::sealed::DeskKeys;
use crate::tokens::inner_wrap;
use crate::unlock::{NEVER_GIVEN, Unlocked};
use report::Id;
use seal::{Key, Keyring, PrivateKey, SecondKey};
use std::collections::HashMap;
use std::sync::Arc;
use store::{ReportRow, SecondRow};

/// An officer's keys to reports, as far as they were needed.
pub(crate) struct ReportOpener<'a> {
    desk: &'a Desk,
    by: &'a Unlocked,
    keyring: Arc<Keyring>,
    circles: HashMap<Id, Held>,
    seconds: HashMap<Id, Key>,
}

/// A key of the desk, as far as this person has it.
enum Held {
    Open(PrivateKey),
    NeverGiven,
    /// Of an older month.
    StepUp,
}

impl<'a> ReportOpener<'a> {
    pub(crate) fn new(desk: &'a Desk, by: &'a Unlocked) -> ReportOpener<'a> {
        ReportOpener {
            desk,
            by,
            keyring: desk.inner.keyring.get(),
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
            let held = match self.desk.circle_private(self.by, id) {
                Ok(private) => Held::Open(private),
                Err(Failure::KeyGone(_)) => Held::NeverGiven,
                Err(Failure::StepUp) => Held::StepUp,
                Err(other) => return Err(other),
            };
            self.circles.insert(id, held);
        }
        match &self.circles[&id] {
            Held::Open(private) => Ok(private),
            Held::NeverGiven => Err(NEVER_GIVEN),
            Held::StepUp => Err(Failure::StepUp),
        }
    }

    /// The keys of a report's mailboxes: epoch layer off, then the second's key.
    pub(crate) fn report(
        &mut self,
        row: &ReportRow,
        second: Option<&SecondRow>,
    ) -> Result<DeskKeys, Failure> {
        self.wrapped(row.id, row.epoch, &row.wrap, row.desk_second, second)
    }

    /// The same, of a report of which no more was read.
    pub(crate) fn wrapped(
        &mut self,
        id: Id,
        epoch: i64,
        wrap: &[u8],
        desk_second: Id,
        second: Option<&SecondRow>,
    ) -> Result<DeskKeys, Failure> {
        let inner = inner_wrap(&self.keyring, id, epoch, wrap)?;
        DeskKeys::open(self.second(desk_second, second)?, &id, &inner)
    }
}
