//! Time as it may stand in clear: whole hours, days, months, and the four-week epochs of the keys.
//!
//! Exact times are [`Timestamp`]s and are sealed; beside a sealed value only an [`Hour`] stands in clear
//! (architecture.md, Storage). All of it is UTC: a zone is a matter of the page that shows a time.

use std::fmt;
use std::str::FromStr;

pub use jiff::Timestamp;

/// Length of an [`Epoch`] in days.
pub const EPOCH_DAYS: i64 = 28;

/// No day that this program meets lies farther from 1970 than this (ten thousand years). Arithmetic clamps
/// here, so that a hostile or damaged number in a row is shown wrong instead of ending the process.
const FAR: i64 = 3_652_425;

const NANOSECONDS_PER_HOUR: i128 = 3_600_000_000_000;
const NANOSECONDS_PER_DAY: i128 = 24 * NANOSECONDS_PER_HOUR;

/// Whole hours since 1970-01-01T00Z: the only resolution in which time stands in clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hour(pub i64);

/// Days since 1970-01-01, UTC. Written `2026-11-22`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(pub i64);

/// Months since January 1970, UTC. Written `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month(pub i64);

/// Four weeks, counted from 1970-01-01, UTC: how long one epoch key is the current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Epoch(pub i64);

/// The text is not a day of the calendar written `2026-11-22`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day: a day is written like 2026-11-22")]
pub struct NotADay;

/// The text is not a month written `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a month: a month is written like 2026-11")]
pub struct NotAMonth;

impl Hour {
    /// The hour in which `at` lies (rounded down, also before 1970).
    pub fn of(at: Timestamp) -> Hour {
        Hour(floor(at, NANOSECONDS_PER_HOUR))
    }

    /// The first instant of the hour; the nearest one that exists when the number is absurd.
    pub fn start(self) -> Timestamp {
        instant(self.0.saturating_mul(3600))
    }

    /// The hour `hours` later (earlier when negative).
    #[must_use]
    pub fn plus_hours(self, hours: i64) -> Hour {
        Hour(self.0.saturating_add(hours))
    }

    /// The day in which the hour lies.
    pub fn day(self) -> Day {
        Day(self.0.div_euclid(24))
    }
}

impl Day {
    /// The day in which `at` lies, UTC.
    pub fn of(at: Timestamp) -> Day {
        Day(floor(at, NANOSECONDS_PER_DAY))
    }

    /// The first instant of the day; the nearest one that exists when the number is absurd.
    pub fn start(self) -> Timestamp {
        instant(self.0.saturating_mul(86_400))
    }

    /// The day `days` later (earlier when negative).
    #[must_use]
    pub fn plus_days(self, days: i64) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// The month in which the day lies.
    pub fn month(self) -> Month {
        let (year, month, _) = self.civil();
        Month((year - 1970) * 12 + month - 1)
    }

    /// Year, month 1..=12, day 1..=31 of the proleptic Gregorian calendar.
    /// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
    fn civil(self) -> (i64, i64, i64) {
        let days = self.0.clamp(-FAR, FAR) + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        (year + era * 400 + i64::from(month <= 2), month, day)
    }

    /// The inverse of [`Day::civil`], `days_from_civil` of the same source.
    fn of_civil(year: i64, month: i64, day: i64) -> Day {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
        Day(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }
}

impl Month {
    /// The month in which `at` lies, UTC.
    pub fn of(at: Timestamp) -> Month {
        Day::of(at).month()
    }

    /// The first day of the month.
    pub fn first_day(self) -> Day {
        let months = self.0.clamp(-FAR / 31, FAR / 31);
        Day::of_civil(1970 + months.div_euclid(12), months.rem_euclid(12) + 1, 1)
    }

    /// The month `months` later (earlier when negative).
    #[must_use]
    pub fn plus_months(self, months: i64) -> Month {
        Month(self.0.saturating_add(months))
    }
}

impl Epoch {
    /// The epoch in which the day lies (rounded down, also before 1970).
    pub fn of(day: Day) -> Epoch {
        Epoch(day.0.div_euclid(EPOCH_DAYS))
    }

    /// The first day of the epoch.
    pub fn first_day(self) -> Day {
        Day(self.0.saturating_mul(EPOCH_DAYS))
    }

