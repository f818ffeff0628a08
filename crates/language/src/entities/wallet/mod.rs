//! Addresses of means of payment, their checksums verified.
//!
//! Bitcoin and its relatives (base58check; bech32 by BIP 173 and 350), Ethereum (EIP-55), Tron, Monero. An address that is
//! spoiled is shown as such where only that network's addresses look so; the lesser networks' only count when they hold.
//! A network that has no checksum (Solana) is not read.

#[cfg(test)]
mod tests;

use super::Look;
use super::network::as_written;
use crate::normal::Stretch;
use report::{Entity, Named};
use sha2::{Digest, Sha256};
use sha3::Keccak256;
use std::ops::RangeInclusive;

/// An address and whether it holds; none where something else stands.
type Address = Option<(&'static str, String, bool)>;

/// Lengths of all addresses that are read: the shortest of bech32, Monero's with a payment id.
const LENGTHS: RangeInclusive<usize> = 14..=106;

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let bytes = look.normal.text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let long = bytes[at..]
            .iter()
            .take_while(|c| c.is_ascii_alphanumeric())
            .count();
        if LENGTHS.contains(&long) {
            let stretch = at..at + long;
            if let Some((network, address, valid)) = wallet(look, &stretch) {
                let what = Named::Wallet {
                    network: network.into(),
                    address,
                };
                found.push(look.entity(stretch, what, valid));
            }
        }
        at += long + 1;
    }
}

fn wallet(look: &Look<'_>, stretch: &Stretch) -> Address {
    let small = &look.normal.text[stretch.clone()];
    // Capital letters cost a look at the source: only for what can be one.
    if !small.bytes().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let segwit = ["bc1", "tb1", "bcrt1", "ltc1"]
        .iter()
        .any(|prefix| small.starts_with(prefix));
    match small.as_bytes() {
        [b'0', b'x', hex @ ..] if hex.len() == 40 && hex.iter().all(u8::is_ascii_hexdigit) => {
            Some(ethereum(&as_written(look, stretch.clone())))
        }
        _ if segwit => bech32(&as_written(look, stretch.clone())),
        [b'4' | b'8', ..] if matches!(small.len(), 95 | 106) => {
            monero(&as_written(look, stretch.clone()))
        }
        [b'1' | b'3' | b't' | b'l' | b'm' | b'd' | b'x' | b'r', ..]
            if (25..=36).contains(&small.len()) =>
        {
            base58check(&as_written(look, stretch.clone()))
        }
        _ => None,
    }
}

/// BIP 173 and BIP 350: segregated witness.
fn bech32(written: &str) -> Address {
    let small = written.to_ascii_lowercase();
    // "bcrt1" before "bc": the prefix ends at the last 1.
    let (prefix, data) = small.rsplit_once('1')?;
    let network = match prefix {
        "bc" => "bitcoin",
        "tb" | "bcrt" => "bitcoin_testnet",
        "ltc" => "litecoin",
        _ => return spoiled_bech32(&small),
    };
    let valid = bech32::segwit::decode(written).is_ok();
    // The program of the shortest has two bytes.
    (valid || data.len() >= 20).then_some((network, small, valid))
}

/// A character that bech32 never has (1, b, i, o) in what else is one.
fn spoiled_bech32(small: &str) -> Address {
    let network = match small.get(..3)? {
        "bc1" => "bitcoin",
        "ltc" => "litecoin",
        _ => return None,
    };
    matches!(small.len(), 42 | 62 | 43 | 63).then(|| (network, small.to_owned(), false))
}

/// EIP-55. All small or all capital has no checksum and holds.
fn ethereum(written: &str) -> (&'static str, String, bool) {
    let hex = written.get(2..).unwrap_or("");
    let summed = eip55(hex);
    let small = !hex.bytes().any(|c| c.is_ascii_uppercase());
    let capital = !hex.bytes().any(|c| c.is_ascii_lowercase());
    match small || capital || hex == summed {
        true => ("ethereum", format!("0x{summed}"), true),
        false => ("ethereum", format!("0x{hex}"), false),
    }
}

