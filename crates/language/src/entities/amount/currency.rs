//! What currencies are called.

use crate::normal::is_han;

/// Behind a number, the longer before the shorter where one begins with the other.
const BEHIND: &[(&str, &str, f64)] = &[
    ("人民币", "CNY", 1.0),
    ("元人民币", "CNY", 1.0),
    ("块钱", "CNY", 1.0),
    ("元钱", "CNY", 1.0),
    ("毛钱", "CNY", 0.1),
    ("元", "CNY", 1.0),
    ("圆", "CNY", 1.0),
    ("块", "CNY", 1.0),
    ("美元", "USD", 1.0),
    ("美金", "USD", 1.0),
    ("美刀", "USD", 1.0),
    ("刀", "USD", 1.0),
    ("欧元", "EUR", 1.0),
    ("英镑", "GBP", 1.0),
    ("港币", "HKD", 1.0),
    ("港元", "HKD", 1.0),
    ("港纸", "HKD", 1.0),
    ("日元", "JPY", 1.0),
    ("日币", "JPY", 1.0),
    ("韩元", "KRW", 1.0),
    ("韩币", "KRW", 1.0),
    ("卢布", "RUB", 1.0),
    ("新台币", "TWD", 1.0),
    ("台币", "TWD", 1.0),
    ("新加坡元", "SGD", 1.0),
    ("新币", "SGD", 1.0),
    ("澳元", "AUD", 1.0),
    ("澳币", "AUD", 1.0),
    ("加元", "CAD", 1.0),
    ("加币", "CAD", 1.0),
    ("瑞士法郎", "CHF", 1.0),
    ("瑞郎", "CHF", 1.0),
    ("泰铢", "THB", 1.0),
    ("卢比", "INR", 1.0),
    ("比特币", "BTC", 1.0),
    ("以太坊", "ETH", 1.0),
    ("以太币", "ETH", 1.0),
    ("泰达币", "USDT", 1.0),
    ("门罗币", "XMR", 1.0),
    ("莱特币", "LTC", 1.0),
    ("狗狗币", "DOGE", 1.0),
    ("yuan", "CNY", 1.0),
    ("kuai", "CNY", 1.0),
    ("renminbi", "CNY", 1.0),
    ("rmb", "CNY", 1.0),
    ("cny", "CNY", 1.0),
    ("cnh", "CNY", 1.0),
    ("us dollars", "USD", 1.0),
    ("us dollar", "USD", 1.0),
    ("u.s. dollars", "USD", 1.0),
    ("american dollars", "USD", 1.0),
    ("hong kong dollars", "HKD", 1.0),
    ("australian dollars", "AUD", 1.0),
    ("canadian dollars", "CAD", 1.0),
    ("singapore dollars", "SGD", 1.0),
    ("taiwan dollars", "TWD", 1.0),
    ("dollars", "USD", 1.0),
    ("dollar", "USD", 1.0),
    ("bucks", "USD", 1.0),
    ("cents", "USD", 0.01),
    ("usd", "USD", 1.0),
    ("euros", "EUR", 1.0),
    ("euro", "EUR", 1.0),
    ("eur", "EUR", 1.0),
    ("pounds sterling", "GBP", 1.0),
    ("british pounds", "GBP", 1.0),
    ("gbp", "GBP", 1.0),
    ("quid", "GBP", 1.0),
    ("hkd", "HKD", 1.0),
    ("twd", "TWD", 1.0),
    ("ntd", "TWD", 1.0),
    ("sgd", "SGD", 1.0),
    ("aud", "AUD", 1.0),
    ("cad", "CAD", 1.0),
    ("chf", "CHF", 1.0),
    ("swiss francs", "CHF", 1.0),
    ("jpy", "JPY", 1.0),
    ("yen", "JPY", 1.0),
    ("krw", "KRW", 1.0),
    ("korean won", "KRW", 1.0),
    ("rubles", "RUB", 1.0),
    ("roubles", "RUB", 1.0),
    ("rub", "RUB", 1.0),
    ("rupees", "INR", 1.0),
    ("inr", "INR", 1.0),
    ("dirhams", "AED", 1.0),
    ("aed", "AED", 1.0),
    ("bitcoins", "BTC", 1.0),
    ("bitcoin", "BTC", 1.0),
    ("btc", "BTC", 1.0),
    ("ether", "ETH", 1.0),
    ("ethereum", "ETH", 1.0),
    ("eth", "ETH", 1.0),
    ("usdt", "USDT", 1.0),
    ("tether", "USDT", 1.0),
    ("u", "USDT", 1.0),
    ("usdc", "USDC", 1.0),
    ("monero", "XMR", 1.0),
    ("xmr", "XMR", 1.0),
    ("litecoin", "LTC", 1.0),
    ("ltc", "LTC", 1.0),
    ("trx", "TRX", 1.0),
    ("bnb", "BNB", 1.0),
    ("doge", "DOGE", 1.0),
    ("dogecoin", "DOGE", 1.0),
    ("€", "EUR", 1.0),
    ("£", "GBP", 1.0),
    ("$", "USD", 1.0),
    ("¥", "CNY", 1.0),
    ("円", "JPY", 1.0),
    ("₽", "RUB", 1.0),
    ("₿", "BTC", 1.0),
];

