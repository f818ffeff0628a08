//! Rows of the queue, as they are shown.

use super::findings_shown::in_lang;
use super::view::View;
use super::visible::visible;
use desk::{QueueRow, ReadState};
use report::{Hour, Id, Level, Place, Status, Timestamp};

/// A row as it is shown.
pub(crate) struct RowShown {
    pub(crate) id: String,
    /// As people call it: the beginning of its id.
    pub(crate) number: String,
    pub(crate) level: &'static str,
    pub(crate) level_name: String,
    /// Whether level and kind are the program's, and nobody has judged them.
    pub(crate) proposed: bool,
    /// Whether they are the program's, decided alone.
    pub(crate) alone: bool,
    /// Why the program proposes it, in a line.
    pub(crate) why: String,
    /// Whether a second person should look at it.
    pub(crate) second: bool,
    pub(crate) conduct: String,
    pub(crate) place: String,
    pub(crate) language: String,
    pub(crate) accepted: Timestamp,
    pub(crate) due: Timestamp,
    /// What is due.
    pub(crate) due_for: &'static str,
    pub(crate) overdue: bool,
    /// In hand, and nobody has it.
    pub(crate) nobodys: bool,
    /// A closed report is due no more, and how soon it needed somebody is past.
    pub(crate) closed: bool,
    pub(crate) claim: String,
    pub(crate) yours: bool,
    pub(crate) wrote: bool,
    pub(crate) named: bool,
}

pub(crate) fn shown_row(view: &View, row: &QueueRow) -> RowShown {
    let claim = row.claim.as_ref();
    let (place, language) = match &row.read {
        ReadState::Read(reading) => (
            match place(reading.place.as_ref()) {
                Some(place) => place,
                None => {
                    let characters = reading.characters.to_string();
                    view.f("row-no-place", &[("n", &characters)])
                }
            },
            language_name(view, &reading.language),
        ),
        ReadState::Waiting => (view.t("row-waiting").into_owned(), String::new()),
        ReadState::LeftToPeople => (view.t("row-people").into_owned(), String::new()),
        ReadState::Damaged => (view.t("row-damaged").into_owned(), String::new()),
        ReadState::NotForYou => (view.t("row-not-yours").into_owned(), String::new()),
    };
    let closed = row.status == Status::Closed;
    let proposal = match &row.read {
        ReadState::Read(reading) => reading.proposal.as_ref(),
        _ => None,
    };
    let (level, level_name) = match closed {
        true => ("closed", view.of_kind("status", row.status.as_str())),
        false => {
            let level = row.level.as_str();
            (level, view.of_kind("level", level))
        }
    };
    RowShown {
        number: number(row.id),
        id: row.id.to_string(),
        due_for: due_for(row.status, row.judged, row.wrote),
        proposed: !closed && !row.judged && row.level != Level::Unjudged,
        alone: !closed && row.alone,
        // Whoever judged it knows.
        why: proposal
            .filter(|_| !closed && !row.judged)
            .map_or_else(String::new, |proposal| {
                let reasons = proposal.reasons.iter();
                let reasons: Vec<&str> = reasons.map(|reason| in_lang(reason, view.lang)).collect();
                reasons.join(" ")
            }),
        second: !closed && proposal.is_some_and(|proposal| proposal.second_review),
        level,
        level_name,
        conduct: row.conduct.map_or_else(String::new, |conduct| {
            view.of_kind("conduct", conduct.as_str())
        }),
        place,
        language,
        accepted: match &row.read {
            ReadState::Read(reading) => reading.accepted_at.unwrap_or(row.hour),
            _ => row.hour,
        },
        due: row.due,
        overdue: !closed && Hour::of(view.now).start() >= row.due,
        closed,
        nobodys: row.status == Status::InHand && claim.is_none(),
        yours: claim.is_some_and(|claim| claim.you),
        claim: claim.map_or_else(String::new, |claim| claim.name.clone()),
        wrote: row.wrote,
        named: row.named,
    }
}

/// A report as people call it: the beginning of its id.
pub(crate) fn number(id: Id) -> String {
    let mut number = id.to_string();
    number.truncate(8);
    number
}

/// What the desk promised to do next, as the name of its words.
pub(crate) fn due_for(status: Status, judged: bool, wrote: bool) -> &'static str {
    match (status, judged, wrote) {
        (Status::Received, false, _) => "due-look",
        (_, _, true) => "due-answer",
        (Status::Received, ..) => "due-start",
        _ => "due-outcome",
    }
}

/// Where it happened, in a line: the reporter's words, or the numbers as coarse as they were given.
fn place(place: Option<&Place>) -> Option<String> {
    let place = place?;
    if let Some(text) = &place.text {
        return Some(visible(text).replace(['\n', '\t'], " "));
    }
    match (place.lat, place.lon) {
        (Some(lat), Some(lon)) => Some(format!("{lat:.3}, {lon:.3}")),
        _ => None,
    }
}

/// The name of a language in the officer's own, as far as there is one.
pub(crate) fn language_name(view: &View, code: &str) -> String {
    match code {
        "en" => view.t("language-en").into_owned(),
        "zh" => view.t("language-zh").into_owned(),
        "und" => view.t("language-und").into_owned(),
        other => other.to_owned(),
    }
}
