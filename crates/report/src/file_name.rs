//! What a file is called and said to be, as far as that is harmless. Both are what a stranger wrote.

/// Bytes of a name at most: what file systems take.
const LONGEST: usize = 255;

/// Of anything that does not name a type: bytes, whatever they are (RFC 2046, section 4.5.1).
const UNKNOWN: &str = "application/octet-stream";

/// The last part of a path, whichever way it leans, without what would change a line or its direction (a name that reads
/// `gpj.exe` from the right), cut to 255 bytes. A name of which nothing is left is `file`.
pub fn file_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut name: String = last.chars().filter(|c| !turns(*c)).collect();
    let mut end = name.len().min(LONGEST);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
    let name = name.trim();
    match name {
        "" | "." | ".." => "file".to_owned(),
        name => name.to_owned(),
    }
}

/// `type/subtype` in lower case without parameters, or `application/octet-stream` for what is none.
pub fn media_type(sent: &str) -> String {
    let bare = sent.split(';').next().unwrap_or_default().trim();
    let is_token = |part: &str| {
        (1..=63).contains(&part.len())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    match bare.split_once('/') {
        Some((kind, subtype)) if is_token(kind) && is_token(subtype) => bare.to_ascii_lowercase(),
        _ => UNKNOWN.to_owned(),
    }
}

/// Control characters, line and paragraph separators, and what changes the direction of writing.
fn turns(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_last_part_of_a_path_and_turns_nothing() {
        for (sent, name) in [
            ("photo.jpg", "photo.jpg"),
            ("照片 1.jpg", "照片 1.jpg"),
            ("C:\\Users\\somebody\\photo.jpg", "photo.jpg"),
            ("../../etc/passwd", "passwd"),
            ("a\u{202e}gpj.exe", "agpj.exe"),
            ("two\r\nlines", "twolines"),
            ("", "file"),
            ("..", "file"),
            ("folder/", "file"),
        ] {
            assert_eq!(file_name(sent), name, "{sent:?}");
        }
        let long = file_name(&"字".repeat(200));
        assert_eq!(long, "字".repeat(85));
    }

    #[test]
    fn a_media_type_is_a_type_and_a_subtype_or_unknown() {
        for (sent, kept) in [
            ("image/JPEG", "image/jpeg"),
            ("text/plain; charset=utf-8", "text/plain"),
            ("image/svg+xml", "image/svg+xml"),
            ("", UNKNOWN),
            ("image", UNKNOWN),
            ("image/\r\nx", UNKNOWN),
            ("a/b/c", UNKNOWN),
        ] {
            assert_eq!(media_type(sent), kept, "{sent:?}");
        }
        assert_eq!(media_type(&format!("a/{}", "b".repeat(64))), UNKNOWN);
    }
}
