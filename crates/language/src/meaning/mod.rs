//! What a text means, by a linear model that learnt from reports written by hand (`signatures/examples`,
//! `cargo xtask teach`): for each kind of conduct how much speaks for it, beside how much speaks for no conduct at all. It
//! finds what is said without the words of any signature; alone it gives no reasons, and so it never stands alone
//! (`judgement.rs`).
//!
//! Linear support vector machines, one against the rest (Fan et al., LIBLINEAR, JMLR 9, 2008), over binary features weighted
//! by how rare they are; weights in eight bits.

mod features;

pub use features::Feature;

use crate::findings::blanked;
use crate::normal::Normal;
use crate::signatures::Signatures;
use report::Conduct;
use std::sync::LazyLock;

/// What begins a model's file.
const MAGIC: &[u8; 8] = b"tipline\x01";

/// The model as it is delivered: made from the examples by `cargo xtask teach`.
static DELIVERED: LazyLock<Model> = LazyLock::new(|| {
    // A test reads it, so that a build with a faulty one never leaves the house.
    Model::read(include_bytes!("delivered.model"))
        .unwrap_or_else(|problem| panic!("our own model: {problem}"))
});

/// A kind of conduct: a sector's word and a code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind {
    /// The sector's word.
    pub sector: String,
    /// The code.
    pub code: Conduct,
}

/// Weights of features for kinds of conduct.
pub struct Model {
    /// Of what a file of examples was when the model was made: see [`Model::taught_by`].
    taught_by: u64,
    kinds: Vec<Kind>,
    /// What one of eight bits' steps is, by output.
    steps: Vec<f32>,
    /// What every text has, by output.
    bias: Vec<f32>,
    /// How rare a feature is.
    rarity: Vec<f32>,
    /// A row for each feature, an output each.
    weights: Vec<i8>,
    table: Table,
}

/// How much speaks for what. Each is a distance from the plane that parts it from the rest: above 0 it speaks for it, about -1 and below
/// against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Meaning {
    /// For each kind, in the order of [`Model::kinds`].
    pub kinds: Vec<f32>,
    /// For no conduct that this line is for.
    pub nothing: f32,
    /// For danger to life, or something under way.
    pub now: f32,
    /// For what is vague, long ago or small.
    pub faint: f32,
}

/// Outputs besides the kinds: nothing, now, faint.
pub const BESIDES: usize = 3;

/// What a model's file holds, to write one.
pub struct Parts {
    /// See [`Model::taught_by`].
    pub taught_by: u64,
    /// The kinds, in the order of the outputs; the last three outputs are nothing, now and faint.
    pub kinds: Vec<Kind>,
    /// By output.
    pub bias: Vec<f32>,
    /// The features, how rare each is, and a weight for each output.
    pub rows: Vec<(Feature, f32, Vec<f32>)>,
}

impl Model {
    /// The model as it is delivered.
    pub fn delivered() -> &'static Model {
        &DELIVERED
    }

    /// The kinds that it knows.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// A number made from the examples that it learnt from: another one means that it is to be taught anew.
    pub fn taught_by(&self) -> u64 {
        self.taught_by
    }

    /// What a text means, as it is compared and without what says who somebody is.
    pub(crate) fn read_text(&self, normal: &str) -> Meaning {
        let outputs = self.bias.len();
        let mut sums = vec![0_f32; outputs];
        let mut square = 0_f32;
        let mut seen = vec![0_u64; self.rarity.len().div_ceil(64)];
        features::features(normal, |feature| {
            let Some(row) = self.table.find(feature) else {
                return;
            };
            let (word, bit) = (row / 64, 1 << (row % 64));
            if seen[word] & bit != 0 {
                return;
            }
            seen[word] |= bit;
            let rarity = self.rarity[row];
            square += rarity * rarity;
            let weights = &self.weights[row * outputs..(row + 1) * outputs];
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += rarity * f32::from(*weight);
            }
        });
        let long = square.sqrt().max(f32::MIN_POSITIVE);
        for (output, sum) in sums.iter_mut().enumerate() {
            *sum = *sum * self.steps[output] / long + self.bias[output];
        }
        let [.., nothing, now, faint] = sums[..] else {
            unreachable!("a model that was read has these outputs");
        };
        sums.truncate(outputs - BESIDES);
        Meaning {
            kinds: sums,
            nothing,
            now,
            faint,
        }
    }

    /// Reads a model's file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Model, &'static str> {
        let mut rest = Bytes(bytes);
        if rest.take(MAGIC.len())? != MAGIC {
            return Err("it does not begin like a model");
        }
        let taught_by = rest.u64()?;
        let (kinds, features) = (rest.u32()?, rest.u32()?);
        let kinds: Vec<Kind> = (0..kinds)
            .map(|_| {
                let long = rest.u32()?;
                let text =
                    std::str::from_utf8(rest.take(long)?).map_err(|_| "a kind is no text")?;
                let (sector, code) = text.split_once('.').ok_or("a kind has no code")?;
                Ok(Kind {
                    sector: sector.to_owned(),
                    code: code.parse().map_err(|_| "a kind has an unknown code")?,
                })
            })
            .collect::<Result<_, &'static str>>()?;
        let outputs = kinds.len() + BESIDES;
        let steps = rest.f32s(outputs)?;
        let bias = rest.f32s(outputs)?;
        let rarity = rest.f32s(features)?;
        let mut names = Vec::with_capacity(features);
        for _ in 0..features {
            names.push(rest.u64()?);
        }
        let weights = rest.take(features.checked_mul(outputs).ok_or("it is too long")?)?;
        match rest.0.is_empty() {
            true => Ok(Model {
                taught_by,
                kinds,
                steps,
                bias,
                rarity,
                weights: weights.iter().map(|byte| byte.cast_signed()).collect(),
                table: Table::of(&names),
            }),
            false => Err("something stands behind its end"),
        }
    }
}

