use super::super::quantity::testing::{check, found, table};
use super::find;
use proptest::prelude::*;
use report::Named;

fn read(text: &str) -> String {
    let all = found(text, find);
    let shown = all.iter().map(|entity| {
        let Named::Duration { from_s, to_s } = &entity.what else {
            panic!("a duration")
        };
        match from_s == to_s {
            true => format!("{} = {from_s}", entity.text),
            false => format!("{} = {from_s}..{to_s}", entity.text),
        }
    });
    shown.collect::<Vec<_>>().join("; ")
}

#[test]
fn lengths_of_time_are_seconds() {
    table(
        read,
        &[
            ("悬停了十几分钟", "十几分钟 = 660..1140"),
            ("半小时", "半小时 = 1800"),
            ("一个半小时", "一个半小时 = 5400"),
            ("两个多小时", "两个多小时 = 7200..10800"),
            ("大约20分钟", "大约20分钟 = 1080..1320"),
            ("二十分钟左右", "二十分钟左右 = 1080..1320"),
            ("3到5天", "3到5天 = 259200..432000"),
            ("1分30秒", "1分30秒 = 90"),
            ("1小时20分钟", "1小时20分钟 = 4800"),
            ("0.8秒", "0.8秒 = 0.8"),
            ("三年多", "三年多 = 94672800..126230400"),
            ("两周", "两周 = 1209600"),
            ("for two hours", "two hours = 7200"),
            ("about 20 minutes", "about 20 minutes = 1080..1320"),
            (
                "APPROXIMATELY 5 MINUTES",
                "APPROXIMATELY 5 MINUTES = 270..330",
            ),
            ("half an hour", "half an hour = 1800"),
            ("two and a half hours", "two and a half hours = 9000"),
            ("1 hour and 20 minutes", "1 hour and 20 minutes = 4800"),
            ("THE PAST 4-5 HOURS", "4-5 HOURS = 14400..18000"),
            ("a 5-minute flight", "5-minute = 300"),
            ("a few minutes", "a few minutes = 120..540"),
            ("0.8 s", "0.8 s = 0.8"),
            ("about 6 seconds", "about 6 seconds = 5.4..6.6"),
            ("一天24小时", "一天 = 86400; 24小时 = 86400"),
            ("2 hrs", "2 hrs = 7200"),
        ],
    );
}

#[test]
fn years_of_the_calendar_ages_and_marks_are_no_lengths_of_time() {
    for text in [
        "2019年",
        "08年",
        "19年5月",
        "三年级",
        "90分",
        "1845 hours",
        "19h00",
        "十分满意",
        "第三天",
        "20周岁",
        "两周年",
        "周三",
        "三月",
        "a 30 year old man",
        "3 years of age",
        "30s",
        "Day 3",
        "三分之一",
        "二零一九年",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_and_what_is_found_stands_where_it_says(text: String) {
        check(&text, find)?;
    }

    #[test]
    fn no_text_like_a_duration_makes_it_panic(
        text in "([0-9]{1,4}|[ .,-]|[一二三十百两半几点零多]|小时|分|秒|钟|天|年|月|个|hour| min|s|and |a |half |of |about |约|左右|到| to ){0,12}"
    ) {
        check(&text, find)?;
    }
}

#[test]
fn a_long_text_takes_no_longer_than_its_length() {
    for piece in ["3分", "1 hour ", "一天", "1小时1分1秒", "half an "] {
        found(&piece.repeat(1_000_000 / piece.len()), find);
    }
}
