//! Times and dates in both languages: 2019年4月以来, 昨天凌晨三点, 上周三, "last Wednesday", "9 to 10 pm", `/2130M/`.
//!
//! A time is read piece by piece (a date, a part of the day, a clock, a zone), the pieces that stand together are one time,
//! and what time that is, is reckoned from when the report came. Not read: "just now", seasons, holidays, the lunar
//! calendar, and what happens every day or every Wednesday, for that is no one time.

mod chinese;
mod chinese_numbers;
mod english;
mod figures;
mod reckon;
mod said;
#[cfg(test)]
mod tests;
mod zone;

use super::quantity::number::is_numeral;
use super::quantity::scan::{Scan, begins, shortly_before};
use super::{Look, When};
use jiff::Timestamp;
use reckon::{Reckoned, reckon, reckon_range};
use report::{Entity, Named};
use said::{Calendar, Clock, Day, Month, Piece, Said, Week};

/// Pieces of one time at most.
const PIECES: usize = 8;

/// What the readers of pieces see.
struct Reader<'a> {
    text: &'a str,
    look: &'a Look<'a>,
}

impl Reader<'_> {
    fn when(&self) -> &When {
        self.look.when
    }

    fn desk_is_in(&self, area: &str) -> bool {
        let name = self.look.when.zone.iana_name();
        name.is_some_and(|name| name.starts_with(area))
    }

    /// Whether this character was written as a capital letter.
    fn is_capital(&self, at: usize) -> bool {
        let source = self.look.normal.source(at..at + 1);
        let written = self.look.source[source].chars().next();
        written.is_some_and(char::is_uppercase)
    }

    /// The piece that begins here, and where it ends.
    fn piece(&self, at: usize) -> Option<(Piece, usize)> {
        match self.text.as_bytes().get(at)? {
            b'0'..=b'9' => figures::piece(self, at),
            b'a'..=b'z' => english::piece(self, at),
            0xe3..=0xe9 => chinese::piece(self, at),
            _ => None,
        }
    }

    /// The pieces that stand together here. With `second`, those of the end of a range.
    fn said(&self, at: usize) -> Option<(Said, usize)> {
        let mut said = Said::default();
        let (first, mut end) = self.piece(at)?;
        if !said.take(first) {
            return None;
        }
        for _ in 0..PIECES {
            let here = end;
            if said.clock.is_some()
                && said.zone.is_none()
                && let Some((zone, behind)) = self.zone(here)
            {
                said.take(Piece::Zone(zone));
                end = behind;
                continue;
            }
            let mut scan = Scan::new(self.text, here);
            glue(&mut scan);
            if !begins(self.text, scan.at)
                && self
                    .text
                    .as_bytes()
                    .get(scan.at)
                    .is_some_and(u8::is_ascii_lowercase)
            {
                break;
            }
            // "Oct 10, 2019 - 0210Z".
            let mut stroke = Scan::new(self.text, here);
            if said.day.is_some()
                && said.clock.is_none()
                && stroke.eat(" - ")
                && let Some((piece @ Piece::ClockZone(..), behind)) = self.piece(stroke.at)
            {
                said.take(piece);
                end = behind;
                continue;
            }
            let Some((piece, behind)) = self.piece(scan.at) else {
                break;
            };
            // "3点" behind a comma begins another time: 昨天，3点建议.
            if !said.take(piece) {
                break;
            }
            end = behind;
            let mut close = Scan::new(self.text, end);
            if close.eat(")") && self.text[here..scan.at].contains('(') {
                end = close.at;
            }
        }
        Some((said, end))
    }

    /// A zone behind a clock, in brackets or not.
    fn zone(&self, at: usize) -> Option<(said::Zone, usize)> {
        let mut scan = Scan::new(self.text, at);
        scan.space();
        let bracket = scan.eat("(");
        let (zone, mut end) = zone::zone(self, scan.at)?;
        // "et al." is no zone.
        if end - scan.at <= 2 && !self.is_capital(scan.at) {
            return None;
        }
        if bracket && self.text[end..].starts_with(')') {
            end += 1;
        }
        Some((zone, end))
    }
}

