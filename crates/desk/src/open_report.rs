//! An officer lists and opens reports. Each is written into the log, and stands under a signed head,
//! before anything is shown.

use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::file::ListedFile;
use crate::log::{Deed, Entry, Logged};
use crate::mailbox::messages;
use crate::open_file::listed;
use crate::opener::ReportOpener;
use crate::queue::{ClaimedBy, conduct, level};
use crate::read_up_to::ReadUpTo;
use crate::sealed::{self, DeskKeys, kind};
use crate::unlock::Unlocked;
use report::{Analysis, Conduct, Content, Hour, Id, Level, Message, Reading, Status, Timestamp};
use store::{Aside, Item, ReportRow};

/// A report in a list: nothing of its text.
pub struct ListedReport {
    /// Id.
    pub id: Id,
    /// Where it stands.
    pub status: Status,
    /// Start of the hour in which it was accepted.
    pub hour: Timestamp,
    /// Whether the reporter gave a name to the custodians.
    pub named: bool,
    /// What the program read in it; `None` while it waits, or when it was left to people.
    pub reading: Option<Reading>,
    /// Whether the program left it to people.
    pub left_to_people: bool,
}

/// An opened report.
pub struct OpenedReport {
    /// Id.
    pub id: Id,
    /// Where it stands.
    pub status: Status,
    /// Whether the reporter gave a name to the custodians.
    pub named: bool,
    /// What was sent.
    pub content: Content,
    /// Everything said since, oldest first; the report itself is the first.
    pub messages: Vec<Message>,
    /// The files that came with it or since, by their numbers.
    pub files: Vec<ListedFile>,
    /// What the program read in it.
    pub reading: Option<Reading>,
    /// Until when it is kept if nothing is decided.
    pub kept_until: Timestamp,
    /// All that the program made of it; `None` while it waits, or when it was left to people.
    pub analysis: Option<Analysis>,
    /// How soon it needs somebody.
    pub level: Level,
    /// What it is about, as far as that is known.
    pub conduct: Option<Conduct>,
    /// Whether a person judged it; until then level and conduct are proposals.
    pub judged: bool,
    /// Whether it is set aside, and whether a person confirmed that.
    pub aside: Aside,
    /// Whether the program judged it alone.
    pub alone: bool,
    /// By when the desk promised to do the next thing.
    pub due: Timestamp,
    /// Whether something came to a mailbox of it since the desk last did something.
    pub wrote: bool,
    /// Who works on it.
    pub claim: Option<ClaimedBy>,
    /// How far whoever opened it has read it now.
    pub read_up_to: ReadUpTo,
    /// What people did to it, the newest first: this opening, too.
    pub history: Vec<Entry>,
}

pub(crate) const STATUS: Failure = Failure::Damaged("a report's status");

impl Desk {
    /// Lists reports, the newest first: all, or (the next page) those older than `before`, even if that one was
    /// withdrawn meanwhile. Withdrawn ones and those whose time is over are not shown.
    ///
    /// # Errors
    /// [`Failure::NotAllowed`], [`Failure::NotLogged`].
    pub fn list_reports(
        &self,
        by: &Unlocked,
        before: Option<Id>,
        limit: i64,
    ) -> Result<Vec<ListedReport>, Failure> {
        by.must_be_officer()?;
        self.log(&by.person, Deed::Listed, None, "")?;
        let now = Hour::of(self.now());
        let rows = self
            .store()
            .read("list reports", move |tx| {
                let mut listed = Vec::new();
                for row in tx.living_reports(now, before, limit)? {
                    let readings = tx.items_of_kind(row.id, kind::READING)?;
                    listed.push((row, readings));
                }
                Ok(listed)
            })
            .wait()?;
        rows.into_iter()
            .map(|(row, readings)| self.listed(by, &row, &readings))
            .collect()
    }

    fn listed(
        &self,
        by: &Unlocked,
        row: &ReportRow,
        readings: &[Item],
    ) -> Result<ListedReport, Failure> {
        let reading = match readings.is_empty() {
            true => None,
            // A month whose key this officer was never given, or does not reach now, is listed without its reading.
            false => match self.desk_keys(by, row) {
                Ok(keys) => reading(&keys, readings)?,
                Err(Failure::KeyGone(_) | Failure::StepUp) => None,
                Err(other) => return Err(other),
            },
        };
        Ok(ListedReport {
            id: row.id,
            status: Status::from_code(row.status).ok_or(STATUS)?,
            hour: row.hour.start(),
            named: row.named,
            reading,
            left_to_people: row.reading == crate::analyse::reading_state::PEOPLE,
        })
    }

