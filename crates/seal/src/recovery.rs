//! Asking for recovery: whoever forgot their password makes a pair of keys for the request. Its private half lies in a
//! token that they keep; what others send them is sealed to the public half, so no other ever holds what it makes.
//!
//! Four words tell the request: they are compared by voice, so that nobody helps an impostor who asked in the name of
//! another. 44 bits are a fingerprint that is met by chance never, and by trying (some 10^13 pairs of keys, for a
//! request that lives a day) by nobody who could not do worse.

use crate::{
    armour,
    hpke::{self, PrivateKey, PublicKey},
    label, words,
};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};

/// Words of a fingerprint.
pub const WORDS: usize = 4;

/// A new request: the token (43 characters of base64url) and the public half.
pub fn new(rng: &mut (impl CryptoRng + ?Sized)) -> (String, PublicKey) {
    let (private, public) = hpke::generate(rng);
    (armour::secret_text(&private.to_bytes()), public)
}

/// The private half in a token; none in a text that is no token.
pub fn private_of(token: &str) -> Option<PrivateKey> {
    Some(PrivateKey::from_bytes(&*armour::secret_bytes(
        token.trim(),
    )?))
}

/// The id of a request, and its words for comparing by voice: both from the hash of the public half.
pub fn fingerprint(public: &PublicKey) -> ([u8; 16], [&'static str; WORDS]) {
    let hash: [u8; 32] = Sha256::new()
        .chain_update(label::RECOVERY_REQUEST.as_bytes())
        .chain_update(public.to_bytes())
        .finalize()
        .into();
    let mut id = [0; 16];
    id.copy_from_slice(&hash[16..]);
    let bits = hash[..8]
        .iter()
        .fold(0_u64, |bits, &byte| bits << 8 | u64::from(byte));
    let mut shift = 64;
    let words = [(); WORDS].map(|()| {
        shift -= 11;
        words::english((bits >> shift & 0x7ff) as u16)
    });
    (id, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::seeded;

    #[test]
    fn the_token_leads_to_the_request_and_its_words() {
        let rng = &mut seeded(1);
        let (token, public) = new(rng);
        let private = private_of(&token).expect("a token");
        assert!(private.public() == public);
        let (id, words) = fingerprint(&public);
        assert_eq!(fingerprint(&private.public()), (id, words));
        let (_, other) = new(rng);
        assert_ne!(fingerprint(&other).0, id);
        assert_ne!(fingerprint(&other).1, words);
        insta::assert_snapshot!(words.join(" "), @"spider warfare member silly");
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let (token, _) = new(&mut seeded(2));
        for text in ["", "x", &token[1..], &format!("{token}A")] {
            assert!(private_of(text).is_none(), "{text}");
        }
    }
}
