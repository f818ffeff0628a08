//! The queue: open reports, in the order in which they are to be looked at. Of what was sent it shows where it happened
//! and in which language it is told; that somebody looked stands in the log first.

use crate::analyse::reading_state;
use crate::desk::Desk;
use crate::error::Failure;
use crate::log::Deed;
use crate::open_report::{STATUS, reading};
use crate::opener::ReportOpener;
use crate::reach::ClosedMonths;
use crate::sealed::kind;
use crate::unlock::Unlocked;
use report::{Conduct, Hour, Id, Level, Reading, Status, Timestamp};

use std::str::FromStr;
use store::{Item, QueueCounts, QueuePlace, ReportRow, SecondRow, Tx};

/// What somebody asks of the queue; all of it applies together.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct QueueAsked {
    /// Of this level alone.
    pub level: Option<Level>,
    /// Received or in hand alone.
    pub status: Option<Status>,
    /// Of this kind alone.
    pub conduct: Option<Conduct>,
    /// Those alone to which something came since the desk last did something.
    pub wrote: bool,
    /// Those alone of which the next thing should have been done by now.
    pub overdue: bool,
    /// Those alone that nobody judged.
    pub new: bool,
    /// Whose.
    pub whose: Whose,
    /// Told in this language alone.
    pub language: Option<ToldIn>,
}

/// The language of a report, as far as somebody asks for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ToldIn {
    /// Chinese.
    Chinese,
    /// English.
    English,
    /// Another, or none at all.
    Another,
}

/// Whose reports are asked for.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Whose {
    /// Everybody's, and nobody's.
    #[default]
    All,
    /// Those that whoever asks works on.
    Mine,
    /// Those on which nobody works.
    Nobodys,
}

/// A report in the queue.
#[derive(Clone, Debug)]
pub struct QueueRow {
    /// Id.
    pub id: Id,
    /// Where it stands in the queue: the next page begins after it.
    pub place: QueuePlace,
    /// Where it stands, for its reporter.
    pub status: Status,
    /// How soon it needs somebody.
    pub level: Level,
    /// What it is about, as far as that is known.
    pub conduct: Option<Conduct>,
    /// Whether a person judged it; until then level and conduct are proposals.
    pub judged: bool,
    /// Whether the program judged it alone.
    pub alone: bool,
    /// Start of the hour in which it was accepted.
    pub hour: Timestamp,
    /// By when the desk promised to do the next thing.
    pub due: Timestamp,
    /// Whether the reporter gave a name to the custodians.
    pub named: bool,
    /// Whether something came to a mailbox of it since the desk last did something.
    pub wrote: bool,
    /// Who works on it.
    pub claim: Option<ClaimedBy>,
    /// What the program read in it.
    pub read: ReadState,
}

/// What the program made of a report, for whoever asks.
#[derive(Clone, Debug)]
pub enum ReadState {
    /// It is still to be read.
    Waiting,
    /// The program left it to people.
    LeftToPeople,
    /// What was read is damaged: somebody wrote in the database.
    Damaged,
    /// It was read, and this person was never given the key of its month.
    NotForYou,
    /// It was read.
    Read(Box<Reading>),
}

/// Who works on a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedBy {
    /// Their name; of somebody whose row is not ours any more, none.
    pub name: String,
    /// Whether it is whoever asks.
    pub you: bool,
    /// Since when, to the hour.
    pub since: Timestamp,
}

/// A page of the queue.
pub struct QueuePage {
    /// The most urgent first.
    pub rows: Vec<QueueRow>,
    /// How many reports of the queue are how.
    pub counts: QueueCounts,
    /// The place of the newest report there is: what comes later came since this page was made.
    pub newest: i64,
    /// Whether more of what was asked for comes after them.
    pub more: bool,
    /// Months whose reports a question about the language leaves out. It says nothing of which there are.
    pub closed: ClosedMonths,
}

impl Desk {
    /// A page of the queue: the first, or the one after a place. That it was looked at, and what was asked of it, is under
    /// a signed head before.
    ///
    /// # Errors
    /// [`Failure::NotAllowed`], [`Failure::NotLogged`].
    pub fn queue(
        &self,
        by: &Unlocked,
        asked: &QueueAsked,
        after: Option<QueuePlace>,
        limit: usize,
    ) -> Result<QueuePage, Failure> {
        by.must_be_officer()?;
        self.log(&by.person, Deed::Listed, None, &asked.in_words(after))?;
        self.queue_again(by, asked, after, limit)
    }

