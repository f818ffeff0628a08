use super::*;

fn read(text: &str) -> String {
    let figures = figures(text);
    let said = figures
        .iter()
        .map(|figure| match figure.low == figure.high {
            true => format!("{}", figure.low),
            false => format!("{}..{}", figure.low, figure.high),
        });
    said.collect::<Vec<_>>().join(" ")
}

#[test]
fn numbers_are_read_as_people_write_them() {
    for (text, value) in [
        ("2,500", "2500"),
        ("1,234,567.5", "1234567.5"),
        ("3.5万", "35000"),
        ("3万5", "35000"),
        ("3万5千", "35000"),
        ("1亿2000万", "120000000"),
        ("一亿二千万", "120000000"),
        ("两千五百", "2500"),
        ("两千五", "2500"),
        ("两千零五", "2005"),
        ("三万二", "32000"),
        ("十", "10"),
        ("十二", "12"),
        ("二十五", "25"),
        ("一百零五", "105"),
        ("二〇一九", "2019"),
        ("两三千", "2000..3000"),
        ("七八万", "70000..80000"),
        ("十几", "11..19"),
        ("十几万", "110000..190000"),
        ("几十", "20..90"),
        ("几千", "2000..9000"),
        ("上百", "100..900"),
        ("五百多", "500..600"),
        ("500多", "500..600"),
        ("1500余", "1500..1600"),
        ("三十多万", "300000..400000"),
        ("3-5", "3..5"),
        ("三到五", "3..5"),
        ("5~8万", "50000..80000"),
        ("五万至八万", "50000..80000"),
        ("500到1万", "500..10000"),
        ("two thousand five hundred", "2500"),
        ("twenty-five", "25"),
        ("a hundred and five", "105"),
        ("half a million", "500000"),
        ("a few thousand", "3000..9000"),
        ("a couple of hundred", "200"),
        ("2 to 3 thousand", "2000..3000"),
        ("between 5 and 8", "5..8"),
        ("5k", "5000"),
        ("3 million", "3000000"),
        ("一万亿", "1000000000000"),
    ] {
        assert_eq!(read(text), value, "{text}");
    }
}

#[test]
fn what_is_no_number_is_none() {
    for text in [
        "数据",
        "几个",
        "上面",
        "百姓",
        "万一",
        "千万",
        "and a of",
        "192.168.1.1",
        "12345678901234567890",
        "freight",
        "tents",
    ] {
        assert!(
            !read(text).contains("..") && read(text).len() < 2,
            "{text}: {}",
            read(text)
        );
    }
    assert_eq!(read("2019-10-12"), "2019 10 12");
    assert_eq!(read("010-1234567"), "10 1234567");
}
