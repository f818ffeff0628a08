//! `cargo xtask teach`: the models of `language` from the written examples, in a release build.

use anyhow::Result;

use crate::shell::{cargo, run as sh};
use crate::workspace::Workspace;

/// Makes them; `left_out` names files of examples that they do not learn from.
///
/// # Errors
/// It does not build, or an example cannot be read.
pub(crate) fn run(workspace: &Workspace, left_out: &[String]) -> Result<()> {
    let mut teach = cargo(workspace);
    teach.args([
        "run",
        "--release",
        "--package",
        "language",
        "--example",
        "teach",
        "--",
    ]);
    sh(teach.args(left_out))
}

/// Writes the page of the signatures.
///
/// # Errors
/// It does not build, or the page cannot be written.
pub(crate) fn page(workspace: &Workspace) -> Result<()> {
    let mut page = cargo(workspace);
    sh(page.args(["run", "--package", "language", "--example", "page"]))
}
