//! An officer decides where a report stands, how soon it needs somebody, and what it is about. What was decided and why
//! is in the log in the transaction that changes it; nothing of it is for ever.

use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::log::Deed;
use crate::noted::Noted;
use crate::open_report::STATUS;
use crate::queue::{conduct, level};
use crate::read_up_to::{ReadUpTo, still_unread};
use crate::unlock::Unlocked;
use report::{Conduct, Hour, Id, Level, MessageKind, Outcome, Status};
use store::{Aside, ReportRow, ReportStanding};

/// What somebody decides. What is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// Where the report stands from now on.
    pub standing: Option<Standing>,
    /// How soon it needs somebody.
    pub level: Option<Level>,
    /// What it is about; `Some(None)` for nothing of the list.
    pub conduct: Option<Option<Conduct>>,
    /// That it says who somebody is and nothing that they did: it is set aside and destroyed soon.
    pub aside: bool,
    /// That level and conduct are the program's again: who takes a judgement back leaves none behind.
    pub unjudged: bool,
    /// Why, in the officer's own words: for the log, never for the reporter.
    pub why: String,
    /// What the reporter is told.
    pub message: Option<String>,
    /// How far the officer had read; `None`: all that there is.
    pub read: Option<ReadUpTo>,
    /// Only if this still stands there: who takes something back takes nothing back that came after it.
    pub instead_of: Option<Stands>,
}

/// Something that somebody decided, as they left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// How soon the report needs somebody.
    Level(Level),
    /// What it is about.
    Conduct(Option<Conduct>),
}

/// Where a report stands by an officer's decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Somebody works on it; one that was closed is open again.
    InHand,
    /// It ended so.
    Closed(Outcome),
}

impl Desk {
    /// Decides about a report. Returns where it stands.
    ///
    /// # Errors
    /// [`Failure::NotAllowed`] without a reason for closing or opening again, when nothing is decided, when it is closed
    /// already, or what it is to be instead of is gone, or the reporter wrote what whoever closes it has not read;
    /// [`Failure::ClaimedByAnother`]; otherwise as for replying.
    pub fn decide(&self, by: &Unlocked, id: Id, decision: &Decision) -> Result<Decided, Failure> {
        by.must_be_officer()?;
        if decision.is_nothing() {
            return Err(Failure::NotAllowed(Refused::NothingDecided));
        }
        // Whoever was faster changed what this one goes by: then it is decided anew, by what stands there now.
        for _ in 0..TRIES {
            if let Some(decided) = self.decide_once(by, id, decision)? {
                return Ok(decided);
            }
        }
        Err(Failure::Unavailable)
    }

