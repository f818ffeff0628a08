//! The program as one file that needs nothing of the machine but its kernel.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, output, run as sh};
use crate::workspace::Workspace;

/// Beside what `.cargo/config.toml` asks for: cargo joins the two lists. A static program cannot look the system call for
/// chance up in the C library (`dlsym` finds nothing), and would read /dev/urandom instead; so it is told to make the call.
const STATIC: &str = r#"build.rustflags=["-C","target-feature=+crt-static","--cfg","getrandom_backend=\"linux_getrandom\""]"#;
/// These would take the place of both lists.
const INSTEAD: [&str; 3] = [
    "RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_BUILD_RUSTFLAGS",
];

/// Builds it, takes out what only a debugger reads, and looks whether it is static.
///
/// # Errors
/// It does not build, or it wants something of the machine.
pub(super) fn build(workspace: &Workspace, to: &Path) -> Result<()> {
    let target = host(&output(cargo(workspace).arg("-vV"))?)?;
    // A folder of its own: other flags would make every other build begin anew. With a target that is named, what runs
    // while building (macros cannot be static) is built without them.
    let folder = workspace.target().join("static");
    let mut build = cargo(workspace);
    build.args(["build", "--release", "--locked", "--package", "tipline"]);
    build.args(["--target", &target, "--config", STATIC]);
    build.arg("--target-dir").arg(&folder);
    for variable in INSTEAD {
        build.env_remove(variable);
    }
    sh(&mut build)?;
    let built = folder.join(&target).join("release/tipline");
    sh(Command::new("strip").arg("-o").args([to, &built]))?;
    let told = output(
        Command::new("readelf")
            .args(["--wide", "--program-headers", "--dynamic"])
            .arg(to),
    )?;
    match wants(&told).as_slice() {
        [] => Ok(()),
        wanted => bail!(
            "{} is not static: it wants {}",
            to.display(),
            wanted.join(", ")
        ),
    }
}

/// The target of this machine, from what `cargo -vV` prints.
fn host(told: &str) -> Result<String> {
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("cargo does not name its host")?.to_owned())
}

/// The loader and the libraries that a program wants, from what `readelf` prints.
fn wants(told: &str) -> Vec<String> {
    let bracketed = |line: &str, before: &str| {
        let (_, name) = line.split_once(before)?;
        Some(name.split(']').next().unwrap_or(name).trim().to_owned())
    };
    told.lines()
        .filter_map(|line| {
            bracketed(line, "[Requesting program interpreter:")
                .or_else(|| bracketed(line, "Shared library: ["))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dynamic_program_is_found_out() {
        let told = "  INTERP 0x318 R 0x1\n      [Requesting program interpreter: /lib64/ld-linux-x86-64.so.2]\n \
                    0x1 (NEEDED)             Shared library: [libc.so.6]\n 0x1 (NEEDED) Shared library: [libm.so.6]\n";
        assert_eq!(
            wants(told),
            ["/lib64/ld-linux-x86-64.so.2", "libc.so.6", "libm.so.6"]
        );
    }

    #[test]
    fn a_static_program_wants_nothing() {
        let told = "Elf file type is DYN (Position-Independent Executable file)\n  LOAD 0x0 R E\n\n\
                    Dynamic section at offset 0x1 contains 22 entries:\n 0x6ffffffb (FLAGS_1) Flags: NOW PIE\n";
        assert_eq!(wants(told), Vec::<String>::new());
    }

    #[test]
    fn cargo_names_its_host() {
        let told = "cargo 1.95.0\nrelease: 1.95.0\nhost: x86_64-unknown-linux-gnu\nos: Debian\n";
        assert_eq!(host(told).unwrap(), "x86_64-unknown-linux-gnu");
        assert!(host("cargo 1.95.0\n").is_err());
    }
}
