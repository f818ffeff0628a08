//! Sessions: the cookie is the key.
//!
//! The browser holds a random token; the row holds its hash, and the person's private key wrapped under a key
//! derived from the token. Any node unwraps it for one request and forgets it; a copy of the database without the
//! cookies opens nothing.

use crate::{
    aead, armour, binding::Binding, hpke::PrivateKey, key::Key, label, person, refused::Refused,
    suite,
};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};

/// Begins a session: the token (for the cookie, 43 characters of base64url), the hash of the token and the
/// wrapped private key (both for the row).
pub fn new(
    private: &PrivateKey,
    rng: &mut (impl CryptoRng + ?Sized),
) -> (String, [u8; 32], Vec<u8>) {
    let secret = Key::random(rng);
    let token = armour::secret_text(secret.expose());
    let hash = hash(&token);
    let wrapped = aead::seal_as(
        suite::SESSION,
        &wrap_key(&secret),
        rng,
        &place(&hash),
        &*private.to_bytes(),
        32,
    );
    (token, hash, wrapped)
}

/// The private key of a session.
///
/// # Errors
/// [`Refused::Length`], when the cookie holds no token; otherwise as [`aead::unwrap`].
pub fn open(token: &str, wrapped: &[u8]) -> Result<PrivateKey, Refused> {
    let secret = Key::from_bytes(*armour::secret_bytes(token).ok_or(Refused::Length)?);
    let seed = aead::open_key_as(
        suite::SESSION,
        &wrap_key(&secret),
        &place(&hash(token)),
        wrapped,
    )?;
    Ok(person::private_of(&seed))
}

/// The SHA-256 of a token's text, by which the row is found. Any text has one.
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn wrap_key(secret: &Key) -> Key {
    secret.derive(label::SESSION, b"")
}

fn place(hash: &[u8]) -> Binding<'_> {
    Binding {
        table: "session",
        row: hash,
        column: "wrapped",
        version: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        hpke,
        testing::{seeded, tampered},
    };

    #[test]
    fn the_token_opens_its_own_session_only() {
        let rng = &mut seeded(1);
        let (private, _) = hpke::generate(rng);
        let (token, token_hash, wrapped) = new(&private, rng);
        let (other, other_hash, _) = new(&private, rng);
        assert_eq!(hash(&token), token_hash);
        assert_ne!(other_hash, token_hash);
        assert_eq!(
            open(&token, &wrapped).expect("its own").to_bytes(),
            private.to_bytes()
        );
        assert_eq!(open(&other, &wrapped).err(), Some(Refused::Damaged));
        tampered(&wrapped, 1, |bytes| assert!(open(&token, bytes).is_err()));
    }

    #[test]
    fn a_cookie_that_holds_no_token_is_refused() {
        let rng = &mut seeded(2);
        let (private, _) = hpke::generate(rng);
        let (token, _, wrapped) = new(&private, rng);
        for text in [
            "",
            "x",
            &token[1..],
            &format!("{token}A"),
            &format!(" {}", &token[1..]),
        ] {
            assert_eq!(open(text, &wrapped).err(), Some(Refused::Length));
        }
    }
}
