//! The samples are always fresh: all that they say of days is moved by the same whole number of them
//! (`samples/README.md`).

use jiff::civil::Date;
use jiff::{Span, Timestamp, ToSpan};

/// By how many days.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shift {
    days: i64,
    /// The day that is "now" in the samples.
    anchor: Date,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [(&str, char); 7] = [
    ("Monday", '一'),
    ("Tuesday", '二'),
    ("Wednesday", '三'),
    ("Thursday", '四'),
    ("Friday", '五'),
    ("Saturday", '六'),
    ("Sunday", '日'),
];

impl Shift {
    /// The most that leaves the anchor (with its offset) not in the future.
    pub(super) fn to(now: Timestamp, anchor: &str) -> anyhow::Result<Shift> {
        let at: Timestamp = anchor.parse()?;
        let day = anchor.split('T').next().unwrap_or_default();
        Ok(Shift {
            days: (now.as_second() - at.as_second()).div_euclid(86_400),
            anchor: day.parse()?,
        })
    }

    fn span(self) -> Span {
        self.days.days()
    }

    /// A time with its offset.
    pub(super) fn time(self, written: &str) -> anyhow::Result<Timestamp> {
        let at: Timestamp = written.parse()?;
        Ok(at.checked_add(jiff::SignedDuration::from_hours(24 * self.days))?)
    }

    /// A date, a local time or a time with its offset, in the same form: its first ten characters are the date.
    pub(super) fn stated(self, written: &str) -> anyhow::Result<String> {
        let (date, rest) = written.split_at_checked(10).unwrap_or((written, ""));
        let date: Date = date.parse()?;
        Ok(format!("{}{rest}", date.checked_add(self.span())?))
    }

    /// A text, with the days that stand in braces written anew in the same spelling.
    pub(super) fn text(self, text: &str) -> anyhow::Result<String> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (day, after) = after
                .split_once('}')
                .ok_or_else(|| anyhow::anyhow!("a brace is not closed"))?;
            out.push_str(before);
            out.push_str(&self.day(day)?);
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    fn day(self, written: &str) -> anyhow::Result<String> {
        let unknown = || anyhow::anyhow!("no day is written so: {written}");
        if let Some((place, _)) = enumerated(|(name, _)| *name == written) {
            return Ok(WEEKDAYS[self.weekday(place)].0.to_owned());
        }
        for begin in ["星期", "礼拜", "周"] {
            let Some(name) = written.strip_prefix(begin) else {
                continue;
            };
            let name = if name == "天" { "日" } else { name };
            let (place, _) = enumerated(|(_, han)| name.chars().eq([*han])).ok_or_else(unknown)?;
            let name = match (WEEKDAYS[self.weekday(place)].1, begin) {
                ('日', "礼拜") => '天',
                (name, _) => name,
            };
            return Ok(format!("{begin}{name}"));
        }
        let numbers = written
            .strip_suffix('日')
            .and_then(|rest| rest.split_once('月'));
        if let Some((month, day)) = numbers {
            let date = self.near(month.parse()?, day.parse()?)?;
            return Ok(format!("{}月{}日", date.month(), date.day()));
        }
        let (day, month) = written.split_once(' ').ok_or_else(unknown)?;
        let month = MONTHS.iter().position(|name| *name == month);
        let month = i8::try_from(month.ok_or_else(unknown)? + 1)?;
        let date = self.near(month, day.parse()?)?;
        let month = usize::try_from(date.month() - 1)?;
        Ok(format!("{} {}", date.day(), MONTHS[month]))
    }

    fn weekday(self, place: usize) -> usize {
        let moved = place as i64 + self.days;
        usize::try_from(moved.rem_euclid(7)).unwrap_or_default()
    }

    /// A day of the calendar without a year is the one nearest to the anchor; moved.
    fn near(self, month: i8, day: i8) -> anyhow::Result<Date> {
        let year = self.anchor.year();
        let dates = (year - 1..=year + 1).filter_map(|year| Date::new(year, month, day).ok());
        let nearest = dates.min_by_key(|date| {
            let far = date.duration_since(self.anchor);
            far.abs()
        });
        let nearest = nearest.ok_or_else(|| anyhow::anyhow!("no such day: {month}-{day}"))?;
        Ok(nearest.checked_add(self.span())?)
    }
}

fn enumerated(
    is: impl Fn(&(&'static str, char)) -> bool,
) -> Option<(usize, &'static (&'static str, char))> {
    WEEKDAYS.iter().enumerate().find(|(_, named)| is(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(days: i64) -> Shift {
        let anchor = "2026-11-20T08:30:00+08:00";
        let at: Timestamp = anchor.parse().expect("a time");
        let now = at.as_second() + 86_400 * days + 3_600;
        let now = Timestamp::from_second(now).expect("a time");
        Shift::to(now, anchor).expect("a shift")
    }

    #[test]
    fn days_are_moved_in_the_spelling_in_which_they_stand() {
        let text = "on {Tuesday}, {14 November}; {周二}、{星期日}、{礼拜一}，{11月30日}。";
        assert_eq!(
            moved(0).text(text).expect("moved"),
            "on Tuesday, 14 November; 周二、星期日、礼拜一，11月30日。"
        );
        assert_eq!(
            moved(6).text(text).expect("moved"),
            "on Monday, 20 November; 周一、星期六、礼拜天，12月6日。"
        );
        assert_eq!(moved(48).text("{14 November}").expect("moved"), "1 January");
    }

    #[test]
    fn times_keep_their_form_and_their_clock() {
        let moved = moved(40);
        for (written, expected) in [
            ("2026-11-19", "2026-12-29"),
            ("2026-11-19T21:30", "2026-12-29T21:30"),
            ("2026-11-30T02:10:00+08:00", "2027-01-09T02:10:00+08:00"),
        ] {
            assert_eq!(moved.stated(written).expect("moved"), expected);
        }
        let at = moved.time("2026-11-20T08:30:00+08:00").expect("moved");
        assert_eq!(at.to_string(), "2026-12-30T00:30:00Z");
    }

    #[test]
    fn what_is_no_day_is_told() {
        for text in ["{soon}", "{30 Brumaire}", "{", "{周八}"] {
            assert!(moved(1).text(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_anchor_in_the_future_moves_back() {
        assert_eq!(moved(-3).text("{Tuesday}").expect("moved"), "Saturday");
    }
}
