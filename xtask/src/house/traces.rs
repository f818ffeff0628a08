//! Nothing of a developer's machine, and no unfinished code, is published.

use super::Findings;
use super::files::TextFile;

/// First folders of absolute paths that exist on developers' machines only. Written without slashes, so
/// that this file does not find itself.
const FOLDERS: [&str; 5] = ["work", "home", "root", "Users", "farm"];

/// The macro that stands for code not yet written; likewise in two pieces.
const UNFINISHED: &str = concat!("todo", "!");

pub(super) fn check(files: &[TextFile]) -> Findings {
    let mut findings = Findings::default();
    // The licence is a published text, not ours to judge.
    for file in files.iter().filter(|file| file.path != "LICENSE") {
        for (index, line) in file.text.lines().enumerate() {
            let place = format!("{}:{}", file.path, index + 1);
            for folder in FOLDERS {
                if names_absolute_path(line, folder) {
                    findings.fault(format!(
                        "{place}: a path under /{folder} of somebody's machine"
                    ));
                }
            }
            if file.path.ends_with(".rs") && line.contains(UNFINISHED) {
                findings.fault(format!("{place}: unfinished code ({UNFINISHED})"));
            }
        }
    }
    findings
}

/// Whether `/FOLDER/` stands in the line as the beginning of a path: not after a letter, a digit, a dot or
/// another part of a path (`../work/`, `example.org/home/`, `~/home/`).
fn names_absolute_path(line: &str, folder: &str) -> bool {
    let wanted = format!("/{folder}/");
    line.match_indices(&wanted).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !"._-~}/*".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::super::files::made_up;
    use super::*;

    fn faults(path: &str, text: &str) -> Vec<String> {
        check(&[made_up(path, text)]).faults
    }

    #[test]
    fn an_absolute_path_is_found_wherever_it_begins() {
        for before in ["", " ", "\"", "(", "`", "=", "file:"] {
            let line = format!("ok\n{before}{}{}", "/home", "/ana/notes.md");
            assert_eq!(
                faults("README.md", &line),
                ["README.md:2: a path under /home of somebody's machine"]
            );
        }
    }

    #[test]
    fn a_relative_path_and_a_web_address_are_not_a_machines() {
        for line in [
            "../work/main",
            "https://example.org/home/page",
            "$ROOT/root/x",
            "${X}/home/y",
            "~/home/z",
        ] {
            assert_eq!(faults("README.md", line), Vec::<String>::new(), "{line}");
        }
    }

    #[test]
    fn unfinished_code_is_found_in_rust_files_only() {
        let line = format!("fn later() {{ {UNFINISHED}() }}");
        assert_eq!(faults("a.rs", &line).len(), 1);
        assert_eq!(faults("docs/style.md", &line), Vec::<String>::new());
    }
}
