//! Keys, sealing, receipts, secret sharing, the Merkle log and signed notes.
//!
//! A room without doors: no SQL, no HTTP, no clock and no ambient randomness. `rng`, days and dates are
//! arguments. Whatever comes from outside (a sealed value, a receipt that somebody typed, a note, a keyring
//! file) is refused with a reason and never panics.
//!
//! | to do | look in |
//! |---|---|
//! | seal a value under a key, bound to its place | [`aead`], [`binding`], [`stream`] for files |
//! | seal to people | [`hpke`], [`second`], [`person`], [`setup`], [`session`] |
//! | give a reporter a way back | [`receipt`] |
//! | split a key between custodians | [`share`] |
//! | check the code of an authenticator | [`totp`] |
//! | mend a forgotten password | [`recovery`] |
//! | keep and forget the keys of time | [`keyring`] |
//! | find words in what is sealed | [`search`] |
//! | prove what was written down | [`merkle`], [`note`], [`entry`] |
//!
//! Every sealed value starts with a suite byte ([`suite`]); every label of a derivation is in [`label`].

pub mod aead;
mod armour;
pub mod binding;
pub mod entry;
mod gf256;
pub mod hpke;
pub mod key;
pub mod keyring;
pub mod label;
pub mod merkle;
pub mod note;
mod password;
pub mod person;
pub mod receipt;
pub mod recovery;
pub mod refused;
pub mod search;
pub mod second;
pub mod session;
pub mod setup;
pub mod share;
pub mod stream;
pub mod suite;
pub mod totp;
pub mod triage;
pub mod words;

#[cfg(test)]
mod testing;

pub use aead::{open, open_padded, padded_len, seal, seal_padded, unwrap, wrap};
pub use binding::Binding;
pub use entry::{
    Committed, Entry, Reader, Readers, commitment, null_entry, open_entry, seal_entry,
};
pub use hpke::{PrivateKey, PublicKey, generate, open_with, seal_to};
pub use key::Key;
pub use keyring::{Keyring, KeyringDamaged, RowMarks};
pub use label::Label;
pub use merkle::Hash;
pub use note::{Head, LogPublicKey, LogSigner, NoteRefused, Promise};
pub use person::{lock_with_key, lock_with_password, unlock_with_key, unlock_with_password};
pub use receipt::{Receipt, ReceiptMistake};
pub use refused::Refused;
pub use search::{SearchKeys, Token};
pub use second::SecondKey;
pub use setup::{setup_key, setup_secret};
pub use share::{Share, ShareMistake, combine, split};
pub use stream::{Opener, Sealer};
pub use totp::TotpSecret;
pub use triage::TriageKeys;
