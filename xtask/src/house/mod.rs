//! `cargo xtask house`: the rules of ARCHITECTURE.md that a compiler does not check.
//!
//! One rule a file. Each is a function from plain values to [`Findings`], so that it is tested on made-up
//! input; only this file and [`files`] look at the disk.

mod arrows;
mod decisions;
mod files;
mod length;
mod lints;
mod packages;
mod traces;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, output};
use crate::workspace::Workspace;

/// What a rule has to say: faults fail the run, remarks are only shown.
#[derive(Debug, Default, PartialEq)]
struct Findings {
    faults: Vec<String>,
    remarks: Vec<String>,
}

impl Findings {
    fn fault(&mut self, text: impl Into<String>) {
        self.faults.push(text.into());
    }

    fn remark(&mut self, text: impl Into<String>) {
        self.remarks.push(text.into());
    }
}

/// Checks every rule and shows all faults, not only the first.
///
/// # Errors
/// At least one rule is broken, or the repository cannot be read.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let texts = files::texts(&workspace.root)?;
    let lock = fs::read_to_string(workspace.root.join("Cargo.lock"))
        .context("Cargo.lock cannot be read")?;
    let rules = [
        (
            "arrows between crates",
            arrows::check(&arrows::of(workspace)),
        ),
        ("length of files", length::check(&texts)),
        (
            "traces of a machine, unfinished code",
            traces::check(&texts),
        ),
        ("lint table inherited", lints::check(&manifests(workspace)?)),
        ("banned crates", packages::check(&tree(workspace)?, &lock)?),
        (
            "numbering of decisions",
            decisions::check(&decisions::of(&texts)),
        ),
    ];
    let mut broken = 0;
    for (rule, findings) in &rules {
        let verdict = if findings.faults.is_empty() {
            "ok"
        } else {
            "BROKEN"
        };
        eprintln!("house: {rule}: {verdict}");
        for remark in &findings.remarks {
            eprintln!("    (remark) {remark}");
        }
        for fault in &findings.faults {
            eprintln!("    {fault}");
        }
        broken += usize::from(!findings.faults.is_empty());
    }
    if broken > 0 {
        bail!("{broken} rule(s) of the house are broken, see the lines above");
    }
    Ok(())
}

/// Each package's name and the text of its manifest.
fn manifests(workspace: &Workspace) -> Result<Vec<(String, String)>> {
    let read = |path: &std::path::Path| {
        fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
    };
    workspace
        .packages()
        .into_iter()
        .map(|package| {
            Ok((
                package.name.to_string(),
                read(package.manifest_path.as_std_path())?,
            ))
        })
        .collect()
}

/// What is really compiled, every feature on, for this platform, a package a line.
///
/// Cargo.lock names more than that: an optional crate behind a weak feature (`ring?/alloc` of
/// rustls-webpki) stands there although nothing ever builds it.
fn tree(workspace: &Workspace) -> Result<String> {
    let mut tree = cargo(workspace);
    tree.args(["tree", "--workspace", "--all-features"]);
    tree.args(["--edges", "normal,build,dev", "--prefix", "none", "--quiet"]);
    output(&mut tree)
}
