//! What was wrong with a receipt that somebody typed.

use super::WORDS;

/// What was wrong with a receipt that somebody typed: enough to mend it, and nothing of what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptMistake {
    /// Not nine words.
    #[error("A receipt has nine words; this has {found}.")]
    WordCount {
        /// How many there are.
        found: usize,
    },
    /// A word that is in neither list.
    #[error("Word {place} is not a word that receipts use. Please check its spelling.")]
    UnknownWord {
        /// Which one, from 1 to 9.
        place: usize,
    },
    /// All words exist, but not together: one was mistaken for another, or the order is wrong.
    #[error(
        "Each of the nine words exists, but they do not belong together. \
         Please compare each with your receipt, and their order."
    )]
    CheckWord,
}

impl ReceiptMistake {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        match self {
            ReceiptMistake::WordCount { found } => {
                format!("回执由{WORDS}个词（或{WORDS}个汉字）组成；这里有{found}个。")
            }
            ReceiptMistake::UnknownWord { place } => {
                format!("第{place}个词不是回执中使用的词。请检查它的写法。")
            }
            ReceiptMistake::CheckWord => {
                format!(
                    "这{WORDS}个词都存在，但合在一起不是一张回执。请逐个与您的回执核对，并核对顺序。"
                )
            }
        }
    }
}
