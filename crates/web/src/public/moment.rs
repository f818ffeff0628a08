//! Days and times as people write them, in the zone of the installation.

use super::view::View;
use report::{Lang, Timestamp};

/// A day: "22 November 2026", "2026年11月22日".
pub(crate) fn day(view: &View, at: Timestamp) -> String {
    written(view, at, "%-d %B %Y", "%Y年%-m月%-d日")
}

/// A minute, with what the zone's clock is ahead of UTC: whoever reads may be elsewhere.
pub(crate) fn minute(view: &View, at: Timestamp) -> String {
    written(
        view,
        at,
        "%-d %B %Y, %H:%M (UTC%:z)",
        "%Y年%-m月%-d日 %H:%M（UTC%:z）",
    )
}

/// When something was received, as a sentence.
pub(crate) fn received(view: &View, at: Timestamp) -> String {
    view.f("receipt-at", &[("when", &minute(view, at))])
}

fn written(view: &View, at: Timestamp, en: &str, zh: &str) -> String {
    let form = match view.lang {
        Lang::En => en,
        Lang::Zh => zh,
    };
    at.to_zoned(view.site.zone.clone())
        .strftime(form)
        .to_string()
}
