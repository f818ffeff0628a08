//! What time that is: words are reckoned from when the report came, in the zone they name or the desk's.

use super::super::When;
use super::super::duration::Unit;
use super::said::{Calendar, Clock, Day, Edge, Month, Part, Said, Week, Year};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

/// A stretch of time and how finely it is said.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reckoned {
    pub(super) from: Timestamp,
    /// The first moment after it.
    pub(super) to: Timestamp,
    pub(super) precision: &'static str,
    pub(super) zone_stated: bool,
}

/// Days from one to before another, how finely that is said, and whether it is reckoned from today.
struct Days {
    from: Date,
    to: Date,
    precision: &'static str,
    relative: bool,
}

/// What is said, as a time; nothing if no calendar has it. With `coming` a date without a year is the next one, else the last one: reports
/// tell what has been.
pub(super) fn reckon(said: &Said, when: &When, coming: bool) -> Option<Reckoned> {
    let stated = said.zone.as_ref().and_then(|zone| zone.zone.clone());
    let zone_stated = stated.is_some();
    let zone = stated.unwrap_or_else(|| when.zone.clone());
    let now = zone.to_datetime(when.received_at);
    let today = now.date();
    if let Some(Day::Ago(from, to, unit)) = said.day
        && said.clock.is_none()
        && said.part.is_none()
        && unit < Unit::Day
    {
        return ago(from, to, unit, when);
    }
    let days = match said.day {
        Some(day) => Some(days(day, today, coming)?),
        None => None,
    };
    let one_day = days.as_ref().is_none_or(|days| days.precision == "day");
    let reckoned = |from, to, precision| Reckoned {
        from,
        to,
        precision,
        zone_stated,
    };
    if let Some(clock) = said.clock.filter(|_| one_day) {
        let relative = days.as_ref().is_some_and(|days| days.relative);
        let (later, time, long, precision) = of_clock(clock, said.part, relative)?;
        let at = |day: Date| {
            let day = plus_days(day, later)?;
            instant(day, time, &zone)
        };
        let from = match &days {
            Some(days) => at(days.from)?,
            None => nearest(today, when.received_at, coming, at)?,
        };
        return Some(reckoned(from, plus_seconds(from, long)?, precision));
    }
    if let Some(part) = said.part.filter(|_| one_day) {
        let (from, to) = part.hours();
        let hour = |day: Date, hour: i8| {
            let day = plus_days(day, i32::from(hour / 24))?;
            instant(day, Time::new(hour % 24, 0, 0, 0).ok()?, &zone)
        };
        let day = match &days {
            Some(days) => days.from,
            None if coming || hour(today, from)? <= when.received_at => today,
            None => plus_days(today, -1)?,
        };
        return Some(reckoned(hour(day, from)?, hour(day, to)?, "part_of_day"));
    }
    let days = days?;
    let midnight = |day: Date| instant(day, Time::midnight(), &zone);
    Some(reckoned(
        midnight(days.from)?,
        midnight(days.to)?,
        days.precision,
    ))
}

