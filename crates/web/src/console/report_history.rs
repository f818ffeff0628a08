//! Who did what to a report, as its page tells it.

use super::reasons::reason;
use super::view::View;
use desk::{Deed, Entry, OpenedReport};
use report::{Status, Timestamp};

/// The reason that stands in the log when the page of a report is shown again right after a deed: no address can choose it.
pub(crate) const AFTER_A_DEED: &str = "after a deed";

/// A line of the history.
pub(crate) struct HistoryShown {
    pub(crate) at: Timestamp,
    pub(crate) who: String,
    pub(crate) deed: String,
    pub(crate) why: String,
    /// How often in a row, told once.
    pub(crate) times: usize,
}

/// Who did what, the newest first. Who opened it again and again for one reason is told of once, and that the page was shown
/// again after a deed not at all: the log has each.
pub(crate) fn history(view: &View, entries: &[Entry]) -> Vec<HistoryShown> {
    let is_after_a_deed = |entry: &Entry, before: Option<&Entry>| {
        let is_deed = |before: &Entry| before.deed != Deed::Opened && before.who == entry.who;
        entry.why == AFTER_A_DEED && before.is_some_and(is_deed)
    };
    let older = entries.iter().skip(1).map(Some).chain([None]);
    let told = entries.iter().zip(older);
    let told: Vec<&Entry> = told
        .filter(|(entry, before)| !is_after_a_deed(entry, *before))
        .map(|(entry, _)| entry)
        .collect();
    let is_same = |one: &&Entry, other: &&Entry| {
        let [one, other] = [one, other].map(|entry| (entry.deed, &entry.who, &entry.why));
        one.0 == Deed::Opened && one == other
    };
    let runs = told.chunk_by(is_same);
    runs.filter_map(|run| {
        let shown = history_line(view, run.first()?);
        Some(HistoryShown {
            times: run.len(),
            ..shown
        })
    })
    .collect()
}

fn history_line(view: &View, entry: &Entry) -> HistoryShown {
    let (deed, why) = (
        deed_name(view, entry.deed),
        reason(view, entry.deed, &entry.why),
    );
    // Of a claim the reason says all.
    let (deed, why) = match entry.deed {
        Deed::Claimed => (why, String::new()),
        _ => (deed, why),
    };
    HistoryShown {
        at: entry.at,
        who: entry.who.clone(),
        deed,
        why,
        times: 1,
    }
}

/// How a report ended, when it is closed.
pub(crate) fn ended(view: &View, opened: &OpenedReport) -> Option<HistoryShown> {
    let closes = |entry: &&Entry| entry.deed == Deed::Decided && entry.why.starts_with("closed (");
    let entry = opened.history.iter().find(closes)?;
    (opened.status == Status::Closed).then(|| {
        let line = history_line(view, entry);
        HistoryShown {
            deed: line.why,
            why: String::new(),
            ..line
        }
    })
}

/// What was done, in words.
pub(crate) fn deed_name(view: &View, deed: Deed) -> String {
    let word = serde_json::to_value(deed).ok();
    let word = word.as_ref().and_then(|word| word.as_str());
    view.of_kind("deed", word.unwrap_or_default())
}
