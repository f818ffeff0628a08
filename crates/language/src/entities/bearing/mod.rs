//! Directions: `10 NW ORD`, "3 miles east of the plant", "12 o'clock position", "heading 270", 东北方向约3公里.
//!
//! A direction on the clock is one from the nose of an aircraft: it becomes degrees from north only where the text says
//! which way that flew. Numbers without a unit before a side of the compass are nautical miles, and are read only in
//! the way of the reports of aviation authorities, for "123 N Main St" is an address.

#[cfg(test)]
mod tests;

use super::Look;
use super::quantity::amounts::{Amount, amounts};
use super::quantity::number::{Number, Written};
use super::quantity::scan::{Scan, begins, goes_on, shortly_before, shortly_behind};
use report::{Entity, Named};

const NAUTICAL_MILE: f64 = 1_852.0;

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    let mut end = 0;
    for amount in amounts(text) {
        if amount.begin < end {
            continue;
        }
        let read = clock(look, &amount)
            .or_else(|| distant(look, &amount))
            .or_else(|| course(text, &amount))
            .or_else(|| chinese(text, &amount));
        if let Some((stretch, what, valid)) = read {
            end = stretch.end;
            found.push(look.entity(stretch, what, valid));
        }
    }
}

type Read = (std::ops::Range<usize>, Named, bool);

/// Sides of the compass, clockwise from north, in steps of 22.5 degrees.
const POINTS: [&str; 16] = [
    "n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw",
    "nnw",
];

/// A side of the compass in letters or words, with the degrees it stands for.
fn side(scan: &mut Scan<'_>) -> Option<f64> {
    let word = scan.letters();
    if let Some(place) = POINTS.iter().position(|point| *point == word) {
        scan.at += word.len();
        return (!goes_on(scan.text, scan.at)).then_some(22.5 * place as f64);
    }
    let mut words = *scan;
    let first = words.eat_any(&["north", "south", "east", "west"])?;
    let mut second = words;
    if !second.eat("-") {
        second.space();
    }
    let second = match first {
        "north" | "south" => second.eat_any(&["east", "west"]).map(|side| (second, side)),
        _ => None,
    };
    let (mut ends, degrees) = match (first, second) {
        ("north", Some((ends, "east"))) => (ends, 45.0),
        ("north", Some((ends, _))) => (ends, 315.0),
        ("south", Some((ends, "east"))) => (ends, 135.0),
        ("south", Some((ends, _))) => (ends, 225.0),
        ("north", None) => (words, 0.0),
        ("east", None) => (words, 90.0),
        ("south", None) => (words, 180.0),
        _ => (words, 270.0),
    };
    let _ = ends.eat("ern");
    (!goes_on(ends.text, ends.at)).then(|| {
        *scan = ends;
        degrees
    })
}

/// Behind "o'clock" as people write it, if it stands behind a number here; and whether it is a direction.
pub(super) fn oclock(text: &str, at: usize) -> Option<(usize, bool)> {
    let mut scan = Scan::new(text, at);
    scan.space();
    // The last one is what a wrong table of characters made of an apostrophe.
    scan.eat_any(&[
        "o'clock",
        "o’clock",
        "o‘clock",
        "o' clock",
        "o ' clock",
        "'oclock",
        "oclock",
        "o clock",
        "o`clock",
        "oâ€tmclock",
    ])?;
    if goes_on(text, scan.at) {
        return None;
    }
    let behind = shortly_behind(text, scan.at, 90);
    let before = shortly_before(text, at, 40).trim_end();
    let before = before
        .trim_end_matches(|c: char| c.is_ascii_alphanumeric())
        .trim_end();
    let position = [" posi", " high", " low", " level", " and same alt"]
        .iter()
        .any(|word| behind.starts_with(word));
    let whose = [
        "the", "their", "his", "her", "my", "our", "your", "from", "off", "below", "above",
    ]
    .iter()
    .any(|word| before.ends_with(word) && begins(before, before.len() - word.len()));
    let hour = [
        " am",
        " pm",
        " in the",
        " at night",
        " a.m",
        " p.m",
        " sharp",
        " yesterday",
        " last",
        " this",
    ]
    .iter()
    .any(|word| behind.starts_with(word));
    let flown = [
        " bound", "bound ", " feet", " acft", "aircraft", " uas ", "altitude",
    ];
    let flown = flown
        .iter()
        .any(|word| behind.contains(word) || before.contains(word));
    let seen = ["uas at", "uas", "drone at", "traffic at"]
        .iter()
        .any(|word| before.ends_with(word));
    Some((scan.at, position || whose || seen || (flown && !hour)))
}

