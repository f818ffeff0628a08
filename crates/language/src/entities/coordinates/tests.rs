use super::super::quantity::testing::{check, found, table};
use super::find;
use proptest::prelude::*;
use report::Named;

fn read(text: &str) -> String {
    let all = found(text, find);
    let shown = all.iter().map(|entity| {
        let Named::Coordinates {
            lat,
            lon,
            uncertainty_m,
            notation,
        } = &entity.what
        else {
            panic!("a position");
        };
        let wrong = if entity.valid { "" } else { " invalid" };
        format!(
            "{} = {lat} {lon} {uncertainty_m} {notation}{wrong}",
            entity.text
        )
    });
    shown.collect::<Vec<_>>().join("; ")
}

/// The place alone, to a millionth of a degree.
fn place(text: &str) -> Vec<(f64, f64, bool)> {
    let millionth = |value: f64| (value * 1e6).round() / 1e6;
    let all = found(text, find);
    all.iter()
        .map(|entity| match entity.what {
            Named::Coordinates { lat, lon, .. } => (millionth(lat), millionth(lon), entity.valid),
            _ => panic!("a position"),
        })
        .collect()
}

#[test]
fn a_position_is_read_however_people_write_it_in_a_sentence() {
    for written in [
        "31.230389, 121.473694",
        "31.230389,121.473694",
        "31.230389 121.473694",
        "31.230389;121.473694",
        "31,230389; 121,473694",
        "31,230389 121,473694",
        "３１．２３０３８９，１２１．４７３６９４",
        "31.230389、121.473694",
        "31.230389/121.473694",
        "+31.230389 +121.473694",
        "121.473694, 31.230389",
        "31.230389N 121.473694E",
        "N 31.230389, E 121.473694",
        "121.473694E 31.230389N",
        "31.230389° 121.473694°",
        "31.230389°N, 121.473694°E",
        "lat 31.230389 lon 121.473694",
        "latitude: 31.230389, longitude: 121.473694",
        "经度121.473694，纬度31.230389",
        "31°13'49.4\"N 121°28'25.3\"E",
        "31° 13′ 49.4″ N, 121° 28′ 25.3″ E",
        "31º13’49.4”N 121º28’25.3”E",
        "31˚13'49.4''N 121˚28'25.3''E",
        "N31°13'49.4\" E121°28'25.3\"",
        "N31°13'49.4\"E121°28'25.3\"",
        "31 13 49.4 N 121 28 25.3 E",
        "31°13'49.4\" 121°28'25.3\"",
        "北纬31度13分49.4秒，东经121度28分25.3秒",
        "东经121°28′25.3″，北纬31°13′49.4″",
        "北緯３１．２３０３８９度　東經１２１．４７３６９４度",
        "311349.4N 1212825.3E",
        "31.230389 north, 121.473694 east",
    ] {
        for sentence in [
            written.to_owned(),
            format!("在 {written} 附近"),
            format!("It was at {written}, near the gate."),
            format!("坐标({written})。"),
        ] {
            assert_eq!(
                place(&sentence),
                [(31.230389, 121.473694, true)],
                "{sentence}"
            );
        }
    }
    table(
        read,
        &[
            (
                "-33.8600, 151.2100",
                "-33.8600, 151.2100 = -33.86 151.21 7.23 decimal",
            ),
            (
                "33.86S 151.21E",
                "33.86S 151.21E = -33.86 151.21 723.49 decimal",
            ),
            (
                "40°26.767′ N 79°58.933′ W",
                "40°26.767′ N 79°58.933′ W = 40.44611667 -79.98221667 1.17 dms",
            ),
            ("4042N 07400W", "4042N 07400W = 40.7 -74 1164.13 dms"),
            (
                "-33.86S 70.5W",
                "-33.86S 70.5W = -33.86 -70.5 4655.41 decimal",
            ),
        ],
    );
}

#[test]
fn what_contradicts_itself_or_lies_nowhere_is_shown_as_wrong() {
    for (text, lat, lon) in [
        ("-31.2304N 121.4737E", 31.2304, 121.4737),
        ("31.2304N -121.4737E", 31.2304, 121.4737),
        ("95.1234N 121.4737E", 95.1234, 121.4737),
        ("31.2304°N 181.5000°E", 31.2304, 181.5),
    ] {
        assert_eq!(place(text), [(lat, lon, false)], "{text}");
    }
    let wrong = place("31°73'49\"N 121°28'25\"E");
    assert!(matches!(wrong[..], [(_, _, false)]), "{wrong:?}");
}

