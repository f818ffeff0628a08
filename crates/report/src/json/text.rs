//! Texts within JSON: quotation marks, escapes, UTF-8.

use super::reader::{Reader, Stop};
use crate::problem::Problem;

impl Reader<'_> {
    /// A text, or `None` after a fault within it.
    pub(super) fn text(&mut self) -> Result<Option<String>, Stop> {
        self.at += 1;
        let mut bytes = Vec::new();
        let mut sound = true;
        loop {
            let run = self.body[self.at..]
                .iter()
                .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f));
            let Some(run) = run else {
                self.at = self.body.len();
                return Err(self.malformed(
                    "a text is not closed: its second quotation mark is missing",
                    "文字缺少结尾的引号",
                ));
            };
            if !self.dropping {
                bytes.extend_from_slice(&self.body[self.at..self.at + run]);
            }
            self.at += run;
            match self.body[self.at] {
                b'"' => {
                    self.at += 1;
                    break;
                }
                b'\\' => match self.escape()? {
                    Some('\0') => {
                        sound = false;
                        self.tell(Problem::nul);
                    }
                    Some(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                    None => sound = false,
                },
                0 => {
                    sound = false;
                    self.at += 1;
                    self.tell(Problem::nul);
                }
                _ => {
                    sound = false;
                    self.at += 1;
                    self.fault(
                        "control-character",
                        "A line break or another control character stands in this text. Write it as an escape, such as \\n.",
                        "文字里有换行或其他控制字符。请写成转义形式，例如 \\n。",
                    );
                }
            }
        }
        let text = String::from_utf8(bytes).ok();
        if text.is_none() {
            self.fault(
                "not-utf8",
                "This text is not UTF-8. Send the body in UTF-8.",
                "文字不是 UTF-8 编码。请用 UTF-8 发送。",
            );
        }
        Ok(text.filter(|_| sound))
    }

    /// One escape; `None` after half a surrogate pair, which has been told.
    fn escape(&mut self) -> Result<Option<char>, Stop> {
        let kind = self.body.get(self.at + 1).copied();
        let c = match kind {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => {
                return Err(self.malformed(
                    "a backslash begins an escape that does not exist; write a backslash itself as \\\\",
                    "反斜杠后面不是有效的转义；反斜杠本身请写成 \\\\",
                ));
            }
        };
        self.at += 2;
        Ok(Some(c))
    }

    fn unicode_escape(&mut self) -> Result<Option<char>, Stop> {
        let first = self.unit()?;
        let code = match first {
            0xd800..=0xdbff if self.body[self.at..].starts_with(b"\\u") => {
                let before = self.at;
                match self.unit()? {
                    second @ 0xdc00..=0xdfff => {
                        0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                    }
                    _ => {
                        // Not its other half: it stands for itself and is read again.
                        self.at = before;
                        first
                    }
                }
            }
            _ => first,
        };
        let c = char::from_u32(code);
        if c.is_none() {
            self.fault(
                "lone-surrogate",
                "This text contains half a character: a surrogate (\\ud800 to \\udfff) without its other half. Remove it or complete the pair.",
                "文字里有半个字符：代理项（\\ud800 到 \\udfff）缺了另一半。请删去或补全。",
            );
        }
        Ok(c)
    }

    /// The four digits of `\uXXXX`, at which the reader stands.
    fn unit(&mut self) -> Result<u32, Stop> {
        let mut unit = 0;
        for place in self.at + 2..self.at + 6 {
            let digit = self
                .body
                .get(place)
                .and_then(|&byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.malformed(
                    "\\u must be followed by four hexadecimal digits",
                    "\\u 后面应当是四位十六进制数字",
                ));
            };
            unit = unit << 4 | digit;
        }
        self.at += 6;
        Ok(unit)
    }
}
