//! Pieces of times that begin with a digit: 2019-04-03, 4/3/2019, 14:05, 3 pm, 2130Z, 3 April, and Chinese ones.

use super::super::quantity::number::number;
use super::super::quantity::scan::{Scan, goes_on, shortly_before};
use super::said::{Calendar, Clock, Day, Month, Piece, Year};
use super::{Reader, calendar, chinese_numbers, clock, day_of_month, english, month_and_day, zone};

/// The piece that begins with this digit.
pub(super) fn piece(reader: &Reader<'_>, at: usize) -> Option<(Piece, usize)> {
    let text = reader.text;
    let long = text.as_bytes()[at..]
        .iter()
        .take(12)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    // A piece of a number with a point, of a version, of an amount.
    let before = text[..at].chars().next_back();
    if matches!(
        before,
        Some('.' | '$' | '€' | '£' | '¥' | '#' | '+' | '_' | '第' | '°')
    ) || long > 8
    {
        return None;
    }
    let next = text[at + long..].chars().next();
    if next.is_some_and(|c| !c.is_ascii() && !matches!(c, '–' | '—' | '−'))
        || (next == Some(' ')
            && text[at + long + 1..]
                .starts_with(['年', '月', '日', '号', '点', '时', '天', '个', '小', '分']))
    {
        return chinese_numbers::counted(reader, at);
    }
    match (long, next) {
        (4, Some('-' | '/' | '.')) => year_first(reader, at).or_else(|| bare_year(reader, at)),
        (1 | 2, Some('-' | '/' | '.')) => {
            day_or_month_first(reader, at).or_else(|| short_range(reader, at))
        }
        (1 | 2, Some(':')) => colon(reader, at),
        (4, _) => four(reader, at),
        (1 | 2, _) => one_or_two(reader, at),
        _ => plain(reader, at),
    }
}

/// 2019-04-03, 2019/4/3, 2019.4.3; with T and a time behind it the next piece is the clock.
fn year_first(reader: &Reader<'_>, at: usize) -> Option<(Piece, usize)> {
    let mut scan = Scan::new(reader.text, at);
    let (year, _) = scan.digits(4)?;
    let stroke = scan.eat_any(&["-", "/", "."])?;
    let (month, _) = scan.digits(2)?;
    scan.eat(stroke).then_some(())?;
    let (day, _) = scan.digits(2)?;
    let calendar = dated(year, month, day)?;
    let mut clock = scan;
    if clock.eat("t") && colon(reader, clock.at).is_some() {
        // The letter between them is neither's: the date ends behind it.
        return Some((super::calendar(calendar), clock.at));
    }
    (!goes_on(reader.text, scan.at) && !reader.text[scan.at..].starts_with('-'))
        .then(|| (super::calendar(calendar), scan.at))
}

fn dated(year: u32, month: u32, day: u32) -> Option<Calendar> {
    let year = i16::try_from(year)
        .ok()
        .filter(|year| (1900..=2100).contains(year))?;
    Some(Calendar {
        year: Some(Year::Named(year)),
        ..month_and_day(month, Some(day))?
    })
}

/// 4/3/2019, 3.4.2019, 7-22 before a time. The month first, unless it can be none: as the reports do for which we have figures.
fn day_or_month_first(reader: &Reader<'_>, at: usize) -> Option<(Piece, usize)> {
    let text = reader.text;
    let mut scan = Scan::new(text, at);
    let (first, _) = scan.digits(2)?;
    let stroke = scan.eat_any(&["-", "/", "."])?;
    let (second, _) = scan.digits(2)?;
    // With points the day comes first everywhere.
    let swap = first > 12 || stroke == ".";
    let (month, day) = if swap {
        (second, first)
    } else {
        (first, second)
    };
    let mut year = scan;
    if year.eat(stroke) {
        let (value, long) = year.digits(4)?;
        let value = match long {
            4 => value,
            2 if stroke != "." => 2000 + value,
            _ => return None,
        };
        return (!goes_on(text, year.at)).then_some((calendar(dated(value, month, day)?), year.at));
    }
    // Without a year only when a time of the clock follows: else it is a fraction, a score or a range.
    if stroke == "." || goes_on(text, scan.at) {
        return None;
    }
    let mut time = scan;
    let spaced = time.space();
    let clock = spaced && four_with_zone(reader, time.at).is_some();
    time.eat("at ");
    let colon = spaced && colon(reader, time.at).is_some();
    (clock || colon).then_some((calendar(month_and_day(month, Some(day))?), scan.at))
}

