//! The arrows between our crates are those that ARCHITECTURE.md draws, and no others.

use cargo_metadata::DependencyKind;

use super::Findings;
use crate::workspace::Workspace;

/// Room and the rooms it may depend on. `None`: free.
const ALLOWED: [(&str, Option<&[&str]>); 14] = [
    ("report", Some(&[])),
    ("seal", Some(&[])),
    ("language", Some(&["report"])),
    ("evidence", Some(&["report"])),
    ("correlate", Some(&["report"])),
    ("triage", Some(&["report"])),
    ("store", Some(&["report", "seal"])),
    (
        "desk",
        Some(&[
            "report",
            "seal",
            "language",
            "evidence",
            "correlate",
            "triage",
            "store",
        ]),
    ),
    ("web", Some(&["desk", "report"])),
    ("phone", Some(&["desk", "report"])),
    (
        "tipline",
        Some(&[
            "report",
            "seal",
            "language",
            "evidence",
            "correlate",
            "triage",
            "store",
            "desk",
            "web",
            "phone",
        ]),
    ),
    ("tests", None),
    ("xtask", None),
    ("fuzz", None),
];

/// One arrow: a crate of ours and one of ours that it depends on, tests apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Arrow {
    from: String,
    to: String,
}

/// Every crate with an arrow to each crate of ours that it is built with (dev-dependencies are free).
/// A crate without arrows appears with an empty list, so that an undrawn room is noticed too.
pub(super) fn of(workspace: &Workspace) -> Vec<(String, Vec<Arrow>)> {
    let arrows = |package: &cargo_metadata::Package| {
        package
            .dependencies
            .iter()
            .filter(|dependency| {
                dependency.path.is_some() && dependency.kind != DependencyKind::Development
            })
            .map(|dependency| Arrow {
                from: package.name.to_string(),
                to: dependency.name.clone(),
            })
            .collect()
    };
    workspace
        .packages()
        .into_iter()
        .map(|package| (package.name.to_string(), arrows(package)))
        .collect()
}

pub(super) fn check(crates: &[(String, Vec<Arrow>)]) -> Findings {
    let mut findings = Findings::default();
    for (name, arrows) in crates {
        match ALLOWED.iter().find(|(room, _)| room == name) {
            None => findings.fault(format!(
                "`{name}` is a room that ARCHITECTURE.md does not draw (xtask/src/house/arrows.rs lists them)"
            )),
            Some((_, None)) => {}
            Some((_, Some(allowed))) => {
                for arrow in arrows.iter().filter(|arrow| !allowed.contains(&arrow.to.as_str())) {
                    findings.fault(format!(
                        "{} -> {} is not an arrow of ARCHITECTURE.md",
                        arrow.from, arrow.to
                    ));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(from: &str, to: &[&str]) -> Vec<(String, Vec<Arrow>)> {
        let arrow = |to: &&str| Arrow {
            from: from.to_owned(),
            to: (*to).to_owned(),
        };
        vec![(from.to_owned(), to.iter().map(arrow).collect())]
    }

    #[test]
    fn a_drawn_arrow_is_allowed() {
        assert_eq!(
            check(&house("web", &["desk", "report"])),
            Findings::default()
        );
        assert_eq!(check(&house("seal", &[])), Findings::default());
        assert_eq!(
            check(&house("tipline", &["store", "phone"])),
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
