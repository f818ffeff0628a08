//! Times at the desk: how far from now, and written once, in the desk's zone, with what is ahead of UTC; UTC behind it.

use super::view::View;
use super::visible::visible;
use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use report::{Lang, Stated, Timestamp};

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

/// "22 Nov 2026, 16:03 (UTC+8)" by the desk's clock.
pub(crate) fn local(view: &View, at: Timestamp) -> String {
    written(view.lang, &at.to_zoned(view.console.zone.clone()))
}

/// "22 Nov 2026" by the desk's clock.
pub(crate) fn day(view: &View, at: Timestamp) -> String {
    let form = forms(view.lang).0;
    at.to_zoned(view.console.zone.clone())
        .strftime(form)
        .to_string()
}

/// "22 Nov 2026, 08:03 UTC".
pub(crate) fn utc(view: &View, at: Timestamp) -> String {
    let clock = clock(view.lang, at.to_zoned(TimeZone::UTC).datetime());
    format!("{clock} UTC")
}

/// What UTC is while the desk's clock shows this: "08:03 UTC", with the day where it is another. `None` where the desk's
/// clock is UTC.
pub(crate) fn beside(view: &View, at: Timestamp) -> Option<String> {
    beside_it(view.lang, &at.to_zoned(view.console.zone.clone()))
}

/// "UTC+8": how far the desk's clock is ahead now.
pub(crate) fn ahead_now(view: &View) -> String {
    ahead(view.console.zone.to_offset(view.now))
}

/// A time as an element: these words, and the exact ones on a second look.
pub(crate) fn element(view: &View, at: Timestamp, words: &str) -> String {
    let exact = match words == local(view, at) {
        true => utc(view, at),
        false => format!("{} · {}", local(view, at), utc(view, at)),
    };
    format!("<time datetime=\"{at}\" title=\"{exact}\">{words}</time>")
}

/// A time as elements, in UTC too: for whoever reads on a telephone or on paper, where nothing has a second look.
pub(crate) fn both(view: &View, at: Timestamp) -> String {
    let local = local(view, at);
    let utc = match beside(view, at) {
        Some(utc) => format!(" <span class=\"utc\">{utc}</span>"),
        None => String::new(),
    };
    format!("<time datetime=\"{at}\">{local}</time>{utc}")
}

/// A time as somebody stated it, and what it is in UTC, as far as that can be said.
pub(crate) fn stated(view: &View, stated: &str) -> (String, String) {
    let zone = &view.console.zone;
    let mut behind = Vec::new();
    let (said, form) = match Stated::parse(stated) {
        Some(Stated::Instant(at)) => {
            behind.extend(beside(view, at));
            let zoned = at.to_zoned(zone.clone());
            let plain = zoned.strftime("%Y-%m-%dT%H:%M%:z").to_string();
            (written(view.lang, &zoned), plain)
        }
        Some(Stated::Local(local)) => {
            if let Ok(zoned) = local.to_zoned(zone.clone()) {
                let utc = beside_it(view.lang, &zoned);
                let said = utc.map(|utc| view.f("fact-if-here", &[("utc", &utc)]));
                behind.extend(said);
            }
            let clock = clock(view.lang, local);
            let plain = local.strftime("%Y-%m-%dT%H:%M").to_string();
            (view.f("fact-no-zone", &[("when", &clock)]), plain)
        }
        Some(Stated::Date(day)) => {
            let said = day.strftime(forms(view.lang).0).to_string();
            (said, stated.to_owned())
        }
        None => (visible(stated).into_owned(), stated.to_owned()),
    };
    // Seconds, or the clock of somewhere else: what was written says more than what is shown.
    if form != stated {
        behind.push(view.f("fact-written", &[("written", &visible(stated))]));
    }
    (said, behind.join(" · "))
}

fn forms(lang: Lang) -> (&'static str, &'static str, &'static str) {
    match lang {
        Lang::En => ("%-d %b %Y", "%-d %b %Y, %H:%M", "%-d %b, %H:%M"),
        Lang::Zh => ("%Y年%-m月%-d日", "%Y年%-m月%-d日 %H:%M", "%-m月%-d日 %H:%M"),
    }
}

fn clock(lang: Lang, at: DateTime) -> String {
    at.strftime(forms(lang).1).to_string()
}

