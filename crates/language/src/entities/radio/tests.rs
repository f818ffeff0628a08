use super::*;
use crate::entities::network::kit::{said, survives, texts};
use proptest::prelude::*;

fn read(text: &str) -> String {
    said(find, text, |entity| match &entity.what {
        Named::Frequency { from_hz, to_hz } if from_hz == to_hz => format!("{from_hz} Hz"),
        Named::Frequency { from_hz, to_hz } => format!("{from_hz}..{to_hz} Hz"),
        Named::Strength { value, unit } => format!("{value} {unit}"),
        _ => "?".into(),
    })
}

fn are(all: &[(&str, &str)]) {
    for (text, value) in all {
        assert_eq!(read(text), *value, "{text}");
    }
}

#[test]
fn frequencies_and_ranges_are_hertz() {
    are(&[
        ("在433.92MHz上", "433920000 Hz"),
        ("1575.42 MHz", "1575420000 Hz"),
        ("２.４ＧＨｚ", "2400000000 Hz"),
        ("1559-1610 MHz", "1559000000..1610000000 Hz"),
        ("88兆赫到108兆赫", "88000000..108000000 Hz"),
        ("400到470兆赫", "400000000..470000000 Hz"),
        ("50Hz 和 20千赫兹", "50 Hz; 20000 Hz"),
        ("a few kilohertz, 3 megahertz", "3000..9000 Hz; 3000000 Hz"),
        ("433兆的遥控器", "433000000 Hz"),
        ("对讲机频率409.75兆", "409750000 Hz"),
        ("图传用的是5.8G", "5800000000 Hz"),
        ("2.4g天线", "2400000000 Hz"),
        ("干扰GPS的L1和L5频点", "1575420000 Hz; 1176450000 Hz"),
        ("北斗B1C信号丢失", "1575420000 Hz"),
        ("glonass g1 jammed", "1598062500..1605375000 Hz"),
        ("X波段雷达", "8000000000..12000000000 Hz"),
        (
            "ku-band dish, VHF band",
            "12000000000..18000000000 Hz; 30000000..300000000 Hz",
        ),
    ]);
}

#[test]
fn strengths_come_in_their_base_unit() {
    are(&[
        ("场强45 dBμV/m", "45 dBuV/m"),
        ("12 V/m, 3mV/m", "12 V/m; 0.003 V/m"),
        ("-85 dBm", "-85 dBm"),
        ("-90到-85dBm", "-87.5 dBm"),
        ("20dBW", "50 dBm"),
        ("噪音80分贝", "80 dB"),
        ("功率50W的电台", "50 W"),
        ("500 mW and 5 MW", "0.5 W; 5000000 W"),
        ("两千瓦", "2000 W"),
        ("5千瓦发射机", "5000 W"),
        ("0.3μSv/h", "0.0000003 Sv/h"),
        ("剂量率每小时0.5微西弗每小时", "0.0000005 Sv/h"),
        ("3.7 GBq", "3700000000 Bq"),
        ("磁场50μT", "0.00005 T"),
        ("20 mT", "0.02 T"),
    ]);
}

#[test]
fn other_numbers_are_neither() {
    for text in [
        "",
        "5G基站",
        "4G",
        "100兆宽带",
        "月薪30w",
        "30W元",
        "5千瓦时电",
        "300 kWh",
        "5 mt of grain",
        "a 2.4gb file",
        "3.5g gold",
        "L1层有GPS店",
        "房间L2",
        "5t卡车",
        "B1出口",
        "兆",
        "MHz",
        "10 watches",
        "五瓦房",
        "一砖一瓦",
        "a 6.0 Mw earthquake",
        "w",
        "1 table",
        "the s band-aid",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

#[test]
fn no_text_takes_long() {
    survives(
        find,
        &[
            "5MHz", "5兆", "gps l1 ", "l1 ", "x波段", "1-", "50w ", "-85dbm", "-", "1mt ", "2.4g",
        ],
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in texts(&[
        "MHz", "兆", "433", "2.4G", "GPS", "L1", "北斗", "B1C", "波段", "X", "band", "dBm", "-", "W", "功率", "mSv/h", "μ", "㎒", "到", "微特斯拉", "μT",
    ])) {
        for entity in crate::entities::network::kit::found(find, &text) {
            if let Named::Frequency { from_hz, to_hz } = entity.what {
                prop_assert!(from_hz <= to_hz);
            }
        }
    }
}