/// Before a number.
const BEFORE: &[(&str, &str)] = &[
    ("us$", "USD"),
    ("hk$", "HKD"),
    ("nt$", "TWD"),
    ("au$", "AUD"),
    ("ca$", "CAD"),
    ("a$", "AUD"),
    ("c$", "CAD"),
    ("s$", "SGD"),
    ("$", "USD"),
    ("rmb¥", "CNY"),
    ("cn¥", "CNY"),
    ("¥", "CNY"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("₽", "RUB"),
    ("₩", "KRW"),
    ("₹", "INR"),
    ("₿", "BTC"),
    ("usdt", "USDT"),
    ("usdc", "USDC"),
    ("usd", "USD"),
    ("rmb", "CNY"),
    ("cny", "CNY"),
    ("hkd", "HKD"),
    ("eur", "EUR"),
    ("gbp", "GBP"),
    ("jpy", "JPY"),
    ("chf", "CHF"),
    ("sgd", "SGD"),
    ("aud", "AUD"),
    ("btc", "BTC"),
    ("人民币", "CNY"),
    ("美元", "USD"),
    ("美金", "USD"),
    ("港币", "HKD"),
    ("欧元", "EUR"),
];

/// The currency whose name a text begins with: its code, what one of it is worth in it, how long the name is.
pub(super) fn at_beginning(text: &str) -> Option<(&'static str, f64, usize)> {
    let first = text.chars().next()?;
    // Most numbers are of something else.
    let money = matches!(
        first,
        'a'..='z'
            | '元'
            | '圆'
            | '块'
            | '毛'
            | '人'
            | '美'
            | '刀'
            | '欧'
            | '英'
            | '港'
            | '日'
            | '韩'
            | '卢'
            | '新'
            | '台'
            | '澳'
            | '加'
            | '瑞'
            | '泰'
            | '比'
            | '以'
            | '门'
            | '莱'
            | '狗'
            | '€'
            | '£'
            | '$'
            | '¥'
            | '円'
            | '₽'
            | '₿'
    );
    if !money {
        return None;
    }
    let fits = |name: &str| {
        text.starts_with(name)
            && (!name.ends_with(|c: char| c.is_ascii_alphabetic())
                || !text[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let all = BEHIND.iter().filter(|(name, ..)| name.starts_with(first));
    all.filter(|(name, ..)| fits(name))
        .max_by_key(|(name, ..)| name.len())
        .map(|(name, code, worth)| (*code, *worth, name.len()))
}

/// The currency whose name a text ends with: its code and how long the name is.
pub(super) fn at_end(text: &str) -> Option<(&'static str, usize)> {
    let last = text.chars().next_back()?;
    if is_han(last) && !matches!(last, '币' | '元' | '金') {
        return None;
    }
    let whole = |name: &str| {
        let before = text[..text.len() - name.len()].chars().next_back();
        !name.starts_with(|c: char| c.is_ascii_alphabetic())
            || !before.is_some_and(|c| c.is_ascii_alphanumeric())
    };
    BEFORE
        .iter()
        .filter(|(name, _)| name.ends_with(last))
        .find(|(name, _)| text.ends_with(name) && whole(name))
        .map(|(name, code)| (*code, name.len()))
}
