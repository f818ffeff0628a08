//! Places as they are described in Chinese.

use super::{Look, push};
use crate::entities::network::behind_space;
use crate::normal::{Stretch, is_han};
use regex::Regex;
use report::Entity;
use std::sync::LazyLock;

/// Characters of the name of a road at most.
const NAME: usize = 8;

/// Parts of a description. Digits, Chinese numerals and single letters number things.
static PARTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = "(?:[a-z]?[0-9]{1,4}(?:-[0-9]{1,4})?[a-z]?|[一二三四五六七八九十百]{1,4}|[a-z])";
    Regex::new(&format!(
        r"(?x)
          (?P<junction> (?:大道|路|街|道) (?:的)? (?:交叉路口|交叉口|交汇处|交界处|交叉处|十字路口|路口|口) (?:[东南西北]{{1,2}}(?:角|侧|面))? )
        | (?P<road> (?:大道|大街|路|街|巷|弄|胡同) (?:[东南西北中]段?|[一二三四五]段)? [0-9一二三四五六七八九十百]{{1,6}} (?:-[0-9]{{1,4}})? (?:弄[0-9]{{1,4}})? 号 (?:院|附[0-9]{{1,3}}号)? )
        | (?P<kilometre> (?:[gsx][0-9]{{1,4}}(?:国道|省道|县道|高速公路|高速)? | [0-9]{{3}}(?:国道|省道|县道) | 高速公路|高速|国道|省道|县道|公路|铁路|线)? (?:上|的)? (?:k[0-9]{{1,4}}\+[0-9]{{1,3}} (?:米)?(?:处)? | [0-9]{{1,4}}(?:\.[0-9]{{1,3}})?(?:公里|千米)(?:加|\+)?(?:[0-9]{{1,3}}米)?处 | (?:里程碑|桩号)\ ?k?[0-9]{{1,4}}(?:\+[0-9]{{1,3}})?) )
        | (?P<pole> (?:[0-9]{{1,4}}|[一二三四五六七八九十]{{1,3}})号 (?:高压线塔|高压铁塔|输电铁塔|电线杆|路灯杆|路灯|灯杆|电杆|杆塔|铁塔|线杆|塔|杆|基站) | (?:高压线塔|输电铁塔|电线杆|路灯杆|灯杆|电杆|杆塔|铁塔|线杆)(?:编号|号码|号|上编号)?(?:是|为|:)?\ ?[a-z]{{0,3}}-?[0-9]{{1,8}}(?:-[0-9]{{1,5}})?号? )
        | (?P<beside> (?:(?:旁边|边上|后面|前面|左边|右边|左侧|右侧|东侧|西侧|南侧|北侧|对面|下面|上面|门口|往[东南西北里外前后左右]+)的?)? 第[0-9一二三四五六七八九十]{{1,3}}(?:棵|根|盏|座|栋|排|间|辆|扇|颗|张)[\u{{4e00}}-\u{{9fff}}]{{1,2}} )
        | (?P<building> {number}\ ?(?:号楼|栋|幢|号门|单元|座楼) )
        | (?P<floor> (?:地下|负)[0-9一二三四五六]{{1,2}}(?:层|楼) | 第?[0-9]{{1,3}}楼 | 第?[一二三四五六七八九十]{{1,3}}楼 | 第[0-9一二三四五六七八九十]{{1,3}}层 | 楼顶(?:天台|平台)? )
        | (?P<detail> {number}\ ?(?:层|室|门|座|排|房) | [0-9]{{3,4}}号?(?:房间|房) )
        ",
    ))
    .ok()
});

/// A part, and what it is.
struct Part {
    stretch: Stretch,
    form: &'static str,
}

pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    // Every part but that with a letter and a number has one of these.
    if !text.chars().any(is_han) && !text.contains('+') {
        return;
    }
    let Some(pattern) = &*PARTS else { return };
    let mut open: Option<Part> = None;
    let mut done = 0;
    for hit in pattern.captures_iter(text) {
        let Some(whole) = hit.get(0) else { continue };
        let Some(form) = [
            "junction",
            "road",
            "kilometre",
            "pole",
            "beside",
            "building",
            "floor",
            "detail",
        ]
        .into_iter()
        .find(|name| hit.name(name).is_some()) else {
            continue;
        };
        let goes_on = open.as_ref().is_some_and(|open| {
            let between = &text[open.stretch.end..whole.start()];
            matches!(between, "" | " " | "," | "、" | "的" | "-")
        });
        let Some(part) = part(look, whole.range(), form, goes_on, done) else {
            continue;
        };
        done = whole.end();
        match &mut open {
            Some(open) if goes_on && part.stretch.start >= open.stretch.end => {
                open.stretch.end = part.stretch.end
            }
            _ => {
                if let Some(before) = open.replace(part) {
                    push(look, before.stretch, before.form, found);
                }
            }
        }
    }
    if let Some(last) = open {
        push(look, last.stretch, last.form, found);
    }
}