/// Two times as one stretch: from the first to the second. Each gets from the other what it lacks.
pub(super) fn reckon_range(
    first: &Said,
    second: &Said,
    when: &When,
    coming: bool,
) -> Option<Reckoned> {
    let (mut first, mut second) = (first.clone(), second.clone());
    match (first.day, &mut second.day) {
        (Some(day), empty @ None) => *empty = Some(day),
        // 12月21日至25日.
        (Some(Day::Calendar(one)), Some(Day::Calendar(two))) => {
            if two.month.is_none() {
                two.month = one.month;
            }
            if two.year.is_none() {
                two.year = one.year;
            }
        }
        _ => {}
    }
    if second.part.is_none()
        && second
            .clock
            .is_some_and(|clock| clock.pm.is_none() && clock.hour <= 12)
    {
        let (one, two) = (first.clock, second.clock);
        let later = match (one, two) {
            (Some(one), Some(two)) => two.hour % 12 > one.hour % 12,
            _ => true,
        };
        // 夜间23:00至次日5:00: the end is not of the evening any more.
        if later || !matches!(first.part, Some(Part::Evening | Part::Night)) {
            second.part = first.part;
        }
        if let (Some(one), Some(two)) = (first.clock, &mut second.clock) {
            two.pm = one.pm;
        }
    }
    // "between 9 and 10 pm"; "11 to 2 pm" begins in the morning.
    if first.part.is_none()
        && let (Some(one), Some(two)) = (&mut first.clock, second.clock)
        && one.pm.is_none()
        && one.hour <= 12
        && !one.whole_day
    {
        let wraps = one.hour % 12 > two.hour % 12;
        one.pm = two.pm.map(|pm| pm != wraps);
        if two.pm.is_none() && !wraps {
            first.part = second.part;
        }
    }
    if first.zone.is_none() {
        first.zone = second.zone.clone();
    } else if second.zone.is_none() {
        second.zone = first.zone.clone();
    }
    let from = reckon(&first, when, coming)?;
    let to = reckon(&second, when, coming)?;
    let clocks = second.clock.is_some();
    let mut end = if clocks { to.from } else { to.to };
    if end <= from.from {
        // 晚上十点到凌晨五点: the end is on the next day.
        let day = clocks || second.part.is_some();
        end = plus_seconds(end, if day { 86_400 } else { return None })?;
        if end <= from.from {
            return None;
        }
    }
    // Both without a day: the last time that it was 9 and that it was 10 may be a day apart.
    if first.day.is_none() && second.day.is_none() && clocks {
        let long = end.duration_since(from.from).as_secs();
        end = plus_seconds(end, -(long - 1).div_euclid(86_400) * 86_400)?;
    }
    let order = [
        "second",
        "minute",
        "hour",
        "part_of_day",
        "day",
        "week",
        "month",
        "year",
    ];
    let place = |precision: &&str| order.iter().position(|name| name == precision);
    let precision = std::cmp::max_by_key(from.precision, to.precision, place);
    Some(Reckoned {
        from: from.from,
        to: end,
        precision,
        zone_stated: from.zone_stated || to.zone_stated,
    })
}

fn instant(day: Date, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_timestamp(day.to_datetime(time)).ok()
}

fn plus_days(day: Date, days: i32) -> Option<Date> {
    day.checked_add(SignedDuration::from_hours(24 * i64::from(days)))
        .ok()
}

fn plus_months(day: Date, months: i32) -> Option<Date> {
    day.checked_add(Span::new().try_months(months).ok()?).ok()
}

fn plus_seconds(at: Timestamp, seconds: i64) -> Option<Timestamp> {
    at.checked_add(SignedDuration::from_secs(seconds)).ok()
}

/// The last day on which this was not yet to come, or the first on which it is.
fn nearest(
    today: Date,
    now: Timestamp,
    coming: bool,
    at: impl Fn(Date) -> Option<Timestamp>,
) -> Option<Timestamp> {
    let here = at(today)?;
    match (here > now, coming) {
        (true, false) => at(plus_days(today, -1)?),
        (false, true) => at(plus_days(today, 1)?),
        _ => Some(here),
    }
}

