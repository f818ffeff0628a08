//! Positions in a text: decimal degrees, degrees with minutes and seconds, 北纬 and 东经, MGRS, full plus codes.
//!
//! A position in a text has to look like one: two bare numbers are a position only with three decimals each and a comma,
//! or with four; with fewer they need marks of degrees, letters or words. H3 is not read.

mod angle;
mod codes;
#[cfg(test)]
mod tests;

use super::Look;
use super::quantity::scan::{Scan, begins};
use angle::{Angle, Axis};
use report::{Entity, Named};

/// Metres in a degree of latitude.
const DEGREE: f64 = 111_320.0;

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    let bytes = text.as_bytes();
    if !bytes.iter().any(u8::is_ascii_digit) {
        return;
    }
    let plus = text.contains('+');
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let may_begin = match byte {
            b'0'..=b'9' => begins(text, at),
            b'n' | b's' | b'e' | b'w' | b'l' => {
                angle::may_begin(text, at) || (plus && begins(text, at))
            }
            b'a'..=b'z' => plus && begins(text, at),
            b'+' | b'-' => bytes.get(at + 1).is_some_and(u8::is_ascii_digit),
            // 北纬, 南纬, 东经, 西经, 纬度, 经度.
            0xe4..=0xe8 => angle::may_begin_in_chinese(text, at),
            _ => false,
        };
        if may_begin
            && let Some((what, end, valid)) = pair(look, at)
                .or_else(|| codes::mgrs(look, at))
                .or_else(|| codes::plus(text, at).filter(|_| plus))
        {
            found.push(look.entity(at..end, what, valid));
            at = end;
            continue;
        }
        at += match byte {
            b'0'..=b'9' => bytes[at..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count(),
            b'a'..=b'z' => bytes[at..]
                .iter()
                .take_while(|byte| byte.is_ascii_lowercase())
                .count(),
            byte if byte < 0x80 => 1,
            _ => text[at..].chars().next().map_or(1, char::len_utf8),
        };
    }
}

/// Two angles that stand together.
fn pair(look: &Look<'_>, at: usize) -> Option<(Named, usize, bool)> {
    let text = &look.normal.text;
    if text[..at].ends_with(['.', '$', '¥', '€', '£', '#']) {
        return None;
    }
    let (first, end) = Angle::read(text, at)?;
    let mut scan = Scan::new(text, end);
    let mut comma = false;
    let mut apart = false;
    for _ in 0..4 {
        if scan.space() {
            apart = true;
        } else if !comma
            && scan
                .eat_any(&[",", ";", "、", "/", "和", "and ", "|"])
                .is_some()
        {
            comma = true;
        } else {
            break;
        }
    }
    // Letters and marks may stand so close that nothing parts them: N31°13'E121°28'.
    let (second, end) = Angle::read(text, scan.at)?;
    let parted = comma || apart || first.named();
    if !parted {
        return None;
    }
    if super::quantity::scan::goes_on(text, end) || text[end..].starts_with('%') {
        return None;
    }
    together(&first, &second, comma).map(|(what, valid)| (what, end, valid))
}

fn together(first: &Angle, second: &Angle, comma: bool) -> Option<(Named, bool)> {
    let named = first.named() && second.named();
    let marked = first.marked && second.marked;
    let decimals = first.decimals.min(second.decimals);
    let enough = match (named, marked) {
        (true, _) => marked || decimals >= 1 || (first.word && second.word) || first.parts > 1,
        (false, true) => decimals >= 2 || first.parts > 1 && second.parts > 1,
        (false, false) => {
            first.parts == 1 && second.parts == 1 && decimals >= if comma { 3 } else { 4 }
        }
    };
    if !enough {
        return None;
    }
    let (lat, lon, order) = match (first.axis, second.axis) {
        (Some(Axis::Latitude), Some(Axis::Latitude))
        | (Some(Axis::Longitude), Some(Axis::Longitude)) => return None,
        (Some(Axis::Longitude), _) | (_, Some(Axis::Latitude)) => (second, first, true),
        (Some(Axis::Latitude), _) | (_, Some(Axis::Longitude)) => (first, second, true),
        // The first can only be a longitude: so maps of some countries write it.
        (None, None) if first.degrees.abs() > 90.0 && second.degrees.abs() <= 90.0 => {
            (second, first, false)
        }
        (None, None) => (first, second, false),
    };
    let within = lat.degrees.abs() <= 90.0 && lon.degrees.abs() <= 180.0;
    // Two numbers that could be anything, and are no position, are none.
    let meant = order || marked;
    if !(within || meant) {
        return None;
    }
    let valid = within && lat.fits && lon.fits;
    let half = |angle: &Angle| angle.step / 2.0 * DEGREE;
    let narrow = lat.degrees.clamp(-90.0, 90.0).to_radians().cos();
    let uncertainty = half(lat).hypot(half(lon) * narrow);
    let dms = first.parts > 1 || second.parts > 1;
    let what = Named::Coordinates {
        lat: lat.degrees,
        lon: lon.degrees,
        uncertainty_m: round(uncertainty),
        notation: if dms { "dms" } else { "decimal" }.to_owned(),
    };
    Some((what, valid))
}

/// To centimetres: finer is noise.
fn round(metres: f64) -> f64 {
    (metres * 100.0).round() / 100.0
}
