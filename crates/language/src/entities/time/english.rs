//! Pieces of times in English words.

use super::super::duration::{Unit, behind};
use super::super::quantity::amounts::Amount;
use super::super::quantity::number::{Number, Written, number};
use super::super::quantity::scan::{Scan, goes_on, shortly_before};
use super::said::{Calendar, Clock, Day, Month, Part, Piece, Week, Year};
use super::{Reader, calendar, clock, day_of_month};

/// The piece that begins with this letter.
pub(super) fn piece(reader: &Reader<'_>, at: usize) -> Option<(Piece, usize)> {
    let mut scan = Scan::new(reader.text, at);
    let word = scan.letters();
    if word.is_empty() || goes_on(reader.text, at + word.len()) {
        return None;
    }
    let start = scan;
    scan.at += word.len();
    let piece = match word {
        "yesterday" => near(&mut scan, -1),
        "today" => near(&mut scan, 0),
        "tomorrow" => near(&mut scan, 1),
        "tonight" => Piece::DayPart(Day::From(0), Part::Night),
        "last" => which(&mut scan, -1)?,
        "this" => which(&mut scan, 0)?,
        "next" => which(&mut scan, 1)?,
        "the" => the(&mut scan)?,
        "noon" | "midday" => Piece::Clock(Clock {
            sure: true,
            whole_day: true,
            ..clock(12, None, None)?
        }),
        "midnight" => Piece::Clock(Clock {
            hour: 0,
            sure: true,
            whole_day: true,
            ..Clock::default()
        }),
        "morning" | "afternoon" | "evening" | "night" | "dawn" | "dusk" | "nighttime" => {
            // "in the morning", "at night"; not "night vision" nor "the evening news".
            let before = shortly_before(reader.text, at, 14).trim_end();
            let part = part_of(word)?;
            let told = [
                "in the",
                "at",
                "during the",
                "in the early",
                "in the late",
                "early",
                "late",
                "late at",
                "before",
                "after",
                "around",
                "by",
            ]
            .iter()
            .any(|told| before.ends_with(told));
            let time = before.ends_with("day")
                || before.ends_with("am")
                || before.ends_with("pm")
                || before.ends_with("clock")
                || before.ends_with(|c: char| c.is_ascii_digit() || c == ',');
            if !(told || time) {
                return None;
            }
            if scan.rest().starts_with(" vision")
                || scan.rest().starts_with(" sky")
                || scan.rest().starts_with(" shift")
            {
                return None;
            }
            Piece::Part(if before.ends_with("early") && word == "morning" {
                Part::EarlyMorning
            } else {
                part
            })
        }
        "half" | "quarter" | "an" | "a" => {
            return past(&mut scan, word).or_else(|| ago(reader.text, at));
        }
        _ => match weekday(word) {
            Some(day) => Piece::Day(Day::Weekday(Week::Any, day)),
            None => match month(word) {
                Some(named) => return month_first(reader, start, word, named),
                None => return counted(reader, at),
            },
        },
    };
    Some((piece, scan.at))
}

fn part_of(word: &str) -> Option<Part> {
    Some(match word {
        "morning" => Part::Morning,
        "noon" => Part::Noon,
        "afternoon" => Part::Afternoon,
        "evening" => Part::Evening,
        "night" | "nighttime" => Part::Night,
        "dawn" => Part::EarlyMorning,
        "dusk" => Part::Dusk,
        _ => return None,
    })
}

/// "yesterday", "yesterday morning".
fn near(scan: &mut Scan<'_>, days: i32) -> Piece {
    let mut next = *scan;
    if next.space() {
        let early = next.eat("early ");
        let word = next.letters();
        if let Some(part) = part_of(word)
            && !goes_on(next.text, next.at + word.len())
        {
            next.at += word.len();
            *scan = next;
            let part = if early && part == Part::Morning {
                Part::EarlyMorning
            } else {
                part
            };
            return Piece::DayPart(Day::From(days), part);
        }
    }
    Piece::Day(Day::From(days))
}

/// "last night", "this morning", "next week", "last Wednesday", "last May".
fn which(scan: &mut Scan<'_>, which: i32) -> Option<Piece> {
    scan.space().then_some(())?;
    let early = scan.eat("early ");
    let word = scan.letters();
    if goes_on(scan.text, scan.at + word.len()) {
        return None;
    }
    scan.at += word.len();
    let day = match word {
        "night" if which == -1 => return Some(Piece::DayPart(Day::From(-1), Part::Night)),
        "evening" if which == -1 => return Some(Piece::DayPart(Day::From(-1), Part::Evening)),
        "morning" | "afternoon" | "evening" if which == 0 => {
            let part = if early {
                Part::EarlyMorning
            } else {
                part_of(word)?
            };
            return Some(Piece::DayPart(Day::From(0), part));
        }
        "week" => Day::Week(which),
        "weekend" => Day::Weekend(which),
        "month" => Day::Calendar(Calendar {
            month: Some(Month::From(which)),
            ..Calendar::default()
        }),
        "year" => Day::Calendar(Calendar {
            year: Some(Year::From(which)),
            ..Calendar::default()
        }),
        _ => match (weekday(word), month(word)) {
            (Some(day), _) => {
                let week = match which {
                    -1 => Week::Before,
                    0 => Week::From(0),
                    _ => Week::After,
                };
                let mut part = *scan;
                if part.space()
                    && let Some(of_day) = part_of(part.letters())
                {
                    part.at += part.letters().len();
                    *scan = part;
                    return Some(Piece::DayPart(Day::Weekday(week, day), of_day));
                }
                Day::Weekday(week, day)
            }
            (None, Some(month)) if which == -1 => Day::Calendar(Calendar {
                month: Some(Month::Last(month)),
                ..Calendar::default()
            }),
            _ => return None,
        },
    };
    Some(Piece::Day(day))
}

