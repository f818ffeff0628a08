//! How soon a report needs somebody, and why.

use report::{Findings, InBoth, Priority};

/// How sure it has to be that conduct is described at all for somebody to look within the day; below it is routine.
const TODAY: f64 = 0.7;
/// How much has to speak for danger or for something under way.
const NOW: f64 = -0.1;
/// A signature of level 3 that weighs at least this much needs less to speak for it.
const PLAIN: u8 = 6;
/// With such a signature.
const NOW_PLAINLY: f64 = -0.55;
/// How much has to speak for something vague or long ago for it to be routine.
const FAINT: f64 = 0.15;

/// Judges a report by what was read in it.
pub fn judge(findings: &Findings) -> Priority {
    let category = &findings.category;
    let mut reasons = Vec::new();
    let mut because = |en: String, zh: String| reasons.push(InBoth { en, zh });
    if category.code == "NONE" || !findings.conduct {
        let (en, zh) = match findings.flags.iter().any(|flag| flag == "identity_only") {
            true => (
                "It says who somebody is and nothing that they did.",
                "只说了是什么人，没有说做了什么。",
            ),
            false => (
                "No conduct that this line is for is described.",
                "没有描述属于本平台受理范围的行为。",
            ),
        };
        because(en.to_owned(), zh.to_owned());
        return Priority {
            level: 0,
            score: rounded(1.0 - category.score).min(0.5),
            reasons,
        };
    }
    let fired: Vec<_> = findings.signatures.iter().filter(|it| it.stable).collect();
    for signature in fired.iter().take(3) {
        because(signature.title.en.clone(), signature.title.zh.clone());
    }
    if fired.is_empty() {
        because(
            "No known phrase stands in it, but its words are like those of reports of this kind."
                .to_owned(),
            "没有出现已知的说法，但用词与这一类举报相近。".to_owned(),
        );
    }
    let plainly = fired
        .iter()
        .any(|it| it.level == 3 && it.weight >= PLAIN && it.code.as_str() == category.code);
    let is_now = category.now > if plainly { NOW_PLAINLY } else { NOW };
    let is_sure = category.score >= TODAY;
    let is_faint = category.faint > FAINT && !plainly;
    let level = match () {
        () if is_now && is_sure => 3,
        () if is_sure && !is_faint => 2,
        () => 1,
    };
    match level {
        3 => because(
            "It reads like danger to life, or like something that is under way.".to_owned(),
            "内容像是有生命危险，或者事情正在发生。".to_owned(),
        ),
        2 => {}
        _ if is_faint => because(
            "What is described is vague, small or long ago.".to_owned(),
            "所述情况比较模糊、轻微，或者时间较久。".to_owned(),
        ),
        _ => because(
            "Little speaks for it that conduct of this kind is meant.".to_owned(),
            "不太能确定说的就是这类行为。".to_owned(),
        ),
    }
    for (flag, raised, en, zh) in RAISING {
        if *raised > 0 && findings.flags.iter().any(|it| it == flag) {
            because((*en).to_owned(), (*zh).to_owned());
        }
    }
    let raised: i32 = RAISING
        .iter()
        .filter(|(flag, ..)| findings.flags.iter().any(|it| it == flag))
        .map(|(_, raised, ..)| *raised)
        .sum();
    let told = 0.1 * findings.completeness.score;
    let score =
        f64::from(level - 1) / 3.0 + (category.score - 0.5) * 0.4 + f64::from(raised) * 0.02 + told;
    Priority {
        level: u8::try_from(level).unwrap_or(0),
        score: rounded(score.clamp(0.0, 1.0)),
        reasons,
    }
}

/// What raises a report among those of its level, by how many fiftieths, and in which words.
const RAISING: &[(&str, i32, &str, &str)] = &[
    (
        "restricted_site",
        3,
        "A restricted site is near.",
        "邻近限制区域。",
    ),
    (
        "critical_sector",
        2,
        "Others depend on what it concerns.",
        "涉及关键行业。",
    ),
    (
        "satellite_navigation",
        2,
        "It concerns satellite navigation.",
        "涉及卫星导航。",
    ),
    (
        "hydrological_data",
        2,
        "It concerns data of waters or of the sea floor.",
        "涉及水文或海底数据。",
    ),
    (
        "under_way",
        2,
        "It was written while it went on.",
        "写的时候事情还在进行。",
    ),
    ("cross_border", 1, "A border is crossed.", "涉及跨境。"),
    ("hearsay", -2, "", ""),
];

fn rounded(score: f64) -> f64 {
    (score * 1_000.0).round() / 1_000.0
}

#[cfg(test)]
mod tests;