    /// `None` when somebody else changed the report meanwhile.
    fn decide_once(
        &self,
        by: &Unlocked,
        id: Id,
        decision: &Decision,
    ) -> Result<Option<Decided>, Failure> {
        let row = self.living(id)?;
        let before = Status::from_code(row.status).ok_or(STATUS)?;
        let keys = self.desk_keys(by, &row)?;
        let why = decision.why.trim();
        let told = decision.message.as_deref().map(str::trim);
        let told = told.filter(|told| !told.is_empty());
        let status = match decision.standing {
            None => before,
            Some(Standing::InHand) => Status::InHand,
            Some(Standing::Closed(_)) => Status::Closed,
        };
        if matches!(decision.standing, Some(Standing::Closed(_))) && before == Status::Closed {
            return Err(Failure::NotAllowed(Refused::Closed));
        }
        let ends_or_begins = (status == Status::Closed) != (before == Status::Closed);
        if ends_or_begins && why.is_empty() {
            return Err(Failure::NotAllowed(Refused::NoReasonToDecide));
        }
        let (level_before, conduct_before) = (level(&row)?, conduct(&row)?);
        let is_gone = match decision.instead_of {
            Some(Stands::Level(level)) => level != level_before,
            Some(Stands::Conduct(conduct)) => conduct != conduct_before,
            None => false,
        };
        if is_gone {
            return Err(Failure::NotAllowed(Refused::ChangedMeanwhile));
        }
        let level = decision.level.unwrap_or(level_before);
        let conduct = decision.conduct.unwrap_or(conduct_before);
        // Whoever says how urgent a report is, or what about, has not answered what its reporter wrote.
        let answers = decision.answers();
        let judges = decision.standing.is_some()
            || decision.level.is_some()
            || decision.conduct.is_some()
            || decision.aside;
        let judged = !decision.unjudged && (row.judged || judges);
        let due = match status {
            Status::InHand if before != Status::InHand && !row.wrote => self.feedback_by(row.hour),
            _ if row.wrote && answers && before == Status::InHand => self.feedback_by(row.hour),
            // Somebody looked: what comes next is by how soon it needs them.
            Status::Received if (level, judged) != (level_before, row.judged) => {
                self.in_hand_by(level, judged, &row)
            }
            _ => row.due,
        };
        let item = match told {
            Some(told) => {
                Some(self.message_item(&keys.first, id, told, MessageKind::Message, None)?)
            }
            None => None,
        };
        let aside = match decision.level {
            _ if decision.aside => {
                let days = self.inner.profile.retention.confirmed_aside_days;
                let until = Hour::of(self.now()).plus_hours(24 * days);
                Some((Aside::Confirmed, until.min(row.expires)))
            }
            // Whoever finds something to do in it has found something that was done.
            Some(level) if level != Level::None && row.aside != Aside::No => {
                Some((Aside::No, row.hour.plus_hours(self.undecided_hours())))
            }
            _ => None,
        };
        let noted = self.noted(&by.person, Deed::Decided, Some(id), &decision.in_words(why))?;
        let (entry, claimant, standing) = (noted.clone(), self.claimant(by), decision.standing);
        let (read, row_judged) = (decision.read, row.judged && !row.alone);
        // What models learn from: an urgency that a person set, and that it was taken back.
        let learnt = match decision.level {
            _ if decision.unjudged => Some(None),
            Some(level) => Some(Some(level)),
            None => None,
        };
        let desk = self.clone();
        let decided = self.store().write("decide", move |tx| {
            let is_same = |now: &ReportRow| going_by(now) == going_by(&row);
            if !tx.report(id)?.as_ref().is_some_and(is_same) {
                return Ok(Written::Overtaken);
            }
            // Whoever judges many reports in a row does not take them all on by that.
            let may = match standing {
                Some(Standing::InHand) => claimant.holds(tx, id)?,
                _ => claimant.may(tx, id)?,
            };
            if !may {
                return Ok(Written::Anothers);
            }
            let unread = match answers {
                true => still_unread(tx, id, &row, read)?,
                false => row.wrote,
            };
            if unread && matches!(standing, Some(Standing::Closed(_))) {
                return Ok(Written::Unread);
            }
            let due = if unread { due.min(row.due) } else { due };
            let standing = ReportStanding {
                status: status.code(),
                level: level.code(),
                conduct: conduct.map(|conduct| conduct.as_str().to_owned()),
                due,
                wrote: unread,
                judged,
            };
            tx.set_report_standing(id, &standing)?;
            if let Some((aside, until)) = aside {
                tx.set_report_aside(id, aside, until)?;
            }
            let mut suspended = None;
            if let Some(learnt) = learnt {
                suspended = desk.audit(tx, id, learnt)?;
            }
            if status == Status::Closed {
                tx.remove_claim(id)?;
            }
            if let Some(item) = &item {
                tx.insert_item(item)?;
            }
            entry.insert(tx)?;
            Ok(Written::Yes(suspended.map(Box::new)))
        });
        match decided.wait()? {
            Written::Yes(suspended) => {
                noted.committed(self);
                if let Some(suspended) = suspended {
                    suspended.committed(self);
                }
                Ok(Some(Decided {
                    status,
                    status_before: before,
                    level_before,
                    conduct_before,
                    judged_before: row_judged,
                }))
            }
            Written::Anothers => Err(Failure::ClaimedByAnother),
            Written::Unread => Err(Failure::NotAllowed(Refused::CameMeanwhile)),
            Written::Overtaken => Ok(None),
        }
    }

