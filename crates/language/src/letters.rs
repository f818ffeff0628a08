//! The letters of a text, counted by their script.

/// Scripts that decide about a language. Han and kana are one: only together do they tell Chinese from Japanese.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writing {
    Latin,
    Cjk,
    Hangul,
    Cyrillic,
    Arabic,
    Devanagari,
    Greek,
    Hebrew,
    Thai,
    Tibetan,
    Other,
}

const WRITINGS: [Writing; 11] = [
    Writing::Latin,
    Writing::Cjk,
    Writing::Hangul,
    Writing::Cyrillic,
    Writing::Arabic,
    Writing::Devanagari,
    Writing::Greek,
    Writing::Hebrew,
    Writing::Thai,
    Writing::Tibetan,
    Writing::Other,
];

/// How many letters of each script a text has, links and words with digits aside.
pub(crate) struct Letters {
    counts: [u32; WRITINGS.len()],
    kana: u32,
}

impl Letters {
    pub(crate) fn of(text: &str) -> Letters {
        let counted = Letters::count(words(text));
        // A text of nothing but a link or a model number is judged by that rather than not at all.
        if counted.leading().is_some() {
            counted
        } else {
            Letters::count(std::iter::once(text))
        }
    }

    fn count<'a>(parts: impl Iterator<Item = &'a str>) -> Letters {
        let mut letters = Letters {
            counts: [0; WRITINGS.len()],
            kana: 0,
        };
        for c in parts.flat_map(str::chars) {
            if let Some(writing) = writing(c) {
                // Saturating: four thousand million letters are beyond every limit, and still no panic.
                let count = &mut letters.counts[writing as usize];
                *count = count.saturating_add(1);
                letters.kana = letters.kana.saturating_add(u32::from(is_kana(c)));
            }
        }
        letters
    }

    /// How many characters of this writing there are.
    pub(crate) fn characters(&self, writing: Writing) -> u32 {
        self.counts[writing as usize]
    }

    /// The writing with the most letters and its share of all, 0 to 1; `None` without letters. The earlier in
    /// the list wins a tie.
    pub(crate) fn leading(&self) -> Option<(Writing, f64)> {
        let mut leading = (Writing::Latin, 0.0);
        for writing in WRITINGS {
            let weight = self.weight(writing);
            if weight > leading.1 {
                leading = (writing, weight);
            }
        }
        (leading.1 > 0.0).then(|| (leading.0, leading.1 / self.total()))
    }

    /// The share of Han characters without kana among all letters, 0 to 1.
    pub(crate) fn han_share(&self) -> f64 {
        let han = self.weight(Writing::Cjk) - 3.0 * f64::from(self.kana);
        if han > 0.0 { han / self.total() } else { 0.0 }
    }

    /// Japanese has a kana for every other character or so; Chinese shop names have a stray の.
    pub(crate) fn looks_japanese(&self) -> bool {
        let all = u64::from(self.characters(Writing::Cjk));
        let kana = u64::from(self.kana);
        kana * 6 >= all && (kana >= 3 || kana * 2 >= all)
    }

    fn total(&self) -> f64 {
        WRITINGS
            .into_iter()
            .map(|writing| self.weight(writing))
            .sum()
    }

    /// A character that stands for a syllable or a word counts as three letters.
    fn weight(&self, writing: Writing) -> f64 {
        let letters = match writing {
            Writing::Cjk | Writing::Hangul => 3.0,
            _ => 1.0,
        };
        letters * f64::from(self.characters(writing))
    }
}

/// The text without its links, addresses and words with digits: runs of visible ASCII that hold a digit, an
/// @ or ://. Full-width text and scripts without spaces are passed on as they stand.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let ascii = rest.starts_with(|c: char| c.is_ascii_graphic());
        let end = rest
            .find(|c: char| c.is_ascii_graphic() != ascii)
            .unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        rest = after;
        Some(if ascii && is_no_word(part) { " " } else { part })
    })
}

fn is_no_word(part: &str) -> bool {
    part.contains("://")
        || part
            .bytes()
            .any(|byte| byte.is_ascii_digit() || byte == b'@')
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9d}')
}

/// The writing of a letter; `None` for everything that is none. Blocks: Unicode 16.
pub(crate) fn writing(c: char) -> Option<Writing> {
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then_some(Writing::Latin);
    }
    // Iteration and length marks belong to their neighbours; 々 and 〇 are as good as Han characters.
    let writing = match c {
        '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}'
        | '々'
        | '〇' => Writing::Cjk,
        _ if is_kana(c) => Writing::Cjk,
        '\u{1100}'..='\u{11ff}'
        | '\u{3131}'..='\u{318e}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}' => Writing::Hangul,
        _ if !c.is_alphabetic() || is_mark(c) => return None,
        '\u{80}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}' => Writing::Latin,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Writing::Greek,
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' => Writing::Cyrillic,
        '\u{590}'..='\u{5ff}' => Writing::Hebrew,
        '\u{600}'..='\u{6ff}'
        | '\u{750}'..='\u{77f}'
        | '\u{8a0}'..='\u{8ff}'
        | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' => Writing::Arabic,
        '\u{900}'..='\u{97f}' => Writing::Devanagari,
        '\u{e00}'..='\u{e7f}' => Writing::Thai,
        '\u{f00}'..='\u{fff}' => Writing::Tibetan,
        _ => Writing::Other,
    };
    Some(writing)
}

/// Alphabetic to Unicode, but no letter by itself: length marks and circled numbers' kin.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{2b0}'..='\u{36f}' | '\u{3005}'..='\u{3007}' | '\u{3031}'..='\u{3035}' | '\u{30fc}'..='\u{30fe}' | '\u{24b6}'..='\u{24e9}' | '\u{2160}'..='\u{2188}' | '\u{ff70}')
}