    /// The epoch that follows.
    #[must_use]
    pub fn next(self) -> Epoch {
        Epoch(self.0.saturating_add(1))
    }
}

/// Rounds down. `Timestamp::as_second` would not do: it truncates towards 1970.
fn floor(at: Timestamp, unit: i128) -> i64 {
    let units = at.as_nanosecond().div_euclid(unit);
    // Unwrap safety: a Timestamp spans some 20,000 years, fewer than 2^28 hours.
    i64::try_from(units).expect("a timestamp has fewer than 2^63 hours")
}

fn instant(second: i64) -> Timestamp {
    let nearest = if second < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    Timestamp::from_second(second).unwrap_or(nearest)
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.first_day().civil();
        write!(f, "{year:04}-{month:02}")
    }
}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Day, NotADay> {
        let [year, month, day] = numbers(text, [4, 2, 2]).ok_or(NotADay)?;
        let read = Day::of_civil(year, month, day);
        // 2026-02-30 would come out as the second of March.
        if read.civil() == (year, month, day) {
            Ok(read)
        } else {
            Err(NotADay)
        }
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Month, NotAMonth> {
        match numbers(text, [4, 2]) {
            Some([year, month @ 1..=12]) => Ok(Month((year - 1970) * 12 + month - 1)),
            _ => Err(NotAMonth),
        }
    }
}

/// Numbers of exactly these widths with single hyphens between them.
fn numbers<const N: usize>(text: &str, widths: [usize; N]) -> Option<[i64; N]> {
    let mut numbers = [0; N];
    let mut parts = text.split('-');
    for (number, width) in numbers.iter_mut().zip(widths) {
        let part = parts.next()?;
        if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn an_hour_before_1970_is_rounded_down_too() {
        assert_eq!(Hour::of(at("1969-12-31T23:59:59.5Z")), Hour(-1));
        assert_eq!(Hour::of(at("1970-01-01T00:00:00Z")), Hour(0));
        assert_eq!(Day::of(at("1969-12-31T23:59:59.999999999Z")), Day(-1));
    }

    #[test]
    fn days_and_months_are_written_as_people_write_them() {
        let time = at("2026-11-22T03:15:41Z");
        assert_eq!(Day::of(time).to_string(), "2026-11-22");
        assert_eq!(Month::of(time).to_string(), "2026-11");
        assert_eq!(Hour::of(time).start(), at("2026-11-22T03:00:00Z"));
        assert_eq!(Day::of(time).start(), at("2026-11-22T00:00:00Z"));
        assert_eq!(Month::of(time).first_day().to_string(), "2026-11-01");
        assert_eq!("2026-11".parse(), Ok(Month::of(time)));
    }

    #[test]
    fn a_day_that_is_not_in_the_calendar_is_refused() {
        for wrong in [
            "",
            "2026-2-3",
            "2026-02-30",
            "2026-13-01",
            "2025-02-29",
            "2026-00-01",
            "2026-01-00",
            "+026-01-01",
            "2026-01-01-",
            "２026-01-01",
        ] {
            assert_eq!(wrong.parse::<Day>(), Err(NotADay), "{wrong}");
        }
        assert!("2024-02-29".parse::<Day>().is_ok());
    }

    #[test]
    fn an_epoch_is_four_weeks() {
        assert_eq!(Epoch::of(Day(0)), Epoch(0));
        assert_eq!(Epoch::of(Day(27)), Epoch(0));
        assert_eq!(Epoch::of(Day(28)), Epoch(1));
        assert_eq!(Epoch::of(Day(-1)), Epoch(-1));
        assert_eq!(Epoch(3).next().first_day(), Day(112));
    }

    #[test]
    fn absurd_numbers_do_not_end_the_process() {
        for number in [i64::MIN, i64::MAX] {
            let _ = Hour(number).plus_hours(number).start();
            let _ = (
                Day(number).start(),
                Day(number).month(),
                Day(number).to_string(),
            );
            let _ = (Month(number).to_string(), Month(number).first_day());
            let _ = Epoch(number).next().first_day().to_string();
        }
    }

    proptest! {
        #[test]
        fn the_calendar_is_jiffs(days in -700_000i64..2_900_000) {
            let day = Day(days);
            let date = TimeZone::UTC.to_datetime(day.start()).date();
            let (year, month, of_month) = day.civil();
            prop_assert_eq!((i64::from(date.year()), i64::from(date.month()), i64::from(date.day())), (year, month, of_month));
            prop_assert_eq!(Day::of_civil(year, month, of_month), day);
            prop_assert_eq!(Day::of(day.start()), day);
            if (0..=9999).contains(&year) {
                prop_assert_eq!(day.to_string(), civil::Date::to_string(&date));
                prop_assert_eq!(day.to_string().parse(), Ok(day));
                prop_assert_eq!(day.month().to_string().parse(), Ok(day.month()));
            }
            prop_assert!(day.month().first_day() <= day && day < day.month().plus_months(1).first_day());
            let epoch = Epoch::of(day);
            prop_assert!(epoch.first_day() <= day && day < epoch.next().first_day());
        }

        #[test]
        fn an_hour_holds_its_instants(second in -60_000_000_000i64..250_000_000_000) {
            let time = Timestamp::from_second(second).expect("in range");
            let hour = Hour::of(time);
            prop_assert!(hour.start() <= time && time < hour.plus_hours(1).start());
            prop_assert_eq!(hour.day(), Day::of(time));
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            let _ = (text.parse::<Day>(), text.parse::<Month>());
        }
    }
}
