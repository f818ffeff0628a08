//! One angle: a latitude or a longitude in degrees, minutes and seconds.

use super::super::quantity::scan::{Scan, begins, goes_on};

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    Latitude,
    Longitude,
}

/// One of the two.
pub(super) struct Angle {
    /// North and east positive.
    pub(super) degrees: f64,
    /// One of its last place, in degrees.
    pub(super) step: f64,
    /// Decimals of its last number.
    pub(super) decimals: u32,
    /// Degrees alone, or minutes and seconds too.
    pub(super) parts: u32,
    pub(super) axis: Option<Axis>,
    /// Whether a mark of degrees stands there.
    pub(super) marked: bool,
    /// Whether a word says which it is, and not a letter only.
    pub(super) word: bool,
    /// Minutes and seconds below 60, and a sign that goes with the letter.
    pub(super) fits: bool,
}

/// A side of the compass.
#[derive(Clone, Copy)]
struct Side {
    axis: Axis,
    negative: bool,
    word: bool,
}

impl Angle {
    /// Whether a letter or a word says which of the two it is.
    pub(super) fn named(&self) -> bool {
        self.axis.is_some()
    }

    /// The angle that begins here, and where it ends.
    pub(super) fn read(text: &str, at: usize) -> Option<(Angle, usize)> {
        let mut scan = Scan::new(text, at);
        let label = label(&mut scan);
        let before = side_before(&mut scan);
        let sign = scan.eat_any(&["+", "-", "−"]);
        if !scan.peek()?.is_ascii_digit() {
            return None;
        }
        let start = scan;
        if let Some(read) = compact(start, label, before) {
            return Some(read);
        }
        let (mut angle, end) = parts(start, before.is_some(), true)
            .or_else(|| parts(start, before.is_some(), false))?;
        let mut scan = Scan::new(text, end);
        let after = match before {
            Some(_) => None,
            None => side_behind(&mut scan),
        };
        let side = before.or(after);
        let negative = matches!(sign, Some("-" | "−"));
        angle.axis = side.map(|side| side.axis).or(label);
        angle.word = side.is_some_and(|side| side.word) || label.is_some();
        if label.is_some() && side.is_some_and(|side| Some(side.axis) != label) {
            angle.fits = false;
        }
        match side {
            // A minus before a northern or eastern angle contradicts its letter; the value is the letter's.
            Some(side) => {
                angle.fits &= side.negative || !negative;
                angle.degrees *= if side.negative { -1.0 } else { 1.0 };
            }
            None if negative => angle.degrees = -angle.degrees,
            None => {}
        }
        Some((angle, scan.at))
    }
}

/// Whether this letter may begin an angle: it is a word by itself before a number, or the first of "lat" and "lon".
pub(super) fn may_begin(text: &str, at: usize) -> bool {
    let rest = &text.as_bytes()[at..];
    let number = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | 0xe2))
    };
    let next = match rest {
        [b'l', b'a', b't', ..] | [b'l', b'o', b'n', ..] | [b'l', b'n', b'g', ..] => true,
        [_, b' ', ..] => number(rest.get(2)),
        _ => number(rest.get(1)),
    };
    next && begins(text, at)
}

/// Whether the word for one of the two stands here.
pub(super) fn may_begin_in_chinese(text: &str, at: usize) -> bool {
    let rest = &text.as_bytes()[at..];
    let words = ["北纬", "南纬", "东经", "西经", "纬度", "经度"];
    words.iter().any(|word| rest.starts_with(word.as_bytes()))
}

/// A word that says which of the two it is.
fn label(scan: &mut Scan<'_>) -> Option<Axis> {
    let start = *scan;
    let words = [
        ("latitude", Axis::Latitude),
        ("longitude", Axis::Longitude),
        ("lat", Axis::Latitude),
        ("long", Axis::Longitude),
        ("lon", Axis::Longitude),
        ("lng", Axis::Longitude),
        ("纬度", Axis::Latitude),
        ("经度", Axis::Longitude),
    ];
    let (_, axis) = words.into_iter().find(|(word, _)| scan.eat(word))?;
    for _ in 0..3 {
        let _ = scan.space() || scan.eat_any(&[":", "=", "为", "是", "."]).is_some();
    }
    let fits = scan.peek().is_some_and(|c| {
        c.is_ascii_digit()
            || matches!(
                c,
                '-' | '+' | '−' | 'n' | 's' | 'e' | 'w' | '北' | '南' | '东' | '西'
            )
    });
    if !fits || (start.text.as_bytes()[start.at] < 0x80 && !begins(start.text, start.at)) {
        *scan = start;
        return None;
    }
    Some(axis)
}