/// The day after, the time, for how many seconds and how finely: what a clock says on some part of a day.
fn of_clock(
    clock: Clock,
    part: Option<Part>,
    relative: bool,
) -> Option<(i32, Time, i64, &'static str)> {
    let mut hour = clock.hour;
    match clock.pm {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        Some(_) => {}
        None => match part {
            Some(Part::SmallHours | Part::EarlyMorning) if hour == 12 => hour = 0,
            Some(Part::Noon) if (1..=3).contains(&hour) => hour += 12,
            Some(Part::Afternoon | Part::Dusk) if (1..=11).contains(&hour) => hour += 12,
            Some(Part::Evening) if (5..=11).contains(&hour) => hour += 12,
            Some(Part::Night) if (6..=11).contains(&hour) => hour += 12,
            Some(Part::Evening | Part::Night) if hour == 12 => hour = 24,
            _ => {}
        },
    }
    let mut later = 0;
    // Two in the night of yesterday is two today; of the night of the third of May nobody knows, and the date stands.
    let small = hour < 6 && matches!(part, Some(Part::Evening | Part::Night));
    if small && (relative || part == Some(Part::Evening)) && clock.pm != Some(true) {
        later = 1;
    }
    if hour >= 24 {
        hour -= 24;
        later = 1;
    }
    let time = Time::new(
        hour,
        clock.minute.unwrap_or(0),
        clock.second.unwrap_or(0),
        0,
    )
    .ok()?;
    let (long, precision) = match (clock.minute, clock.second) {
        (_, Some(_)) => (1, "second"),
        (Some(_), None) => (60, "minute"),
        (None, None) => (3_600, "hour"),
    };
    Some((later, time, long, precision))
}

/// So long ago, give or take half of what it is counted in.
fn ago(from: f64, to: f64, unit: Unit, when: &When) -> Option<Reckoned> {
    // "half an hour ago" and "two and a half hours ago" are told in minutes.
    let fine = unit == Unit::Hour && (from != from.trunc() || to != to.trunc());
    let half = match (unit, fine) {
        (Unit::Second, _) => 0.5,
        (Unit::Hour, false) => 1_800.0,
        (Unit::Hour, true) => 300.0,
        _ => 30.0,
    };
    let precision = match (unit, fine) {
        (Unit::Second, _) => "second",
        (Unit::Hour, false) => "hour",
        _ => "minute",
    };
    let back = |seconds: f64| {
        let long = SignedDuration::try_from_secs_f64(seconds.clamp(0.0, 1e10)).ok()?;
        when.received_at.checked_sub(long).ok()
    };
    Some(Reckoned {
        from: back(to * unit.seconds() + half)?,
        to: back(from * unit.seconds() - half)?,
        precision,
        zone_stated: false,
    })
}

fn days(day: Day, today: Date, coming: bool) -> Option<Days> {
    let monday = plus_days(today, -i32::from(today.weekday().to_monday_zero_offset()))?;
    let stretch = |from: Date, long: i32, precision, relative| {
        Some(Days {
            from,
            to: plus_days(from, long)?,
            precision,
            relative,
        })
    };
    match day {
        Day::From(days) => stretch(plus_days(today, days)?, 1, "day", true),
        Day::Week(weeks) => stretch(plus_days(monday, 7 * weeks)?, 7, "week", true),
        Day::Weekend(weeks) => {
            stretch(plus_days(monday, 7 * weeks + 5)?, 2, "day", true).map(|days| Days {
                precision: "week",
                ..days
            })
        }
        Day::Weekday(week, weekday) => {
            let this = plus_days(monday, i32::from(weekday))?;
            let from = match week {
                Week::From(weeks) => plus_days(this, 7 * weeks)?,
                Week::Any if coming && this < today => plus_days(this, 7)?,
                Week::Any if !coming && this > today => plus_days(this, -7)?,
                Week::Before if this >= today => plus_days(this, -7)?,
                Week::After if this <= today => plus_days(this, 7)?,
                _ => this,
            };
            stretch(from, 1, "day", true)
        }
        Day::Ago(from, to, unit) => long_ago(from, to, unit, today),
        Day::Calendar(calendar) => calendar_days(calendar, today, coming),
    }
}