    /// The same for whoever looks at it already: what changed since is under the entry with which they began.
    ///
    /// # Errors
    /// As [`Desk::queue`].
    pub fn queue_again(
        &self,
        by: &Unlocked,
        asked: &QueueAsked,
        after: Option<QueuePlace>,
        limit: usize,
    ) -> Result<QueuePage, Failure> {
        by.must_be_officer()?;
        let question = self.question(by, asked)?;
        let (counted, closed) = (self.counted(by), question.closed);
        let read = self.store().read("read queue", move |tx| {
            // One more than is shown tells whether there is more.
            let places = question.places(tx, after, limit + 1)?;
            Ok((places, counted.of(tx)?, tx.newest_place()?))
        });
        let (mut places, counts, newest) = read.wait()?;
        let more = places.len() > limit;
        places.truncate(limit);
        let rows = self.queue_rows(by, places)?;
        Ok(QueuePage {
            rows,
            counts,
            newest,
            more,
            closed,
        })
    }

    /// The rows at these places of the queue; what is gone meanwhile is left out.
    pub(crate) fn queue_rows(
        &self,
        by: &Unlocked,
        places: Vec<QueuePlace>,
    ) -> Result<Vec<QueueRow>, Failure> {
        let (claims_since, me, marks) = (self.claims_since(), by.person.id, self.marks());
        let read = self.store().read("read rows of the queue", move |tx| {
            let seqs: Vec<i64> = places.iter().map(|place| place.seq).collect();
            let rows = tx.reports_at(&seqs)?;
            let claims = tx.claims_of(&seqs)?;
            let people = match claims.is_empty() {
                true => Vec::new(),
                false => marks.persons(tx)?,
            };
            let mut seconds: Vec<Id> = rows.iter().map(|(_, row)| row.desk_second).collect();
            seconds.sort_unstable();
            seconds.dedup();
            let seconds = tx.seconds(&seconds)?;
            let mut found = Vec::with_capacity(rows.len());
            for (seq, row) in rows {
                let readings = match row.reading {
                    reading_state::READ => tx.items_of_kind(row.id, kind::READING)?,
                    _ => Vec::new(),
                };
                let claim = claims.get(&seq).filter(|claim| claim.hour > claims_since);
                let claim = claim.map(|claim| ClaimedBy::of(claim, &people, me));
                let second = seconds.get(&row.desk_second).cloned();
                found.push(Found {
                    seq,
                    row,
                    readings,
                    claim,
                    second,
                });
            }
            Ok(found)
        });
        let mut opener = ReportOpener::new(self, by);
        read.wait()?
            .into_iter()
            .map(|found| found.row(&mut opener))
            .collect()
    }

    /// What a page of the queue would be, as a number that changes when it does: for whoever looked at it, and waits for
    /// that. Nothing is opened for it.
    ///
    /// # Errors
    /// As [`Desk::queue`], but for the log.
    pub fn queue_look(
        &self,
        by: &Unlocked,
        asked: &QueueAsked,
        after: Option<QueuePlace>,
        limit: usize,
    ) -> Result<u64, Failure> {
        by.must_be_officer()?;
        let (question, counted) = (self.question(by, asked)?, self.counted(by));
        let read = self.store().read("look at queue", move |tx| {
            use std::hash::{DefaultHasher, Hash, Hasher};
            let mut look = DefaultHasher::new();
            let places = question.places(tx, after, limit)?;
            let seqs: Vec<i64> = places.iter().map(|place| place.seq).collect();
            for (seq, row) in tx.reports_at(&seqs)? {
                (seq, row.level, row.due.0, row.status, row.reading).hash(&mut look);
                (row.wrote, row.conduct).hash(&mut look);
            }
            let mut claims: Vec<_> = tx.claims_of(&seqs)?.into_iter().collect();
            claims.sort_by_key(|(seq, _)| *seq);
            for (seq, claim) in claims {
                (seq, claim.person.0, claim.hour.0).hash(&mut look);
            }
            counted.of(tx)?.hash(&mut look);
            Ok(look.finish())
        });
        Ok(read.wait()?)
    }

