use super::super::quantity::testing::{check, found, table};
use super::find;
use proptest::prelude::*;
use report::Named;

fn read(text: &str) -> String {
    let all = found(text, find);
    let shown = all.iter().map(|entity| {
        let Named::Bearing {
            degrees,
            distance_m,
            from,
        } = &entity.what
        else {
            panic!("a bearing");
        };
        let or_none = |value: &Option<f64>| value.map_or("?".to_owned(), |value| value.to_string());
        let wrong = if entity.valid { "" } else { " invalid" };
        let shown = format!(
            "{} = {} {} {from}",
            entity.text,
            or_none(degrees),
            or_none(distance_m)
        );
        format!("{}{wrong}", shown.trim_end())
    });
    shown.collect::<Vec<_>>().join("\n")
}

#[test]
fn reports_of_the_aviation_authority_give_nautical_miles_and_a_side_of_the_compass() {
    table(
        read,
        &[
            (
                "WHILE W BOUND AT 3,000 FEET 2 ESE MSP. NO EVASIVE ACTION",
                "2 ESE MSP = 112.5 3704 MSP",
            ),
            ("A UAS 10 NW ORD AT 3,000 FEET", "10 NW ORD = 315 18520 ORD"),
            ("AT 2,300 FEET 2.5 S MCO. NO", "2.5 S MCO = 180 4630 MCO"),
            (
                "S BOUND AT 11,000 20 NE DENVER. NO",
                "20 NE DENVER = 45 37040 DENVER",
            ),
            (
                "FEET 10 E OF ADDISON ARPT. NO",
                "10 E OF ADDISON ARPT = 90 18520 ADDISON ARPT",
            ),
            (
                "15 SSW HOLSTON MOUNTAIN VOR (HMV). NO",
                "15 SSW HOLSTON MOUNTAIN VOR (HMV) = 202.5 27780 HMV",
            ),
            (
                "FEET 35 MILES E OF PBI.",
                "35 MILES E OF PBI = 90 56327 PBI",
            ),
            ("FEET 3 MILES SW LGA.", "3 MILES SW LGA = 225 4828 LGA"),
            ("3 MILES EAST OF LAX", "3 MILES EAST OF LAX = 90 4828 LAX"),
            (
                "about 2 km northeast of the dam at dusk",
                "about 2 km northeast of the dam = 45 2000 dam",
            ),
            (
                "five miles north-west of here",
                "five miles north-west = 315 8046.7",
            ),
        ],
    );
}

#[test]
fn a_direction_on_the_clock_is_degrees_where_the_text_says_the_heading() {
    table(
        read,
        &[
            ("REPORTED A UAS AT 12 O'CLOCK", "12 O'CLOCK = ? ?"),
            (
                "FROM THE 9 O'CLOCK POSITION WHILE N BOUND AT 1,000 FEET",
                "9 O'CLOCK POSITION = 270 ?",
            ),
            (
                "FROM THE 11 O’CLOCK POSITION WHILE SW BOUND AT 500 FEET",
                "11 O’CLOCK POSITION = 195 ?",
            ),
            (
                "AT THE TWO O'CLOCK POSITION. NO",
                "TWO O'CLOCK POSITION = ? ?",
            ),
            ("FROM THE 9'OCLOCK POSITION", "9'OCLOCK POSITION = ? ?"),
            ("from their 3 o'clock", "3 o'clock = ? ?"),
            (
                "AT THE 13 O'CLOCK POSITION",
                "13 O'CLOCK POSITION = ? ? invalid",
            ),
            ("we met at 9 o'clock", ""),
        ],
    );
}

#[test]
fn courses_and_chinese_directions_are_read() {
    table(
        read,
        &[
            ("heading 270 at 300 feet", "heading 270 = 270 ?"),
            ("bearing 045 degrees", "bearing 045 degrees = 45 ?"),
            ("航向400度", "航向400度 = 40 ? invalid"),
            ("方位角135度", "方位角135度 = 135 ?"),
            ("北偏西30度", "北偏西30度 = 330 ?"),
            (
                "在变电站东北方向约200米处",
                "变电站东北方向约200米处 = 45 200 变电站",
            ),
            ("距机场以东3公里", "机场以东3公里 = 90 3000 机场"),
            ("往南五百米", "往南五百米 = 180 500"),
        ],
    );
}

#[test]
fn addresses_and_other_numbers_are_no_directions() {
    for text in [
        "123 N Main St",
        "4521 SW 12TH AVE",
        "500 E PARK BLVD",
        "RUNWAY 27 E",
        "I-75 N of Atlanta",
        "3 e mails",
        "2 E BOUND",
        "河南500米",
        "5 s later",
        "heading 20 people",
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
    fn no_text_like_a_direction_makes_it_panic(
        text in "([0-9]{1,3}|[ .,()-]|NW|[NSEWnsew]| miles | OF |ORD|the |o'clock|O'CLOCK|position|bound|东|北|方向|米|以|在|heading |度|Ⅳ|½){0,12}"
    ) {
        check(&text, find)?;
    }
}

#[test]
fn a_long_text_takes_no_longer_than_its_length() {
    for piece in [
        "10 NW ORD ",
        "9 o'clock ",
        "5 n ",
        "在东3米",
        "3 miles E of ",
        "1",
    ] {
        found(&piece.repeat(1_000_000 / piece.len()), find);
    }
}
