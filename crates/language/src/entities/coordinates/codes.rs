//! Positions in codes: squares of the military grid (MGRS, NGA.STND.0037) and full plus codes (Open Location Code 1.0).

use super::super::Look;
use super::super::quantity::scan::{Scan, goes_on};
use super::{DEGREE, round};
use report::Named;

/// Columns of a square of 100 km, by the zone: three sets of eight.
const COLUMNS: [&[u8; 8]; 3] = [b"stuvwxyz", b"abcdefgh", b"jklmnpqr"];
const ROWS: &[u8; 20] = b"abcdefghjklmnpqrstuv";
const BANDS: &[u8; 20] = b"cdefghjklmnpqrstuvwx";

/// `51R UQ 54321 67890`: in capital letters, with two digits each way at least (a kilometre).
pub(super) fn mgrs(look: &Look<'_>, at: usize) -> Option<(Named, usize, bool)> {
    let text = &look.normal.text;
    let mut scan = Scan::new(text, at);
    let (zone, _) = scan.digits(2).filter(|(zone, _)| (1..=60).contains(zone))?;
    let zone = i32::try_from(zone).ok()?;
    let begin = scan.at;
    let take = |scan: &mut Scan<'_>| {
        let byte = *text.as_bytes().get(scan.at)?;
        byte.is_ascii_lowercase().then(|| scan.at += 1)?;
        Some(byte)
    };
    let band = take(&mut scan)?;
    scan.space();
    let (column, row) = (take(&mut scan)?, take(&mut scan)?);
    let capitals =
        !look.source[look.normal.source(begin..scan.at)].contains(|c: char| c.is_lowercase());
    let band = BANDS
        .iter()
        .position(|letter| *letter == band)
        .filter(|_| capitals)?;
    let set = usize::try_from(zone % 3).ok()?;
    let column = COLUMNS[set].iter().position(|letter| *letter == column)?;
    let row = ROWS.iter().position(|letter| *letter == row)?;
    scan.space();
    let digits = scan
        .rest()
        .bytes()
        .take(11)
        .take_while(u8::is_ascii_digit)
        .count();
    let first = &scan.rest()[..digits];
    scan.at += digits;
    let (east, north) = match scan.rest().strip_prefix(' ').filter(|_| digits <= 5) {
        Some(rest)
            if rest
                .as_bytes()
                .iter()
                .take(6)
                .take_while(|byte| byte.is_ascii_digit())
                .count()
                == digits =>
        {
            scan.at += 1 + digits;
            (first, &rest[..digits])
        }
        _ if digits % 2 == 0 => first.split_at(digits / 2),
        _ => return None,
    };
    if !(2..=5).contains(&east.len()) || goes_on(text, scan.at) {
        return None;
    }
    let square = 10f64.powi(5 - i32::try_from(east.len()).ok()?);
    let within = |digits: &str| {
        digits
            .parse::<f64>()
            .ok()
            .map(|value| (value + 0.5) * square)
    };
    let easting = 100_000.0 * (column as f64 + 1.0) + within(east)?;
    let shift = if zone % 2 == 0 { 5 } else { 0 };
    let northing = 100_000.0 * ((row + 20 - shift) % 20) as f64 + within(north)?;
    let south = -80.0 + 8.0 * band as f64;
    let north = if band == 19 { 84.0 } else { south + 8.0 };
    // Rows come again every 2,000 km: the band says which one it is.
    let (lat, lon) = (0..5)
        .map(|turn| {
            northing + 2_000_000.0 * f64::from(turn) - if band < 10 { 10_000_000.0 } else { 0.0 }
        })
        .map(|northing| unproject(zone, easting, northing))
        .find(|(lat, _)| (south - 0.01..north + 0.01).contains(lat))?;
    let what = Named::Coordinates {
        lat: tidy(lat),
        lon: tidy(lon),
        uncertainty_m: round(square / 2.0 * std::f64::consts::SQRT_2),
        notation: "mgrs".to_owned(),
    };
    Some((what, scan.at, true))
}