fn letter(letter: char, word: bool) -> Option<Side> {
    let (axis, negative) = match letter {
        'n' => (Axis::Latitude, false),
        's' => (Axis::Latitude, true),
        'e' => (Axis::Longitude, false),
        'w' => (Axis::Longitude, true),
        _ => return None,
    };
    Some(Side {
        axis,
        negative,
        word,
    })
}

const HAN: [(&str, char); 4] = [("北纬", 'n'), ("南纬", 's'), ("东经", 'e'), ("西经", 'w')];

fn side_before(scan: &mut Scan<'_>) -> Option<Side> {
    let start = *scan;
    let side = match HAN.iter().find(|(word, _)| scan.eat(word)) {
        Some((_, c)) => {
            let _ = scan.eat(":") || scan.eat("约") || scan.eat("为");
            letter(*c, true)
        }
        None => {
            let c = scan.peek()?;
            let side = letter(c, false)?;
            // Behind digits it is the letter of the angle before.
            let own = begins(scan.text, scan.at);
            scan.at += 1;
            own.then_some(side)
        }
    };
    scan.space();
    let fits = scan
        .peek()
        .is_some_and(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '−'));
    if side.is_none() || !fits {
        *scan = start;
        return None;
    }
    side
}

fn side_behind(scan: &mut Scan<'_>) -> Option<Side> {
    let start = *scan;
    scan.space();
    for (word, c) in [("north", 'n'), ("south", 's'), ("east", 'e'), ("west", 'w')]
        .into_iter()
        .chain(HAN)
    {
        let mut next = *scan;
        if next.eat(word)
            && !goes_on(next.text, next.at)
            && !(word.len() > 5 && next.peek().is_some_and(|c| c.is_ascii_digit()))
        {
            *scan = next;
            return letter(c, true);
        }
    }
    if let Some(side) = scan.peek().and_then(|c| letter(c, false)) {
        scan.at += 1;
        // "N31°13'E121°": the letter of the next one is not this one's, nor the first of a word.
        if !goes_on(scan.text, scan.at) {
            return Some(side);
        }
    }
    *scan = start;
    None
}

/// 311349N, 1212825E, 4042.5N: as pilots and seamen write it without marks.
fn compact(start: Scan<'_>, label: Option<Axis>, before: Option<Side>) -> Option<(Angle, usize)> {
    let mut scan = start;
    let (value, long) = scan.digits(7)?;
    let mut fraction = 0.0;
    let mut decimals = 0;
    let mut point = scan;
    if long >= 4 && point.eat(".") {
        let (digits, places) = point.digits(6)?;
        decimals = u32::try_from(places).ok()?;
        fraction = f64::from(digits) / 10f64.powi(i32::try_from(places).ok()?);
        scan = point;
    }
    if label.is_some() || before.is_some() {
        return None;
    }
    let side = side_behind(&mut scan)?;
    let seconds = match (side.axis, long) {
        (Axis::Latitude, 4) | (Axis::Longitude, 5) => false,
        (Axis::Latitude, 6) | (Axis::Longitude, 7) => true,
        _ => return None,
    };
    let (degrees, minutes, rest) = match seconds {
        true => (value / 10_000, value / 100 % 100, value % 100),
        false => (value / 100, value % 100, 0),
    };
    let fine = if seconds { 3_600.0 } else { 60.0 };
    let last = f64::from(if seconds { rest } else { minutes }) + fraction;
    let sum = f64::from(degrees)
        + if seconds {
            f64::from(minutes) / 60.0
        } else {
            0.0
        }
        + last / fine;
    let angle = Angle {
        degrees: tidy(if side.negative { -sum } else { sum }),
        step: 10f64.powi(-i32::try_from(decimals).ok()?) / fine,
        decimals,
        parts: if seconds { 3 } else { 2 },
        axis: Some(side.axis),
        marked: true,
        word: false,
        fits: minutes < 60 && rest < 60,
    };
    Some((angle, scan.at))
}

/// A tenth of a millimetre and less comes from the sum, not from the text.
fn tidy(degrees: f64) -> f64 {
    (degrees * 1e8).round() / 1e8
}

