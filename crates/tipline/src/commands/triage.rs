//! `tipline triage`: status, calibrate, evaluate.

use super::print;
use crate::Outcome;
use crate::args::{Triage, TriageDeed};
use crate::control::{Command, Control};
use crate::terminal;
use anyhow::{Context, bail};
use desk::TriageStatus;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use triage::{Case, Decided, Evaluation, Features, LEVELS, Opinion, Tongue, evaluate};

/// Certified errors that a proxy is tried at.
const ERRORS: [f64; 3] = [0.1, 0.05, 0.02];
const CONFIDENCE: f64 = 0.95;

pub(crate) fn run(triage: &Triage) -> anyhow::Result<Outcome> {
    let command = match &triage.deed {
        TriageDeed::Status => Command::TriageStatus,
        TriageDeed::Calibrate => Command::TriageCalibrate,
        TriageDeed::Evaluate { file: None } => Command::TriageEvaluate,
        TriageDeed::Evaluate { file: Some(file) } => {
            print(&proxy(file)?)?;
            return Ok(Outcome::Done);
        }
    };
    let mut control = Control::reach(&triage.place, false)?;
    let bar = terminal::progress(0, "calculating", false);
    let said = control.ask(command, |_| {})?;
    bar.finish_and_clear();
    print(&said)?;
    Ok(Outcome::Done)
}

/// How it stands, as JSON.
pub(crate) fn status(status: &TriageStatus) -> Value {
    let class = |class: &desk::ClassStatus| {
        let certified = class.tested.and_then(|tested| tested.class);
        let certified = certified.map(|class| class.certified);
        json!({
            "language": class.tongue.code(),
            "level": class.level.as_str(),
            "alone": class.is_in_force() && !status.outdated,
            "allowed": class.allowed,
            "tested": class.tested.map(|tested| json!({
                "cases": tested.of_language,
                "agreed": tested.agreed,
                "wrong": tested.wrong,
            })),
            "certificate": certified.map(|certified| json!({
                "threshold": certified.threshold,
                "cases": certified.accepted,
                "errors": certified.errors,
                "bound": certified.bound,
                "coverage": class.tested.map(|tested| tested.coverage()),
            })),
            "missing": class.missing,
            "alarm": {
                "audited": class.alarm.audited,
                "errors": class.alarm.errors,
                "evidence": class.alarm.evidence,
                "raised": class.alarm.raised,
            },
        })
    };
    json!({
        "promise": { "error": status.promise.error, "confidence": status.promise.confidence, "each": true },
        "decided": status.decided,
        "alone": status.alone,
        "calibration": status.calibration,
        "outdated": status.outdated,
        "classes": status.classes.iter().map(class).collect::<Vec<_>>(),
    })
}

/// What the models are worth, as JSON; `models` are their names.
pub(crate) fn evaluation(evaluation: &Evaluation, models: &[&str]) -> Value {
    let share = |count: u64| count as f64 / evaluation.tested.max(1) as f64;
    let wrong: serde_json::Map<String, Value> = models
        .iter()
        .zip(&evaluation.wrong)
        .map(|(model, wrong)| ((*model).to_owned(), json!(share(*wrong))))
        .collect();
    let certified: Vec<Value> = evaluation
        .certified
        .iter()
        .map(|(error, certified)| {
            json!({
                "error": error,
                "coverage": certified.map_or(0.0, |certified| share(certified.accepted)),
                "cases": certified.map_or(0, |certified| certified.accepted),
                "errors": certified.map_or(0, |certified| certified.errors),
                "bound": certified.map(|certified| certified.bound),
            })
        })
        .collect();
    json!({
        "learnt": evaluation.learnt,
        "tested": evaluation.tested,
        "wrong": wrong,
        "all_wrong": share(evaluation.all_wrong),
        "agreed_and_wrong": share(evaluation.wrong_together),
        "certified": certified,
    })
}

/// Tries the two models that learn on labels that nobody here decided.
fn proxy(file: &Path) -> anyhow::Result<Value> {
    let opened =
        std::fs::File::open(file).with_context(|| format!("cannot open {}", file.display()))?;
    let mut labels: Vec<String> = Vec::new();
    let mut decided = Vec::new();
    for (number, line) in (1..).zip(BufReader::new(opened).lines()) {
        let line = line.with_context(|| format!("cannot read {}", file.display()))?;
        if line.trim().is_empty() {
            continue;
        }
        let at = || format!("{}, line {number}", file.display());
        let value: Value = serde_json::from_str(&line).with_context(at)?;
        let (Some(text), Some(label)) = (value["text"].as_str(), value["label"].as_str()) else {
            bail!("{}: a line has a `text` and a `label`, both text", at());
        };
        let known = labels.iter().position(|known| known == label);
        let level = known.unwrap_or_else(|| {
            labels.push(label.to_owned());
            labels.len() - 1
        });
        if level >= LEVELS {
            bail!(
                "{}: {label:?} is a fifth label, and four are the most",
                at()
            );
        }
        // Nothing is kept: any key will do.
        let features = Features::of(&[0; 16], language::meaning::features_of(text));
        decided.push(Decided {
            seq: number,
            case: Case {
                tongue: Tongue::Other,
                read: Opinion {
                    level: 0,
                    certainty: 0.0,
                },
                read_by: 0,
                features,
            },
            level: u8::try_from(level)?,
            counts: true,
        });
    }
    let mut said = evaluation(
        &evaluate(&decided, false, &ERRORS, CONFIDENCE),
        &["words", "neighbours"],
    );
    said["proxy"] = json!(true);
    said["labels"] = json!(labels);
    Ok(said)
}
