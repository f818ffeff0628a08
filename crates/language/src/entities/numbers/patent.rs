//! Patents and their applications: China (with the check digit of ZC 0006-2003), the United States, Europe, the world's.

use super::Look;
use regex::Regex;
use report::{Entity, Named};
use std::sync::LazyLock;

static PATENTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
          (?P<application> (?:(?:zl|cn)\ ?)? (?:(?:19|20)[0-9]{2}\ ?[12389]\ ?[0-9]{7}|[0-9]{2}[12389][0-9]{5}) \.\ ?[0-9x] )
        | (?P<zl> zl\ ?(?:19|20)[0-9]{2}\ ?[12389]\ ?[0-9]{7} )
        | (?P<cn> cn\ ?[1-9][0-9]{6,8}\ ?[abcusy][0-9]? )
        | (?P<us> us\ ?(?:patent\ ?)?(?:no\.?\ ?)?(?:[0-9]{1,2},[0-9]{3},[0-9]{3}|[0-9]{7,8}|20[0-9]{2}/?[0-9]{7})(?:\ ?[abes][12]?(?-u:\b))? )
        | (?P<american> (?:u\.s\.|american)\ patent\ (?:no\.?\ |number\ )?(?:[0-9]{1,2},[0-9]{3},[0-9]{3}|[0-9]{7,8}) )
        | (?P<ep> ep\ ?[0-9]{7}\ ?(?:[ab][1-9])? )
        | (?P<wo> wo\ ?(?:(?:19|20)[0-9]{2}/?[0-9]{6}|[0-9]{2}/[0-9]{5})\ ?(?:a[1-9])? )
        | (?P<pct> pct/[a-z]{2}(?:20)?[0-9]{2}/[0-9]{5,6} )
        ",
    )
    .ok()
});

pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    let Some(patents) = &*PATENTS else { return };
    for hit in patents.captures_iter(text) {
        let Some(whole) = hit.get(0) else { continue };
        let Some(name) = patents
            .capture_names()
            .flatten()
            .find(|name| hit.name(name).is_some())
        else {
            continue;
        };
        let trimmed = whole.as_str().trim_end();
        let stretch = whole.start()..whole.start() + trimmed.len();
        if super::joined(text, &stretch) {
            continue;
        }
        let packed: String = trimmed
            .chars()
            .filter(|c| !matches!(c, ' ' | ','))
            .collect::<String>()
            .to_ascii_uppercase();
        // A kind of document behind the number, or a word of patents before it: "US 1234567" alone is some number.
        let kind = packed.ends_with(|c: char| c.is_ascii_alphabetic())
            || packed
                .bytes()
                .rev()
                .nth(1)
                .is_some_and(|c| c.is_ascii_alphabetic());
        let (office, number, valid) = match name {
            "application" => {
                let marked = packed.starts_with(|c: char| c.is_ascii_alphabetic());
                let number = packed.trim_start_matches(|c: char| c.is_ascii_alphabetic());
                let valid = chinese(number);
                // Without letters before it: some number with a decimal, unless the digit is right or a patent is spoken of.
                let long = number.len() > 10;
                if !(marked || valid && long || said(text, stretch.start)) {
                    continue;
                }
                ("CN", number.to_owned(), valid)
            }
            "zl" => ("CN", packed.trim_start_matches("ZL").to_owned(), true),
            "cn" => ("CN", packed.trim_start_matches("CN").to_owned(), true),
            "us" | "american" => {
                let from = packed.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
                if !kind && !packed.contains("PATENT") && !said(text, stretch.start) {
                    continue;
                }
                ("US", packed[from..].replace('/', ""), true)
            }
            "ep" if kind || said(text, stretch.start) => {
                ("EP", packed.trim_start_matches("EP").to_owned(), true)
            }
            "wo" if kind || packed.contains('/') || said(text, stretch.start) => {
                ("WO", packed.trim_start_matches("WO").replace('/', ""), true)
            }
            "pct" => ("WO", packed, true),
            _ => continue,
        };
        let what = Named::Patent {
            office: office.into(),
            number,
        };
        found.push(look.entity(stretch, what, valid));
    }
}

/// Whether a patent is spoken of right before it.
fn said(text: &str, at: usize) -> bool {
    let (before, _) = super::around(text, &(at..at), 30);
    let before = &text[before];
    ["patent", "专利", "申请号", "公开号", "公告号"]
        .iter()
        .any(|word| before.contains(word))
}

/// The digits times 2 to 9 and again from 2; the rest by 11 is the digit behind the point, X for 10.
fn chinese(number: &str) -> bool {
    let Some((digits, check)) = number.split_once('.') else {
        return false;
    };
    let weights = (2..=9).cycle();
    let sum: u32 = digits
        .bytes()
        .zip(weights)
        .map(|(c, by)| u32::from(c.wrapping_sub(b'0')) * by)
        .sum();
    let expected = match sum % 11 {
        10 => "X".to_owned(),
        rest => rest.to_string(),
    };
    check == expected
}
