//! Pieces of times that begin with a number and go on in Chinese: 2019年4月3日, 三点半, 17时52分, 两天前.

use super::super::duration::behind;
use super::super::quantity::amounts::Amount;
use super::super::quantity::number::{Number, Written, is_numeral, number};
use super::super::quantity::scan::Scan;
use super::chinese::{edge, whole};
use super::said::{Calendar, Clock, Day, Month, Piece, Year};
use super::{Reader, calendar, clock, day_of_month};

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
        '点', '到', '至', '米', '公', '千', '万', '度', '个', '元', '倍', '亿', '吨', '斤',
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
fn ago(text: &str, at: usize, number: Number) -> Option<(Piece, usize)> {
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
