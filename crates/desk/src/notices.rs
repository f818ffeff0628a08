//! Who is told, and when, that somebody is needed: of danger at once, and again, the next on the roster, until somebody sees to
//! it; of deadlines before, when and after they pass. A notice tells how many reports there are and how soon, nothing
//! of any one. What was told and what waits lies in the database, so that no restart forgets it and two nodes do not tell twice.

use crate::desk::Desk;
use crate::error::Failure;
use crate::log::Deed;
use crate::noted::Noted;
use crate::unlock::Unlocked;
use report::{Hour, Level, Timestamp};
use serde::{Deserialize, Serialize};
use store::Tx;

/// What is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoticeKind {
    /// Danger to life, or something under way, that nobody has taken on.
    Now,
    /// A deadline is near.
    Warning,
    /// A deadline passed.
    Breach,
    /// It passed long ago.
    Escalation,
}

/// Somebody is needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Notice {
    pub kind: NoticeKind,
    /// How many reports.
    pub reports: i64,
    /// Whom to tell: the place on the roster, counted from 0; everybody if `None`.
    pub whom: Option<usize>,
}

/// A notice of danger that nobody has answered yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Waiting {
    /// The newest report that it tells of.
    up_to: i64,
    /// How many of the roster were told.
    told: usize,
    /// When the next is, in seconds since 1970; of danger, the clock that counts is this one.
    next: i64,
    /// When the first was.
    since: i64,
}

/// Under which names this is kept.
const WAITING: &str = "notice-waiting";
const SEEN: &str = "notice-seen";
const HOUR: &str = "notice-hour";
/// When the whole roster was told, it is told again so many seconds later.
const AGAIN: i64 = 3_600;

/// What is told of danger at this moment, and what is kept: of so many reports, the newest at a place, of which those up to `seen`
/// were seen.
fn of_danger(
    waiting: Option<Waiting>,
    seen: i64,
    (reports, newest): (i64, i64),
    now: i64,
    wait: i64,
    roster: usize,
) -> (Option<Waiting>, Option<Notice>) {
    if reports == 0 || newest <= seen {
        return (None, None);
    }
    let told = match waiting {
        None => 0,
        Some(waiting) if now >= waiting.next => waiting.told,
        Some(waiting) => {
            let up_to = waiting.up_to.max(newest);
            return (Some(Waiting { up_to, ..waiting }), None);
        }
    };
    let whom = (told < roster).then_some(told);
    let kept = Waiting {
        up_to: newest,
        told: roster.min(told + 1),
        next: now + if whom.is_some() { wait } else { AGAIN },
        since: waiting.map_or(now, |waiting| waiting.since),
    };
    let notice = Notice {
        kind: NoticeKind::Now,
        reports,
        whom,
    };
    (Some(kept), Some(notice))
}

impl NoticeKind {
    /// Its word, in the log and for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            NoticeKind::Now => "now",
            NoticeKind::Warning => "warning",
            NoticeKind::Breach => "breach",
            NoticeKind::Escalation => "escalation",
        }
    }
}

