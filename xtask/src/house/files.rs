//! The texts of the repository, as git sees them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell::output;

/// A text file: its path from the root, with `/`, and its content.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TextFile {
    pub(super) path: String,
    pub(super) text: String,
}

/// Every tracked text file, and every new one that is not ignored (so that a mistake is found before the
/// commit that would publish it). Files that are not UTF-8 are left out.
pub(super) fn texts(root: &Path) -> Result<Vec<TextFile>> {
    let mut list = Command::new("git");
    list.current_dir(root);
    list.args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let names = output(&mut list).context("the house checks need git and a git work tree")?;
    let mut files = Vec::new();
    for path in names.split('\0').filter(|name| !name.is_empty()) {
        // A file that is tracked but deleted in the work tree is no longer there to be checked.
        let Ok(bytes) = fs::read(root.join(path)) else {
            continue;
        };
        if let Ok(text) = String::from_utf8(bytes) {
            files.push(TextFile {
                path: path.to_owned(),
                text,
            });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

#[cfg(test)]
pub(super) fn made_up(path: &str, text: &str) -> TextFile {
    TextFile {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}
