//! A report as the reporter hands it in, before the desk has added anything.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::json::Fields;
use crate::problem::{Problem, Problems};
use crate::{Place, TimeSpan};

/// A language in which the pages, the receipt and the questions exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    En,
    /// Chinese, simplified.
    Zh,
}

/// The text is neither "en" nor "zh".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown language; the languages are en, zh")]
pub struct UnknownLang;

/// A report as the reporter hands it in. Only the text is needed.
///
/// As JSON: `{"text", "lang"?, "observed"?: {"from"?, "to"?}, "place"?: {"text"?, "lat"?, "lon"?, "accuracy_m"?},
/// "contact"?: {"name"?, "phone"?, "email"?}}`; `null` counts as absent.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct Draft {
    /// What was seen, in the reporter's own words, 1 byte to `Limits::text_bytes`.
    pub text: String,
    /// The language stated by the reporter or by the page; what the text is in, `language::read` says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// When it was observed, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<TimeSpan>,
    /// Where it was observed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Who reports, when they wish to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

impl Draft {
    /// Which questions are answered in fields of their own, by their words (`signatures/questions.yaml`).
    pub fn answers(&self) -> &'static [&'static str] {
        answers(self.observed.is_some(), self.place.is_some())
    }
}

pub(crate) fn answers(when: bool, r#where: bool) -> &'static [&'static str] {
    match (when, r#where) {
        (true, true) => &["when", "where"],
        (true, false) => &["when"],
        (false, true) => &["where"],
        (false, false) => &[],
    }
}

/// Who reports. Sealed apart from the report; two custodians open it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// As the reporter wishes to be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// As written; any notation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// As written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// How long texts may be, in UTF-8 bytes. From the profile: `Profile::limits`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The report's own text.
    pub text_bytes: usize,
    /// Every short text: the place in words, each contact field, an imported line's id, source and category.
    pub short_bytes: usize,
}

/// The fields of a draft, as they are spelled in JSON.
pub(crate) const FIELDS: [&str; 5] = ["text", "lang", "observed", "place", "contact"];

impl Draft {
    /// Reads the body of `POST /api/v1/reports`, strictly: an unknown field, a field given twice, a wrong type,
    /// NUL, half a surrogate pair, invalid UTF-8, too deep a nesting, a text too long or missing is each a
    /// [`Problem`] at its field. As many as can be found are found at once, at most one a field.
    pub fn from_json(body: &[u8], limits: &Limits) -> Result<Draft, Vec<Problem>> {
        let mut problems = Problems::default();
        let Some(mut fields) = Fields::read(body, &[], &mut problems) else {
            return Err(problems.into_vec());
        };
        let draft = Draft::take(&mut fields, &mut problems);
        fields.finish(
            &FIELDS,
            &["id", "received_at", "source", "category", "labels"],
            &mut problems,
        );
        draft.check_into(limits, &mut problems);
        problems.or(draft)
    }

    /// Everything about the values that is wrong; empty when the draft can be accepted. For drafts that did not
    /// come as JSON, such as those of a form.
    pub fn check(&self, limits: &Limits) -> Vec<Problem> {
        let mut problems = Problems::default();
        self.check_into(limits, &mut problems);
        problems.into_vec()
    }

    /// Takes the draft's own fields out of a body that may have more.
    pub(crate) fn take(fields: &mut Fields, problems: &mut Problems) -> Draft {
        let text = fields.required_text("text", problems).unwrap_or_default();
        let lang = fields.text("lang", problems).and_then(|lang| {
            let known = lang.parse().ok();
            if known.is_none() {
                problems.push(Problem::new(
                    "lang",
                    "not-a-language",
                    "Write \"en\" or \"zh\", or leave it out: a text in any language is accepted.",
                    "请写 \"en\" 或 \"zh\"，也可以不填：任何语言的正文我们都收。",
                ));
            }
            known
        });
        let observed = fields.object("observed", problems).map(|mut fields| {
            let span = TimeSpan {
                from: fields.text("from", problems),
                to: fields.text("to", problems),
            };
            fields.finish(&["from", "to"], &[], problems);
            span
        });
        let place = fields.object("place", problems).map(|mut fields| {
            let place = Place {
                text: fields.text("text", problems),
                lat: fields.number("lat", problems),
                lon: fields.number("lon", problems),
                accuracy_m: fields.number("accuracy_m", problems),
            };
            fields.finish(&["text", "lat", "lon", "accuracy_m"], &[], problems);
            place
        });
        let contact = fields.object("contact", problems).map(|mut fields| {
            let contact = Contact {
                name: fields.text("name", problems),
                phone: fields.text("phone", problems),
                email: fields.text("email", problems),
            };
            fields.finish(&["name", "phone", "email"], &[], problems);
            contact
        });
        Draft {
            text,
            lang,
            observed,
            place,
            contact,
        }
    }

