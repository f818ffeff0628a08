//! Sealing to a person or a circle: HPKE base mode (RFC 9180) with X-Wing (ML-KEM-768 with X25519,
//! draft-connolly-cfrg-xwing-kem), HKDF-SHA-256 and ChaCha20-Poly1305.
//!
//! About a hundred microseconds each way, by far the dearest step of the whole crate: [`crate::second`] shares
//! one encapsulation between all reports of a second.

use crate::{aead::TAG, binding::Binding, label, refused::Refused, suite};
use ::hpke::{
    Deserializable, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    kem::Kem, kem::XWing, single_shot_open_inout_detached,
    single_shot_seal_inout_detached_with_rng,
};
use chacha20poly1305::aead::inout::InOutBuf;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

type Private = <XWing as Kem>::PrivateKey;
type Public = <XWing as Kem>::PublicKey;
type Encapsulated = <XWing as Kem>::EncappedKey;
type Tag = ::hpke::aead::AeadTag<ChaCha20Poly1305>;

/// Bytes of a public key.
pub const PUBLIC: usize = 1216;
/// Bytes of an encapsulation.
pub const ENCAPSULATION: usize = 1120;
/// Bytes that sealing adds to a plaintext.
pub const OVERHEAD: usize = 1 + ENCAPSULATION + TAG;

/// A private key: the 32-byte seed of X-Wing. Zeroized on drop, never shown.
#[derive(Clone)]
pub struct PrivateKey(Box<Private>);

/// A public key, checked when it was read. 1,216 bytes when written.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(Box<Public>);

/// A new pair.
pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> (PrivateKey, PublicKey) {
    let mut seed = Zeroizing::new([0; 32]);
    rng.fill_bytes(&mut *seed);
    let private = PrivateKey::from_bytes(&seed);
    let public = private.public();
    (private, public)
}

impl PrivateKey {
    /// The key of this seed. Every 32 bytes are one.
    pub fn from_bytes(seed: &[u8; 32]) -> PrivateKey {
        // Unwrap safety: from_bytes refuses only another length than 32 (hpke 0.15, kem/xwing.rs).
        PrivateKey(Box::new(
            Private::from_bytes(seed).expect("a seed has 32 bytes"),
        ))
    }

    /// The seed.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        let mut seed = Zeroizing::new([0; 32]);
        self.0.write_exact(&mut *seed);
        seed
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(Box::new(XWing::sk_to_pk(&self.0)))
    }
}

impl PublicKey {
    /// Reads a public key.
    ///
    /// # Errors
    /// [`Refused::Length`] unless there are [`PUBLIC`] bytes; [`Refused::Damaged`] when ML-KEM's check of its
    /// coefficients fails (FIPS 203, section 7.2).
    pub fn from_bytes(bytes: &[u8]) -> Result<PublicKey, Refused> {
        if bytes.len() != PUBLIC {
            return Err(Refused::Length);
        }
        Ok(PublicKey(Box::new(
            Public::from_bytes(bytes).map_err(|_| Refused::Damaged)?,
        )))
    }

    /// The [`PUBLIC`] bytes of it.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }
}

/// Seals to a public key: `suite | encapsulation 1120 | ciphertext | tag 16`.
pub fn seal_to(
    to: &PublicKey,
    rng: &mut (impl CryptoRng + ?Sized),
    at: &Binding,
    plain: &[u8],
) -> Vec<u8> {
    const HEAD: usize = 1 + ENCAPSULATION;
    let mut out = Vec::with_capacity(OVERHEAD + plain.len());
    out.push(suite::HPKE);
    out.resize(HEAD, 0);
    out.extend_from_slice(plain);
    // The trait of hpke wants a sized source: a reference to ours is one.
    let mut rng = rng;
    let (encapsulated, tag) =
        single_shot_seal_inout_detached_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeS::Base,
            &to.0,
            label::HPKE_INFO.as_bytes(),
            InOutBuf::from(&mut out[HEAD..]),
            &at.encode(suite::HPKE),
            &mut rng,
        )
        // Unwrap safety: X-Wing's encapsulation is infallible (hpke 0.15, kem/xwing.rs), the first message of a
        // context cannot be one too many, and a plaintext in memory is below 256 GiB.
        .expect("encapsulation to a checked key, and one message");
    encapsulated.write_exact(&mut out[1..HEAD]);
    out.extend_from_slice(&tag.to_bytes());
    out
}

/// Opens what [`seal_to`] made.
///
/// # Errors
/// [`Refused`], when it is of another suite, too short, damaged, sealed to another key or from another place.
pub fn open_with(
    private: &PrivateKey,
    at: &Binding,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Refused> {
    let (&found, rest) = sealed.split_first().ok_or(Refused::Length)?;
    if found != suite::HPKE {
        return Err(Refused::Suite { found });
    }
    let (encapsulated, rest) = rest
        .split_at_checked(ENCAPSULATION)
        .ok_or(Refused::Length)?;
    let (text, tag) = rest.split_last_chunk::<TAG>().ok_or(Refused::Length)?;
    let encapsulated = Encapsulated::from_bytes(encapsulated).map_err(|_| Refused::Damaged)?;
    let tag = Tag::from_bytes(tag).map_err(|_| Refused::Damaged)?;
    let mut plain = Zeroizing::new(text.to_vec());
    single_shot_open_inout_detached::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeR::Base,
        &private.0,
        &encapsulated,
        label::HPKE_INFO.as_bytes(),
        InOutBuf::from(plain.as_mut_slice()),
        &at.encode(suite::HPKE),
        &tag,
    )
    .map_err(|_| Refused::Damaged)?;
    Ok(plain)
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrivateKey(..)")
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PublicKey(..)")
    }
}

#[cfg(test)]
mod tests;
