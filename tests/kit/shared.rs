//! The folder with corpora and vectors beside the repository.

use super::program::skip;
use std::path::{Path, PathBuf};

/// A corpus of real reports, if the folder is there.
pub(crate) fn corpus(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("TIPLINE_SHARED").map(PathBuf::from);
    let shared =
        shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"));
    let folder = shared.join("corpora");
    if !folder.is_dir() {
        skip("the corpora are not here (TIPLINE_SHARED)");
        return None;
    }
    Some(folder.join(name))
}
