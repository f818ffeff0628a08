//! `cargo xtask test`: the command that the README names.
//!
//! Everything is built in one profile (`dev`, see the root Cargo.toml), so that nothing is compiled twice.
//! The last line of a successful run is the test runner's own summary: nothing may be printed after it.

use anyhow::{Context, Result};

use crate::optional;
use crate::shell::{cargo, has_cargo_command, run as sh};
use crate::workspace::Workspace;

/// Builds the binary and runs the tests whose names contain one of `filter` (all, when it is empty).
///
/// # Errors
/// A build or a test failed, or with `CI=true` something that tests need is missing.
pub(crate) fn run(workspace: &Workspace, filter: &[String]) -> Result<()> {
    let things = optional::survey(workspace)?;
    let mut build = cargo(workspace);
    sh(build.args(["build", "--package", "tipline"]))
        .context("the binary under test cannot be built")?;

    // First the examples in doc comments (nextest cannot run them), so that the summary comes last.
    if filter.is_empty() {
        let mut examples = cargo(workspace);
        sh(examples.args(["test", "--workspace", "--doc", "--quiet"]))
            .context("an example in a doc comment fails")?;
    }

    let mut tests = cargo(workspace);
    if has_cargo_command(workspace, "nextest") {
        tests.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
        tests.args(filter);
    } else {
        tests.args([
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--no-fail-fast",
            "--",
        ]);
        tests.args(filter);
    }
    optional::tell(&things, &mut tests);
    sh(&mut tests).context("tests failed")
}
