//! A position as people write it: from a map, a telephone, a sign, a letter; in one line.

use std::iter::Peekable;
use std::str::Chars;

/// Why a text is not read as a position. Carries nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPosition {
    /// Something in it is neither a number, nor a mark of degrees, minutes or seconds, nor a side of the compass, or these
    /// stand together in no known way.
    #[error("this is not a position in a known form")]
    Unreadable,
    /// One of the two is missing.
    #[error("only one of latitude and longitude is there")]
    Half,
    /// The first can only be a longitude, and nothing says which is which.
    #[error("the longitude seems to come first")]
    Exchanged,
    /// No such latitude, longitude, minutes or seconds.
    #[error("a number is out of its range")]
    OutOfRange,
}

/// A side of the compass.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    North,
    South,
    East,
    West,
}

/// What a position is written with.
#[derive(Clone, Copy, PartialEq)]
enum Token {
    Number {
        value: f64,
        negative: bool,
        whole: bool,
    },
    Degree,
    Minute,
    Second,
    Side(Side),
    Comma,
}

use NotAPosition::{Exchanged, Half, OutOfRange, Unreadable};

/// Latitude and longitude in degrees (WGS 84, or what the writer took for it), read from "31.2304, 121.4737",
/// "31°13'49.4\"N 121°28'25.3\"E", "东经121°28′，北纬31°13′" and their like. Latitude first, unless the sides are named.
///
/// # Errors
/// When it can be read in no way, or in more than one.
pub fn position(written: &str) -> Result<(f64, f64), NotAPosition> {
    let tokens = tokens(written)?;
    both(&tokens).map_err(|why| match why {
        Unreadable if Angle::read(&tokens).is_ok() => Half,
        why => why,
    })
}

fn both(tokens: &[Token]) -> Result<(f64, f64), NotAPosition> {
    let (first, second) = halves(tokens).ok_or(Unreadable)?;
    let (first, second) = (Angle::read(first)?, Angle::read(second)?);
    let (lat, lon) = match (first.is_lat(), second.is_lat()) {
        (Some(true), Some(true)) | (Some(false), Some(false)) => return Err(Unreadable),
        (Some(false), _) | (_, Some(true)) => (second, first),
        _ => (first, second),
    };
    let nothing_said = lat.side.is_none() && lon.side.is_none();
    if nothing_said
        && lat.degrees.abs() > 90.0
        && lon.degrees.abs() <= 90.0
        && lat.degrees.abs() <= 180.0
    {
        return Err(Exchanged);
    }
    if lat.degrees.abs() > 90.0 || lon.degrees.abs() > 180.0 {
        return Err(OutOfRange);
    }
    Ok((lat.degrees, lon.degrees))
}

/// One of the two.
struct Angle {
    degrees: f64,
    side: Option<Side>,
}

impl Angle {
    /// Whether it is a latitude; `None` when it does not say.
    fn is_lat(&self) -> Option<bool> {
        self.side
            .map(|side| matches!(side, Side::North | Side::South))
    }

    /// A side, degrees, minutes and seconds with or without their marks, and the side if it stands here instead.
    fn read(tokens: &[Token]) -> Result<Angle, NotAPosition> {
        let mut rest = tokens.iter().copied().peekable();
        let before = side(&mut rest);
        let Some(Token::Number {
            value,
            negative,
            mut whole,
        }) = rest.next()
        else {
            return Err(Unreadable);
        };
        let mut degrees = value;
        rest.next_if_eq(&Token::Degree);
        for (mark, part) in [(Token::Minute, 60.0), (Token::Second, 3600.0)] {
            let number = |token: &Token| {
                matches!(
                    token,
                    Token::Number {
                        negative: false,
                        ..
                    }
                )
            };
            let Some(Token::Number {
                value, whole: ends, ..
            }) = rest.next_if(number)
            else {
                break;
            };
            // "31.5° 30'" says two things.
            if !whole {
                return Err(Unreadable);
            }
            if value >= 60.0 {
                return Err(OutOfRange);
            }
            degrees += value / part;
            whole = ends;
            rest.next_if_eq(&mark);
        }
        let after = side(&mut rest);
        let side = match (before, after) {
            (Some(_), Some(_)) => return Err(Unreadable),
            (before, after) => before.or(after),
        };
        if rest.next().is_some() || (negative && side.is_some()) {
            return Err(Unreadable);
        }
        if negative || matches!(side, Some(Side::South | Side::West)) {
            degrees = -degrees;
        }
        // A tenth of a metre: no sum of minutes and seconds means more.
        Ok(Angle {
            degrees: (degrees * 1e6).round() / 1e6,
            side,
        })
    }
}