/// 14:05, 14:05:30, 3:15 pm, 14:05Z, 14:05+08:00.
fn colon(reader: &Reader<'_>, at: usize) -> Option<(Piece, usize)> {
    let text = reader.text;
    let mut scan = Scan::new(text, at);
    let (hour, _) = scan.digits(2)?;
    scan.eat(":").then_some(())?;
    let (minute, 2) = scan.digits(2)? else {
        return None;
    };
    let mut second = None;
    let mut next = scan;
    if next.eat(":") {
        let (value, 2) = next.digits(2)? else {
            return None;
        };
        second = Some(value);
        scan = next;
        let mut fraction = scan;
        if (fraction.eat(".") || fraction.eat(",")) && fraction.digits(9).is_some() {
            scan = fraction;
        }
    }
    // 12:30:45:00, 4:3 pictures, addresses.
    if scan.peek() == Some(':') || text[..at].ends_with(':') {
        return None;
    }
    let clock = Clock {
        whole_day: hour == 0 || hour > 12,
        ..clock(hour, Some(minute), second)?
    };
    let mut offset = scan;
    offset.space();
    if offset.peek().is_some_and(|c| matches!(c, '+' | '-'))
        && let Some(seconds) = zone::offset(&mut offset)
        && !goes_on(text, offset.at)
        // "14:05-15:30" is a range; an offset has a sign of plus, or four digits and nothing like a time behind.
        && (text[scan.at..offset.at].contains('+') || (second.is_some() && text[scan.at..].starts_with('-')))
        && let Ok(fixed) = jiff::tz::Offset::from_seconds(seconds)
    {
        let zone = super::said::Zone {
            zone: Some(fixed.to_time_zone()),
        };
        return Some((Piece::ClockZone(clock, zone), offset.at));
    }
    if scan.rest().starts_with('z') && !goes_on(text, scan.at + 1) {
        return Some((Piece::ClockZone(clock, zone::letter(b'z')?), scan.at + 1));
    }
    let (piece, end) = english::meridiem(text, scan.at, clock);
    (!goes_on(text, end)).then_some((piece, end))
}

/// 2130Z, 1735E, 2130M.
fn four_with_zone(reader: &Reader<'_>, at: usize) -> Option<(Piece, usize)> {
    let text = reader.text;
    let mut scan = Scan::new(text, at);
    let (value, 4) = scan.digits(4)? else {
        return None;
    };
    let clock = Clock {
        whole_day: true,
        ..clock(value / 100, Some(value % 100), None)?
    };
    let letter = *text.as_bytes().get(scan.at)?;
    if letter.is_ascii_lowercase() && reader.is_capital(scan.at) && !goes_on(text, scan.at + 1) {
        let zone = zone::letter(letter)?;
        let end = scan.at + 1;
        // Numbers of houses and types of devices end in letters too: a stroke, or a word that leads to a time.
        let before = shortly_before(text, at, 10).trim_end();
        let led = before.ends_with(['/', '-', '@'])
            || before.ends_with("at")
            || before.ends_with("report")
            || before.ends_with(|c: char| c.is_ascii_digit());
        let sure = letter == b'z' || text[end..].starts_with('/') || led;
        return sure.then_some((Piece::ClockZone(clock, zone), end));
    }
    None
}

/// 2130 hours, "at 2130", 2130Z, a year behind "in".
fn four(reader: &Reader<'_>, at: usize) -> Option<(Piece, usize)> {
    if let Some(piece) = four_with_zone(reader, at) {
        return Some(piece);
    }
    let text = reader.text;
    let mut scan = Scan::new(text, at);
    let (value, _) = scan.digits(4)?;
    let ends = !goes_on(text, scan.at);
    let time = clock(value / 100, Some(value % 100), None).map(|clock| Clock {
        whole_day: true,
        ..clock
    });
    if let Some(clock) = time {
        let mut hours = scan;
        hours.space();
        if hours.word_of(&["hours", "hrs", "hr", "h"]).is_some() {
            return Some((Piece::Clock(clock), hours.at));
        }
        if !ends {
            let (piece, end) = english::meridiem(text, scan.at, clock);
            return (end > scan.at).then_some((piece, end));
        }
        // "2336 UTC".
        let mut named = scan;
        if named.space() && zone::zone(reader, named.at).is_some() {
            return Some((Piece::Clock(clock), scan.at));
        }
        let (piece, end) = english::meridiem(text, scan.at, clock);
        if end > scan.at {
            return Some((piece, end));
        }
        if at_a_time(text, at, scan.at) {
            return Some((Piece::Clock(clock), scan.at));
        }
    }
    if !ends {
        return None;
    }
    bare_year(reader, at)
}