fn tidy(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

/// From the universal transverse Mercator grid to degrees on WGS 84: Krüger's series to the third order (millimetres).
/// Karney, "Transverse Mercator with an accuracy of a few nanometers", 2011.
fn unproject(zone: i32, easting: f64, northing: f64) -> (f64, f64) {
    const A: f64 = 6_378_137.0;
    const F: f64 = 1.0 / 298.257_223_563;
    const SCALE: f64 = 0.9996;
    let n = F / (2.0 - F);
    let (n2, n3) = (n * n, n * n * n);
    let radius = A / (1.0 + n) * (1.0 + n2 / 4.0 + n2 * n2 / 64.0);
    let beta = [
        n / 2.0 - 2.0 * n2 / 3.0 + 37.0 * n3 / 96.0,
        n2 / 48.0 + n3 / 15.0,
        17.0 * n3 / 480.0,
    ];
    let delta = [
        2.0 * n - 2.0 * n2 / 3.0 - 2.0 * n3,
        7.0 * n2 / 3.0 - 8.0 * n3 / 5.0,
        56.0 * n3 / 15.0,
    ];
    let xi = northing / (SCALE * radius);
    let eta = (easting - 500_000.0) / (SCALE * radius);
    let (mut along, mut across) = (xi, eta);
    for (times, beta) in (1..).map(|j| 2.0 * f64::from(j)).zip(beta) {
        along -= beta * (times * xi).sin() * (times * eta).cosh();
        across -= beta * (times * xi).cos() * (times * eta).sinh();
    }
    let chi = (along.sin() / across.cosh()).asin();
    let mut lat = chi;
    for (times, delta) in (1..).map(|j| 2.0 * f64::from(j)).zip(delta) {
        lat += delta * (times * chi).sin();
    }
    let lon = f64::from(6 * zone - 183).to_radians() + (across.sinh() / along.cos()).atan();
    (lat.to_degrees(), lon.to_degrees())
}

/// The digits of a plus code, in their order.
const DIGITS: &[u8; 20] = b"23456789cfghjmpqrvwx";

/// `8Q336FJF+5X`, `8Q330000+`: full ones only; a short one needs a town to be read.
pub(super) fn plus(text: &str, at: usize) -> Option<(Named, usize, bool)> {
    let bytes = text.as_bytes();
    let code = bytes.get(at..at + 9)?;
    if code[8] != b'+' {
        return None;
    }
    let value = |byte: u8| DIGITS.iter().position(|digit| *digit == byte);
    let zeros = code[..8]
        .iter()
        .rev()
        .take_while(|byte| **byte == b'0')
        .count();
    let behind = bytes[at + 9..]
        .iter()
        .take(8)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let end = at + 9 + behind;
    // A code has letters: 23456789+23 is a sum.
    let letters = bytes[at..end].iter().any(u8::is_ascii_lowercase);
    let shape = if zeros > 0 {
        zeros % 2 == 0 && zeros < 8 && behind == 0
    } else {
        (2..=7).contains(&behind)
    };
    if !letters || !shape || goes_on(text, end) {
        return None;
    }
    let digits: Option<Vec<usize>> = code[..8 - zeros]
        .iter()
        .chain(&bytes[at + 9..end])
        .map(|byte| value(*byte))
        .collect();
    let digits = digits?;
    let (mut lat, mut lon) = (-90.0, -180.0);
    let (mut high, mut wide) = (400.0, 400.0);
    for pair in digits[..digits.len().min(10)].chunks_exact(2) {
        (high, wide) = (high / 20.0, wide / 20.0);
        lat += high * pair[0] as f64;
        lon += wide * pair[1] as f64;
    }
    // Behind ten digits a grid of five rows and four columns.
    for digit in digits.iter().skip(10) {
        (high, wide) = (high / 5.0, wide / 4.0);
        lat += high * (digit / 4) as f64;
        lon += wide * (digit % 4) as f64;
    }
    let (lat, lon) = (lat + high / 2.0, lon + wide / 2.0);
    if lat > 90.0 || lon > 180.0 {
        return None;
    }
    let what = Named::Coordinates {
        lat: (lat * 1e8).round() / 1e8,
        lon: (lon * 1e8).round() / 1e8,
        uncertainty_m: round(
            (high / 2.0 * DEGREE).hypot(wide / 2.0 * DEGREE * lat.to_radians().cos()),
        ),
        notation: "plus_code".to_owned(),
    };
    Some((what, end, true))
}