    /// Finds a report by the beginning of its id. What is there at all is for officers alone to know.
    ///
    /// # Errors
    /// [`Failure::Unknown`] when none begins so; [`Failure::NotAllowed`], also when several do.
    pub fn find_report(&self, by: &Unlocked, prefix: &str) -> Result<Id, Failure> {
        by.must_be_officer()?;
        let prefix = prefix.trim().to_ascii_lowercase();
        if prefix.len() < 4 || !prefix.chars().all(|c| c.is_ascii_hexdigit()) {
            return Err(Failure::NotAllowed(Refused::ShortNumber));
        }
        let found = self
            .store()
            .read("find report", move |tx| tx.report_by_prefix(&prefix))
            .wait()?;
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(Failure::Unknown),
            _ => Err(Failure::NotAllowed(Refused::SeveralBeginSo)),
        }
    }

    /// Opens a report: writes who, when and why into the log, waits for the signed head, then opens it.
    ///
    /// # Errors
    /// [`Failure::Unknown`] for no such report or a withdrawn one; [`Failure::NotAllowed`], [`Failure::NotLogged`],
    /// [`Failure::KeyGone`] when this officer was never given the key of that month; [`Failure::StepUp`] when it is older
    /// than the last, for a session.
    pub fn open_report(
        &self,
        by: &Unlocked,
        id: Id,
        reason: &str,
    ) -> Result<OpenedReport, Failure> {
        by.must_be_officer()?;
        if reason.trim().is_empty() {
            return Err(Failure::NotAllowed(Refused::NoReasonToOpen));
        }
        self.within_reach(by, &self.living(id)?)?;
        let logged = self.log(&by.person, Deed::Opened, Some(id), reason.trim())?;
        self.reveal(by, id, &logged)
    }

    /// Opens what was logged, and nothing else.
    fn reveal(&self, by: &Unlocked, id: Id, logged: &Logged) -> Result<OpenedReport, Failure> {
        if !logged.covers(Deed::Opened, id) {
            return Err(Failure::NotLogged);
        }
        let row = self.living(id)?;
        let keys = self.desk_keys(by, &row)?;
        let (marks, since, me) = (self.marks(), self.claims_since(), by.person.id);
        let (items, last, claim) = self
            .store()
            .read("read items", move |tx| {
                let claim = tx.claim_of(id)?.filter(|claim| claim.hour > since);
                let claim = match claim {
                    Some(claim) => Some(ClaimedBy::of(&claim, &marks.persons(tx)?, me)),
                    None => None,
                };
                Ok((tx.items(id)?, tx.last_item(id)?, claim))
            })
            .wait()?;
        let content = items.iter().find(|item| item.kind == kind::CONTENT);
        let content = match content {
            Some(item) => sealed::open_item(&keys.first, item)?,
            None => None,
        };
        let (_, content) = content.ok_or(Failure::Damaged("a report without content"))?;
        Ok(OpenedReport {
            id,
            status: Status::from_code(row.status).ok_or(STATUS)?,
            named: row.named,
            content: Content::from_bytes(&content)
                .map_err(|_| Failure::Damaged("a report's content"))?,
            messages: messages(&keys.first, &items)?,
            files: listed(self.report_files(&keys.first, id)?),
            reading: reading(&keys, &items)?,
            kept_until: row.expires.start(),
            level: level(&row)?,
            conduct: conduct(&row)?,
            judged: row.judged,
            alone: row.alone,
            aside: row.aside,
            analysis: analysis(&keys, &items)?,
            due: row.due.start(),
            wrote: row.wrote,
            claim,
            read_up_to: ReadUpTo(last),
            history: self.history(by, id, logged)?,
        })
    }

    /// Asked before anything is logged: the log shall not say that what is refused was opened.
    pub(crate) fn within_reach(&self, by: &Unlocked, row: &ReportRow) -> Result<(), Failure> {
        let id = row.desk_second;
        let read = self.store().read("read second", move |tx| tx.second(id));
        let second = read
            .wait()?
            .ok_or(Failure::Damaged("the wrap key of a second"))?;
        self.must_reach(by, second.circle_key)
    }

    /// A report that is neither withdrawn nor over.
    pub(crate) fn living(&self, id: Id) -> Result<ReportRow, Failure> {
        let now = Hour::of(self.now());
        let row = self
            .store()
            .read("read report", move |tx| tx.report(id))
            .wait()?;
        row.filter(|row| row.withdrawn.is_none() && row.expires > now)
            .ok_or(Failure::Unknown)
    }

    /// The keys of a report's mailboxes.
    pub(crate) fn desk_keys(&self, by: &Unlocked, row: &ReportRow) -> Result<DeskKeys, Failure> {
        let desk_second = row.desk_second;
        let second = self
            .store()
            .read("read second", move |tx| tx.second(desk_second))
            .wait()?;
        ReportOpener::new(self, by).report(row, second.as_ref())
    }
}

fn analysis(keys: &DeskKeys, items: &[Item]) -> Result<Option<Analysis>, Failure> {
    const WHAT: Failure = Failure::Damaged("what was made of a report");
    let Some(item) = items.iter().rfind(|item| item.kind == kind::ANALYSIS) else {
        return Ok(None);
    };
    let (_, plain) = sealed::open_item(&keys.first, item)?.ok_or(WHAT)?;
    Analysis::from_bytes(&plain).map(Some).map_err(|_| WHAT)
}

pub(crate) fn reading(keys: &DeskKeys, items: &[Item]) -> Result<Option<Reading>, Failure> {
    let Some(item) = items.iter().rfind(|item| item.kind == kind::READING) else {
        return Ok(None);
    };
    let (_, plain) = sealed::open_item(&keys.first, item)?.ok_or(Failure::Damaged("a reading"))?;
    Ok(Some(
        Reading::from_bytes(&plain).map_err(|_| Failure::Damaged("a reading"))?,
    ))
}
