//! Marks of secrecy.
//!
//! The words are those of everyday talk, too ("he has a secret", 商业秘密): a mark is one that stands with its star and
//! period, its caveats, in brackets or quotation marks, in capital letters among small ones, before the word for a paper, or
//! behind a word for marking.

#[cfg(test)]
mod tests;

use super::Look;
use super::network::as_written;
use super::numbers::around;
use crate::normal::Stretch;
use regex::Regex;
use report::{Entity, Named};
use std::sync::LazyLock;

/// Chinese marks (National Administration of State Secrets Protection: level, star, period), and papers for inside use.
static CHINESE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
          (?P<level> 绝密|机密|秘密) (?P<period> 级? \ ?[★☆✩✭⭐*※]+ (?:\ ?(?:[0-9一二三四五六七八九十]{1,3}(?:年|个月)|长期|永久|启用前|公布前|解密前))? )?
        | (?P<internal> (?:仅供|仅限|限)?(?:机关|单位|公司|部门|军队|军内|部队)?内部(?:使用|参考|传阅|阅读|掌握|资料|文件|材料|刊物|发行|绝密)(?:[,、]?\ ?(?:注意保存|严禁外传|不得外传|严禁外泄|请勿外传|禁止外传|不得翻印|严禁复制))?
            | 仅供内部 | 内部[★☆*] | 工作秘密[★☆*] | (?:注意保存|严禁外传|不得外传)[,、]?\ ?内部(?:资料|文件|材料) )
        ",
    )
    .ok()
});

/// English marks (CAPCO's manual; the United Kingdom's older ones).
static ENGLISH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) (?-u:\b)(?:
          (?P<level> (?:cosmic\ |nato\ )?top[\ -]secret | (?:nato\ )?secret | (?:nato\ )?confidential )
            (?P<caveat> //\ ?[a-z]+(?:[/,\ -]+(?:noforn|sci|si|tk|hcs|orcon|rel|nf|fgi|imcon|propin))* | \ ?\((?:ts|s|c)//[a-z/]+\) )?
        | (?P<internal> (?:for\ )?(?:internal|official)\ use\ only | for\ internal\ use | internal\ only | not\ for\ public\ release
            | official[- ]sensitive | law\ enforcement\ sensitive | controlled\ unclassified\ information | nato\ restricted | fouo | cui//[a-z]+ | limited\ distribution )
        )(?-u:\b)",
    )
    .ok()
});

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    if text.contains('密') || text.contains("内部") {
        chinese(look, found);
    }
    if [
        "secret",
        "confidential",
        "only",
        "use",
        "restricted",
        "fouo",
        "cui",
        "sensitive",
        "release",
        "limited",
    ]
    .iter()
    .any(|word| text.contains(word))
    {
        english(look, found);
    }
}

fn push(look: &Look<'_>, stretch: Stretch, level: &str, found: &mut Vec<Entity>) {
    let what = Named::Marking {
        level: level.into(),
    };
    found.push(look.entity(stretch, what, true));
}

fn chinese(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    let Some(pattern) = &*CHINESE else { return };
    for hit in pattern.captures_iter(text) {
        let Some(whole) = hit.get(0) else { continue };
        let stretch = whole.range();
        let (before, after) = around(text, &stretch, 24);
        let (before, after) = (&text[before], &text[after]);
        let Some(level) = hit.name("level") else {
            // "公司内部资料室" is a room.
            if !after.starts_with(['室', '馆', '库', '员', '夹', '柜']) {
                push(look, stretch, "internal", found);
            }
            continue;
        };
        let name = match level.as_str() {
            "绝密" => "top_secret",
            "机密" => "secret",
            _ => "confidential",
        };
        if hit.name("period").is_some() || is_marked(before, after, level.as_str()) {
            push(look, stretch, name, found);
        }
    }
}