fn long_ago(from: f64, to: f64, unit: Unit, today: Date) -> Option<Days> {
    let whole = |value: f64| (0.0..=100_000.0).contains(&value).then_some(value as i32);
    let months = |from: i32, to: i32, precision| {
        let first = plus_months(today.first_of_month(), -to)?;
        Some(Days {
            from: first,
            to: plus_months(today.first_of_month(), 1 - from)?,
            precision,
            relative: true,
        })
    };
    match unit {
        Unit::Year if to < 1.0 => months(whole(from * 12.0)?, whole(to * 12.0)?, "month"),
        Unit::Year => {
            let year = |back: f64| {
                Date::new(
                    today
                        .year()
                        .checked_sub(i16::try_from(whole(back)?).ok()?)?,
                    1,
                    1,
                )
                .ok()
            };
            Some(Days {
                from: year(to)?,
                to: plus_months(year(from)?, 12)?,
                precision: "year",
                relative: true,
            })
        }
        Unit::Month if to >= 1.0 => months(whole(from)?, whole(to)?, "month"),
        unit => {
            let day = unit.seconds() / Unit::Day.seconds();
            let around = if unit == Unit::Day { 0 } else { 3 };
            let precision = if unit == Unit::Day { "day" } else { "week" };
            Some(Days {
                from: plus_days(today, -whole(to * day)? - around)?,
                to: plus_days(today, 1 - whole(from * day)? + around)?,
                precision,
                relative: true,
            })
        }
    }
}

/// A date of which the year, or the year and the month, may have to be found: the last one that was, or the next one.
fn calendar_days(said: Calendar, today: Date, coming: bool) -> Option<Days> {
    let year = match said.year {
        Some(Year::Named(year)) => Some(year),
        Some(Year::From(years)) => Some(today.year().checked_add(i16::try_from(years).ok()?)?),
        None => None,
    };
    let in_month = |first: Date| -> Option<Days> {
        let (from, to, precision) = match (said.day, said.edge) {
            (Some(day), _) => {
                let from = Date::new(first.year(), first.month(), day).ok()?;
                (from, plus_days(from, 1)?, "day")
            }
            (None, None) => (first, plus_months(first, 1)?, "month"),
            (None, Some(Edge::Beginning)) => (first, plus_days(first, 10)?, "week"),
            (None, Some(Edge::Middle)) => (plus_days(first, 10)?, plus_days(first, 20)?, "week"),
            (None, Some(Edge::End)) => (plus_days(first, 20)?, plus_months(first, 1)?, "week"),
        };
        Some(Days {
            from,
            to,
            precision,
            relative: false,
        })
    };
    let fits = |days: &Days| match coming {
        true => days.to > today,
        false => days.from <= today,
    };
    match (year, said.month, said.day) {
        (Some(year), Some(Month::Named(month) | Month::Last(month)), _) => {
            in_month(Date::new(year, month, 1).ok()?)
        }
        (None, Some(Month::Named(month)), _) => {
            // Eight years: so long may the 29th of February be away.
            (0..=8).find_map(|back| {
                let year = today.year() + if coming { back } else { -back };
                in_month(Date::new(year, month, 1).ok()?).filter(fits)
            })
        }
        (None, Some(Month::Last(month)), _) => (0..=1).find_map(|back| {
            let days = in_month(Date::new(today.year() - back, month, 1).ok()?)?;
            (days.to <= today).then_some(days)
        }),
        (_, Some(Month::From(months)), _) => in_month(plus_months(today.first_of_month(), months)?),
        (None, None | Some(Month::Latest), Some(_)) => (0..=2).find_map(|back| {
            let first = plus_months(today.first_of_month(), if coming { back } else { -back })?;
            in_month(first).filter(fits)
        }),
        (Some(year), None, None) => {
            let first = Date::new(year, 1, 1).ok()?;
            let (skip, long, precision) = match said.edge {
                None => (0, 12, "year"),
                Some(Edge::Beginning) => (0, 2, "month"),
                Some(Edge::Middle) => (5, 2, "month"),
                Some(Edge::End) => (10, 2, "month"),
            };
            let from = plus_months(first, skip)?;
            Some(Days {
                from,
                to: plus_months(from, long)?,
                precision,
                relative: false,
            })
        }
        _ => None,
    }
}
