//! `cargo xtask package`: the program as one static file, and a .deb of it with all that an administrator needs.

mod attempt;
mod contents;
mod licences;
mod program;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use self::contents::{CONTENTS, Content, Source};
use crate::shell::{output, run as sh};
use crate::workspace::Workspace;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Unpack the .deb into a root with nothing else in it, and run there: serve, file a report, verify the log, stop.
    #[arg(long = "try")]
    attempt: bool,
}

/// Makes both in `target/package`, and prints their sums.
///
/// # Errors
/// Something could not be built, the program is not static, or with `--try` it did not do what it should.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let version = workspace.version()?;
    let architecture = output(Command::new("dpkg").arg("--print-architecture"))?;
    let architecture = architecture.trim();
    let folder = workspace.target().join("package");
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;

    let program = folder.join(format!("tipline-{version}-linux-{architecture}"));
    program::build(workspace, &program)?;
    let tree = folder.join("tree");
    lay_out(workspace, &program, &tree)?;
    control(&tree, &version, architecture)?;

    let deb = folder.join(format!(
        "tipline_{}_{architecture}.deb",
        contents::debian_version(&version)
    ));
    let mut pack = Command::new("dpkg-deb");
    pack.args(["--build", "--root-owner-group", "-Zxz"])
        .args([&tree, &deb]);
    // The same commit gives the same bytes: no file is younger than it.
    if let Some(seconds) = time_of_the_commit(&workspace.root) {
        pack.env("SOURCE_DATE_EPOCH", seconds);
    }
    sh(&mut pack)?;
    fs::remove_dir_all(&tree)?;

    if options.attempt {
        attempt::run(&deb, &version)?;
    }
    let names = [&deb, &program].map(|file| file.file_name().unwrap_or_default());
    let sums = output(Command::new("sha256sum").current_dir(&folder).args(names))?;
    eprintln!("In {}:", folder.display());
    print!("{sums}");
    Ok(())
}

/// Lays the files out as they will lie on the machine.
fn lay_out(workspace: &Workspace, program: &Path, tree: &Path) -> Result<()> {
    if tree.exists() {
        fs::remove_dir_all(tree)?;
    }
    for content in &CONTENTS {
        let bytes = match content.source {
            Source::Program => fs::read(program)?,
            Source::File(name) => {
                fs::read(workspace.root.join(name)).with_context(|| name.to_owned())?
            }
            Source::Says(words) => output(Command::new(program).args(words))?.into_bytes(),
            Source::Licences => licences::of_what_is_linked(workspace)?.into_bytes(),
        };
        put(tree, content, &bytes)?;
    }
    Ok(())
}

fn put(tree: &Path, content: &Content, bytes: &[u8]) -> Result<()> {
    let file = tree.join(content.to);
    let plain = match content.to.strip_suffix(".gz") {
        Some(plain) => tree.join(plain),
        None => file,
    };
    write(&plain, bytes, content.mode())?;
    if content.is_packed() {
        // Without name and time: the same text gives the same bytes.
        sh(Command::new("gzip").args(["-9", "--no-name"]).arg(&plain))?;
    }
    Ok(())
}

/// What dpkg reads of the package before it unpacks it.
fn control(tree: &Path, version: &str, architecture: &str) -> Result<()> {
    let size = size_kib(tree)?;
    let text = contents::control(version, architecture, size);
    write(&tree.join("DEBIAN/control"), text.as_bytes(), 0o644)?;
    let text = contents::conffiles(&CONTENTS);
    write(&tree.join("DEBIAN/conffiles"), text.as_bytes(), 0o644)?;
    write(
        &tree.join("DEBIAN/postinst"),
        include_bytes!("../../../packaging/postinst"),
        0o755,
    )
}

/// Writes a file and whatever folders it needs, in modes that do not depend on who builds.
fn write(file: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    let folder = file.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    fs::write(file, bytes).with_context(|| file.display().to_string())?;
    fs::set_permissions(file, Permissions::from_mode(mode))?;
    fs::set_permissions(folder, Permissions::from_mode(0o755))?;
    Ok(())
}

/// What all files take, in KiB, each rounded up, as dpkg counts.
fn size_kib(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in folder.read_dir()? {
        let entry = entry?;
        sum += match entry.metadata()? {
            found if found.is_dir() => size_kib(&entry.path())? + 1,
            found => found.len().div_ceil(1024),
        };
    }
    Ok(sum)
}

/// Seconds since 1970; nothing where there is no git.
fn time_of_the_commit(root: &Path) -> Option<String> {
    let mut git = Command::new("git");
    git.current_dir(root).args(["log", "-1", "--format=%ct"]);
    let told = output(&mut git).ok()?;
    Some(told.trim().to_owned()).filter(|seconds| !seconds.is_empty())
}
