//! Counts which characters follow which, and stretches the scale so that one text in a hundred lies below 85.

use language::perplexity::{Characters, LONGEST, hash, letter, mostly_han, to_bytes};
use std::collections::BTreeMap;

/// N-grams longer than two characters have to be seen this often.
const SEEN: u32 = 2;
/// The hundredth of the texts that lies below the threshold, and the threshold (product.md, T7).
const BELOW: f64 = 0.01;
const THRESHOLD: f64 = 85.0;
/// Characters below which a text says little.
const SHORT: usize = 60;

pub(crate) fn learn(texts: &[&str]) -> Vec<u8> {
    let normal: Vec<String> = texts.iter().map(|text| language::compared(text)).collect();
    // The scale is set on texts that the counts do not hold: every tenth.
    let part = |which: bool| {
        let numbered = normal.iter().enumerate();
        numbered
            .filter(move |(at, _)| (at % 10 == 0) == which)
            .map(|(_, text)| text.as_str())
    };
    let held = Characters::of([1.0, 1.0], count(part(false)).into_iter());
    let stretch = [true, false].map(|han| {
        let of_language =
            part(true).filter(|text| mostly_han(text) == han && text.chars().count() >= SHORT);
        let mut surprises: Vec<f64> = of_language.filter_map(|text| held.surprise(text)).collect();
        surprises.sort_by(f64::total_cmp);
        let at = (surprises.len() as f64 * BELOW) as usize;
        THRESHOLD.ln() / surprises[at]
    });
    to_bytes(stretch, &count(normal.iter().map(String::as_str)))
}

fn count<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<(u32, u32, u16)> {
    let mut grams: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    for text in texts {
        let letters: Vec<u32> = text.chars().map(|c| u32::from(letter(c))).collect();
        for long in 1..=LONGEST {
            for gram in letters.windows(long) {
                *grams.entry(gram.to_vec()).or_default() += 1;
            }
        }
    }
    grams.retain(|gram, count| gram.len() <= 2 || *count >= SEEN);
    let mut counts: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for (gram, count) in &grams {
        counts.entry(hash(gram, false)).or_default().0 += count;
        let context = counts
            .entry(hash(&gram[..gram.len() - 1], true))
            .or_default();
        context.0 += count;
        context.1 += 1;
    }
    let short = |count: u32| u16::try_from(count).unwrap_or(u16::MAX);
    counts
        .into_iter()
        .map(|(hash, (count, kinds))| (hash, count, short(kinds)))
        .collect()
}