impl Parts {
    /// As a model's file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let outputs = self.kinds.len() + BESIDES;
        let steps: Vec<f32> = (0..outputs)
            .map(|output| {
                let largest = self.rows.iter().map(|(_, _, row)| row[output].abs());
                largest.fold(f32::MIN_POSITIVE, f32::max) / f32::from(i8::MAX)
            })
            .collect();
        let mut bytes = MAGIC.to_vec();
        let mut add = |piece: &[u8]| bytes.extend_from_slice(piece);
        let short = |long: usize| u32::try_from(long).unwrap_or(u32::MAX).to_le_bytes();
        add(&self.taught_by.to_le_bytes());
        add(&short(self.kinds.len()));
        add(&short(self.rows.len()));
        for Kind { sector, code } in &self.kinds {
            let text = format!("{sector}.{code}");
            add(&short(text.len()));
            add(text.as_bytes());
        }
        for number in steps.iter().chain(&self.bias) {
            add(&number.to_le_bytes());
        }
        for (_, rarity, _) in &self.rows {
            add(&rarity.to_le_bytes());
        }
        for (feature, ..) in &self.rows {
            add(&feature.to_le_bytes());
        }
        for (.., row) in &self.rows {
            for (weight, step) in row.iter().zip(&steps) {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "rounded into an i8 on purpose"
                )]
                let eight = (weight / step).round().clamp(-127.0, 127.0) as i8;
                add(&eight.to_le_bytes());
            }
        }
        bytes
    }
}

/// Calls with every feature of a normal text without what says who somebody is, some of them several times.
pub(crate) fn each_feature(blanked: &str, found: impl FnMut(Feature)) {
    features::features(blanked, found);
}

/// The features of a text, each once, in order: for whoever teaches.
pub fn features_of(text: &str) -> Vec<Feature> {
    let mut found = Vec::new();
    let normal = Normal::of(text);
    let names = Signatures::delivered().find(&normal);
    each_feature(&blanked(&normal.text, &names), |feature| {
        found.push(feature)
    });
    found.sort_unstable();
    found.dedup();
    found
}

/// A number made from bytes (FNV-1a, 64 bits): another one, other bytes.
pub fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Finds a feature's row: open addressing over twice as many places as there are features, or more.
struct Table {
    places: Vec<(Feature, u32)>,
}

impl Table {
    fn of(features: &[Feature]) -> Table {
        let size = (features.len() * 2).next_power_of_two().max(2);
        let mut places = vec![(0, u32::MAX); size];
        for (row, feature) in (0_u32..).zip(features) {
            let mut at = place(*feature, size);
            while places[at].1 != u32::MAX {
                at = (at + 1) % size;
            }
            places[at] = (*feature, row);
        }
        Table { places }
    }

    fn find(&self, feature: Feature) -> Option<usize> {
        let size = self.places.len();
        let mut at = place(feature, size);
        loop {
            match self.places[at] {
                (_, u32::MAX) => return None,
                (this, row) if this == feature => return Some(row as usize),
                _ => at = (at + 1) % size,
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "any bits of a hash will do"
)]
fn place(feature: Feature, size: usize) -> usize {
    feature as usize & (size - 1)
}

/// Bytes that are read from their beginning.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, long: usize) -> Result<&'a [u8], &'static str> {
        let (taken, rest) = self.0.split_at_checked(long).ok_or("it breaks off")?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], &'static str> {
        self.take(N)?.try_into().map_err(|_| "it breaks off")
    }

    fn u32(&mut self) -> Result<usize, &'static str> {
        Ok(u32::from_le_bytes(self.array()?) as usize)
    }

    fn u64(&mut self) -> Result<u64, &'static str> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    fn f32s(&mut self, count: usize) -> Result<Vec<f32>, &'static str> {
        let bytes = self.take(count.checked_mul(4).ok_or("it is too long")?)?;
        let (numbers, _) = bytes.as_chunks::<4>();
        Ok(numbers
            .iter()
            .map(|number| f32::from_le_bytes(*number))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delivered_model_learnt_from_the_examples_that_are_there() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../signatures/examples");
        let files = std::fs::read_dir(folder).expect("the folder");
        let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
        files.sort();
        let texts: String = files
            .iter()
            .map(|file| std::fs::read_to_string(file).expect("text"))
            .collect();
        let taught_by = Model::delivered().taught_by();
        assert_eq!(taught_by, digest(texts.as_bytes()), "cargo xtask teach");
    }

    #[test]
    fn a_model_that_breaks_off_or_goes_on_is_refused() {
        let parts = Parts {
            taught_by: 7,
            kinds: vec![Kind {
                sector: "drones".to_owned(),
                code: Conduct::Aviation,
            }],
            bias: vec![0.5; 1 + BESIDES],
            rows: vec![(features_of("drone")[0], 1.0, vec![1.0, -1.0, 0.0, 0.5])],
        };
        let mut bytes = parts.to_bytes();
        let read = Model::read(&bytes).expect("a model");
        assert_eq!((read.taught_by(), read.kinds()), (7, &parts.kinds[..]));
        for long in 0..bytes.len() {
            assert!(Model::read(&bytes[..long]).is_err(), "{long}");
        }
        bytes.push(0);
        assert!(Model::read(&bytes).is_err());
    }
}
