//! A text as it is compared: width, case, ligatures, traditional and simplified characters, and invisible characters make
//! no difference, a run of white space is one space, and none stands between Han characters. Where each piece of it stood
//! in the text as it was written is kept, so that what is found is shown there.
//!
//! NFKC by Unicode Standard Annex 15. The traditional characters are those of OpenCC's `TSCharacters` (Apache-2.0) that
//! have one simplified form or several, then the first; one character for one, within the block of the common ideographs.

use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A stretch of a text, in bytes: from the first one to the one behind the last.
pub(crate) type Stretch = std::ops::Range<usize>;

/// A text as it is compared, and where it came from.
pub(crate) struct Normal {
    /// The text.
    pub(crate) text: String,
    /// For each of its characters that does not follow the one before it byte by byte: where it begins, and where its source
    /// begins and ends.
    pieces: Vec<Piece>,
}

/// Characters that came from one stretch of the source. With `even`, each byte came from the byte in the same place.
#[derive(Clone, Copy)]
struct Piece {
    at: u32,
    from: u32,
    to: u32,
    even: bool,
}

/// Simplified forms by the character's place in the block of the common ideographs; 0 where it has none.
static SIMPLIFIED: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut table = vec![0; usize::from(LAST_IDEOGRAPH - FIRST_IDEOGRAPH) + 1];
    for pair in include_str!("traditional.txt").split_whitespace() {
        let mut pair = pair.encode_utf16();
        if let (Some(traditional), Some(simplified)) = (pair.next(), pair.next()) {
            table[usize::from(traditional - FIRST_IDEOGRAPH)] = simplified;
        }
    }
    table
});

const FIRST_IDEOGRAPH: u16 = 0x4e00;
const LAST_IDEOGRAPH: u16 = 0x9fff;

impl Normal {
    /// The text as it is compared. Linear in its length.
    pub(crate) fn of(source: &str) -> Normal {
        let mut normal = Normal {
            text: String::with_capacity(source.len()),
            pieces: Vec::new(),
        };
        let table = &*SIMPLIFIED;
        let mut rest = source.char_indices().peekable();
        // White space that came and is not written yet.
        let mut space: Option<Stretch> = None;
        while let Some((at, c)) = rest.next() {
            let mut end = at + c.len_utf8();
            if is_invisible(c) {
                continue;
            }
            if c.is_whitespace() {
                space = Some(space.map_or(at, |space| space.start)..end);
                continue;
            }
            let alone = rest.peek().is_none_or(|(_, next)| !joins(*next));
            if alone && let Some(simple) = simple(table, c) {
                normal.space(space.take(), simple);
                normal.push(simple, at..end);
                continue;
            }
            // A character with its marks: they may be written as one or as several.
            while let Some((at, mark)) = rest.next_if(|(_, next)| joins(*next)) {
                end = at + mark.len_utf8();
            }
            let group = source[at..end].chars().filter(|c| !is_invisible(*c)).nfkc();
            let folded = group.flat_map(char::to_lowercase).map(|c| fold(table, c));
            for c in folded.nfkc() {
                match c.is_whitespace() {
                    true => space = space.or(Some(at..end)),
                    false => {
                        normal.space(space.take(), c);
                        normal.push(c, at..end);
                    }
                }
            }
        }
        normal.space(space.take(), ' ');
        normal
    }

    /// Writes the space that came before `next`, unless it stands between two Han characters or at the beginning.
    fn space(&mut self, space: Option<Stretch>, next: char) {
        let Some(space) = space else { return };
        match self.text.chars().next_back() {
            Some(last) if !(is_han(last) && is_han(next)) => self.push(' ', space),
            _ => {}
        }
    }

    fn push(&mut self, c: char, source: Stretch) {
        // A text ends at 4 GiB, long before which no report is taken.
        let short = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let (at, from, to) = (
            short(self.text.len()),
            short(source.start),
            short(source.end),
        );
        let even = source.len() == c.len_utf8();
        self.text.push(c);
        match self.pieces.last_mut() {
            // Texts are made of long stretches in which nothing changes its length: one piece holds them.
            Some(last)
                if even && last.even && last.to == from && last.at + (from - last.from) == at =>
            {
                last.to = to;
            }
            _ => self.pieces.push(Piece { at, from, to, even }),
        }
    }

    /// Where this stretch of the text came from, in bytes of the source. Both ends have to lie between characters.
    pub(crate) fn source(&self, stretch: Stretch) -> Stretch {
        if stretch.is_empty() {
            let at = match stretch.start < self.text.len() {
                true => self.character(stretch.start).start,
                false => self.pieces.last().map_or(0, |last| last.to as usize),
            };
            return at..at;
        }
        let last = self.text[..stretch.end].char_indices().next_back();
        let last = last.map_or(stretch.start, |(at, _)| at);
        self.character(stretch.start).start..self.character(last).end
    }

