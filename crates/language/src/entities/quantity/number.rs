//! Numbers in digits, in Chinese numerals and in English words: 1,250, 十几, "twenty-five".

use super::scan::{Scan, goes_on};

/// A number of which no more than its bounds may be known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::entities) struct Number {
    /// At least this much.
    pub(in crate::entities) from: f64,
    /// At most this much.
    pub(in crate::entities) to: f64,
    /// How it is written.
    pub(in crate::entities) written: Written,
    /// Behind its last character.
    pub(in crate::entities) end: usize,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::entities) enum Written {
    /// 1,250 or 12.5.
    Digits,
    /// 一百二十.
    Han,
    /// twenty-five.
    Words,
}

impl Number {
    pub(super) fn one(value: f64, written: Written, end: usize) -> Number {
        Number {
            from: value,
            to: value,
            written,
            end,
        }
    }
}

/// Digits of a number at most, and characters of one in Chinese numerals: nobody counts further, and what is longer is an identifier.
pub(super) const LONGEST: usize = 24;

/// The number that begins here. With `decimal`, 三点五 is three and a half; else it may be a time of day.
pub(in crate::entities) fn number(text: &str, at: usize, decimal: bool) -> Option<Number> {
    let first = *text.as_bytes().get(at)?;
    let mut number = match first {
        b'0'..=b'9' => digits(text, at),
        b'a'..=b'z' => words(text, at),
        0xe3..=0xe9 => super::numerals::han(text, at, decimal),
        _ => None,
    }?;
    if number.written != Written::Words {
        more(text, &mut number);
    }
    Some(number)
}

/// Whether this character may be one of a number in Chinese numerals.
pub(in crate::entities) fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '〇' | '零'
            | '一'
            | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
            | '亿'
            | '两'
            | '半'
            | '几'
            | '数'
            | '廿'
    )
}

/// 12 or 1,250 or 12.5 or 5½; a sign is no part of it.
fn digits(text: &str, at: usize) -> Option<Number> {
    let bytes = text.as_bytes();
    let run = |from: usize| {
        let run = bytes[from.min(bytes.len())..].iter().take(LONGEST + 1);
        run.take_while(|byte| byte.is_ascii_digit()).count()
    };
    let mut plain = String::new();
    let mut end = at + run(at);
    if end - at > LONGEST {
        return None;
    }
    plain.push_str(&text[at..end]);
    // Groups of three, and nothing but groups of three: "5, 12" and "31,2304" are no number.
    if end - at <= 3 {
        while bytes.get(end) == Some(&b',') && run(end + 1) == 3 && plain.len() < LONGEST {
            plain.push_str(&text[end + 1..end + 4]);
            end += 4;
        }
    }
    if bytes.get(end) == Some(&b'.') && (1..=LONGEST).contains(&run(end + 1)) {
        let decimals = run(end + 1);
        plain.push_str(&text[end..=end + decimals]);
        end += 1 + decimals;
        // Two points are a version, an address or a date.
        if bytes.get(end) == Some(&b'.') && run(end + 1) > 0 {
            return None;
        }
    }
    let mut value: f64 = plain.parse().ok()?;
    // ½ is written 1⁄2 in a normal text, and 5½ then 51⁄2.
    if text[end..].starts_with('⁄') {
        let below = bytes.get(end + '⁄'.len_utf8())?;
        let top = value % 10.0;
        if !(b'2'..=b'9').contains(below) || top >= f64::from(below - b'0') {
            return None;
        }
        value = (value - top) / 10.0 + top / f64::from(below - b'0');
        end += '⁄'.len_utf8() + 1;
    }
    Some(Number::one(value, Written::Digits, end))
}

