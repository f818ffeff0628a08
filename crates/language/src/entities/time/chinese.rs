//! Pieces of times in Chinese words.

use super::super::duration::{Unit, behind};
use super::super::quantity::number::{Amount, Written, is_numeral, number};
use super::super::quantity::scan::Scan;
use super::said::{Calendar, Clock, Day, Edge, Month, Part, Piece, Week, Year};
use super::{Reader, calendar, clock, day_of_month};

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
        return counted(reader, at);
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
    let (word, part) = PARTS
        .iter()
        .find(|(word, _)| scan.rest().starts_with(word))?;
    // 以上午饭, 天下午后 and the like are cut the other way.
    if *word == "中午" && scan.before() == Some('其') {
        return None;
    }
    scan.at += word.len();
    Some(*part)
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
    let mut rest = *scan;
    let day = rest.digits(2).map(|(day, _)| day);
    let day = day.or_else(|| {
        let number = number(rest.text, rest.at, false)?;
        rest.at = number.end;
        whole(number.from, number.to)
    });
    let day = day
        .filter(|_| rest.eat_any(&["日", "号"]).is_some())
        .and_then(day_of_month);
    if day.is_some() {
        *scan = rest;
    }
    let edge = edge(scan);
    Some(calendar(Calendar {
        month: Some(Month::From(months)),
        day,
        edge,
        ..Calendar::default()
    }))
}

