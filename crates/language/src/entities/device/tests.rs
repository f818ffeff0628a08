use super::*;
use crate::entities::network::kit::{said, survives, texts};
use proptest::prelude::*;

fn read(text: &str) -> String {
    said(find, text, |entity| match &entity.what {
        Named::Device { brand, model } => format!("{brand}: {model}"),
        _ => "?".into(),
    })
}

#[test]
fn devices_are_read_with_their_models() {
    for (text, value) in [
        ("一架大疆无人机", "DJI: "),
        ("DJI Mavic 3 Pro hovering", "DJI: Mavic 3 Pro"),
        ("大疆Mavic3在飞", "DJI: Mavic3"),
        ("大疆御3", "DJI: 御3"),
        ("大疆 M300 RTK", "DJI: M300 RTK"),
        ("a Mavic Air 2 over us", "DJI: Mavic Air 2"),
        ("用HackRF One发射", "Great Scott Gadgets: HackRF One"),
        ("宝锋UV-5R对讲机", "Baofeng: UV-5R"),
        ("海康威视DS-2CD3T46摄像头", "Hikvision: DS-2CD3T46"),
        ("Trimble R12 receiver", "Trimble: R12"),
        ("Siemens S7-1500 PLC", "Siemens: S7-1500"),
        ("西门子S7-300的程序", "Siemens: S7-300"),
        ("华为Mate60", "Huawei: Mate60"),
        ("iPhone 15 Pro Max was left", "Apple: iPhone 15 Pro Max"),
        ("树莓派4B", "Raspberry Pi: 树莓派4B"),
        ("南方测绘的仪器", "South: "),
        (
            "Flipper Zero and a WiFi Pineapple",
            "Flipper: Flipper Zero; Hak5: WiFi Pineapple",
        ),
        ("usrp b210", "Ettus: usrp b210"),
        ("大疆3架", "DJI: "),
        ("ＤＪＩ　Ｍｉｎｉ　２", "DJI: DJI Mini 2"),
        ("Canon EOS 5D camera", "Canon: EOS 5D"),
    ] {
        assert_eq!(read(text), value, "{text}");
    }
}

#[test]
fn fruit_birds_and_firms_are_no_devices() {
    for text in [
        "",
        "买苹果5斤",
        "小米粥",
        "经纬度",
        "a parrot in a tree",
        "the delta of the river",
        "华为公司",
        "三星级酒店",
        "一加一等于二",
        "富士山",
        "in honor of 5 men",
        "maxis",
        "adjiman",
        "dji.com",
        "apple 3 times",
        "Harris said 300ft",
        "大华路12号",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

#[test]
fn no_text_takes_long() {
    survives(
        find,
        &[
            "dji ",
            "大疆",
            "大疆的",
            "mavic 3 ",
            "dji mavic ",
            "iphone 15 pro max ",
            "apple ",
            "s7-300",
            "a-b-",
            "御3",
        ],
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in texts(&[
        "dji", "大疆", "Mavic", " 3", "Pro", "的", "iPhone", "15", "S7-1500", "西门子", "HackRF", " One", "-", "牌", "台", "御3", "R12", ".", "小米",
    ])) {
        crate::entities::network::kit::found(find, &text);
    }
}
