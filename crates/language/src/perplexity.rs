//! How much a text surprises a small model of how people write to this line: its perplexity under interpolated character n-grams
//! (Witten and Bell, IEEE Transactions on Information Theory 37, 1991). Floods that a machine wrote by one template surprise it little,
//! noise much. It is a signal about floods, shown with its calibration (docs/reading.md), and never alone a reason for anything.
//!
//! The scale: for each language the mean surprise is stretched so that one in a hundred texts that people wrote lies below 85
//! (product.md, T7). Below some sixty characters a figure says little.

use crate::normal::is_han;
use std::sync::LazyLock;

/// Characters of an n-gram at most.
pub const LONGEST: usize = 4;
/// What begins the file.
const MAGIC: &[u8; 8] = b"tipchar\x01";
/// The share that a character has which was never seen: one of so many.
const ALPHABET: f64 = 20_000.0;
/// Characters of a text that are looked at: its surprise is known long before.
const LOOKED_AT: usize = 4_096;

static DELIVERED: LazyLock<Characters> = LazyLock::new(|| {
    Characters::read(include_bytes!("delivered.characters"))
        .unwrap_or_else(|problem| panic!("our own model of characters: {problem}"))
});

/// How often which characters follow which.
pub struct Characters {
    /// By how much the mean surprise is stretched: of texts in Han characters, of others.
    stretch: [f64; 2],
    /// Hashes of n-grams, and how often they were seen; of contexts, how often, and how many different characters followed.
    seen: Vec<(u32, u32, u16)>,
}

impl Characters {
    /// As it is delivered.
    pub fn delivered() -> &'static Characters {
        &DELIVERED
    }

    /// A model of these counts. Those of contexts and of n-grams have hashes of different kinds ([`hash`]).
    pub fn of(stretch: [f64; 2], counts: impl Iterator<Item = (u32, u32, u16)>) -> Characters {
        let counts: Vec<_> = counts.collect();
        let mut seen = vec![(0, 0, 0); (counts.len() * 2).next_power_of_two().max(2)];
        let size = seen.len();
        for (hash, count, kinds) in counts {
            let mut at = hash as usize & (size - 1);
            while seen[at].1 != 0 && seen[at].0 != hash {
                at = (at + 1) & (size - 1);
            }
            seen[at] = (hash, count, kinds);
        }
        Characters { stretch, seen }
    }

    /// Mean surprise of a character, in nats, before it is stretched. `None` for a text without characters.
    pub fn surprise(&self, normal: &str) -> Option<f64> {
        let mut window = [0_u32; LONGEST];
        let (mut filled, mut count, mut sum) = (0, 0_u32, 0.0);
        for c in normal.chars().map(letter).take(LOOKED_AT) {
            window.rotate_left(1);
            window[LONGEST - 1] = u32::from(c);
            filled = (filled + 1).min(LONGEST);
            let mut share = 1.0 / ALPHABET;
            for long in 1..=filled {
                let gram = &window[LONGEST - long..];
                let (total, kinds) = self.find(hash(&gram[..long - 1], true));
                if total == 0 {
                    break;
                }
                let (seen, _) = self.find(hash(gram, false));
                share = (f64::from(seen) + f64::from(kinds) * share)
                    / (f64::from(total) + f64::from(kinds));
            }
            sum -= share.ln();
            count += 1;
        }
        (count > 0).then(|| sum / f64::from(count))
    }

    /// The perplexity of a text as it is compared, on the scale above, to a tenth; 0 for a text without characters.
    pub(crate) fn perplexity(&self, normal: &str) -> f64 {
        let Some(surprise) = self.surprise(normal) else {
            return 0.0;
        };
        let perplexity = (surprise * self.stretch[usize::from(!mostly_han(normal))]).exp();
        (perplexity.min(1e6) * 10.0).round() / 10.0
    }

    fn find(&self, hash: u32) -> (u32, u16) {
        let size = self.seen.len();
        let mut at = hash as usize & (size - 1);
        loop {
            match self.seen[at] {
                (_, 0, _) => return (0, 0),
                (this, count, kinds) if this == hash => return (count, kinds),
                _ => at = (at + 1) & (size - 1),
            }
        }
    }

    /// Reads a file that [`to_bytes`] wrote.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Characters, &'static str> {
        let rest = bytes
            .strip_prefix(MAGIC)
            .ok_or("it does not begin like one")?;
        let (stretch, rest) = rest.split_first_chunk::<16>().ok_or("it breaks off")?;
        let (stretches, _) = stretch.as_chunks::<8>();
        let (counts, more) = rest.as_chunks::<10>();
        if !more.is_empty() || stretches.len() != 2 {
            return Err("it breaks off");
        }
        let counts = counts.iter().map(|[a, b, c, d, e, f, g, h, i, j]| {
            (
                u32::from_le_bytes([*a, *b, *c, *d]),
                u32::from_le_bytes([*e, *f, *g, *h]),
                u16::from_le_bytes([*i, *j]),
            )
        });
        let stretch = [
            f64::from_le_bytes(stretches[0]),
            f64::from_le_bytes(stretches[1]),
        ];
        Ok(Characters::of(stretch, counts))
    }
}

