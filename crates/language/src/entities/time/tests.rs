use super::super::quantity::testing::{check, look_at, table};
use super::find;
use proptest::prelude::*;
use report::{Entity, Named};

/// Sunday the 22nd of November 2026, half past four in the afternoon in Shanghai.
const RECEIVED: &str = "2026-11-22T08:30:00Z";

fn times(text: &str, zone: &str) -> Vec<String> {
    let mut all = Vec::new();
    look_at(text, RECEIVED, zone, |look| find(look, &mut all));
    all.iter()
        .map(|entity: &Entity| shown(entity, zone))
        .collect()
}

/// The text, from and to in the desk's zone, how finely, and whether the zone is said.
fn shown(entity: &Entity, zone: &str) -> String {
    let Named::Time {
        from,
        to,
        precision,
        zone_stated,
    } = &entity.what
    else {
        panic!("a time");
    };
    let zone = jiff::tz::TimeZone::get(zone).expect("a zone");
    let local = |at: &jiff::Timestamp| {
        at.to_zoned(zone.clone())
            .strftime("%m-%d %H:%M")
            .to_string()
    };
    let year = from.to_zoned(zone.clone()).year();
    let stated = if *zone_stated { " stated" } else { "" };
    format!(
        "{} = {year} {} .. {} {precision}{stated}",
        entity.text,
        local(from),
        local(to)
    )
}

fn in_shanghai(text: &str) -> String {
    times(text, "Asia/Shanghai").join("\n")
}

fn in_new_york(text: &str) -> String {
    times(text, "America/New_York").join("\n")
}

#[test]
fn chinese_dates_and_parts_of_the_day_are_reckoned_from_when_the_report_came() {
    table(
        in_shanghai,
        &[
            (
                "2019年4月以来",
                "2019年4月以来 = 2019 04-01 00:00 .. 11-22 16:30 month",
            ),
            (
                "昨天凌晨三点",
                "昨天凌晨三点 = 2026 11-21 03:00 .. 11-21 04:00 hour",
            ),
            ("上周三看见", "上周三 = 2026 11-11 00:00 .. 11-12 00:00 day"),
            (
                "前天晚上十点半",
                "前天晚上十点半 = 2026 11-20 22:30 .. 11-20 22:31 minute",
            ),
            (
                "今早有人",
                "今早 = 2026 11-22 05:00 .. 11-22 09:00 part_of_day",
            ),
            (
                "昨晚十点左右",
                "昨晚十点左右 = 2026 11-21 22:00 .. 11-21 23:00 hour",
            ),
            (
                "昨天半夜两点",
                "昨天半夜两点 = 2026 11-22 02:00 .. 11-22 03:00 hour",
            ),
            (
                "12月21日下午17时52分许",
                "12月21日下午17时52分许 = 2025 12-21 17:52 .. 12-21 17:53 minute",
            ),
            (
                "2019年12月3日上午9点",
                "2019年12月3日上午9点 = 2019 12-03 09:00 .. 12-03 10:00 hour",
            ),
            (
                "二〇一九年四月三日",
                "二〇一九年四月三日 = 2019 04-03 00:00 .. 04-04 00:00 day",
            ),
            (
                "去年12月3日",
                "去年12月3日 = 2025 12-03 00:00 .. 12-04 00:00 day",
            ),
            (
                "上个月15号晚上八点",
                "上个月15号晚上八点 = 2026 10-15 20:00 .. 10-15 21:00 hour",
            ),
            ("两天前", "两天前 = 2026 11-20 00:00 .. 11-21 00:00 day"),
            (
                "半小时前",
                "半小时前 = 2026 11-22 15:55 .. 11-22 16:05 minute",
            ),
            (
                "三个月前",
                "三个月前 = 2026 08-01 00:00 .. 09-01 00:00 month",
            ),
            (
                "今天中午12点",
                "今天中午12点 = 2026 11-22 12:00 .. 11-22 13:00 hour",
            ),
            (
                "昨天晚上12点",
                "昨天晚上12点 = 2026 11-22 00:00 .. 11-22 01:00 hour",
            ),
            ("本月3日", "本月3日 = 2026 11-03 00:00 .. 11-04 00:00 day"),
            (
                "30日(周五)晚上",
                "30日(周五)晚上 = 2026 10-30 18:00 .. 10-31 00:00 part_of_day",
            ),
            (
                "下周三将举行",
                "下周三 = 2026 11-25 00:00 .. 11-26 00:00 day",
            ),
            (
                "计划12月5日动手",
                "12月5日 = 2026 12-05 00:00 .. 12-06 00:00 day",
            ),
            (
                "明天上午",
                "明天上午 = 2026 11-23 06:00 .. 11-23 12:00 part_of_day",
            ),
            (
                "2020年底",
                "2020年底 = 2020 11-01 00:00 .. 01-01 00:00 month",
            ),
            (
                "10月下旬",
                "10月下旬 = 2026 10-21 00:00 .. 11-01 00:00 week",
            ),
            (
                "昨天３点１５分",
                "昨天３点１５分 = 2026 11-21 03:15 .. 11-21 03:16 minute",
            ),
            (
                "昨天下午三点一刻",
                "昨天下午三点一刻 = 2026 11-21 15:15 .. 11-21 15:16 minute",
            ),
            ("北京时间", ""),
            (
                "2026年11月20日14:05",
                "2026年11月20日14:05 = 2026 11-20 14:05 .. 11-20 14:06 minute",
            ),
            ("前几天", "前几天 = 2026 11-13 00:00 .. 11-22 00:00 day"),
            ("昨晚", "昨晚 = 2026 11-21 18:00 .. 11-22 06:00 part_of_day"),
        ],
    );
}