/// "12 o'clock position", with the way that the aircraft flew if the sentence says it: "while NW bound".
fn clock(look: &Look<'_>, amount: &Amount) -> Option<Read> {
    let text = &look.normal.text;
    let Number { from, to, end, .. } = amount.number;
    let (mut end, direction) = oclock(text, end)?;
    let whole = from == to && from == from.trunc();
    // In nothing but capitals a direction is likelier than an hour: hours have four digits there.
    let capitals = || look.source[look.normal.source(amount.begin..end)].contains("CLOCK");
    if !whole || !(direction || (capitals() && !shortly_behind(text, end, 8).contains('m'))) {
        return None;
    }
    let mut position = Scan::new(text, end);
    if position.eat(" position") && !goes_on(text, position.at) {
        end = position.at;
    }
    let sentence = shortly_behind(text, end, 90);
    let sentence = sentence
        .find(". ")
        .map_or(sentence, |point| &sentence[..point]);
    let heading = sentence.find("bound").and_then(|bound| {
        let words = sentence[..bound].trim_end();
        let from = words.rfind(' ').map_or(0, |space| space + 1);
        let mut scan = Scan::new(words, from);
        side(&mut scan)
    });
    let degrees = heading.map(|heading| (heading + 30.0 * from) % 360.0);
    let what = Named::Bearing {
        degrees,
        distance_m: None,
        from: String::new(),
    };
    Some((amount.begin..end, what, (1.0..=12.0).contains(&from)))
}

/// `10 NW ORD`, "3 miles east of the airport".
fn distant(look: &Look<'_>, amount: &Amount) -> Option<Read> {
    let text = &look.normal.text;
    let Number { from, to, end, .. } = amount.number;
    let mut scan = Scan::new(text, end);
    let close = !scan.space();
    let unit = unit(&mut scan);
    if unit.is_some() {
        scan.space();
        scan.word("due");
        scan.space();
    } else if close {
        return None;
    }
    let begin = scan.at;
    let degrees = side(&mut scan)?;
    let short = scan.at - begin <= 3;
    let capitals = look.source[look.normal.source(begin..scan.at)]
        .chars()
        .all(char::is_uppercase);
    let mut of = scan;
    of.eat(" of");
    let said_of = of.at > scan.at && of.peek() == Some(' ');
    let bound = scan.rest().starts_with(" bound") || scan.rest().starts_with("bound");
    if bound || (unit.is_none() && !(short && capitals && aviation(look, amount, of))) {
        return None;
    }
    let (place, behind) = place(
        look,
        if said_of { of } else { scan },
        said_of,
        unit.is_some(),
    );
    let distance = (from + to) / 2.0 * unit.unwrap_or(NAUTICAL_MILE);
    if unit.is_none() && (place.is_empty() || to > 300.0) {
        return None;
    }
    let end = if place.is_empty() { scan.at } else { behind };
    let what = Named::Bearing {
        degrees: Some(degrees),
        distance_m: Some((distance * 10.0).round() / 10.0),
        from: place,
    };
    Some((amount.stretch.start..end, what, true))
}

fn unit(scan: &mut Scan<'_>) -> Option<f64> {
    let units = [
        ("nautical miles", NAUTICAL_MILE),
        ("nautical mile", NAUTICAL_MILE),
        ("nm", NAUTICAL_MILE),
        ("nmi", NAUTICAL_MILE),
        ("miles", 1_609.344),
        ("mile", 1_609.344),
        ("mi", 1_609.344),
        ("sm", 1_609.344),
        ("kilometers", 1_000.0),
        ("kilometres", 1_000.0),
        ("km", 1_000.0),
        ("meters", 1.0),
        ("metres", 1.0),
        ("m", 1.0),
        ("yards", 0.9144),
        ("feet", 0.3048),
        ("ft", 0.3048),
    ];
    units
        .into_iter()
        .find(|(word, _)| scan.word(word))
        .map(|(_, metres)| metres)
}

