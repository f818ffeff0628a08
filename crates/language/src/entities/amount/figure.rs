//! Numbers as people write them, in the normal text: "2,500", "3.5万", "1亿2000万", "两千五", "三五百", "十几万", "上百", "5-8万",
//! "two thousand five hundred", "half a million", "2 to 3 thousand".

use crate::normal::Stretch;

/// Digits of a number at most: more are the number of something.
const DIGITS: usize = 15;

/// A number, or from one to another.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::entities) struct Figure {
    /// Where it stands.
    pub(in crate::entities) stretch: Stretch,
    /// At least.
    pub(in crate::entities) low: f64,
    /// At most.
    pub(in crate::entities) high: f64,
    /// The last of hundred, thousand, 万 and so on that was said; 1 if none was.
    pub(in crate::entities) scale: f64,
    /// Whether it is in digits throughout.
    pub(in crate::entities) plain: bool,
    /// Whether a letter stands right before it: "N95", "usd500".
    pub(in crate::entities) joined: bool,
}

/// All numbers of a text, in its order. Linear.
pub(in crate::entities) fn figures(text: &str) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut end = 0;
    let mut before = '\0';
    for (at, c) in text.char_indices() {
        let last = std::mem::replace(&mut before, c);
        if at < end {
            continue;
        }
        let joined = last.is_ascii_alphabetic();
        let begins = match c {
            '0'..='9' => true,
            'a'..='z' => !joined && begins_a_number(&text.as_bytes()[at..]),
            '\u{4e00}'..='\u{9fff}' => Han::of(c).is_some(),
            _ => false,
        };
        if !begins {
            continue;
        }
        end = match range(text, at) {
            Some(figure) => {
                let end = figure.stretch.end;
                figures.push(Figure { joined, ..figure });
                end
            }
            // A run of digits that is none is passed over whole.
            None => {
                let part = |c: &u8| c.is_ascii_digit() || *c == b'.';
                at + text[at..].bytes().take_while(part).count()
            }
        };
    }
    figures
}

