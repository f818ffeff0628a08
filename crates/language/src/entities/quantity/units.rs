//! Units behind a number: how much one of them is, and of what.

use super::scan::Scan;

/// How much one is, and the unit in which that is told.
pub(super) type Measure = (f64, &'static str);

pub(super) const FOOT: f64 = 0.3048;
const MILE: f64 = 1_609.344;
const NAUTICAL: f64 = 1_852.0;

/// A unit in Latin letters. `source` is the word as it was written: of "5G", "16 MB" and "2130M" the capitals say what they are.
pub(super) fn latin(word: &str, source: &str, close: bool) -> Option<Measure> {
    Some(match word {
        // Millimetres to nautical miles. "m" alone is a metre only as it is written everywhere: 5M are millions.
        "m" if source == "m" || !source.is_ascii() => (1.0, "m"),
        "metre" | "metres" | "meter" | "meters" => (1.0, "m"),
        "km" | "kms" | "kilometre" | "kilometres" | "kilometer" | "kilometers" => (1e3, "m"),
        "cm" | "centimetre" | "centimetres" | "centimeter" | "centimeters" => (1e-2, "m"),
        "mm" | "millimetre" | "millimetres" | "millimeter" | "millimeters" => (1e-3, "m"),
        "um" | "micron" | "microns" => (1e-6, "m"),
        "nm" if source == "NM" => (NAUTICAL, "m"),
        "nm" => (1e-9, "m"),
        "nmi" => (NAUTICAL, "m"),
        "ft" | "feet" | "foot" | "fee" if word != "fee" => (FOOT, "m"),
        "msl" | "agl" if source != word => (FOOT, "m"),
        "inch" | "inches" => (0.0254, "m"),
        "in" if close => (0.0254, "m"),
        "yard" | "yards" | "yd" | "yds" => (0.9144, "m"),
        "mile" | "miles" => (MILE, "m"),
        "mi" if !close => (MILE, "m"),
        "acre" | "acres" => (4_046.856_422_4, "m2"),
        "hectare" | "hectares" | "ha" if word.len() > 2 || close => (1e4, "m2"),
        "sqm" => (1.0, "m2"),
        "kg" | "kgs" | "kilogram" | "kilograms" | "kilo" | "kilos" => (1.0, "kg"),
        // 3G to 6G are networks.
        "g" if source == "g" => (1e-3, "kg"),
        "gram" | "grams" | "grammes" => (1e-3, "kg"),
        "mg" | "milligram" | "milligrams" => (1e-6, "kg"),
        "lb" | "lbs" | "pound" | "pounds" => (0.453_592_37, "kg"),
        "oz" | "ounce" | "ounces" => (0.028_349_523_125, "kg"),
        "ton" | "tons" | "tonne" | "tonnes" => (1e3, "kg"),
        "t" if source == "t" && !close => (1e3, "kg"),
        "l" if source == "l" || !close => (1.0, "L"),
        "litre" | "litres" | "liter" | "liters" => (1.0, "L"),
        "ml" | "millilitre" | "millilitres" | "milliliter" | "milliliters" => (1e-3, "L"),
        "gallon" | "gallons" | "gal" => (3.785_411_784, "L"),
        "mph" => (MILE / 3_600.0, "m/s"),
        "kph" | "kmh" => (1.0 / 3.6, "m/s"),
        "kt" | "kts" | "knot" | "knots" => (NAUTICAL / 3_600.0, "m/s"),
        "kb" if source != "kb" || close => (1e3, "B"),
        "mb" if source == "MB" || source == "mb" => (1e6, "B"),
        "gb" if source == "GB" || source == "gb" => (1e9, "B"),
        "tb" if source == "TB" || source == "tb" => (1e12, "B"),
        "kib" => (1_024.0, "B"),
        "mib" => (1_048_576.0, "B"),
        "gib" => (1_073_741_824.0, "B"),
        "byte" | "bytes" => (1.0, "B"),
        "megabyte" | "megabytes" => (1e6, "B"),
        "gigabyte" | "gigabytes" => (1e9, "B"),
        "terabyte" | "terabytes" => (1e12, "B"),
        _ => return None,
    })
}

/// What follows a unit of length and makes a speed, an area or a volume of it: "m/s", "km/h", "m2", "feet per second".
pub(super) fn of_length(scan: &mut Scan<'_>, word: &str, (one, unit): Measure) -> Option<Measure> {
    if unit != "m" {
        // "5 kg/m" and "2 MB/s" are other things.
        return (!scan.rest().starts_with('/')).then_some((one, unit));
    }
    for (piece, seconds) in [
        ("/s", 1.0),
        ("/sec", 1.0),
        (" per second", 1.0),
        ("/h", 3_600.0),
        ("/hr", 3_600.0),
        (" per hour", 3_600.0),
        (" an hour", 3_600.0),
        ("/min", 60.0),
        (" per minute", 60.0),
        (" a minute", 60.0),
    ] {
        let mut next = *scan;
        if next.eat(piece) && !super::scan::goes_on(next.text, next.at) {
            *scan = next;
            return Some((one / seconds, "m/s"));
        }
    }
    if scan.rest().starts_with('/') && !matches!(word, "feet" | "ft") {
        return None;
    }
    // "1,700 FEET2" has lost a space.
    let short = word.len() <= 2;
    if short && scan.eat_any(&["^2", "2"]).is_some() {
        return Some((one * one, "m2"));
    }
    if short && scan.eat_any(&["^3", "3"]).is_some() {
        return Some((one * one * one * 1e3, "L"));
    }
    Some((one, unit))
}

/// A unit in Chinese.
pub(super) fn chinese(scan: &mut Scan<'_>) -> Option<Measure> {
    let first = scan.peek()?;
    const UNITS: [(&str, f64, &str); 55] = [
        ("平方公里", 1e6, "m2"),
        ("平方千米", 1e6, "m2"),
        ("平方厘米", 1e-4, "m2"),
        ("平方米", 1.0, "m2"),
        ("平方", 1.0, "m2"),
        ("平米", 1.0, "m2"),
        ("公里每小时", 1.0 / 3.6, "m/s"),
        ("公里/小时", 1.0 / 3.6, "m/s"),
        ("公里/时", 1.0 / 3.6, "m/s"),
        ("千米每小时", 1.0 / 3.6, "m/s"),
        ("千米/小时", 1.0 / 3.6, "m/s"),
        ("米每秒", 1.0, "m/s"),
        ("米/秒", 1.0, "m/s"),
        ("公里", 1e3, "m"),
        ("公斤", 1.0, "kg"),
        ("公顷", 1e4, "m2"),
        ("公分", 1e-2, "m"),
        ("公尺", 1.0, "m"),
        ("公升", 1.0, "L"),
        ("千米", 1e3, "m"),
        ("千克", 1.0, "kg"),
        ("千字节", 1e3, "B"),
        ("厘米", 1e-2, "m"),
        ("毫米", 1e-3, "m"),
        ("毫升", 1e-3, "L"),
        ("毫克", 1e-6, "kg"),
        ("微米", 1e-6, "m"),
        ("纳米", 1e-9, "m"),
        ("分米", 0.1, "m"),
        ("米", 1.0, "m"),
        ("英里每小时", MILE / 3_600.0, "m/s"),
        ("英里", MILE, "m"),
        ("英尺", FOOT, "m"),
        ("英寸", 0.0254, "m"),
        ("海里每小时", NAUTICAL / 3_600.0, "m/s"),
        ("海里", NAUTICAL, "m"),
        ("华里", 500.0, "m"),
        ("里路", 500.0, "m"),
        ("里地", 500.0, "m"),
        ("亩", 2_000.0 / 3.0, "m2"),
        ("吨", 1e3, "kg"),
        ("斤", 0.5, "kg"),
        ("克", 1e-3, "kg"),
        ("磅", 0.453_592_37, "kg"),
        ("盎司", 0.028_349_523_125, "kg"),
        ("立方米", 1e3, "L"),
        ("立方厘米", 1e-3, "L"),
        ("升", 1.0, "L"),
        ("加仑", 3.785_411_784, "L"),
        ("摄氏度", 1.0, "degC"),
        ("兆字节", 1e6, "B"),
        ("字节", 1.0, "B"),
        ("码", 1.0 / 3.6, "m/s"),
        ("g的", 1e9, "B"),
        ("t的", 1e12, "B"),
    ];
    let mut fitting = UNITS.iter().filter(|(unit, ..)| unit.starts_with(first));
    let (unit, one, of) = fitting.find(|(unit, ..)| scan.rest().starts_with(unit))?;
    // 一米阳光, 三升四, 两克拉, 十码头, 五平方根.
    let behind = &scan.rest()[unit.len()..];
    let other: &[char] = match *unit {
        "米" => &['阳', '饭', '粉', '线', '其', '国'],
        "升" => &[
            '级', '学', '初', '高', '到', '降', '值', '为', '至', '四', '五', '六', '三',
        ],
        "克" => &['拉', '服', '扣', '隆', '制'],
        "码" => &['头', '农', '上', '是', '为'],
        "斤" => &['斗'],
        "平方" => &['根', '差', '和'],
        _ => &[],
    };
    if behind.starts_with(other) {
        return None;
    }
    scan.at += unit.len();
    Some((*one, of))
}

/// What is counted, in Chinese: 三架, 五个人. Only things and people, and only what is not told by its number as well (3号, 5楼).
pub(super) fn counted(scan: &mut Scan<'_>, article: bool) -> bool {
    let start = scan.at;
    let found = scan.eat_any(&[
        "个人", "架", "台", "辆", "艘", "名", "枚", "颗", "支", "箱", "袋", "瓶", "桶", "人", "只",
        "部", "把", "个",
    ]);
    let rest = scan.rest();
    let fits = match found {
        Some("人") => !rest.starts_with([
            '民', '大', '才', '员', '次', '份', '口', '行', '工', '均', '称', '制', '家', '间',
            '物', '生',
        ]),
        Some("名") => !rest.starts_with(['单', '次', '字', '义', '称']),
        Some("部") => !rest.starts_with(['分', '门', '队', '委', '长']),
        Some("台") => !rest.starts_with(['阶', '风', '湾', '词', '账', '上', '下']),
        Some("支") => !rest.starts_with(['持', '付', '队', '路', '行', '出']),
        Some("只") => !rest.starts_with([
            '是', '有', '能', '要', '好', '想', '会', '为', '不', '需', '见', '剩', '得', '算',
            '眼', '给', '在',
        ]),
        Some("把") => !rest.starts_with(['我', '他', '它', '这', '那', '你']),
        // 个 counts everything: only with something that is seen.
        Some("个") => [
            "无人机",
            "陌生",
            "男",
            "女",
            "天线",
            "盒子",
            "箱子",
            "包裹",
            "装置",
            "设备",
            "外国人",
            "军人",
            "黑衣",
            "可疑",
        ]
        .iter()
        .any(|thing| rest.starts_with(thing)),
        Some(_) => true,
        None => false,
    };
    let thing = matches!(
        found,
        Some("架" | "台" | "辆" | "艘" | "枚" | "箱" | "袋" | "桶")
    );
    let fits = fits && (thing || !article);
    if !fits {
        scan.at = start;
    }
    fits
}

/// What is counted, in English: the noun, behind at most one other word.
pub(super) fn noun(word: &str) -> bool {
    matches!(
        word,
        "men"
            | "people"
            | "persons"
            | "women"
            | "individuals"
            | "soldiers"
            | "guards"
            | "drones"
            | "uas"
            | "uavs"
            | "quadcopters"
            | "multirotors"
            | "vehicles"
            | "cars"
            | "trucks"
            | "vans"
            | "boats"
            | "ships"
            | "vessels"
            | "helicopters"
            | "balloons"
            | "objects"
            | "devices"
            | "boxes"
            | "antennas"
            | "antennae"
            | "packages"
            | "parcels"
            | "bags"
            | "guns"
            | "rifles"
            | "pistols"
            | "knives"
            | "bombs"
            | "copies"
            | "documents"
            | "pages"
            | "files"
            | "cameras"
            | "barrels"
            | "bottles"
            | "drums"
            | "containers"
            | "phones"
            | "laptops"
            | "man"
            | "woman"
            | "person"
            | "drone"
            | "uav"
            | "quadcopter"
    )
}