fn edge(scan: &mut Scan<'_>) -> Option<Edge> {
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

fn whole(from: f64, to: f64) -> Option<u32> {
    let plain = from == to && from == from.trunc() && (0.0..=9_999.0).contains(&from);
    plain.then_some(from as u32)
}

/// What begins with a number and goes on in Chinese: 2019年4月3日, 三点半, 17时52分, 两天前.
pub(super) fn counted(reader: &Reader<'_>, at: usize) -> Option<(Piece, usize)> {
    let text = reader.text;
    if matches!(
        Scan::new(text, at).before(),
        Some('第' | '.' | '/' | ':' | '-')
    ) && text.as_bytes()[at] > b'9'
    {
        return None;
    }
    let first = number(text, at, false)?;
    let mut scan = Scan::new(text, first.end);
    let spaced = first.written == Written::Digits && scan.space();
    match scan.peek()? {
        '年' => {
            if let Some(ago) = ago(text, at, first) {
                return Some(ago);
            }
            let written = &text[at..first.end];
            let year = whole(first.from, first.to)?;
            let count = written.chars().count();
            scan.eat("年");
            let year = match count {
                4 if (1900..=2100).contains(&year) => year,
                // 19年5月; but 10年 may be ten years.
                2 if first.written == Written::Digits => {
                    let next = scan.rest();
                    let month = next.starts_with(|c: char| c.is_ascii_digit());
                    let sure = written.starts_with('0')
                        || month
                        || next.starts_with("底")
                        || next.starts_with("初");
                    if !sure {
                        return None;
                    }
                    2000 + year
                }
                _ => return None,
            };
            let edge = edge(&mut scan);
            Some((
                calendar(Calendar {
                    year: Some(Year::Named(i16::try_from(year).ok()?)),
                    edge,
                    ..Calendar::default()
                }),
                scan.at,
            ))
        }
        '月' => {
            let month =
                whole(first.from, first.to).filter(|_| !text[at..first.end].contains('两'))?;
            scan.eat("月");
            scan.eat("份");
            if scan
                .rest()
                .starts_with(['龄', '薪', '租', '供', '嫂', '球', '饼', '卡', '票'])
            {
                return None;
            }
            scan.space();
            let month = i8::try_from(month)
                .ok()
                .filter(|month| (1..=12).contains(month))?;
            let mut said = Calendar {
                month: Some(Month::Named(month)),
                ..Calendar::default()
            };
            let mut day = scan;
            if let Some(number) = number(text, day.at, false)
                && let Some(of_month) = whole(number.from, number.to).and_then(day_of_month)
            {
                day.at = number.end;
                day.space();
                // 4月3 without 日 is hardly anything else in digits.
                if day.eat("日") || day.eat("号") {
                    said.day = Some(of_month);
                    return Some((calendar(said), day.at));
                }
            }
            if text[..scan.at].ends_with(' ') {
                scan.at -= 1;
            }
            said.edge = edge(&mut scan);
            Some((calendar(said), scan.at))
        }
        '日' | '号' => {
            let day = whole(first.from, first.to).and_then(day_of_month)?;
            let number = scan.eat("号");
            scan.eat("日");
            if (number
                && scan.rest().starts_with([
                    '楼', '线', '院', '门', '栋', '房', '路', '机', '文', '店', '厅',
                ]))
                || scan.rest().starts_with(['内', '元', '游'])
            {
                return None;
            }
            Some((
                calendar(Calendar {
                    day: Some(day),
                    ..Calendar::default()
                }),
                scan.at,
            ))
        }
        '点' | '时' => of_the_clock(text, at, first.end + usize::from(spaced), first.written),
        '个' | '秒' | '分' | '小' | '天' | '周' | '星' | '礼' | '半' | '多' | '钟' => {
            ago(text, at, first)
        }
        _ => None,
    }
}

/// 三点半, 3点15分, 17时52分, 十点多, 三点一刻.
fn of_the_clock(text: &str, at: usize, unit: usize, written: Written) -> Option<(Piece, usize)> {
    let first = number(text, at, false)?;
    // 三四点 is between the two, and told by the first with its hour.
    let hour = whole(first.from, first.from).filter(|hour| *hour <= 24)?;
    if text[at..first.end].contains(['几', '数', '半', '多']) {
        return None;
    }
    let mut scan = Scan::new(text, unit);
    let oclock = scan.eat("点");
    if !oclock {
        scan.eat("时");
        if scan.rest().starts_with([
            '间', '候', '期', '代', '刻', '常', '节', '段', '速', '装', '尚', '光', '长', '至',
            '效', '事',
        ]) {
            return None;
        }
    }
    let mut sure = scan.eat("钟") || !oclock;
    let (mut minute, mut second, mut within) = (None, None, first.from != first.to);
    let mut rest = scan;
    rest.space();
    if scan.eat("半") {
        minute = Some(30);
        sure = true;
    } else if scan.eat("整") {
        minute = Some(0);
        sure = true;
    } else if scan.eat("多") || scan.eat("许") {
        within = true;
        sure = true;
    } else if scan.eat("一刻") {
        minute = Some(15);
        sure = true;
    } else if scan.eat("三刻") {
        minute = Some(45);
        sure = true;
    } else if let Some((value, end, mark)) = minutes(text, rest.at)
        && (mark || (oclock && written == Written::Han))
    {
        minute = Some(value);
        sure = true;
        scan.at = end;
        if let Some((value, end)) = seconds(text, scan.at) {
            second = Some(value);
            scan.at = end;
        }
    }
    let mut around = scan;
    if around.eat_any(&["左右", "前后", "许"]).is_some() {
        scan = around;
        sure = true;
    }
    let clock = clock(hour, minute, second)?;
    Some((
        Piece::Clock(Clock {
            sure,
            within,
            whole_day: hour == 0 || hour > 12,
            ..clock
        }),
        scan.at,
    ))
}

/// 15分, 十五分, 零五分, 十五: the minutes, where they end, and whether 分 stands behind them.
fn minutes(text: &str, at: usize) -> Option<(u32, usize, bool)> {
    let number = number(text, at, false)?;
    let value = whole(number.from, number.to).filter(|value| *value < 60)?;
    let mut scan = Scan::new(text, number.end);
    scan.space();
    let mark = scan.eat("分") && !scan.rest().starts_with("之");
    let _ = mark && (scan.eat("许") || scan.eat("左右"));
    let plain =
        text[at..number.end].chars().all(is_numeral) && text[at..number.end].chars().count() >= 2;
    // 三点十五 is a quarter past three; 三点五米 is a length, 三点一十 nothing.
    let ends = !scan.rest().starts_with([
        '米', '公', '千', '万', '度', '个', '元', '倍', '亿', '吨', '斤',
    ]);
    match mark {
        true => Some((value, scan.at, true)),
        false => (plain && ends && value >= 5).then_some((value, number.end, false)),
    }
}

fn seconds(text: &str, at: usize) -> Option<(u32, usize)> {
    let number = number(text, at, false)?;
    let value = whole(number.from, number.to).filter(|value| *value < 60)?;
    let mut scan = Scan::new(text, number.end);
    scan.eat("秒").then_some((value, scan.at))
}

/// 两天前, 半小时以前, 三个多月之前.
fn ago(
    text: &str,
    at: usize,
    number: super::super::quantity::number::Number,
) -> Option<(Piece, usize)> {
    let amount = Amount {
        stretch: at..number.end,
        begin: at,
        number,
    };
    if number.to > 1_000.0 {
        return None;
    }
    let lasting = behind(text, &amount, true)?;
    let mut scan = Scan::new(text, lasting.end);
    scan.eat("左右");
    scan.eat_any(&["之", "以"]);
    if !scan.eat("前")
        || scan
            .rest()
            .starts_with(['后', '往', '面', '来', '夕', '台', '期', '提'])
    {
        return None;
    }
    Some((
        Piece::Day(Day::Ago(lasting.from, lasting.to, lasting.unit)),
        scan.at,
    ))
}
