//! What is wrong with what was sent, said beside its field.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

/// How many problems are told at once; nobody mends more in one go, and a hostile body must not grow an answer.
const AT_MOST: usize = 32;

/// One thing wrong with what was sent: where, and how to mend it. Never repeats the value that was sent.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The field as a path, "place.lat"; "" for the whole body.
    pub field: String,
    /// A stable name of the kind of problem, for programs: "too-long".
    pub code: &'static str,
    /// For people, in English.
    pub en: String,
    /// For people, in Chinese.
    pub zh: String,
}

impl Problem {
    /// A problem in the words given. The words must not contain the value that was sent.
    pub fn new(
        field: impl Into<String>,
        code: &'static str,
        en: impl Into<Cow<'static, str>>,
        zh: impl Into<Cow<'static, str>>,
    ) -> Problem {
        let (en, zh) = (en.into().into_owned(), zh.into().into_owned());
        Problem {
            field: field.into(),
            code,
            en,
            zh,
        }
    }

    /// `missing`: a field that must be there is not.
    pub fn missing(field: &str) -> Problem {
        Problem::new(
            field,
            "missing",
            format!("The field \"{field}\" is missing. Add it."),
            format!("缺少字段“{field}”。请补上。"),
        )
    }

    /// `missing`: one coordinate without the other.
    pub(crate) fn missing_half(field: &str) -> Problem {
        Problem::new(
            field,
            "missing",
            "Latitude and longitude belong together. Give both, or neither.",
            "经度和纬度要一起填，或者都不填。",
        )
    }

    /// `empty`: a text of nothing, or of characters that show nothing.
    pub fn empty(field: &str) -> Problem {
        Problem::new(
            field,
            "empty",
            "Nothing is written here yet. A few words are enough.",
            "这里还没有内容。写几句话就可以。",
        )
    }

    /// `too-long`: a text of more than `at_most` UTF-8 bytes.
    pub fn too_long(field: &str, at_most: usize) -> Problem {
        let bytes = grouped(at_most);
        let han = grouped(at_most / 3);
        Problem::new(
            field,
            "too-long",
            format!(
                "This text is too long. Shorten it to at most {bytes} bytes: that is {bytes} English letters or {han} Chinese characters."
            ),
            format!("内容太长。最多 {bytes} 字节，约合 {han} 个汉字，请缩短。"),
        )
    }

    /// `nul`: the character U+0000, which no text needs and many programs stumble over.
    pub fn nul(field: &str) -> Problem {
        Problem::new(
            field,
            "nul",
            "This text contains the character NUL (U+0000). Remove it.",
            "内容里有空字符（U+0000）。请删去。",
        )
    }

    /// `unknown-field`, with the nearest known name if one is near.
    pub fn unknown_field(field: &str, nearest: Option<&str>) -> Problem {
        match nearest {
            Some(nearest) => Problem::new(
                field,
                "unknown-field",
                format!("There is no such field. Did you mean \"{nearest}\"?"),
                format!("没有这个字段。您要写的是“{nearest}”吗？"),
            ),
            None => Problem::new(
                field,
                "unknown-field",
                "There is no such field. Leave it out.",
                "没有这个字段。请删去。",
            ),
        }
    }

    /// `set-by-desk`: a field that only the desk sets.
    pub fn set_by_desk(field: &str) -> Problem {
        Problem::new(
            field,
            "set-by-desk",
            "The desk sets this itself; leave it out.",
            "这一项由受理台填写，请删去。",
        )
    }

    /// `wrong-type`; `en` and `zh` say what is expected instead: "a text", "文字".
    pub(crate) fn wrong_type(field: &str, en: &str, zh: &str) -> Problem {
        let (en, zh) = (format!("This must be {en}."), format!("这里应当是{zh}。"));
        Problem::new(field, "wrong-type", en, zh)
    }
}

impl fmt::Display for Problem {
    /// The English sentence after the field, unless the field's name was made up by the sender.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shown_field() {
            "" => f.write_str(&self.en),
            field => write!(f, "{field}: {}", self.en),
        }
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Problem({:?}, {})", self.shown_field(), self.code)
    }
}

impl Problem {
    /// The path if each of its names is one of ours: a made-up name is something that people wrote, and may not
    /// reach a log.
    fn shown_field(&self) -> &str {
        const OURS: [&str; 26] = [
            "",
            "text",
            "lang",
            "observed",
            "from",
            "to",
            "place",
            "lat",
            "lon",
            "accuracy_m",
            "contact",
            "name",
            "phone",
            "email",
            "id",
            "received_at",
            "source",
            "category",
            "labels",
            "receipt",
            "second_receipt",
            "story",
            "message",
            "answer",
            "question",
            "files",
        ];
        if self.field.split('.').all(|name| OURS.contains(&name)) {
            &self.field
        } else {
            "…"
        }
    }
}

/// Problems as they are found: at most one a field, the first one, and at most 32 in all.
#[derive(Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds a problem, unless its field has one already or enough were found.
    pub fn push(&mut self, problem: Problem) {
        if !self.is_full() && !self.has(&problem.field) {
            self.0.push(problem);
        }
    }

    /// Whether this field has a problem already.
    pub fn has(&self, field: &str) -> bool {
        self.0.iter().any(|known| known.field == field)
    }

    /// Whether further problems would be dropped.
    pub fn is_full(&self) -> bool {
        self.0.len() >= AT_MOST
    }

    /// `value` if no problem was found.
    pub fn or<T>(self, value: T) -> Result<T, Vec<Problem>> {
        if self.0.is_empty() {
            Ok(value)
        } else {
            Err(self.0)
        }
    }

    /// The problems, in the order in which they were found.
    pub fn into_vec(self) -> Vec<Problem> {
        self.0
    }
}

/// 65536 as `65,536`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_field_does_not_reach_a_log() {
        let problem = Problem::unknown_field("place.my name is Pat", None);
        assert_eq!(format!("{problem:?}"), r#"Problem("…", unknown-field)"#);
        assert_eq!(
            problem.to_string(),
            "…: There is no such field. Leave it out."
        );
        assert_eq!(
            format!("{:?}", Problem::missing("place.lat")),
            r#"Problem("place.lat", missing)"#
        );
    }

    #[test]
    fn only_the_first_problem_of_a_field_is_told() {
        let mut problems = Problems::default();
        problems.push(Problem::nul("text"));
        problems.push(Problem::empty("text"));
        for field in 0..100 {
            problems.push(Problem::missing(&field.to_string()));
        }
        let problems = problems.into_vec();
        assert_eq!(
            (problems[0].code, problems[1].field.as_str(), problems.len()),
            ("nul", "0", AT_MOST)
        );
    }

    #[test]
    fn a_length_is_said_in_bytes_and_in_characters() {
        let problem = Problem::too_long("text", 65_536);
        insta::assert_snapshot!(problem.en, @"This text is too long. Shorten it to at most 65,536 bytes: that is 65,536 English letters or 21,845 Chinese characters.");
        insta::assert_snapshot!(problem.zh, @"内容太长。最多 65,536 字节，约合 21,845 个汉字，请缩短。");
    }
}
