//! Reasons as they are read. What the program gives as one stands in the log in English, for the log outlives every
//! choice of a language; it is shown in the reader's words. What a person wrote is shown as they wrote it.

use super::view::View;
use super::visible::visible;
use desk::Deed;
use report::{Conduct, Level, Outcome, Status};

/// A reason as it is read.
pub(crate) fn reason(view: &View, deed: Deed, why: &str) -> String {
    if let Some(name) = by_itself(why) {
        return view.t(name).into_owned();
    }
    let (program, person) = match why.split_once(": ") {
        Some((program, person)) => (program, Some(person)),
        None => (why, None),
    };
    let said = match deed {
        Deed::Listed if program == "the queue" => {
            let queue = view.t("why-looked").into_owned();
            return match person.map(|asked| asked_of_queue(view, asked)) {
                None => queue,
                Some(asked) => view.f("why-and", &[("what", &queue), ("why", &asked)]),
            };
        }
        Deed::Opened if program == "from the queue" => {
            let queue = view.t("why-queue").into_owned();
            return match person.map(|asked| asked_of_queue(view, asked)) {
                None => queue,
                Some(asked) => view.f("why-and", &[("what", &queue), ("why", &asked)]),
            };
        }
        Deed::Claimed if program == "took over" => Some(view.t("why-took-over").into_owned()),
        Deed::Searched if program.starts_with("number ") && person.is_none() => {
            let number = program.trim_start_matches("number ");
            Some(view.f("why-number", &[("number", &visible(number))]))
        }
        Deed::Decided => decided(view, program),
        Deed::FileOpened => file(view, program),
        _ => None,
    };
    match (said, person) {
        (None, _) => visible(why).into_owned(),
        (Some(said), None) => said,
        (Some(said), Some(person)) => {
            let person = by_itself(person).map_or_else(|| visible(person), |name| view.t(name));
            view.f("why-and", &[("what", &said), ("why", &person)])
        }
    }
}

/// The words of a reason that the program gives.
fn by_itself(why: &str) -> Option<&'static str> {
    Some(match why {
        "from the queue" => "why-queue",
        "the queue" => "why-looked",
        "to print it" => "why-print",
        "the whole text" => "why-whole",
        "at work on it" | "after a deed" => "why-work",
        "claimed" => "why-claimed",
        "took over" => "why-took-over",
        "handed back" => "why-handed-back",
        "sent a file" => "why-sent-file",
        "with a file" => "why-with-file",
        "read what the reporter wrote" => "why-seen",
        _ => return None,
    })
}

/// What was asked of the queue; as it stands there where it is not what the desk writes.
fn asked_of_queue(view: &View, asked: &str) -> String {
    let part = |part: &str| {
        let of_kind = |kind: &str, word: &str| view.of_kind(kind, &visible(word));
        match part.split_once(' ') {
            Some(("level", level)) => of_kind("level", level),
            Some(("standing", status)) => of_kind("status", status),
            Some(("about", conduct)) => of_kind("conduct", conduct),
            Some(("told", "in zh")) => view.t("language-zh").into_owned(),
            Some(("told", "in en")) => view.t("language-en").into_owned(),
            Some(("told", _)) => view.t("language-other").into_owned(),
            Some(("reporter", "wrote")) => view.t("filter-wrote").into_owned(),
            Some(("after", _)) => view.t("why-further").into_owned(),
            _ if part == "mine" => view.t("filter-mine").into_owned(),
            _ if part == "nobody's" => view.t("filter-nobodys").into_owned(),
            _ if part == "overdue" => view.t("filter-overdue").into_owned(),
            _ => visible(part).into_owned(),
        }
    };
    let parts: Vec<String> = asked.split(", ").map(part).collect();
    parts.join(&view.t("why-between"))
}

/// What was decided; nothing when any part of it is not one that the desk writes.
fn decided(view: &View, program: &str) -> Option<String> {
    let part = |part: &str| {
        if let Some(outcome) = part.strip_prefix("closed (") {
            let outcome: Outcome = outcome.strip_suffix(')')?.parse().ok()?;
            let outcome = view.of_kind("outcome", outcome.as_str());
            return Some(view.f("why-closed", &[("outcome", &outcome)]));
        }
        match part.split_once(' ') {
            _ if part == "in hand" => Some(view.of_kind("status", Status::InHand.as_str())),
            _ if part == "seen" => Some(view.t("why-read").into_owned()),
            Some(("level", level)) => {
                let level: Level = level.parse().ok()?;
                let level = view.of_kind("level", level.as_str());
                Some(view.f("why-level", &[("level", &level)]))
            }
            Some(("about", "nothing of the list")) => {
                Some(view.t("why-about-nothing").into_owned())
            }
            Some(("about", conduct)) => {
                let conduct: Conduct = conduct.parse().ok()?;
                let conduct = view.of_kind("conduct", conduct.as_str());
                Some(view.f("why-about", &[("conduct", &conduct)]))
            }
            _ => None,
        }
    };
    let parts: Option<Vec<String>> = program.split(", ").map(part).collect();
    Some(parts?.join(&view.t("why-between")))
}

/// Which file was taken out, and how.
fn file(view: &View, program: &str) -> Option<String> {
    let (name, number) = match program.split_once(" file ")? {
        ("opened", number) => ("why-file-as-sent", number),
        ("copied", number) => ("why-file-copied", number),
        _ => return None,
    };
    number.parse::<usize>().ok()?;
    Some(view.f(name, &[("number", number)]))
}
