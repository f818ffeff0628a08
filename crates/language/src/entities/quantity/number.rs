//! Numbers in digits, in Chinese numerals and in English words, with what people put around them: "about", "十几", "3 to 5".

use super::scan::{Scan, begins, goes_on};
use crate::normal::Stretch;

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
    fn one(value: f64, written: Written, end: usize) -> Number {
        Number {
            from: value,
            to: value,
            written,
            end,
        }
    }
}

/// Digits of a number at most, and characters of one in Chinese numerals: nobody counts further, and what is longer is an identifier.
const LONGEST: usize = 24;

/// The number that begins here. With `decimal`, 三点五 is three and a half; else it may be a time of day.
pub(in crate::entities) fn number(text: &str, at: usize, decimal: bool) -> Option<Number> {
    let first = *text.as_bytes().get(at)?;
    let mut number = match first {
        b'0'..=b'9' => digits(text, at),
        b'a'..=b'z' => words(text, at),
        0xe3..=0xe9 => han(text, at, decimal),
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
    let mut about = more(&mut scan);
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
                about = true;
                number.to += step.max(times);
            }
        }
    }
    let _ = about;
    number.end = scan.at;
}

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
fn han(text: &str, at: usize, decimal: bool) -> Option<Number> {
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
            let Some((low, high)) = digit(c).filter(|_| !matches!(c, '两' | '几' | '数')) else {
                break;
            };
            debug_assert!(low <= high);
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
    if run.contains(['几', '数']) {
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
        // 两千五 is 2500; 两千零五 is 2005; 十五 is 15.
        let short = place >= 100.0 && low == high && !nothing && !run.contains(['零', '〇']);
        let times = if short { place / 10.0 } else { 1.0 };
        let low = if low == 2.0 && high == 9.0 { 1.0 } else { low };
        part = (part.0 + low * times, part.1 + high * times);
    }
    Some((total.0 + part.0, total.1 + part.1))
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

/// What stands before and between the numbers of an amount.
pub(in crate::entities) struct Amount {
    /// From the word before it ("about") to the end of its last number.
    pub(in crate::entities) stretch: Stretch,
    /// Its bounds, and where it ends.
    pub(in crate::entities) number: Number,
    /// Where its first number begins.
    pub(in crate::entities) begin: usize,
}

/// What the word before a number makes of it.
fn hedge(text: &str, at: usize) -> Option<(usize, Hedge)> {
    use Hedge::{About, Above, Below, Between};
    const WORDS: [(&str, Hedge); 34] = [
        ("approximately", About),
        ("approx.", About),
        ("approx", About),
        ("about", About),
        ("around", About),
        ("roughly", About),
        ("nearly", About),
        ("almost", About),
        ("大约", About),
        ("大概", About),
        ("差不多", About),
        ("将近", About),
        ("约", About),
        ("近", About),
        ("~", About),
        ("at least", Above),
        ("more than", Above),
        ("over", Above),
        ("至少", Above),
        ("超过", Above),
        ("不少于", Above),
        ("不低于", Above),
        ("less than", Below),
        ("up to", Below),
        ("under", Below),
        ("不到", Below),
        ("不足", Below),
        ("不超过", Below),
        ("最多", Below),
        ("within", Below),
        ("between", Between),
        ("btwn", Between),
        ("from", Between),
        ("从", Between),
    ];
    let trimmed = text[..at].strip_suffix(' ').unwrap_or(&text[..at]);
    let last = trimmed.chars().next_back()?;
    if !matches!(
        last,
        'a'..='z' | '.' | '~' | '约' | '概' | '多' | '近' | '少' | '过' | '于' | '到' | '足' | '从'
    ) {
        return None;
    }
    let (word, hedge) = WORDS
        .iter()
        .filter(|(word, _)| trimmed.ends_with(word))
        .max_by_key(|(word, _)| word.len())?;
    let from = trimmed.len() - word.len();
    let latin = word.as_bytes()[0].is_ascii_lowercase();
    // 最近, 附近, 靠近 and "everything about" are no hedges; the first three end in one.
    let other = *word == "近" && trimmed[..from].ends_with(['最', '附', '靠', '接', '临', '邻']);
    (!other && (!latin || begins(text, from))).then_some((from, *hedge))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Hedge {
    About,
    Above,
    Below,
    Between,
}

/// What joins the two ends of a range. A stroke may have spaces around it.
pub(in crate::entities) fn joiner(scan: &mut Scan<'_>, between: bool) -> bool {
    let start = scan.at;
    scan.space();
    let joined = match scan.peek() {
        Some('-' | '–' | '—' | '~' | '至' | '到') => scan
            .eat_any(&["--", "-", "–", "—", "~", "至", "到"])
            .is_some(),
        Some('t' | 'o' | 'a') => {
            scan.word("to") || scan.word("or") || (between && scan.word("and"))
        }
        _ => false,
    };
    if joined {
        scan.space();
    } else {
        scan.at = start;
    }
    joined
}

/// Amounts of a text one after another: single numbers and ranges, with the word before them. What is no number of its own (a piece of
/// a word or of an identifier, an ordinal, a number behind a sign of a currency) is left out.
pub(in crate::entities) fn amounts(text: &str) -> impl Iterator<Item = Amount> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = start(text, at)?;
            at = start;
            if !stands_alone(text, start) {
                at = behind(text, start);
                continue;
            }
            let Some(number) = number(text, start, true) else {
                at = behind(text, start);
                continue;
            };
            at = number.end.max(behind(text, start));
            return Some(amount(text, start, number, &mut at));
        }
        None
    })
}

