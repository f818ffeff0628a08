use super::*;
use crate::entities::network::kit::{said, survives, texts};
use proptest::prelude::*;

fn read(text: &str) -> String {
    said(find, text, |entity| match &entity.what {
        Named::Amount { from, to, currency } if from == to => format!("{from} {currency}"),
        Named::Amount { from, to, currency } => format!("{from}..{to} {currency}"),
        _ => "?".into(),
    })
}

#[test]
fn amounts_are_read_in_both_languages() {
    for (text, value) in [
        ("给了5万元", "50000 CNY"),
        ("收了三千块", "3000 CNY"),
        ("一共0.8 BTC", "0.8 BTC"),
        ("0.8个比特币", "0.8 BTC"),
        ("He paid $2,500.", "2500 USD"),
        ("2 to 3 thousand dollars", "2000..3000 USD"),
        ("转了500 USDT", "500 USDT"),
        ("每次500u", "500 USDT"),
        ("５０００元", "5000 CNY"),
        ("人民币5万元整", "50000 CNY"),
        ("¥300", "300 CNY"),
        ("￥1,200.50", "1200.5 CNY"),
        ("RMB5000", "5000 CNY"),
        ("usd 5,000", "5000 USD"),
        ("5,000 USD", "5000 USD"),
        ("5-8万元", "50000..80000 CNY"),
        ("5万元到8万元", "50000..80000 CNY"),
        ("$500 to $800", "500..800 USD"),
        ("$2-3k", "2000..3000 USD"),
        ("$2.5m", "2500000 USD"),
        ("$5 million", "5000000 USD"),
        ("five hundred dollars", "500 USD"),
        ("a 500-dollar bribe", "500 USD"),
        ("half a million yuan", "500000 CNY"),
        ("十几万块钱", "110000..190000 CNY"),
        ("五百多块", "500..600 CNY"),
        ("5万多美元", "50000..60000 USD"),
        ("两三千块钱一个月", "2000..3000 CNY"),
        ("三块五毛", "3.5 CNY"),
        ("3元5角", "3.5 CNY"),
        ("1亿2000万元", "120000000 CNY"),
        ("HK$300 and €20", "300 HKD; 20 EUR"),
        ("20块，", "20 CNY"),
        ("给了我5万，让我拍", "50000 CNY"),
        ("转账30w", "300000 CNY"),
        ("50 cents", "0.5 USD"),
        ("200港币和300欧元", "200 HKD; 300 EUR"),
        ("每张图8000 rubles", "8000 RUB"),
        ("3万刀", "30000 USD"),
    ] {
        assert_eq!(read(text), value, "{text}");
    }
}

#[test]
fn other_numbers_are_no_money() {
    for text in [
        "",
        "3单元502",
        "一块去",
        "一块地",
        "三块牌子",
        "10块电池",
        "2元论",
        "100个元件",
        "2019年",
        "砍了3刀",
        "it weighs 5 pounds",
        "won 5 games",
        "128g u盘",
        "2u服务器",
        "5万人",
        "5万平方米",
        "N95",
        "$",
        "元",
        "dollars",
        "一百块砖头",
        "5 members",
        "三元桥",
        "块五",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

#[test]
fn no_text_takes_long() {
    survives(
        find,
        &[
            "5元",
            "5万",
            "一",
            "万",
            "三千",
            "$1",
            "$",
            "1-",
            "1到",
            "two ",
            "a few ",
            "hundred ",
            "usd",
            "between 1 and ",
            "给了5万，",
            "1,000",
            "几",
            "上万",
            "十",
            "二〇",
        ],
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in texts(&[
        "元", "块", "万", "亿", "几", "上", "十", "多", "千", "$", "¥", "usd ", "-", "到", " to ", "two ", "hundred ", "half a ", "million ", "5", "0.", ",000", "k", "角",
        "between ", " and ", "给了", "w", "個", "萬",
    ])) {
        for entity in crate::entities::network::kit::found(find, &text) {
            let Named::Amount { from, to, .. } = entity.what else { continue };
            prop_assert!(from <= to && from.is_finite() && to.is_finite(), "{} {}", from, to);
        }
    }
}
