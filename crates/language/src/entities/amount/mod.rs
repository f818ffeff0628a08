//! Amounts of money in both languages.
//!
//! A dollar is one of the United States unless it says otherwise, ¥ is Chinese. "Pounds" alone are a weight. 块 counts things
//! as well as money, 刀 is a knife: they are read as money where nothing else is likely. "5万" without a currency is read where
//! the words before it are of payment.

mod currency;
pub(in crate::entities) mod figure;
mod spoken;
#[cfg(test)]
mod tests;

use super::Look;
use crate::normal::{Stretch, is_han};
use figure::{Figure, figures};
use report::{Entity, Named};

/// An amount, where it stands.
struct Amount {
    stretch: Stretch,
    low: f64,
    high: f64,
    currency: &'static str,
}

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    if !hints(text) {
        return;
    }
    let mut amounts: Vec<Amount> = Vec::new();
    let mut taken = 0;
    for figure in figures(text) {
        if figure.stretch.start < taken {
            continue;
        }
        let Some(amount) = amount(text, &figure, taken) else {
            continue;
        };
        taken = amount.stretch.end;
        match amounts.last_mut() {
            Some(last) if last.goes_on(text, &amount) => {
                last.stretch.end = amount.stretch.end;
                last.high = amount.high;
            }
            _ => amounts.push(amount),
        }
    }
    found.extend(amounts.into_iter().map(|amount| {
        let what = Named::Amount {
            from: amount.low,
            to: amount.high,
            currency: amount.currency.into(),
        };
        look.entity(amount.stretch, what, true)
    }));
}

impl Amount {
    /// "5万元到8万元", "$500 to $800".
    fn goes_on(&self, text: &str, next: &Amount) -> bool {
        let between = text[self.stretch.end..next.stretch.start].trim();
        self.currency == next.currency
            && self.low == self.high
            && self.high < next.low
            && matches!(between, "-" | "~" | "–" | "—" | "到" | "至" | "to")
    }
}

/// Whether there can be money in it: a cheap look.
fn hints(text: &str) -> bool {
    let mut digits = false;
    let mut money = false;
    for c in text.chars() {
        digits |= c.is_ascii_digit() || matches!(c, '一'..='龥') || matches!(c, 'h' | 't');
        money |= matches!(
            c,
            '元' | '块'
                | '钱'
                | '币'
                | '金'
                | '刀'
                | '镑'
                | '布'
                | '铢'
                | '比'
                | '郎'
                | '坊'
                | '万'
                | '千'
                | '百'
                | '亿'
                | '圆'
                | '$'
                | '¥'
                | '€'
                | '£'
                | '₽'
                | '₩'
                | '₹'
                | '₿'
                | '円'
                | 'a'..='z'
        );
        if digits && money {
            return true;
        }
    }
    false
}

fn amount(text: &str, figure: &Figure, taken: usize) -> Option<Amount> {
    let Stretch { start, end } = figure.stretch;
    let head = text[taken..start].trim_end_matches(' ');
    let before = match taken + head.len() + 1 >= start {
        true => currency::at_end(head).map(|(code, long)| (code, taken + head.len() - long)),
        false => None,
    };
    if figure.joined && before.is_none() {
        return None;
    }
    let (mut low, mut high) = (figure.low, figure.high);
    let mut to = end;
    // "$2.5m", "$300bn".
    if before.is_some() && figure.plain {
        let letters = text[end..]
            .bytes()
            .take_while(u8::is_ascii_alphanumeric)
            .count();
        let scale = match &text[end..end + letters] {
            "m" | "mm" => 1e6,
            "b" => 1e9,
            "w" => 1e4,
            _ => 1.0,
        };
        if scale > 1.0 {
            (low, high, to) = (low * scale, high * scale, end + letters);
        }
    }
    let behind = behind(text, to, figure);
    let (currency, from) = match (before, behind) {
        (None, None) => return paid(text, figure),
        (Some((code, from)), None) => (code, from),
        (None, Some((code, worth, long))) => {
            (low, high, to) = (low * worth, high * worth, to + long);
            (code, start)
        }
        // "人民币5万元", "US$500 USD"; but "$5, 3 yuan" is no more than its beginning.
        (Some((code, from)), Some((same, worth, long))) => {
            if code == same {
                (low, high, to) = (low * worth, high * worth, to + long);
            }
            (code, from)
        }
    };
    if high <= 0.0 {
        return None;
    }
    if currency == "CNY" && low == high {
        let (more, long) = change(&text[to..]);
        (low, high, to) = (low + more, high + more, to + long);
    }
    Some(Amount {
        stretch: from..to,
        low,
        high,
        currency,
    })
}

