//! What somebody did to a report, as its page says it to them afterwards, once, and how it is undone. The page's address
//! carries it sealed: whoever makes a link to a report tells nobody that anything was done.

use super::view::View;
use desk::{Decided, Decision, Desk, Standing};
use report::{Conduct, Id, Level, Status};

/// What was done, with what it takes to undo it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Did {
    Claimed,
    TookOver,
    HandedBack,
    Wrote,
    /// What the reporter wrote was read.
    Saw,
    /// From one to another.
    Level(Level, Level),
    /// From one to another, by their codes; empty for nothing of the list.
    About(Option<Conduct>, Option<Conduct>),
    Closed,
    OpenedAgain,
}

/// Said afterwards.
pub(crate) struct SaidOf {
    pub(crate) words: String,
    /// The form that undoes it: where, under that of the report, and its one field.
    pub(crate) undo: Option<(&'static str, &'static str, String)>,
}

const PURPOSE: &str = "what was done to a report";
/// A page that is loaded again much later says nothing any more: in seconds.
const LASTS: i64 = 120;

impl Did {
    /// What a decision did, the weightiest of it.
    pub(crate) fn of(decision: &Decision, decided: &Decided) -> Did {
        match (decision.standing, decision.level, decision.conduct) {
            (Some(Standing::Closed(_)), ..) => Did::Closed,
            (Some(Standing::InHand), ..) => Did::OpenedAgain,
            (None, Some(level), _) => Did::Level(decided.level_before, level),
            (None, None, Some(conduct)) => Did::About(decided.conduct_before, conduct),
            (None, None, None) => Did::Saw,
        }
    }

    /// For the address of the page that says it: to this person, of this report, now.
    pub(crate) fn note(self, desk: &Desk, who: Id, report: Id, at: i64) -> String {
        let code = |conduct: Option<Conduct>| conduct.map_or("-", Conduct::as_str);
        let what = match self {
            Did::Claimed => "claimed".to_owned(),
            Did::TookOver => "took-over".to_owned(),
            Did::HandedBack => "handed-back".to_owned(),
            Did::Wrote => "wrote".to_owned(),
            Did::Saw => "saw".to_owned(),
            Did::Level(from, to) => format!("level {from} {to}"),
            Did::About(from, to) => format!("about {} {}", code(from), code(to)),
            Did::Closed => "closed".to_owned(),
            Did::OpenedAgain => "opened-again".to_owned(),
        };
        desk.seal_note(PURPOSE, &format!("{at} {who} {report} {what}"))
    }

    /// What such a note tells, to whom and of what it was meant for.
    pub(crate) fn read(desk: &Desk, who: Id, report: Id, now: i64, note: &str) -> Option<Did> {
        let plain = desk.open_note(PURPOSE, note)?;
        let (at, rest) = plain.split_once(' ')?;
        let what = rest.strip_prefix(&format!("{who} {report} "))?;
        let since = now - at.parse::<i64>().ok()?;
        if !(0..LASTS).contains(&since) {
            return None;
        }
        let conduct = |code: &str| match code {
            "-" => Some(None),
            code => code.parse().ok().map(Some),
        };
        let mut words = what.split(' ');
        Some(match words.next()? {
            "claimed" => Did::Claimed,
            "took-over" => Did::TookOver,
            "handed-back" => Did::HandedBack,
            "wrote" => Did::Wrote,
            "saw" => Did::Saw,
            "level" => Did::Level(words.next()?.parse().ok()?, words.next()?.parse().ok()?),
            "about" => Did::About(conduct(words.next()?)?, conduct(words.next()?)?),
            "closed" => Did::Closed,
            "opened-again" => Did::OpenedAgain,
            _ => return None,
        })
    }

    /// In words, and how it is undone where it can be.
    pub(crate) fn said(self, view: &View) -> SaidOf {
        let level = |level: Level| view.of_kind("level", level.as_str());
        let about = |conduct: Option<Conduct>| match conduct {
            Some(conduct) => view.of_kind("conduct", conduct.as_str()),
            None => view.t("about-none").into_owned(),
        };
        let (words, undo) = match self {
            Did::Claimed => (
                view.t("did-claimed").into_owned(),
                Some(("claim", "how", "back".to_owned())),
            ),
            Did::TookOver => (view.t("did-took-over").into_owned(), None),
            Did::HandedBack => (
                view.t("did-handed-back").into_owned(),
                Some(("claim", "how", "claim".to_owned())),
            ),
            Did::Wrote => (view.t("did-wrote").into_owned(), None),
            Did::Saw => (view.t("did-saw").into_owned(), None),
            Did::Level(from, to) => (
                view.f("did-level", &[("from", &level(from)), ("to", &level(to))]),
                (from != to).then(|| ("decide", "level", from.to_string())),
            ),
            Did::About(from, to) => {
                let code = from.map_or("", Conduct::as_str).to_owned();
                (
                    view.f("did-about", &[("from", &about(from)), ("to", &about(to))]),
                    (from != to).then_some(("decide", "about", code)),
                )
            }
            Did::Closed => (view.t("did-closed").into_owned(), None),
            Did::OpenedAgain => (
                view.f(
                    "did-opened-again",
                    &[("status", &view.of_kind("status", Status::InHand.as_str()))],
                ),
                None,
            ),
        };
        SaidOf { words, undo }
    }
}