/// Whether a Chinese level that stands without a period is a mark.
fn is_marked(before: &str, after: &str, level: &str) -> bool {
    // Secrets of trade and of state, kept and told: talk about secrets.
    let kinds = [
        "商业", "国家", "军事", "企业", "个人", "公司", "核心", "科技", "技术", "保守", "泄露",
        "泄漏", "小", "个", "的",
    ];
    let told = kinds.iter().any(|kind| before.ends_with(kind));
    let papers = [
        "级",
        "文件",
        "资料",
        "材料",
        "图纸",
        "文档",
        "档案",
        "件",
        "字样",
        "章",
        "印章",
        "标志",
        "标识",
        "标记",
        "电报",
        "卷宗",
        "公文",
        "地图",
        "图",
        "载体",
        "报告",
        "二字",
        "两个字",
        "两字",
    ];
    // "机密性", "秘密地": not one of these.
    let paper = papers.iter().any(|paper| after.starts_with(paper));
    let open = before
        .trim_end()
        .ends_with(['"', '“', '‘', '\'', '[', '【', '「', '『', '<', '《', '(']);
    let close = after
        .trim_start()
        .starts_with(['"', '”', '’', '\'', ']', '】', '」', '』', '>', '》', ')']);
    let verbs = [
        "标着",
        "标有",
        "标了",
        "标注",
        "标为",
        "标明",
        "标记",
        "印着",
        "印有",
        "印了",
        "盖着",
        "盖有",
        "盖了",
        "写着",
        "写有",
        "注明",
        "定为",
        "定密",
        "密级",
        "密级:",
        "密级为",
        "密级是",
        "打着",
        "划为",
        "列为",
        "属于",
        "级别为",
    ];
    let trimmed = before.trim_end_matches([
        ' ', '"', '“', '‘', '\'', ':', '【', '[', '为', '是', '着', '有', '了',
    ]);
    let verb = verbs.iter().any(|verb| {
        before
            .trim_end_matches([' ', '"', '“', '‘', ':', '【', '['])
            .ends_with(verb)
            || trimmed.ends_with(verb)
    });
    // 秘密 alone is said of much: of meetings, of files that somebody hides.
    let sure = level == "绝密" || level == "机密" || after.starts_with("级");
    verb || open && close || paper && !told && sure && !after.starts_with("件事")
}

fn english(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    let Some(pattern) = &*ENGLISH else { return };
    for hit in pattern.captures_iter(text) {
        let Some(whole) = hit.get(0) else { continue };
        let stretch = whole.range();
        let written = as_written(look, stretch.clone());
        let (before, after) = around(text, &stretch, 40);
        let capitals =
            !written.bytes().any(|c| c.is_ascii_lowercase()) && !is_shouted(look, &before, &after);
        let (before, after) = (&text[before], &text[after]);
        let Some(level) = hit.name("level") else {
            push(look, stretch, "internal", found);
            continue;
        };
        let level = level.as_str();
        let name = match level {
            level if level.contains("top") => "top_secret",
            level if level.ends_with("confidential") => "confidential",
            _ => "secret",
        };
        let verbs = [
            "marked",
            "stamped",
            "labelled",
            "labeled",
            "classified",
            "classified as",
            "classification",
            "marking",
            "level of",
            "stamp says",
            "it says",
            "reads",
            "clearance",
        ];
        let bare = before.trim_end_matches([' ', '"', '\'', '“', '‘', ':', '(', '[']);
        let bare = bare.strip_suffix(" as").unwrap_or(bare);
        let verb = verbs.iter().any(|verb| bare.ends_with(verb));
        let papers = [
            "document",
            "file",
            "paper",
            "report",
            "map",
            "drawing",
            "folder",
            "stamp",
            "marking",
            "level",
            "classif",
            "clearance",
            "memo",
            "cable",
            "material",
        ];
        let paper = papers
            .iter()
            .any(|paper| after.trim_start().starts_with(paper));
        let quoted = before.ends_with(['"', '“', '‘', '[', '\''])
            && after.starts_with(['"', '”', '’', ']', '\'']);
        let telling = name == "top_secret" && paper
            || level.starts_with("nato")
            || level.starts_with("cosmic");
        if hit.name("caveat").is_some()
            || capitals
            || verb
            || quoted && name != "confidential"
            || telling
        {
            push(look, stretch, name, found);
        }
    }
}

/// Whether the text around is in capital letters itself.
fn is_shouted(look: &Look<'_>, before: &Stretch, after: &Stretch) -> bool {
    let count = |stretch: &Stretch| {
        let written = &look.source[look.normal.source(stretch.clone())];
        written.chars().fold((0, 0), |(large, small), c| {
            (
                large + usize::from(c.is_ascii_uppercase()),
                small + usize::from(c.is_ascii_lowercase()),
            )
        })
    };
    let ((large, small), (more_large, more_small)) = (count(before), count(after));
    large + more_large > small + more_small
}