/// The currency behind a number: its code, what one is worth, how long it is.
fn behind(text: &str, end: usize, figure: &Figure) -> Option<(&'static str, f64, usize)> {
    let rest = &text[end..];
    let mut name = rest.trim_start_matches([' ', '-']);
    if rest.len() - name.len() > 1 {
        return None;
    }
    // "0.8个比特币", "5万多元", "三千来块".
    let counted = name.trim_start_matches(['个', '枚', '多', '余', '来']);
    let measured = counted.len() < name.len() && name.starts_with(['个', '枚']);
    if name.len() - counted.len() <= 3 {
        name = counted;
    }
    let (code, worth, long) = currency::at_beginning(name)?;
    let word = &name[..long];
    let after = &name[long..];
    if measured && matches!(code, "CNY") {
        return None;
    }
    let fits = match word {
        "元" | "圆" => {
            let next = after.chars().next();
            !matches!(
                next,
                Some(
                    '件' | '素'
                        | '器'
                        | '旦'
                        | '首'
                        | '宝'
                        | '凶'
                        | '帅'
                        | '老'
                        | '气'
                        | '音'
                        | '论'
                        | '里'
                        | '桥'
                        | '月'
                        | '年'
                        | '青'
                )
            )
        }
        "块" => block(after, figure),
        "刀" => figure.high >= 100.0 && !after.starts_with(['具', '子', '片', '口']),
        "u" => figure.plain && figure.high >= 100.0 && !after.starts_with(['盘', '型', '形']),
        "dollar" => rest.starts_with('-') || figure.high <= 1.0,
        "ether" | "tether" | "doge" | "quid" | "rub" | "cad" | "bnb" => {
            rest.starts_with(' ') && figure.high > 0.0
        }
        _ => true,
    };
    fits.then_some((code, worth, end_of(rest, after)))
}

fn end_of(rest: &str, after: &str) -> usize {
    rest.len() - after.len()
}

/// Whether 块 counts money here, not stones, boards or batteries.
fn block(after: &str, figure: &Figure) -> bool {
    let Some(next) = after.chars().next() else {
        return figure.high > 1.0;
    };
    if figure.high <= 1.0 {
        return false;
    }
    let said = !is_han(next) && !next.is_ascii_alphanumeric()
        || matches!(
            next,
            '左' | '到'
                | '至'
                | '每'
                | '一'
                | '以'
                | '多'
                | '就'
                | '都'
                | '了'
                | '吧'
                | '呢'
                | '现'
                | '报'
                | '的'
        )
        || next.is_ascii_digit()
        || after.starts_with("五")
        || after.starts_with("八");
    let thing = matches!(
        next,
        '牌' | '砖'
            | '石'
            | '田'
            | '地'
            | '板'
            | '瓦'
            | '电'
            | '手'
            | '表'
            | '屏'
            | '硬'
            | '肉'
            | '玻'
            | '钢'
            | '铁'
            | '木'
            | '布'
            | '土'
            | '菜'
            | '区'
            | '儿'
            | '状'
            | '去'
            | '来'
            | '小'
            | '大'
            | '空'
            | '芯'
            | '太'
            | '金'
            | '蛋'
            | '糖'
            | '水'
            | '砚'
            | '墓'
            | '碑'
            | '广'
    );
    said || figure.high >= 100.0 && !thing
}

/// 角 and 毛 behind 元 and 块: "3元5角", "三块五"; how much and how long.
fn change(text: &str) -> (f64, usize) {
    let Some(c) = text.chars().next() else {
        return (0.0, 0);
    };
    let digit = match c {
        '1'..='9' => f64::from(u32::from(c) - u32::from('0')),
        '一' => 1.0,
        '二' | '两' => 2.0,
        '三' => 3.0,
        '四' => 4.0,
        '五' => 5.0,
        '六' => 6.0,
        '七' => 7.0,
        '八' => 8.0,
        '九' => 9.0,
        _ => return (0.0, 0),
    };
    let rest = &text[c.len_utf8()..];
    match rest.chars().next() {
        Some('角' | '毛') => (digit / 10.0, c.len_utf8() + '角'.len_utf8()),
        _ => (0.0, 0),
    }
}

/// A number in thousands and more with words of payment before it and nothing behind it that it counts: "给了我5万".
fn paid(text: &str, figure: &Figure) -> Option<Amount> {
    let Stretch { start, end } = figure.stretch;
    let rest = &text[end..];
    let (scale, long) = match rest.strip_prefix('w') {
        Some(after) if figure.plain && !after.starts_with(|c: char| c.is_ascii_alphanumeric()) => {
            (1e4, 1)
        }
        _ => (1.0, 0),
    };
    if figure.joined || figure.scale < 1_000.0 && long == 0 {
        return None;
    }
    let after = rest[long..].chars().next();
    let ends = after.is_none_or(|c| {
        !is_han(c) && !c.is_ascii_alphanumeric()
            || matches!(
                c,
                '了' | '给' | '作' | '左' | '现' | '好' | '到' | '就' | '才' | '的'
            )
    });
    if !ends {
        return None;
    }
    // Eight characters, no further than the sentence.
    let before = text[..start].char_indices().rev().take(8);
    let from = before
        .take_while(|(_, c)| !matches!(c, '。' | ',' | ';' | '!' | '?'))
        .last()
        .map_or(start, |(at, _)| at);
    let words = [
        "转账",
        "汇款",
        "打款",
        "付款",
        "付了",
        "付给",
        "支付",
        "报酬",
        "酬金",
        "奖金",
        "好处费",
        "工资",
        "月薪",
        "年薪",
        "罚款",
        "受贿",
        "行贿",
        "送了",
        "给了",
        "给我",
        "给他",
        "给她",
        "收了",
        "收他",
        "赔偿",
        "借了",
        "借给",
        "欠",
        "价格",
        "卖了",
        "卖价",
        "买了",
        "花了",
        "交了",
        "要价",
        "出价",
        "开价",
        "佣金",
        "红包",
        "现金",
        "押金",
        "定金",
        "贷款",
        "转给",
        "转了",
        "打了",
        "收取",
        "索要",
        "勒索",
        "赎金",
    ];
    let near = &text[from..start];
    words
        .iter()
        .any(|word| near.contains(word))
        .then(|| Amount {
            stretch: start..end + long,
            low: figure.low * scale,
            high: figure.high * scale,
            currency: "CNY",
        })
}