/// "the day before yesterday", "the 4th of April", "the night of the 4th".
fn the(scan: &mut Scan<'_>) -> Option<Piece> {
    if scan.eat(" day before yesterday") {
        return Some(Piece::Day(Day::From(-2)));
    }
    if scan.eat(" day after tomorrow") {
        return Some(Piece::Day(Day::From(2)));
    }
    if scan.eat(" night before last") {
        return Some(Piece::DayPart(Day::From(-2), Part::Night));
    }
    for (words, part) in [
        (" morning of", Part::Morning),
        (" afternoon of", Part::Afternoon),
        (" evening of", Part::Evening),
        (" night of", Part::Night),
    ] {
        if scan.eat(words) {
            return Some(Piece::Part(part));
        }
    }
    scan.space().then_some(())?;
    let day = ordinal(scan)?;
    let mut of = *scan;
    if of.eat(" of ") {
        match month(of.letters()) {
            Some(month) => {
                of.at += of.letters().len();
                *scan = of;
                let year = year_behind(scan);
                return Some(calendar(Calendar {
                    month: Some(Month::Named(month)),
                    day: Some(day),
                    year,
                    ..Calendar::default()
                }));
            }
            // "the 4th of the men".
            None => return None,
        }
    }
    // "on the 4th", and not "the 4th floor".
    let before = shortly_before(scan.text, scan.at, 12);
    let on = ["on the", "since the", "until the", "of the", "from the"]
        .iter()
        .any(|on| before.contains(on));
    let rest = scan.rest();
    let ends = !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
        && (!rest.starts_with(' ')
            || [
                " at", " in the", " and", " i ", " we ", " he ", " she ", " they ", " a ", " the ",
                " an ", " of ", " from", " between", " around", " about", " there", " to ",
            ]
            .iter()
            .any(|word| rest.starts_with(word)));
    (on && ends).then(|| {
        calendar(Calendar {
            day: Some(day),
            month: Some(Month::Latest),
            ..Calendar::default()
        })
    })
}

/// 4th, 21st, fourth is not read.
fn ordinal(scan: &mut Scan<'_>) -> Option<i8> {
    let (day, _) = scan.digits(2)?;
    let end = match (day % 10, day / 10) {
        (1, tens) if tens != 1 => "st",
        (2, tens) if tens != 1 => "nd",
        (3, tens) if tens != 1 => "rd",
        _ => "th",
    };
    (scan.eat(end) && !goes_on(scan.text, scan.at)).then_some(())?;
    day_of_month(day)
}

pub(super) fn weekday(word: &str) -> Option<i8> {
    Some(match word {
        "monday" => 0,
        "tuesday" => 1,
        "wednesday" => 2,
        "thursday" => 3,
        "friday" => 4,
        "saturday" => 5,
        "sunday" => 6,
        _ => return None,
    })
}

pub(super) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// A year that stands behind a date: "April 3, 2019", "Apr 2019".
pub(super) fn year_behind(scan: &mut Scan<'_>) -> Option<Year> {
    let mut next = *scan;
    next.eat(".");
    next.eat(",");
    next.space();
    next.eat("of ");
    let (year, 4) = next.digits(4)? else {
        return None;
    };
    let fits = (1900..=2100).contains(&year) && !goes_on(next.text, next.at);
    fits.then_some(())?;
    *scan = next;
    Some(Year::Named(i16::try_from(year).ok()?))
}

