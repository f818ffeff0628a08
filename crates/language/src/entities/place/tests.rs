use super::*;
use crate::entities::network::kit::{said, survives, texts};
use proptest::prelude::*;

fn read(text: &str) -> String {
    said(find, text, |entity| match &entity.what {
        Named::Place { form, described } => format!("{form}: {described}"),
        _ => "?".into(),
    })
}

#[test]
fn described_places_are_read_in_both_languages() {
    for (text, value) in [
        ("在建设路12号门口", "road: 建设路12号"),
        (
            "住A市中山南路188号3栋2单元502室",
            "road: 中山南路188号3栋2单元502室",
        ),
        (
            "建设路１２号，３号楼２单元５层",
            "road: 建设路１２号，３号楼２单元５层",
        ),
        (
            "人民路与解放路交叉口东南角",
            "junction: 人民路与解放路交叉口东南角",
        ),
        ("红旗路口有人", "junction: 红旗路口"),
        ("3号楼2单元5层", "building: 3号楼2单元5层"),
        ("楼上六楼", "floor: 六楼"),
        ("地下二层有间房", "floor: 地下二层"),
        ("G4高速1234公里处", "kilometre: G4高速1234公里处"),
        ("K12+300", "kilometre: K12+300"),
        (
            "京港澳高速56公里加300米处",
            "kilometre: 京港澳高速56公里加300米处",
        ),
        ("12号电线杆上", "pole: 12号电线杆"),
        ("灯杆编号A-1023", "pole: 灯杆编号A-1023"),
        ("池塘旁边第三棵树下", "beside: 旁边第三棵树下"),
        (
            "at 12 Elm Street, 3rd floor",
            "road: Elm Street 12, 3rd floor",
        ),
        (
            "the corner of Main Street and 5th Avenue",
            "junction: corner of Main Street and 5th Avenue",
        ),
        (
            "it is behind the third tree on the left",
            "beside: behind the third tree on the left",
        ),
        ("lamp post no. 12", "pole: lamp post no. 12"),
        (
            "mile marker 45 on I-95",
            "kilometre: mile marker 45 on I-95",
        ),
        ("building 7, floor 3", "building: building 7, floor 3"),
    ] {
        assert_eq!(read(text), value, "{text}");
    }
}

#[test]
fn roads_and_numbers_alone_are_no_places() {
    for text in [
        "",
        "走在中山路上",
        "十字路口",
        "路口有人",
        "马路边",
        "5个人",
        "一共33层",
        "这栋楼",
        "5号",
        "跑了3公里",
        "at the last minute",
        "after the first time",
        "a street",
        "by the second day",
        "有3栋楼",
        "502室",
        "高速路口",
        "in the building a man",
        "the way home",
        "3 people drive Way too fast",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

#[test]
fn no_text_takes_long() {
    survives(
        find,
        &[
            "建设路12号",
            "路12号",
            "3栋",
            "3号楼",
            "路口",
            "人民路与",
            "与a路",
            "第三棵树",
            "k12+3",
            "12 Elm Street ",
            "corner of a and ",
            "behind the third ",
            "the ",
            "6楼",
            "A St ",
        ],
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in texts(&[
        "建设路", "12", "号", "3栋", "单元", "5层", "路口", "与", "交叉口", "公里处", "K12+300", "旁边", "第三棵树", "12 Elm Street", " floor", "corner of ", " and ", "behind the third tree", "號", "電線桿",
    ])) {
        crate::entities::network::kit::found(find, &text);
    }
}
