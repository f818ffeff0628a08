//! Exact tails of the binomial distribution.

/// The probability that of `trials`, each wrong with probability `rate`, at most `errors` are wrong. Exact but for rounding: the
/// terms are summed from the largest, each from the one beside it.
///
/// # Panics
/// If `rate` is not between 0 and 1.
pub(crate) fn at_most(errors: u64, trials: u64, rate: f64) -> f64 {
    assert!((0.0..=1.0).contains(&rate), "a rate");
    if errors >= trials || rate == 0.0 {
        return 1.0;
    }
    if rate == 1.0 {
        return 0.0;
    }
    // The largest term of the sum, then downwards and upwards from it.
    let odds = rate / (1.0 - rate);
    let mode = (((trials + 1) as f64 * rate).floor() as u64).min(errors);
    let top = (ln_choose(trials, mode)
        + mode as f64 * rate.ln()
        + (trials - mode) as f64 * (-rate).ln_1p())
    .exp();
    let mut sum = top;
    let mut term = top;
    for k in (0..mode).rev() {
        term *= (k + 1) as f64 / ((trials - k) as f64 * odds);
        sum += term;
        if term < sum * 1e-18 {
            break;
        }
    }
    term = top;
    for k in mode + 1..=errors {
        term *= (trials - k + 1) as f64 * odds / k as f64;
        sum += term;
        if term < sum * 1e-18 {
            break;
        }
    }
    sum.min(1.0)
}

/// The largest share that could still be wrong where `errors` of `trials` were, at this confidence (Clopper and Pearson, one
/// side): 1 when nothing was tried.
pub fn upper_bound(errors: u64, trials: u64, confidence: f64) -> f64 {
    if errors >= trials {
        return 1.0;
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if at_most(errors, trials, middle) > 1.0 - confidence {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// Of how many cases so many may be wrong, so that the share that is wrong is below `rate` at this confidence.
pub fn needed(errors: u64, rate: f64, confidence: f64) -> u64 {
    let enough = |trials: u64| at_most(errors, trials, rate) <= 1.0 - confidence;
    let mut high = errors + 1;
    while !enough(high) {
        high *= 2;
    }
    let mut low = high / 2;
    while low + 1 < high {
        let middle = low.midpoint(high);
        if enough(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// The logarithm of how many ways there are to choose.
fn ln_choose(all: u64, some: u64) -> f64 {
    ln_factorial(all) - ln_factorial(some) - ln_factorial(all - some)
}

/// ln(n!): summed where it is short, else by Stirling's series, whose error is below 1e-12 from there.
fn ln_factorial(n: u64) -> f64 {
    if n < 32 {
        return (2..=n).map(|k| (k as f64).ln()).sum();
    }
    let n = n as f64;
    let series = 1.0 / (12.0 * n) - 1.0 / (360.0 * n.powi(3)) + 1.0 / (1260.0 * n.powi(5));
    n * n.ln() - n + 0.5 * (std::f64::consts::TAU * n).ln() + series
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn so_many_cases_are_needed_for_seven_in_a_thousand() {
        let of = |errors, confidence| needed(errors, 0.007, confidence);
        let at_95 = [0, 1, 2, 3, 5, 8, 10, 15, 20].map(|errors| of(errors, 0.95));
        assert_eq!(
            at_95,
            [427, 676, 898, 1_106, 1_500, 2_059, 2_420, 3_296, 4_148]
        );
        let at_99 = [0, 1, 2, 3, 5].map(|errors| of(errors, 0.99));
        assert_eq!(at_99, [656, 946, 1_198, 1_432, 1_869]);
    }

    /// By its definition.
    fn by_the_book(errors: u64, trials: u64, rate: f64) -> f64 {
        let mut term = (1.0 - rate).powi(trials as i32);
        let mut sum = term;
        for k in 1..=errors {
            term *= (trials - k + 1) as f64 / k as f64 * rate / (1.0 - rate);
            sum += term;
        }
        sum
    }

    proptest! {
        #[test]
        fn a_tail_is_the_sum_of_its_terms(trials in 1_u64..300, share in 0.0..1.0_f64, rate in 0.01..0.9_f64) {
            let errors = (trials as f64 * share) as u64;
            let book = if errors >= trials { 1.0 } else { by_the_book(errors, trials, rate) };
            prop_assert!((at_most(errors, trials, rate) - book).abs() < 1e-9);
        }

        #[test]
        fn more_errors_and_lower_rates_are_likelier(errors in 0_u64..50, more in 1_u64..500, rate in 0.0..0.99_f64) {
            let trials = errors + more;
            let here = at_most(errors, trials, rate);
            prop_assert!((0.0..=1.0).contains(&here));
            prop_assert!(at_most(errors + 1, trials, rate) >= here - 1e-12);
            prop_assert!(at_most(errors, trials, rate + 0.01) <= here + 1e-12);
        }

        #[test]
        fn a_bound_is_where_the_tail_is_one_in_twenty(errors in 0_u64..30, more in 1_u64..3_000) {
            let trials = errors + more;
            let bound = upper_bound(errors, trials, 0.95);
            prop_assert!((at_most(errors, trials, bound) - 0.05).abs() < 1e-6);
        }
    }
}
