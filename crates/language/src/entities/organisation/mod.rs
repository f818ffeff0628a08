//! Organisations by the form of their names.
//!
//! A Chinese name ends with what kind of body it is; where it begins nothing says, so it goes back to the last word that no name
//! has in it, and what is left must be more than the name of a trade ("物业公司", "化工厂"). An English name is a run of words with
//! capital letters that ends or begins with the kind.

#[cfg(test)]
mod tests;
mod words;

use super::Look;
use super::network::behind_space;
use crate::normal::{Stretch, is_han};
use regex::Regex;
use report::{Entity, Named};
use std::sync::LazyLock;

/// Characters of a Chinese name before its kind at most.
const NAME: usize = 24;

static KINDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|分公司|总公司|公司|集团|科学院|研究所|研究院|研究中心|设计院|实验室|大学|学院|医院\
         |派出所|检察院|法院|银行|信用社|委员会|基金会|协会|事务所|中学|小学|幼儿园|工厂|厂|局|部队|基地",
    )
    .ok()
});

/// Words with capital letters, and the kind at the end; or the kind at the beginning.
static ENGLISH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) (?-u:\b) (?:
          (?P<ends> (?:[A-Z][A-Za-z0-9&'.+-]*,?\ (?:(?:of|and|for|the|&)\ ){0,2}){1,6}
            (?:Co\.?,?\ (?:Ltd|LTD)|Pty\ Ltd|Ltd|LTD|Limited|Inc|INC|LLC|LLP|GmbH|Corp|Corporation|Company|PLC|Plc|plc|AG|S\.A|SA|S\.r\.l|Srl|BV|B\.V|NV|AB|Oy|K\.K|KK|OOO|JSC
              |University|Universities|Institute|Institution|College|Academy|Hospital|Bank|Laboratory|Laboratories|Labs|Group|Holdings|Agency|Bureau|Ministry|Commission|Authority|Foundation|Association|Observatory) )
        | (?P<begins> (?:University|Institute|Ministry|Bank|Academy|Bureau|Department|Academies|College)\ of\ (?:the\ )?[A-Z][A-Za-z0-9&'-]*(?:(?:,?\ (?:and|of|for|the|&))?\ [A-Z][A-Za-z0-9&'-]*){0,5} )
        ) (?-u:\b)",
    )
    .ok()
});

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    chinese(look, found);
    english(look, found);
}

fn push(look: &Look<'_>, stretch: Stretch, source: bool, found: &mut Vec<Entity>) {
    let nothing = || Named::Organisation {
        name: String::new(),
    };
    let mut entity = match source {
        true => look.entity_of_source(stretch, nothing(), true),
        false => look.entity(stretch, nothing(), true),
    };
    entity.what = Named::Organisation {
        name: entity.text.clone(),
    };
    found.push(entity);
}

fn chinese(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    let Some(kinds) = &*KINDS else { return };
    let mut limit = 0;
    for kind in kinds.find_iter(text) {
        let from = begin(text, kind.start(), limit);
        let from = behind_space(look, from..kind.start());
        let other = text[kind.end()..].starts_with(words::goes_on(kind.as_str()));
        if !other && is_name(&text[from..kind.start()], kind.as_str()) {
            push(look, from..kind.end(), false, found);
            // "某公司研究院": the first stands within the second, which is the whole name.
            limit = from;
        } else {
            limit = kind.end();
        }
    }
}

/// Where a name begins that goes up to here: behind the last word that no name has in it.
fn begin(text: &str, end: usize, limit: usize) -> usize {
    let mut from = end;
    for (count, (at, c)) in text[limit..end].char_indices().rev().enumerate() {
        let at = limit + at;
        let part =
            is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '(' | ')' | '·' | '&' | '-');
        if !part || count == NAME {
            break;
        }
        if words::stops(c) && !words::is_within(text, at) {
            break;
        }
        // A word of two characters ends here.
        if count > 0 || is_han(c) {
            let before = text[limit..at].chars().next_back();
            if let Some(before) = before
                && words::stops_pair(&text[at - before.len_utf8()..at + c.len_utf8()])
            {
                break;
            }
        }
        from = at;
    }
    let name = &text[from..end];
    // A bracket that was never opened or closed, numbers and counting words at its beginning.
    let trimmed = match name.contains(')') == name.contains('(') {
        true => name.trim_start_matches([')', '-', '·', '&']),
        false => name.rsplit(['(', ')']).next().unwrap_or(name),
    };
    let trimmed = trimmed.trim_start_matches([
        '个', '家', '所', '名', '位', '座', '间', '第', '年', '月', '日', '号', '点', '时',
    ]);
    end - trimmed.len()
}

/// Whether what stands before the kind is a name and not only a trade.
fn is_name(core: &str, kind: &str) -> bool {
    let place = core.contains(['省', '市', '县', '区', '州', '镇', '乡', '旗'])
        || core.contains("国家")
        || core.contains("中国");
    match kind {
        "局" | "委员会" | "派出所" | "法院" | "检察院" => {
            place && core.chars().count() >= 3
        }
        "部队" | "基地" => core.bytes().filter(u8::is_ascii_digit).count() >= 3,
        _ => {
            let rest = words::without_trades(core);
            let letters = rest.chars().filter(|c| c.is_alphanumeric()).count();
            letters >= 2 && !rest.bytes().all(|c| c.is_ascii_digit())
                || place
                    && matches!(
                        kind,
                        "医院" | "中学" | "小学" | "银行" | "大学" | "学院" | "幼儿园"
                    )
                    && core.chars().count() >= 3
        }
    }
}

fn english(look: &Look<'_>, found: &mut Vec<Entity>) {
    let source = look.source;
    if !words::ENGLISH.iter().any(|kind| source.contains(kind)) {
        return;
    }
    let Some(pattern) = &*ENGLISH else { return };
    for hit in pattern.find_iter(source) {
        let mut from = hit.start();
        let mut name = hit.as_str();
        // "At The", "He": a sentence begins with a capital letter, too.
        while let Some((first, rest)) = name.split_once(' ')
            && words::opens(first)
        {
            from += first.len() + 1;
            name = rest;
        }
        // Each word in capitals: a text that shouts, where only the strictest kinds say anything.
        let shouted = !name.bytes().any(|c| c.is_ascii_lowercase());
        let short = name.split(' ').count() <= 4;
        let words = name.split(' ').count();
        if words < 2
            || (shouted
                && !(short
                    && ["LTD", "INC", "LLC"]
                        .iter()
                        .any(|kind| name.ends_with(kind))))
        {
            continue;
        }
        let to =
            hit.end() + usize::from(source[hit.end()..].starts_with('.') && words::is_short(name));
        push(look, from..to, true, found);
    }
}
