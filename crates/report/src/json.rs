//! JSON from strangers, read strictly: every problem named by the path of its field.
//!
//! Our own small reader instead of serde_json's, because a person who integrates with us should hear everything
//! that is wrong at once and where: serde_json stops at the first fault, keeps the last of two equal keys
//! silently, and its messages quote the value. `tests/oracle.rs` holds it against serde_json.
//!
//! What it costs: time linear in the body; memory at most the body once more, because only [`AT_MOST_FIELDS`]
//! values are kept and arrays, which no field of ours takes, are checked and dropped.

mod reader;
mod text;

use crate::nearest::nearest;
use crate::problem::Problem;
pub use crate::problem::Problems;

/// Fields read of one body, given twice or not. Ours have at most 19; the rest is room for mistakes worth naming.
pub(crate) const AT_MOST_FIELDS: usize = 256;

/// What a field holds.
pub(crate) enum Value {
    Null,
    Bool,
    Number(f64),
    Text(String),
    List,
    Object(Vec<(String, Value)>),
    /// Its problem has been told already.
    Faulty,
}

/// The fields of an object that are still to be taken.
///
/// Take what is expected, then call [`Fields::finish`]: what is left over is a problem.
pub struct Fields {
    path: String,
    left: Vec<(String, Value)>,
    taken: Vec<&'static str>,
}

impl Fields {
    /// Reads a whole body that must be one JSON object. `None` when it cannot be read far enough to ask for
    /// fields; then a problem has been pushed. Fields named in `skip` may hold any JSON, which is checked for
    /// its form and dropped.
    pub fn read(body: &[u8], skip: &[&str], problems: &mut Problems) -> Option<Fields> {
        let left = reader::read(body, skip, problems)?;
        Some(Fields {
            path: String::new(),
            left,
            taken: Vec::new(),
        })
    }

    /// A text. `None` when absent or null; also when it is something else, which is a problem.
    pub fn text(&mut self, name: &'static str, problems: &mut Problems) -> Option<String> {
        match self.take(name)? {
            Value::Text(text) => Some(text),
            Value::Null | Value::Faulty => None,
            _ => {
                problems.push(Problem::wrong_type(
                    &self.path_of(name),
                    "a text in quotation marks",
                    "引号里的文字",
                ));
                None
            }
        }
    }

    /// A text that must be there.
    pub fn required_text(&mut self, name: &'static str, problems: &mut Problems) -> Option<String> {
        let text = self.text(name, problems);
        if text.is_none() {
            // Where a problem was told already, this one is dropped.
            problems.push(Problem::missing(&self.path_of(name)));
        }
        text
    }

    /// A finite number. `None` when absent or null; also when it is something else, which is a problem.
    pub fn number(&mut self, name: &'static str, problems: &mut Problems) -> Option<f64> {
        match self.take(name)? {
            Value::Number(number) => Some(number),
            Value::Null | Value::Faulty => None,
            _ => {
                problems.push(Problem::wrong_type(
                    &self.path_of(name),
                    "a number, without quotation marks",
                    "数字，不加引号",
                ));
                None
            }
        }
    }

    /// An object. `None` when absent or null; also when it is something else, which is a problem.
    pub fn object(&mut self, name: &'static str, problems: &mut Problems) -> Option<Fields> {
        match self.take(name)? {
            Value::Object(left) => Some(Fields {
                path: self.path_of(name),
                left,
                taken: Vec::new(),
            }),
            Value::Null | Value::Faulty => None,
            _ => {
                problems.push(Problem::wrong_type(
                    &self.path_of(name),
                    "an object in braces, {…}",
                    "花括号里的一组字段 {…}",
                ));
                None
            }
        }
    }

    /// Every field left over is a problem: `set-by-desk` if it is one of `forbidden`, else unknown, with a
    /// suggestion from the fields taken so far and `known`.
    pub fn finish(self, known: &[&'static str], forbidden: &[&str], problems: &mut Problems) {
        for (name, _) in &self.left {
            let path = join(&self.path, &clean(name));
            if forbidden.contains(&name.as_str()) {
                problems.push(Problem::set_by_desk(&path));
            } else {
                let here = self.taken.iter().chain(known).copied();
                let suggestion = nearest(name, here.clone()).or_else(|| self.alias(name, here));
                problems.push(Problem::unknown_field(&path, suggestion));
            }
        }
    }

    /// The field that other programs call `name`, if this body has it. Inside `place`, `place.lat` is `lat`.
    fn alias(
        &self,
        name: &str,
        mut here: impl Iterator<Item = &'static str>,
    ) -> Option<&'static str> {
        let (_, field) = ALIASES
            .into_iter()
            .find(|(alias, _)| alias.eq_ignore_ascii_case(name))?;
        let field = if self.path.is_empty() {
            field
        } else {
            field.strip_prefix(&self.path)?.strip_prefix('.')?
        };
        let first = field.split('.').next();
        here.any(|known| Some(known) == first).then_some(field)
    }

    fn take(&mut self, name: &'static str) -> Option<Value> {
        self.taken.push(name);
        let place = self.left.iter().position(|(key, _)| key == name)?;
        Some(self.left.remove(place).1)
    }

    fn path_of(&self, name: &str) -> String {
        join(&self.path, name)
    }
}

/// Names that other programs use for our fields, and fields put a level too high.
const ALIASES: [(&str, &str); 27] = [
    ("message", "text"),
    ("content", "text"),
    ("body", "text"),
    ("description", "text"),
    ("narrative", "text"),
    ("language", "lang"),
    ("locale", "lang"),
    ("time", "observed"),
    ("when", "observed"),
    ("date", "observed"),
    ("start", "observed.from"),
    ("from", "observed.from"),
    ("end", "observed.to"),
    ("to", "observed.to"),
    ("location", "place"),
    ("where", "place"),
    ("address", "place.text"),
    ("latitude", "place.lat"),
    ("lat", "place.lat"),
    ("longitude", "place.lon"),
    ("lng", "place.lon"),
    ("lon", "place.lon"),
    ("accuracy", "place.accuracy_m"),
    ("name", "contact.name"),
    ("phone", "contact.phone"),
    ("email", "contact.email"),
    ("reporter", "contact"),
];

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// A stranger's field name, fit to be shown: at most 40 characters, none of them invisible.
fn clean(name: &str) -> String {
    let shown = name
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c });
    let mut clean: String = shown.take(40).collect();
    if name.chars().nth(40).is_some() {
        clean.push('…');
    }
    clean
}