/// Whether "at" leads to these four digits, and nothing makes a height, a price or a house of them.
fn at_a_time(text: &str, at: usize, end: usize) -> bool {
    let before = shortly_before(text, at, 40);
    let before = before
        .strip_suffix("approximately ")
        .or_else(|| before.strip_suffix("about "))
        .unwrap_or(before);
    let Some(before) = before
        .strip_suffix("at ")
        .or_else(|| before.strip_suffix("@ "))
        .or_else(|| before.strip_suffix('@'))
    else {
        return false;
    };
    let high = [
        "bound", "altitude", "climb", "level", "descend", "hover", "fly", "uas", "drone", "acft",
        "aircraft", "object", "him", "while", "position", "side", "lives", "live", "located",
        "address",
    ];
    let high = before
        .split(|c: char| !c.is_ascii_lowercase())
        .rev()
        .filter(|word| !word.is_empty())
        .take(2)
        .any(|word| {
            high.iter()
                .any(|high| word.starts_with(high) || word.ends_with("bound"))
        });
    let rest = text[end..].trim_start();
    let unit = rest.starts_with(|c: char| c.is_ascii_digit())
        || [
            "feet", "ft", "msl", "agl", "m ", "meter", "metre", "mhz", "khz", "rpm", "street",
            "st ", "road", "ave", "%",
        ]
        .iter()
        .any(|unit| rest.starts_with(unit));
    !high && !unit && !rest.starts_with('-')
}

/// "in 2019", "since 2019".
fn bare_year(reader: &Reader<'_>, at: usize) -> Option<(Piece, usize)> {
    let text = reader.text;
    let mut scan = Scan::new(text, at);
    let (year, 4) = scan.digits(4)? else {
        return None;
    };
    let before = shortly_before(text, at, 12);
    let told = [
        "in ", "since ", "during ", "until ", "from ", "of ", "early ", "late ",
    ]
    .iter()
    .any(|told| {
        before.ends_with(told)
            && super::super::quantity::scan::begins(before, before.len() - told.len())
    });
    let fits = (1900..=2100).contains(&year) && !goes_on(text, scan.at);
    let rest = scan.rest();
    let thing = [
        " feet", " ft", " people", " m ", " km", " square", "mhz", " mhz", " units", "-", "/",
        " kg", " usd", " pieces",
    ];
    (told
        && fits
        && !thing.iter().any(|thing| rest.starts_with(thing))
        && !(rest.starts_with('.') && rest[1..].starts_with(|c: char| c.is_ascii_digit())))
    .then_some(())?;
    Some((
        calendar(Calendar {
            year: Some(Year::Named(i16::try_from(year).ok()?)),
            ..Calendar::default()
        }),
        scan.at,
    ))
}

/// 3 pm, 3 April 2019, 3rd of April, 20 minutes ago, 3 o'clock; the 9 of "9 to 10 pm".
fn one_or_two(reader: &Reader<'_>, at: usize) -> Option<(Piece, usize)> {
    let text = reader.text;
    let mut scan = Scan::new(text, at);
    let (value, _) = scan.digits(2)?;
    // 3 April 2019, 3rd of April.
    let mut day = scan;
    let _ = day.eat_any(&["st", "nd", "rd", "th"]);
    day.space();
    day.eat("of ");
    day.eat("-");
    let word = day.letters();
    if let Some(named) = english::month(word)
        && let Some(of_month) = day_of_month(value)
        && !goes_on(text, day.at + word.len())
        && (word != "may" && word != "march" && word != "mar" || reader.is_capital(day.at))
    {
        day.at += word.len();
        let year = english::year_behind(&mut day);
        return Some((
            Piece::Day(Day::Calendar(Calendar {
                month: Some(Month::Named(named)),
                day: Some(of_month),
                year,
                ..Calendar::default()
            })),
            day.at,
        ));
    }
    if let Some(piece) = plain(reader, at) {
        return Some(piece);
    }
    short_range(reader, at)
}

/// What a number in digits shares with one in words.
fn plain(reader: &Reader<'_>, at: usize) -> Option<(Piece, usize)> {
    let first = number(reader.text, at, false)?;
    english::ago_of(reader.text, at, first).or_else(|| english::hours(reader, first))
}

/// The 9 of "9 to 10 pm", "9-10pm", "between 9 and 10 pm": a time because of what follows.
fn short_range(reader: &Reader<'_>, at: usize) -> Option<(Piece, usize)> {
    let text = reader.text;
    let mut scan = Scan::new(text, at);
    let (hour, _) = scan.digits(2)?;
    let end = scan.at;
    scan.space();
    let joined =
        scan.eat("-") || scan.eat("–") || scan.word("to") || scan.word("and") || scan.word("until");
    joined.then_some(())?;
    scan.space();
    let piece = match scan.peek()? {
        '0'..='9' => {
            let mut second = scan;
            let (of_day, _) = second.digits(2)?;
            match second.peek() {
                Some(':') => colon(reader, scan.at)?.0,
                _ => english::meridiem(text, second.at, clock(of_day, None, None)?).0,
            }
        }
        _ => return None,
    };
    let Piece::Clock(Clock { pm: Some(_), .. }) = piece else {
        return None;
    };
    let clock = clock(hour, None, None).filter(|clock| (1..=12).contains(&clock.hour))?;
    Some((
        Piece::Clock(Clock {
            sure: false,
            ..clock
        }),
        end,
    ))
}