/// A file of these counts.
pub fn to_bytes(stretch: [f64; 2], counts: &[(u32, u32, u16)]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    for stretch in stretch {
        bytes.extend_from_slice(&stretch.to_le_bytes());
    }
    for (hash, count, kinds) in counts {
        bytes.extend_from_slice(&hash.to_le_bytes());
        bytes.extend_from_slice(&count.to_le_bytes());
        bytes.extend_from_slice(&kinds.to_le_bytes());
    }
    bytes
}

/// The hash of an n-gram, or of the context that comes before one.
pub fn hash(gram: &[u32], context: bool) -> u32 {
    let mut hash = 0x9e37_79b9_7f4a_7c15 ^ (gram.len() as u64) << 1 ^ u64::from(context);
    for c in gram {
        hash = (hash.rotate_left(23) ^ u64::from(*c)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash ^= hash >> 33;
    }
    // The upper half is as good as all of it.
    (hash >> 32) as u32
}

/// Digits are all alike, for a template's numbers differ.
pub fn letter(c: char) -> char {
    if c.is_numeric() { '0' } else { c }
}

/// Whether a text is written in Han characters for the most part.
pub fn mostly_han(normal: &str) -> bool {
    let looked = normal.chars().take(LOOKED_AT).filter(|c| c.is_alphabetic());
    let (han, others) = looked.fold((0, 0), |(han, others), c| match is_han(c) {
        true => (han + 3, others),
        false => (han, others + 1),
    });
    han > others
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A model of one text, unstretched.
    fn of(text: &str) -> Characters {
        let letters: Vec<u32> = text.chars().map(|c| u32::from(letter(c))).collect();
        let mut counts = std::collections::BTreeMap::new();
        for long in 1..=LONGEST {
            for gram in letters.windows(long) {
                counts.entry(hash(gram, false)).or_insert((0, 0)).0 += 1;
                counts
                    .entry(hash(&gram[..long - 1], true))
                    .or_insert((0, 0))
                    .0 += 1;
            }
            let kinds: std::collections::BTreeSet<_> = letters.windows(long).collect();
            for gram in kinds {
                counts
                    .entry(hash(&gram[..long - 1], true))
                    .or_insert((0, 0))
                    .1 += 1;
            }
        }
        let counts: Vec<_> = counts
            .into_iter()
            .map(|(hash, (a, b))| (hash, a, b))
            .collect();
        let read = Characters::read(&to_bytes([1.0, 1.0], &counts));
        read.expect("a model")
    }

    #[test]
    fn what_was_seen_surprises_less_than_what_was_not_and_numbers_do_not_count() {
        let model = of("the drone was over the plant at 10 and over the gate at 11");
        let seen = model.perplexity("the drone was over the gate at 99");
        let other = model.perplexity("quick brown foxes jump");
        assert!(seen * 10.0 < other, "{seen} {other}");
        assert_eq!(model.perplexity(""), 0.0);
    }

    #[test]
    fn all_shares_that_can_follow_sum_to_one() {
        let model = of("abababac");
        let share = |text: &str| {
            let whole = model.surprise(&format!("ab{text}")).expect("a text") * 3.0;
            (model.surprise("ab").expect("a text") * 2.0 - whole).exp()
        };
        let seen: f64 = ["a", "b", "c"].map(share).into_iter().sum();
        let sum = seen + share("z") * (ALPHABET - 3.0);
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    }
}
