//! The log's key.

use super::{NoteRefused, is_origin, parts};
use crate::armour;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// C2SP's number for Ed25519.
const ED25519: u8 = 0x01;
/// What every signature line begins with.
const DASH: &str = "\u{2014} ";

/// Signs heads and promises: Ed25519 (RFC 8032). Zeroized on drop, never shown.
#[derive(Clone)]
pub struct LogSigner(SigningKey);

/// The log's public key, to be handed to whoever wants to verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogPublicKey(VerifyingKey);

impl LogSigner {
    /// The key of a seed (RFC 8032, section 5.1.5).
    pub fn from_seed(seed: &[u8; 32]) -> LogSigner {
        LogSigner(SigningKey::from_bytes(seed))
    }

    /// The public half.
    pub fn public(&self) -> LogPublicKey {
        LogPublicKey(self.0.verifying_key())
    }

    /// A text with its signature: a note. The key's name is the text's first line, as tlog-checkpoint has it.
    ///
    /// # Panics
    /// When the text does not end with a line break, or its first line is no origin ([`is_origin`]): what the
    /// program writes itself.
    pub fn sign(&self, text: &str) -> String {
        let (name, _) = text.split_once('\n').unwrap_or_default();
        assert!(
            text.ends_with('\n') && is_origin(name),
            "a note has whole lines, and first an origin"
        );
        let mut signed = [0; 68];
        signed[..4].copy_from_slice(&key_id(name, &self.0.verifying_key()));
        signed[4..].copy_from_slice(&self.0.sign(text.as_bytes()).to_bytes());
        let mut note = String::with_capacity(text.len() + DASH.len() + name.len() + 95);
        for part in [text, "\n", DASH, name, " ", &armour::encode(&signed), "\n"] {
            note.push_str(part);
        }
        note
    }
}

impl LogPublicKey {
    /// The key in these bytes (RFC 8032, section 5.1.5); None when they are no point of the curve.
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<LogPublicKey> {
        VerifyingKey::from_bytes(bytes).ok().map(LogPublicKey)
    }

    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The verifier key of C2SP signed-note: `name+hash+key`, for an origin as name.
    pub fn encode(&self, name: &str) -> String {
        let mut text = format!("{name}+");
        for byte in key_id(name, &self.0) {
            // Unwrap safety: writing into a String does not fail.
            write!(text, "{byte:02x}").expect("a String takes all");
        }
        let mut key = [ED25519; 33];
        key[1..].copy_from_slice(self.0.as_bytes());
        text.push('+');
        text + &armour::encode(&key)
    }

    /// Reads what [`LogPublicKey::encode`] wrote: name and key. None when it is not of that form, for another
    /// algorithm, or the hash does not fit.
    pub fn parse(text: &str) -> Option<(String, LogPublicKey)> {
        let (name, rest) = text.split_once('+')?;
        let (_, key) = rest.split_once('+')?;
        let [ED25519, key @ ..] = armour::decode::<33>(key)? else {
            return None;
        };
        let key = LogPublicKey::from_bytes(&key)?;
        // Written again it must be the same, hash included: one text for one key.
        (is_origin(name) && key.encode(name) == text).then(|| (name.to_owned(), key))
    }

    /// The text of a note that this key signed under the name in the text's first line. Other signatures (of
    /// witnesses) are passed over.
    ///
    /// # Errors
    /// [`NoteRefused`].
    pub fn verify<'a>(&self, note: &'a str) -> Result<&'a str, NoteRefused> {
        let (text, signatures) = parts(note).ok_or(NoteRefused::Malformed)?;
        let (name, _) = text.split_once('\n').ok_or(NoteRefused::Malformed)?;
        if !is_origin(name) {
            return Err(NoteRefused::Malformed);
        }
        let id = key_id(name, &self.0);
        let mut refused = NoteRefused::NotSigned;
        for line in signatures.lines() {
            let rest = line.strip_prefix(DASH).ok_or(NoteRefused::Malformed)?;
            let (signer, signature) = rest.split_once(' ').ok_or(NoteRefused::Malformed)?;
            // Another name, another algorithm's length or another key id: somebody else's signature.
            let Some(signed) = armour::decode::<68>(signature).filter(|_| signer == name) else {
                continue;
            };
            let Some((signed_id, signature)) = signed.split_first_chunk::<4>() else {
                continue;
            };
            if *signed_id == id {
                let signature =
                    Signature::from_slice(signature).map_err(|_| NoteRefused::Forged)?;
                match self.0.verify_strict(text.as_bytes(), &signature) {
                    Ok(()) => return Ok(text),
                    Err(_) => refused = NoteRefused::Forged,
                }
            }
        }
        Err(refused)
    }
}

/// The first four bytes of `SHA-256(name | 0x0a | 0x01 | key)`.
fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let hash = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n', ED25519])
        .chain_update(key.as_bytes())
        .finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

impl std::fmt::Debug for LogSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LogSigner(..)")
    }
}
