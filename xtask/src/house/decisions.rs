//! The files of docs/decisions are numbered 0001, 0002, .. without gap or doubling.

use super::Findings;
use super::files::TextFile;

const FOLDER: &str = "docs/decisions/";

/// The names of the decisions' files; a README there is not one.
pub(super) fn of(files: &[TextFile]) -> Vec<&str> {
    files
        .iter()
        .filter_map(|file| file.path.strip_prefix(FOLDER))
        .filter(|name| *name != "README.md")
        .collect()
}

pub(super) fn check(names: &[&str]) -> Findings {
    let mut findings = Findings::default();
    let mut numbers = Vec::new();
    for name in names {
        match number(name) {
            Some(number) => numbers.push(number),
            None => findings.fault(format!("{FOLDER}{name} is not named NNNN-title.md")),
        }
    }
    numbers.sort_unstable();
    for (expected, number) in (1..).zip(&numbers) {
        if *number != expected {
            findings.fault(format!(
                "decision {expected:04} is missing, or {number:04} is there twice"
            ));
            break;
        }
    }
    findings
}

/// The number of `NNNN-title.md`, where the title is lower-case words joined by hyphens.
fn number(name: &str) -> Option<u32> {
    let (number, title) = name.strip_suffix(".md")?.split_once('-')?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let good = number.len() == 4 && !title.is_empty() && title.chars().all(plain);
    number.parse().ok().filter(|_| good)
}

#[cfg(test)]
mod tests {
    use super::super::files::made_up;
    use super::*;

    #[test]
    fn numbers_without_a_gap_are_good_in_any_order() {
        assert_eq!(
            check(&["0002-two-engines.md", "0001-one-binary.md"]),
            Findings::default()
        );
        assert_eq!(check(&[]), Findings::default());
    }

    #[test]
    fn a_gap_a_doubling_and_a_missing_first_are_faults() {
        assert_eq!(check(&["0001-a.md", "0003-c.md"]).faults.len(), 1);
        assert_eq!(check(&["0001-a.md", "0001-b.md"]).faults.len(), 1);
        assert_eq!(check(&["0002-b.md"]).faults.len(), 1);
    }

    #[test]
    fn a_file_named_otherwise_is_a_fault() {
        for name in [
            "1-a.md",
            "0001-.md",
            "0001_a.md",
            "0001-A title.md",
            "notes.txt",
        ] {
            assert_eq!(check(&[name]).faults.len(), 1, "{name}");
        }
    }

    #[test]
    fn only_files_of_that_folder_are_decisions() {
        let files = [
            made_up("docs/decisions/0001-a.md", ""),
            made_up("docs/decisions/README.md", ""),
            made_up("docs/data-model.md", ""),
        ];
        assert_eq!(of(&files), ["0001-a.md"]);
    }
}
