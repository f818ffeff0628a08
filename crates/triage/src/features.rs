//! What of a text the learning models go by: keyed buckets.

use siphasher::sip::SipHasher13;
use std::hash::Hasher;

/// How many buckets there are. Numbers that share one are told apart by nothing.
pub const BUCKETS: u32 = 1 << 20;
/// Buckets that are kept of a text, at most: those with the least numbers, which are a fair sample, for the key makes them random.
pub(crate) const KEPT: usize = 1_024;
/// Bytes of a bucket's number.
const BYTES: usize = 3;

/// The buckets of a text's features, in their order, each once. Which words they stand for shows only to whoever has the key.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Features(Vec<u32>);

impl Features {
    /// The buckets of these features under a key.
    pub fn of(key: &[u8; 16], features: impl IntoIterator<Item = u64>) -> Features {
        let bucket = |feature: u64| {
            let mut hasher = SipHasher13::new_with_key(key);
            hasher.write_u64(feature);
            (hasher.finish() >> 44) as u32
        };
        let mut buckets: Vec<u32> = features.into_iter().map(bucket).collect();
        buckets.sort_unstable();
        buckets.dedup();
        buckets.truncate(KEPT);
        Features(buckets)
    }

    /// The buckets.
    pub fn buckets(&self) -> &[u32] {
        &self.0
    }

    /// Three bytes a bucket, big-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let bytes = self.0.iter().flat_map(|bucket| {
            let [_, a, b, c] = bucket.to_be_bytes();
            [a, b, c]
        });
        bytes.collect()
    }

    /// Reads what [`Features::to_bytes`] wrote; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Features> {
        let (buckets, []) = bytes.as_chunks::<BYTES>() else {
            return None;
        };
        let buckets: Vec<u32> = buckets
            .iter()
            .map(|[a, b, c]| u32::from_be_bytes([0, *a, *b, *c]))
            .collect();
        let known = buckets.last().is_none_or(|last| *last < BUCKETS);
        let sorted = buckets.is_sorted_by(|one, other| one < other);
        (known && sorted && buckets.len() <= KEPT).then_some(Features(buckets))
    }
}

/// Says nothing of the text.
impl std::fmt::Debug for Features {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Features({} buckets)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(features in prop::collection::vec(any::<u64>(), 0..1_500)) {
            let features = Features::of(&[7; 16], features);
            prop_assert!(features.buckets().len() <= KEPT);
            prop_assert_eq!(Features::from_bytes(&features.to_bytes()), Some(features));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            if let Some(features) = Features::from_bytes(&bytes) {
                prop_assert_eq!(features.to_bytes(), bytes);
            }
        }
    }

    #[test]
    fn another_key_makes_other_buckets_of_the_same_words() {
        let of = |key: u8| Features::of(&[key; 16], 0..100);
        assert_eq!(of(1), of(1));
        let same = of(1)
            .0
            .iter()
            .filter(|bucket| of(2).0.contains(bucket))
            .count();
        assert!(same < 5, "{same}");
    }
}
