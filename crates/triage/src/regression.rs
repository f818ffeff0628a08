//! The second model: logistic regression over keyed buckets, four levels, learning one decision at a time (AdaGrad: Duchi,
//! Hazan, Singer, JMLR 12, 2011).

use crate::case::{LEVELS, Opinion};
use crate::features::{BUCKETS, Features};
use std::collections::HashMap;

/// How far a decision moves what it touches for the first time.
const STEP: f32 = 0.5;
/// How strongly weights are pulled towards nothing whenever they are touched.
const DECAY: f32 = 1e-5;

/// A bucket's weights, a level each, and the sums of squared gradients that their steps go by.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
struct Weights {
    by_level: [f32; LEVELS],
    moved: [f32; LEVELS],
}

/// What was learnt from decisions. Only buckets that were met have weights.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Regression {
    weights: HashMap<u32, Weights>,
}

/// The bucket of what every text has; none of those of features.
const ALWAYS: u32 = BUCKETS;

impl Regression {
    /// How many weights it has.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether it has learnt nothing.
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// How likely each level is.
    fn shares(&self, features: &Features) -> [f32; LEVELS] {
        let value = value(features);
        let mut sums = [0.0_f32; LEVELS];
        for (bucket, value) in buckets(features, value) {
            if let Some(weights) = self.weights.get(&bucket) {
                for (sum, weight) in sums.iter_mut().zip(weights.by_level) {
                    *sum += weight * value;
                }
            }
        }
        let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let raised = sums.map(|sum| (sum - most).exp());
        let total: f32 = raised.iter().sum();
        raised.map(|one| one / total)
    }

    /// What it says of a text.
    pub fn opinion(&self, features: &Features) -> Opinion {
        let shares = self.shares(features);
        let mut best = Opinion {
            level: 0,
            certainty: 0.0,
        };
        for (level, share) in (0_u8..).zip(shares) {
            if f64::from(share) > best.certainty {
                best = Opinion {
                    level,
                    certainty: f64::from(share),
                };
            }
        }
        best
    }

    /// Learns that a person decided so.
    pub fn learn(&mut self, features: &Features, level: u8) {
        let shares = self.shares(features);
        for (bucket, value) in buckets(features, value(features)) {
            let weights = self.weights.entry(bucket).or_default();
            for (at, share) in shares.into_iter().enumerate() {
                let right = f32::from(u8::from(at == usize::from(level)));
                let gradient = (share - right) * value + DECAY * weights.by_level[at];
                weights.moved[at] += gradient * gradient;
                weights.by_level[at] -= STEP * gradient / (weights.moved[at].sqrt() + 1e-6);
            }
        }
    }

    /// Forgets buckets that only one of these texts has, unless they were known `before` any of them: a single report shows in no
    /// weight of its own.
    pub(crate) fn forget_rare<'t>(
        &mut self,
        texts: impl Iterator<Item = &'t Features>,
        before: Option<&Regression>,
    ) {
        let mut is_only: HashMap<u32, bool> = HashMap::new();
        for bucket in texts.flat_map(Features::buckets) {
            let met = is_only.entry(*bucket);
            met.and_modify(|only| *only = false).or_insert(true);
        }
        let known = |bucket: &u32| before.is_some_and(|before| before.weights.contains_key(bucket));
        self.weights
            .retain(|bucket, _| is_only.get(bucket) != Some(&true) || known(bucket));
    }

    /// Bucket, weights and sums, in the order of the buckets.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut buckets: Vec<(&u32, &Weights)> = self.weights.iter().collect();
        buckets.sort_unstable_by_key(|(bucket, _)| **bucket);
        let mut bytes = Vec::with_capacity(buckets.len() * BYTES);
        for (bucket, weights) in buckets {
            bytes.extend(bucket.to_be_bytes());
            for number in weights.by_level.iter().chain(&weights.moved) {
                bytes.extend(number.to_be_bytes());
            }
        }
        bytes
    }

    /// Reads what [`Regression::to_bytes`] wrote; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Regression> {
        let (rows, []) = bytes.as_chunks::<BYTES>() else {
            return None;
        };
        let mut weights = HashMap::with_capacity(rows.len());
        let mut before = None;
        for row in rows {
            let (numbers, _) = row.as_chunks::<4>();
            let (bucket, numbers) = numbers.split_first()?;
            let bucket = u32::from_be_bytes(*bucket);
            let mut read = Weights::default();
            let places = read.by_level.iter_mut().chain(&mut read.moved);
            for (place, number) in places.zip(numbers) {
                *place = f32::from_be_bytes(*number);
            }
            let numbers = read.by_level.iter().chain(&read.moved);
            let sound = numbers.clone().all(|number| number.is_finite());
            (sound && bucket <= ALWAYS && before < Some(bucket)).then_some(())?;
            before = Some(bucket);
            weights.insert(bucket, read);
        }
        Some(Regression { weights })
    }
}

/// Bytes of a bucket's row.
const BYTES: usize = 4 + 8 * LEVELS;

/// What a bucket counts for: long texts count as much as short ones.
fn value(features: &Features) -> f32 {
    1.0 / (features.buckets().len() as f32).sqrt().max(1.0)
}

fn buckets(features: &Features, value: f32) -> impl Iterator<Item = (u32, f32)> {
    let each = features
        .buckets()
        .iter()
        .map(move |bucket| (*bucket, value));
    each.chain([(ALWAYS, 1.0)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn features(from: std::ops::Range<u64>) -> Features {
        Features::of(&[3; 16], from)
    }

    #[test]
    fn it_learns_from_decisions_and_knows_nothing_before() {
        let (drone, wages) = (features(0..40), features(100..140));
        let mut model = Regression::default();
        assert!((model.opinion(&drone).certainty - 0.25).abs() < 1e-6);
        for _ in 0..20 {
            model.learn(&drone, 2);
            model.learn(&wages, 0);
        }
        let (one, other) = (model.opinion(&drone), model.opinion(&wages));
        assert_eq!((one.level, other.level), (2, 0));
        assert!(
            one.certainty > 0.8 && other.certainty > 0.8,
            "{one:?} {other:?}"
        );
        // A text like both is uncertain.
        assert!(model.opinion(&features(20..120)).certainty < 0.75);
    }

    #[test]
    fn one_correction_moves_it() {
        let text = features(0..40);
        let mut model = Regression::default();
        for _ in 0..5 {
            model.learn(&text, 2);
        }
        let before = model.shares(&text)[1];
        model.learn(&text, 1);
        assert!(model.shares(&text)[1] > before);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(decisions in prop::collection::vec((0_u64..200, 0..4_u8), 0..20)) {
            let mut model = Regression::default();
            for (from, level) in decisions {
                model.learn(&features(from..from + 10), level);
            }
            let read = Regression::from_bytes(&model.to_bytes());
            prop_assert_eq!(read, Some(model));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
            if let Some(model) = Regression::from_bytes(&bytes) {
                prop_assert_eq!(model.to_bytes(), bytes);
            }
        }
    }
}
