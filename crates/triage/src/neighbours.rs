//! The third model: what people decided of the most similar reports. Similarity is the share of buckets that two texts have in
//! common (Jaccard), estimated by MinHash (Broder, 1997).

use crate::case::{LEVELS, Level, Opinion};
use crate::features::Features;
use std::collections::HashMap;

/// Numbers of a sketch: an estimate is off by about 0.04.
const NUMBERS: usize = 128;
/// Neighbours that have a say.
const NEAREST: usize = 9;
/// What having no neighbour weighs, as if it were one: few and distant neighbours make nothing certain.
const NOBODY: f64 = 0.02;
/// From here two texts are taken for the same one.
const SAME: f64 = 0.8;

/// A sketch of a text's buckets.
#[derive(Clone, PartialEq, Eq)]
pub struct Sketch([u32; NUMBERS]);

impl Sketch {
    /// The least of each of 128 mixings of the buckets.
    pub fn of(features: &Features) -> Sketch {
        let mut least = [u32::MAX; NUMBERS];
        for bucket in features.buckets() {
            let mut state = u64::from(*bucket);
            for pair in least.chunks_exact_mut(2) {
                // SplitMix64: each step is as good as another function.
                state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mut z = state;
                z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                z ^= z >> 31;
                pair[0] = pair[0].min(z as u32);
                pair[1] = pair[1].min((z >> 32) as u32);
            }
        }
        Sketch(least)
    }

    /// The share of buckets in common, estimated.
    pub fn similarity(&self, other: &Sketch) -> f64 {
        let same = self
            .0
            .iter()
            .zip(&other.0)
            .filter(|(one, other)| one == other);
        same.count() as f64 / NUMBERS as f64
    }

    /// Whether they are near-duplicates.
    pub fn is_same(&self, other: &Sketch) -> bool {
        self.similarity(other) >= SAME
    }
}

/// Decided cases that others are compared with.
#[derive(Clone, Default)]
pub struct Neighbours {
    decided: Vec<(Sketch, Level)>,
}

impl Neighbours {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.decided.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.decided.is_empty()
    }

    /// One more.
    pub fn add(&mut self, features: &Features, level: Level) {
        self.decided.push((Sketch::of(features), level));
    }

    /// What was decided of the nearest.
    pub fn opinion(&self, features: &Features) -> Opinion {
        let sketch = Sketch::of(features);
        // The nearest so far, the farthest of them last.
        let mut nearest: Vec<(f64, Level)> = Vec::with_capacity(NEAREST + 1);
        for (other, level) in &self.decided {
            let similar = sketch.similarity(other);
            if nearest.len() == NEAREST
                && nearest.last().is_some_and(|(least, _)| *least >= similar)
            {
                continue;
            }
            let at = nearest.partition_point(|(one, _)| *one >= similar);
            nearest.insert(at, (similar, *level));
            nearest.truncate(NEAREST);
        }
        let mut votes = [0.0_f64; LEVELS];
        for (similar, level) in &nearest {
            votes[usize::from(*level).min(LEVELS - 1)] += similar * similar;
        }
        let all: f64 = votes.iter().sum::<f64>() + NOBODY;
        let mut best = Opinion {
            level: 0,
            certainty: 0.0,
        };
        for (level, votes) in (0_u8..).zip(votes) {
            if votes / all > best.certainty {
                best = Opinion {
                    level,
                    certainty: votes / all,
                };
            }
        }
        best
    }
}

/// Texts that were seen, to know near-duplicates of them: sketches that share a band of four numbers are compared (locality-sensitive
/// hashing; of two texts that have 0.8 in common one in ten million pairs is missed).
#[derive(Default)]
pub(crate) struct Seen {
    sketches: Vec<Sketch>,
    bands: HashMap<(usize, [u32; BAND]), Vec<usize>>,
}

/// Numbers of a band.
const BAND: usize = 4;

impl Seen {
    /// One more.
    pub(crate) fn add(&mut self, sketch: Sketch) {
        let number = self.sketches.len();
        for band in bands(&sketch) {
            self.bands.entry(band).or_default().push(number);
        }
        self.sketches.push(sketch);
    }

    /// Whether a near-duplicate was seen.
    pub(crate) fn have(&self, sketch: &Sketch) -> bool {
        bands(sketch).any(|band| {
            let sharing = self.bands.get(&band);
            let others = sharing.into_iter().flatten();
            // Of very many that share a band the last will do.
            others
                .rev()
                .take(64)
                .any(|other| sketch.is_same(&self.sketches[*other]))
        })
    }
}

fn bands(sketch: &Sketch) -> impl Iterator<Item = (usize, [u32; BAND])> {
    let (bands, _) = sketch.0.as_chunks::<BAND>();
    bands.iter().copied().enumerate()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn features(from: std::ops::Range<u64>) -> Features {
        Features::of(&[5; 16], from)
    }

    #[test]
    fn what_was_decided_of_the_like_counts() {
        let mut decided = Neighbours::default();
        for shift in 0..5 {
            decided.add(&features(shift..60 + shift), 2);
            decided.add(&features(500 + shift..560 + shift), 0);
        }
        let like = decided.opinion(&features(3..70));
        assert_eq!(like.level, 2);
        assert!(like.certainty > 0.9, "{like:?}");
        let stranger = decided.opinion(&features(2_000..2_060));
        assert!(stranger.certainty < 0.3, "{stranger:?}");
        assert!(Neighbours::default().opinion(&features(0..9)).certainty < 1e-9);
    }

    #[test]
    fn the_same_with_a_word_changed_is_the_same() {
        let mut seen = Seen::default();
        seen.add(Sketch::of(&features(0..100)));
        assert!(seen.have(&Sketch::of(&features(2..101))));
        assert!(!seen.have(&Sketch::of(&features(50..150))));
    }

    proptest! {
        #[test]
        fn a_sketch_estimates_what_is_common(from in 0_u64..300) {
            let (one, other) = (features(0..300), features(from..from + 300));
            let common = 300 - from;
            let true_share = common as f64 / (600 - common) as f64;
            let estimate = Sketch::of(&one).similarity(&Sketch::of(&other));
            prop_assert!((estimate - true_share).abs() < 0.2, "{estimate} for {true_share}");
        }
    }
}