    pub(crate) fn check_into(&self, limits: &Limits, problems: &mut Problems) {
        check_written("text", &self.text, limits, problems);
        if let Some(observed) = &self.observed {
            observed.check(problems);
        }
        if let Some(place) = &self.place {
            place.check(limits, problems);
        }
        if let Some(contact) = &self.contact {
            contact.check(limits, problems);
        }
    }
}

/// What is wrong with a text that somebody wrote, a report's or a message's, in the field of this name.
pub fn check_message(field: &str, text: &str, limits: &Limits) -> Vec<Problem> {
    let mut problems = Problems::default();
    check_written(field, text, limits, &mut problems);
    problems.into_vec()
}

fn check_written(field: &str, text: &str, limits: &Limits, problems: &mut Problems) {
    check_text(field, text, limits.text_bytes, problems);
    if text.chars().all(is_blank) {
        problems.push(Problem::empty(field));
    }
}

impl Contact {
    /// Whether nothing was given at all.
    pub fn is_empty(&self) -> bool {
        let blank = |field: &Option<String>| {
            field
                .as_deref()
                .is_none_or(|text| text.chars().all(is_blank))
        };
        blank(&self.name) && blank(&self.phone) && blank(&self.email)
    }

    /// Lenient on purpose: a strange number that a person can make sense of is better than a lost report.
    fn check(&self, limits: &Limits, problems: &mut Problems) {
        check_short("contact.name", self.name.as_deref(), limits, problems);
        check_short("contact.phone", self.phone.as_deref(), limits, problems);
        check_short("contact.email", self.email.as_deref(), limits, problems);
        let filled =
            |field: &Option<String>| field.clone().filter(|text| !text.chars().all(is_blank));
        if filled(&self.phone).is_some_and(|phone| !phone.chars().any(char::is_numeric)) {
            problems.push(Problem::new(
                "contact.phone",
                "not-a-phone",
                "There is no digit in this telephone number. Correct it, or leave it out.",
                "电话号码里没有数字。请改正，或者不填。",
            ));
        }
        if filled(&self.email).is_some_and(|email| !looks_like_email(email.trim())) {
            problems.push(Problem::new(
                "contact.email",
                "not-an-email",
                "An email address looks like name@example.org. Correct it, or leave it out.",
                "邮箱地址的写法是 name@example.org。请改正，或者不填。",
            ));
        }
    }
}

fn looks_like_email(text: &str) -> bool {
    let sides = text.rsplit_once('@');
    sides.is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !text.chars().any(char::is_whitespace)
    })
}

/// Characters that show nothing: a text of only these is empty, whatever its length.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{3164}' | '\u{feff}'
        )
}

pub(crate) fn check_short(
    field: &str,
    text: Option<&str>,
    limits: &Limits,
    problems: &mut Problems,
) {
    if let Some(text) = text {
        check_text(field, text, limits.short_bytes, problems);
    }
}

fn check_text(field: &str, text: &str, at_most: usize, problems: &mut Problems) {
    if text.len() > at_most {
        problems.push(Problem::too_long(field, at_most));
    } else if text.contains('\0') {
        problems.push(Problem::nul(field));
    }
}

impl Lang {
    /// Both languages, English first.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Zh];

    /// The code in addresses and JSON: "en", "zh".
    pub fn as_str(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(text: &str) -> Result<Lang, UnknownLang> {
        Lang::ALL
            .into_iter()
            .find(|lang| lang.as_str() == text)
            .ok_or(UnknownLang)
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Draft(…)")
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contact(…)")
    }
}