/// Moves behind what may stand between the pieces of one time.
fn glue(scan: &mut Scan<'_>) {
    for _ in 0..5 {
        let eaten = match scan.peek() {
            Some(' ' | ',' | '(' | '@' | '[') => {
                scan.at += 1;
                true
            }
            Some('的' | '大' | '约' | '差' | '于') => scan
                .eat_any(&["的", "大约", "大概", "约", "差不多", "于"])
                .is_some(),
            Some('a'..='z') => scan
                .word_of(&[
                    "at",
                    "on",
                    "in",
                    "the",
                    "of",
                    "about",
                    "around",
                    "approximately",
                    "approx",
                    "early",
                    "late",
                ])
                .is_some(),
            _ => false,
        };
        if !eaten {
            break;
        }
    }
}

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let reader = Reader {
        text: &look.normal.text,
        look,
    };
    let text = reader.text;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'0'..=b'9' | b'a'..=b'z' => {
                let digit = bytes[at].is_ascii_digit();
                if begins(text, at)
                    && let Some(end) = time(&reader, at, found)
                {
                    at = end;
                    continue;
                }
                // The run is not looked at again.
                let same = |byte: &&u8| {
                    if digit {
                        byte.is_ascii_digit()
                    } else {
                        byte.is_ascii_lowercase()
                    }
                };
                at += bytes[at..].iter().take_while(same).count();
            }
            byte if byte < 0x80 => at += 1,
            byte => {
                let c = text[at..].chars().next().unwrap_or(' ');
                let numeral = is_numeral(c);
                if (0xe3..=0xe9).contains(&byte)
                    && (numeral || chinese::may_begin(c))
                    && let Some(end) = time(&reader, at, found)
                {
                    at = end;
                    continue;
                }
                at += c.len_utf8();
                if numeral {
                    let rest = &text[at..];
                    at += rest.find(|c| !is_numeral(c)).unwrap_or(rest.len());
                }
            }
        }
    }
}

/// The time that begins here, if there is one; where it ends.
fn time(reader: &Reader<'_>, at: usize, found: &mut Vec<Entity>) -> Option<usize> {
    let text = reader.text;
    let (first, mut end) = reader.said(at)?;
    let before = shortly_before(text, at, 60);
    let sentence = before
        .rfind(['。', '!', '?', ';', '.', '，'])
        .map_or(before, |point| &before[point..]);
    let coming = ["将", "计划", "打算", "准备", "will ", "going to ", "plan"]
        .iter()
        .any(|word| sentence.contains(word));
    let mut scan = Scan::new(text, end);
    let mut second = None;
    let between = ["between ", "btwn ", "from "]
        .iter()
        .any(|word| before.trim_end_matches("about ").ends_with(word));
    if joiner(&mut scan, between) {
        glue(&mut scan);
        // 次日, 第二天: the day after.
        let next_day = scan
            .eat_any(&[
                "次日",
                "第二天",
                "翌日",
                "the next day",
                "the following day",
            ])
            .is_some();
        if next_day {
            glue(&mut scan);
        }
        if let Some((said, behind)) = reader.said(scan.at)
            && matches!(
                (&first.clock, &said.clock),
                (Some(_), Some(_)) | (None, None)
            )
        {
            second = Some(said);
            end = behind;
        }
    }
    if recurs(before, &text[end..], &first, second.as_ref())
        || !is_time(&first, second.as_ref(), before, text.as_bytes()[at] >= 0x80)
    {
        return Some(end);
    }
    let reckoned = match &second {
        Some(second) => reckon_range(&first, second, reader.when(), coming),
        None => reckon(&first, reader.when(), coming),
    };
    let Some(reckoned) = reckoned else {
        return Some(end);
    };
    let (reckoned, end) = since(reader, reckoned, before, end);
    let Reckoned {
        from,
        to,
        precision,
        zone_stated,
    } = reckoned;
    let what = Named::Time {
        from,
        to,
        precision: precision.to_owned(),
        zone_stated,
    };
    found.push(reader.look.entity(at..end, what, true));
    Some(end)
}

/// What joins the ends of a range of times.
fn joiner(scan: &mut Scan<'_>, between: bool) -> bool {
    let start = scan.at;
    scan.space();
    let joined = match scan.peek() {
        Some('-' | '–' | '—' | '~' | '至' | '到' | '直') => scan
            .eat_any(&["--", "-", "–", "—", "~", "至", "直到", "到"])
            .is_some(),
        Some('t' | 'u' | 'a') => {
            scan.word_of(&["to", "until", "till", "through"]).is_some()
                || (between && scan.word("and"))
        }
        _ => false,
    };
    if !joined {
        scan.at = start;
    }
    joined
}

