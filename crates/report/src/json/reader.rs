//! The reader: RFC 8259, one pass, faults of a value told and passed over, faults of the form told and final.

use super::{AT_MOST_FIELDS, Value, clean, join};
use crate::problem::{Problem, Problems};

/// Levels of nesting. Ours have two; `labels` may have more.
const DEEPEST: usize = 32;

/// Reading cannot go on; the problem has been told.
pub(super) struct Stop;

/// The fields of a body that is one object; `None` after a fault of form, which has been told.
pub(super) fn read(
    body: &[u8],
    skip: &[&str],
    problems: &mut Problems,
) -> Option<Vec<(String, Value)>> {
    // RFC 8259, section 8.1 lets a reader pass over a byte order mark, which Windows editors write.
    let start = if body.starts_with("\u{feff}".as_bytes()) {
        3
    } else {
        0
    };
    let mut reader = Reader {
        body,
        at: start,
        path: Vec::new(),
        depth: 0,
        named: 0,
        dropping: false,
        problems,
    };
    match reader.document(skip) {
        Ok(Value::Object(fields)) => Some(fields),
        Ok(_) => {
            problems.push(Problem::new(
                "",
                "not-an-object",
                "What is sent is one JSON object in braces, such as {\"text\": \"…\"}.",
                "发来的内容应当是花括号里的一个 JSON 对象，例如 {\"text\": \"…\"}。",
            ));
            None
        }
        Err(Stop) => None,
    }
}

