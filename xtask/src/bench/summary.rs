//! Exact quantiles of measured times, and numbers fit for JSON.

use std::time::Duration;

use serde_json::{Value, json};

/// Sorted times in microseconds: four bytes a request, half a million requests in two megabytes.
#[derive(Debug)]
pub(super) struct Times(Vec<u32>);

impl Times {
    pub(super) fn of(mut microseconds: Vec<u32>) -> Self {
        microseconds.sort_unstable();
        Self(microseconds)
    }

    /// The nearest-rank quantile in milliseconds; `None` when nothing was measured.
    pub(super) fn quantile_ms(&self, q: f64) -> Option<f64> {
        let rank = (q * self.0.len() as f64).ceil() as usize;
        let index = rank.max(1).min(self.0.len()) - usize::from(!self.0.is_empty());
        self.0
            .get(index)
            .map(|microseconds| f64::from(*microseconds) / 1000.0)
    }

    /// Which share took longer than this.
    pub(super) fn share_above_ms(&self, milliseconds: f64) -> Option<f64> {
        let above = self
            .0
            .iter()
            .filter(|time| f64::from(**time) > milliseconds * 1000.0)
            .count();
        (!self.0.is_empty()).then(|| above as f64 / self.0.len() as f64)
    }
}

/// A time in whole microseconds, at most an hour or so.
pub(super) fn microseconds(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}

/// A number with three decimals; `null` when there is none, a word when it lies beyond what was measured.
pub(super) fn number(value: Option<f64>) -> Value {
    match value {
        None => Value::Null,
        Some(value) if value.is_finite() => json!((value * 1000.0).round() / 1000.0),
        Some(_) => json!("beyond the last bucket"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_nearest_rank() {
        let times = Times::of((1..=100).rev().map(|ms| ms * 1000).collect());
        assert_eq!(times.quantile_ms(0.5), Some(50.0));
        assert_eq!(times.quantile_ms(0.99), Some(99.0));
        assert_eq!(times.quantile_ms(1.0), Some(100.0));
        assert_eq!(times.quantile_ms(0.0), Some(1.0));
        assert_eq!(Times::of(vec![7]).quantile_ms(0.5), Some(0.007));
    }

    #[test]
    fn nothing_measured_has_no_quantile_and_no_share() {
        assert_eq!(Times::of(Vec::new()).quantile_ms(0.5), None);
        assert_eq!(Times::of(Vec::new()).share_above_ms(1.0), None);
    }

    #[test]
    fn the_share_above_a_limit_leaves_the_limit_out() {
        let times = Times::of(vec![61_500, 61_501, 60_000, 70_000]);
        assert_eq!(times.share_above_ms(61.5), Some(0.5));
    }

    #[test]
    fn numbers_are_rounded_and_missing_ones_are_null() {
        assert_eq!(number(Some(1.23456)), json!(1.235));
        assert_eq!(number(None), Value::Null);
        assert_eq!(number(Some(f64::INFINITY)), json!("beyond the last bucket"));
    }
}
