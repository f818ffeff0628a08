//! The word lists of receipts: BIP-39 English and simplified Chinese, 2,048 words each (`words/README.md`).

use std::sync::LazyLock;

/// Words in a list: eleven bits.
pub const COUNT: usize = 2048;

const ENGLISH: &str = include_str!("words/english.txt");
const CHINESE: &str = include_str!("words/chinese_simplified.txt");

struct Lists {
    english: Vec<&'static str>,
    /// First four letters, padded with zeros, in the list's own order, which is the alphabet's.
    prefixes: Vec<[u8; 4]>,
    chinese: Vec<char>,
    /// Characters in the order of their code points, with their places.
    places: Vec<(char, u16)>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let english: Vec<&str> = ENGLISH.lines().collect();
    let chinese: Vec<char> = CHINESE.lines().flat_map(str::chars).collect();
    let prefix = |word: &&str| {
        let mut prefix = [0; 4];
        prefix
            .iter_mut()
            .zip(word.bytes())
            .for_each(|(to, from)| *to = from);
        prefix
    };
    let mut places: Vec<(char, u16)> = chinese.iter().copied().zip(0..).collect();
    places.sort_unstable();
    Lists {
        prefixes: english.iter().map(prefix).collect(),
        english,
        chinese,
        places,
    }
});

/// The English word at a place below [`COUNT`].
///
/// # Panics
/// At a place that is not below [`COUNT`].
pub fn english(place: u16) -> &'static str {
    LISTS.english[usize::from(place)]
}

/// The Chinese character at a place below [`COUNT`].
///
/// # Panics
/// At a place that is not below [`COUNT`].
pub fn chinese(place: u16) -> char {
    LISTS.chinese[usize::from(place)]
}

/// The place of the English word whose first four letters (fewer: the whole word, then zeros) are these,
/// in lower case. BIP-39 chose the words so that four letters suffice.
pub fn place_of_english(prefix: [u8; 4]) -> Option<u16> {
    LISTS
        .prefixes
        .binary_search(&prefix)
        .ok()
        .map(|place| place as u16)
}

/// The place of a Chinese character.
pub fn place_of_chinese(character: char) -> Option<u16> {
    let found = LISTS
        .places
        .binary_search_by_key(&character, |&(character, _)| character)
        .ok()?;
    Some(LISTS.places[found].1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hex;
    use bip39::Language;
    use sha2::{Digest, Sha256};
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn the_lists_are_those_of_bip_39() {
        let english: Vec<&str> = ENGLISH.lines().collect();
        let chinese: Vec<&str> = CHINESE.lines().collect();
        assert_eq!(english[..], Language::English.word_list()[..]);
        assert_eq!(chinese[..], Language::SimplifiedChinese.word_list()[..]);
        let sum = |text: &str| Sha256::digest(text.as_bytes()).to_vec();
        let expected = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda";
        assert_eq!(sum(ENGLISH), hex(expected));
        let expected = "5c5942792bd8340cb8b27cd592f1015edf56a8c5b26276ee18a482428e7c5726";
        assert_eq!(sum(CHINESE), hex(expected));
    }

    #[test]
    fn every_word_is_found_again_at_its_place() {
        assert!(LISTS.prefixes.is_sorted());
        assert_eq!((LISTS.english.len(), LISTS.chinese.len()), (COUNT, COUNT));
        for place in 0..COUNT as u16 {
            assert_eq!(
                place_of_english(LISTS.prefixes[usize::from(place)]),
                Some(place)
            );
            assert_eq!(place_of_chinese(chinese(place)), Some(place));
        }
        assert_eq!(place_of_english(*b"zzzz"), None);
        assert_eq!(place_of_chinese('甴'), None);
    }

    #[test]
    fn normalization_changes_no_word() {
        for place in 0..COUNT as u16 {
            assert!(english(place).bytes().all(|byte| byte.is_ascii_lowercase()));
            let character = chinese(place).to_string();
            assert_eq!(character.nfkc().collect::<String>(), character);
        }
    }
}