#[test]
fn chinese_ranges_are_one_time() {
    table(
        in_shanghai,
        &[
            (
                "昨天晚上9点到10点",
                "昨天晚上9点到10点 = 2026 11-21 21:00 .. 11-21 22:00 hour",
            ),
            (
                "昨天晚上十点到凌晨五点",
                "昨天晚上十点到凌晨五点 = 2026 11-21 22:00 .. 11-22 05:00 hour",
            ),
            (
                "11月3日至5日",
                "11月3日至5日 = 2026 11-03 00:00 .. 11-06 00:00 day",
            ),
            (
                "2019年4月到2020年3月",
                "2019年4月到2020年3月 = 2019 04-01 00:00 .. 04-01 00:00 month",
            ),
            (
                "昨天8:30-11:00",
                "昨天8:30-11:00 = 2026 11-21 08:30 .. 11-21 11:00 minute",
            ),
        ],
    );
}

#[test]
fn what_is_no_time_or_of_every_day_is_none() {
    for text in [
        "每天晚上十点到凌晨五点",
        "每周三下午",
        "周一至周五",
        "4点特征",
        "有三点建议",
        "一点意见",
        "3号楼2单元",
        "6号线",
        "三个月亮",
        "15日内答复",
        "几点开门",
        "以前天气好",
        "一周五天工作",
        "第三天",
        "工作三年",
        "8.5元",
        "12.30元",
        "经常晚上施工",
        "施工到晚上",
        "每天加工到晚上十一点多",
        "Duration: 0:04:46",
        "TRAFFIC AT 1 O'CLOCK",
        "农历三月初三",
        "版本3.4.5",
        "电话0731-8888",
        "the 4th floor",
        "in his 30s",
        "May I ask",
        "you may march",
        "at 3500 feet",
        "bound at 1200",
        "1150 E Main Street",
        "model 2100P",
        "every day at 3 pm",
        "night vision goggles",
        "ratio 4:3",
        "3-5 men",
        "1/2 mile",
        "192.168.1.1",
        "Part 107",
    ] {
        assert_eq!(in_shanghai(text), "", "{text}");
    }
}

#[test]
fn what_real_petitions_and_reports_taught() {
    table(
        in_shanghai,
        &[
            (
                "2019年9月1日晚6点多",
                "2019年9月1日晚6点多 = 2019 09-01 18:00 .. 09-01 19:00 hour",
            ),
            (
                "5日晚",
                "5日晚 = 2026 11-05 18:00 .. 11-06 00:00 part_of_day",
            ),
            (
                "元月12日至14日",
                "元月12日至14日 = 2026 01-12 00:00 .. 01-15 00:00 day",
            ),
            (
                "昨晚十点十一点",
                "昨晚十点 = 2026 11-21 22:00 .. 11-21 23:00 hour",
            ),
            (
                "昨天夜间（23：00-次日5：00）",
                "昨天夜间（23：00-次日5：00 = 2026 11-21 23:00 .. 11-22 05:00 minute",
            ),
            (
                "6月20日起停水",
                "6月20日起 = 2026 06-20 00:00 .. 11-22 16:30 day",
            ),
        ],
    );
    table(
        in_new_york,
        &[(
            "Oct 10, 2019 - 0210Z A",
            "Oct 10, 2019 - 0210Z = 2019 10-09 22:10 .. 10-09 22:11 minute stated",
        )],
    );
}

