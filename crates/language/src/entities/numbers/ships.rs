//! Ships (IMO Resolution A.1117(30), ITU-R M.585) and freight containers (ISO 6346).

use super::{Look, joined};
use crate::entities::network::as_written;
use regex::Regex;
use report::{Entity, Named};
use std::sync::LazyLock;

static IMO: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"imo(?: ?(?:no\.?|number|num|编号|号码|号|#))? ?[:：为是#-]? ?([0-9]{7})").ok()
});

static MMSI: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:mmsi|水上移动业务标识码|海上移动识别码|船舶识别码|水上识别码|九位码)(?: ?(?:no\.?|number|code|编号|号码|号|码|#|is|:|：|为|是)){0,3} ?([0-9]{9})",
    )
    .ok()
});

static CONTAINER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[a-z]{3}[ujz][ -]?[0-9]{6}[ -]?[0-9]").ok());

pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    for (scheme, pattern, fits) in [
        ("imo", &IMO, imo as fn(&str) -> bool),
        ("mmsi", &MMSI, mmsi),
    ] {
        let Some(pattern) = &**pattern else { continue };
        for hit in pattern.captures_iter(text) {
            let Some(number) = hit.get(1) else { continue };
            if text[number.end()..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
                continue;
            }
            let what = Named::Ship {
                scheme: scheme.into(),
                number: number.as_str().into(),
            };
            let valid = fits(number.as_str());
            found.push(look.entity(number.range(), what, valid));
        }
    }
    let Some(containers) = &*CONTAINER else {
        return;
    };
    for hit in containers.find_iter(text) {
        if joined(text, &hit.range()) {
            continue;
        }
        let number: String = hit
            .as_str()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let number = number.to_ascii_uppercase();
        let valid = container(&number);
        // In small letters it may be somebody's name on a service: then only one that holds counts.
        let small = as_written(look, hit.range()).starts_with(|c: char| c.is_ascii_lowercase());
        if small && !valid {
            continue;
        }
        let what = Named::Container { number };
        found.push(look.entity(hit.range(), what, valid));
    }
}

/// Each of the first six times 7 to 2; the last digit of the sum is the seventh.
fn imo(number: &str) -> bool {
    let digits = number.bytes().map(|c| u32::from(c - b'0'));
    let sum: u32 = digits
        .zip((2..=7).rev())
        .map(|(digit, by)| digit * by)
        .sum();
    number.ends_with(&(sum % 10).to_string())
}

/// The country stands where the kind of station puts it, and is between 201 and 775.
fn mmsi(number: &str) -> bool {
    let country = match number.as_bytes() {
        // Devices that call for help: no country.
        [b'9', b'7', b'0' | b'2' | b'4', ..] => return true,
        [b'1', b'1', b'1', ..] => &number[3..6],
        [b'0', b'0', ..] | [b'9', b'8' | b'9', ..] => &number[2..5],
        [b'0' | b'8', ..] => &number[1..4],
        _ => &number[..3],
    };
    country
        .parse::<u16>()
        .is_ok_and(|country| (201..=775).contains(&country))
}

/// Letters count 10 to 38 without the multiples of 11; each is taken twice as often as the one before.
fn container(number: &str) -> bool {
    let (Some(check), Some(rest)) = (number.bytes().last(), number.get(..10)) else {
        return false;
    };
    let mut sum = 0;
    for (place, c) in rest.bytes().enumerate() {
        let value = match c {
            b'A'..=b'Z' => {
                let place = u32::from(c - b'A');
                // 10 is A; 11, 22 and 33 are left out.
                10 + place + place.div_ceil(10)
            }
            c => u32::from(c - b'0'),
        };
        sum += value << place;
    }
    sum % 11 % 10 == u32::from(check.wrapping_sub(b'0'))
}
