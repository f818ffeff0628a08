//! What the tests of this crate share.

use rand_core::{TryCryptoRng, TryRng};
use sha2::{Digest, Sha256};
use std::convert::Infallible;

/// A deterministic source for tests: SHA-256 in counter mode over a seed.
pub(crate) struct Seeded {
    seed: u64,
    counter: u64,
}

/// The same bytes for the same seed.
pub(crate) fn seeded(seed: u64) -> Seeded {
    Seeded { seed, counter: 0 }
}

impl TryRng for Seeded {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for part in out.chunks_mut(32) {
            let block = Sha256::new()
                .chain_update(self.seed.to_le_bytes())
                .chain_update(self.counter.to_le_bytes())
                .finalize();
            part.copy_from_slice(&block[..part.len()]);
            self.counter += 1;
        }
        Ok(())
    }
}

impl TryCryptoRng for Seeded {}

/// A source that gives exactly these bytes, for known answers.
pub(crate) struct Given(pub(crate) Vec<u8>);

impl TryRng for Given {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        out.copy_from_slice(&self.0[..out.len()]);
        self.0.drain(..out.len());
        Ok(())
    }
}

impl TryCryptoRng for Given {}

/// Bytes from hexadecimal digits; spaces and line breaks are skipped.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .filter_map(|c| c.to_digit(16))
        .map(|d| d as u8)
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

/// Calls `refused` with every way of flipping one bit in a byte and every truncation of `value`, and with one
/// byte more. `step` above one tests every `step`-th place of long values.
pub(crate) fn tampered(value: &[u8], step: usize, mut refused: impl FnMut(&[u8])) {
    for place in (0..value.len()).step_by(step) {
        let mut changed = value.to_vec();
        changed[place] ^= 1 << (place % 8);
        refused(&changed);
        refused(&value[..place]);
    }
    let mut longer = value.to_vec();
    longer.push(0);
    refused(&longer);
}
