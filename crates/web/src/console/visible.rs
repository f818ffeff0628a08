//! Foreign text made safe to look at: what steers a terminal or turns the direction of writing is shown as a mark that
//! can be read, and does nothing. Letters, joiners and emoji stay as they are.

use std::borrow::Cow;

/// Characters of a text that are shown at once; the rest is asked for.
pub(crate) const SHOWN: usize = 24_000;

/// The same text, with every character that steers made visible.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if !steers(c) => shown.push(c),
            // Unicode has a picture of each (block Control Pictures).
            '\0'..='\x1f' => shown.extend(char::from_u32(0x2400 + u32::from(c))),
            '\x7f' => shown.push('\u{2421}'),
            c => shown.push_str(&format!("⟦U+{:04X}⟧", u32::from(c))),
        }
    }
    Cow::Owned(shown)
}

fn steers(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' => true,
        // Marks, embeddings, overrides and isolates of direction (Unicode Standard Annex 9).
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            true
        }
        // Line and paragraph separators, the byte order mark, interlinear marks, tags that nobody sees.
        '\u{2028}'
        | '\u{2029}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

/// The beginning of a text, and whether there is more.
pub(crate) fn beginning(text: &str) -> (&str, bool) {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => (&text[..end], true),
        None => (text, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_shown_and_does_nothing() {
        assert_eq!(
            visible("a\u{1b}[31mred\u{7}\r\nb\u{202e}gpj.exe\u{2066}x"),
            "a␛[31mred␇␍\nb⟦U+202E⟧gpj.exe⟦U+2066⟧x"
        );
    }

    #[test]
    fn letters_joiners_and_emoji_stay_as_they_are() {
        for text in [
            "无人机\n\t第二行",
            "عربي",
            "👩\u{200d}🔬",
            "क\u{94d}\u{200d}ष",
            "e\u{301}",
        ] {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let text = "界".repeat(SHOWN + 1);
        let (shown, more) = beginning(&text);
        assert_eq!((shown.chars().count(), more), (SHOWN, true));
        assert_eq!(beginning("short"), ("short", false));
    }
}
