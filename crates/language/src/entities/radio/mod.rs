//! Frequencies, strengths of fields, power, dose.
//!
//! "433兆", "2.4G", "L1" and "30W" say something else, too: they are read beside a word of radio. 5G is a network.

mod bands;
#[cfg(test)]
mod tests;
mod units;

use super::Look;
use super::amount::figure::{Figure, figures};
use super::network::as_written;
use crate::normal::{Stretch, is_han};
use report::{Entity, Named};
use units::{UNITS, Unit};

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    bands::find(look, found);
    if !UNIT_LETTERS.iter().any(|unit| text.contains(unit)) {
        return;
    }
    let mut last: Option<(Stretch, f64)> = None;
    let mut prior: Option<Figure> = None;
    for figure in figures(text) {
        let before = prior.replace(figure.clone());
        if figure.joined {
            continue;
        }
        let Some((unit, long)) = unit(text, &figure) else {
            continue;
        };
        let mut stretch = figure.stretch.start..figure.stretch.end + long;
        let written = || as_written(look, figure.stretch.end..stretch.end);
        let (mut low, mut high) = (figure.low, figure.high);
        // "-85 dBm": the stroke is a sign where levels have one, and no joint.
        let level = matches!(
            unit,
            Unit::Strength("dBm" | "dB" | "dBuV/m", _) | Unit::AboveWatt
        );
        if level && let Some(sign) = sign(text, stretch.start) {
            (low, high) = (-high, -low);
            stretch.start = sign;
            // "-90到-85 dBm"
            if let Some(before) = before
                && matches!(
                    text[before.stretch.end..sign].trim(),
                    "到" | "至" | "~" | "to"
                )
                && let Some(sign) = self::sign(text, before.stretch.start)
            {
                low = -before.high;
                stretch.start = sign;
            }
        }
        let what = match unit {
            Unit::Hertz(of) => frequency(low * of, high * of),
            Unit::Loose(of) => {
                if !is_radio(text, &figure, &stretch) {
                    continue;
                }
                frequency(low * of, high * of)
            }
            Unit::AboveWatt => strength((low + high) / 2.0 + 30.0, "dBm"),
            Unit::Watt => {
                if !is_power(text, &stretch) {
                    continue;
                }
                strength((low + high) / 2.0, "W")
            }
            Unit::Strength(unit, of) => {
                // In small letters milli and mega are one.
                let written = written();
                let of = match (unit, written.trim_start().get(..1)) {
                    // The size of an earthquake is written Mw; 一砖一瓦 are a brick and a tile.
                    ("W", _)
                        if written.trim() == "Mw"
                            || text[figure.stretch.end..stretch.end].trim() == "瓦"
                                && figure.high <= 1.0 =>
                    {
                        continue;
                    }
                    ("W", Some("M")) if of == 1e-3 => 1e6,
                    ("Bq", Some("m")) if of == 1e6 && written.contains("Bq") => 1e-3,
                    ("V/m", Some("M")) if of == 1e-3 => 1e6,
                    // Megatons, metric tons.
                    ("T", Some("M")) | ("T", Some("m"))
                        if of == 1e-3
                            && !written.trim_start().starts_with("mT")
                            && written.is_ascii()
                            && written.trim().len() == 2 =>
                    {
                        continue;
                    }
                    ("T", Some("n")) if !written.trim_start().starts_with("nT") => continue,
                    _ => of,
                };
                strength((low + high) / 2.0 * of, unit)
            }
        };
        // "88MHz到108MHz".
        if let (Some((before, from)), Named::Frequency { from_hz, to_hz }) = (&last, &what) {
            let between = text[before.end.min(stretch.start)..stretch.start].trim();
            if from < from_hz && matches!(between, "-" | "~" | "–" | "—" | "到" | "至" | "to")
            {
                let (from, to) = (*from, *to_hz);
                let stretch = before.start..stretch.end;
                found.pop();
                found.push(look.entity(stretch, frequency(from, to), true));
                last = None;
                continue;
            }
        }
        last = match &what {
            Named::Frequency { from_hz, to_hz } if from_hz == to_hz => {
                Some((stretch.clone(), *from_hz))
            }
            _ => None,
        };
        found.push(look.entity(stretch, what, true));
    }
}

/// What any of the units has in it: a text without is passed over.
const UNIT_LETTERS: [&str; 14] = [
    "g", "h", "赫", "兆", "db", "分贝", "/m", "伏", "瓦", "w", "弗", "q", "居里", "t",
];

/// Rounded to twelve places, so that 2.4 GHz is 2400000000 and not a little less.
fn frequency(from: f64, to: f64) -> Named {
    Named::Frequency {
        from_hz: tidy(from),
        to_hz: tidy(to),
    }
}

fn strength(value: f64, unit: &str) -> Named {
    Named::Strength {
        value: tidy(value),
        unit: unit.into(),
    }
}

fn tidy(value: f64) -> f64 {
    format!("{value:.12e}").parse().unwrap_or(value)
}

