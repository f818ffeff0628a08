use super::*;
use rand_core::Rng;
use seal::{Keyring, SearchKeys};
use std::collections::BTreeMap;

const LOT: Lot = Lot {
    month: 7,
    circle_key: report::Id([1; 16]),
};

/// Repeatable chance: a multiplier of L'Ecuyer (1999).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(2_862_933_555_777_941_757)
            .wrapping_add(3_037_000_493);
        (self.0 >> 33) % bound
    }
}

pub(in crate::index) fn keys() -> SearchKeys {
    struct Counted(u64);
    impl rand_core::TryRng for Counted {
        type Error = std::convert::Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(7)
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            self.0 += 1;
            Ok(self.0)
        }
        fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
            out.fill(self.next_u32() as u8);
            Ok(())
        }
    }
    impl rand_core::TryCryptoRng for Counted {}
    Keyring::found(&mut Counted(0), 20_000).search_keys(7)
}

pub(in crate::index) fn words(tokens: &SearchKeys, words: &[u64]) -> Vec<Token> {
    let words: Vec<String> = words.iter().map(u64::to_string).collect();
    tokens.tokens(words.iter().map(String::as_str))
}

fn found(segment: &Segment, tokens: &[Token]) -> Vec<i64> {
    let mut found = Vec::new();
    segment.having(tokens, &mut found);
    found.sort_unstable();
    found
}

#[test]
fn whatever_comes_and_goes_a_segment_finds_what_a_list_of_reports_finds() {
    let (keys, mut chance) = (keys(), Chance(1));
    let (mut segment, mut reports) = (Segment::new(LOT), BTreeMap::new());
    for place in 1..=3_000 {
        let some: Vec<u64> = (0..20)
            .map(|_| chance.below(100) * chance.below(100))
            .collect();
        let tokens = words(&keys, &some);
        segment.add(place, &tokens);
        reports.insert(place, tokens);
        if chance.below(3) == 0 {
            let gone = 1 + chance.below(place as u64) as i64;
            segment.remove(gone);
            reports.remove(&gone);
        }
        if place % 100 == 0 {
            for _ in 0..20 {
                let asked = words(&keys, &[chance.below(40), chance.below(10)]);
                let naive = reports
                    .iter()
                    .filter(|(_, has)| asked.iter().all(|token| has.contains(token)));
                let naive: Vec<i64> = naive.map(|(place, _)| *place).collect();
                assert_eq!(found(&segment, &asked), naive, "after {place}");
            }
        }
    }
    assert!(
        !segment.numbers.is_empty() && !segment.recent.is_empty(),
        "both parts were asked"
    );
    assert!(segment.reports.len() < 2_600, "what has gone makes room");
    reports.keys().for_each(|place| segment.remove(*place));
    assert!(segment.is_empty() && segment.numbers.is_empty());
}

#[test]
fn a_posting_costs_no_more_than_five_bytes() {
    let (keys, mut chance) = (keys(), Chance(2));
    // Words as languages have them: few are frequent, most are rare.
    let vocabulary: Vec<Token> = (0..60_000).flat_map(|word| words(&keys, &[word])).collect();
    let mut segment = Segment::new(LOT);
    let mut postings = 0;
    for place in 1..=4_000 {
        let mut tokens: Vec<Token> = (0..250)
            .map(|_| vocabulary[(chance.below(60_000) * chance.below(60_000) / 60_000) as usize])
            .collect();
        tokens.sort_unstable();
        tokens.dedup();
        postings += tokens.len();
        segment.add(place, &tokens);
    }
    let bytes = segment.reports.capacity() * 8
        + (segment.tokens.capacity() + segment.starts.capacity()) * 4
        + segment.numbers.capacity() * 2
        + segment.recent.capacity() * 8;
    assert!(
        bytes <= 5 * postings,
        "{bytes} bytes for {postings} postings"
    );
}
