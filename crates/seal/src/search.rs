//! The blind index: what a report can be found by, as numbers that only a keyring can make.
//!
//! A token is the first 24 bits of a MAC over a term, under a key of the month: the same word is another token in
//! another month, and in each some of the words share one. A report's tokens lie sorted in one sealed blob, whose key is
//! made from the month's and from the report's own wrap as it is under the epoch's layer: the living are carried with
//! that layer, so the blob is too, and it is gone with the epoch's key like everything else of the report.

use crate::aead::{open_padded, seal_padded};
use crate::binding::Binding;
use crate::key::{self, Key};
use crate::keyring::Keyring;
use crate::label::{self, Label};
use crate::refused::Refused;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Bytes of a token.
const TOKEN: usize = 3;

/// What stands for a term in one month: 24 bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(u32);

impl Token {
    /// Below 2^24.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// The keys of a month's index.
pub struct SearchKeys {
    tokens: Key,
    blobs: Key,
}

impl Keyring {
    /// The keys of the index of a month (months since January 1970).
    pub fn search_keys(&self, month: i64) -> SearchKeys {
        let of = |purpose| self.index_key().derive(purpose, &month.to_le_bytes());
        SearchKeys {
            tokens: of(label::SEARCH_TOKENS),
            blobs: of(label::SEARCH_BLOBS),
        }
    }
}

impl SearchKeys {
    /// The tokens of these terms: sorted, each once.
    pub fn tokens<'t>(&self, terms: impl IntoIterator<Item = &'t str>) -> Vec<Token> {
        let mac = self.tokens.maker(label::SEARCH_TOKEN);
        let mut tokens: Vec<Token> = terms
            .into_iter()
            .map(|term| {
                let [a, b, c, ..] = mac.of(term.as_bytes());
                Token(u32::from_be_bytes([0, a, b, c]))
            })
            .collect();
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    }

    /// Seals the tokens of the report whose wrap, without the epoch's layer, is `wrap`.
    pub fn seal(
        &self,
        wrap: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
        at: &Binding,
        tokens: &[Token],
    ) -> Vec<u8> {
        let mut plain = Zeroizing::new(Vec::with_capacity(tokens.len() * TOKEN));
        for token in tokens {
            plain.extend_from_slice(&token.0.to_be_bytes()[1..]);
        }
        seal_padded(&self.blob_key(wrap), rng, at, &plain)
    }

    /// Opens what [`SearchKeys::seal`] made.
    ///
    /// # Errors
    /// [`Refused`], also when it holds no tokens in their order.
    pub fn open(&self, wrap: &[u8], at: &Binding, sealed: &[u8]) -> Result<Vec<Token>, Refused> {
        let plain = open_padded(&self.blob_key(wrap), at, sealed)?;
        let (tokens, []) = plain.as_chunks::<TOKEN>() else {
            return Err(Refused::Length);
        };
        let tokens: Vec<Token> = tokens
            .iter()
            .map(|[a, b, c]| Token(u32::from_be_bytes([0, *a, *b, *c])))
            .collect();
        if tokens.is_sorted_by(|left, right| left < right) {
            Ok(tokens)
        } else {
            Err(Refused::Damaged)
        }
    }

    fn blob_key(&self, wrap: &[u8]) -> Key {
        with_wrap(&self.blobs, wrap, label::SEARCH_SEAL)
    }
}

/// A key made from one of the index and from a report's own wrap without the epoch's layer. The wrap is secret where the epoch's
/// key is: 24 random bytes and what they seal, as good as any key.
pub(crate) fn with_wrap(index: &Key, wrap: &[u8], label: Label) -> Key {
    let mut out = Zeroizing::new([0; 32]);
    key::extract_and_expand(index, wrap, label, &mut out);
    Key::from_bytes(*out)
}

impl std::fmt::Debug for SearchKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SearchKeys(..)")
    }
}

/// A token says which word it may be to whoever has the keys.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::seeded;

    fn keys(month: i64) -> SearchKeys {
        Keyring::found(&mut seeded(1), 20_000).search_keys(month)
    }

    fn place(row: &[u8]) -> Binding<'_> {
        Binding {
            table: "search",
            row,
            column: "sealed",
            version: 7,
        }
    }

    #[test]
    fn tokens_are_sorted_and_each_is_there_once_whatever_the_order_of_the_terms() {
        let keys = keys(7);
        let tokens = keys.tokens(["drone", "变电", "drone", "fence"]);
        assert_eq!(tokens.len(), 3);
        assert_eq!(tokens, keys.tokens(["fence", "变电", "drone"]));
        assert!(tokens.is_sorted());
    }

    #[test]
    fn a_token_is_the_beginning_of_a_mac_over_the_term() {
        let keys = keys(7);
        let mac = keys.tokens.mac(label::SEARCH_TOKEN, b"drone");
        let [Token(token)] = keys.tokens(["drone"])[..] else {
            panic!("one term, one token");
        };
        assert_eq!(token.to_be_bytes(), [0, mac[0], mac[1], mac[2]]);
    }

    #[test]
    fn the_same_word_is_another_token_in_another_month_and_of_another_keyring() {
        let other = Keyring::found(&mut seeded(2), 20_000).search_keys(7);
        assert_eq!(keys(7).tokens(["drone"]), keys(7).tokens(["drone"]));
        assert_ne!(keys(7).tokens(["drone"]), keys(8).tokens(["drone"]));
        assert_ne!(keys(7).tokens(["drone"]), other.tokens(["drone"]));
    }

    #[test]
    fn tokens_open_with_the_reports_wrap_in_their_place_and_nowhere_else() {
        let (keys, rng) = (keys(7), &mut seeded(3));
        let tokens = keys.tokens(["drone", "变电", "fence"]);
        let sealed = keys.seal(b"wrap", rng, &place(b"row"), &tokens);
        assert_eq!(keys.open(b"wrap", &place(b"row"), &sealed), Ok(tokens));
        assert!(keys.open(b"another wrap", &place(b"row"), &sealed).is_err());
        assert!(keys.open(b"wrap", &place(b"another row"), &sealed).is_err());
        assert!(
            self::keys(8)
                .open(b"wrap", &place(b"row"), &sealed)
                .is_err()
        );
    }

    #[test]
    fn how_many_tokens_there_are_shows_by_the_class_of_the_size_only() {
        let (keys, rng) = (keys(7), &mut seeded(4));
        let few = keys.seal(b"wrap", rng, &place(b"row"), &keys.tokens(["drone"]));
        let none = keys.seal(b"wrap", rng, &place(b"row"), &[]);
        assert_eq!(few.len(), none.len());
        assert_eq!(keys.open(b"wrap", &place(b"row"), &none), Ok(Vec::new()));
    }

    #[test]
    fn what_are_no_tokens_in_their_order_is_refused() {
        let (keys, rng) = (keys(7), &mut seeded(5));
        let mut tokens = keys.tokens(["drone", "fence"]);
        tokens.reverse();
        let sealed = keys.seal(b"wrap", rng, &place(b"row"), &tokens);
        assert_eq!(
            keys.open(b"wrap", &place(b"row"), &sealed),
            Err(Refused::Damaged)
        );
        let sealed = seal_padded(&keys.blob_key(b"wrap"), rng, &place(b"row"), b"four");
        assert_eq!(
            keys.open(b"wrap", &place(b"row"), &sealed),
            Err(Refused::Length)
        );
    }
}
