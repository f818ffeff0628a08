//! `cargo xtask pictures FOLDER`: every public page in every state and the console of the demo, as pictures for people to look at.

use std::path::Path;

use anyhow::{Context, Result};

use crate::shell::{cargo, run as sh};
use crate::workspace::Workspace;

/// Draws all pages into `folder`.
///
/// # Errors
/// There is no browser, or a page could not be drawn.
pub(crate) fn run(workspace: &Workspace, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let folder = folder.canonicalize()?;
    // With the features of the whole, or everything would be built anew.
    sh(cargo(workspace).args(["build", "--workspace", "--bins"]))?;
    let mut drawing = cargo(workspace);
    drawing.args(["test", "--workspace", "--test", "tipline", "--"]);
    drawing.args(["--ignored", "pictures_of_"]);
    sh(drawing.env("TIPLINE_PICTURES", folder))
}
