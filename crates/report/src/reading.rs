//! What the program read in a text, so far: its language and its length.

use serde::{Deserialize, Serialize};

use crate::{Place, Proposal, Unreadable, stamp};
use jiff::Timestamp;

/// The writing of a text, by its letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Script {
    /// Nearly all letters are Latin.
    Latin,
    /// Nearly all letters are Han characters.
    Han,
    /// Two or more writings, each with a share that matters.
    Mixed,
    /// Another writing: Cyrillic, Arabic, kana, hangul and so on.
    Other,
    /// No letters at all.
    None,
}

/// What the program read in a report. It holds nothing of the text itself, but where it happened as the reporter wrote
/// it: what a list of reports shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// ISO 639 code: "en", "zh", another language's, or "und" for a text without letters.
    pub language: String,
    /// How sure the program is of `language`, 0 to 1; how it is computed stands at `language::read`.
    pub confidence: f64,
    /// The writing of the text.
    pub script: Script,
    /// Length in Unicode scalar values.
    pub characters: u64,
    /// Length in UTF-8 bytes.
    pub bytes: u64,
    /// When the report was accepted; beside it in clear stands only the hour.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "stamp::option"
    )]
    pub accepted_at: Option<Timestamp>,
    /// Where it happened, cut to [`Place::BRIEF`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What the program proposes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
}

impl Reading {
    /// As JSON, to be sealed.
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::content::to_json(self)
    }

    /// Reads what [`Reading::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Reading, Unreadable> {
        crate::content::from_json(bytes, "reading")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_survives_its_bytes() {
        let reading = Reading {
            language: "zh".into(),
            confidence: 0.98,
            script: Script::Han,
            characters: 12,
            bytes: 36,
            accepted_at: None,
            place: None,
            proposal: None,
        };
        let bytes = reading.to_bytes();
        assert_eq!(Reading::from_bytes(&bytes), Ok(reading));
        insta::assert_snapshot!(String::from_utf8_lossy(&bytes), @r#"{"language":"zh","confidence":0.98,"script":"han","characters":12,"bytes":36}"#);
        assert!(Reading::from_bytes(b"{}").is_err());
    }
}
