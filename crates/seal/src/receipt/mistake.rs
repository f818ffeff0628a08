//! What was wrong with a receipt that somebody typed.

use super::WORDS;

/// What was wrong with a receipt that somebody typed: enough to mend it, and nothing of what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptMistake {
    /// Not nine words.
    #[error("There should be nine words; there are {found}.")]
    WordCount {
        /// How many there are.
        found: usize,
    },
    /// A word that is in neither list.
    #[error("Word {place} is not one of our words. Please check its spelling.")]
    UnknownWord {
        /// Which one, from 1 to 9.
        place: usize,
    },
    /// All words exist, but not together: one was mistaken for another, or the order is wrong.
    #[error(
        "These are all our words, but they do not belong together. \
         Please compare each one, and their order, with what you wrote down."
    )]
    CheckWord,
}

impl ReceiptMistake {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        match self {
            ReceiptMistake::WordCount { found } => {
                format!("查询码由{WORDS}个汉字（或{WORDS}个英文单词）组成，这里有{found}个。")
            }
            ReceiptMistake::UnknownWord { place } => {
                format!("第{place}个字（词）不在查询码用字之列，请检查写法。")
            }
            ReceiptMistake::CheckWord => {
                format!(
                    "这{WORDS}个字（词）合在一起不是有效的查询码，请对照您抄下的查询码，逐字核对内容和顺序。"
                )
            }
        }
    }
}