fn side(tokens: &mut Peekable<impl Iterator<Item = Token>>) -> Option<Side> {
    match tokens.next_if(|token| matches!(token, Token::Side(_))) {
        Some(Token::Side(side)) => Some(side),
        _ => None,
    }
}

fn count(tokens: &[Token]) -> usize {
    let is_number = |token: &&Token| matches!(token, Token::Number { .. });
    tokens.iter().filter(is_number).count()
}

/// The tokens of the first and of the second, by what tells most surely where the one ends.
fn halves(tokens: &[Token]) -> Option<(&[Token], &[Token])> {
    let places = |wanted: fn(&Token) -> bool| {
        let all = tokens.iter().enumerate();
        let found = all.filter(move |(_, token)| wanted(token));
        found.map(|(place, _)| place).collect::<Vec<_>>()
    };
    if let [comma] = places(|token| *token == Token::Comma)[..] {
        return Some((&tokens[..comma], &tokens[comma + 1..]));
    }
    let numbers = places(|token| matches!(token, Token::Number { .. }));
    let second = match places(|token| matches!(token, Token::Side(_)))[..] {
        // Before the numbers, or behind them.
        [0, second] => second,
        [first, ..] if first > 0 => first + 1,
        _ => match places(|token| *token == Token::Degree)[..] {
            [_, second] if second > 0 => second - 1,
            _ if numbers.len() % 2 == 0 => *numbers.get(numbers.len() / 2)?,
            _ => return None,
        },
    };
    let (first, second) = tokens.split_at_checked(second)?;
    (count(first) > 0 && count(second) > 0).then_some((first, second))
}

fn tokens(written: &str) -> Result<Vec<Token>, NotAPosition> {
    let mut text: String = written.chars().map(narrow).collect();
    for (word, letter) in [
        ("北纬", "N"),
        ("北緯", "N"),
        ("南纬", "S"),
        ("南緯", "S"),
        ("东经", "E"),
        ("東經", "E"),
        ("西经", "W"),
        ("西經", "W"),
        ("''", "\""),
    ] {
        text = text.replace(word, letter);
    }
    let mut tokens = Vec::new();
    let mut rest = text.chars().peekable();
    // A stroke behind a number may join two numbers as well as take one off: nobody can tell.
    let mut apart = true;
    while let Some(c) = rest.next() {
        let token = match c {
            '0'..='9' => number(c, false, &mut rest)?,
            '-' | '+' if apart => match rest.next() {
                Some(digit @ '0'..='9') => number(digit, c == '-', &mut rest)?,
                _ => return Err(Unreadable),
            },
            '°' => Token::Degree,
            '\'' => Token::Minute,
            '"' => Token::Second,
            'n' | 'N' => Token::Side(Side::North),
            's' | 'S' => Token::Side(Side::South),
            'e' | 'E' => Token::Side(Side::East),
            'w' | 'W' => Token::Side(Side::West),
            ',' => Token::Comma,
            '(' | ')' => {
                apart = true;
                continue;
            }
            c if c.is_whitespace() => {
                apart = true;
                continue;
            }
            _ => return Err(Unreadable),
        };
        apart = matches!(token, Token::Comma | Token::Side(_));
        tokens.push(token);
    }
    Ok(tokens)
}

/// A number that begins with this digit.
fn number(first: char, negative: bool, rest: &mut Peekable<Chars>) -> Result<Token, NotAPosition> {
    let mut digits = String::from(first);
    while let Some(next) = rest.next_if(|c| c.is_ascii_digit() || *c == '.') {
        digits.push(next);
    }
    let value = digits.parse().map_err(|_| Unreadable)?;
    let whole = !digits.contains('.');
    Ok(Token::Number {
        value,
        negative,
        whole,
    })
}

