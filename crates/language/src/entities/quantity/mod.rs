//! Quantities with units in both languages: lengths, heights, weights, speeds, areas, volumes, sizes of data, counts.
//!
//! Here are also what the readers beside this one share: numbers ([`number`]) and a place that moves in a text ([`scan`]).

pub(super) mod amounts;
pub(super) mod number;
mod numerals;
pub(super) mod scan;
#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;
mod units;

use super::Look;
use amounts::{Amount, amounts, joiner};
use number::{Number, Written, number};
use report::{Entity, Named};
use scan::{Scan, goes_on, shortly_before};
use units::{FOOT, Measure};

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    flight_levels(look, found);
    let text = &look.normal.text;
    let mut end = 0;
    for amount in amounts(text) {
        if amount.begin < end {
            continue;
        }
        let Some(read) = measured(look, &amount).or_else(|| counted(text, &amount)) else {
            continue;
        };
        end = read.end;
        let what = Named::Quantity {
            from: tidy(read.from),
            to: tidy(read.to),
            unit: read.unit.to_owned(),
        };
        found.push(look.entity(amount.stretch.start..read.end, what, true));
    }
}

struct Read {
    from: f64,
    to: f64,
    unit: &'static str,
    end: usize,
}

/// Twelve digits: what is behind them came from the reckoning, not from the text.
fn tidy(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// FL350: hundreds of feet.
fn flight_levels(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    for (at, _) in text.match_indices("fl") {
        let mut scan = Scan::new(text, at + 2);
        let capital = look.source[look.normal.source(at..at + 2)] == *"FL";
        if !capital || !scan::begins(text, at) {
            continue;
        }
        scan.space();
        let Some((level, 2..=3)) = scan.digits(3) else {
            continue;
        };
        if goes_on(text, scan.at) || scan.rest().starts_with("-") {
            continue;
        }
        let metres = tidy(f64::from(level) * 100.0 * FOOT);
        let what = Named::Quantity {
            from: metres,
            to: metres,
            unit: "m".to_owned(),
        };
        found.push(look.entity(at..scan.at, what, level <= 600));
    }
}

/// A unit that stands here; behind it.
fn unit(look: &Look<'_>, number: &Number) -> Option<(Measure, usize)> {
    let text = &look.normal.text;
    let mut scan = Scan::new(text, number.end);
    let close = !(scan.space() || scan.eat("-"));
    if scan
        .eat_any(&["°c", "degrees celsius", "degrees c"])
        .is_some()
    {
        return Some(((1.0, "degC"), scan.at)).filter(|_| !goes_on(text, scan.at));
    }
    let square = scan.eat_any(&["square ", "sq. ", "sq "]).is_some();
    let cubic = !square && scan.eat_any(&["cubic "]).is_some();
    let first = *text.as_bytes().get(scan.at)?;
    if !first.is_ascii_lowercase() {
        let mut chinese = scan;
        let measure = units::chinese(&mut chinese)?;
        return Some((measure, chinese.at));
    }
    let word = scan.letters();
    if word.is_empty() {
        return None;
    }
    let source = &look.source[look.normal.source(scan.at..scan.at + word.len())];
    let mut measure = units::latin(word, source, close);
    // 3个G的数据 and 16g的文件 are said of data only so.
    if measure.is_none() && (word == "g" || word == "t") {
        let mut data = scan;
        measure = units::chinese(&mut data);
        return measure.map(|measure| (measure, data.at));
    }
    let (one, of) = measure?;
    scan.at += word.len();
    if square || cubic {
        let measure = match (of, square) {
            ("m", true) => (one * one, "m2"),
            ("m", false) => (one * one * one * 1e3, "L"),
            _ => return None,
        };
        return (!goes_on(text, scan.at)).then_some((measure, scan.at));
    }
    let measure = units::of_length(&mut scan, word, (one, of))?;
    (!goes_on(text, scan.at)).then_some((measure, scan.at))
}

fn measured(look: &Look<'_>, amount: &Amount) -> Option<Read> {
    let text = &look.normal.text;
    let Number { from, to, .. } = amount.number;
    if let Some(read) = feet_and_inches(text, amount) {
        return Some(read);
    }
    let mut first = amount.number;
    // 两个G, "half a mile", "a couple of miles".
    let mut small = Scan::new(text, first.end);
    if first.written == Written::Words && small.space() && small.word_of(&["a", "of"]).is_some() {
        first.end = small.at;
    } else if text[first.end..].starts_with("个g") {
        first.end += "个".len();
    }
    if text[first.end..].starts_with('多') {
        first.end += '多'.len_utf8();
        first.to = first.to.max(from + 1.0);
    }
    let ((one, unit), mut end) = self::unit(look, &first)?;
    let mut read = Read {
        from: first.from * one,
        to: first.to.max(to) * one,
        unit,
        end,
    };
    let mut scan = Scan::new(text, end);
    let exact = from == to;
    if unit == "m" && one == 1.0 && text[..end].ends_with('米') {
        if let Some((more, behind)) = behind_metres(text, end) {
            read.from += more;
            read.to += more;
            read.end = behind;
            return Some(read);
        }
        if scan.eat("多") {
            read.to = (to + 1.0) * one;
            read.end = scan.at;
        }
    }
    // 3米到5米, "10 feet to 20 feet".
    if exact
        && joiner(&mut scan, false)
        && let Some(second) = number(text, scan.at, true)
        && let Some(((two, same), behind)) = self::unit(look, &second)
        && same == unit
        && second.to * two > read.from
    {
        read.to = second.to * two;
        read.end = behind;
        end = behind;
    }
    let mut around = Scan::new(text, read.end.max(end));
    if read.from == read.to && around.eat_any(&["左右", "上下"]).is_some() {
        (read.from, read.to) = (read.from * 0.9, read.to * 1.1);
        read.end = around.at;
    }
    // 时速60公里: what is said before makes a speed of a length.
    if unit == "m" {
        let before = shortly_before(text, amount.stretch.start, 24);
        let before = before
            .trim_end_matches("高达")
            .trim_end_matches("达到")
            .trim_end_matches('达')
            .trim_end_matches('为');
        let seconds = [
            ("时速", 3_600.0),
            ("每小时", 3_600.0),
            ("秒速", 1.0),
            ("每秒", 1.0),
        ]
        .into_iter()
        .find(|(word, _)| before.ends_with(word));
        if let Some((_, seconds)) = seconds {
            (read.from, read.to, read.unit) = (read.from / seconds, read.to / seconds, "m/s");
        }
    }
    // 码 is a speed only in talk of driving.
    if unit == "m/s"
        && text[..read.end].ends_with('码')
        && !shortly_before(text, amount.stretch.start, 30).contains(['速', '开'])
    {
        return None;
    }
    Some(read)
}

/// 1米75, 一米八, 两米五, 两米半: what stands behind 米 is a fraction of it.
fn behind_metres(text: &str, at: usize) -> Option<(f64, usize)> {
    let mut scan = Scan::new(text, at);
    if scan.eat("半") {
        return Some((0.5, scan.at));
    }
    let mut digits = scan;
    if let Some((value, long)) = digits.digits(2) {
        let other = goes_on(text, digits.at)
            || digits.rest().starts_with([
                '米', '.', '个', '层', '元', '年', '月', '公', '-', '/', '、', '号',
            ]);
        let place = if long == 1 { 10.0 } else { 100.0 };
        return (!other).then_some((f64::from(value) / place, digits.at));
    }
    let number = number(text, at, false)
        .filter(|number| number.written == Written::Han && number.from == number.to)?;
    let written = &text[at..number.end];
    // 一米七五 is 75 of a hundred, 一米八 eight of ten; 一米十个 is none of them.
    let plain = !written.contains(['十', '百', '千', '万', '半', '几', '两']);
    let ends = !text[number.end..].starts_with([
        '米', '个', '层', '条', '名', '人', '根', '样', '些', '是', '直', '定', '起', '般', '下',
        '边',
    ]);
    let place = match written.chars().count() {
        1 if plain && ends => 10.0,
        2 if plain && ends => 100.0,
        _ => return None,
    };
    Some((number.from / place, number.end))
}

/// 6'2", "5 foot 10", "6 feet 2 inches".
fn feet_and_inches(text: &str, amount: &Amount) -> Option<Read> {
    let Number { from, to, end, .. } = amount.number;
    if from != to || from > 12.0 {
        return None;
    }
    let mut scan = Scan::new(text, end);
    let mark = scan.eat_any(&["'", "′", "’"]).is_some();
    if !mark {
        scan.space();
        scan.word_of(&["feet", "foot", "ft"])?;
    }
    scan.space();
    let (inches, _) = scan.digits(2)?;
    let told = scan.eat_any(&["\"", "″", "”", "''"]).is_some() || {
        let mut word = scan;
        word.space();
        let told = word.word_of(&["inches", "inch", "in"]).is_some();
        if told {
            scan = word;
        }
        told
    };
    // "5 foot 10" without more is a height of a person; "5 feet 10 men" is not.
    let ends = !goes_on(text, scan.at)
        && (told
            || (!mark && from >= 4.0 && scan.rest().starts_with([',', '.', ';'])
                || (!mark && scan.rest().is_empty())));
    if inches >= 12 || !ends {
        return None;
    }
    let metres = (from * 12.0 + f64::from(inches)) * 0.0254;
    Some(Read {
        from: metres,
        to: metres,
        unit: "m",
        end: scan.at,
    })
}

/// 三架, "two white drones".
fn counted(text: &str, amount: &Amount) -> Option<Read> {
    let Number {
        from,
        to,
        written,
        end,
    } = amount.number;
    let whole = from == from.trunc() || amount.stretch.start < amount.begin;
    let mut scan = Scan::new(text, end);
    if !whole || to < 1.0 {
        return None;
    }
    // Part 107 of a law, the first 50 of a list.
    let before = shortly_before(text, amount.stretch.start, 6);
    if before.ends_with("part ") || before.ends_with('前') {
        return None;
    }
    let spaced = scan.space();
    if scan.peek().is_some_and(|c| !c.is_ascii()) {
        let high = scan.eat("多");
        // 一名, 一个人: an article.
        let article = &text[amount.begin..end] == "一";
        return units::counted(&mut scan, article).then_some(Read {
            from,
            to: if high { to.max(from + 1.0) } else { to },
            unit: "count",
            end: scan.at,
        });
    }
    if !spaced || (written == Written::Han) {
        return None;
    }
    scan.word("of");
    scan.space();
    for _ in 0..2 {
        let word = scan.letters();
        if word.is_empty() {
            return None;
        }
        scan.at += word.len();
        if goes_on(text, scan.at) {
            return None;
        }
        if units::noun(word) {
            return Some(Read {
                from,
                to,
                unit: "count",
                end: scan.at,
            });
        }
        // "in 2 of the cars", "5 feet objects": what stands between says how they look.
        if matches!(
            word,
            "of" | "the"
                | "a"
                | "and"
                | "or"
                | "to"
                | "in"
                | "on"
                | "at"
                | "for"
                | "with"
                | "by"
                | "from"
                | "my"
                | "his"
                | "feet"
                | "ft"
                | "am"
                | "pm"
                | "rotor"
                | "blade"
                | "bladed"
                | "engine"
                | "engined"
                | "quad"
                | "wheel"
                | "wheeled"
                | "door"
                | "prop"
                | "inch"
                | "foot"
        ) || !scan.space()
        {
            return None;
        }
    }
    None
}