#[test]
fn numbers_that_are_no_position_are_none() {
    for text in [
        "12.5, 13.7",
        "3.50 4.20",
        "lamp post 7, 12",
        "192.168.1.1, 10.0.0.1",
        "version 1.234.567, 2.345.678",
        "200.1234, 300.1234",
        "31.230N 121.473N",
        "5E 3N",
        "$31.2304, $121.4737",
        "31.2304%, 12.4737%",
        "31.2304",
        "31°13'49\"N",
        "1,234, 5,678",
        "3.141x, 2.718",
        "12ABC 1234",
        "23456789+23",
        "C++",
        "38.5度 120度",
        "4567N is a model",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

/// By `mgrs` (GEOTRANS) and by pyproj (PROJ) from the centre of the square, which agree to ten digits.
#[test]
fn squares_of_the_military_grid_are_their_centre() {
    table(
        read,
        &[
            (
                "grid 18SUJ2348306479.",
                "18SUJ2348306479 = 38.889467 -77.035236 0.71 mgrs",
            ),
            (
                "18S UJ 23483 06479",
                "18S UJ 23483 06479 = 38.889467 -77.035236 0.71 mgrs",
            ),
            (
                "4QFJ12345678",
                "4QFJ12345678 = 21.309478 -157.916819 7.07 mgrs",
            ),
            (
                "56HLH3436848948",
                "56HLH3436848948 = -33.886828 151.208922 0.71 mgrs",
            ),
            (
                "33UXP0500044997",
                "33UXP0500044997 = 48.249489 16.414448 0.71 mgrs",
            ),
            (
                "51R UQ 54321 67890",
                "51R UQ 54321 67890 = 31.336341 121.468711 0.71 mgrs",
            ),
            ("18suj2348306479", ""),
            ("61SUJ2348306479", ""),
        ],
    );
}

/// From `test_data/decoding.csv` of google/open-location-code.
#[test]
fn full_plus_codes_are_their_centre() {
    for (code, lat, lon) in [
        ("7FG49Q00+", 20.375, 2.775),
        ("7FG49QCJ+2V", 20.370063, 2.782188),
        ("7FG49QCJ+2VX", 20.370113, 2.782234),
        ("8FVC2222+22", 47.000063, 8.000063),
        ("4VCPPQGP+Q9", -41.273063, 174.785938),
    ] {
        assert_eq!(
            place(&format!("at {code} we saw")),
            [(lat, lon, true)],
            "{code}"
        );
    }
    assert_eq!(read("9G8F+6X Zürich"), "");
}

proptest! {
    #[test]
    fn what_a_map_gives_is_read_back(lat in -89_999_999i32..=89_999_999, lon in -179_999_999i32..=179_999_999) {
        let (lat, lon) = (f64::from(lat) / 1e6, f64::from(lon) / 1e6);
        prop_assume!(lat.abs() <= 90.0 && lon.abs() <= 180.0);
        prop_assert_eq!(place(&format!("{lat:.6}, {lon:.6}")), vec![(lat, lon, true)]);
    }

    #[test]
    fn no_text_makes_it_panic_and_what_is_found_stands_where_it_says(text: String) {
        check(&text, find)?;
    }

    #[test]
    fn no_text_like_a_position_makes_it_panic(
        text in "([0-9]{1,7}|[ .,°′″'\"º˚´+NSEWUJ-]|北纬|东经|度|分|秒|lat|lon |13\\.1234|8FVC2222\\+|18SUJ|⁄|½){0,12}"
    ) {
        check(&text, find)?;
    }
}

#[test]
fn a_long_text_takes_no_longer_than_its_length() {
    for piece in [
        "31.2304, 121.4737 ",
        "1",
        "1 ",
        "1.",
        "31°",
        "n",
        "lat ",
        "18SUJ",
        "2+",
        "北纬",
    ] {
        found(&piece.repeat(1_000_000 / piece.len()), find);
    }
}
