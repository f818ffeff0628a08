//! Rows of the queue, as they are shown.

use super::view::View;
use super::visible::visible;
use desk::{QueueRow, ReadState};
use report::{Hour, Place, Status, Timestamp};

/// A row as it is shown.
pub(crate) struct RowShown {
    pub(crate) id: String,
    pub(crate) level: &'static str,
    pub(crate) level_name: String,
    pub(crate) conduct: String,
    pub(crate) place: String,
    pub(crate) language: String,
    pub(crate) accepted: Timestamp,
    pub(crate) due: Timestamp,
    pub(crate) overdue: bool,
    pub(crate) in_hand: bool,
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
            place(view, reading.place.as_ref()),
            language_name(view, &reading.language),
        ),
        ReadState::Waiting => (view.t("row-waiting").into_owned(), String::new()),
        ReadState::LeftToPeople => (view.t("row-people").into_owned(), String::new()),
        ReadState::Damaged => (view.t("row-damaged").into_owned(), String::new()),
        ReadState::NotForYou => (view.t("row-not-yours").into_owned(), String::new()),
    };
    let closed = row.status == Status::Closed;
    let (level, level_name) = match closed {
        true => ("closed", view.of_kind("status", row.status.as_str())),
        false => {
            let level = row.level.as_str();
            (level, view.of_kind("level", level))
        }
    };
    RowShown {
        id: row.id.to_string(),
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
        in_hand: row.status == Status::InHand,
        yours: claim.is_some_and(|claim| claim.you),
        claim: claim.map_or_else(String::new, |claim| claim.name.clone()),
        wrote: row.wrote,
        named: row.named,
    }
}

/// Where it happened, in a line: the reporter's words, or the numbers as coarse as they were given.
pub(crate) fn place(view: &View, place: Option<&Place>) -> String {
    let Some(place) = place else {
        return view.t("row-no-place").into_owned();
    };
    if let Some(text) = &place.text {
        return visible(text).replace(['\n', '\t'], " ");
    }
    match (place.lat, place.lon) {
        (Some(lat), Some(lon)) => format!("{lat:.3}, {lon:.3}"),
        _ => view.t("row-no-place").into_owned(),
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
