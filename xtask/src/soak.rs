//! `cargo xtask soak`: the long fault tests of the integration-test crate.
//!
//! A long test is marked `#[ignore = "soak: why it is long"]` and its name starts with `soak_`. They run one
//! after the other, with their output shown.

use anyhow::{Result, bail};

use crate::optional;
use crate::shell::{cargo, output, run as sh};
use crate::workspace::Workspace;

/// Runs the long tests, or those whose names contain `name`.
///
/// # Errors
/// A test failed, or none has such a name (a soak that ran nothing must not look like a success).
pub(crate) fn run(workspace: &Workspace, name: Option<&str>) -> Result<()> {
    let things = optional::survey(workspace)?;
    sh(cargo(workspace).args(["build", "--package", "tipline"]))?;

    let filter = filter(name);
    let tests = ["test", "--package", "tests", "--test", "tipline", "--"];
    let mut list = cargo(workspace);
    list.args(tests).args(["--ignored", "--list", &filter]);
    optional::tell(&things, &mut list);
    if count(&output(&mut list)?) == 0 {
        bail!("no long test has `{filter}` in its name");
    }

    let mut soak = cargo(workspace);
    soak.args(tests)
        .args(["--ignored", "--nocapture", "--test-threads=1", &filter]);
    optional::tell(&things, &mut soak);
    sh(&mut soak)
}

fn filter(name: Option<&str>) -> String {
    let name = name.unwrap_or_default();
    format!("soak_{}", name.strip_prefix("soak_").unwrap_or(name))
}

/// How many tests a listing names: lines such as `faults::soak_kill: test`.
fn count(listing: &str) -> usize {
    listing
        .lines()
        .filter(|line| line.ends_with(": test"))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_understood_with_and_without_its_prefix() {
        assert_eq!(filter(None), "soak_");
        assert_eq!(filter(Some("kill")), "soak_kill");
        assert_eq!(filter(Some("soak_kill")), "soak_kill");
    }

    #[test]
    fn listed_tests_are_counted() {
        assert_eq!(
            count("faults::soak_kill: test\nsoak_disk: test\n\n2 tests, 0 benchmarks\n"),
            2
        );
        assert_eq!(count("0 tests, 0 benchmarks\n"), 0);
    }
}
