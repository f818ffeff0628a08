//! One line of report JSONL: what `import` and every batch command read.

use std::fmt;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::draft::{self, Draft, Limits};
use crate::json::Fields;
use crate::problem::{Problem, Problems};
use crate::stated::Stated;
use crate::{Contact, Lang, Place, TimeSpan, stamp};

/// One line of report JSONL: a draft, and what another desk had noted about it.
///
/// `{"id", "received_at"?, "lang"?, "text", "observed"?, "place"?, "contact"?, "source"?, "category"?, "labels"?}`;
/// `labels` is ground truth for evaluation: any JSON, read over and dropped.
#[derive(Clone, PartialEq)]
pub struct Line {
    /// The line's own name, by which bad lines and results are told apart; never a report's [`crate::Id`].
    pub id: String,
    /// When it was first received, elsewhere.
    pub received_at: Option<Timestamp>,
    /// An opaque id of the reporter.
    pub source: Option<String>,
    /// The category it carried elsewhere.
    pub category: Option<String>,
    /// What the reporter wrote.
    pub draft: Draft,
}

impl Line {
    /// Reads one line, without or with its line break, as strictly as [`Draft::from_json`].
    pub fn parse(line: &[u8], limits: &Limits) -> Result<Line, Vec<Problem>> {
        let mut problems = Problems::default();
        let Some(mut fields) = Fields::read(line, &["labels"], &mut problems) else {
            return Err(problems.into_vec());
        };
        let id = fields
            .required_text("id", &mut problems)
            .unwrap_or_default();
        if id.is_empty() {
            problems.push(Problem::new(
                "id",
                "empty",
                "A line needs an id. Give each line one of its own.",
                "每一行都要有编号（id），请补上。",
            ));
        }
        let received_at = fields
            .text("received_at", &mut problems)
            .and_then(|text| received(&text, &mut problems));
        let source = fields.text("source", &mut problems);
        let category = fields.text("category", &mut problems);
        draft::check_short("id", Some(&id), limits, &mut problems);
        draft::check_short("source", source.as_deref(), limits, &mut problems);
        draft::check_short("category", category.as_deref(), limits, &mut problems);
        let draft = Draft::take(&mut fields, &mut problems);
        fields.finish(&draft::FIELDS, &[], &mut problems);
        draft.check_into(limits, &mut problems);
        problems.or(Line {
            id,
            received_at,
            source,
            category,
            draft,
        })
    }
}

fn received(text: &str, problems: &mut Problems) -> Option<Timestamp> {
    if let Some(Stated::Instant(at)) = Stated::parse(text) {
        return Some(at);
    }
    problems.push(Problem::new(
        "received_at",
        "not-a-time",
        "Write a time with its offset, such as 2026-11-22T03:10:00+08:00 or 2026-11-21T19:10:00Z.",
        "请写带时区的时间，例如 2026-11-22T03:10:00+08:00 或 2026-11-21T19:10:00Z。",
    ));
    None
}

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Flat<'a> {
            id: &'a str,
            #[serde(
                skip_serializing_if = "Option::is_none",
                serialize_with = "stamp::option::serialize"
            )]
            received_at: Option<Timestamp>,
            lang: Option<Lang>,
            text: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            observed: Option<&'a TimeSpan>,
            #[serde(skip_serializing_if = "Option::is_none")]
            place: Option<&'a Place>,
            #[serde(skip_serializing_if = "Option::is_none")]
            contact: Option<&'a Contact>,
            #[serde(skip_serializing_if = "Option::is_none")]
            source: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            category: Option<&'a str>,
        }
        let Draft {
            text,
            lang,
            observed,
            place,
            contact,
        } = &self.draft;
        let flat = Flat {
            id: &self.id,
            received_at: self.received_at,
            lang: *lang,
            text,
            observed: observed.as_ref(),
            place: place.as_ref(),
            contact: contact.as_ref(),
            source: self.source.as_deref(),
            category: self.category.as_deref(),
        };
        flat.serialize(to)
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Line(…)")
    }
}
