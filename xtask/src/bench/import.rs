//! `bench import`: all reports of two real corpora through `tipline import`.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::server::tipline;
use super::summary::number;
use super::{Bench, Outcome};
use crate::shell::output;

const CORPORA: [&str; 2] = ["faa-uas-2019-2024.jsonl.gz", "tipdm-petitions.jsonl.gz"];

pub(super) fn run(bench: &Bench<'_>) -> Result<Outcome> {
    let mut import = tipline(&bench.program, bench.database().as_deref());
    import.arg("import");
    import.args(corpora(bench)?);
    import.arg("--data").arg(bench.scratch.path().join("data"));
    let summary = output(&mut import)?;
    outcome(&summary)
}

/// The files of reports in both languages.
pub(super) fn corpora(bench: &Bench<'_>) -> Result<Vec<PathBuf>> {
    let files = CORPORA.map(|corpus| bench.shared.join("corpora").join(corpus));
    for file in &files {
        if !file.is_file() {
            bail!(
                "{} is not there; TIPLINE_SHARED names the folder of corpora",
                file.display()
            );
        }
    }
    Ok(files.into())
}

/// From the summary `{"accepted":n,"skipped":n,"bad_lines":[..],"seconds":s}`.
fn outcome(summary: &str) -> Result<Outcome> {
    let summary: Value =
        serde_json::from_str(summary).context("`import` did not print a JSON summary")?;
    let field = |name: &str| {
        summary[name]
            .as_f64()
            .with_context(|| format!("the summary has no `{name}`"))
    };
    let (accepted, seconds) = (field("accepted")?, field("seconds")?);
    let bad = summary["bad_lines"].as_array().map_or(0, Vec::len);
    let json = json!({
        "accepted": accepted,
        "bad_lines": bad,
        "seconds": number(Some(seconds)),
        "per_second": number(Some(accepted / seconds)),
    });
    let unacceptable = (bad > 0).then(|| format!("{bad} line(s) of the corpora were refused"));
    Ok(Outcome { json, unacceptable })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_comes_from_the_summarys_own_seconds() {
        let outcome =
            outcome(r#"{"accepted":11385,"skipped":0,"bad_lines":[],"seconds":2.5}"#).unwrap();
        assert_eq!(outcome.json["per_second"], json!(4554.0));
        assert_eq!(outcome.unacceptable, None);
    }

    #[test]
    fn a_bad_line_is_not_acceptable_and_a_summary_without_figures_is_an_error() {
        let bad =
            outcome(r#"{"accepted":1,"skipped":0,"bad_lines":[{"line":7}],"seconds":1}"#).unwrap();
        assert!(bad.unacceptable.is_some());
        assert!(outcome("{}").is_err());
        assert!(outcome("accepted 3").is_err());
    }
}