#[test]
fn english_dates_and_times_are_reckoned_from_when_the_report_came() {
    // There it was half past three in the morning of Sunday.
    table(
        in_new_york,
        &[
            (
                "yesterday at 3 am",
                "yesterday at 3 am = 2026 11-21 03:00 .. 11-21 04:00 hour",
            ),
            (
                "last Wednesday we saw",
                "last Wednesday = 2026 11-18 00:00 .. 11-19 00:00 day",
            ),
            (
                "two days ago",
                "two days ago = 2026 11-20 00:00 .. 11-21 00:00 day",
            ),
            (
                "on the 4th at 9 pm",
                "the 4th at 9 pm = 2026 11-04 21:00 .. 11-04 22:00 hour",
            ),
            ("at 14:05", "14:05 = 2026 11-21 14:05 .. 11-21 14:06 minute"),
            (
                "at 2130 it came",
                "2130 = 2026 11-21 21:30 .. 11-21 21:31 minute",
            ),
            (
                "2130 hours",
                "2130 hours = 2026 11-21 21:30 .. 11-21 21:31 minute",
            ),
            (
                "between 9 and 10 pm",
                "9 and 10 pm = 2026 11-21 21:00 .. 11-21 22:00 hour",
            ),
            (
                "9-10pm yesterday",
                "9-10pm yesterday = 2026 11-21 21:00 .. 11-21 22:00 hour",
            ),
            (
                "11 to 2 pm",
                "11 to 2 pm = 2026 11-21 11:00 .. 11-21 14:00 hour",
            ),
            (
                "at night",
                "night = 2026 11-21 18:00 .. 11-22 06:00 part_of_day",
            ),
            (
                "last night at 10 pm",
                "last night at 10 pm = 2026 11-21 22:00 .. 11-21 23:00 hour",
            ),
            (
                "last night at 2 am",
                "last night at 2 am = 2026 11-22 02:00 .. 11-22 03:00 hour",
            ),
            (
                "April 3rd, 2019 at 10:15 p.m.",
                "April 3rd, 2019 at 10:15 p.m. = 2019 04-03 22:15 .. 04-03 22:16 minute",
            ),
            (
                "3 April 2019",
                "3 April 2019 = 2019 04-03 00:00 .. 04-04 00:00 day",
            ),
            (
                "the 3rd of April",
                "the 3rd of April = 2026 04-03 00:00 .. 04-04 00:00 day",
            ),
            (
                "22:00, July 4, 2009.",
                "22:00, July 4, 2009 = 2009 07-04 22:00 .. 07-04 22:01 minute",
            ),
            (
                "since April 2019",
                "April 2019 = 2019 04-01 00:00 .. 11-22 03:30 month",
            ),
            ("in March", "March = 2026 03-01 00:00 .. 04-01 00:00 month"),
            ("in 2019", "2019 = 2019 01-01 00:00 .. 01-01 00:00 year"),
            (
                "an hour ago",
                "an hour ago = 2026 11-22 02:00 .. 11-22 03:00 hour",
            ),
            (
                "20 minutes ago",
                "20 minutes ago = 2026 11-22 03:09 .. 11-22 03:10 minute",
            ),
            (
                "this morning",
                "this morning = 2026 11-22 06:00 .. 11-22 12:00 part_of_day",
            ),
            (
                "the day before yesterday",
                "the day before yesterday = 2026 11-20 00:00 .. 11-21 00:00 day",
            ),
            (
                "half past nine yesterday evening",
                "half past nine yesterday evening = 2026 11-21 21:30 .. 11-21 21:31 minute",
            ),
            (
                "11/20/2026 1653Z",
                "11/20/2026 1653Z = 2026 11-20 11:53 .. 11-20 11:54 minute stated",
            ),
            (
                "2026-11-20T14:05:30Z",
                "2026-11-20T14:05:30Z = 2026 11-20 09:05 .. 11-20 09:05 second stated",
            ),
            (
                "2026-11-20 14:05:30 +0800",
                "2026-11-20 14:05:30 +0800 = 2026 11-20 01:05 .. 11-20 01:05 second stated",
            ),
            (
                "yesterday 9 pm PST",
                "yesterday 9 pm PST = 2026 11-22 00:00 .. 11-22 01:00 hour stated",
            ),
            (
                "15:00 GMT+8",
                "15:00 GMT+8 = 2026 11-22 02:00 .. 11-22 02:01 minute stated",
            ),
            (
                "at 3 o'clock in the afternoon",
                "3 o'clock in the afternoon = 2026 11-21 15:00 .. 11-21 16:00 hour",
            ),
            (
                "last month",
                "last month = 2026 10-01 00:00 .. 11-01 00:00 month",
            ),
            (
                "Wednesday, November 18, 2026",
                "Wednesday, November 18, 2026 = 2026 11-18 00:00 .. 11-19 00:00 day",
            ),
            (
                "at noon on Friday",
                "noon on Friday = 2026 11-20 12:00 .. 11-20 13:00 hour",
            ),
        ],
    );
}

