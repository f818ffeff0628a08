//! A private PostgreSQL for one measurement: fresh, durable (fsync on), on loopback, with its own defaults.
//!
//! The tests have a starter of their own in `store`'s kit. This one is apart because xtask depends on no
//! room, and because the tests may trade durability for speed, which a measurement must not.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Signal, geteuid};

use super::process::Process;
use super::server::free_port;
use crate::optional::postgres_programs;

/// A running server; ended when this value goes.
pub(super) struct Postgres {
    process: Option<Process>,
    port: u16,
}

impl Drop for Postgres {
    /// Its processes must be gone before the folder is removed: so it is asked, not killed.
    fn drop(&mut self) {
        let stopped = self
            .process
            .take()
            .map(|process| process.stop(Signal::INT, Duration::from_secs(20)));
        if let Some(Err(error)) = stopped {
            eprintln!("{error:#}");
        }
    }
}

/// Who a program runs as.
type User = Option<(u32, u32)>;

impl Postgres {
    /// Makes a database cluster in `folder` (which must not exist) and serves it.
    pub(super) fn start(folder: &Path) -> Result<Self> {
        let programs = postgres_programs().context(
            "PostgreSQL is not installed: no `initdb` in PATH or /usr/lib/postgresql/*/bin (Debian: postgresql)",
        )?;
        let user = other_user()?;
        let command = |program: &str| {
            let mut command = Command::new(programs.join(program));
            if let Some((uid, gid)) = user {
                command.uid(uid).gid(gid);
            }
            command.current_dir("/").env_remove("LD_LIBRARY_PATH");
            command
        };

        fs::create_dir(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        if let Some((uid, gid)) = user {
            chown(folder, Some(uid), Some(gid))
                .context("the folder cannot be handed to another user")?;
        }
        let data = folder.join("data");
        let made = command("initdb")
            .arg("--pgdata")
            .arg(&data)
            .args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
            ])
            .stdin(Stdio::null())
            .output()
            .context("initdb cannot be started")?;
        if !made.status.success() {
            bail!(
                "initdb failed: {}",
                String::from_utf8_lossy(&made.stderr).trim()
            );
        }

        let port = free_port()?;
        let mut serve = command("postgres");
        serve.arg("-D").arg(&data).args([
            "-p",
            &port.to_string(),
            "-c",
            "listen_addresses=127.0.0.1",
        ]);
        serve.args(["-c", "unix_socket_directories="]);
        // Its output lies beside the folder, which is its own user's.
        let output = folder.with_extension("output");
        let mut process = Process::start("PostgreSQL", &mut serve, output)?;

        let start = Instant::now();
        let port_argument = port.to_string();
        loop {
            process.still_runs()?;
            let mut ask = command("pg_isready");
            ask.args([
                "--quiet",
                "--host=127.0.0.1",
                "--username=postgres",
                "--port",
                &port_argument,
            ]);
            if ask
                .status()
                .context("pg_isready cannot be started")?
                .success()
            {
                return Ok(Self {
                    process: Some(process),
                    port,
                });
            }
            if start.elapsed() > Duration::from_secs(60) {
                bail!(
                    "PostgreSQL was not ready after 60 s; it said:\n{}",
                    process.last_words()
                );
            }
            sleep(Duration::from_millis(50));
        }
    }

    /// What `TIPLINE_DATABASE` takes.
    pub(super) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

/// PostgreSQL refuses to run as root: then it runs as `postgres`, else as `nobody`.
fn other_user() -> Result<User> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").context("/etc/passwd cannot be read")?;
    let user = user_of(&users, "postgres").or_else(|| user_of(&users, "nobody"));
    user.map(Some)
        .context("PostgreSQL refuses root, and there is neither a user `postgres` nor `nobody`")
}

/// User and group number of a line such as `postgres:x:101:104::/:/bin/sh`.
fn user_of(passwd: &str, name: &str) -> Option<(u32, u32)> {
    let line = passwd
        .lines()
        .find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::scratch::Scratch;
    use super::*;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let passwd = "root:x:0:0::/:/bin/sh\npostgres2:x:7:8::/:\npostgres:x:101:104::/:\n";
        assert_eq!(user_of(passwd, "postgres"), Some((101, 104)));
        assert_eq!(user_of(passwd, "nobody"), None);
    }

    #[test]
    fn a_private_server_starts_and_ends() {
        if postgres_programs().is_none() {
            eprintln!("skipped: PostgreSQL is not installed");
            return;
        }
        let scratch = Scratch::make().unwrap();
        let postgres = Postgres::start(&scratch.path().join("postgres")).unwrap();
        let port = postgres.port;
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        drop(postgres);
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    }
}
