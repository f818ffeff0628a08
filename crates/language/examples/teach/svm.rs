//! A linear support vector machine with squared hinge loss, by dual coordinate descent (Hsieh et al., "A dual coordinate descent
//! method for large-scale linear SVM", ICML 2008), deterministic.

/// A text: the numbers of its features and the value of each.
pub(crate) type Row = Vec<(u32, f32)>;

/// Learns to part the rows that are `yes` from the others. Returns the weights and, last, the bias.
pub(crate) fn learn(
    rows: &[Row],
    yes: impl Fn(usize) -> bool,
    weigh: impl Fn(usize) -> f64,
    features: usize,
    cost: f64,
) -> Vec<f32> {
    let mut weights = vec![0_f64; features + 1];
    let mut alphas = vec![0_f64; rows.len()];
    let signs: Vec<f64> = (0..rows.len())
        .map(|row| if yes(row) { 1.0 } else { -1.0 })
        .collect();
    let diagonals: Vec<f64> = (0..rows.len())
        .map(|row| 0.5 / (cost * weigh(row)))
        .collect();
    let squares: Vec<f64> = rows
        .iter()
        .map(|row| {
            1.0 + row
                .iter()
                .map(|(_, value)| f64::from(*value).powi(2))
                .sum::<f64>()
        })
        .collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..40 {
        for last in (1..order.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            order.swap(last, (random % (last as u64 + 1)) as usize);
        }
        let mut largest = 0_f64;
        for &row in &order {
            let sign = signs[row];
            let product: f64 = rows[row]
                .iter()
                .map(|(feature, value)| weights[*feature as usize] * f64::from(*value))
                .sum::<f64>()
                + weights[features];
            let gradient = sign * product - 1.0 + diagonals[row] * alphas[row];
            let projected = if alphas[row] == 0.0 {
                gradient.min(0.0)
            } else {
                gradient
            };
            largest = largest.max(projected.abs());
            if projected.abs() > 1e-9 {
                let before = alphas[row];
                alphas[row] = (before - gradient / (squares[row] + diagonals[row])).max(0.0);
                let step = (alphas[row] - before) * sign;
                for (feature, value) in &rows[row] {
                    weights[*feature as usize] += step * f64::from(*value);
                }
                weights[features] += step;
            }
        }
        if largest < 0.01 {
            break;
        }
    }
    weights.into_iter().map(|weight| weight as f32).collect()
}
