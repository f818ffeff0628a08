//! Names on services.

use super::{Site, endings::ending};
use regex::Regex;
use report::{Entity, Named};
use std::sync::LazyLock;

/// A service, what joins it to a name, and the name.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)
        (?P<service> 企业微信|微信|威信|薇信|v信|weixin|wechat|vx|qq|扣扣|企鹅号|telegram|电报|纸飞机|tg|whatsapp|signal|skype
            |推特|twitter|instagram|facebook|脸书|微博|weibo|抖音|douyin|tiktok|快手|kuaishou|小红书|github|discord|支付宝|alipay
            |wickr|threema|session|jabber|xmpp|钉钉|闲鱼|kakaotalk)
        (?P<mark> (?:\ ?(?:公众号|群号|群|账号|帐号|账户|号码|号|id|昵称|用户名|名|account|handle|username|user|name|channel|contact|联系|联系方式))?
            \ ?(?::|=|是|为|叫|is|as|加)?\ ?["'“‘(]?)
        (?P<name> @?[a-z0-9][a-z0-9_.-]{3,63})"#,
    )
    .ok()
});

/// Names on services that the text names, and those with an @ before them.
pub(super) fn find(site: &Site<'_>, found: &mut Vec<Entity>) {
    let text = site.text();
    let mut taken = Vec::new();
    if let Some(named) = &*NAMED {
        for hit in named.captures_iter(text) {
            let (Some(service), Some(mark), Some(name)) =
                (hit.name("service"), hit.name("mark"), hit.name("name"))
            else {
                continue;
            };
            let joined = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            // "smtg", "faqqs": a piece of a word.
            if service.as_str().is_ascii() && joined(text[..service.start()].chars().next_back()) {
                continue;
            }
            let written = name.as_str().trim_end_matches(['.', '-', '_']);
            let stretch = name.start()..name.start() + written.len();
            let after = text[stretch.end..].chars().next();
            if matches!(after, Some('@' | '/')) || joined(after) {
                continue;
            }
            let service = service_of(service.as_str());
            let plain = written.trim_start_matches('@');
            if !is_said(service, mark.as_str(), written) || is_host(plain) {
                continue;
            }
            let valid = fits(service, plain);
            if !valid && !mark.as_str().contains([':', '号']) {
                continue;
            }
            taken.push(stretch.end);
            let what = Named::Handle {
                service: service.into(),
                name: plain.to_owned(),
            };
            found.push(site.found(&stretch, what, valid));
        }
    }
    for (at, _) in text.match_indices('@') {
        let before = text[..at].chars().next_back();
        if before
            .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '@' | '_' | '-' | '/'))
        {
            continue;
        }
        let part = |c: &u8| c.is_ascii_alphanumeric() || *c == b'_';
        let name = text[at + 1..].bytes().take(33).take_while(part).count();
        let stretch = at..at + 1 + name;
        let written = &text[at + 1..stretch.end];
        let follows = text[stretch.end..].chars().next();
        // "@ 3000 ft", "@night": a name has four characters and begins with a letter.
        if !(4..=32).contains(&name)
            || !written.starts_with(|c: char| c.is_ascii_alphabetic())
            || follows == Some('@')
            || taken.binary_search(&stretch.end).is_ok()
        {
            continue;
        }
        let what = Named::Handle {
            service: String::new(),
            name: written.to_owned(),
        };
        found.push(site.found(&stretch, what, true));
    }
}

/// How long the name of a mailbox is that ends before an @ here, the @ counted.
pub(super) fn local(before: &str) -> Option<usize> {
    let name = before.strip_suffix('@')?;
    let part = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'%' | b'+' | b'-');
    let long = name.bytes().rev().take(64).take_while(part).count();
    let written = name[name.len() - long..].trim_start_matches(['.', '-', '+', '%']);
    (!written.is_empty() && !written.ends_with('.')).then(|| written.len() + 1)
}

/// The name in a link to somebody on Telegram.
pub(super) fn telegram(link: &str) -> Option<&str> {
    let name = ["t.me/", "telegram.me/"]
        .iter()
        .find_map(|host| link.strip_prefix(host))?;
    let fits = (5..=32).contains(&name.len())
        && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
        && name != "joinchat";
    fits.then_some(name)
}

fn service_of(word: &str) -> &'static str {
    match word {
        "微信" | "威信" | "薇信" | "v信" | "weixin" | "wechat" | "vx" => "wechat",
        "企业微信" => "wecom",
        "qq" | "扣扣" | "企鹅号" => "qq",
        "telegram" | "电报" | "纸飞机" | "tg" => "telegram",
        "whatsapp" => "whatsapp",
        "signal" => "signal",
        "skype" => "skype",
        "推特" | "twitter" => "x",
        "instagram" => "instagram",
        "facebook" | "脸书" => "facebook",
        "微博" | "weibo" => "weibo",
        "抖音" | "douyin" => "douyin",
        "tiktok" => "tiktok",
        "快手" | "kuaishou" => "kuaishou",
        "小红书" => "xiaohongshu",
        "github" => "github",
        "discord" => "discord",
        "支付宝" | "alipay" => "alipay",
        "wickr" => "wickr",
        "threema" => "threema",
        "session" => "session",
        "jabber" | "xmpp" => "xmpp",
        "钉钉" => "dingtalk",
        "闲鱼" => "xianyu",
        _ => "kakaotalk",
    }
}

/// Whether it is said that this is the name: "telegram group" names a group, "telegram: group" a name.
fn is_said(service: &str, mark: &str, name: &str) -> bool {
    let digits = name.bytes().all(|c| c.is_ascii_digit());
    let colon = mark.contains([':', '=', '"', '“', '(']);
    let words = [
        "号",
        "id",
        "用户名",
        "名",
        "是",
        "为",
        "叫",
        "handle",
        "username",
        "account",
        "user",
        "name",
    ];
    let said = colon || words.iter().any(|word| mark.contains(word));
    // "my wechat is blocked", "signal as well": only what no word looks like.
    let odd = name.starts_with('@') || name.bytes().any(|c| c.is_ascii_digit() || c == b'_');
    match (service, digits) {
        ("qq", true) => said || name.len() >= 5,
        ("qq", false) => false,
        ("wechat", true) => name.len() == 11 || said && name.len() >= 6,
        (_, true) => colon || said && name.len() >= 5,
        ("signal" | "session" | "threema", false) => colon || name.starts_with('@'),
        _ => colon || odd || said && (!mark.is_ascii() || mark.contains(" is")),
    }
}

/// What a service asks of its names.
fn fits(service: &str, name: &str) -> bool {
    let digits = name.bytes().all(|c| c.is_ascii_digit());
    match service {
        // A telephone number, an old QQ number, or a name of 6 to 20 that begins with a letter.
        "wechat" => {
            digits && (5..=11).contains(&name.len())
                || (6..=20).contains(&name.len())
                    && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        }
        "qq" => digits && (5..=11).contains(&name.len()) && !name.starts_with('0'),
        "telegram" => (4..=32).contains(&name.len()),
        _ => true,
    }
}

/// A host stands there instead of a name: "telegram: t.me/..." or "微博 weibo.com".
fn is_host(name: &str) -> bool {
    name.contains('.')
        && name
            .rsplit('.')
            .next()
            .is_some_and(|last| ending(last).is_some())
}