/// What may follow digits or numerals directly: 3万, 20多, 300余.
fn more(text: &str, number: &mut Number) {
    let mut scan = Scan::new(text, number.end);
    // How much one more of the last place would be: 300余 is less than 400.
    let mut step = 1.0;
    let mut rest = number.from;
    while rest >= 10.0 && rest % 10.0 == 0.0 && step < 1e9 {
        rest /= 10.0;
        step *= 10.0;
    }
    let is_round = step > 1.0;
    let more = |scan: &mut Scan<'_>| {
        is_round && !scan.rest().starts_with("来自") && scan.eat_any(&["多", "余", "来"]).is_some()
    };
    let about = more(&mut scan);
    if about {
        number.to = number.to.max(number.from + step);
    }
    if number.written == Written::Digits || about {
        let times = match scan.peek() {
            Some('百') => 1e2,
            Some('千') if !scan.rest().starts_with("千米") && !scan.rest().starts_with("千克") => {
                1e3
            }
            Some('万') => 1e4,
            Some('亿') => 1e8,
            _ => 1.0,
        };
        if times > 1.0 {
            scan.at += '万'.len_utf8();
            number.from *= times;
            number.to *= times;
            step *= times;
            if !about && scan.eat_any(&["多", "余"]).is_some() {
                number.to += step.max(times);
            }
        }
    }
    number.end = scan.at;
}

fn small(word: &str) -> Option<f64> {
    Some(match word {
        "zero" => 0.0,
        "one" => 1.0,
        "two" => 2.0,
        "three" => 3.0,
        "four" => 4.0,
        "five" => 5.0,
        "six" => 6.0,
        "seven" => 7.0,
        "eight" => 8.0,
        "nine" => 9.0,
        "ten" => 10.0,
        "eleven" => 11.0,
        "twelve" => 12.0,
        "thirteen" => 13.0,
        "fourteen" => 14.0,
        "fifteen" => 15.0,
        "sixteen" => 16.0,
        "seventeen" => 17.0,
        "eighteen" => 18.0,
        "nineteen" => 19.0,
        "twenty" => 20.0,
        "thirty" => 30.0,
        "forty" => 40.0,
        "fifty" => 50.0,
        "sixty" => 60.0,
        "seventy" => 70.0,
        "eighty" => 80.0,
        "ninety" => 90.0,
        _ => return None,
    })
}

/// twenty-five, two hundred, a dozen, several, a few, a couple of.
fn words(text: &str, at: usize) -> Option<Number> {
    // Most words begin with another letter.
    if !matches!(
        text.as_bytes()[at],
        b'a' | b'c' | b'd' | b'e' | b'f' | b'h' | b'n' | b'o' | b's' | b't' | b'z'
    ) {
        return None;
    }
    let mut scan = Scan::new(text, at);
    let between = |from: f64, to: f64, end: usize| {
        Some(Number {
            from,
            to,
            written: Written::Words,
            end,
        })
    };
    if scan.word("half") {
        return between(0.5, 0.5, scan.at);
    }
    let article = scan.word_of(&["a", "an"]).is_some() && scan.space();
    if scan.word("couple") {
        let mut of = scan;
        if of.space() && of.word("of") {
            scan = of;
        }
        return between(2.0, 2.0, scan.at);
    }
    if scan.word("few") {
        return between(2.0, 9.0, scan.at);
    }
    if scan.word("several") {
        return between(3.0, 9.0, scan.at);
    }
    if scan.word("dozen") {
        return article.then(|| Number::one(12.0, Written::Words, scan.at));
    }
    let word = scan.letters();
    let mut value = match small(word) {
        Some(value) if !article => {
            scan.at += word.len();
            if goes_on(text, scan.at) {
                return None;
            }
            value
        }
        _ if article => 1.0,
        _ => return None,
    };
    let mut end = if article { None } else { Some(scan.at) };
    // "twenty five" and "twenty-five".
    let mut next = scan;
    if value >= 20.0 && (next.eat("-") || next.space()) {
        let word = next.letters();
        if let Some(ones) = small(word).filter(|ones| (1.0..10.0).contains(ones))
            && !goes_on(text, next.at + word.len())
        {
            next.at += word.len();
            value += ones;
            scan = next;
            end = Some(scan.at);
        }
    }
    for (word, times) in [
        ("hundred", 100.0),
        ("thousand", 1_000.0),
        ("million", 1e6),
        ("dozen", 12.0),
    ] {
        let mut next = scan;
        if (article || next.space()) && next.word(word) {
            value *= times;
            scan = next;
            end = Some(scan.at);
        }
    }
    Some(Number::one(value, Written::Words, end?))
}