fn amount(text: &str, start: usize, mut number: Number, at: &mut usize) -> Amount {
    let hedge = hedge(text, start);
    let between = matches!(hedge, Some((_, Hedge::Between)));
    let mut scan = Scan::new(text, number.end);
    let mut range = false;
    if joiner(&mut scan, between)
        && let Some(second) = self::number(text, scan.at, true)
        && second.written == number.written
        && second.to > number.from
    {
        range = true;
        // 3-5万 are thirty to fifty thousand.
        let times = match text[..second.end].chars().next_back() {
            Some('万') if number.to < 1e4 => 1e4,
            _ => 1.0,
        };
        number = Number {
            from: number.from * times,
            to: second.to,
            written: number.written,
            end: second.end,
        };
        *at = second.end;
    }
    let mut from = start;
    if let Some((begin, hedge)) = hedge {
        if hedge != Hedge::Between || range {
            from = begin;
        }
        match hedge {
            // A tenth each way: a convention of ours, people say "about" of less and of more.
            Hedge::About if number.from == number.to => {
                number.from *= 0.9;
                number.to *= 1.1;
            }
            // Who means more than twice as much says another number.
            Hedge::Above if number.from == number.to => number.to *= 2.0,
            Hedge::Below => number.from = 0.0,
            _ => {}
        }
    }
    Amount {
        stretch: from..number.end,
        begin: start,
        number,
    }
}

/// Where the next number may begin.
fn start(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = at;
    while at < bytes.len() {
        match bytes[at] {
            b'0'..=b'9' => return Some(at),
            b'a'..=b'z' => {
                let long = bytes[at..]
                    .iter()
                    .take_while(|byte| byte.is_ascii_lowercase())
                    .count();
                if matches!(
                    bytes[at],
                    b'a' | b'c' | b'd' | b'e' | b'f' | b'h' | b'n' | b'o' | b's' | b't' | b'z'
                ) && (long <= 9)
                {
                    return Some(at);
                }
                at += long;
            }
            0xe3..=0xe9 => {
                let c = text[at..].chars().next()?;
                if is_numeral(c) {
                    return Some(at);
                }
                at += c.len_utf8();
            }
            byte if byte < 0x80 => at += 1,
            _ => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    None
}

/// Behind the run that begins here: of digits and points, of letters, of numerals. It is not looked at again.
fn behind(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let first = rest.chars().next().unwrap_or(' ');
    let same = |c: char| match first {
        '0'..='9' => c.is_ascii_digit(),
        'a'..='z' => c.is_ascii_lowercase(),
        _ => is_numeral(c),
    };
    at + rest
        .find(|c| !same(c))
        .unwrap_or(rest.len())
        .max(first.len_utf8())
}

/// Whether a number that begins here is one by itself.
fn stands_alone(text: &str, at: usize) -> bool {
    if !begins(text, at) {
        return false;
    }
    let mut before = text[..at].chars().rev();
    let last = before.next();
    match last {
        Some('第' | '$' | '€' | '£' | '¥' | '#' | '_' | '每' | '某' | '另' | '⁄') => {
            false
        }
        // A point or a stroke between a number or a word and this one: "1.2.3", "i-75".
        Some('.' | ',' | '-' | '/' | ':') => {
            !before.next().is_some_and(|c| c.is_ascii_alphanumeric())
        }
        _ => true,
    }
}
