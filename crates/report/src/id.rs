//! Names of things: sixteen random bytes, written as 32 lower-case hexadecimal digits.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The name of a report, a mailbox, a person, a job: sixteen bytes.
///
/// The bytes are drawn at random by whoever makes the thing; an id that carried a time would betray a filing
/// (architecture.md, Storage). `Display`, `Debug` and serde write 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub [u8; 16]);

/// The text is not 32 lower-case hexadecimal digits, or the slice not 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: an id is 32 lower-case hexadecimal digits")]
pub struct NotAnId;

impl Id {
    /// The sixteen bytes, as they stand in the database.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The id in a slice of exactly sixteen bytes; `None` for any other length.
    pub fn from_slice(bytes: &[u8]) -> Option<Id> {
        Some(Id(bytes.try_into().ok()?))
    }
}

/// Bytes of any length as lower-case hexadecimal digits: how hashes are written for people and programs.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hex(&self.0))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Id {
    type Err = NotAnId;

    /// Strict: one id has one spelling, so that ids can be compared as text.
    fn from_str(text: &str) -> Result<Id, NotAnId> {
        let digits: &[u8; 32] = text.as_bytes().try_into().map_err(|_| NotAnId)?;
        let mut id = [0; 16];
        for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = value(pair[0])? << 4 | value(pair[1])?;
        }
        Ok(Id(id))
    }
}

fn value(digit: u8) -> Result<u8, NotAnId> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(NotAnId),
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Id, D::Error> {
        struct Hex;
        impl de::Visitor<'_> for Hex {
            type Value = Id;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id of 32 lower-case hexadecimal digits")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Id, E> {
                text.parse().map_err(E::custom)
            }
        }
        from.deserialize_str(Hex)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_id_survives_text_json_and_bytes(bytes: [u8; 16]) {
            let id = Id(bytes);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
            prop_assert_eq!(format!("{id:?}"), id.to_string());
            let json = serde_json::to_string(&id).expect("an id is text");
            prop_assert_eq!(serde_json::from_str::<Id>(&json).expect("reads back"), id);
            prop_assert_eq!(Id::from_slice(id.as_bytes()), Some(id));
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            let _ = text.parse::<Id>();
        }
    }

    #[test]
    fn an_id_has_one_spelling_only() {
        let id = Id([0xab; 16]);
        assert_eq!(id.to_string(), "abababababababababababababababab");
        for wrong in [
            "",
            "ab",
            &"AB".repeat(16),
            &"ab".repeat(17),
            &" b".repeat(16),
            &"十".repeat(16),
        ] {
            assert_eq!(wrong.parse::<Id>(), Err(NotAnId), "{wrong}");
        }
        assert_eq!(Id::from_slice(&[0; 15]), None);
        assert_eq!(Id::from_slice(&[0; 17]), None);
    }
}