/// A part as it counts: with the name before it, and not if it only looks like one.
fn part(
    look: &Look<'_>,
    stretch: Stretch,
    form: &'static str,
    goes_on: bool,
    done: usize,
) -> Option<Part> {
    let text = &look.normal.text;
    let (before, after) = (&text[done..stretch.start], &text[stretch.end..]);
    let part = |stretch, form| Some(Part { stretch, form });
    let joined = before
        .chars()
        .next_back()
        .is_some_and(|c| c.is_ascii_alphanumeric())
        && text[stretch.start..].starts_with(|c: char| c.is_ascii_alphanumeric());
    if joined {
        return None;
    }
    match form {
        "road" | "junction" => {
            let from = behind_space(look, stretch.start - name(before)..stretch.start);
            let named = &text[from..stretch.start];
            // 马路, 公路, 走路: no names.
            let generic = [
                "马", "高速", "辅道", "匝道", "公", "铁", "走", "道", "水", "线", "电", "十字",
                "丁字", "三岔", "岔", "一", "这个", "那个", "同一", "套", "网", "思", "回", "上",
                "过", "修", "两个", "几个", "各", "每个", "各个", "该", "大", "小",
            ];
            if from == stretch.start
                || generic.contains(&named)
                || (form == "junction" && named.chars().count() < 2)
            {
                return None;
            }
            // "人民路与解放路交叉口": the road before it.
            let from = match form {
                "junction" => from - other_road(&text[done..from]),
                _ => from,
            };
            part(from..stretch.end, form)
        }
        "building" => {
            // "3栋楼", "一幢幢": how many there are.
            let counts = after.starts_with(['楼', '房', '别', '幢', '栋', '建', '高', '的'])
                && !text[stretch.clone()].ends_with("号楼")
                && !text[stretch.clone()].ends_with("单元")
                && text[stretch.clone()].starts_with(|c: char| {
                    !c.is_ascii_digit() && !c.is_ascii_lowercase() || c == '1'
                });
            let many = before.ends_with([
                '这', '那', '几', '有', '共', '建', '盖', '第', '多', '整', '每', '某', '另', '数',
            ]) && !text[stretch.clone()].ends_with("号楼");
            (goes_on || !counts && !many).then_some(Part { stretch, form })
        }
        "floor" => {
            let height = before.ends_with(['共', '有', '高', '盖', '建', '加', '号', '座', '栋'])
                && !goes_on
                || after.starts_with([
                    '高', '以', '盘', '市', '梯', '房', '宇', '层', '道', '群', '主', '价', '面',
                ])
                || text[stretch.clone()].starts_with("楼顶") && !goes_on;
            (!height).then_some(Part { stretch, form })
        }
        // A room or a storey by itself is a number like others.
        "detail" => goes_on.then_some(Part {
            stretch,
            form: "building",
        }),
        "kilometre" => {
            let named = text[stretch.clone()].starts_with(|c: char| is_han(c));
            let from = match named {
                true => behind_space(look, stretch.start - name(before)..stretch.start),
                false => stretch.start,
            };
            part(from..stretch.end, form)
        }
        "pole" | "beside" => {
            let verb = text[stretch.clone()].starts_with('第') && after.starts_with("年");
            (!verb).then_some(Part { stretch, form })
        }
        _ => None,
    }
}

/// How many bytes the other road of a junction takes, with what joins it, if this text ends with one.
fn other_road(before: &str) -> usize {
    let joint = ["与", "和", "跟", "、", "/"]
        .into_iter()
        .find(|joint| before.ends_with(joint));
    let Some(rest) = joint.and_then(|joint| before.strip_suffix(joint)) else {
        return 0;
    };
    match rest.ends_with(['路', '街', '道', '巷']) {
        true => before.len() - rest.len() + name(rest),
        false => 0,
    }
}

/// How many bytes the name takes that ends this text: to the last character that no name has.
fn name(before: &str) -> usize {
    let stops = |c: char| {
        matches!(
            c,
            '的' | '了'
                | '我'
                | '你'
                | '他'
                | '她'
                | '在'
                | '到'
                | '从'
                | '往'
                | '是'
                | '把'
                | '被'
                | '住'
                | '去'
                | '于'
                | '过'
                | '沿'
                | '这'
                | '那'
                | '个'
                | '条'
                | '有'
                | '和'
                | '与'
                | '跟'
                | '市'
                | '区'
                | '县'
                | '镇'
                | '省'
                | '村'
                | '离'
                | '对'
                | '走'
                | '就'
                | '也'
                | '都'
                | '经'
                | '至'
                | '由'
                | '来'
                | '址'
                | '点'
        )
    };
    let mut long = 0;
    for c in before.chars().rev().take(NAME) {
        if !(is_han(c) || c.is_ascii_alphanumeric()) || stops(c) {
            break;
        }
        long += c.len_utf8();
    }
    long
}