/// The unit behind a number, and how long it is with the space before it.
fn unit(text: &str, figure: &Figure) -> Option<(Unit, usize)> {
    let rest = &text[figure.stretch.end..];
    let name = rest.trim_start_matches(' ');
    let apart = rest.len() - name.len();
    let first = name.chars().next()?;
    if apart > 1 || !(first.is_ascii_lowercase() || first == 'μ' || is_han(first)) {
        return None;
    }
    // Most numbers are of something else.
    if is_han(first)
        && !matches!(
            first,
            '千' | '兆'
                | '吉'
                | '赫'
                | '伏'
                | '分'
                | '纳'
                | '微'
                | '毫'
                | '瓦'
                | '西'
                | '贝'
                | '居'
        )
    {
        return None;
    }
    let mut best: Option<(Unit, usize)> = None;
    for (word, unit) in UNITS {
        if !name.starts_with(word) {
            continue;
        }
        let after = name[word.len()..].chars().next();
        let joined = word.ends_with(|c: char| c.is_ascii_lowercase())
            && after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '/' && *word != "w");
        // 千瓦时 and kWh are energies, 分贝 has nothing behind it.
        let energy = word.ends_with(['瓦'])
            && matches!(after, Some('时' | '特' | '房' | '片' | '斯' | '罐' | '砾'))
            && after != Some('特');
        if !joined && !energy && best.is_none_or(|(_, long)| word.len() > long) {
            best = Some((*unit, word.len()));
        }
    }
    best.map(|(unit, long)| (unit, apart + long))
}

/// Where a minus stands right before a number, and nothing that it joins before it.
fn sign(text: &str, at: usize) -> Option<usize> {
    let before = &text[..at];
    let minus = before
        .chars()
        .next_back()
        .filter(|c| matches!(c, '-' | '−' | '–' | '负'))?;
    let from = at - minus.len_utf8();
    let joins = text[..from]
        .chars()
        .next_back()
        .is_some_and(|c| c.is_ascii_alphanumeric());
    (!joins || minus == '负').then_some(from)
}

/// Whether 兆 or G behind this number is of a frequency.
fn is_radio(text: &str, figure: &Figure, stretch: &Stretch) -> bool {
    let after = &text[stretch.end..];
    let loose_g = text[..stretch.end].ends_with('g');
    let other = [
        "宽带", "流量", "网速", "内存", "字节", "硬盘", "手机", "套餐", "的网", "克", "重", "b",
        "帕", "欧",
    ];
    if other.iter().any(|word| after.starts_with(word)) {
        return false;
    }
    let mhz = if loose_g {
        figure.low * 1e3
    } else {
        figure.low
    };
    // Generations of telephones, weights.
    if loose_g && (figure.low.fract() == 0.0 || figure.low > 100.0) {
        return false;
    }
    let common = [
        315.0, 433.0, 434.0, 868.0, 915.0, 2400.0, 5800.0, 1200.0, 840.0, 1400.0,
    ];
    let known = figure.plain && common.iter().any(|common: &f64| (common - mhz).abs() < 0.5);
    let (before, behind) = super_around(text, stretch, 36);
    let words = [
        "频",
        "无线",
        "电台",
        "天线",
        "对讲",
        "信号",
        "遥控",
        "干扰",
        "图传",
        "波段",
        "基站",
        "发射",
        "调频",
        "wifi",
        "band",
        "radio",
        "antenna",
        "frequency",
        "jam",
        "signal",
        "video link",
        "transmit",
    ];
    let near = words
        .iter()
        .any(|word| before.contains(word) || behind.contains(word));
    // 2.4G says it by itself, 100兆 does not.
    near || known && !loose_g && !matches!(mhz as u32, 1200 | 1400)
        || known && loose_g && matches!(mhz as u32, 2400 | 5800)
}

/// Whether W behind this number is of power: else it is ten thousand.
fn is_power(text: &str, stretch: &Stretch) -> bool {
    let after = text[stretch.end..].chars().next();
    if after.is_some_and(|c| matches!(c, '元' | '块' | '人' | '多' | '+' | '左' | '美' | '年'))
    {
        return false;
    }
    let (before, behind) = super_around(text, stretch, 36);
    let words = [
        "功率",
        "发射",
        "灯",
        "电台",
        "功放",
        "放大",
        "充电",
        "激光",
        "对讲",
        "天线",
        "干扰",
        "喇叭",
        "音响",
        "太阳能",
        "瓦",
        "power",
        "transmit",
        "output",
        "amplif",
        "radio",
        "laser",
        "jammer",
        "antenna",
        "charger",
        "solar",
        "light",
        "lamp",
        "bulb",
        "erp",
        "eirp",
    ];
    words
        .iter()
        .any(|word| before.contains(word) || behind.contains(word))
}

/// The text beside, so many bytes to each side.
fn super_around<'a>(text: &'a str, stretch: &Stretch, far: usize) -> (&'a str, &'a str) {
    let (before, after) = super::numbers::around(text, stretch, far);
    (&text[before], &text[after])
}
