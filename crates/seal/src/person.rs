//! A person's private key at rest: an officer's, a custodian's, an overseer's.

use crate::{
    aead::{self, NONCE, TAG, key_of},
    binding::Binding,
    hpke::PrivateKey,
    key::Key,
    password::{self, COSTS, Costs, SALT},
    refused::Refused,
    suite,
};
use rand_core::CryptoRng;

const HEAD: usize = 1 + COSTS + SALT;
/// Bytes of a private key under a password.
const LOCKED: usize = HEAD + NONCE + 32 + TAG;

/// Locks a private key with a password: Argon2id, 19 MiB, two passes, one lane; the costs and a fresh salt are in
/// the value. Tens of milliseconds.
///
/// `suite | costs 12 | salt 16 | nonce 24 | seed 32 | tag 16`, all of the head authenticated.
pub fn lock_with_password(
    private: &PrivateKey,
    password: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
    at: &Binding,
) -> Vec<u8> {
    let mut salt = [0; SALT];
    rng.fill_bytes(&mut salt);
    // Unwrap safety: the costs are a constant that Argon2 knows (tested), and no password in memory is above
    // its 4 GiB.
    let key = password::key(password, &salt, password::PERSON).expect("Argon2 knows these costs");
    let mut out = Vec::with_capacity(LOCKED);
    out.push(suite::PASSWORD);
    out.extend_from_slice(&password::PERSON.encode());
    out.extend_from_slice(&salt);
    out.resize(HEAD + NONCE, 0);
    rng.fill_bytes(&mut out[HEAD..]);
    out.extend_from_slice(&*private.to_bytes());
    let associated = associated(at, &out[..HEAD]);
    aead::seal_after(HEAD, &key, &associated, &mut out);
    out
}

/// Unlocks what [`lock_with_password`] made. A wrong password is [`Refused::Damaged`].
///
/// # Errors
/// [`Refused`]; costs above the bounds are refused before anything is computed.
pub fn unlock_with_password(
    password: &[u8],
    at: &Binding,
    locked: &[u8],
) -> Result<PrivateKey, Refused> {
    match locked.first() {
        Some(&found) if found != suite::PASSWORD => return Err(Refused::Suite { found }),
        _ if locked.len() != LOCKED => return Err(Refused::Length),
        _ => {}
    }
    let head = locked.get(..HEAD).ok_or(Refused::Length)?;
    let (costs, salt) = head[1..]
        .split_first_chunk::<COSTS>()
        .ok_or(Refused::Length)?;
    let salt = salt.first_chunk::<SALT>().ok_or(Refused::Length)?;
    let key = password::key(password, salt, Costs::decode(costs)?)?;
    let plain = aead::open_after(HEAD, &key, &associated(at, head), locked)?;
    Ok(private_of(&key_of(&plain)?))
}

/// Locks a private key with a key: that of a set-up link ([`crate::setup`]) or of a successor.
pub fn lock_with_key(
    private: &PrivateKey,
    key: &Key,
    rng: &mut (impl CryptoRng + ?Sized),
    at: &Binding,
) -> Vec<u8> {
    aead::seal_as(suite::LOCKED, key, rng, at, &*private.to_bytes(), 32)
}

/// Unlocks what [`lock_with_key`] made.
///
/// # Errors
/// [`Refused`], when it is of another suite, damaged, under another key or from another place.
pub fn unlock_with_key(key: &Key, at: &Binding, locked: &[u8]) -> Result<PrivateKey, Refused> {
    Ok(private_of(&aead::open_key_as(
        suite::LOCKED,
        key,
        at,
        locked,
    )?))
}

/// The private key of an opened seed.
pub(crate) fn private_of(seed: &Key) -> PrivateKey {
    PrivateKey::from_bytes(seed.expose())
}

fn associated(at: &Binding, head: &[u8]) -> Vec<u8> {
    let mut out = at.encode(suite::PASSWORD);
    // The head has a fixed length and comes last: still injective.
    out.extend_from_slice(head);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        hpke,
        testing::{seeded, tampered},
    };

    const HERE: Binding = Binding {
        table: "person_key",
        row: b"row",
        column: "sealed",
        version: 0,
    };
    const THERE: Binding = Binding {
        table: "person_key",
        row: b"other",
        column: "sealed",
        version: 0,
    };

    #[test]
    fn a_password_unlocks_what_it_locked_and_no_other_does() {
        let rng = &mut seeded(1);
        let (private, _) = hpke::generate(rng);
        let locked = lock_with_password(&private, b"correct horse", rng, &HERE);
        let opened =
            unlock_with_password(b"correct horse", &HERE, &locked).expect("the same password");
        assert_eq!(opened.to_bytes(), private.to_bytes());
        assert_eq!(
            unlock_with_password(b"wrong", &HERE, &locked).err(),
            Some(Refused::Damaged)
        );
        assert_eq!(
            unlock_with_password(b"correct horse", &THERE, &locked).err(),
            Some(Refused::Damaged)
        );
    }

    #[test]
    fn tampering_with_costs_salt_nonce_or_text_is_refused() {
        let rng = &mut seeded(2);
        let (private, _) = hpke::generate(rng);
        let locked = lock_with_password(&private, b"p", rng, &HERE);
        let places = [0, 1, 4, 5, 9, HEAD - 1, HEAD, HEAD + NONCE, LOCKED - 1];
        for place in places {
            let mut changed = locked.clone();
            changed[place] ^= 1;
            assert!(
                unlock_with_password(b"p", &HERE, &changed).is_err(),
                "byte {place}"
            );
        }
        for length in [0, 1, HEAD, LOCKED - 1] {
            assert_eq!(
                unlock_with_password(b"p", &HERE, &locked[..length]).err(),
                Some(Refused::Length)
            );
        }
        let mut dear = locked;
        dear[1..5].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(
            unlock_with_password(b"p", &HERE, &dear).err(),
            Some(Refused::Costs)
        );
    }

    #[test]
    fn a_key_unlocks_what_it_locked_in_its_place() {
        let rng = &mut seeded(3);
        let (private, _) = hpke::generate(rng);
        let (key, other) = (Key::random(rng), Key::random(rng));
        let locked = lock_with_key(&private, &key, rng, &HERE);
        let opened = unlock_with_key(&key, &HERE, &locked).expect("the same key");
        assert_eq!(opened.to_bytes(), private.to_bytes());
        assert_eq!(
            unlock_with_key(&other, &HERE, &locked).err(),
            Some(Refused::Damaged)
        );
        assert_eq!(
            unlock_with_key(&key, &THERE, &locked).err(),
            Some(Refused::Damaged)
        );
        tampered(&locked, 1, |bytes| {
            assert!(unlock_with_key(&key, &HERE, bytes).is_err())
        });
    }

    #[test]
    fn one_way_of_locking_is_not_taken_for_another() {
        let rng = &mut seeded(4);
        let (private, _) = hpke::generate(rng);
        let key = Key::random(rng);
        let locked = lock_with_key(&private, &key, rng, &HERE);
        let found = suite::LOCKED;
        assert_eq!(
            unlock_with_password(b"p", &HERE, &locked).err(),
            Some(Refused::Suite { found })
        );
        assert_eq!(
            aead::unwrap(&key, &HERE, &locked).err(),
            Some(Refused::Suite { found })
        );
    }
}
