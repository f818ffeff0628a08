//! The licences of what is linked into the program: most of them ask that their text goes with it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell::{cargo, output};
use crate::workspace::Workspace;

/// How such files begin.
const NAMES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"];

/// Every crate with its licence, then each text once, with the crates that bring it.
pub(super) fn of_what_is_linked(workspace: &Workspace) -> Result<String> {
    let mut tree = cargo(workspace);
    tree.args([
        "tree",
        "--package",
        "tipline",
        "--edges",
        "normal",
        "--locked",
    ]);
    tree.args(["--prefix", "none", "--no-dedupe", "--format", "{p}|{l}"]);
    let linked = linked(&output(&mut tree)?);
    let folders = folders(workspace)?;
    let mut crates = Vec::new();
    for (name, licence) in linked {
        let folder = folders
            .get(&name)
            .with_context(|| format!("where is {name}?"))?;
        crates.push((name, licence, texts(folder)?));
    }
    Ok(written(&crates))
}

/// `name version` and licence of each, without our own, from what `cargo tree` prints.
fn linked(tree: &str) -> BTreeMap<String, String> {
    tree.lines()
        // Our own stand with the folder in which they lie.
        .filter(|line| !line.contains(" (/"))
        .filter_map(|line| {
            let (package, licence) = line.split_once('|')?;
            let package = package.trim_end_matches(" (proc-macro)");
            let (name, version) = package.split_once(" v")?;
            Some((format!("{name} {version}"), licence.to_owned()))
        })
        .collect()
}

/// Where the source of each package lies.
fn folders(workspace: &Workspace) -> Result<BTreeMap<String, PathBuf>> {
    let mut metadata = cargo_metadata::MetadataCommand::new();
    metadata.current_dir(&workspace.root);
    metadata.other_options(["--locked".to_owned()]);
    let packages = metadata.exec()?.packages.into_iter();
    Ok(packages
        .map(|package| {
            let folder = package.manifest_path.parent().map(PathBuf::from);
            let name = format!("{} {}", package.name, package.version);
            (name, folder.unwrap_or_default())
        })
        .collect())
}

fn texts(folder: &Path) -> Result<Vec<String>> {
    let read = folder.read_dir();
    let read = read.with_context(|| folder.display().to_string())?;
    let mut files: Vec<PathBuf> = read
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file() && is_licence(path))
        .collect();
    files.sort();
    let text = |file: &PathBuf| {
        String::from_utf8_lossy(&fs::read(file).ok()?)
            .trim()
            .to_owned()
            .into()
    };
    Ok(files.iter().filter_map(text).collect())
}

fn is_licence(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_uppercase();
    NAMES.iter().any(|begin| name.starts_with(begin))
}

fn written(crates: &[(String, String, Vec<String>)]) -> String {
    let mut text = String::from("What is linked into tipline besides its own source:\n\n");
    let mut by_text: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, licence, texts) in crates {
        // A String takes whatever is written.
        let _ = writeln!(text, "    {name}: {licence}");
        for one in texts {
            by_text.entry(one).or_default().push(name);
        }
    }
    text += "    GNU libc: LGPL-2.1-or-later (https://www.gnu.org/software/libc/)\n";
    for (one, names) in by_text {
        let _ = write!(text, "\n{:=<78}\n{}\n\n{one}\n", "", names.join(", "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_is_told_without_our_own_and_once() {
        let tree = "tipline v0.1.0 (/some/where/crates/tipline)|Apache-2.0\nserde v1.0.1|MIT OR Apache-2.0\n\
                    serde_derive v1.0.1 (proc-macro)|MIT\nserde v1.0.1|MIT OR Apache-2.0\n";
        let linked: Vec<_> = linked(tree).into_iter().collect();
        let expected = [
            ("serde 1.0.1", "MIT OR Apache-2.0"),
            ("serde_derive 1.0.1", "MIT"),
        ];
        let expected = expected.map(|(name, licence)| (name.to_owned(), licence.to_owned()));
        assert_eq!(linked, expected);
    }

    #[test]
    fn a_text_that_many_bring_stands_there_once() {
        let one =
            |name: &str, text: &str| (name.to_owned(), "MIT".to_owned(), vec![text.to_owned()]);
        let text = written(&[
            one("a 1", "As is."),
            one("b 2", "As is."),
            one("c 3", "Other."),
        ]);
        assert_eq!(text.matches("As is.").count(), 1);
        assert!(text.contains("a 1, b 2\n\nAs is."), "{text}");
        assert!(text.contains("    c 3: MIT\n"), "{text}");
    }

    #[test]
    fn licences_are_known_by_their_names() {
        for name in ["LICENSE-MIT", "license.txt", "COPYING", "NOTICE"] {
            assert!(is_licence(Path::new(name)), "{name}");
        }
        assert!(!is_licence(Path::new("src/LICENSED/lib.rs")));
    }
}
