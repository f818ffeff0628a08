use super::*;
use crate::entities::network::kit::{said, survives, texts};
use proptest::prelude::*;
use report::Named;

fn read(text: &str) -> String {
    said(find, text, |entity| match &entity.what {
        Named::Ship { scheme, number } | Named::Aircraft { scheme, number } => {
            format!("{scheme} {number}")
        }
        Named::Container { number } => format!("container {number}"),
        Named::Patent { office, number } => format!("{office} {number}"),
        _ => "?".into(),
    })
}

fn are(all: &[(&str, &str)]) {
    for (text, value) in all {
        assert_eq!(read(text), *value, "{text}");
    }
}

#[test]
fn ships_are_known_by_numbers_that_check() {
    are(&[
        // The example of IMO's own number in Resolution A.1117(30) and Wikipedia.
        ("the tanker IMO 9074729 left", "imo 9074729"),
        ("IMO号：9074729", "imo 9074729"),
        ("IMO9074728", "!imo 9074728"),
        ("MMSI 412345678", "mmsi 412345678"),
        ("船舶识别码为413000001", "mmsi 413000001"),
        (
            "mmsi: 004120001, MMSI 999999999",
            "mmsi 004120001; !mmsi 999999999",
        ),
        ("mmsi 111232001", "mmsi 111232001"),
        ("电话 412345678", ""),
        ("imo 90747291", ""),
        ("9074729", ""),
    ]);
}

#[test]
fn containers_are_known_by_their_check_digit() {
    are(&[
        // ISO 6346's example, and one from the list of the Bureau International des Containers.
        ("柜号CSQU3054383。", "container CSQU3054383"),
        ("TOLU 473478-7", "container TOLU4734787"),
        ("csqu3054383", "container CSQU3054383"),
        ("CSQU3054384", "!container CSQU3054384"),
        ("csqu3054384", ""),
        ("ABCD1234567", ""),
    ]);
}

#[test]
fn aircraft_are_read_beside_words_of_aircraft_only() {
    are(&[
        ("a Cessna N123AB flew low", "registration N123AB"),
        ("飞机注册号B-1234", "registration B-1234"),
        ("B-305Q降落在机场", "registration B-305Q"),
        (
            "helicopter G-ABCD and D-EFGH",
            "registration G-ABCD; registration D-EFGH",
        ),
        ("plane JA123A", "registration JA123A"),
        ("ICAO address 780ABC", "icao24 780ABC"),
        ("Mode S hex: a1b2c3", "icao24 A1B2C3"),
        ("icao24 000000", "!icao24 000000"),
        ("乘坐CA1234航班", "flight CA1234"),
        ("flight UA 89 was late, flight UA 890 too", "flight UA890"),
        ("UAL123 pilot reported a drone", "flight UAL123"),
        ("MU5183起飞后", "flight MU5183"),
    ]);
    for text in [
        "戴N95口罩",
        "B-1201室",
        "b-1234",
        "N31.25",
        "room G-WALL",
        "a D-LINK router",
        "CA1234",
        "车牌皖A12345",
        "ces2024",
        "N3楼",
        "ICAO code ZBAA",
        "hex 123456",
        "编号MU5183的设备",
        "in 2019 at 1000",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

#[test]
fn patents_are_read_with_the_chinese_check_digit() {
    are(&[
        // The example of ZC 0006-2003.
        ("专利号ZL200310102344.5", "CN 200310102344.5"),
        ("申请号 200310102344.5", "CN 200310102344.5"),
        ("ZL 2003 1 0102344.6", "!CN 200310102344.6"),
        ("ＣＮ200310102344．5", "CN 200310102344.5"),
        ("CN101234567A", "CN 101234567A"),
        ("CN 112345678 B", "CN 112345678B"),
        ("US 9,123,456 B2", "US 9123456B2"),
        ("U.S. Patent No. 10,123,456", "US 10123456"),
        ("US2019/0123456A1", "US 20190123456A1"),
        (
            "EP1234567A1 and EP 1234567 B1",
            "EP 1234567A1; EP 1234567B1",
        ),
        ("WO2019/123456", "WO 2019123456"),
        ("WO 2019/123456 A1", "WO 2019123456A1"),
        ("PCT/CN2019/123456", "WO PCT/CN2019/123456"),
    ]);
    for text in [
        "US 1234567",
        "EP 1234567",
        "02345678.5",
        "us 2019",
        "200310102344.6",
        "cn1234",
        "two 2019123456",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

#[test]
fn no_text_takes_long() {
    survives(
        find,
        &[
            "imo",
            "IMO 9074729 ",
            "mmsi ",
            "CSQU3054383 ",
            "N123AB ",
            "plane N123AB ",
            "B-1234 ",
            "icao ",
            "CA1234航班",
            "CA123",
            "ZL200310102344.5 ",
            "US9,",
            "cn1",
            "飞机b-",
        ],
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in texts(&[
        "IMO ", "9074729", "MMSI ", "CSQU", "305438", "N123AB", "B-", "飞机", "plane", "ICAO ", "flight ", "CA", "航班", "ZL", "US ", ",123", "CN", "200310102344.", "B2", "PCT/CN", "icao24",
    ])) {
        crate::entities::network::kit::found(find, &text);
    }

    #[test]
    fn one_digit_changed_is_noticed(place in proptest::sample::select(&[0_usize, 4, 6]), digit in 0_u8..10) {
        // Weights 7 and 3 and the check digit itself; the even ones and 5 let some changes pass.
        let mut number = b"9074729".to_vec();
        number[place] = b'0' + digit;
        let number = String::from_utf8(number).expect("ASCII");
        let said = read(&format!("IMO {number}"));
        prop_assert_eq!(said.starts_with('!'), number != "9074729");
    }
}
