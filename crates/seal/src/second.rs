//! The wrap key of a second.
//!
//! Sealing to a circle's public key costs about a hundred microseconds. So each second a fresh wrap key is
//! sealed to it once, and wraps the mailbox keys and log entries of that second; when the second ends, the key
//! is dropped, and only the circle's private key can bring it back from the encapsulation.

use crate::{
    aead::key_of,
    binding::Binding,
    hpke::{self, PrivateKey, PublicKey},
    key::Key,
    label,
    refused::Refused,
};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};

/// A wrap key and its sealed form. Dropping it forgets the key.
pub struct SecondKey {
    /// [`name_of_second`] of the two below: what names it also vouches for it.
    pub id: [u8; 16],
    /// The circle's key that it is sealed to.
    pub circle_key: [u8; 16],
    /// The key sealed to the circle, to be stored: suite byte, encapsulation, ciphertext and tag, 1,169 bytes.
    pub encapsulation: Vec<u8>,
    key: Key,
}

impl SecondKey {
    /// A fresh key, sealed to the circle.
    pub fn new(
        circle_key: [u8; 16],
        to: &PublicKey,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> SecondKey {
        let key = Key::random(rng);
        let encapsulation = hpke::seal_to(to, rng, &place(&circle_key), key.expose());
        SecondKey {
            id: name_of_second(&circle_key, &encapsulation),
            circle_key,
            encapsulation,
            key,
        }
    }

    /// The wrap key.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The wrap key of a stored encapsulation.
    ///
    /// # Errors
    /// [`Refused`], when it is damaged, of another id or sealed to another circle's key.
    pub fn open(
        private: &PrivateKey,
        id: &[u8; 16],
        circle_key: &[u8; 16],
        encapsulation: &[u8],
    ) -> Result<Key, Refused> {
        if name_of_second(circle_key, encapsulation) != *id {
            return Err(Refused::Damaged);
        }
        key_of(&hpke::open_with(
            private,
            &place(circle_key),
            encapsulation,
        )?)
    }
}

/// The name of a second's key: the first half of `SHA-256(label | circle key | encapsulation)`. Whoever knows the name
/// from elsewhere (the log commits to it) sees whether the stored encapsulation is still the one that was made.
pub fn name_of_second(circle_key: &[u8; 16], encapsulation: &[u8]) -> [u8; 16] {
    let hash = Sha256::new()
        .chain_update(label::SECOND_NAME.as_bytes())
        .chain_update(circle_key)
        .chain_update(encapsulation)
        .finalize();
    let mut name = [0; 16];
    name.copy_from_slice(&hash[..16]);
    name
}

fn place(row: &[u8]) -> Binding<'_> {
    Binding {
        table: "second",
        row,
        column: "encapsulation",
        version: 0,
    }
}

impl std::fmt::Debug for SecondKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecondKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{seeded, tampered};

    #[test]
    fn the_circle_opens_the_key_of_a_second() {
        let rng = &mut seeded(1);
        let (private, public) = hpke::generate(rng);
        let second = SecondKey::new([9; 16], &public, rng);
        let opened = SecondKey::open(&private, &second.id, &[9; 16], &second.encapsulation);
        assert_eq!(opened.as_ref(), Ok(second.key()));
    }

    #[test]
    fn another_id_another_circle_and_another_person_are_refused() {
        let rng = &mut seeded(2);
        let (private, public) = hpke::generate(rng);
        let (stranger, _) = hpke::generate(rng);
        let SecondKey {
            id,
            circle_key,
            encapsulation,
            ..
        } = SecondKey::new([9; 16], &public, rng);
        let opened = |private, id, circle| SecondKey::open(private, id, circle, &encapsulation);
        assert_eq!(
            opened(&private, &[0; 16], &circle_key),
            Err(Refused::Damaged)
        );
        assert_eq!(opened(&private, &id, &[8; 16]), Err(Refused::Damaged));
        assert_eq!(opened(&private, &circle_key, &id), Err(Refused::Damaged));
        assert_eq!(opened(&stranger, &id, &circle_key), Err(Refused::Damaged));
    }

    #[test]
    fn a_tampered_encapsulation_is_refused() {
        let rng = &mut seeded(3);
        let (private, public) = hpke::generate(rng);
        let SecondKey {
            id,
            circle_key,
            encapsulation,
            ..
        } = SecondKey::new([9; 16], &public, rng);
        tampered(&encapsulation, 37, |bytes| {
            assert!(SecondKey::open(&private, &id, &circle_key, bytes).is_err());
        });
    }
}
