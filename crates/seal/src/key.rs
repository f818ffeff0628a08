//! Thirty-two secret bytes.

use crate::label::Label;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use rand_core::CryptoRng;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Thirty-two secret bytes, uniformly distributed: random, or the output of a derivation. Zeroized on drop,
/// compared in constant time, never shown. (A value that is moved may leave a copy on the stack behind it;
/// Rust gives no means against that.)
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl Key {
    /// A new random key.
    pub fn random(rng: &mut (impl CryptoRng + ?Sized)) -> Key {
        let mut key = Key([0; 32]);
        rng.fill_bytes(&mut key.0);
        key
    }

    /// A key from bytes that are already uniformly distributed. A password is not: see [`crate::person`].
    pub const fn from_bytes(bytes: [u8; 32]) -> Key {
        Key(bytes)
    }

    /// The bytes themselves. The name is long so that uses are seen.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// A key for another purpose: HKDF-Expand with SHA-256 and `info = length of label | label | context`
    /// (RFC 5869, section 2.3). Extract is left out as section 3.3 allows, because a `Key` is uniform already.
    /// The context comes last and the label's length first, so that no two pairs share an `info`.
    pub fn derive(&self, label: Label, context: &[u8]) -> Key {
        let mut out = Key([0; 32]);
        expand(
            &self.0,
            &[&label_length(label), label.as_bytes(), context],
            &mut out.0,
        );
        out
    }

    /// HMAC-SHA-256 over `0xff | length of label | label | data` (RFC 2104). The first byte keeps it apart from
    /// [`Key::derive`], which is an HMAC under the same key whose first byte is a length below 255.
    pub fn mac(&self, label: Label, data: &[u8]) -> [u8; 32] {
        self.maker(label).of(data)
    }

    /// What makes many MACs under one label, for half the work each.
    pub(crate) fn maker(&self, label: Label) -> Maker {
        // Unwrap safety: HMAC takes a key of any length.
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(&[0xff]);
        mac.update(&label_length(label));
        mac.update(label.as_bytes());
        Maker(mac)
    }
}

/// A MAC that was begun.
pub(crate) struct Maker(Hmac<Sha256>);

impl Maker {
    /// [`Key::mac`] of this.
    pub(crate) fn of(&self, data: &[u8]) -> [u8; 32] {
        self.0
            .clone()
            .chain_update(data)
            .finalize()
            .into_bytes()
            .into()
    }
}

/// HKDF with SHA-256 in full (extract with a salt, then expand), for input that is secret but no [`Key`]:
/// a receipt, whose salt is the pepper.
pub(crate) fn extract_and_expand(salt: &Key, secret: &[u8], label: Label, out: &mut [u8; 32]) {
    let (mut pseudorandom, hkdf) = Hkdf::<Sha256>::extract(Some(&salt.0), secret);
    // Unwrap safety: 32 bytes are far less than the 255 * 32 that HKDF can give.
    hkdf.expand_multi_info(&[&label_length(label), label.as_bytes()], out)
        .expect("32 bytes are within what HKDF can give");
    pseudorandom.as_mut_slice().zeroize();
}

/// HKDF-Expand from a uniform key.
fn expand(key: &[u8; 32], info: &[&[u8]], out: &mut [u8; 32]) {
    // Unwrap safety: a pseudorandom key of 32 bytes is the length that SHA-256 asks for.
    let hkdf = Hkdf::<Sha256>::from_prk(key).expect("32 bytes are enough for SHA-256");
    // Unwrap safety: 32 bytes are far less than the 255 * 32 that HKDF can give.
    hkdf.expand_multi_info(info, out)
        .expect("32 bytes are within what HKDF can give");
}

fn label_length(label: Label) -> [u8; 1] {
    // A test over all labels holds each below 255.
    [label.as_bytes().len() as u8]
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Key {}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{label, testing::hex};

    #[test]
    fn hkdf_gives_the_known_answers_of_rfc_5869() {
        // Appendix A.1
        let (prk, hkdf) =
            Hkdf::<Sha256>::extract(Some(&hex("000102030405060708090a0b0c")), &[0x0b; 22]);
        assert_eq!(
            prk[..],
            hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5")
        );
        let mut okm = [0; 42];
        hkdf.expand(&hex("f0f1f2f3f4f5f6f7f8f9"), &mut okm)
            .expect("42 bytes");
        let expected =
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";
        assert_eq!(okm[..], hex(expected));
    }

    #[test]
    fn hmac_gives_the_known_answer_of_rfc_4231() {
        // Section 4.2
        let mut mac = Hmac::<Sha256>::new_from_slice(&[0x0b; 20]).expect("any length");
        mac.update(b"Hi There");
        let expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
        assert_eq!(mac.finalize().into_bytes()[..], hex(expected));
    }

    #[test]
    fn deriving_is_hkdf_expand_over_length_label_and_context() {
        let key = Key::from_bytes([7; 32]);
        let mut mac = Hmac::<Sha256>::new_from_slice(&[7; 32]).expect("any length");
        let text = label::SETUP.as_bytes();
        mac.update(&[text.len() as u8]);
        mac.update(text);
        mac.update(b"context\x01"); // T(1) = HMAC(PRK, info | 0x01)
        let expected: [u8; 32] = mac.finalize().into_bytes().into();
        assert_eq!(key.derive(label::SETUP, b"context").expose(), &expected);
    }

    #[test]
    fn labels_contexts_keys_and_the_mac_are_all_apart() {
        let (a, b) = (Key::from_bytes([1; 32]), Key::from_bytes([2; 32]));
        let all = [
            *a.derive(label::SETUP, b"").expose(),
            *a.derive(label::SETUP, b"x").expose(),
            *a.derive(label::BACKUP, b"").expose(),
            *b.derive(label::SETUP, b"").expose(),
            a.mac(label::SETUP, b""),
            a.mac(label::SETUP, b"\x01"),
            a.mac(label::BACKUP, b""),
        ];
        for (i, left) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|right| right != left));
        }
    }

    #[test]
    fn nothing_of_a_key_is_shown() {
        assert_eq!(format!("{:?}", Key::from_bytes([0x41; 32])), "Key(..)");
    }
}
