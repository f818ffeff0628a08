//! What triage knows of reports, sealed: index room. A report's case is gone with the epoch's key, like its search tokens
//! ([`crate::search`]); the certified models, which hold weights of keyed buckets and nothing of any one report, lie under a
//! key of the index.

use crate::aead::{open_padded, seal_padded};
use crate::binding::Binding;
use crate::key::Key;
use crate::keyring::Keyring;
use crate::label;
use crate::refused::Refused;
use crate::search::with_wrap;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// The keys of triage.
pub struct TriageKeys {
    buckets: [u8; 16],
    cases: Key,
    model: Key,
}

impl Keyring {
    /// The keys of triage.
    pub fn triage_keys(&self) -> TriageKeys {
        let of = |purpose| self.index_key().derive(purpose, b"");
        let mac = self.index_key().mac(label::TRIAGE_BUCKETS, b"");
        let mut buckets = [0; 16];
        buckets.copy_from_slice(&mac[..16]);
        TriageKeys {
            buckets,
            cases: of(label::TRIAGE_CASES),
            model: of(label::TRIAGE_MODEL),
        }
    }
}

impl TriageKeys {
    /// The key by which words fall into buckets.
    pub fn buckets(&self) -> &[u8; 16] {
        &self.buckets
    }

    /// Seals the case of the report whose wrap, without the epoch's layer, is `wrap`.
    pub fn seal_case(
        &self,
        wrap: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
        at: &Binding,
        case: &[u8],
    ) -> Vec<u8> {
        let key = with_wrap(&self.cases, wrap, label::TRIAGE_CASE);
        seal_padded(&key, rng, at, case)
    }

    /// Opens what [`TriageKeys::seal_case`] made.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn open_case(
        &self,
        wrap: &[u8],
        at: &Binding,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Refused> {
        let key = with_wrap(&self.cases, wrap, label::TRIAGE_CASE);
        open_padded(&key, at, sealed)
    }

    /// Seals the certified models.
    pub fn seal_model(
        &self,
        rng: &mut (impl CryptoRng + ?Sized),
        at: &Binding,
        model: &[u8],
    ) -> Vec<u8> {
        seal_padded(&self.model, rng, at, model)
    }

    /// Opens what [`TriageKeys::seal_model`] made.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn open_model(&self, at: &Binding, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refused> {
        open_padded(&self.model, at, sealed)
    }
}

impl std::fmt::Debug for TriageKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TriageKeys(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::seeded;

    fn keys(seed: u64) -> TriageKeys {
        Keyring::found(&mut seeded(seed), 20_000).triage_keys()
    }

    fn place(row: &[u8]) -> Binding<'_> {
        Binding {
            table: "triage",
            row,
            column: "sealed",
            version: 1,
        }
    }

    #[test]
    fn a_case_opens_with_its_reports_wrap_in_its_place_and_nowhere_else() {
        let (keys, rng) = (keys(1), &mut seeded(3));
        let sealed = keys.seal_case(b"wrap", rng, &place(b"row"), b"case");
        let open = |wrap: &[u8], row: &[u8]| keys.open_case(wrap, &place(row), &sealed);
        assert_eq!(open(b"wrap", b"row").expect("it opens").as_slice(), b"case");
        assert!(open(b"another wrap", b"row").is_err() && open(b"wrap", b"another").is_err());
        let other = self::keys(2);
        assert!(other.open_case(b"wrap", &place(b"row"), &sealed).is_err());
        assert!(keys.open_model(&place(b"row"), &sealed).is_err());
    }

    #[test]
    fn the_models_open_under_this_keyring_alone_and_words_fall_elsewhere_under_another() {
        let (keys, other, rng) = (keys(1), keys(2), &mut seeded(3));
        let sealed = keys.seal_model(rng, &place(b"1"), b"weights");
        assert_eq!(
            keys.open_model(&place(b"1"), &sealed)
                .expect("it opens")
                .as_slice(),
            b"weights"
        );
        assert!(other.open_model(&place(b"1"), &sealed).is_err());
        assert_ne!(keys.buckets(), other.buckets());
    }
}