/// Whether a number without a unit is a distance: capitals all around, and no name of a street.
fn aviation(look: &Look<'_>, amount: &Amount, scan: Scan<'_>) -> bool {
    let text = &look.normal.text;
    if amount.number.written != Written::Digits
        || amount.number.to >= 300.0
        || text[amount.begin..amount.number.end].contains(',')
    {
        return false;
    }
    let before = shortly_before(text, amount.begin, 10).trim_end();
    if ["rwy", "runway", "taxiway", "exit", "route", "hwy", "#"]
        .iter()
        .any(|word| before.ends_with(word))
    {
        return false;
    }
    let Some(rest) = text[scan.at..].strip_prefix(' ') else {
        return false;
    };
    let begin = scan.at + 1;
    let streets = [
        "st", "ave", "avenue", "street", "road", "rd", "blvd", "dr", "drive", "lane", "ln", "way",
        "hwy", "pkwy", "ct",
    ];
    let name = shortly_behind(text, begin, 40)
        .split(['.', ',', ';', '('])
        .next()
        .unwrap_or("");
    let words = name.split(' ').take(4);
    let mut words = words;
    if words.any(|word| {
        streets.contains(&word)
            || word.ends_with("th") && word.starts_with(|c: char| c.is_ascii_digit())
    }) {
        return false;
    }
    let word = rest
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or("");
    let source = &look.source[look.normal.source(begin..begin + word.len().max(1))];
    word.len() >= 2
        && source
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// From where, in the letters of the text, and behind it: a code in brackets, a code, a name in capitals, or after "of" the noun. Empty for
/// "of here", "of us".
fn place(look: &Look<'_>, scan: Scan<'_>, said_of: bool, measured: bool) -> (String, usize) {
    let text = &look.normal.text;
    let nothing = (String::new(), scan.at);
    let mut scan = scan;
    if !scan.space() {
        return nothing;
    }
    if said_of && (scan.word("the") || scan.word("a")) {
        scan.space();
    }
    const STOPS: [&str; 30] = [
        "at",
        "and",
        "while",
        "on",
        "in",
        "when",
        "was",
        "is",
        "with",
        "no",
        "by",
        "over",
        "near",
        "bound",
        "acft",
        "evasive",
        "descending",
        "climbing",
        "from",
        "to",
        "for",
        "as",
        "but",
        "that",
        "where",
        "which",
        "during",
        "or",
        "uas",
        "me",
    ];
    let mut end = scan.at;
    for count in 0..5 {
        let rest = &text[scan.at..];
        let long = rest
            .char_indices()
            .take(32)
            .find(|(_, c)| !(c.is_alphanumeric() || matches!(c, '-' | '\'' | '/')))
            .map_or(rest.len().min(32), |(at, _)| at);
        let Some(word) = rest.get(..long).filter(|word| !word.is_empty()) else {
            break;
        };
        let written = &look.source[look.normal.source(scan.at..scan.at + long)];
        let capital = written.starts_with(|c: char| c.is_uppercase());
        let digits = written.bytes().all(|byte| byte.is_ascii_digit());
        let own = ["here", "me", "us", "my", "our", "him", "it", "them"].contains(&word);
        if STOPS.contains(&word) || own || digits || !(capital || (said_of && count == 0)) {
            break;
        }
        end = scan.at + long;
        scan.at = end;
        if !capital
            || (measured && !said_of && !written.bytes().all(|byte| byte.is_ascii_uppercase()))
        {
            break;
        }
        // A code ends it: "10 NW ORD NO EVASIVE ACTION".
        if !scan.space() {
            break;
        }
    }
    if end <= nothing.1 || end == nothing.1 + 1 {
        return nothing;
    }
    let mut begin = nothing.1 + 1;
    if text[begin..end].starts_with("the ") {
        begin += 4;
    }
    let name = look.source[look.normal.source(begin..end)].to_owned();
    // "WILL ROGERS ARPT (OKC)".
    let mut code = Scan::new(text, end);
    code.space();
    if code.eat("(") {
        let inside = code.letters();
        if (3..=4).contains(&inside.len()) && text[code.at + inside.len()..].starts_with(')') {
            return (inside.to_ascii_uppercase(), code.at + inside.len() + 1);
        }
    }
    (name, end)
}

/// "heading 270", "bearing 045 degrees", 方位角135度, 北偏东30度.
fn course(text: &str, amount: &Amount) -> Option<Read> {
    let Number { from, to, end, .. } = amount.number;
    let before = shortly_before(text, amount.begin, 24);
    let words = [
        "heading ",
        "heading of ",
        "bearing ",
        "bearing of ",
        "course ",
        "course of ",
        "azimuth ",
        "azimuth of ",
        "azimuth: ",
        "bearing: ",
        "heading: ",
        "方位角",
        "方位角为",
        "方位角:",
        "方位",
        "航向",
        "航向角",
        "朝向",
    ];
    let word = words
        .iter()
        .filter(|word| before.ends_with(*word))
        .max_by_key(|word| word.len());
    let quadrants = [
        ("北偏东", 0.0, 1.0),
        ("北偏西", 360.0, -1.0),
        ("南偏东", 180.0, -1.0),
        ("南偏西", 180.0, 1.0),
        ("东偏北", 90.0, -1.0),
        ("东偏南", 90.0, 1.0),
        ("西偏北", 270.0, 1.0),
        ("西偏南", 270.0, -1.0),
    ];
    let quadrant = quadrants.iter().find(|(word, ..)| before.ends_with(word));
    let mut scan = Scan::new(text, end);
    scan.space();
    let marked = scan
        .eat_any(&["degrees", "degree", "deg", "°", "度"])
        .is_some();
    let end = if marked { scan.at } else { end };
    let three = text[amount.begin..amount.number.end].len() == 3;
    if from != to || goes_on(text, end) {
        return None;
    }
    let (begin, degrees, valid) = match (word, quadrant) {
        (_, Some((word, base, sign))) if marked => (
            amount.begin - word.len(),
            (base + sign * from).rem_euclid(360.0),
            from <= 90.0,
        ),
        (Some(word), _) if marked || three => {
            (amount.begin - word.len(), from % 360.0, from <= 360.0)
        }
        _ => return None,
    };
    let what = Named::Bearing {
        degrees: Some(degrees),
        distance_m: None,
        from: String::new(),
    };
    Some((begin..end, what, valid))
}

/// 东北方向约3公里, 以东200米, 正南五百米处.
fn chinese(text: &str, amount: &Amount) -> Option<Read> {
    let Number { from, to, end, .. } = amount.number;
    let mut scan = Scan::new(text, end);
    scan.space();
    let (_, metres) = [
        ("公里", 1_000.0),
        ("千米", 1_000.0),
        ("海里", NAUTICAL_MILE),
        ("多米", 1.0),
        ("米", 1.0),
        ("km", 1_000.0),
        ("m", 1.0),
    ]
    .into_iter()
    .find(|(unit, _)| scan.eat(unit))?;
    if goes_on(text, scan.at) {
        return None;
    }
    let mut before = &text[..amount.stretch.start];
    for word in ["的", "方向", "方位", "方", "面", "侧", "边", "部"] {
        before = before
            .trim_end_matches(' ')
            .strip_suffix(word)
            .unwrap_or(before);
        if matches!(word, "方向" | "方位" | "方" | "面" | "侧" | "边")
            && before.len() < amount.stretch.start.saturating_sub(6)
        {
            break;
        }
    }
    let sides = [
        ("东北", 45.0),
        ("西北", 315.0),
        ("东南", 135.0),
        ("西南", 225.0),
        ("北", 0.0),
        ("东", 90.0),
        ("南", 180.0),
        ("西", 270.0),
    ];
    let (word, degrees) = sides.into_iter().find(|(word, _)| before.ends_with(word))?;
    let bare = before.len() == amount.stretch.start;
    let mut begin = before.len() - word.len();
    let mut said = !bare;
    for word in ["以", "正", "偏"] {
        if text[..begin].ends_with(word) {
            begin -= word.len();
            said = true;
        }
    }
    // 往东3公里 and 向南200米 are said; 京东3公里 and 河南500米 are not.
    if text[..begin].ends_with(['往', '向', '朝']) {
        said = true;
        begin -= '往'.len_utf8();
    }
    if !said {
        return None;
    }
    scan.eat_any(&["处", "外"]);
    let (from_where, begin) = whence(text, begin);
    let what = Named::Bearing {
        degrees: Some(degrees),
        distance_m: Some((from + to) / 2.0 * metres),
        from: from_where,
    };
    Some((begin..scan.at, what, true))
}

/// What stands between 在, 距 or a mark and a direction: 在变电站东北方向.
fn whence(text: &str, at: usize) -> (String, usize) {
    let mut from = at;
    for c in text[..at].chars().rev().take(12) {
        if matches!(c, '在' | '距' | '离' | '从' | '于' | '到' | '位') {
            return match from < at {
                true => (text[from..at].to_owned(), from),
                false => (String::new(), at),
            };
        }
        if !c.is_alphanumeric() {
            break;
        }
        from -= c.len_utf8();
    }
    (String::new(), at)
}