/// The digits with the capitals that say their checksum.
fn eip55(hex: &str) -> String {
    let small = hex.to_ascii_lowercase();
    let digest = Keccak256::digest(small.as_bytes());
    let capital = |place: usize| {
        let byte = digest[place / 2];
        let half = if place.is_multiple_of(2) {
            byte >> 4
        } else {
            byte & 0xf
        };
        half >= 8
    };
    let digits = small.char_indices().map(|(place, c)| match capital(place) {
        true => c.to_ascii_uppercase(),
        false => c,
    });
    digits.collect()
}

/// A version before, the first four bytes of SHA-256 of SHA-256 behind.
fn base58check(written: &str) -> Address {
    let unlikely = !written.bytes().any(|c| c.is_ascii_uppercase())
        || !written.bytes().any(|c| c.is_ascii_lowercase());
    if unlikely {
        return None;
    }
    let ripple = bs58::decode(written).with_alphabet(bs58::Alphabet::RIPPLE);
    let (bytes, ripples) = match written.starts_with('r') {
        true => (ripple.into_vec(), true),
        false => (bs58::decode(written).into_vec(), false),
    };
    let checked = bytes.ok().and_then(|bytes| checked(&bytes));
    let network = match (checked.as_deref(), ripples) {
        (Some([0x00, ..]), true) => "ripple",
        (Some([0x00 | 0x05, ..]), false) => "bitcoin",
        (Some([0x30 | 0x32, ..]), false) => "litecoin",
        (Some([0x41, ..]), false) => "tron",
        (Some([0x1e, ..]), false) => "dogecoin",
        (Some([0x4c, ..]), false) => "dash",
        // Two bytes of version.
        (Some([0x1c, 0xb8 | 0xbd, ..]), false) => "zcash",
        (Some([0x6f | 0xc4, ..]), false) => "bitcoin_testnet",
        (Some(_), _) => return None,
        (None, _) => return spoiled(written),
    };
    Some((network, written.to_owned(), true))
}

/// What has the first letter, length and characters of an address that is in common use, and no checksum that holds.
fn spoiled(written: &str) -> Address {
    let network = match written.as_bytes() {
        [b'1' | b'3', ..] if (33..=35).contains(&written.len()) => "bitcoin",
        [b'T', ..] if written.len() == 34 => "tron",
        _ => return None,
    };
    // Digits and letters, mixed: a word of 34 letters with one digit is no address.
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    (digits >= 3).then(|| (network, written.to_owned(), false))
}

/// Version and 20 bytes, without the checksum, if that holds.
fn checked(bytes: &[u8]) -> Option<Vec<u8>> {
    let (payload, sum) = bytes.split_last_chunk::<4>()?;
    let digest = Sha256::digest(Sha256::digest(payload));
    let fits = digest[..4] == *sum && matches!(payload.len(), 21 | 22);
    fits.then(|| payload.to_vec())
}

/// Monero writes 8 bytes as 11 characters at a time; the last four bytes are of Keccak-256 of the others
/// (Monero's `common/base58.cpp`, `cryptonote_basic_impl.cpp`).
fn monero(written: &str) -> Address {
    let address = |valid| Some(("monero", written.to_owned(), valid));
    let Some(bytes) = in_blocks(written) else {
        return address(false).filter(|_| written.bytes().any(|c| c.is_ascii_uppercase()));
    };
    let (payload, sum) = bytes.split_last_chunk::<4>()?;
    let digest = Keccak256::digest(payload);
    // Standard, with a payment id, subaddress; on the main network.
    let kind = matches!(
        (payload.first(), payload.len()),
        (Some(18 | 42), 65) | (Some(19), 73)
    );
    address(kind && digest[..4] == *sum)
}

fn in_blocks(written: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(77);
    for block in written.as_bytes().chunks(11) {
        // How many bytes as many characters stand for; 3, 5 and 8 of them never come out even.
        let long = match block.len() {
            11 => 8,
            7 => 5,
            _ => return None,
        };
        let mut value = 0_u128;
        for c in block {
            value = value * 58 + u128::try_from(BASE58.find(char::from(*c))?).ok()?;
        }
        if value >> (8 * long) != 0 {
            return None;
        }
        bytes.extend_from_slice(&value.to_be_bytes()[16 - long..]);
    }
    Some(bytes)
}

const BASE58: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