/// Whether it is of every day or every week, and so of none.
fn recurs(before: &str, behind: &str, first: &Said, second: Option<&Said>) -> bool {
    let habits = [
        "每",
        "每天",
        "每日",
        "每晚",
        "每天的",
        "每个",
        "每到",
        "天天",
        "每逢",
        "every ",
        "each ",
        "every day ",
        "every night ",
        "daily ",
        "nightly ",
    ];
    let close = before
        .trim_end_matches("from ")
        .trim_end_matches('从')
        .trim_end_matches("at ");
    if habits.iter().any(|habit| close.ends_with(habit)) {
        return true;
    }
    if behind.starts_with("每") {
        return true;
    }
    let plain = |said: &Said| matches!(said.day, Some(Day::Weekday(Week::Any, _)));
    if plain(first) && second.is_some_and(plain) {
        return true;
    }
    // A time of some day, in a sentence about what is usual.
    let alone = first.day.is_none() && first.zone.is_none();
    let usual = [
        "每", "经常", "常常", "时常", "总是", "一到", "天天", "every ", "always ", "usually ",
        "often ",
    ];
    alone && usual.iter().any(|usual| before.contains(usual))
}

/// Whether what was read can hardly be anything else.
fn is_time(first: &Said, second: Option<&Said>, before: &str, chinese: bool) -> bool {
    let lunar = ["农历", "阴历", "旧历"]
        .iter()
        .any(|word| before.ends_with(word));
    if lunar {
        return false;
    }
    let fixed = |said: &Said| {
        said.part.is_some()
            || said.day.is_some()
            || said.zone.is_some()
            || said
                .clock
                .is_some_and(|clock| clock.sure || clock.pm.is_some())
    };
    let bare_day = |said: &Said| {
        said.clock.is_none()
            && said.part.is_none()
            && matches!(
                said.day,
                Some(Day::Calendar(Calendar {
                    year: None,
                    month: None,
                    ..
                }))
            )
    };
    if bare_day(first) && second.is_none() {
        return false;
    }
    // 晚上 alone: of 1,500 in real petitions nearly all are habits ("施工到晚上").
    let alone = |said: &Said| said.day.is_none() && said.clock.is_none();
    if chinese && alone(first) && second.is_none_or(alone) {
        return false;
    }
    // "Duration: 0:04:46".
    if ["duration: ", "duration ", "时长", "时长:"]
        .iter()
        .any(|word| before.ends_with(word))
    {
        return false;
    }
    fixed(first) || second.is_some_and(fixed)
}

/// With "since" before it or 以来 behind it, it reaches to when the report came.
fn since(
    reader: &Reader<'_>,
    mut reckoned: Reckoned,
    before: &str,
    end: usize,
) -> (Reckoned, usize) {
    let received: Timestamp = reader.when().received_at;
    let mut scan = Scan::new(reader.text, end);
    let behind = scan
        .eat_any(&["以来", "至今", "到现在", "到今天", "开始至今", "起至今"])
        .is_some()
        || (scan.eat("起") && !scan.rest().starts_with(['诉', '火', '飞', '床', '来']));
    if !behind {
        scan.at = end;
        let mut now = scan;
        if now.space() && now.word_of(&["to", "until"]).is_some() && now.space() && now.word("now")
        {
            scan = now;
        }
    }
    let word = ["since ", "ever since ", "since about "]
        .iter()
        .any(|since| before.ends_with(since));
    if (behind || word || scan.at > end) && reckoned.from < received {
        reckoned.to = received;
    }
    (reckoned, scan.at)
}

/// A date of the calendar as a piece.
fn calendar(calendar: Calendar) -> Piece {
    Piece::Day(Day::Calendar(calendar))
}

/// A named month and perhaps a day, if there are such.
fn month_and_day(month: u32, day: Option<u32>) -> Option<Calendar> {
    let month = i8::try_from(month)
        .ok()
        .filter(|month| (1..=12).contains(month))?;
    Some(Calendar {
        month: Some(Month::Named(month)),
        day: match day {
            Some(day) => Some(day_of_month(day)?),
            None => None,
        },
        ..Calendar::default()
    })
}

fn day_of_month(day: u32) -> Option<i8> {
    i8::try_from(day).ok().filter(|day| (1..=31).contains(day))
}

/// An hour and perhaps minutes and seconds, if there are such.
fn clock(hour: u32, minute: Option<u32>, second: Option<u32>) -> Option<Clock> {
    let within = |value: u32, most: u32| i8::try_from(value).ok().filter(|_| value <= most);
    Some(Clock {
        hour: within(hour, 24)?,
        minute: match minute {
            Some(minute) => Some(within(minute, 59)?),
            None => None,
        },
        second: match second {
            Some(second) => Some(within(second, 59)?),
            None => None,
        },
        sure: true,
        ..Clock::default()
    })
    .filter(|clock| clock.hour < 24 || clock.minute.unwrap_or(0) == 0)
}
