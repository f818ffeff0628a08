use super::find;
use super::testing::{check, found, table};
use proptest::prelude::*;
use report::Named;

fn read(text: &str) -> String {
    let all = found(text, find);
    let shown = all.iter().map(|entity| {
        let Named::Quantity { from, to, unit } = &entity.what else {
            panic!("a quantity")
        };
        match from == to {
            true => format!("{} = {from} {unit}", entity.text),
            false => format!("{} = {from}..{to} {unit}", entity.text),
        }
    });
    shown.collect::<Vec<_>>().join("; ")
}

#[test]
fn lengths_and_heights_are_metres() {
    table(
        read,
        &[
            ("高3-5米", "3-5米 = 3..5 m"),
            ("三到五米", "三到五米 = 3..5 m"),
            ("3米到5米", "3米到5米 = 3..5 m"),
            ("约20厘米长", "约20厘米 = 0.18..0.22 m"),
            ("两千五百米", "两千五百米 = 2500 m"),
            ("十几公里", "十几公里 = 11000..19000 m"),
            ("三四百米远", "三四百米 = 300..400 m"),
            ("几十米", "几十米 = 20..99 m"),
            ("100多米", "100多米 = 100..200 m"),
            ("3.5公里", "3.5公里 = 3500 m"),
            ("身高1米75", "1米75 = 1.75 m"),
            ("一米八左右", "一米八 = 1.8 m"),
            ("三点五米", "三点五米 = 3.5 m"),
            ("50米左右", "50米左右 = 45..55 m"),
            ("AT 3,000 FEET", "3,000 FEET = 914.4 m"),
            ("150FT", "150FT = 45.72 m"),
            ("AT FL350", "FL350 = 10668 m"),
            (
                "BETWEEN 200 AND 300 FEET",
                "BETWEEN 200 AND 300 FEET = 60.96..91.44 m",
            ),
            ("50-75FEET", "50-75FEET = 15.24..22.86 m"),
            ("6'2\" tall", "6'2\" = 1.8796 m"),
            ("a 400-foot tower", "400-foot = 121.92 m"),
            ("half a mile", "half a mile = 804.672 m"),
            ("5NM", "5NM = 9260 m"),
            ("28nm", "28nm = 0.000000028 m"),
            ("1½ miles", "1½ miles = 2414.016 m"),
            ("１０㎝", "１０㎝ = 0.1 m"),
        ],
    );
}

#[test]
fn weights_speeds_areas_volumes_data_and_heat_have_one_unit_each() {
    table(
        read,
        &[
            ("重5公斤", "5公斤 = 5 kg"),
            ("20斤炸药", "20斤 = 10 kg"),
            ("3 lbs", "3 lbs = 1.36077711 kg"),
            ("500 g", "500 g = 0.5 kg"),
            ("两吨硝酸铵", "两吨 = 2000 kg"),
            ("5㎏", "5㎏ = 5 kg"),
            ("时速60公里", "60公里 = 16.6666666667 m/s"),
            ("60 km/h", "60 km/h = 16.6666666667 m/s"),
            ("10米/秒", "10米/秒 = 10 m/s"),
            ("30 knots", "30 knots = 15.4333333333 m/s"),
            ("90平米", "90平米 = 90 m2"),
            ("5㎡", "5㎡ = 5 m2"),
            ("3亩", "3亩 = 2000 m2"),
            ("20 square km", "20 square km = 20000000 m2"),
            ("200升柴油", "200升 = 200 L"),
            ("5 gallons", "5 gallons = 18.92705892 L"),
            ("16GB", "16GB = 16000000000 B"),
            ("3个G的数据", "3个G的 = 3000000000 B"),
            ("37.5℃", "37.5℃ = 37.5 degC"),
        ],
    );
}

#[test]
fn things_and_people_are_counted() {
    table(
        read,
        &[
            ("三架无人机", "三架 = 3 count"),
            ("五六个人", "五六个人 = 5..6 count"),
            ("20多人", "20多人 = 20..30 count"),
            ("两名男子", "两名 = 2 count"),
            ("two white drones", "two white drones = 2 count"),
            ("3-4 men", "3-4 men = 3..4 count"),
            ("several vehicles", "several vehicles = 3..9 count"),
        ],
    );
}

#[test]
fn other_numbers_are_no_quantities() {
    for text in [
        "5G基站",
        "A3区",
        "第三架",
        "一米阳光",
        "3号楼",
        "$5 m",
        "2130M",
        "5M",
        "12元",
        "100两百",
        "三人民",
        "一部分",
        "一名",
        "前50名",
        "五一只放假",
        "FINAL RUNWAY 25L",
        "a 4 rotor drone",
        "PART 107 UAS",
        "1,700 FEET2",
        "6号线",
        "part 107",
        "in 2 of the cars",
        "2019年",
        "3 mbps",
        "16 in the",
        "K9-5",
        "1.2.3 m",
        "12 MHz",
        "每人",
        "FLAT 12",
        "90分",
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
    fn no_text_like_a_quantity_makes_it_panic(
        text in "([0-9]{1,4}|[ .,()/'\"⁄½-]|[一二三十百千万亿两半几数点零多余]|米|公里|平方|个|feet|FL|m|kg|G|to |a |half |hundred |of |about |约|左右|人){0,12}"
    ) {
        check(&text, find)?;
    }
}

#[test]
fn a_long_text_takes_no_longer_than_its_length() {
    for piece in [
        "3米", "1", "一", "1,", "1.", "five ", "3 men ", "FL350 ", "1-", "二", "十", "a ",
    ] {
        found(&piece.repeat(1_000_000 / piece.len()), find);
    }
}