/// Whether an English number can begin so: most words cannot, and are not looked at further.
fn begins_a_number(word: &[u8]) -> bool {
    matches!(
        word,
        [b'a', b' ' | b'n', ..]
            | [b'b', b'e', b't', ..]
            | [b'e', b'i' | b'l', ..]
            | [b'f', b'e' | b'i' | b'o', ..]
            | [b'h', b'a' | b'u', ..]
            | [b'n', b'i', ..]
            | [b'o', b'n', b'e', ..]
            | [b's', b'e' | b'i', ..]
            | [b't', b'e' | b'w', ..]
            | [b't', b'h', b'r' | b'i', ..]
    )
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// One number, and the second if there is one.
fn range(text: &str, at: usize) -> Option<Figure> {
    let between = text[at..].starts_with("between ");
    let from = match between {
        true => at + "between ".len(),
        false => at,
    };
    let first = number(text, from)?;
    // "10-12" in "2019-10-12" is a month and a day.
    let coded = |figure: &Figure| {
        let written = &text[figure.stretch.clone()];
        written.len() > 1 && written.starts_with('0') && !written.starts_with("0.")
    };
    if text[..at].ends_with(['-', '/', ':']) || coded(&first) {
        return (!between).then_some(first);
    }
    let second = joint(text, first.stretch.end, between).and_then(|next| number(text, next));
    let Some(second) = second else {
        return (!between).then_some(first);
    };
    let mut low = first.low;
    // "5-8万", "2 to 3 thousand": the word stands for both.
    if first.scale <= 1.0 && second.scale > 1.0 && low * second.scale < second.high {
        low *= second.scale;
    }
    // "12-05", "010-1234567", "2019-10-12".
    let beyond = text[second.stretch.end..].starts_with(['-', '/', ':'])
        && text[second.stretch.end + 1..].starts_with(|c: char| c.is_ascii_digit());
    if low >= second.high || beyond || coded(&second) {
        return (!between).then_some(first);
    }
    Some(Figure {
        stretch: at..second.stretch.end,
        low,
        high: second.high,
        scale: second.scale,
        plain: first.plain && second.plain,
        joined: false,
    })
}

/// Where the second number begins.
fn joint(text: &str, end: usize, between: bool) -> Option<usize> {
    let rest = &text[end..];
    let spaces = rest.len() - rest.trim_start_matches(' ').len();
    let rest = &rest[spaces..];
    let words: &[&str] = match between {
        true => &["and ", "to "],
        false => &["-", "~", "–", "—", "−", "至", "到", "to ", "or "],
    };
    let word = words.iter().find(|word| rest.starts_with(**word))?;
    let next = end + spaces + word.len();
    let spaces = text[next..].len() - text[next..].trim_start_matches(' ').len();
    Some(next + spaces)
}

/// One number that begins here.
fn number(text: &str, at: usize) -> Option<Figure> {
    match text[at..].chars().next()? {
        'a'..='z' => super::spoken::words(text, at),
        _ => mixed(text, at),
    }
}

/// What a Han character says in a number.
#[derive(Clone, Copy, PartialEq)]
enum Han {
    Digit(u8),
    /// 几, 数: some.
    Some,
    Scale(f64),
    /// 上百: a hundred and more.
    Above,
}

impl Han {
    fn of(c: char) -> Option<Han> {
        Some(match c {
            '零' | '〇' => Han::Digit(0),
            '一' | '壹' => Han::Digit(1),
            '二' | '两' | '贰' => Han::Digit(2),
            '三' | '叁' => Han::Digit(3),
            '四' | '肆' => Han::Digit(4),
            '五' | '伍' => Han::Digit(5),
            '六' | '陆' => Han::Digit(6),
            '七' | '柒' => Han::Digit(7),
            '八' | '捌' => Han::Digit(8),
            '九' | '玖' => Han::Digit(9),
            '几' | '数' => Han::Some,
            '十' | '拾' => Han::Scale(10.0),
            '百' | '佰' => Han::Scale(100.0),
            '千' | '仟' => Han::Scale(1_000.0),
            '万' => Han::Scale(10_000.0),
            '亿' => Han::Scale(100_000_000.0),
            '上' => Han::Above,
            _ => return None,
        })
    }
}

/// Where a number is read from, and what is known of it so far: at least and at most side by side.
pub(super) struct Sum {
    pub(super) total: (f64, f64),
    pub(super) section: (f64, f64),
    pub(super) now: Option<(f64, f64)>,
    pub(super) scale: f64,
    /// 零 came after the last scale: what follows is itself, not a tenth of that scale.
    pub(super) zero: bool,
    pub(super) said: bool,
}

impl Sum {
    fn scale(&mut self, by: f64) -> bool {
        // 百 alone is no number; 十 is.
        let now = match self.now.take() {
            None if by < 11.0 && self.section == (0.0, 0.0) => Some((1.0, 1.0)),
            now => now,
        };
        self.zero = false;
        self.said = true;
        if by < 5_000.0 {
            let Some((low, high)) = now else { return false };
            self.section.0 += low * by;
            self.section.1 += high * by;
        } else {
            let (low, high) = now.unwrap_or((0.0, 0.0));
            let (low, high) = (self.section.0 + low, self.section.1 + high);
            self.section = (0.0, 0.0);
            match high > 0.0 {
                // 一万亿: of what is there already.
                false if self.scale == 10_000.0 && by > self.scale => {
                    self.total = (self.total.0 * by, self.total.1 * by);
                }
                false => return false,
                true => {
                    self.total.0 += low * by;
                    self.total.1 += high * by;
                }
            }
        }
        self.scale = by;
        true
    }

    fn end(mut self) -> (f64, f64, f64) {
        if let Some((low, high)) = self.now {
            // 两千五 is 2500, 两千零五 2005.
            let tenth = self.scale >= 100.0 && !self.zero && high < 10.0;
            let by = if tenth { self.scale / 10.0 } else { 1.0 };
            self.section.0 += low * by;
            self.section.1 += high * by;
        }
        let (low, high) = (self.total.0 + self.section.0, self.total.1 + self.section.1);
        (low, high, self.scale)
    }
}

/// Digits and Han characters.
fn mixed(text: &str, begin: usize) -> Option<Figure> {
    let mut sum = Sum {
        total: (0.0, 0.0),
        section: (0.0, 0.0),
        now: None,
        scale: 1.0,
        zero: false,
        said: false,
    };
    let mut at = begin;
    let mut plain = true;
    let mut step = 0.0;
    // No number has more pieces; a text of nothing else is read in portions.
    for _ in 0..24 {
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        if c.is_ascii_digit() {
            if sum.now.is_some() {
                break;
            }
            let (value, long) = arabic(&text[at..])?;
            // "3万 2019年" is two numbers: only what stands together is one, and it is less than what came before.
            if sum.said && value >= sum.scale {
                break;
            }
            step = tail_of_zeros(value);
            sum.now = Some((value, value));
            at += long;
            // "300 thousand"
            let (scale, long) = spoken_scale(&text[at..]);
            if scale > 1.0 {
                sum.scale(scale);
                at += long;
                return figure(begin..at, sum, scale, false);
            }
            continue;
        }
        let Some(han) = Han::of(c) else { break };
        let wide = c.len_utf8();
        match han {
            Han::Digit(0) if sum.said && sum.now.is_none() => {
                sum.zero = true;
                at += wide;
            }
            Han::Digit(_) => {
                if sum.now.is_some() {
                    break;
                }
                let (value, long) = run(&text[at..])?;
                sum.now = Some(value);
                step = 0.0;
                at += long;
            }
            Han::Some => {
                // 数 alone is a verb and a noun, 几 asks: they count before a scale, 几 behind one too.
                let next = text[at + wide..].chars().next().and_then(Han::of);
                let behind = c == '几' && sum.scale == 10.0 && sum.now.is_none();
                if sum.now.is_some() || !(behind || matches!(next, Some(Han::Scale(_)))) {
                    break;
                }
                sum.now = Some((if behind { 1.0 } else { 2.0 }, 9.0));
                at += wide;
            }
            Han::Above => {
                let next = text[at + wide..].chars().next();
                let Some(Han::Scale(scale)) = next.and_then(Han::of) else {
                    break;
                };
                if at != begin || scale < 11.0 {
                    break;
                }
                at += wide;
                sum.now = Some((1.0, 9.0));
            }
            Han::Scale(scale) => {
                if !sum.scale(scale) {
                    break;
                }
                step = scale;
                at += wide;
            }
        }
        plain = false;
    }
    if at == begin || (!sum.said && sum.now.is_none()) {
        return None;
    }
    let step = if sum.now.is_some() && sum.said {
        0.0
    } else {
        step
    };
    // 五百多, 三万余, 十来万 has its scale behind.
    let mut more = 0.0;
    if step >= 10.0
        && let Some(c @ ('多' | '余' | '来')) = text[at..].chars().next()
    {
        let behind = at + c.len_utf8();
        if c != '来' || text[behind..].starts_with(['个', '块', '元', '万', '米', '天', '人', '亿'])
        {
            more = step;
            at = behind;
            if step < 11.0
                && let Some(Han::Scale(scale @ 5_000.0..)) =
                    text[at..].chars().next().and_then(Han::of)
            {
                at += '万'.len_utf8();
                let (low, high, _) = sum.end();
                return Some(Figure {
                    stretch: begin..at,
                    low: low * scale,
                    high: (high + more) * scale,
                    scale,
                    plain: false,
                    joined: false,
                });
            }
        }
    }
    let mut figure = figure(begin..at, sum, 1.0, plain)?;
    figure.high += more;
    Some(figure)
}

pub(super) fn figure(stretch: Stretch, sum: Sum, least: f64, plain: bool) -> Option<Figure> {
    let (low, high, scale) = sum.end();
    high.is_finite().then_some(Figure {
        stretch,
        low,
        high,
        scale: scale.max(least),
        plain,
        joined: false,
    })
}

/// Han digits that stand together: one; two, of which the second is larger, are "three or five"; others are written digit by digit.
fn run(text: &str) -> Option<((f64, f64), usize)> {
    let (mut value, mut first, mut count, mut long) = (0.0, 0_u8, 0, 0);
    let mut last = 0;
    for c in text.chars() {
        let Some(Han::Digit(digit)) = Han::of(c) else {
            break;
        };
        if count == 0 {
            first = digit;
        }
        last = digit;
        count += 1;
        long += c.len_utf8();
        value = value * 10.0 + f64::from(digit);
        if count > DIGITS {
            return None;
        }
    }
    let range = count == 2 && first > 0 && last > first;
    let value = match range {
        true => (f64::from(first), f64::from(last)),
        false => (value, value),
    };
    Some((value, long))
}

/// "2,500.75".
fn arabic(text: &str) -> Option<(f64, usize)> {
    let mut long = digits(text);
    let mut number = text[..long].to_owned();
    while let Some(rest) = text[long..].strip_prefix(',')
        && digits(rest) == 3
        && (number.len() <= 3 || long > number.len())
        && number.len() < DIGITS
    {
        number.push_str(&rest[..3]);
        long += 4;
    }
    if number.len() > DIGITS {
        return None;
    }
    if let Some(rest) = text[long..].strip_prefix('.') {
        let decimals = digits(rest);
        if decimals > DIGITS {
            return None;
        }
        // "192.168.1.1", "2.1.3": no number.
        let more = rest[decimals..]
            .strip_prefix('.')
            .is_some_and(|rest| digits(rest) > 0);
        if decimals > 0 && !more {
            number.push('.');
            number.push_str(&rest[..decimals]);
            long += 1 + decimals;
        } else if decimals > 0 {
            return None;
        }
    }
    Some((number.parse().ok()?, long))
}

/// The largest power of ten that divides a whole number.
fn tail_of_zeros(value: f64) -> f64 {
    let mut step = 1.0;
    while value >= step * 10.0 && value % (step * 10.0) == 0.0 {
        step *= 10.0;
    }
    if value.fract() == 0.0 { step } else { 0.0 }
}

/// "thousand", "million" and their like behind a number, and how long that is.
fn spoken_scale(text: &str) -> (f64, usize) {
    let rest = text.trim_start_matches([' ', '-']);
    let apart = text.len() - rest.len();
    if apart > 1 || !rest.starts_with(|c: char| c.is_ascii_lowercase()) {
        return (1.0, 0);
    }
    let (word, _) = word(rest);
    let scale = match word {
        "hundred" => 100.0,
        "thousand" => 1e3,
        "k" if apart == 0 => 1e3,
        "million" | "mn" => 1e6,
        "billion" | "bn" => 1e9,
        "trillion" => 1e12,
        _ => return (1.0, 0),
    };
    (scale, apart + word.len())
}

/// The letters here up to 12, and whether the word ends with them.
pub(super) fn word(text: &str) -> (&str, bool) {
    let long = text
        .bytes()
        .take(13)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    (&text[..long], long < 13)
}

#[cfg(test)]
#[path = "figure_tests.rs"]
mod tests;
