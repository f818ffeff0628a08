//! The Prometheus text of the ops listener. A metric that is not there is `None`, never zero.

/// One line: `name{label="value",..} number`.
#[derive(Debug, PartialEq)]
struct Sample {
    name: String,
    labels: Vec<(String, String)>,
    value: f64,
}

/// Everything that one GET /metrics said.
#[derive(Debug, Default)]
pub(super) struct Metrics(Vec<Sample>);

impl Metrics {
    pub(super) fn parse(text: &str) -> Self {
        Self(text.lines().filter_map(sample).collect())
    }

    /// Jobs that nobody has leased yet.
    pub(super) fn waiting_jobs(&self) -> Option<f64> {
        self.sum("tipline_jobs", &[("state", "waiting")])
    }

    /// The sum over all series of a gauge or counter that have these labels.
    pub(super) fn sum(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let named = |sample: &&Sample| sample.name == name;
        let labelled = |sample: &&Sample| {
            labels
                .iter()
                .all(|(key, value)| sample.label(key) == Some(*value))
        };
        let values: Vec<_> = self
            .0
            .iter()
            .filter(named)
            .filter(labelled)
            .map(|sample| sample.value)
            .collect();
        (!values.is_empty()).then(|| values.iter().sum())
    }

    /// A quantile of a histogram, in the metric's own unit. Inside a bucket it is interpolated; infinite when it lies
    /// beyond the last bound, `None` when nothing was observed.
    pub(super) fn quantile(&self, name: &str, q: f64) -> Option<f64> {
        let name = format!("{name}_bucket");
        // Series that differ in other labels are added up, bound by bound.
        let mut buckets: Vec<(f64, f64)> = Vec::new();
        for sample in self.0.iter().filter(|sample| sample.name == name) {
            let bound = sample.label("le")?.parse::<f64>().ok()?;
            match buckets.iter_mut().find(|(known, _)| *known == bound) {
                Some((_, count)) => *count += sample.value,
                None => buckets.push((bound, sample.value)),
            }
        }
        buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
        let wanted = buckets
            .last()
            .map(|(_, count)| count * q)
            .filter(|wanted| *wanted > 0.0)?;
        let (mut from, mut below) = (0.0, 0.0);
        for (bound, count) in buckets {
            if count >= wanted {
                return Some(from + (bound - from) * (wanted - below) / (count - below));
            }
            (from, below) = (bound, count);
        }
        None
    }
}

impl Sample {
    fn label(&self, key: &str) -> Option<&str> {
        self.labels
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }
}

fn sample(line: &str) -> Option<Sample> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let (name, labels, rest) = match line.split_once('{') {
        Some((name, rest)) => {
            let (labels, rest) = rest.rsplit_once('}')?;
            (name, labels, rest)
        }
        None => {
            let (name, rest) = line.split_once(char::is_whitespace)?;
            (name, "", rest)
        }
    };
    let value = rest.trim().parse().ok()?;
    let pairs = labels.split("\",").filter_map(|pair| {
        let (key, value) = pair.split_once("=\"")?;
        Some((
            key.trim_matches([' ', ',']).to_owned(),
            value.trim_end_matches('"').to_owned(),
        ))
    });
    Some(Sample {
        name: name.trim().to_owned(),
        labels: pairs.collect(),
        value,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
# HELP tipline_jobs Jobs by state.
# TYPE tipline_jobs gauge
tipline_jobs{kind="analyse",state="waiting"} 12
tipline_jobs{kind="carry",state="waiting"} 3
tipline_jobs{kind="analyse",state="leased"} 4
tipline_reports_total{channel="api"} 100
tipline_reports_total{channel="import"} 20
tipline_uptime_seconds 3.5e2
tipline_log_lag_seconds_bucket{le="0.01"} 50
tipline_log_lag_seconds_bucket{le="0.05"} 90
tipline_log_lag_seconds_bucket{le="0.1"} 98
tipline_log_lag_seconds_bucket{le="+Inf"} 100
tipline_log_lag_seconds_sum 2.5
tipline_log_lag_seconds_count 100
"#;

    #[test]
    fn series_are_added_up_by_their_labels() {
        let metrics = Metrics::parse(TEXT);
        assert_eq!(metrics.waiting_jobs(), Some(15.0));
        assert_eq!(metrics.sum("tipline_jobs", &[]), Some(19.0));
        assert_eq!(metrics.sum("tipline_reports_total", &[]), Some(120.0));
        assert_eq!(metrics.sum("tipline_uptime_seconds", &[]), Some(350.0));
    }

    #[test]
    fn what_is_not_told_is_not_zero() {
        let metrics = Metrics::parse(TEXT);
        assert_eq!(metrics.sum("tipline_jobs", &[("state", "failed")]), None);
        assert_eq!(metrics.quantile("nothing_seconds", 0.5), None);
        assert_eq!(Metrics::parse("<html>").waiting_jobs(), None);
    }

    #[test]
    fn a_quantile_is_interpolated_inside_its_bucket() {
        let metrics = Metrics::parse(TEXT);
        assert_eq!(metrics.quantile("tipline_log_lag_seconds", 0.5), Some(0.01));
        assert_eq!(metrics.quantile("tipline_log_lag_seconds", 0.7), Some(0.03));
        assert_eq!(
            metrics.quantile("tipline_log_lag_seconds", 0.99),
            Some(f64::INFINITY)
        );
    }

    #[test]
    fn nothing_observed_has_no_quantile() {
        let metrics = Metrics::parse("x_bucket{le=\"1\"} 0\nx_bucket{le=\"+Inf\"} 0\n");
        assert_eq!(metrics.quantile("x", 0.5), None);
    }
}
