//! English numbers in words.

use super::figure::{Figure, Sum, figure, word};

/// English numbers in words.
pub(super) fn words(text: &str, begin: usize) -> Option<Figure> {
    let mut at = begin;
    let mut sum = Sum {
        total: (0.0, 0.0),
        section: (0.0, 0.0),
        now: None,
        scale: 1.0,
        zero: false,
        said: false,
    };
    let mut end = None;
    for _ in 0..12 {
        let (word, whole) = word(&text[at..]);
        if !whole || word.is_empty() {
            break;
        }
        let next = at + word.len();
        let mut counts = true;
        match word {
            "a" | "an" | "and" | "of" => counts = false,
            "half" => sum.now = Some((0.5, 0.5)),
            "couple" => sum.now = Some((2.0, 2.0)),
            "few" | "several" => sum.now = Some((3.0, 9.0)),
            "hundred" | "hundreds" => {
                let (low, high) = sum
                    .now
                    .unwrap_or((1.0, if word == "hundreds" { 9.0 } else { 1.0 }));
                sum.now = Some((low * 100.0, high * 100.0));
                sum.scale = 100.0;
            }
            "dozen" => {
                let (low, high) = sum.now.unwrap_or((1.0, 1.0));
                sum.now = Some((low * 12.0, high * 12.0));
            }
            "thousand" | "million" | "billion" | "trillion" => {
                let scale = match word {
                    "thousand" => 1e3,
                    "million" => 1e6,
                    "billion" => 1e9,
                    _ => 1e12,
                };
                let (low, high) = sum.now.take().unwrap_or((1.0, 1.0));
                sum.total = (sum.total.0 + low * scale, sum.total.1 + high * scale);
                sum.scale = scale;
            }
            word => match small(word) {
                None => break,
                Some(value) => {
                    let value = f64::from(value);
                    let (low, high) = sum.now.unwrap_or((0.0, 0.0));
                    // "twenty five", "hundred and five", but "one five" are two numbers.
                    if sum.now.is_some() && (value >= 10.0 && low < 100.0 || low % 10.0 != 0.0) {
                        break;
                    }
                    sum.now = Some((low + value, high + value));
                }
            },
        }
        if counts {
            end = Some(next);
        }
        at = next;
        let joined = text[at..].starts_with([' ', '-'])
            && text[at + 1..].starts_with(|c: char| c.is_ascii_lowercase());
        if !joined {
            break;
        }
        at += 1;
    }
    let end = end?;
    sum.zero = true;
    figure(begin..end, sum, 1.0, false)
}

fn small(word: &str) -> Option<u8> {
    Some(match word {
        "zero" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}
