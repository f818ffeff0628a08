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
    Level(Level, Level, Before),
    /// From one to another, by their codes; empty for nothing of the list.
    About(Option<Conduct>, Option<Conduct>, Before),
    /// Confirmed that it says nothing that anybody did.
    Aside,
    Closed,
    OpenedAgain,
    InHand,
}

/// Whose the judgement was that another one took the place of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Before {
    /// A person's.
    Judged,
    /// The program's.
    Proposed,
}

impl Before {
    fn of(decided: &Decided) -> Before {
        match decided.judged_before {
            true => Before::Judged,
            false => Before::Proposed,
        }
    }

    /// What a form says that goes back to a word.
    fn back_to(self, word: &str) -> String {
        match self {
            Before::Judged => word.to_owned(),
            Before::Proposed => format!("{PROPOSED}{word}"),
        }
    }
}

/// Before the word of a level or kind in a form: it is the program's again.
const PROPOSED: &str = "proposed:";

/// Said afterwards.
pub(crate) struct SaidOf {
    pub(crate) words: String,
    /// The form that undoes it, where it can be.
    pub(crate) undo: Option<Undo>,
}

/// A form that undoes what was done, as long as that still stands.
pub(crate) struct Undo {
    /// Where it goes, under the report.
    pub(crate) deed: &'static str,
    /// Its button.
    pub(crate) name: &'static str,
    pub(crate) value: String,
    /// What it undoes.
    pub(crate) instead: String,
}

const PURPOSE: &str = "what was done to a report";
/// A page that is loaded again much later says nothing any more: in seconds.
const LASTS: i64 = 120;

impl Did {
    /// What a decision did, the weightiest of it.
    pub(crate) fn of(decision: &Decision, decided: &Decided) -> Did {
        match (decision.standing, decision.level, decision.conduct) {
            (Some(Standing::Closed(_)), ..) => Did::Closed,
            (Some(Standing::InHand), ..) if decided.status_before == Status::Closed => {
                Did::OpenedAgain
            }
            (Some(Standing::InHand), ..) => Did::InHand,
            (None, Some(level), _) => Did::Level(decided.level_before, level, Before::of(decided)),
            (None, None, Some(conduct)) => {
                Did::About(decided.conduct_before, conduct, Before::of(decided))
            }
            (None, None, None) if decision.aside => Did::Aside,
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
            Did::Level(from, to, before) => format!("level {} {to}", before.back_to(from.as_str())),
            Did::About(from, to, before) => {
                format!("about {} {}", before.back_to(code(from)), code(to))
            }
            Did::Aside => "aside".to_owned(),
            Did::Closed => "closed".to_owned(),
            Did::OpenedAgain => "opened-again".to_owned(),
            Did::InHand => "in-hand".to_owned(),
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
            "level" => {
                let (from, before) = went_back(words.next()?);
                Did::Level(from.parse().ok()?, words.next()?.parse().ok()?, before)
            }
            "about" => {
                let (from, before) = went_back(words.next()?);
                Did::About(conduct(from)?, conduct(words.next()?)?, before)
            }
            "aside" => Did::Aside,
            "closed" => Did::Closed,
            "opened-again" => Did::OpenedAgain,
            "in-hand" => Did::InHand,
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
        let undo = |deed, name, value: &str, instead: String| Undo {
            deed,
            name,
            value: value.to_owned(),
            instead,
        };
        let code = |conduct: Option<Conduct>| conduct.map_or("-", Conduct::as_str);
        let (words, undo) = match self {
            Did::Claimed => {
                let back = undo("claim", "how", "back", String::new());
                (view.t("did-claimed").into_owned(), Some(back))
            }
            Did::TookOver => (view.t("did-took-over").into_owned(), None),
            Did::HandedBack => {
                let again = undo("claim", "how", "claim", String::new());
                (view.t("did-handed-back").into_owned(), Some(again))
            }
            Did::Wrote => (view.t("did-wrote").into_owned(), None),
            Did::Saw => (view.t("did-saw").into_owned(), None),
            Did::Level(from, to, before) => {
                let value = before.back_to(from.as_str());
                let back = undo("decide", "level", &value, format!("level {to}"));
                let words = match from == to {
                    true => view.f("did-agreed", &[("to", &level(to))]),
                    false => view.f("did-level", &[("from", &level(from)), ("to", &level(to))]),
                };
                (words, is_other(from == to, before).then_some(back))
            }
            Did::About(from, to, before) => {
                let value = before.back_to(code(from));
                let back = undo("decide", "about", &value, format!("about {}", code(to)));
                let words = view.f("did-about", &[("from", &about(from)), ("to", &about(to))]);
                (words, is_other(from == to, before).then_some(back))
            }
            Did::Aside => (view.t("did-aside").into_owned(), None),
            Did::Closed => (view.t("did-closed").into_owned(), None),
            Did::OpenedAgain | Did::InHand => {
                let name = match self {
                    Did::InHand => "did-in-hand",
                    _ => "did-opened-again",
                };
                (view.t(name).into_owned(), None)
            }
        };
        SaidOf { words, undo }
    }
}

/// Whether anything is other than it was.
fn is_other(same: bool, before: Before) -> bool {
    !same || before == Before::Proposed
}

/// A word that [`Before::back_to`] wrote, and whose it was.
pub(crate) fn went_back(word: &str) -> (&str, Before) {
    match word.strip_prefix(PROPOSED) {
        Some(word) => (word, Before::Proposed),
        None => (word, Before::Judged),
    }
}