pub(super) struct Reader<'a> {
    pub(super) body: &'a [u8],
    pub(super) at: usize,
    path: Vec<String>,
    depth: usize,
    named: usize,
    /// Inside a value that is only checked for its form: nothing is kept, only faults of form are told.
    pub(super) dropping: bool,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn document(&mut self, skip: &[&str]) -> Result<Value, Stop> {
        self.space();
        if self.at == self.body.len() {
            return Err(self.malformed("nothing was sent", "没有收到内容"));
        }
        let value = self.value(skip)?;
        self.space();
        if self.at < self.body.len() {
            return Err(self.malformed(
                "something follows after the end of the object",
                "对象结束之后还有内容",
            ));
        }
        Ok(value)
    }

    fn value(&mut self, skip: &[&str]) -> Result<Value, Stop> {
        match self.peek() {
            Some(b'{') => self.nested(|reader| reader.object(skip)),
            Some(b'[') => self.nested(Reader::list),
            Some(b'"') => Ok(self.text()?.map_or(Value::Faulty, Value::Text)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word(b"true", Value::Bool),
            Some(b'f') => self.word(b"false", Value::Bool),
            Some(b'n') => self.word(b"null", Value::Null),
            _ => Err(self.malformed(
                "a value is expected here: a text in double quotation marks, a number, an object or null",
                "这里应当有一个值：双引号里的文字、数字、对象或 null",
            )),
        }
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Value, Stop>,
    ) -> Result<Value, Stop> {
        self.at += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            // The outer fields name the place well enough.
            self.path.truncate(4);
            self.fault(
                "too-deep",
                "This is nested too deeply. At most two levels of braces are needed.",
                "嵌套层数太多。最多只需要两层花括号。",
            );
            return Err(Stop);
        }
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn object(&mut self, skip: &[&str]) -> Result<Value, Stop> {
        let mut fields: Vec<(String, Value)> = Vec::new();
        self.space();
        if self.eat(b'}') {
            return Ok(Value::Object(fields));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.malformed(
                    "a field's name in double quotation marks is expected here",
                    "这里应当是双引号里的字段名",
                ));
            }
            // A name that cannot be read is told and its value read all the same.
            let name = self.text()?.unwrap_or_else(|| "\u{fffd}".to_owned());
            self.space();
            if !self.eat(b':') {
                return Err(self.malformed(
                    "a colon is expected after a field's name",
                    "字段名后面应当有英文冒号",
                ));
            }
            self.space();
            self.field(name, skip, &mut fields)?;
            self.space();
            if self.eat(b'}') {
                return Ok(Value::Object(fields));
            }
            if !self.eat(b',') {
                return Err(self.malformed(
                    "a comma or a closing brace is expected here",
                    "这里应当是英文逗号或右花括号",
                ));
            }
        }
    }

    fn field(
        &mut self,
        name: String,
        skip: &[&str],
        fields: &mut Vec<(String, Value)>,
    ) -> Result<(), Stop> {
        if self.dropping {
            self.value(&[])?;
            return Ok(());
        }
        self.path.push(clean(&name));
        // Linear, because no more than AT_MOST_FIELDS are ever kept.
        let twice = fields.iter().any(|(known, _)| *known == name);
        if twice {
            self.fault(
                "duplicate-field",
                "This field is given twice. Keep one of them.",
                "这个字段出现了两次。请只留一个。",
            );
        }
        self.dropping = twice || skip.contains(&name.as_str());
        let skipped = self.dropping;
        let value = self.value(&[])?;
        self.dropping = false;
        self.path.pop();
        // Whether kept or not: each costs a look at all that are kept.
        self.named += 1;
        if self.named > AT_MOST_FIELDS || self.problems.is_full() {
            self.path.clear();
            self.fault(
                "too-many-fields",
                "There are far too many fields here. A report has at most 19.",
                "字段太多。一条线索最多 19 个字段。",
            );
            return Err(Stop);
        }
        if !skipped {
            fields.push((name, value));
        }
        Ok(())
    }

    fn list(&mut self) -> Result<Value, Stop> {
        let was = std::mem::replace(&mut self.dropping, true);
        self.space();
        if !self.eat(b']') {
            loop {
                self.space();
                self.value(&[])?;
                self.space();
                if self.eat(b']') {
                    break;
                }
                if !self.eat(b',') {
                    return Err(self.malformed(
                        "a comma or a closing bracket is expected here",
                        "这里应当是英文逗号或右方括号",
                    ));
                }
            }
        }
        self.dropping = was;
        Ok(Value::List)
    }

    fn number(&mut self) -> Result<Value, Stop> {
        let start = self.at;
        self.eat(b'-');
        let whole = self.digits();
        let leading_zero = whole > 1 && self.body[self.at - whole] == b'0';
        let mut sound = whole > 0 && !leading_zero;
        if self.eat(b'.') {
            sound &= self.digits() > 0;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            sound &= self.digits() > 0;
        }
        // The bytes are ASCII digits and signs; what Rust reads beyond JSON ("1.", "01") was refused above.
        let text = str::from_utf8(&self.body[start..self.at])
            .ok()
            .filter(|_| sound);
        let Some(number) = text.and_then(|text| text.parse::<f64>().ok()) else {
            return Err(self.malformed(
                "this is not a number as JSON writes it, such as 44.98",
                "这不是 JSON 的数字写法，例如 44.98",
            ));
        };
        if number.is_finite() {
            return Ok(Value::Number(number));
        }
        self.fault(
            "number-range",
            "This number is too large.",
            "这个数字太大。",
        );
        Ok(Value::Faulty)
    }

    fn digits(&mut self) -> usize {
        let rest = &self.body[self.at..];
        let count = rest
            .iter()
            .position(|byte| !byte.is_ascii_digit())
            .unwrap_or(rest.len());
        self.at += count;
        count
    }

    fn word(&mut self, word: &[u8], value: Value) -> Result<Value, Stop> {
        if self.body[self.at..].starts_with(word) {
            self.at += word.len();
            return Ok(value);
        }
        Err(self.malformed(
            "only true, false and null stand without quotation marks",
            "不加引号的只能是 true、false 和 null",
        ))
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.body.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// A fault of the value read now, told at its path.
    pub(super) fn fault(&mut self, code: &'static str, en: &'static str, zh: &'static str) {
        self.tell(|field| Problem::new(field, code, en, zh));
    }

    pub(super) fn tell(&mut self, problem: impl FnOnce(&str) -> Problem) {
        let path = self
            .path
            .iter()
            .fold(String::new(), |path, name| join(&path, name));
        if !self.dropping || self.depth > DEEPEST {
            self.problems.push(problem(&path));
        }
    }

    /// A fault of form: where it stands, and what was expected.
    pub(super) fn malformed(&mut self, en: &str, zh: &str) -> Stop {
        let before = &self.body[..self.at.min(self.body.len())];
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        let start = before
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |newline| newline + 1);
        // Characters, not bytes: continuation bytes do not count.
        let column = 1 + before[start..]
            .iter()
            .filter(|&&byte| byte & 0xc0 != 0x80)
            .count();
        self.problems.push(Problem::new(
            "",
            "not-json",
            format!("This is not JSON: at line {line}, column {column}, {en}."),
            format!("这不是 JSON：第 {line} 行第 {column} 列，{zh}。"),
        ));
        Stop
    }
}
