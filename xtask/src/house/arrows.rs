//! The arrows between our crates are those that ARCHITECTURE.md draws, and no others.

use cargo_metadata::DependencyKind;

use super::Findings;
use crate::workspace::Workspace;

/// Room and the rooms it may depend on. `None`: free.
const ALLOWED: [(&str, Option<&[&str]>); 12] = [
    ("report", Some(&[])),
    ("seal", Some(&[])),
    ("language", Some(&["report"])),
    ("evidence", Some(&["report"])),
    ("triage", Some(&["report"])),
    ("store", Some(&["report", "seal"])),
    (
        "desk",
        Some(&["report", "seal", "language", "evidence", "triage", "store"]),
    ),
    ("web", Some(&["desk", "report"])),
    (
        "tipline",
        Some(&[
            "report", "seal", "language", "triage", "store", "desk", "web",
        ]),
    ),
    ("tests", None),
    ("xtask", None),
    ("fuzz", None),
];

/// Every crate with the crates of ours that it is built with (dev-dependencies are free).
/// A crate without arrows appears with an empty list, so that an undrawn room is noticed too.
pub(super) fn of(workspace: &Workspace) -> Vec<(String, Vec<String>)> {
    let arrows = |package: &cargo_metadata::Package| {
        package
            .dependencies
            .iter()
            .filter(|dependency| {
                dependency.path.is_some() && dependency.kind != DependencyKind::Development
            })
            .map(|dependency| dependency.name.clone())
            .collect()
    };
    workspace
        .packages()
        .into_iter()
        .map(|package| (package.name.to_string(), arrows(package)))
        .collect()
}

pub(super) fn check(crates: &[(String, Vec<String>)]) -> Findings {
    let mut findings = Findings::default();
    for (name, arrows) in crates {
        match ALLOWED.iter().find(|(room, _)| room == name) {
            None => findings.fault(format!(
                "`{name}` is a room that ARCHITECTURE.md does not draw (xtask/src/house/arrows.rs lists them)"
            )),
            Some((_, None)) => {}
            Some((_, Some(allowed))) => {
                for to in arrows.iter().filter(|to| !allowed.contains(&to.as_str())) {
                    findings.fault(format!("{name} -> {to} is not an arrow of ARCHITECTURE.md"));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(from: &str, to: &[&str]) -> Vec<(String, Vec<String>)> {
        let to = to.iter().map(|to| (*to).to_owned());
        vec![(from.to_owned(), to.collect())]
    }

    #[test]
    fn a_drawn_arrow_is_allowed() {
        assert_eq!(
            check(&house("web", &["desk", "report"])),
            Findings::default()
        );
        assert_eq!(check(&house("seal", &[])), Findings::default());
        assert_eq!(
            check(&house("tipline", &["store", "web"])),
            Findings::default()
        );
    }

    #[test]
    fn web_never_sees_the_store() {
        let findings = check(&house("web", &["desk", "store"]));
        assert_eq!(
            findings.faults,
            ["web -> store is not an arrow of ARCHITECTURE.md"]
        );
    }

    #[test]
    fn report_and_seal_do_not_know_each_other() {
        assert_eq!(check(&house("report", &["seal"])).faults.len(), 1);
        assert_eq!(check(&house("seal", &["report"])).faults.len(), 1);
    }

    #[test]
    fn nothing_may_be_built_with_the_tests_or_with_xtask() {
        assert_eq!(
            check(&house("tipline", &["xtask", "tests"])).faults.len(),
            2
        );
        assert_eq!(check(&house("tests", &["store"])), Findings::default());
    }

    #[test]
    fn a_room_that_nobody_drew_is_a_fault() {
        assert!(check(&house("common", &[])).faults[0].contains("does not draw"));
    }

    #[test]
    fn every_room_that_may_be_entered_is_a_room() {
        let rooms: Vec<_> = ALLOWED.iter().map(|(room, _)| *room).collect();
        for (_, allowed) in ALLOWED {
            assert!(
                allowed
                    .unwrap_or_default()
                    .iter()
                    .all(|room| rooms.contains(room))
            );
        }
    }
}
