//! Pieces of times in Chinese words.

use super::super::duration::Unit;
use super::super::quantity::number::{is_numeral, number};
use super::super::quantity::scan::Scan;
use super::said::{Calendar, Day, Edge, Month, Part, Piece, Week, Year};
use super::{Reader, calendar, day_of_month};

/// Whether a piece may begin with this character, numerals apart.
pub(super) fn may_begin(c: char) -> bool {
    matches!(
        c,
        '今' | '昨'
            | '前'
            | '大'
            | '明'
            | '后'
            | '去'
            | '上'
            | '下'
            | '本'
            | '这'
            | '周'
            | '星'
            | '礼'
            | '凌'
            | '早'
            | '清'
            | '中'
            | '元'
            | '正'
            | '午'
            | '傍'
            | '黄'
            | '晚'
            | '夜'
            | '深'
            | '半'
            | '子'
    )
}

const PARTS: [(&str, Part); 26] = [
    ("凌晨", Part::SmallHours),
    ("清晨", Part::EarlyMorning),
    ("清早", Part::EarlyMorning),
    ("早晨", Part::EarlyMorning),
    ("大清早", Part::EarlyMorning),
    ("早上", Part::EarlyMorning),
    ("早间", Part::EarlyMorning),
    ("上午", Part::Morning),
    ("中午", Part::Noon),
    ("正午", Part::Noon),
    ("午间", Part::Noon),
    ("下午", Part::Afternoon),
    ("午后", Part::Afternoon),
    ("傍晚", Part::Dusk),
    ("黄昏", Part::Dusk),
    ("晚上", Part::Evening),
    ("晚间", Part::Evening),
    ("夜晚", Part::Evening),
    ("夜里", Part::Night),
    ("夜间", Part::Night),
    ("深夜", Part::Night),
    ("半夜", Part::Night),
    ("大半夜", Part::Night),
    ("后半夜", Part::SmallHours),
    ("午夜", Part::Night),
    ("子夜", Part::Night),
];

/// The piece that begins with this character.
pub(super) fn piece(reader: &Reader<'_>, at: usize) -> Option<(Piece, usize)> {
    let mut scan = Scan::new(reader.text, at);
    let c = scan.peek()?;
    if is_numeral(c) && !scan.rest().starts_with("半夜") {
        return super::chinese_numbers::counted(reader, at);
    }
    if !may_begin(c) {
        return None;
    }
    if let Some(piece) = near_day(&mut scan) {
        return Some((piece, scan.at));
    }
    if let Some(piece) = week(&mut scan) {
        return Some((piece, scan.at));
    }
    if let Some(piece) = month_or_year(&mut scan) {
        return Some((piece, scan.at));
    }
    part(&mut scan).map(|part| (Piece::Part(part), scan.at))
}

fn part(scan: &mut Scan<'_>) -> Option<Part> {
    let known = PARTS.iter().find(|(word, _)| scan.rest().starts_with(word));
    let Some((word, part)) = known else {
        return evening(scan);
    };
    // 以上午饭, 天下午后 and the like are cut the other way.
    if *word == "中午" && scan.before() == Some('其') {
        return None;
    }
    scan.at += word.len();
    Some(*part)
}

/// 1日晚, 晚10点, 早8点.
fn evening(scan: &mut Scan<'_>) -> Option<Part> {
    let of_day = matches!(scan.before(), Some('日' | '号'));
    let part = match scan.eat_any(&["晚", "早"])? {
        "晚" => Part::Evening,
        _ => Part::EarlyMorning,
    };
    let next = scan.peek();
    let hour = next.is_some_and(|c| c.is_ascii_digit() || is_numeral(c));
    (hour || (of_day && !matches!(next, Some('报' | '会' | '班' | '餐' | '于' | '点'))))
        .then_some(part)
}

/// 今天, 昨晚, 前天, 今早; 前几天.
fn near_day(scan: &mut Scan<'_>) -> Option<Piece> {
    let start = *scan;
    let (days, word) = [
        (-3, "大前"),
        (3, "大后"),
        (-1, "昨"),
        (0, "今"),
        (-2, "前"),
        (1, "明"),
        (2, "后"),
    ]
    .into_iter()
    .find(|(_, word)| scan.eat(word))?;
    // 之前天气, 以后天天, 从今天气.
    let joined = matches!(
        start.before(),
        Some('之' | '以' | '目' | '最' | '提' | '年' | '月' | '日')
    );
    if word == "前"
        && !joined
        && let Some(days) = before_this(scan)
    {
        return Some(Piece::Day(days));
    }
    let day = Day::From(days);
    let close = matches!(word, "昨" | "今" | "明");
    if scan.eat("天") || (scan.eat("日") && close) || (close && scan.eat("儿")) {
        // 后天气, 明日报; 前天 and 后天 behind 之, 以.
        if (!close && joined) || scan.rest().starts_with(['气', '然', '赋', '报', '性']) {
            *scan = start;
            return None;
        }
        return Some(Piece::Day(day));
    }
    let part = match word {
        "昨" | "今" | "明" | "前"
            if scan
                .eat_any(&["晚上", "晚间", "天晚上", "晚", "夜里", "夜"])
                .is_some() =>
        {
            Part::Night
        }
        "昨" | "今" | "明" if scan.eat_any(&["早上", "早", "晨"]).is_some() => {
            Part::EarlyMorning
        }
        _ => {
            *scan = start;
            return None;
        }
    };
    if joined && word == "前" {
        *scan = start;
        return None;
    }
    Some(Piece::DayPart(day, part))
}

