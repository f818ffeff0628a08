//! One TLS stack and no OpenSSL, from what cargo really builds. `deny.toml` says the same for `cargo deny`;
//! this check needs nothing installed.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::Findings;

/// Never built into anything of ours, and why.
const BANNED: [(&str, &str); 6] = [
    ("ring", "aws-lc-rs is the one provider"),
    ("openssl", "rustls is the one TLS"),
    ("openssl-sys", "rustls is the one TLS"),
    ("native-tls", "rustls is the one TLS"),
    ("boring", "rustls is the one TLS"),
    ("sqlx", "no group commit, and a second SQLite"),
];

/// May be there once only: two of them would be two code bases to trust, or two copies of one C library.
const SINGLE: [&str; 6] = [
    "rustls",
    "aws-lc-rs",
    "aws-lc-sys",
    "libsqlite3-sys",
    "rusqlite",
    "tokio",
];

/// Takes the output of `cargo tree --prefix none` and the text of Cargo.lock.
///
/// # Errors
/// Cargo.lock is not what cargo writes.
pub(super) fn check(tree: &str, lock: &str) -> Result<Findings> {
    let mut findings = Findings::default();
    let built = built(tree);
    for (name, why) in BANNED.iter().filter(|(name, _)| built.contains_key(name)) {
        findings.fault(format!(
            "`{name}` is built: {why} (`cargo tree --workspace -i {name}` shows who asks)"
        ));
    }
    for name in SINGLE {
        if let Some(versions) = built.get(name).filter(|versions| versions.len() > 1) {
            let versions: Vec<_> = versions.iter().copied().collect();
            findings.fault(format!(
                "`{name}` is built in {} versions: {}",
                versions.len(),
                versions.join(", ")
            ));
        }
    }
    let twice = built.values().filter(|versions| versions.len() > 1).count();
    findings.remark(format!(
        "{} crates are built, {twice} of them in more than one version; Cargo.lock names {}",
        built.len(),
        locked(lock)?
    ));
    Ok(findings)
}

/// Name and versions of everything in the tree; lines such as `rustls v0.23.46 (*)`.
fn built(tree: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut built: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in tree.lines() {
        let mut words = line.split_whitespace();
        if let (Some(name), Some(version)) = (words.next(), words.next()) {
            built
                .entry(name)
                .or_default()
                .insert(version.trim_start_matches('v'));
        }
    }
    built
}

/// How many packages Cargo.lock names.
fn locked(lock: &str) -> Result<usize> {
    let table: Table = lock.parse().context("Cargo.lock is not TOML")?;
    let packages = table.get("package").and_then(Value::as_array);
    Ok(packages.context("Cargo.lock names no package")?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n[[package]]\nname = 'a'\nversion = '1'\n[[package]]\nname = 'b'\nversion = '1'";

    fn faults(tree: &str) -> Vec<String> {
        check(tree, LOCK).unwrap().faults
    }

    #[test]
    fn what_is_built_once_and_is_not_banned_is_allowed() {
        let tree =
            "tipline v0.1.0 (/src)\nrustls v0.23.46\nrustls v0.23.46 (*)\nsyn v2.0.1\nsyn v3.0.9\n";
        let findings = check(tree, LOCK).unwrap();
        assert_eq!(findings.faults, Vec::<String>::new());
        assert_eq!(
            findings.remarks,
            ["3 crates are built, 1 of them in more than one version; Cargo.lock names 2"]
        );
    }

    #[test]
    fn a_banned_crate_is_a_fault() {
        assert!(faults("ring v0.17.14\n")[0].starts_with("`ring` is built: aws-lc-rs"));
        assert_eq!(faults("openssl-sys v0.9.1\nnative-tls v0.2.0\n").len(), 2);
    }

    #[test]
    fn a_second_tls_stack_is_a_fault() {
        assert_eq!(
            faults("rustls v0.22.4\nrustls v0.23.46\n"),
            ["`rustls` is built in 2 versions: 0.22.4, 0.23.46"]
        );
    }

    #[test]
    fn a_broken_lock_file_is_an_error() {
        assert!(check("", "version = 4").is_err());
        assert!(check("", "<<<<<<< HEAD").is_err());
    }
}
