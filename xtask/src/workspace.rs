//! Where the repository lies and what it consists of, from `cargo metadata`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::{Metadata, MetadataCommand, Package};

/// The workspace that the current directory belongs to.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    metadata: Metadata,
}

impl Workspace {
    /// Asks cargo, without resolving dependencies: only our own manifests are needed.
    pub(crate) fn load() -> Result<Self> {
        let metadata = MetadataCommand::new()
            .no_deps()
            .exec()
            .context("`cargo metadata` cannot read the workspace")?;
        Ok(Self {
            root: metadata.workspace_root.clone().into_std_path_buf(),
            metadata,
        })
    }

    /// Our own packages, in cargo's order.
    pub(crate) fn packages(&self) -> Vec<&Package> {
        self.metadata.workspace_packages()
    }

    /// The version of everything here.
    pub(crate) fn version(&self) -> Result<String> {
        let program = self
            .packages()
            .into_iter()
            .find(|package| package.name.as_str() == "tipline");
        Ok(program
            .context("there is no package `tipline`")?
            .version
            .to_string())
    }

    /// The folder of everything that is built.
    pub(crate) fn target(&self) -> &Path {
        self.metadata.target_directory.as_std_path()
    }

    /// Where cargo puts a program of ours, built in `profile` (`debug` or `release`).
    pub(crate) fn program(&self, profile: &str, name: &str) -> PathBuf {
        self.target().join(profile).join(name)
    }

    /// The folder of corpora and vectors that lies outside the repository: `TIPLINE_SHARED`, else
    /// `../shared` beside it.
    pub(crate) fn shared(&self) -> PathBuf {
        match std::env::var_os("TIPLINE_SHARED") {
            Some(folder) => PathBuf::from(folder),
            None => self
                .root
                .parent()
                .unwrap_or_else(|| Path::new("/"))
                .join("shared"),
        }
    }
}