    /// The next report of a queue after one of its own; after the last, or after one that is not in it, the first.
    ///
    /// # Errors
    /// As [`Desk::queue`], but for the log: nothing is told of the report but that it is there.
    pub fn next_in_queue(
        &self,
        by: &Unlocked,
        asked: &QueueAsked,
        id: Id,
    ) -> Result<Option<Id>, Failure> {
        by.must_be_officer()?;
        let question = self.question(by, asked)?;
        let read = self.store().read("find the next", move |tx| {
            let after = match (tx.report_place(id)?, tx.report(id)?) {
                (Some(seq), Some(row)) => Some(row.place(seq)),
                _ => None,
            };
            let mut places = question.places(tx, after, 1)?;
            if places.is_empty() {
                places = question.places(tx, None, 1)?;
            }
            let seqs: Vec<i64> = places.iter().map(|place| place.seq).collect();
            tx.reports_at(&seqs)
        });
        let next = read.wait()?.into_iter().map(|(_, row)| row.id);
        Ok(next.into_iter().find(|next| *next != id))
    }

    /// How many reports came since a page was made that named the newest it knew; not counted beyond [`store::COUNTED`].
    ///
    /// # Errors
    /// As [`Desk::queue`], but for the log.
    pub fn came_since(&self, by: &Unlocked, newest: i64) -> Result<i64, Failure> {
        by.must_be_officer()?;
        let read = self
            .store()
            .read("count what came", move |tx| tx.came_since(newest));
        Ok(read.wait()?)
    }

    pub(crate) fn counted(&self, by: &Unlocked) -> Counted {
        Counted {
            now: Hour::of(self.now()),
            person: by.person.id,
            claims_since: self.claims_since(),
        }
    }

    /// Claims that were made at this hour or before are over.
    pub(crate) fn claims_since(&self) -> Hour {
        Hour::of(self.now()).plus_hours(-self.inner.profile.queue.claim_hours)
    }

    /// When somebody should look at what comes now.
    pub(crate) fn first_look_by(&self, at: Timestamp) -> Hour {
        Hour::of(at).plus_hours(self.inner.profile.queue.first_look_hours)
    }
}

/// Who counts the queue, and when.
#[derive(Clone, Copy)]
pub(crate) struct Counted {
    now: Hour,
    person: Id,
    claims_since: Hour,
}

impl Counted {
    pub(crate) fn of(self, tx: &mut Tx<'_>) -> Result<QueueCounts, store::Error> {
        tx.queue_counts(self.now, self.person, self.claims_since)
    }
}

impl ClaimedBy {
    pub(crate) fn of(claim: &store::Claim, people: &[store::Person], me: Id) -> ClaimedBy {
        let name = people.iter().find(|person| person.id == claim.person);
        ClaimedBy {
            name: name.map(|person| person.name.clone()).unwrap_or_default(),
            you: claim.person == me,
            since: claim.hour.start(),
        }
    }
}

/// A place of the queue as it was read, before anything of it is opened.
struct Found {
    seq: i64,
    row: ReportRow,
    readings: Vec<Item>,
    claim: Option<ClaimedBy>,
    second: Option<SecondRow>,
}

impl Found {
    fn row(self, opener: &mut ReportOpener<'_>) -> Result<QueueRow, Failure> {
        let Found { row, .. } = self;
        let read = match row.reading {
            reading_state::PEOPLE => ReadState::LeftToPeople,
            reading_state::READ => {
                let keys = opener.report(&row, self.second.as_ref());
                match keys.and_then(|keys| reading(&keys, &self.readings)) {
                    Ok(Some(reading)) => ReadState::Read(Box::new(reading)),
                    Ok(None) => ReadState::Waiting,
                    Err(Failure::KeyGone(_) | Failure::StepUp) => ReadState::NotForYou,
                    // One row must not take the others with it.
                    Err(Failure::Damaged(what)) => {
                        tracing::error!(report = %row.id, what, "a row of the queue does not open");
                        ReadState::Damaged
                    }
                    Err(other) => return Err(other),
                }
            }
            _ => ReadState::Waiting,
        };
        Ok(QueueRow {
            id: row.id,
            place: row.place(self.seq),
            status: Status::from_code(row.status).ok_or(STATUS)?,
            level: level(&row)?,
            conduct: conduct(&row)?,
            judged: row.judged,
            alone: row.alone,
            hour: row.hour.start(),
            due: row.due.start(),
            named: row.named,
            wrote: row.wrote,
            claim: self.claim,
            read,
        })
    }
}

pub(crate) fn level(row: &ReportRow) -> Result<Level, Failure> {
    Level::from_code(row.level).ok_or(Failure::Damaged("a report's level"))
}

pub(crate) fn conduct(row: &ReportRow) -> Result<Option<Conduct>, Failure> {
    let code = row.conduct.as_deref().map(Conduct::from_str).transpose();
    code.map_err(|_| Failure::Damaged("what a report is about"))
}
