//! What a page gives its reader to carry to the next one: sealed, so that nobody reads or changes it on the way, and
//! nothing of a form that was never sent is kept here.

use crate::desk::Desk;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use seal::{Binding, Key, label};
use zeroize::Zeroizing;

impl Desk {
    /// Seals what is to be carried, for one purpose only.
    #[must_use]
    pub fn seal_carried(&self, purpose: &'static str, plain: &[u8]) -> String {
        let sealed = seal::seal_padded(
            &self.carried_key(),
            &mut self.random(),
            &place(purpose),
            plain,
        );
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// Opens it; `None` for anything that was not sealed here for this purpose.
    #[must_use]
    pub fn open_carried(&self, purpose: &'static str, carried: &str) -> Option<Zeroizing<Vec<u8>>> {
        let sealed = URL_SAFE_NO_PAD.decode(carried).ok()?;
        seal::open_padded(&self.carried_key(), &place(purpose), &sealed).ok()
    }

    /// Seals a few words of which the length tells nothing: short enough for an address.
    #[must_use]
    pub fn seal_note(&self, purpose: &'static str, words: &str) -> String {
        let random = &mut self.random();
        let sealed = seal::seal(
            &self.carried_key(),
            random,
            &place(purpose),
            words.as_bytes(),
        );
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// Opens them; `None` for anything that was not sealed here for this purpose.
    #[must_use]
    pub fn open_note(&self, purpose: &'static str, note: &str) -> Option<String> {
        let sealed = URL_SAFE_NO_PAD.decode(note).ok()?;
        let plain = seal::open(&self.carried_key(), &place(purpose), &sealed).ok()?;
        String::from_utf8(plain.to_vec()).ok()
    }

    fn carried_key(&self) -> Key {
        self.inner
            .keyring
            .get()
            .pepper()
            .derive(label::CARRIED, b"")
    }

    /// A random name for one sending: 128 bits, as text.
    #[must_use]
    pub fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.random().bytes::<16>())
    }
}

fn place(purpose: &'static str) -> Binding<'static> {
    Binding {
        table: "carried",
        row: b"",
        column: purpose,
        version: 0,
    }
}
