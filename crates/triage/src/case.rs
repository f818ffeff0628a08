//! What triage knows of a report: what the signatures proposed, and the buckets of its words. Index room: sealed at rest, and
//! gone with the report.

use crate::features::Features;
use std::fmt;

/// How urgent, 0 to 3 (product.md, G4).
pub type Level = u8;
/// Levels that there are.
pub const LEVELS: usize = 4;

/// What a model says.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Opinion {
    pub level: Level,
    /// 0 to 1.
    pub certainty: f64,
}

/// The languages that certificates are given for; of others people decide.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Tongue {
    Chinese,
    English,
    Other,
}

impl Tongue {
    /// In which certificates are given.
    pub const CERTIFIED: [Tongue; 2] = [Tongue::Chinese, Tongue::English];

    /// Of an ISO 639 code.
    pub fn of(code: &str) -> Tongue {
        match code {
            "zh" => Tongue::Chinese,
            "en" => Tongue::English,
            _ => Tongue::Other,
        }
    }

    /// The ISO 639 code; empty for others.
    pub fn code(self) -> &'static str {
        match self {
            Tongue::Chinese => "zh",
            Tongue::English => "en",
            Tongue::Other => "",
        }
    }

    fn number(self) -> u8 {
        match self {
            Tongue::Other => 0,
            Tongue::Chinese => 1,
            Tongue::English => 2,
        }
    }

    fn of_number(number: u8) -> Option<Tongue> {
        match number {
            0 => Some(Tongue::Other),
            1 => Some(Tongue::Chinese),
            2 => Some(Tongue::English),
            _ => None,
        }
    }
}

/// What triage knows of a report.
#[derive(Clone, PartialEq)]
pub struct Case {
    pub tongue: Tongue,
    /// What the signatures and the completeness say.
    pub read: Opinion,
    /// A number of what read it: with other signatures, what they say means something else.
    pub read_by: u64,
    pub features: Features,
}

/// What begins one.
const VERSION: u8 = 1;

impl Case {
    /// As it is sealed.
    pub fn to_bytes(&self) -> Vec<u8> {
        let certainty = (self.read.certainty.clamp(0.0, 1.0) * 60_000.0).round() as u16;
        let mut bytes = vec![VERSION, self.tongue.number(), self.read.level];
        bytes.extend(certainty.to_be_bytes());
        bytes.extend(self.read_by.to_be_bytes());
        bytes.extend(self.features.to_bytes());
        bytes
    }

    /// Reads what [`Case::to_bytes`] wrote; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Case> {
        let (head, features) = bytes.split_first_chunk::<13>()?;
        let [VERSION, tongue, level, a, b, read_by @ ..] = *head else {
            return None;
        };
        let certainty = f64::from(u16::from_be_bytes([a, b])) / 60_000.0;
        (usize::from(level) < LEVELS && certainty <= 1.0).then_some(())?;
        Some(Case {
            tongue: Tongue::of_number(tongue)?,
            read: Opinion { level, certainty },
            read_by: u64::from_be_bytes(read_by),
            features: Features::from_bytes(features)?,
        })
    }
}

/// Says nothing of the text.
impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Case({:?}, {:?}, …)", self.tongue, self.read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(
            tongue in prop::sample::select(vec![Tongue::Chinese, Tongue::English, Tongue::Other]),
            level in 0..4_u8,
            certainty in 0..=1_000_u16,
            read_by: u64,
            features in prop::collection::vec(any::<u64>(), 0..50),
        ) {
            let case = Case {
                tongue,
                read: Opinion { level, certainty: f64::from(certainty) / 1_000.0 },
                read_by,
                features: Features::of(&[1; 16], features),
            };
            let read = Case::from_bytes(&case.to_bytes()).expect("a case");
            prop_assert_eq!(read.to_bytes(), case.to_bytes());
            prop_assert!((read.read.certainty - case.read.certainty).abs() < 1e-4);
            prop_assert_eq!(read.features, case.features);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            if let Some(case) = Case::from_bytes(&bytes) {
                prop_assert_eq!(case.to_bytes(), bytes);
            }
        }
    }
}
