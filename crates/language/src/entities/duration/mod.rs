//! How long something lasted, in both languages: 十几分钟, 一个半小时, about 20 minutes, 1 h 20 min.

#[cfg(test)]
mod tests;

use super::Look;
use super::quantity::amounts::{Amount, amounts, joiner};
use super::quantity::number::{Written, number};
use super::quantity::scan::{Scan, goes_on};
use report::{Entity, Named};

/// What lengths of time are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::entities) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    /// Mean lengths: a month is a twelfth of 365.25 days.
    pub(in crate::entities) fn seconds(self) -> f64 {
        match self {
            Unit::Second => 1.0,
            Unit::Minute => 60.0,
            Unit::Hour => 3_600.0,
            Unit::Day => 86_400.0,
            Unit::Week => 604_800.0,
            Unit::Month => 2_629_800.0,
            Unit::Year => 31_557_600.0,
        }
    }
}

/// A length of time that is counted in one unit.
pub(in crate::entities) struct Lasting {
    pub(in crate::entities) from: f64,
    pub(in crate::entities) to: f64,
    pub(in crate::entities) unit: Unit,
    pub(in crate::entities) end: usize,
}

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    let mut end = 0;
    for amount in amounts(text) {
        if amount.begin < end || is_year(text, &amount) {
            continue;
        }
        let Some(first) = lasting(text, &amount) else {
            continue;
        };
        let (mut from, mut to) = (
            first.from * first.unit.seconds(),
            first.to * first.unit.seconds(),
        );
        let (mut unit, mut at) = (first.unit, first.end);
        // 1 hour 20 minutes, 1分30秒.
        for _ in 0..2 {
            let mut scan = Scan::new(text, at);
            scan.eat(",");
            scan.space();
            scan.word("and");
            scan.space();
            scan.eat_any(&["又", "零", "〇"]);
            let Some(next) = number(text, scan.at, true)
                .and_then(|number| behind(text, &plain(number), false))
                .filter(|next| next.unit < unit && next.to * next.unit.seconds() < unit.seconds())
            else {
                break;
            };
            from += next.from * next.unit.seconds();
            to += next.to * next.unit.seconds();
            (unit, at) = (next.unit, next.end);
        }
        let mut scan = Scan::new(text, at);
        if from == to && scan.eat_any(&["左右", "上下"]).is_some() {
            (from, to, at) = (from * 0.9, to * 1.1, scan.at);
        }
        end = at;
        let what = Named::Duration {
            from_s: thousandths(from),
            to_s: thousandths(to),
        };
        found.push(look.entity(amount.stretch.start..at, what, true));
    }
}

/// To thousandths: what is finer came from the reckoning.
fn thousandths(seconds: f64) -> f64 {
    (seconds * 1e3).round() / 1e3
}

fn plain(number: super::quantity::number::Number) -> Amount {
    Amount {
        stretch: number.end..number.end,
        begin: number.end,
        number,
    }
}

/// An amount with the unit behind it; of 十分 and 一分 nobody knows whether they are minutes.
fn lasting(text: &str, amount: &Amount) -> Option<Lasting> {
    let one = behind(text, amount, true)?;
    // "3小时到5小时": the unit twice.
    let mut scan = Scan::new(text, one.end);
    if amount.number.from == amount.number.to
        && joiner(&mut scan, false)
        && let Some(next) = number(text, scan.at, true)
        && next.to < 1_000.0
        && let Some(two) = behind(text, &plain(next), true)
        && two.from * two.unit.seconds() > one.from * one.unit.seconds()
    {
        return Some(Lasting {
            from: one.from,
            to: two.to * two.unit.seconds() / one.unit.seconds(),
            unit: one.unit,
            end: two.end,
        });
    }
    Some(one)
}