    /// By when a report is taken in hand that is judged so now: counted from now, and yet no later than what was promised
    /// before or what this level promises of a report when it comes. Judging it again and again gains no time.
    fn in_hand_by(&self, level: Level, judged: bool, row: &ReportRow) -> Hour {
        let queue = &self.inner.profile.queue;
        let hours = self.hours_for(level);
        let since_it_came = row.hour.plus_hours(hours);
        match judged {
            // As if it had never been judged.
            false => since_it_came.min(row.hour.plus_hours(queue.first_look_hours)),
            true => Hour::of(self.now())
                .plus_hours(hours)
                .min(since_it_came.max(row.due)),
        }
    }

    /// Within how many hours a report of this level is taken in hand.
    pub(crate) fn hours_for(&self, level: Level) -> i64 {
        let queue = &self.inner.profile.queue;
        match level {
            Level::Now => 0,
            Level::Today | Level::Unjudged => queue.first_look_hours,
            Level::Routine | Level::None => queue.inquiry_hours,
        }
    }

    /// By when it is decided what becomes of a report that was accepted then, and its reporter is told.
    pub(crate) fn feedback_by(&self, accepted: Hour) -> Hour {
        let queue = &self.inner.profile.queue;
        accepted.plus_hours(24 * queue.decided_days.min(queue.feedback_days))
    }
}

/// How often a decision is made anew because somebody else was faster.
const TRIES: usize = 8;

/// A decision that was made, and what it can be taken back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decided {
    /// Where the report stands.
    pub status: Status,
    /// Where it stood before.
    pub status_before: Status,
    /// How soon it needed somebody before.
    pub level_before: Level,
    /// What it was about before.
    pub conduct_before: Option<Conduct>,
    /// Whether a person had judged it before; if not, level and conduct were the program's.
    pub judged_before: bool,
}

/// What became of writing it down.
enum Written {
    /// Beside it, if it raised an alarm, the entry that says so.
    Yes(Option<Box<Noted>>),
    /// Somebody else works on the report.
    Anothers,
    /// It was to be closed over what nobody has read.
    Unread,
    /// Somebody else changed it meanwhile.
    Overtaken,
}

/// What a decision goes by.
fn going_by(row: &ReportRow) -> (i64, i64, Option<&str>, i64, bool, bool, bool) {
    let withdrawn = row.withdrawn.is_some();
    let conduct = row.conduct.as_deref();
    (
        row.status, row.level, conduct, row.due.0, row.wrote, row.judged, withdrawn,
    )
}

impl Decision {
    /// Whether what the reporter wrote has been seen to with it: it is closed, answered, or nothing else is said but that.
    fn answers(&self) -> bool {
        let closes = matches!(self.standing, Some(Standing::Closed(_)));
        let judged = self.level.is_some() || self.conduct.is_some() || self.aside;
        let says_else = self.standing.is_some() || judged;
        closes || self.message.is_some() || !says_else
    }

    fn is_nothing(&self) -> bool {
        let nothing = Decision {
            read: self.read,
            instead_of: self.instead_of,
            ..Decision::default()
        };
        *self == nothing
    }

    /// For the log, where `why` follows.
    fn in_words(&self, why: &str) -> String {
        let mut said = Vec::new();
        match self.standing {
            Some(Standing::InHand) => said.push("in hand".to_owned()),
            Some(Standing::Closed(outcome)) => said.push(format!("closed ({outcome})")),
            None => {}
        }
        let proposed = if self.unjudged { " as proposed" } else { "" };
        said.extend(self.level.map(|level| format!("level {level}{proposed}")));
        said.extend(self.conduct.map(|conduct| match conduct {
            Some(conduct) => format!("about {conduct}{proposed}"),
            None => "about nothing of the list".to_owned(),
        }));
        if self.aside {
            said.push("set aside: it says nothing that anybody did".to_owned());
        }
        if said.is_empty() {
            said.push("seen".to_owned());
        }
        let said = said.join(", ");
        match why {
            "" => said,
            why => format!("{said}: {why}"),
        }
    }
}
