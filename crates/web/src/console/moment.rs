//! Times at the desk: how far from now, in the desk's zone, and in UTC.

use super::view::View;
use jiff::tz::TimeZone;
use report::{Lang, Timestamp};

/// "3 h ago", "in 2 days", in whole units, rounded down.
pub(crate) fn relative(view: &View, at: Timestamp) -> String {
    let seconds = at.as_second() - view.now.as_second();
    let (count, unit) = match seconds.unsigned_abs() {
        0..60 => return view.t("time-now").into_owned(),
        s @ 60..3_600 => (s / 60, "min"),
        s @ 3_600..172_800 => (s / 3_600, "h"),
        s => (s / 86_400, "d"),
    };
    let count = count.to_string();
    let name = match (seconds < 0, unit) {
        (true, "min") => "time-min-ago",
        (true, "h") => "time-h-ago",
        (true, _) => "time-d-ago",
        (false, "min") => "time-in-min",
        (false, "h") => "time-in-h",
        (false, _) => "time-in-d",
    };
    view.f(name, &[("n", &count)])
}

/// "4 d overdue", in whole units, rounded down.
pub(crate) fn overdue(view: &View, due: Timestamp) -> String {
    let hours = (view.now.as_second() - due.as_second()).max(0) / 3_600;
    match hours {
        0..48 => view.f("late-h", &[("n", &hours.to_string())]),
        hours => view.f("late-d", &[("n", &(hours / 24).to_string())]),
    }
}

/// "22 Nov 2026, 16:03" in the desk's zone.
pub(crate) fn local(view: &View, at: Timestamp) -> String {
    written(view, at, view.console.zone.clone())
}

/// The same in UTC, marked as such.
pub(crate) fn utc(view: &View, at: Timestamp) -> String {
    format!("{} UTC", written(view, at, TimeZone::UTC))
}

fn written(view: &View, at: Timestamp, zone: TimeZone) -> String {
    let form = match view.lang {
        Lang::En => "%-d %b %Y, %H:%M",
        Lang::Zh => "%Y年%-m月%-d日 %H:%M",
    };
    at.to_zoned(zone).strftime(form).to_string()
}

/// A time as an element: these words, and the exact ones on a second look.
pub(crate) fn element(view: &View, at: Timestamp, words: &str) -> String {
    let exact = format!("{} · {}", local(view, at), utc(view, at));
    format!("<time datetime=\"{at}\" title=\"{exact}\">{words}</time>")
}
