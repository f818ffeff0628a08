//! The numbers of a text one after another, with what people put around them: "about", "at least", "3 to 5".

use super::number::{Number, is_numeral, number};
use super::scan::{Scan, begins};
use crate::normal::Stretch;

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