#[test]
fn reports_of_the_aviation_authority_name_the_clock_on_the_wall_by_a_letter() {
    table(
        in_new_york,
        &[
            (
                "DENVER, CO/UAS INCIDENT/1610M/DENVER TRACON",
                "1610M = 2026 11-21 18:10 .. 11-21 18:11 minute stated",
            ),
            (
                "UAS SIGHTING/1735E/BOSTON",
                "1735E = 2026 11-21 17:35 .. 11-21 17:36 minute stated",
            ),
            (
                "INCIDENT/1600P/SAN DIEGO",
                "1600P = 2026 11-21 19:00 .. 11-21 19:01 minute stated",
            ),
            (
                "INCIDENT/1200H/HONOLULU",
                "1200H = 2026 11-21 17:00 .. 11-21 17:01 minute stated",
            ),
            (
                "INCIDENT/1200A/ANCHORAGE",
                "1200A = 2026 11-21 16:00 .. 11-21 16:01 minute stated",
            ),
            (
                "INCIDENT/1748L/X",
                "1748L = 2026 11-21 17:48 .. 11-21 17:49 minute",
            ),
            (
                "LATE REPORT-1411E/X",
                "1411E = 2026 11-21 14:11 .. 11-21 14:12 minute stated",
            ),
            (
                "LATE REPORT 7-22 1141C/X",
                "7-22 1141C = 2026 07-22 12:41 .. 07-22 12:42 minute stated",
            ),
            (
                "LATE REPORT - 8/18 1530E/X",
                "8/18 1530E = 2026 08-18 15:30 .. 08-18 15:31 minute stated",
            ),
            (
                "LATE REPORT 8-16-2020 2006E/X",
                "8-16-2020 2006E = 2020 08-16 20:06 .. 08-16 20:07 minute stated",
            ),
            (
                "AT 2130Z",
                "2130Z = 2026 11-21 16:30 .. 11-21 16:31 minute stated",
            ),
            (
                "UAS- AT 2336 UTC",
                "2336 UTC = 2026 11-21 18:36 .. 11-21 18:37 minute stated",
            ),
            ("INCIDENT/5306A/X", ""),
            ("A321 AT 11,000 FEET", ""),
        ],
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_and_what_is_found_stands_where_it_says(text: String) {
        check(&text, find)?;
    }

    #[test]
    fn no_text_like_a_time_makes_it_panic(
        text in "([0-9]{1,4}|[ :/\\-.,()T+]|[年月日号时点分秒前半上下周末昨今天晚凌晨一二三十几多至到]|am|pm| ago|th|two|hour|last |[EZMutc]|may|day|FEET| to ){0,12}"
    ) {
        check(&text, find)?;
    }
}

#[test]
fn a_long_text_takes_no_longer_than_its_length() {
    for piece in [
        "1", "一", "a", "昨", "3点", "12:30 ", "9-", "last ", "2019年", "/2130E", "一万", "half ",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        let mut all = Vec::new();
        look_at(&text, RECEIVED, "Asia/Shanghai", |look| {
            find(look, &mut all)
        });
    }
}