/// 前几天, 前两天: between these days and yesterday.
fn before_this(scan: &mut Scan<'_>) -> Option<Day> {
    let (word, most) = [("几天", 9.0), ("些天", 9.0), ("几日", 9.0), ("两天", 3.0)]
        .into_iter()
        .find(|(word, _)| scan.rest().starts_with(word))?;
    scan.at += word.len();
    Some(Day::Ago(1.0, most, Unit::Day))
}

fn weekday(scan: &mut Scan<'_>) -> Option<i8> {
    let days = [
        ("一", 0),
        ("二", 1),
        ("三", 2),
        ("四", 3),
        ("五", 4),
        ("六", 5),
        ("日", 6),
        ("天", 6),
        ("1", 0),
        ("2", 1),
        ("3", 2),
        ("4", 3),
        ("5", 4),
        ("6", 5),
    ];
    let (word, day) = days
        .into_iter()
        .find(|(word, _)| scan.rest().starts_with(word))?;
    scan.at += word.len();
    // 周一百, 周三十: a number.
    let rest = scan.rest();
    let more = rest.starts_with(['十', '百', '千', '万'])
        || (word.len() == 1 && rest.starts_with(|c: char| c.is_ascii_digit()));
    (!more).then_some(day)
}

/// 上周三, 这个星期, 周末, 礼拜天.
fn week(scan: &mut Scan<'_>) -> Option<Piece> {
    let start = *scan;
    let which = [
        ("上上", -2),
        ("上", -1),
        ("下下", 2),
        ("下", 1),
        ("本", 0),
        ("这", 0),
    ]
    .into_iter()
    .find(|(word, _)| scan.eat(word))
    .map(|(_, weeks)| weeks);
    if which.is_some() {
        scan.eat("一");
        scan.eat("个");
    }
    let word = scan.eat_any(&["周", "星期", "礼拜"]);
    let Some(word) = word else {
        *scan = start;
        return None;
    };
    if scan.eat("末") {
        return Some(Piece::Day(Day::Weekend(which.unwrap_or(0))))
            .filter(|_| which.is_some())
            .or_else(|| {
                *scan = start;
                None
            });
    }
    let mut day = *scan;
    if let Some(weekday) = weekday(&mut day) {
        // 三周一次, 一周五天: a number before and a count behind.
        let counted = word == "周"
            && which.is_none()
            && start
                .before()
                .is_some_and(|c| is_numeral(c) || c.is_ascii_digit() || c == '每' || c == '一');
        let counts = day
            .rest()
            .starts_with(['个', '次', '天', '遍', '节', '期', '年', '岁', '路']);
        if !counted && !counts {
            *scan = day;
            return Some(Piece::Day(Day::Weekday(
                which.map_or(Week::Any, Week::From),
                weekday,
            )));
        }
    }
    match which {
        Some(weeks)
            if !scan
                .rest()
                .starts_with(['边', '围', '期', '年', '岁', '转', '长']) =>
        {
            Some(Piece::Day(Day::Week(weeks)))
        }
        _ => {
            *scan = start;
            None
        }
    }
}

/// 去年, 今年, 上个月, 本月.
fn month_or_year(scan: &mut Scan<'_>) -> Option<Piece> {
    let start = *scan;
    let before = start.before();
    let years = [
        ("去年", -1),
        ("今年", 0),
        ("前年", -2),
        ("明年", 1),
        ("大前年", -3),
        ("后年", 2),
    ];
    if let Some((_, years)) = years.into_iter().find(|(word, _)| scan.eat(word)) {
        let other = matches!(
            (before, years),
            (Some('之' | '以' | '年' | '目' | '今'), -2 | 2)
        ) || scan.rest().starts_with(['轮', '级', '龄']);
        let edge = edge(scan);
        if other {
            *scan = start;
            return None;
        }
        return Some(calendar(Calendar {
            year: Some(Year::From(years)),
            edge,
            ..Calendar::default()
        }));
    }
    if scan.eat("元月") {
        scan.eat("份");
        let day = day_behind(scan);
        return Some(calendar(Calendar {
            month: Some(Month::Named(1)),
            day,
            ..Calendar::default()
        }));
    }
    let months = [
        ("上个月", -1),
        ("上月", -1),
        ("上上个月", -2),
        ("这个月", 0),
        ("本月", 0),
        ("下个月", 1),
        ("下月", 1),
    ];
    let (_, months) = months.into_iter().find(|(word, _)| scan.eat(word))?;
    let day = day_behind(scan);
    let edge = edge(scan);
    Some(calendar(Calendar {
        month: Some(Month::From(months)),
        day,
        edge,
        ..Calendar::default()
    }))
}

/// The day behind a month: 15号, 三日.
fn day_behind(scan: &mut Scan<'_>) -> Option<i8> {
    let mut rest = *scan;
    let number = number(rest.text, rest.at, false)?;
    rest.at = number.end;
    let day = whole(number.from, number.to).and_then(day_of_month)?;
    rest.eat_any(&["日", "号"])?;
    *scan = rest;
    Some(day)
}

pub(super) fn edge(scan: &mut Scan<'_>) -> Option<Edge> {
    let edges = [
        ("年初", Edge::Beginning),
        ("年底", Edge::End),
        ("年末", Edge::End),
        ("年中", Edge::Middle),
        ("上旬", Edge::Beginning),
        ("中旬", Edge::Middle),
        ("下旬", Edge::End),
        ("月初", Edge::Beginning),
        ("月底", Edge::End),
        ("月末", Edge::End),
        ("初", Edge::Beginning),
        ("底", Edge::End),
        ("末", Edge::End),
    ];
    edges
        .into_iter()
        .find(|(word, _)| scan.eat(word))
        .map(|(_, edge)| edge)
}

pub(super) fn whole(from: f64, to: f64) -> Option<u32> {
    let plain = from == to && from == from.trunc() && (0.0..=9_999.0).contains(&from);
    plain.then_some(from as u32)
}
