//! Bands by their names: those of satellite navigation, letters of radar, VHF and its like.

use super::{frequency, super_around};
use crate::entities::Look;
use regex::Regex;
use report::Entity;
use std::sync::LazyLock;

/// Carriers of satellite navigation in MHz: IS-GPS-200, Galileo OS SIS ICD, BeiDou B1I, B1C, B2a, B2b, B3I ICDs; GLONASS's
/// channels from -7 to 6.
const NAVIGATION: &[(&str, f64, f64)] = &[
    ("l1", 1575.42, 1575.42),
    ("l2", 1227.6, 1227.6),
    ("l5", 1176.45, 1176.45),
    ("l1c", 1575.42, 1575.42),
    ("l2c", 1227.6, 1227.6),
    ("b1i", 1561.098, 1561.098),
    ("b1c", 1575.42, 1575.42),
    ("b1", 1561.098, 1575.42),
    ("b2a", 1176.45, 1176.45),
    ("b2b", 1207.14, 1207.14),
    ("b3i", 1268.52, 1268.52),
    ("b3", 1268.52, 1268.52),
    ("e1", 1575.42, 1575.42),
    ("e5a", 1176.45, 1176.45),
    ("e5b", 1207.14, 1207.14),
    ("e6", 1278.75, 1278.75),
    ("g1", 1598.0625, 1605.375),
    ("g2", 1242.9375, 1248.625),
];

/// Letters of radar bands in MHz (IEEE Std 521-2002), and those of ITU.
const LETTERS: &[(&str, f64, f64)] = &[
    ("hf", 3.0, 30.0),
    ("vhf", 30.0, 300.0),
    ("uhf", 300.0, 3_000.0),
    ("shf", 3_000.0, 30_000.0),
    ("l", 1_000.0, 2_000.0),
    ("s", 2_000.0, 4_000.0),
    ("c", 4_000.0, 8_000.0),
    ("x", 8_000.0, 12_000.0),
    ("ku", 12_000.0, 18_000.0),
    ("k", 18_000.0, 27_000.0),
    ("ka", 27_000.0, 40_000.0),
    ("v", 40_000.0, 75_000.0),
    ("w", 75_000.0, 110_000.0),
    ("短波", 3.0, 30.0),
    ("超短波", 30.0, 300.0),
    ("甚高频", 30.0, 300.0),
    ("特高频", 300.0, 3_000.0),
];

static LETTERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"((?-u:\b)(?:hf|vhf|uhf|shf|ku|ka|[lscxkvw])|超短波|短波|甚高频|特高频) ?-?(?:波段|频段|band(?-u:\b))").ok()
});

static NAVIGATES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"gps|gnss|北斗|beidou|galileo|伽利略|glonass|格洛纳斯|卫星导航|导航信号|bds").ok()
});

static CARRIERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)(?:l[125]c?|b1[ic]?|b2[ab]|b3i?|e1|e5[ab]|e6|g[12])(?-u:\b)").ok()
});

pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    let band = |table: &[(&str, f64, f64)], name: &str| {
        let (_, from, to) = table.iter().find(|(known, ..)| *known == name)?;
        Some(frequency(from * 1e6, to * 1e6))
    };
    if let Some(lettered) = &*LETTERED
        && (text.contains("波段") || text.contains("频段") || text.contains("band"))
    {
        for hit in lettered.captures_iter(text) {
            let (Some(whole), Some(name)) = (hit.get(0), hit.get(1)) else {
                continue;
            };
            let plaster = text[whole.end()..].starts_with("-aid");
            if let (false, Some(what)) = (plaster, band(LETTERS, name.as_str())) {
                found.push(look.entity(whole.range(), what, true));
            }
        }
    }
    let (Some(navigates), Some(carriers)) = (&*NAVIGATES, &*CARRIERS) else {
        return;
    };
    if !navigates.is_match(text) {
        return;
    }
    for hit in carriers.find_iter(text) {
        let (before, after) = super_around(text, &hit.range(), 60);
        // "B1层", "L2-15": floors and shelves are numbered so, too.
        let other = after.starts_with(['层', '楼', '出', '口', '栋', '-', '号'])
            && !after.starts_with("号段")
            || before.ends_with(['-', '.']);
        let near = navigates.is_match(before) || navigates.is_match(after);
        if let (true, false, Some(what)) = (near, other, band(NAVIGATION, hit.as_str())) {
            found.push(look.entity(hit.range(), what, true));
        }
    }
}
