//! Receipts: how a reporter comes back.
//!
//! Nine words carry 88 random bits (eight words of eleven bits) and a check word. The same value is nine English
//! words or nine Chinese characters. 88 bits need no slow hash: no stranger tries 2^88 receipts, and whoever
//! holds the database needs the pepper besides.
//!
//! The check word is the check symbol of a code over GF(2^11): it always tells one wrong word, and two words that
//! changed places; of arbitrary texts one in 2,048 passes. (A hash, as in BIP-39, would only be likely to.)

mod mistake;
mod parse;

pub use mistake::ReceiptMistake;

use crate::{key::Key, key::extract_and_expand, label, words};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Words of a receipt, the check word included.
pub const WORDS: usize = 9;
/// Bytes of the value: 88 bits.
const BYTES: usize = 11;

/// A receipt. Zeroized on drop, never shown but by [`Receipt::english`] and [`Receipt::chinese`].
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Receipt([u8; BYTES]);

impl Receipt {
    /// A new random receipt.
    pub fn random(rng: &mut (impl CryptoRng + ?Sized)) -> Receipt {
        let mut receipt = Receipt([0; BYTES]);
        rng.fill_bytes(&mut receipt.0);
        receipt
    }

    /// Nine English words with single spaces between them.
    pub fn english(&self) -> String {
        // No word is longer than eight letters.
        let mut text = String::with_capacity(WORDS * 9);
        for place in self.places() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(words::english(place));
        }
        text
    }

    /// Nine Chinese characters without anything between them.
    pub fn chinese(&self) -> String {
        let mut text = String::with_capacity(WORDS * 3);
        text.extend(self.places().into_iter().map(words::chinese));
        text
    }

    /// Reads what somebody typed: either script or both mixed, upper or lower case, full-width letters, only the
    /// first four letters of an English word, and anything but letters between the words (digits of a numbered
    /// list, punctuation, line breaks).
    ///
    /// # Errors
    /// [`ReceiptMistake`], the first that applies: not nine words; a word that is in no list; a check word that
    /// does not fit.
    pub fn parse(text: &str) -> Result<Receipt, ReceiptMistake> {
        let mut places = parse::places(text)?;
        let receipt = Receipt::from_places(&places);
        places.zeroize();
        receipt
    }

    /// The name of its mailbox in the database: HKDF-SHA-256 with the pepper as salt. Without the pepper nobody
    /// can tell from a receipt which mailbox it opens.
    pub fn lookup(&self, pepper: &Key) -> [u8; 32] {
        let mut out = [0; 32];
        extract_and_expand(pepper, &self.0, label::RECEIPT_LOOKUP, &mut out);
        out
    }

    /// The key that wraps the mailbox key.
    pub fn wrap_key(&self, pepper: &Key) -> Key {
        let mut out = [0; 32];
        extract_and_expand(pepper, &self.0, label::RECEIPT_WRAP, &mut out);
        let key = Key::from_bytes(out);
        out.zeroize();
        key
    }

    /// The nine places in the lists.
    fn places(&self) -> [u16; WORDS] {
        let mut places = [0; WORDS];
        let mut bits = self
            .0
            .iter()
            .fold(0_u128, |bits, &byte| bits << 8 | u128::from(byte));
        for place in places[..WORDS - 1].iter_mut().rev() {
            *place = (bits & 0x7ff) as u16;
            bits >>= 11;
        }
        places[WORDS - 1] = check(&places);
        places
    }

    fn from_places(places: &[u16; WORDS]) -> Result<Receipt, ReceiptMistake> {
        if check(places) != places[WORDS - 1] {
            return Err(ReceiptMistake::CheckWord);
        }
        let bits = places[..WORDS - 1]
            .iter()
            .fold(0_u128, |bits, &place| bits << 11 | u128::from(place));
        let mut receipt = Receipt([0; BYTES]);
        receipt.0.copy_from_slice(&bits.to_be_bytes()[16 - BYTES..]);
        Ok(receipt)
    }
}

/// The check word of the first eight: `c = s * a^8 + w1 * a^8 + w2 * a^7 + ... + w8 * a` in GF(2^11) with the
/// primitive polynomial x^11 + x^2 + 1 and a = x. All coefficients differ and none is zero, hence every single
/// error and every swap of two unlike words among the eight changes it. The check word's own coefficient is one,
/// and differs from the others too, so a swap with it is seen as well. The start s keeps nine equal words from
/// being a receipt.
fn check(places: &[u16; WORDS]) -> u16 {
    const START: u16 = 0x2a5;
    places[..WORDS - 1]
        .iter()
        .fold(START, |sum, place| times_a(sum ^ place))
}

/// Multiplication by x, without a branch.
const fn times_a(value: u16) -> u16 {
    let carry = value >> 10 & 1;
    (value << 1 & 0x7ff) ^ (carry * 0b101)
}

impl PartialEq for Receipt {
    fn eq(&self, other: &Receipt) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Receipt {}

impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Receipt(..)")
    }
}

#[cfg(test)]
mod tests;