/// The plain form of characters that look alike, that are wide, or that say the same in Chinese.
fn narrow(c: char) -> char {
    match c {
        // Full-width forms lie in the order of ASCII.
        '\u{ff01}'..='\u{ff5e}' => narrow(char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)),
        '、' | ';' => ',',
        '。' => '.',
        '度' | 'º' | '˚' => '°',
        '分' | '′' | '’' | '‘' | 'ʹ' | '´' | '`' => '\'',
        '秒' | '″' | '”' | '“' | 'ʺ' => '"',
        '−' | '–' => '-',
        '[' | '【' => '(',
        ']' | '】' => ')',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_position_is_read_however_people_write_it() {
        for written in [
            "31.230389, 121.473694",
            "31.230389,121.473694",
            "31.230389 121.473694",
            " (31.230389;121.473694) ",
            "３１．２３０３８９，１２１．４７３６９４",
            "31.230389、121.473694",
            "+31.230389 +121.473694",
            "31.230389N 121.473694E",
            "N 31.230389, E 121.473694",
            "121.473694E 31.230389N",
            "31.230389° 121.473694°",
            "31°13'49.4\"N 121°28'25.3\"E",
            "31° 13′ 49.4″ N, 121° 28′ 25.3″ E",
            "31º13’49.4”n 121º28’25.3”e",
            "31°13'49.4''N 121°28'25.3''E",
            "N31°13'49.4\" E121°28'25.3\"",
            "31 13 49.4 N 121 28 25.3 E",
            "31 13 49.4, 121 28 25.3",
            "31 13 49.4 121 28 25.3",
            "31°13'49.4\" 121°28'25.3\"",
            "北纬31度13分49.4秒，东经121度28分25.3秒",
            "东经121°28′25.3″，北纬31°13′49.4″",
            "北緯３１．２３０３８９度　東經１２１．４７３６９４度",
        ] {
            assert_eq!(position(written), Ok((31.230389, 121.473694)), "{written}");
        }
        for (written, lat, lon) in [
            ("-33.86, 151.21", -33.86, 151.21),
            ("33.86S 151.21E", -33.86, 151.21),
            ("40°26.767′ N 79°58.933′ W", 40.446117, -79.982217),
            ("−33.86 −70.5", -33.86, -70.5),
            ("西经70.5 南纬33.86", -33.86, -70.5),
            ("31°13' 121°28'25\"", 31.216667, 121.473611),
            ("31, 121", 31.0, 121.0),
            ("0 0", 0.0, 0.0),
            ("N90 W180", 90.0, -180.0),
        ] {
            assert_eq!(position(written), Ok((lat, lon)), "{written}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_by_its_kind() {
        let is = |kind: NotAPosition, all: &[&str]| {
            for written in all {
                assert_eq!(position(written), Err(kind), "{written}");
            }
        };
        is(
            Unreadable,
            &[
                "",
                "gate 3",
                "lamp post 7, 12",
                "31,2304 121,4737",
                "31.2304-121.4737",
                "31.5°30' 121°",
                "-31.2S 121E",
                "N31N 121E",
                "31N 121N",
                "31..2, 121.4",
                "31.2.3 121.4",
                "31°, 121°, 5°",
                ",",
                "N E",
                "31.2304, ",
                "1 2 3 4 5 6 7 8",
                "31 -13 121 28",
            ],
        );
        is(
            Half,
            &[
                "31.2304",
                "31.2304°N",
                "东经121.47",
                "31°13'",
                "31 13 49",
                "31°13'49.4\"N",
            ],
        );
        is(
            Exchanged,
            &["121.4737, 31.2304", "121°28′ 31°13′", "121 31"],
        );
        is(
            OutOfRange,
            &[
                "95N 121E",
                "31.2, 181",
                "31°60' 121°",
                "31°13'60\" 121°",
                "200, 31",
                "131.2, 121.4",
            ],
        );
    }

    proptest! {
        #[test]
        fn what_a_map_gives_is_read_back(lat in -90_000_000i32..=90_000_000, lon in -180_000_000i32..=180_000_000) {
            let (lat, lon) = (f64::from(lat) / 1e6, f64::from(lon) / 1e6);
            prop_assert_eq!(position(&format!("{lat}, {lon}")), Ok((lat, lon)));
        }

        #[test]
        fn no_text_makes_it_panic(written in "[0-9 .,NSEW°'\"+-]{0,40}|.{0,40}") {
            let _ = position(&written);
        }
    }
}
