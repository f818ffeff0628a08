//! A ciphertext is bound to its place: moved to another row or column, it does not open.
//! (The idea is janus's: <https://github.com/divviup/janus>, `aggregator_core/src/datastore.rs`.)

use crate::label;

/// The place of a sealed value. It is authenticated, not stored: whoever opens must know where they read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding<'a> {
    /// The table.
    pub table: &'static str,
    /// The row's key, any bytes.
    pub row: &'a [u8],
    /// The column.
    pub column: &'static str,
    /// The key's version: an epoch, a day, or zero where there is only one key.
    pub version: i64,
}

impl Binding<'_> {
    /// The associated data of a value of this suite in this place. Injective: each part is preceded by its
    /// length, so that no two places (nor two suites in one place) have the same bytes.
    pub(crate) fn encode(&self, suite: u8) -> Vec<u8> {
        let label = label::BINDING.as_bytes();
        let parts = [
            label,
            self.table.as_bytes(),
            self.row,
            self.column.as_bytes(),
        ];
        let mut out =
            Vec::with_capacity(9 + parts.iter().map(|part| 8 + part.len()).sum::<usize>());
        out.push(suite);
        for part in parts {
            out.extend_from_slice(&(part.len() as u64).to_le_bytes());
            out.extend_from_slice(part);
        }
        out.extend_from_slice(&self.version.to_le_bytes());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: [&str; 5] = ["", "a", "ab", "b", "abc"];

    fn place() -> impl Strategy<Value = (&'static str, Vec<u8>, &'static str, i64)> {
        let name = || proptest::sample::select(&NAMES[..]);
        (
            name(),
            proptest::collection::vec(0_u8..3, 0..4),
            name(),
            0_i64..3,
        )
    }

    proptest! {
        #[test]
        fn two_places_have_the_same_bytes_only_when_they_are_the_same(a in place(), b in place()) {
            let bytes = |p: &(&'static str, Vec<u8>, &'static str, i64)| {
                Binding { table: p.0, row: &p.1, column: p.2, version: p.3 }.encode(1)
            };
            prop_assert_eq!(a == b, bytes(&a) == bytes(&b));
        }
    }

    #[test]
    fn no_two_labels_are_the_same_and_each_fits_its_length_byte() {
        let mut texts: Vec<_> = label::ALL.iter().map(|label| label.as_bytes()).collect();
        assert!(texts.iter().all(|text| text.len() < 255));
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), label::ALL.len());
    }
}