impl Desk {
    /// What is to be told now, once: whoever calls sends it. To be called every second.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn notices_due(&self) -> Result<Vec<Notice>, Failure> {
        let roster = self.inner.profile.notices.roster().len();
        if roster == 0 {
            return Ok(Vec::new());
        }
        let (desk, now) = (self.clone(), self.now());
        let looked = self.store().read("notices", {
            let desk = self.clone();
            move |tx| desk.is_something_due(tx, now)
        });
        if !looked.wait()? {
            return Ok(Vec::new());
        }
        // What is told is kept first: two nodes tell nobody twice, and a crash costs five minutes, not the notice.
        let told = self.store().write("notices", move |tx| {
            let mut due: Vec<Notice> = desk.danger(tx, now)?.into_iter().collect();
            due.extend(desk.deadlines(tx, now)?);
            let noted = due.iter().map(|notice| desk.noted_notice(tx, notice));
            let noted = noted.collect::<Result<Vec<Noted>, _>>()?;
            Ok((due, noted))
        });
        let (due, noted) = told.wait()?;
        for noted in noted {
            noted.committed(self);
        }
        Ok(due)
    }

    /// Whether anything would be told or kept otherwise: a look that costs no write.
    fn is_something_due(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<bool, store::Error> {
        let waiting = waiting(tx)?;
        let (kept, notice) = self.of_danger_now(tx, waiting, now)?;
        let hour = number(tx, HOUR)?;
        Ok(notice.is_some() || kept != waiting || hour.is_none_or(|last| last < Hour::of(now).0))
    }

    fn of_danger_now(
        &self,
        tx: &mut Tx<'_>,
        waiting: Option<Waiting>,
        now: Timestamp,
    ) -> Result<(Option<Waiting>, Option<Notice>), store::Error> {
        let notices = &self.inner.profile.notices;
        let level = Level::Now.code();
        let unattended = tx.unattended(level, Hour::of(now), self.claims_since())?;
        let seen = number(tx, SEEN)?.unwrap_or(0);
        let wait = 60 * notices.acknowledge_minutes;
        let roster = notices.roster().len();
        Ok(of_danger(
            waiting,
            seen,
            unattended,
            now.as_second(),
            wait,
            roster,
        ))
    }

    fn danger(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Notice>, store::Error> {
        let waiting = waiting(tx)?;
        let (kept, notice) = self.of_danger_now(tx, waiting, now)?;
        if kept != waiting {
            let kept = serde_json::to_vec(&kept).unwrap_or_default();
            tx.put_meta(WAITING, &kept)?;
        }
        Ok(notice)
    }

    /// Deadlines that came near, passed, or passed long ago since this was last looked at, whatever was off in between.
    fn deadlines(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<Notice>, store::Error> {
        let notices = &self.inner.profile.notices;
        let hour = Hour::of(now);
        let last = number(tx, HOUR)?;
        if last.is_none_or(|last| last < hour.0) {
            tx.put_meta(HOUR, &hour.0.to_be_bytes())?;
        }
        // The first time there is nothing to look back on; a clock that was set back is waited for.
        let Some(last) = last.map(Hour).filter(|last| *last < hour) else {
            return Ok(Vec::new());
        };
        let mut due = Vec::new();
        for (kind, ahead, whom) in [
            (NoticeKind::Warning, notices.warning_hours, Some(0)),
            (NoticeKind::Breach, 0, Some(0)),
            (NoticeKind::Escalation, -notices.escalation_hours, None),
        ] {
            let reports = tx.due_between(last.plus_hours(ahead), hour.plus_hours(ahead), hour)?;
            if reports > 0 {
                due.push(Notice {
                    kind,
                    reports,
                    whom,
                });
            }
        }
        Ok(due)
    }

    fn noted_notice(&self, tx: &mut Tx<'_>, notice: &Notice) -> Result<Noted, store::Error> {
        let whom = match notice.whom {
            Some(place) => format!("number {} of the roster", place + 1),
            None => "the whole roster".to_owned(),
        };
        let why = format!(
            "{}, {} reports: {whom}",
            notice.kind.as_str(),
            notice.reports
        );
        self.note_in(tx, Deed::Notified, &why)
    }

    /// A notice could not be sent to whom it was for: the next is told at once.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn notice_failed(&self, notice: &Notice) -> Result<(), Failure> {
        // When nobody on the roster could be reached, it is tried again with time between.
        if notice.kind != NoticeKind::Now || notice.whom.is_none() {
            return Ok(());
        }
        let now = self.now().as_second();
        let hurried = self.store().write("a notice that failed", move |tx| {
            if let Some(waiting) = waiting(tx)? {
                let hurried = Waiting {
                    next: now,
                    ..waiting
                };
                tx.put_meta(WAITING, &serde_json::to_vec(&hurried).unwrap_or_default())?;
            }
            Ok(())
        });
        Ok(hurried.wait()?)
    }

    /// Since when a notice of danger waits for somebody, if one does.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn waiting_notice(&self) -> Result<Option<Timestamp>, Failure> {
        let waiting = self.store().read("a notice", waiting).wait()?;
        Ok(waiting.and_then(|waiting| Timestamp::from_second(waiting.since).ok()))
    }

    /// Somebody saw the notice: nobody else is told of those reports.
    ///
    /// # Errors
    /// [`Failure::NotAllowed`] for whoever is no officer.
    pub fn acknowledge_notice(&self, by: &Unlocked) -> Result<(), Failure> {
        by.must_be_officer()?;
        let noted = self.noted(&by.person, Deed::Acknowledged, None, "")?;
        let entry = noted.clone();
        let seen = self.store().write("a notice was seen", move |tx| {
            let Some(waiting) = waiting(tx)? else {
                return Ok(false);
            };
            tx.put_meta(SEEN, &waiting.up_to.to_be_bytes())?;
            tx.put_meta(WAITING, b"null")?;
            entry.insert(tx)?;
            Ok(true)
        });
        if seen.wait()? {
            noted.committed(self);
        }
        Ok(())
    }
}

fn waiting(tx: &mut Tx<'_>) -> Result<Option<Waiting>, store::Error> {
    let stored = tx.meta(WAITING)?.unwrap_or_default();
    Ok(serde_json::from_slice(&stored).unwrap_or_default())
}

fn number(tx: &mut Tx<'_>, name: &str) -> Result<Option<i64>, store::Error> {
    let stored = tx.meta(name)?;
    Ok(stored.and_then(|bytes| Some(i64::from_be_bytes(bytes.try_into().ok()?))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whom somebody would be told, second by second, where two are on the roster and five minutes are waited.
    fn told(from: i64, until: i64, reports: impl Fn(i64) -> (i64, i64), seen: i64) -> Vec<String> {
        let mut waiting = None;
        let mut told = Vec::new();
        for now in from..until {
            let (kept, notice) = of_danger(waiting, seen, reports(now), now, 300, 2);
            waiting = kept;
            told.extend(notice.map(|notice| match notice.whom {
                Some(place) => format!("{now}: {} to {place}", notice.reports),
                None => format!("{now}: {} to all", notice.reports),
            }));
        }
        told
    }

    #[test]
    fn the_next_is_told_after_five_minutes_then_all_of_them_and_again_every_hour() {
        let two = |_| (2, 9);
        assert_eq!(
            told(0, 4_300, two, 0),
            [
                "0: 2 to 0",
                "300: 2 to 1",
                "600: 2 to all",
                "4200: 2 to all"
            ]
        );
    }

    #[test]
    fn what_was_seen_or_taken_on_is_told_no_more_and_what_comes_later_is() {
        assert_eq!(told(0, 1_000, |_| (2, 9), 9), [""; 0]);
        let taken_on = |now| if now < 200 { (1, 9) } else { (0, 0) };
        assert_eq!(told(0, 1_000, taken_on, 0), ["0: 1 to 0"]);
        let another = |now| match now {
            ..100 => (1, 9),
            100..200 => (0, 0),
            _ => (1, 10),
        };
        assert_eq!(told(0, 400, another, 0), ["0: 1 to 0", "200: 1 to 0"]);
    }

    #[test]
    fn many_that_come_while_it_waits_wake_nobody_more_often() {
        let flood = |now: i64| (now + 1, now + 1);
        assert_eq!(told(0, 600, flood, 0), ["0: 1 to 0", "300: 301 to 1"]);
    }
}
