//! When something was observed, as people state it.

use std::fmt;

use jiff::{SignedDuration, Timestamp, civil};
use serde::{Deserialize, Serialize};

use crate::problem::{Problem, Problems};

/// From when to when, as written: the text is kept, because a local time has no zone yet and a date no hour.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeSpan {
    /// The beginning, or the only time known; of a form that [`Stated::parse`] reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The end; not before `from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// A time as stated: no more exact than what was written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stated {
    /// With an offset: `2026-11-22T03:10:00+08:00`, `2026-11-21T19:10:00Z`.
    Instant(Timestamp),
    /// On the clock at the place: `2026-11-22T03:10`.
    Local(civil::DateTime),
    /// A day at the place: `2026-11-22`.
    Date(civil::Date),
}

impl Stated {
    /// Reads RFC 3339 with an offset, a local date and time, or a date. Seconds and their fraction may be
    /// absent; a space may stand for the `T`. `None` for anything else, impossible dates included.
    /// A leap second counts as the second before it.
    pub fn parse(text: &str) -> Option<Stated> {
        // jiff's own parser also takes week dates, basic format and zone names, which other readers would not.
        let (date, rest) = text.split_at_checked(10)?;
        let [year, month, day] = digits(date, [(0, 4), (5, 2), (8, 2)], &[(4, b'-'), (7, b'-')])?;
        let date = civil::Date::new(year, narrow(month)?, narrow(day)?).ok()?;
        let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else {
            return rest.is_empty().then_some(Stated::Date(date));
        };
        let (time, mut rest) = rest.split_at_checked(5)?;
        let [hour, minute] = digits(time, [(0, 2), (3, 2)], &[(2, b':')])?;
        let mut second = 0;
        let mut nanosecond = 0;
        if let Some(after) = rest.strip_prefix(':') {
            let (seconds, after) = after.split_at_checked(2)?;
            [second] = digits(seconds, [(0, 2)], &[])?;
            rest = after;
            if let Some(after) = rest.strip_prefix('.') {
                let end = after
                    .bytes()
                    .position(|byte| !byte.is_ascii_digit())
                    .unwrap_or(after.len());
                let (fraction, after) = after.split_at(end);
                nanosecond = nanoseconds(fraction)?;
                rest = after;
            }
        }
        let second = if second == 60 { 59 } else { second };
        let time =
            civil::Time::new(narrow(hour)?, narrow(minute)?, narrow(second)?, nanosecond).ok()?;
        let local = date.to_datetime(time);
        if rest.is_empty() {
            return Some(Stated::Local(local));
        }
        let offset = offset_minutes(rest)?;
        let utc = local.checked_sub(SignedDuration::from_mins(offset)).ok()?;
        let instant = utc.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
        Some(Stated::Instant(instant))
    }

    /// Whether `self` is after `other` for certain. A local time and an instant cannot be compared without a
    /// zone, so nothing is certain about them.
    fn is_after(self, other: Stated) -> bool {
        match (self, other) {
            (Stated::Instant(a), Stated::Instant(b)) => a > b,
            (Stated::Local(a), Stated::Local(b)) => a > b,
            (Stated::Local(a), Stated::Date(b)) => a.date() > b,
            (Stated::Date(a), Stated::Local(b)) => a > b.date(),
            (Stated::Date(a), Stated::Date(b)) => a > b,
            _ => false,
        }
    }
}

/// Numbers at (start, length) and fixed bytes at their places; `text` has exactly the length they span.
fn digits<const N: usize>(
    text: &str,
    numbers: [(usize, usize); N],
    fixed: &[(usize, u8)],
) -> Option<[i16; N]> {
    let bytes = text.as_bytes();
    if fixed
        .iter()
        .any(|&(place, byte)| bytes.get(place) != Some(&byte))
    {
        return None;
    }
    let mut read = [0; N];
    for (number, (start, length)) in read.iter_mut().zip(numbers) {
        for byte in bytes.get(start..start + length)? {
            let digit = byte.is_ascii_digit().then(|| i16::from(byte - b'0'))?;
            *number = *number * 10 + digit;
        }
    }
    Some(read)
}

fn narrow(number: i16) -> Option<i8> {
    i8::try_from(number).ok()
}

/// `5` of `.5` is 500,000,000; digits beyond the ninth are dropped; no digit at all is an error.
fn nanoseconds(fraction: &str) -> Option<i32> {
    if fraction.is_empty() {
        return None;
    }
    Some(
        fraction
            .bytes()
            .chain(std::iter::repeat(b'0'))
            .take(9)
            .fold(0, |sum, byte| sum * 10 + i32::from(byte - b'0')),
    )
}

