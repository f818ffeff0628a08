//! What some tests need and a machine may lack. Locally a missing thing is announced loudly and its tests
//! skip themselves; in CI it is an error, because a test that never runs proves nothing.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::shell::find_program;
use crate::workspace::Workspace;

/// One thing a machine may lack.
#[derive(Debug)]
pub(crate) struct Optional {
    name: &'static str,
    looked_for: String,
    /// What does not happen without it.
    skipped: &'static str,
    /// The variable through which the tests are told where it lies.
    variable: Option<&'static str>,
    found: Option<PathBuf>,
}

/// Looks at this machine and says what is missing.
///
/// # Errors
/// Something is missing and `CI=true`.
pub(crate) fn survey(workspace: &Workspace) -> Result<Vec<Optional>> {
    let things = look(workspace);
    let strict = env::var("CI").is_ok_and(|value| value == "true");
    if let Some(notice) = notice(&things) {
        if strict {
            bail!("CI=true, and then nothing may be missing.\n{notice}");
        }
        eprintln!("{notice}");
    }
    Ok(things)
}

/// Tells a test command where the found things lie.
pub(crate) fn tell(things: &[Optional], command: &mut Command) {
    for thing in things {
        if let (Some(variable), Some(found)) = (thing.variable, &thing.found) {
            command.env(variable, found);
        }
    }
}

/// The folder of PostgreSQL's programs: the one of `initdb` in `PATH`, else Debian's newest.
pub(crate) fn postgres_programs() -> Option<PathBuf> {
    // Debian links some of the programs into PATH one by one; `postgres` itself stays beside the real one.
    let in_path = find_program("initdb").and_then(|initdb| initdb.canonicalize().ok());
    in_path
        .and_then(|initdb| initdb.parent().map(Path::to_path_buf))
        .or_else(|| newest_postgres(Path::new("/usr/lib/postgresql")))
}

fn newest_postgres(folder: &Path) -> Option<PathBuf> {
    let version = |path: &PathBuf| -> Option<u32> { path.file_name()?.to_str()?.parse().ok() };
    folder
        .read_dir()
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("bin/initdb").is_file())
        .max_by_key(version)
        .map(|path| path.join("bin"))
}

fn look(workspace: &Workspace) -> Vec<Optional> {
    let shared = workspace.shared();
    vec![
        Optional {
            name: "PostgreSQL",
            looked_for: "`initdb` in PATH or in /usr/lib/postgresql/*/bin".to_owned(),
            skipped: "every test of the second engine",
            variable: None,
            found: postgres_programs(),
        },
        Optional {
            name: "strace",
            looked_for: "`strace` in PATH".to_owned(),
            skipped: "the proof that a report is on disk before its receipt leaves",
            variable: None,
            found: find_program("strace"),
        },
        Optional {
            name: "openssl",
            looked_for: "`openssl` in PATH".to_owned(),
            skipped: "the tests of TLS",
            variable: None,
            found: find_program("openssl"),
        },
        Optional {
            name: "script",
            looked_for: "`script` (util-linux) in PATH".to_owned(),
            skipped: "every test that needs a terminal, such as for set-up links",
            variable: None,
            found: find_program("script"),
        },
        Optional {
            name: "mount",
            looked_for: "`mount` in PATH, and to be root".to_owned(),
            skipped: "the disks that are filled up (files that cannot grow are tested all the same)",
            variable: None,
            found: find_program("mount").filter(|_| rustix::process::geteuid().is_root()),
        },
        Optional {
            name: "chromium",
            looked_for: "`chromium` and `chromedriver` in PATH".to_owned(),
            skipped: "every test in a real browser",
            variable: None,
            found: find_program("chromium").and(find_program("chromedriver")),
        },
        Optional {
            name: "axe-core",
            looked_for: "TIPLINE_AXE, its axe.min.js".to_owned(),
            skipped: "the rules of accessibility on every page",
            variable: Some("TIPLINE_AXE"),
            found: env::var_os("TIPLINE_AXE")
                .map(PathBuf::from)
                .filter(|file| file.is_file()),
        },
        Optional {
            name: "shared folder",
            looked_for: format!("TIPLINE_SHARED or {}", shared.display()),
            skipped: "the tests on real corpora and published vectors",
            variable: Some("TIPLINE_SHARED"),
            found: shared.join("corpora").is_dir().then_some(shared),
        },
        Optional {
            name: "schemathesis",
            looked_for: "TIPLINE_SCHEMATHESIS or `schemathesis` in PATH".to_owned(),
            skipped: "the random requests against the OpenAPI document",
            variable: Some("TIPLINE_SCHEMATHESIS"),
            found: match env::var_os("TIPLINE_SCHEMATHESIS") {
                Some(file) => Some(PathBuf::from(file)).filter(|file| file.is_file()),
                None => find_program("schemathesis"),
            },
        },
    ]
}

/// What to print when something is missing.
fn notice(things: &[Optional]) -> Option<String> {
    let missing: Vec<_> = things
        .iter()
        .filter(|thing| thing.found.is_none())
        .collect();
    if missing.is_empty() {
        return None;
    }
    let mut text = format!("{:!<78}\n!! NOT EVERYTHING IS TESTED HERE\n", "");
    for thing in missing {
        text += &format!(
            "!! {} is missing (looked for {})\n",
            thing.name, thing.looked_for
        );
        text += &format!("!!     skipped: {}\n", thing.skipped);
    }
    Some(text + &format!("{:!<78}", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thing(found: Option<&str>) -> Optional {
        Optional {
            name: "strace",
            looked_for: "`strace` in PATH".to_owned(),
            skipped: "one test",
            variable: Some("TIPLINE_STRACE"),
            found: found.map(PathBuf::from),
        }
    }

    #[test]
    fn nothing_is_said_when_nothing_is_missing() {
        assert_eq!(notice(&[thing(Some("/usr/bin/strace"))]), None);
    }

    #[test]
    fn a_missing_thing_is_named_with_what_it_skips() {
        let text = notice(&[thing(None)]).unwrap();
        assert!(text.contains("strace is missing (looked for `strace` in PATH)"));
        assert!(text.contains("skipped: one test"));
    }

    #[test]
    fn the_tests_are_told_where_a_found_thing_lies() {
        let mut command = Command::new("true");
        tell(&[thing(Some("/usr/bin/strace")), thing(None)], &mut command);
        assert_eq!(command.get_envs().count(), 1);
    }

    #[test]
    fn a_machine_without_debians_folder_has_no_postgres_there() {
        assert_eq!(newest_postgres(Path::new("/nowhere/postgresql")), None);
    }
}