/// "April 3rd, 2019", "Apr. 2019", "in April".
fn month_first(
    reader: &Reader<'_>,
    mut scan: Scan<'_>,
    word: &str,
    named: i8,
) -> Option<(Piece, usize)> {
    let start = scan.at;
    scan.at += word.len();
    let bare = scan;
    scan.eat(".");
    let mut said = Calendar {
        month: Some(Month::Named(named)),
        ..Calendar::default()
    };
    let mut day = scan;
    day.space();
    day.eat("the ");
    if let Some((value, _)) = day.digits(2)
        && let Some(of_month) = day_of_month(value)
    {
        let _ = day.eat_any(&["st", "nd", "rd", "th"]);
        let clock = day.peek() == Some(':')
            || day.rest().starts_with(" am")
            || day.rest().starts_with(" pm");
        if !goes_on(day.text, day.at) && !clock {
            said.day = Some(of_month);
            said.year = year_behind(&mut day);
            return Some((calendar(said), day.at));
        }
    }
    said.year = year_behind(&mut scan);
    if said.year.is_some() {
        return Some((calendar(said), scan.at));
    }
    // The verbs "may" and "march", and the months as parts of names, need a word that makes them months.
    let before = shortly_before(reader.text, start, 12).trim_end();
    let told = [
        "in", "since", "during", "of", "until", "from", "early", "late", "mid",
    ]
    .iter()
    .any(|told| before.ends_with(told));
    (told && word.len() > 2 && reader.is_capital(start)).then(|| (calendar(said), bare.at))
}

/// "half past three", "quarter to nine", "a quarter past 9".
fn past(scan: &mut Scan<'_>, word: &str) -> Option<(Piece, usize)> {
    let minutes: i32 = match word {
        "half" => 30,
        "quarter" => 15,
        _ => {
            scan.eat(" quarter").then_some(())?;
            15
        }
    };
    let to = scan.eat_any(&[" past ", " to ", " after "])? == " to ";
    let hour = number(scan.text, scan.at, false)?;
    let whole =
        hour.from == hour.to && hour.from == hour.from.trunc() && (1.0..=12.0).contains(&hour.from);
    whole.then_some(())?;
    let (mut of_day, mut minute) = (hour.from as u32, minutes);
    if to {
        (of_day, minute) = (if of_day == 1 { 12 } else { of_day - 1 }, 60 - minutes);
    }
    let clock = clock(of_day, u32::try_from(minute).ok(), None)?;
    Some(meridiem(scan.text, hour.end, clock))
}

/// The clock with "am", "p.m." or "o'clock" behind it, and where that ends.
pub(super) fn meridiem(text: &str, at: usize, clock: Clock) -> (Piece, usize) {
    let mut scan = Scan::new(text, at);
    let plain = Piece::Clock(clock);
    scan.space();
    let marks = [
        ("a.m.", false),
        ("p.m.", true),
        ("a.m", false),
        ("p.m", true),
        ("am", false),
        ("pm", true),
        ("a m", false),
        ("p m", true),
    ];
    for (mark, pm) in marks {
        let mut next = scan;
        if clock.hour <= 12 && next.eat(mark) && !goes_on(text, next.at) {
            // "I am": "at 9 am i".
            let clock = Clock {
                pm: Some(pm),
                sure: true,
                ..clock
            };
            return (Piece::Clock(clock), next.at);
        }
    }
    (plain, at)
}

/// "two days ago", "three o'clock", "3rd of April" do begin with a number in words.
fn counted(reader: &Reader<'_>, at: usize) -> Option<(Piece, usize)> {
    let first = number(reader.text, at, false)?;
    if let Some(ago) = ago_of(reader.text, at, first) {
        return Some(ago);
    }
    hours(reader, first)
}

fn ago(text: &str, at: usize) -> Option<(Piece, usize)> {
    let first = number(text, at, false).or_else(|| {
        // "an hour ago", "a week ago".
        let mut scan = Scan::new(text, at);
        scan.word_of(&["a", "an"])?;
        Some(Number {
            from: 1.0,
            to: 1.0,
            written: Written::Words,
            end: scan.at,
        })
    })?;
    ago_of(text, at, first)
}

/// A number of units, and "ago" or "earlier".
pub(super) fn ago_of(text: &str, at: usize, first: Number) -> Option<(Piece, usize)> {
    if first.to > 1_000.0 {
        return None;
    }
    let amount = Amount {
        stretch: at..first.end,
        begin: at,
        number: first,
    };
    let lasting = behind(text, &amount, true)?;
    let mut scan = Scan::new(text, lasting.end);
    if !scan.eat(" ago") || goes_on(text, scan.at) {
        return None;
    }
    debug_assert!(lasting.unit <= Unit::Year);
    Some((
        Piece::Day(Day::Ago(lasting.from, lasting.to, lasting.unit)),
        scan.at,
    ))
}

/// "three o'clock", "3 o'clock" where it is a time and no direction.
pub(super) fn hours(reader: &Reader<'_>, first: Number) -> Option<(Piece, usize)> {
    let whole = first.from == first.to
        && first.from == first.from.trunc()
        && (1.0..=12.0).contains(&first.from);
    whole.then_some(())?;
    let hour = first.from as u32;
    if let Some((end, direction)) = super::super::bearing::oclock(reader.text, first.end) {
        // In nothing but capitals an hour has four digits.
        let capitals = reader.is_capital(end - "clock".len());
        if direction || capitals {
            return None;
        }
        return Some(meridiem(reader.text, end, clock(hour, None, None)?));
    }
    let (piece, end) = meridiem(reader.text, first.end, clock(hour, None, None)?);
    (end > first.end).then_some((piece, end))
}