/// A length of time of which this is the number; `alone` when no greater unit stands before it.
pub(in crate::entities) fn behind(text: &str, amount: &Amount, alone: bool) -> Option<Lasting> {
    let number = amount.number;
    let mut scan = Scan::new(text, number.end);
    let (mut from, mut to) = (number.from, number.to);
    let han = !text[number.end..].starts_with(|c: char| c.is_ascii());
    let unit = if han
        || (scan.peek() == Some(' ')
            && text[number.end + 1..].starts_with(['秒', '分', '小', '个', '天']))
    {
        scan.space();
        let measure = scan.eat("个");
        let mut half = measure && scan.eat("半");
        if half && scan.eat("多") {
            to += 0.5;
        }
        if measure && !half && scan.eat("多") {
            to += 1.0;
        }
        let unit = match (scan.peek()?, measure) {
            ('秒', false) => {
                let _ = scan.eat("秒钟") || scan.eat("秒");
                Unit::Second
            }
            ('分', false) => match scan.eat("分钟") {
                true => Unit::Minute,
                // 三分之一, 十分好, 90分.
                false if !alone && scan.eat("分") && !scan.rest().starts_with("之") => {
                    Unit::Minute
                }
                false => {
                    let mut whole = scan;
                    whole.eat("分");
                    let seconds = self::number(text, whole.at, true)?;
                    text[seconds.end..].starts_with('秒').then_some(())?;
                    scan = whole;
                    Unit::Minute
                }
            },
            ('刻', false) if scan.eat("刻钟") => {
                (from, to) = (from * 15.0, to * 15.0);
                Unit::Minute
            }
            ('小', _) if scan.eat("小时") => Unit::Hour,
            ('钟', _) if scan.eat("钟头") || (measure && scan.eat("钟")) => Unit::Hour,
            ('天', false) if scan.eat("天") => {
                if scan.rest().starts_with(['下', '然', '空']) {
                    return None;
                }
                Unit::Day
            }
            ('周', false) if scan.eat("周") => {
                if scan.rest().starts_with([
                    '年', '岁', '边', '围', '一', '二', '三', '四', '五', '六', '日', '末',
                ]) {
                    return None;
                }
                Unit::Week
            }
            ('星', _) if scan.eat("星期") => Unit::Week,
            ('礼', _) if scan.eat("礼拜") => Unit::Week,
            ('月', true) if scan.eat("月") => Unit::Month,
            ('年', false) if scan.eat("年") => {
                if scan
                    .rest()
                    .starts_with(['级', '代', '度', '初', '底', '末', '龄', '一', '版'])
                {
                    return None;
                }
                Unit::Year
            }
            _ => return None,
        };
        if !measure && !half {
            half = scan.eat("半") && !scan.rest().starts_with(['夜', '路', '天']);
            if text[..scan.at].ends_with('半') && !half {
                scan.at -= '半'.len_utf8();
            }
        }
        if half {
            (from, to) = (from + 0.5, to + 0.5);
        } else if scan.eat("多") {
            to += 1.0;
        }
        unit
    } else {
        english(&mut scan, number.written, &mut from, &mut to)?
    };
    Some(Lasting {
        from,
        to,
        unit,
        end: scan.at,
    })
}

fn english(scan: &mut Scan<'_>, written: Written, from: &mut f64, to: &mut f64) -> Option<Unit> {
    let close = !(scan.space() || scan.eat("-"));
    // "two and a half hours"; "half an hour"; "a couple of minutes".
    let mut half = *scan;
    if half.word("and")
        && half.space()
        && half.word("a")
        && half.space()
        && half.word("half")
        && half.space()
    {
        *scan = half;
        (*from, *to) = (*from + 0.5, *to + 0.5);
    } else if written == Written::Words && (scan.word("a") || scan.word("an") || scan.word("of")) {
        scan.space();
    }
    let word = scan.letters();
    let unit = match word {
        "s" if !close || *from != from.trunc() => Unit::Second,
        "sec" | "secs" | "second" | "seconds" => Unit::Second,
        "min" | "mins" | "minute" | "minutes" => Unit::Minute,
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Hour,
        "day" | "days" => Unit::Day,
        "week" | "weeks" | "wks" => Unit::Week,
        "month" | "months" => Unit::Month,
        "year" | "years" | "yrs" => Unit::Year,
        _ => return None,
    };
    scan.at += word.len();
    // "1h20m" goes on; "19h00" is a time, and "1845 hours" too.
    let mut minutes = *scan;
    let joined = word == "h" && minutes.digits(2).is_some() && minutes.eat("m");
    if unit == Unit::Hour && *from >= 1_000.0 {
        return None;
    }
    if goes_on(scan.text, scan.at) && !joined {
        return None;
    }
    // How old somebody is, is no length of something that happened; nor is a numbered edition.
    let rest = scan.rest();
    let age = [" old", "-old", " of age"]
        .iter()
        .any(|age| rest.starts_with(age));
    if age && unit >= Unit::Month {
        return None;
    }
    let mut half = *scan;
    if half.eat(" and a half") && !goes_on(half.text, half.at) {
        *scan = half;
        (*from, *to) = (*from + 0.5, *to + 0.5);
    }
    Some(unit)
}

/// Whether what looks like many years is a year: 2019年, 08年, 19年5月.
fn is_year(text: &str, amount: &Amount) -> bool {
    let number = amount.number;
    let Some(rest) = text[number.end..].strip_prefix('年') else {
        return false;
    };
    let written = &text[amount.begin..number.end];
    number.to >= 1_000.0
        || written.starts_with('0')
        || (written.len() == 2
            && number.written == Written::Digits
            && rest.starts_with(|c: char| {
                c.is_ascii_digit() || "一二三四五六七八九十至开上下起春夏秋冬暑寒".contains(c)
            }))
}