fn offset_minutes(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    if text.len() != 6 {
        return None;
    }
    let [hours, minutes] = digits(text, [(1, 2), (4, 2)], &[(3, b':')])?;
    let valid = hours <= 23 && minutes <= 59;
    valid.then(|| sign * (i64::from(hours) * 60 + i64::from(minutes)))
}

impl TimeSpan {
    pub(crate) fn check(&self, problems: &mut Problems) {
        let from = stated("observed.from", self.from.as_deref(), problems);
        let to = stated("observed.to", self.to.as_deref(), problems);
        if let (Some(from), Some(to)) = (from, to)
            && from.is_after(to)
        {
            problems.push(Problem::new(
                "observed.to",
                "order",
                "The end lies before the beginning. Exchange the two, or leave out the end.",
                "结束时间早于开始时间。请对调，或者不填结束时间。",
            ));
        }
    }
}

fn stated(field: &str, text: Option<&str>, problems: &mut Problems) -> Option<Stated> {
    let text = text?;
    let stated = Stated::parse(text);
    if stated.is_none() {
        problems.push(Problem::new(
            field,
            "not-a-time",
            "This is not a time that we can read. Write 2026-11-22, 2026-11-22T03:10 or 2026-11-22T03:10:00+08:00; \
             if you do not know it exactly, leave it out and say it in the text.",
            "无法读出这个时间。请写成 2026-11-22、2026-11-22T03:10 或 2026-11-22T03:10:00+08:00；\
             记不准就不填，在正文里说明。",
        ));
    }
    stated
}

impl fmt::Debug for TimeSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TimeSpan(…)")
    }
}

impl fmt::Debug for Stated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stated::Instant(_) => "Instant(…)",
            Stated::Local(_) => "Local(…)",
            Stated::Date(_) => "Date(…)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn three_forms_are_read() {
        for good in [
            "2026-11-22",
            "2026-11-22T03:10",
            "2026-11-22 03:10",
            "2026-11-22T03:10:59",
            "2026-11-22T03:10:59.5",
            "2026-11-22T03:10:59Z",
            "2026-11-22t03:10:59z",
            "2026-11-22T03:10:59.123456789123+08:00",
            "2026-11-22T03:10-05:30",
            "2016-12-31T23:59:60Z",
            "0000-01-01T00:00:00+14:00",
            "9999-12-31",
            "2024-02-29",
        ] {
            assert!(Stated::parse(good).is_some(), "{good}");
        }
    }

    #[test]
    fn nothing_else_is() {
        for bad in [
            "",
            "yesterday",
            "昨天凌晨三点",
            "2026-11",
            "2026-02-30",
            "2026-13-01",
            "26-11-22",
            "20261122",
            "2026-11-22T",
            "2026-11-22T3:10",
            "2026-11-22T24:00",
            "2026-11-22T03:60",
            "2026-11-22T03:10:",
            "2026-11-22T03:10:61",
            "2026-11-22T03:10:00.",
            "2026-11-22T03:10:00,5",
            "2026-11-22T03:10:00+8",
            "2026-11-22T03:10:00+0800",
            "2026-11-22T03:10:00+24:00",
            "2026-11-22T03:10:00+08:60",
            "2026-11-22T03:10Z ",
            "2026-11-22T03:10:00[Asia/Shanghai]",
            "2026-W47-7",
            "+02026-11-22",
            " 2026-11-22",
            "２０２６-11-22",
            "2026-11-22日",
        ] {
            assert!(Stated::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn an_offset_is_taken_off() {
        let instant = Stated::parse("2026-11-22T03:10:00+08:00");
        assert!(
            instant
                == Some(Stated::Instant(
                    "2026-11-21T19:10:00Z".parse().expect("a time")
                ))
        );
    }

    proptest! {
        #[test]
        fn rfc_3339_is_read_as_jiff_reads_it(second in -62_000_000_000i64..253_000_000_000, micro in 0i64..1_000_000) {
            let time = Timestamp::from_microsecond(second * 1_000_000 + micro).expect("in range");
            prop_assert!(Stated::parse(&time.to_string()) == Some(Stated::Instant(time)), "{}", time);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[0-9T:+.Z -]{0,40}|.{0,40}") {
            let _ = Stated::parse(&text);
        }
    }
}
