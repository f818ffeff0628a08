//! The first byte of every sealed value: which construction made it.
//!
//! The byte is also part of the associated data, so that a value of one kind can never be passed off as one of
//! another kind. A construction is changed by taking a new number, never by changing what a number means.

/// A value: XChaCha20-Poly1305. `suite | nonce 24 | ciphertext | tag 16`.
pub const VALUE: u8 = 0x01;
/// A value padded to its size class before it is sealed like [`VALUE`].
pub const PADDED: u8 = 0x02;
/// A 32-byte key sealed like [`VALUE`], always [`crate::aead::WRAPPED`] bytes.
pub const KEY: u8 = 0x03;
/// A stream of 64 KiB chunks: STREAM (BE32) over XChaCha20-Poly1305. `suite | nonce 19 | chunks`.
pub const STREAM: u8 = 0x04;
/// HPKE base mode: X-Wing, HKDF-SHA-256, ChaCha20-Poly1305. `suite | encapsulation 1120 | ciphertext | tag 16`.
pub const HPKE: u8 = 0x05;
/// A private key under Argon2id of a password. `suite | costs 12 | salt 16 | nonce 24 | seed 32 | tag 16`.
pub const PASSWORD: u8 = 0x06;
/// A private key under a symmetric key, sealed like [`VALUE`].
pub const LOCKED: u8 = 0x07;
/// A private key under the token of a session, sealed like [`VALUE`].
pub const SESSION: u8 = 0x08;
/// A log entry for one or two circles. See [`crate::entry`].
pub const ENTRY: u8 = 0x09;