    /// Where the character that begins here came from.
    fn character(&self, at: usize) -> Stretch {
        let index = self.pieces.partition_point(|piece| piece.at as usize <= at);
        let Some(piece) = index.checked_sub(1).map(|index| self.pieces[index]) else {
            return 0..0;
        };
        match piece.even {
            true => {
                let from = piece.from as usize + (at - piece.at as usize);
                let long = self.text[at..].chars().next().map_or(0, char::len_utf8);
                from..from + long
            }
            false => piece.from as usize..piece.to as usize,
        }
    }
}

/// What becomes of a character that stands by itself, where that is plain; most do.
fn simple(table: &[u16], c: char) -> Option<char> {
    match c {
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        '!'..='~' => Some(c),
        '\u{4e00}'..='\u{9fff}' => Some(fold(table, c)),
        // Full width to ASCII.
        '\u{ff01}'..='\u{ff5e}' => {
            let ascii = char::from_u32(u32::from(c) - 0xfee0)?;
            Some(ascii.to_ascii_lowercase())
        }
        '\u{3001}' | '\u{3002}' => Some(c),
        _ => None,
    }
}

/// Characters that are the same to whoever looks for one of them.
fn fold(table: &[u16], c: char) -> char {
    match c {
        'ς' => 'σ',
        '\u{4e00}'..='\u{9fff}' => {
            let place = u32::from(c) - u32::from(FIRST_IDEOGRAPH);
            let simplified = table[place as usize];
            match simplified {
                0 => c,
                simplified => char::from_u32(u32::from(simplified)).unwrap_or(c),
            }
        }
        c => c,
    }
}

/// Whether a character is written as one with the character before it.
fn joins(c: char) -> bool {
    c >= '\u{300}'
        && (is_combining_mark(c)
            || matches!(
                c,
                '\u{1160}'..='\u{11ff}' | '\u{ff9e}' | '\u{ff9f}' | '\u{200d}'
            ))
}

/// Whether no space stands between this character and its like.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Soft hyphens, zero-width and directional characters, variation selectors: words are not to be hidden by them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normal(text: &str) -> String {
        Normal::of(text).text
    }

    /// What of the source a piece of the normal text came from.
    fn came_from<'a>(source: &'a str, piece: &str) -> &'a str {
        let normal = Normal::of(source);
        let at = normal.text.find(piece).expect("the piece is there");
        &source[normal.source(at..at + piece.len())]
    }

    #[test]
    fn width_case_ligatures_and_traditional_characters_make_no_difference() {
        assert_eq!(normal("ＤＪＩ　Mavic３在變電站"), "dji mavic3在变电站");
        assert_eq!(normal("ﬁle ㎏ Ⅳ ①"), "file kg iv 1");
        assert_eq!(normal("É\u{301} e\u{301} ΟΔΟΣ"), "é\u{301} é οδοσ");
        assert_eq!(normal("無人機盤旋、臺灣。"), "无人机盘旋、台湾。");
    }

    #[test]
    fn what_is_invisible_hides_no_word_and_spaces_between_han_characters_are_none() {
        assert_eq!(normal("无\u{200b}人 机\n盘　旋"), "无人机盘旋");
        assert_eq!(normal("  GPS \t\r\n jam\u{ad}mer "), "gps jammer ");
        assert_eq!(normal("无人机 DJI 盘旋"), "无人机 dji 盘旋");
    }

    #[test]
    fn what_is_found_is_shown_where_it_was_written() {
        assert_eq!(
            came_from("看到 無 人\u{200b}機 盤旋", "无人机"),
            "無 人\u{200b}機"
        );
        assert_eq!(came_from("一架ＵＡＶ飞过", "uav"), "ＵＡＶ");
        assert_eq!(came_from("重5㎏左右", "kg"), "㎏");
        assert_eq!(came_from("重5㎏左右", "k"), "㎏");
        assert_eq!(came_from("cafe\u{301} bar", "é"), "e\u{301}");
        assert_eq!(came_from("a  \n b", " "), "  \n ");
        // A mark that stands by itself is written as a space and a mark.
        assert_eq!(came_from("a \u{a8}", " "), " ");
    }

    proptest! {
        #[test]
        fn the_pieces_of_a_text_come_from_its_pieces_in_order(source: String) {
            let normal = Normal::of(&source);
            let mut before = 0..0;
            for (at, c) in normal.text.char_indices() {
                let from = normal.source(at..at + c.len_utf8());
                prop_assert!(source.get(from.clone()).is_some_and(|piece| !piece.is_empty()), "{from:?}");
                prop_assert!(from == before || from.start >= before.end, "{before:?} {from:?}");
                before = from;
            }
        }

        #[test]
        fn a_normal_text_is_its_own(source in "[ -~\u{4e00}-\u{4f00}ａ-ｚé ]{0,40}") {
            let once = Normal::of(&source).text;
            let again = Normal::of(&once);
            prop_assert_eq!(&again.text, &once);
            let whole = again.source(0..again.text.len());
            prop_assert_eq!(whole, 0..once.len());
        }
    }
}
