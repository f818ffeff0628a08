//! A key split between custodians: Shamir's scheme over GF(256), byte by byte, in constant time.
//! (A. Shamir, "How to share a secret", CACM 22 (1979).)
//!
//! Fewer shares than the threshold tell nothing at all. Combining cannot tell right shares from wrong ones:
//! the key that comes out must open something authenticated.

use crate::{
    gf256::{invert, multiply},
    key::Key,
};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Bytes of an encoded share.
pub const SHARE: usize = 33;

/// One share. Zeroized on drop, never shown.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Share {
    /// Which share it is, from 1; not a secret.
    pub x: u8,
    /// The polynomials' values at x.
    pub y: [u8; 32],
}

/// Why shares do not combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareMistake {
    /// No share at all.
    #[error("there is no share")]
    None,
    /// A share is not 33 bytes long.
    #[error("a share has {SHARE} bytes")]
    Length,
    /// A share with the number zero would be the secret itself.
    #[error("no share has the number zero")]
    Zero,
    /// The same share twice. For sub-shares: not all of the same share.
    #[error("share {x} does not fit beside the others")]
    Number {
        /// Its number.
        x: u8,
    },
}

impl Share {
    /// `x | y`.
    pub fn to_bytes(&self) -> [u8; SHARE] {
        let mut out = [0; SHARE];
        out[0] = self.x;
        out[1..].copy_from_slice(&self.y);
        out
    }

    /// Reads what [`Share::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`ShareMistake::Length`] and [`ShareMistake::Zero`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Share, ShareMistake> {
        let bytes: &[u8; SHARE] = bytes.try_into().map_err(|_| ShareMistake::Length)?;
        let [x, y @ ..] = *bytes;
        if x == 0 {
            return Err(ShareMistake::Zero);
        }
        Ok(Share { x, y })
    }
}

/// Splits a key into `shares` shares with the numbers 1, 2, ..., of which any `threshold` give it back.
///
/// # Panics
/// Unless `1 <= threshold <= shares`: what a caller chooses, never what somebody sends.
pub fn split(
    secret: &Key,
    threshold: u8,
    shares: u8,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Vec<Share> {
    assert!(
        1 <= threshold && threshold <= shares,
        "a threshold from 1 to the number of shares"
    );
    // The polynomials' coefficients, highest degree first; the secret is the constant term.
    let mut higher = Zeroizing::new(vec![[0; 32]; usize::from(threshold) - 1]);
    higher
        .iter_mut()
        .for_each(|coefficients| rng.fill_bytes(coefficients));
    (1..=shares)
        .map(|x| {
            let mut share = Share { x, y: [0; 32] };
            for coefficients in higher.iter().chain([secret.expose()]) {
                // Horner
                share
                    .y
                    .iter_mut()
                    .zip(coefficients)
                    .for_each(|(y, c)| *y = multiply(*y, x) ^ c);
            }
            share
        })
        .collect()
}

/// The key of these shares, by Lagrange's interpolation at zero. All that are given are used. With fewer than
/// the threshold, or with one that was altered, another key comes out.
///
/// # Errors
/// [`ShareMistake`], when there is none, one has the number zero, or one is there twice.
pub fn combine(shares: &[Share]) -> Result<Key, ShareMistake> {
    let numbers: Vec<u8> = shares.iter().map(|share| share.x).collect();
    if numbers.is_empty() {
        return Err(ShareMistake::None);
    }
    let mut secret = Zeroizing::new([0; 32]);
    for share in shares {
        let weight = weight(share.x, &numbers)?;
        secret
            .iter_mut()
            .zip(share.y)
            .for_each(|(s, y)| *s ^= multiply(y, weight));
    }
    Ok(Key::from_bytes(*secret))
}

/// A custodian's part in handing a split key over to other custodians (proactive re-sharing: Desmedt and
/// Jajodia, 1997), for which nobody combines it. Each of a quorum splits their weighted share among the new
/// custodians; each new custodian [`gather`]s what they were sent.
///
/// `quorum` holds the numbers of all who take part, this one included, at least the old threshold.
///
/// # Errors
/// [`ShareMistake`], when the quorum has a number twice or zero, or not that of the share.
///
/// # Panics
/// As [`split`].
pub fn hand_over(
    share: &Share,
    quorum: &[u8],
    threshold: u8,
    shares: u8,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<Share>, ShareMistake> {
    let weight = weight(share.x, quorum)?;
    let mut part = Zeroizing::new(share.y);
    part.iter_mut().for_each(|y| *y = multiply(*y, weight));
    Ok(split(&Key::from_bytes(*part), threshold, shares, rng))
}

/// A new custodian's share: the sum of one sub-share from each of the quorum.
///
/// # Errors
/// [`ShareMistake`], when there is none or they are not all for the same new custodian.
pub fn gather(parts: &[Share]) -> Result<Share, ShareMistake> {
    let (first, rest) = parts.split_first().ok_or(ShareMistake::None)?;
    let mut share = first.clone();
    for part in rest {
        if part.x != share.x {
            return Err(ShareMistake::Number { x: part.x });
        }
        share
            .y
            .iter_mut()
            .zip(part.y)
            .for_each(|(sum, y)| *sum ^= y);
    }
    Ok(share)
}

/// Lagrange's weight at zero of share `x` among `numbers`: the product of `n / (n - x)` over the others.
fn weight(x: u8, numbers: &[u8]) -> Result<u8, ShareMistake> {
    if x == 0 || numbers.contains(&0) {
        return Err(ShareMistake::Zero);
    }
    if numbers.iter().filter(|&&n| n == x).count() != 1 {
        return Err(ShareMistake::Number { x });
    }
    // In this field minus is xor.
    let others = numbers.iter().filter(|&&n| n != x);
    let (above, below) = others.fold((1, 1), |(above, below), &n| {
        (multiply(above, n), multiply(below, n ^ x))
    });
    Ok(multiply(above, invert(below)))
}

impl PartialEq for Share {
    fn eq(&self, other: &Share) -> bool {
        self.x == other.x && bool::from(self.y.ct_eq(&other.y))
    }
}

impl Eq for Share {}

impl std::fmt::Debug for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Share({}, ..)", self.x)
    }
}

#[cfg(test)]
mod tests;
