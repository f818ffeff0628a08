//! Chinese numerals.

use super::number::{LONGEST, Number, Written, is_numeral};

fn digit(c: char) -> Option<(f64, f64)> {
    let value = match c {
        '〇' | '零' => 0.0,
        '一' => 1.0,
        '二' | '两' => 2.0,
        '三' => 3.0,
        '四' => 4.0,
        '五' => 5.0,
        '六' => 6.0,
        '七' => 7.0,
        '八' => 8.0,
        '九' => 9.0,
        '几' | '数' => return Some((2.0, 9.0)),
        _ => return None,
    };
    Some((value, value))
}

/// 一百二十, 两千五, 十几, 几十, 二三十, 二〇一九, 三点五, 半.
pub(super) fn han(text: &str, at: usize, decimal: bool) -> Option<Number> {
    let rest = &text[at..];
    let long: usize = rest
        .chars()
        .take(LONGEST + 1)
        .take_while(|c| is_numeral(*c) && *c != '半')
        .map(char::len_utf8)
        .sum();
    if long == 0 {
        let half = rest.starts_with('半');
        return half.then(|| Number::one(0.5, Written::Han, at + '半'.len_utf8()));
    }
    let end = at + long;
    let run = &text[at..end];
    let count = run.chars().count();
    if count > LONGEST || run == "数" {
        return None;
    }
    let (from, to) = match run.chars().all(|c| digit(c).is_some()) {
        true => ciphers(run, count)?,
        false => places(run)?,
    };
    let number = Number {
        from,
        to,
        written: Written::Han,
        end,
    };
    if decimal && from == to && text[end..].starts_with('点') {
        let behind = end + '点'.len_utf8();
        let mut value = from;
        let mut place = 0.1;
        let mut end = behind;
        for c in text[behind..].chars().take(6) {
            let Some((low, _)) = digit(c).filter(|_| !matches!(c, '两' | '几' | '数')) else {
                break;
            };
            value += low * place;
            place /= 10.0;
            end += c.len_utf8();
        }
        // The sum of tenths is not what the digits say to the last bit.
        let value = (value * 1e6).round() / 1e6;
        return Some(match end > behind {
            true => Number::one(value, Written::Han, end),
            false => number,
        });
    }
    Some(number)
}

/// Numerals one behind another: 三四 is three to four, 二〇一九 a year.
fn ciphers(run: &str, count: usize) -> Option<(f64, f64)> {
    let mut values = run.chars().filter_map(digit);
    let first = values.next()?;
    if count == 1 {
        return Some(first);
    }
    if count == 2
        && let Some(second) = values.next()
        && second.0 == first.0 + 1.0
        && first.0 > 0.0
    {
        return Some((first.0, second.1));
    }
    // 五一 and 三八 are days, and nobody counts so; 二〇一九 is a year.
    if run.contains(['几', '数']) || count == 2 && !run.contains(['〇', '零']) {
        return None;
    }
    let all = run.chars().filter_map(digit);
    let value = all.fold(0.0, |sum, (value, _)| sum * 10.0 + value);
    Some((value, value))
}

/// Numerals with their places: 一百二十, 十五六, 二三十, 几百, 两千五.
fn places(run: &str) -> Option<(f64, f64)> {
    let mut total = (0.0, 0.0);
    let mut part = (0.0, 0.0);
    let mut last: Option<(f64, f64)> = None;
    let mut place = 10.0;
    let mut nothing = false;
    for c in run.chars() {
        let times = match c {
            '十' => 10.0,
            '百' => 100.0,
            '千' => 1_000.0,
            '万' => 1e4,
            '亿' => 1e8,
            '廿' => {
                part = (part.0 + 20.0, part.1 + 20.0);
                place = 10.0;
                continue;
            }
            c => {
                let (low, high) = digit(c)?;
                last = match last {
                    // 十五六, 二三十.
                    Some((one, same)) if one == same && low == one + 1.0 && one > 0.0 => {
                        Some((one, high))
                    }
                    Some((zero, same)) if zero == 0.0 && same == 0.0 => Some((low, high)),
                    Some(_) => return None,
                    None => Some((low, high)),
                };
                nothing = low == 0.0 && high == 0.0;
                continue;
            }
        };
        if times >= 1e4 {
            let all = last.take().unwrap_or((0.0, 0.0));
            let sum = (part.0 + all.0, part.1 + all.1);
            if sum == (0.0, 0.0) {
                return None;
            }
            total = ((total.0 + sum.0) * times, (total.1 + sum.1) * times);
            part = (0.0, 0.0);
        } else {
            let vague = matches!(last, Some((2.0, 9.0)));
            let (low, high) = match last.take() {
                Some(digit) => digit,
                None if times == 10.0 => (1.0, 1.0),
                None => return None,
            };
            // 几十 reaches to 99.
            let top = if vague {
                high * times + times - 1.0
            } else {
                high * times
            };
            part = (part.0 + low * times, part.1 + top);
        }
        place = times;
    }
    if let Some((low, high)) = last {
        // 几十万一台: the last one counts something else.
        if part.0 + total.0 != part.1 + total.1 {
            return None;
        }
        // 两千五 is 2500; 两千零五 is 2005; 十五 is 15.
        let short = place >= 100.0 && low == high && !nothing && !run.contains(['零', '〇']);
        let times = if short { place / 10.0 } else { 1.0 };
        let low = if low == 2.0 && high == 9.0 { 1.0 } else { low };
        part = (part.0 + low * times, part.1 + high * times);
    }
    Some((total.0 + part.0, total.1 + part.1))
}
