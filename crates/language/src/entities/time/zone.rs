//! Zones as people name them.

use super::super::quantity::scan::{Scan, goes_on};
use super::Reader;
use super::said::Zone;
use jiff::tz::{Offset, TimeZone};

fn named(name: &str) -> Option<Zone> {
    let zone = TimeZone::get(name).ok()?;
    Some(Zone { zone: Some(zone) })
}

fn fixed(seconds: i32) -> Option<Zone> {
    let offset = Offset::from_seconds(seconds).ok()?;
    Some(Zone {
        zone: Some(offset.to_time_zone()),
    })
}

/// The letter behind four digits in reports of the US aviation authority: a zone of the clock on the wall there, no military one.
/// `L` is local, `Z` is UTC.
pub(super) fn letter(letter: u8) -> Option<Zone> {
    match letter {
        b'e' => named("America/New_York"),
        b'c' => named("America/Chicago"),
        b'm' => named("America/Denver"),
        b'p' => named("America/Los_Angeles"),
        b'a' => named("America/Anchorage"),
        b'h' => named("Pacific/Honolulu"),
        b'z' => fixed(0),
        b'l' => Some(Zone { zone: None }),
        _ => None,
    }
}

/// A zone that is named here: UTC+8, EST, 北京时间, "local time".
pub(super) fn zone(reader: &Reader<'_>, at: usize) -> Option<(Zone, usize)> {
    let mut scan = Scan::new(reader.text, at);
    match scan.peek()? {
        '北' if scan.eat("北京时间") => return Some((named("Asia/Shanghai")?, scan.at)),
        '东' if scan.eat("东八区") => return Some((fixed(8 * 3600)?, scan.at)),
        '当' if scan.eat("当地时间") => return Some((Zone { zone: None }, scan.at)),
        '世' if scan.eat("世界时") => return Some((fixed(0)?, scan.at)),
        'a'..='z' => {}
        _ => return None,
    }
    let word = scan.letters();
    scan.at += word.len();
    if goes_on(scan.text, scan.at) {
        return None;
    }
    let zone = match word {
        "z" | "zulu" => fixed(0)?,
        "utc" | "gmt" => {
            let mut offset = scan;
            offset.space();
            match self::offset(&mut offset) {
                Some(seconds) => {
                    scan = offset;
                    fixed(seconds)?
                }
                None => fixed(0)?,
            }
        }
        "et" | "est" | "edt" | "eastern" => named("America/New_York")?,
        "ct" | "cdt" | "central" => named("America/Chicago")?,
        // Both China's and Chicago's; the desk's own zone tells which its people mean.
        "cst" if reader.desk_is_in("America/") => named("America/Chicago")?,
        "cst" => fixed(8 * 3600)?,
        "mst" | "mdt" => named("America/Denver")?,
        "pt" | "pst" | "pdt" | "pacific" => named("America/Los_Angeles")?,
        "akst" | "akdt" => named("America/Anchorage")?,
        "hst" => named("Pacific/Honolulu")?,
        "cet" | "cest" => named("Europe/Berlin")?,
        "eet" | "eest" => named("Europe/Athens")?,
        "bst" => fixed(3600)?,
        "msk" => named("Europe/Moscow")?,
        "jst" | "kst" => fixed(9 * 3600)?,
        "hkt" | "sgt" => fixed(8 * 3600)?,
        "aest" | "aedt" => named("Australia/Sydney")?,
        "beijing" if scan.eat(" time") => named("Asia/Shanghai")?,
        "local" if scan.eat(" time") => Zone { zone: None },
        _ => return None,
    };
    if matches!(word, "eastern" | "central" | "pacific") {
        let mut time = scan;
        let _ = time.eat(" standard") || time.eat(" daylight");
        if !time.eat(" time") {
            return None;
        }
        scan = time;
    }
    Some((zone, scan.at))
}

/// +8, -05:00, +0530: seconds east.
pub(super) fn offset(scan: &mut Scan<'_>) -> Option<i32> {
    let start = *scan;
    let read = |scan: &mut Scan<'_>| {
        let sign = match scan.eat_any(&["+", "-", "−"])? {
            "+" => 1,
            _ => -1,
        };
        let (mut hours, long) = scan.digits(4)?;
        let mut minutes = 0;
        if long > 2 {
            (hours, minutes) = (hours / 100, hours % 100);
        } else if scan.peek() == Some(':') {
            let mut behind = *scan;
            behind.eat(":");
            if let Some((read, 2)) = behind.digits(2) {
                minutes = read;
                *scan = behind;
            }
        }
        let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
        (hours <= 14 && minutes < 60).then_some(sign * seconds)
    };
    let seconds = read(scan);
    if seconds.is_none() {
        *scan = start;
    }
    seconds
}
