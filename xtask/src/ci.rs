//! `cargo xtask ci`: exactly what CI runs, in this order, stopping at the first failure.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::shell::{cargo, has_cargo_command, run as sh};
use crate::workspace::Workspace;
use crate::{house, test};

/// What a step that did not fail has to say.
enum Outcome {
    Done,
    /// Nothing to check here, and why.
    Skipped(String),
}

type Step = fn(&Workspace) -> Result<Outcome>;

/// The steps in their order. `test` is last: its summary is the closing line that a reader of the log needs.
const STEPS: [(&str, Step); 5] = [
    ("format", format),
    ("clippy", clippy),
    ("house", |workspace| {
        house::run(workspace).map(|()| Outcome::Done)
    }),
    ("deny", deny),
    ("test", |workspace| {
        test::run(workspace, &[]).map(|()| Outcome::Done)
    }),
];

/// Runs every step.
///
/// # Errors
/// The first step that failed; those after it were not run.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let last = STEPS.len() - 1;
    for (index, (name, step)) in STEPS.iter().enumerate() {
        eprintln!("\n=== {}/{} {name}", index + 1, STEPS.len());
        let start = Instant::now();
        let outcome = step(workspace).with_context(|| {
            format!(
                "CI stopped at step {} of {}, `{name}`",
                index + 1,
                STEPS.len()
            )
        })?;
        let seconds = start.elapsed().as_secs_f64();
        match outcome {
            Outcome::Skipped(why) => eprintln!("=== {name}: SKIPPED, {why}"),
            // After the tests nothing is printed: their summary closes the log and tells their time.
            Outcome::Done if index == last => {}
            Outcome::Done => eprintln!("=== {name}: passed in {seconds:.1} s"),
        }
    }
    Ok(())
}

fn format(workspace: &Workspace) -> Result<Outcome> {
    sh(cargo(workspace).args(["fmt", "--all", "--", "--check"]))
        .context("some files are not formatted; `cargo fmt --all` mends that")?;
    Ok(Outcome::Done)
}

fn clippy(workspace: &Workspace) -> Result<Outcome> {
    let everything = ["clippy", "--workspace", "--all-targets", "--locked"];
    sh(cargo(workspace)
        .args(everything)
        .args(["--", "-D", "warnings"]))?;
    Ok(Outcome::Done)
}

/// Licences, banned crates and sources need nothing but the crates themselves. Advisories need a database that
/// cannot be fetched everywhere, so they are checked only where one lies already.
fn deny(workspace: &Workspace) -> Result<Outcome> {
    if !has_cargo_command(workspace, "deny") {
        return Ok(Outcome::Skipped(
            "cargo-deny is not installed (.ci/run does; or `cargo install cargo-deny --locked`); `house` has checked the \
             banned crates"
                .to_owned(),
        ));
    }
    let check = ["check", "--hide-inclusion-graph"];
    let mut rules = cargo(workspace);
    rules.args(["deny", "--all-features", "--log-level", "error"]);
    sh(rules.args(check).args(["licenses", "bans", "sources"]))?;
    if advisory_database().is_some_and(|folder| folder.is_dir()) {
        let mut advisories = cargo(workspace);
        advisories.args(["deny", "--offline", "--all-features"]);
        sh(advisories.args(check).arg("advisories"))?;
    } else {
        eprintln!(
            "advisories: not checked, no database in cargo's home (`cargo deny fetch` gets one)"
        );
    }
    Ok(Outcome::Done)
}

fn advisory_database() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))?;
    Some(home.join("advisory-dbs"))
}