fn written(lang: Lang, at: &Zoned) -> String {
    let (clock, ahead) = (clock(lang, at.datetime()), ahead(at.offset()));
    match lang {
        Lang::En => format!("{clock} ({ahead})"),
        Lang::Zh => format!("{clock}（{ahead}）"),
    }
}

/// "UTC+8", "UTC+5:30", "UTC-3", "UTC".
fn ahead(offset: Offset) -> String {
    let minutes = offset.seconds().abs() / 60;
    let sign = if offset.is_negative() { '-' } else { '+' };
    match (minutes / 60, minutes % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

fn beside_it(lang: Lang, at: &Zoned) -> Option<String> {
    let utc = at.with_time_zone(TimeZone::UTC);
    let form = match at.date() == utc.date() {
        true => "%H:%M",
        false => forms(lang).2,
    };
    (!at.offset().is_zero()).then(|| format!("{} UTC", utc.strftime(form)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::Lang::{En, Zh};

    fn at(zone: &str, instant: &str) -> Zoned {
        let instant: Timestamp = instant.parse().expect("a time");
        instant.in_tz(zone).expect("a zone")
    }

    fn both(lang: Lang, zone: &str, instant: &str) -> String {
        let at = at(zone, instant);
        let beside = beside_it(lang, &at);
        format!("{} | {}", written(lang, &at), beside.unwrap_or_default())
    }

    #[test]
    fn a_time_says_the_desks_clock_and_how_far_it_is_ahead() {
        let said = |lang| both(lang, "Asia/Shanghai", "2026-11-17T15:07:59Z");
        insta::assert_snapshot!(said(En), @"17 Nov 2026, 23:07 (UTC+8) | 15:07 UTC");
        insta::assert_snapshot!(said(Zh), @"2026年11月17日 23:07（UTC+8） | 15:07 UTC");
    }

    #[test]
    fn where_utc_has_another_day_it_is_said() {
        let said = |lang| both(lang, "Asia/Shanghai", "2026-11-16T23:07:00Z");
        insta::assert_snapshot!(said(En), @"17 Nov 2026, 07:07 (UTC+8) | 16 Nov, 23:07 UTC");
        insta::assert_snapshot!(said(Zh), @"2026年11月17日 07:07（UTC+8） | 11月16日 23:07 UTC");
    }

    #[test]
    fn in_summer_the_clock_is_further_ahead() {
        insta::assert_snapshot!(both(En, "Europe/Berlin", "2026-01-05T08:00:00Z"), @"5 Jan 2026, 09:00 (UTC+1) | 08:00 UTC");
        insta::assert_snapshot!(both(En, "Europe/Berlin", "2026-07-05T08:00:00Z"), @"5 Jul 2026, 10:00 (UTC+2) | 08:00 UTC");
        // The hour that comes twice is told apart.
        insta::assert_snapshot!(both(Zh, "Europe/Berlin", "2026-10-25T00:30:00Z"), @"2026年10月25日 02:30（UTC+2） | 00:30 UTC");
        insta::assert_snapshot!(both(Zh, "Europe/Berlin", "2026-10-25T01:30:00Z"), @"2026年10月25日 02:30（UTC+1） | 01:30 UTC");
    }

    #[test]
    fn half_hours_and_clocks_behind_are_said_as_they_are() {
        insta::assert_snapshot!(both(En, "Asia/Kolkata", "2026-11-17T15:07:00Z"), @"17 Nov 2026, 20:37 (UTC+5:30) | 15:07 UTC");
        insta::assert_snapshot!(both(Zh, "America/St_Johns", "2026-11-17T15:07:00Z"), @"2026年11月17日 11:37（UTC-3:30） | 15:07 UTC");
        insta::assert_snapshot!(both(En, "America/Sao_Paulo", "2026-11-17T15:07:00Z"), @"17 Nov 2026, 12:07 (UTC-3) | 15:07 UTC");
    }

    #[test]
    fn a_desk_whose_clock_is_utc_says_it_once() {
        insta::assert_snapshot!(both(En, "UTC", "2026-11-17T15:07:00Z"), @"17 Nov 2026, 15:07 (UTC) |");
        insta::assert_snapshot!(both(Zh, "Europe/London", "2026-11-17T15:07:00Z"), @"2026年11月17日 15:07（UTC） |");
    }
}