/// A number of an angle: its value and its decimals. With a comma between, only where no thousands can be meant.
fn number(scan: &mut Scan<'_>, most: usize) -> Option<(f64, u32)> {
    let start = scan.at;
    let (whole, _) = scan.digits(most)?;
    let mut fraction = *scan;
    let comma = fraction.peek() == Some(',');
    if fraction.eat(".") || fraction.eat(",") {
        let long = fraction
            .rest()
            .bytes()
            .take(16)
            .take_while(u8::is_ascii_digit)
            .count();
        let enough = if comma {
            (4..=15).contains(&long)
        } else {
            (1..=15).contains(&long)
        };
        let end = fraction.at + long;
        // "31.2.3" and "31,1234.5" are something else.
        let more = scan.text[end..].starts_with('.')
            && scan.text[end + 1..].starts_with(|c: char| c.is_ascii_digit());
        if more {
            return None;
        }
        if enough {
            let written = format!("{whole}.{}", &scan.text[fraction.at..end]);
            scan.at = end;
            return Some((written.parse().ok()?, u32::try_from(long).ok()?));
        }
    }
    (scan.at > start).then_some((f64::from(whole), 0))
}

/// Degrees, and minutes and seconds with their marks; or without any, where a letter says that they are.
fn parts(start: Scan<'_>, named: bool, many: bool) -> Option<(Angle, usize)> {
    let mut scan = start;
    let (mut degrees, mut decimals) = number(&mut scan, 3)?;
    let marked = degree_mark(&mut scan);
    let mut parts = 1;
    let mut step = 10f64.powi(-i32::try_from(decimals).ok()?);
    let mut fits = true;
    let mut marks = u32::from(marked);
    if decimals == 0 && (marked || many) {
        for (place, part) in [(1, 60.0), (2, 3_600.0)] {
            let mut next = scan;
            let spaced = next.space();
            if !(marked || spaced) {
                break;
            }
            let Some((value, places)) = number(&mut next, 2) else {
                break;
            };
            let mark = if place == 1 {
                minute_mark(&mut next)
            } else {
                second_mark(&mut next)
            };
            // Without its mark only where none of them has one: "31 13 49.4 N".
            if !mark && marked && (next.text[next.at..].starts_with('°') || !(spaced || place == 2))
            {
                break;
            }
            fits &= value < 60.0;
            degrees += value / part;
            decimals = places;
            step = 10f64.powi(-i32::try_from(places).ok()?) / part;
            parts += 1;
            marks += u32::from(mark);
            scan = next;
            if places > 0 {
                break;
            }
        }
    }
    // Numbers with spaces between them are an angle only with its letter.
    if parts > 1 && marks == 0 && !named {
        let mut letter = scan;
        side_behind(&mut letter)?;
    }
    let angle = Angle {
        degrees: if parts > 1 { tidy(degrees) } else { degrees },
        step,
        decimals,
        parts,
        axis: None,
        marked,
        word: false,
        fits,
    };
    Some((angle, scan.at))
}

/// °, 度, and what a normal text has for º and ˚.
fn degree_mark(scan: &mut Scan<'_>) -> bool {
    let mut next = *scan;
    next.space();
    let found = next
        .eat_any(&["°", "度", "\u{30a}", "degrees", "deg"])
        .is_some()
        || (next.eat("o")
            && next
                .peek()
                .is_some_and(|c| !c.is_alphabetic() || matches!(c, 'n' | 's' | 'e' | 'w')));
    if found {
        *scan = next;
    }
    found
}

fn minute_mark(scan: &mut Scan<'_>) -> bool {
    let mut next = *scan;
    next.space();
    // Two of them are seconds.
    let twice = ["''", "′′", "’’", "‘‘", "\u{301}\u{301}"]
        .iter()
        .any(|mark| next.rest().starts_with(mark));
    let found = !twice
        && next
            .eat_any(&["'", "′", "’", "‘", "ʹ", "`", "\u{301}", "分", "min"])
            .is_some();
    if found {
        *scan = next;
    }
    found
}

fn second_mark(scan: &mut Scan<'_>) -> bool {
    let mut next = *scan;
    next.space();
    let found = next
        .eat_any(&[
            "\"", "″", "”", "“", "ʺ", "''", "′′", "’’", "‘‘", "秒", "sec",
        ])
        .is_some();
    if found {
        *scan = next;
    }
    found
}
