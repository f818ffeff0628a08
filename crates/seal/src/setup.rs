//! Set-up links: how a person gets at their private key for the first time.
//!
//! The server can show a link again (it derives the secret from the set-up key), and whoever holds the link can
//! unlock without the server's keys. A new round makes the links of earlier rounds void.

use crate::{armour, key::Key, label, refused::Refused};

/// The secret in a person's set-up link, 43 characters of base64url. The same for the same round.
pub fn setup_secret(setup_key: &Key, person: &[u8; 16], round: i64) -> String {
    let mut context = [0; 24];
    context[..16].copy_from_slice(person);
    context[16..].copy_from_slice(&round.to_le_bytes());
    armour::secret_text(setup_key.derive(label::SETUP, &context).expose())
}

/// The key that locks the private key, from the secret alone. White space around it is forgiven: links are
/// copied from terminals.
///
/// # Errors
/// [`Refused::Length`], when the text is not such a secret; nothing is known of the person.
pub fn setup_key(secret: &str) -> Result<Key, Refused> {
    let bytes = armour::secret_bytes(secret.trim()).ok_or(Refused::Length)?;
    Ok(Key::from_bytes(*bytes).derive(label::SETUP_LOCK, b""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{binding::Binding, hpke, person, testing::seeded};

    #[test]
    fn the_link_alone_unlocks() {
        let rng = &mut seeded(1);
        let (private, _) = hpke::generate(rng);
        let at = Binding {
            table: "person_key",
            row: b"r",
            column: "sealed",
            version: 0,
        };
        let secret = setup_secret(&Key::random(rng), &[7; 16], 1);
        let key = setup_key(&secret).expect("made above");
        let locked = person::lock_with_key(&private, &key, rng, &at);
        let copied = setup_key(&format!(" {secret}\n")).expect("white space is forgiven");
        let opened = person::unlock_with_key(&copied, &at, &locked).expect("the same link");
        assert_eq!(opened.to_bytes(), private.to_bytes());
    }

    #[test]
    fn every_person_and_every_round_has_another_secret() {
        let key = Key::from_bytes([1; 32]);
        let first = setup_secret(&key, &[7; 16], 1);
        assert_eq!(first.len(), 43);
        assert_eq!(first, setup_secret(&key, &[7; 16], 1));
        assert_ne!(first, setup_secret(&key, &[7; 16], 2));
        assert_ne!(first, setup_secret(&key, &[8; 16], 1));
        assert_ne!(first, setup_secret(&Key::from_bytes([2; 32]), &[7; 16], 1));
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        let secret = setup_secret(&Key::from_bytes([1; 32]), &[7; 16], 1);
        let padded = format!("{secret}=");
        let foreign = "é".repeat(22);
        for text in [
            "",
            "a",
            &secret[1..],
            &padded,
            &"+".repeat(43),
            &foreign[..42],
            &"é".repeat(21),
        ] {
            assert_eq!(setup_key(text).err(), Some(Refused::Length), "{text}");
        }
    }
}
