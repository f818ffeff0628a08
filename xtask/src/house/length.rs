//! Rust files stay short: looked at again at 500 lines, never above 800.

use super::Findings;
use super::files::TextFile;

const LOOKED_AT_AGAIN: usize = 500;
const NEVER_ABOVE: usize = 800;

pub(super) fn check(files: &[TextFile]) -> Findings {
    let mut findings = Findings::default();
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        let lines = file.text.lines().count();
        let say = format!("{}: {lines} lines", file.path);
        if lines > NEVER_ABOVE {
            findings.fault(format!(
                "{say}, never above {NEVER_ABOVE}: look for the second noun in it"
            ));
        } else if lines > LOOKED_AT_AGAIN {
            findings.remark(format!("{say}, to be looked at again"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::files::made_up;
    use super::*;

    fn of_lines(path: &str, lines: usize) -> Findings {
        check(&[made_up(path, &"x\n".repeat(lines))])
    }

    #[test]
    fn the_limits_themselves_are_allowed() {
        assert_eq!(of_lines("a.rs", 500), Findings::default());
        assert_eq!(of_lines("a.rs", 800).faults, Vec::<String>::new());
    }

    #[test]
    fn a_long_file_is_a_remark_and_a_very_long_one_a_fault() {
        assert_eq!(of_lines("a.rs", 501).remarks.len(), 1);
        assert!(of_lines("a.rs", 801).faults[0].starts_with("a.rs: 801 lines"));
    }

    #[test]
    fn only_rust_files_are_counted() {
        assert_eq!(of_lines("Cargo.lock", 5000), Findings::default());
    }
}
