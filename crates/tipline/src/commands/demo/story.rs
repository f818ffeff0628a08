//! What happened in the demo before somebody looks at it: reports that came, and what the desk did about some of them, in
//! the order of time.

use super::days::Shift;
use anyhow::{Context, anyhow};
use report::{Conduct, Level, Limits, Line, Outcome, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

const REPORTS: &str = include_str!("../../../samples/reports.jsonl");
const DESK: &str = include_str!("../../../samples/demo.toml");

/// The files that some reports bring.
const MEDIA: [(&str, &str, &[u8]); 7] = [
    (
        "lamp-post.jpg",
        "image/jpeg",
        include_bytes!("../../../samples/media/lamp-post.jpg"),
    ),
    (
        "switchyard.jpg",
        "image/jpeg",
        include_bytes!("../../../samples/media/switchyard.jpg"),
    ),
    (
        "floor-plan.png",
        "image/png",
        include_bytes!("../../../samples/media/floor-plan.png"),
    ),
    (
        "event-list.png",
        "image/png",
        include_bytes!("../../../samples/media/event-list.png"),
    ),
    (
        "waterfall.png",
        "image/png",
        include_bytes!("../../../samples/media/waterfall.png"),
    ),
    (
        "ship-track.png",
        "image/png",
        include_bytes!("../../../samples/media/ship-track.png"),
    ),
    (
        "hum.wav",
        "audio/wav",
        include_bytes!("../../../samples/media/hum.wav"),
    ),
];

/// Something that happened.
pub(super) struct Event {
    pub(super) at: Timestamp,
    /// To the report of this name.
    pub(super) report: String,
    pub(super) what: What,
}

/// What happened.
pub(super) enum What {
    /// It came, with these files: name, media type, content.
    Came(Box<Line>, Vec<(&'static str, &'static str, &'static [u8])>),
    /// An officer took it on and said how soon it needs somebody, and what it is about.
    Claimed {
        by: String,
        level: Option<Level>,
        conduct: Option<Conduct>,
        in_hand: bool,
    },
    /// The desk wrote.
    Desk { by: String, text: String },
    /// The reporter wrote.
    Reporter { text: String },
    /// It was closed.
    Closed {
        by: String,
        outcome: Outcome,
        why: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Desk {
    anchor: String,
    reports: BTreeMap<String, Done>,
}

/// What the desk did about a report.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Done {
    files: Vec<String>,
    officer: Option<String>,
    claimed_at: Option<String>,
    status: Option<String>,
    level: Option<String>,
    kind: Option<String>,
    closed: Option<Closed>,
    messages: Vec<Said>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Closed {
    at: String,
    outcome: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    from: String,
    at: String,
    text: String,
}

/// Everything that happened until `now`, in its order.
///
/// # Errors
/// When a sample is wrong; a test reads them all.
pub(super) fn story(now: Timestamp, limits: &Limits) -> anyhow::Result<Vec<Event>> {
    let desk: Desk = toml::from_str(DESK)?;
    let shift = Shift::to(now, &desk.anchor)?;
    let mut events = Vec::new();
    let lines = REPORTS.lines().filter(|line| !line.trim().is_empty());
    for (number, line) in lines.enumerate() {
        let truth = truth(line)?;
        let line = moved(line, shift, limits)?;
        let name = line.id.clone();
        let done = desk.reports.get(&name);
        let at = line.received_at.context("a report without its time")?;
        let files = done.map(|done| done.files.iter().map(|file| media(file)).collect());
        let files: Vec<_> = files.unwrap_or_else(|| Ok(Vec::new()))?;
        events.push(Event {
            at,
            report: name.clone(),
            what: What::Came(Box::new(line), files),
        });
        if done.is_none_or(|done| done.officer.is_none()) {
            events.extend(judged(&name, at, now, truth, number));
        }
        if let Some(done) = done {
            events.extend(
                of_desk(&name, done, shift).with_context(|| format!("in the sample {name}"))?,
            );
        }
    }
    // Of what happened in one moment, the report came first.
    events.sort_by_key(|event| (event.at, !matches!(event.what, What::Came(..))));
    Ok(events)
}

/// How soon a sample needs somebody, and what it is about, as whoever wrote it says.
fn truth(line: &str) -> anyhow::Result<(Option<Level>, Option<Conduct>)> {
    let json: Value = serde_json::from_str(line)?;
    let label = |name: &str| json["labels"][name].as_str().map(str::to_owned);
    let level = label("level").map(|level| level.parse()).transpose()?;
    let conduct = label("kind").map(|kind| kind.parse()).transpose()?;
    Ok((level, conduct))
}

/// The two officers have been through what came until yesterday morning, some hours after it came.
fn judged(
    report: &str,
    came: Timestamp,
    now: Timestamp,
    (level, conduct): (Option<Level>, Option<Conduct>),
    number: usize,
) -> Option<Event> {
    let at = came.as_second() + 3_600 * (1 + number as i64 % 7);
    let what = What::Claimed {
        by: format!("officer-{}", 1 + number % 2),
        level,
        conduct,
        in_hand: level.is_some_and(|level| level >= Level::Today),
    };
    (now.as_second() - at > FRESH).then_some(Event {
        at: Timestamp::from_second(at).ok()?,
        report: report.to_owned(),
        what,
    })
}

/// Seconds for which nobody has looked yet.
const FRESH: i64 = 30 * 3_600;

fn moved(line: &str, shift: Shift, limits: &Limits) -> anyhow::Result<Line> {
    let mut json: Value = serde_json::from_str(line)?;
    if let Some(text) = json["text"].as_str() {
        json["text"] = shift.text(text)?.into();
    }
    if let Some(at) = json["received_at"].as_str() {
        json["received_at"] = shift.time(at)?.to_string().into();
    }
    for end in ["from", "to"] {
        if let Some(written) = json["observed"][end].as_str() {
            json["observed"][end] = shift.stated(written)?.into();
        }
    }
    // Looking for it put it there.
    if json["observed"].is_null()
        && let Some(fields) = json.as_object_mut()
    {
        fields.remove("observed");
    }
    Line::parse(json.to_string().as_bytes(), limits).map_err(|problems| {
        let first = problems.first().map(|problem| problem.en.clone());
        anyhow!(
            "the sample {} is wrong: {}",
            json["id"],
            first.unwrap_or_default()
        )
    })
}

fn media(name: &str) -> anyhow::Result<(&'static str, &'static str, &'static [u8])> {
    let found = MEDIA.into_iter().find(|(known, _, _)| *known == name);
    found.with_context(|| format!("there is no file {name} among the samples"))
}

fn of_desk(name: &str, done: &Done, shift: Shift) -> anyhow::Result<Vec<Event>> {
    let mut events = Vec::new();
    let mut event = |at: &str, what| {
        events.push(Event {
            at: shift.time(at)?,
            report: name.to_owned(),
            what,
        });
        anyhow::Ok(())
    };
    let Some(by) = &done.officer else {
        return Ok(events);
    };
    if let Some(at) = &done.claimed_at {
        let level = done.level.as_deref().map(str::parse).transpose()?;
        let conduct = done.kind.as_deref().map(str::parse).transpose()?;
        let what = What::Claimed {
            by: by.clone(),
            level,
            conduct,
            in_hand: done.status.as_deref() != Some("received"),
        };
        event(at, what)?;
    }
    for said in &done.messages {
        let text = shift.text(&said.text)?;
        let what = match said.from.as_str() {
            "reporter" => What::Reporter { text },
            _ => What::Desk {
                by: by.clone(),
                text,
            },
        };
        event(&said.at, what)?;
    }
    if let Some(closed) = &done.closed {
        let what = What::Closed {
            by: by.clone(),
            outcome: closed.outcome.parse()?,
            why: shift.text(&closed.reason)?,
        };
        event(&closed.at, what)?;
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_can_be_told_on_any_day() {
        let limits = report::Profile::default_profile().limits();
        for day in ["2026-11-20", "2027-02-28", "2028-02-29", "2031-12-31"] {
            let now = format!("{day}T23:59:00+08:00").parse().expect("a time");
            let events = story(now, &limits).expect("a story");
            let came = events
                .iter()
                .filter(|event| matches!(event.what, What::Came(..)));
            assert_eq!(came.count(), 130);
            assert!(events.iter().all(|event| event.at <= now));
            let last = events.last().expect("an event").at;
            assert!(now.as_second() - last.as_second() < 86_400 + 3_600);
        }
    }
}
