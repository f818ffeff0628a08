//! A private PostgreSQL server, made by the system's own `initdb`, reachable by a unix socket only.

use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use super::Fresh;
use crate::Location;

/// A running server. Its end is also the end of its directory, however this process ends.
pub struct Server {
    programs: PathBuf,
    directory: PathBuf,
    user: Option<(u32, u32)>,
    databases: AtomicU32,
    guard: Option<(Child, ChildStdin)>,
}

static SHARED: OnceLock<Option<Server>> = OnceLock::new();

impl Server {
    /// The server that all tests of this process share. `None`, said loudly, where PostgreSQL is not installed.
    ///
    /// # Panics
    /// When it is not installed and the environment says `CI=true`, or cannot be started.
    pub fn shared() -> Option<&'static Server> {
        SHARED.get_or_init(Server::new).as_ref()
    }

    /// A server of one's own, to be stopped and started.
    ///
    /// # Panics
    /// As [`Server::shared`].
    pub fn new() -> Option<Server> {
        let Some(programs) = programs() else {
            let ci = environment("CI").is_some_and(|ci| ci == "true");
            assert!(
                !ci,
                "PostgreSQL is not installed, and in CI nothing is skipped"
            );
            eprintln!("SKIPPED: PostgreSQL is not installed");
            return None;
        };
        Some(Server::create(programs).expect("a private PostgreSQL server"))
    }

    fn create(programs: PathBuf) -> io::Result<Server> {
        let directory = TempDir::with_prefix("tipline-pg-")?.keep();
        // PostgreSQL refuses to run as root.
        let root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        let user = if root { Some(unprivileged()?) } else { None };
        if let Some((uid, gid)) = user {
            chown(&directory, Some(uid), Some(gid))?;
        }
        let mut server = Server {
            programs,
            directory,
            user,
            databases: AtomicU32::new(0),
            guard: None,
        };
        server.guard = Some(server.watch()?);
        let data = server.data();
        server.run(
            "initdb",
            &[
                "-D",
                &data,
                "-U",
                "tipline",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync",
            ],
        )?;
        server.start()?;
        Ok(server)
    }

    /// A process that ends the server and removes its directory when our end of its pipe closes: also when this
    /// process is killed.
    fn watch(&self) -> io::Result<(Child, ChildStdin)> {
        let script = r#"trap '' INT TERM; cat > /dev/null; "$1/pg_ctl" -D "$2/data" -m immediate stop; rm -rf "$2""#;
        let mut command = self.command(Path::new("sh"));
        command
            .args(["-c", script, "sh"])
            .arg(&self.programs)
            .arg(&self.directory);
        let mut child = command.process_group(0).stdin(Stdio::piped()).spawn()?;
        let stdin = child
            .stdin
            .take()
            .ok_or_else(|| io::Error::other("no pipe"))?;
        Ok((child, stdin))
    }

    fn data(&self) -> String {
        self.directory.join("data").display().to_string()
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.directory);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.env_remove("LC_ALL").env("LC_ALL", "C");
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) -> io::Result<()> {
        let status = self
            .command(&self.programs.join(program))
            .args(arguments)
            .status()?;
        if status.success() {
            return Ok(());
        }
        let log = std::fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        Err(io::Error::other(format!("{program}: {status}\n{log}")))
    }

    /// Starts it (again) and waits until it answers. Commits are durable as in real life (`fsync` on).
    pub fn start(&self) -> io::Result<()> {
        let socket = self.directory.display();
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{socket}' -c max_connections=200"
        );
        let (data, log) = (
            self.data(),
            self.directory.join("log").display().to_string(),
        );
        self.run(
            "pg_ctl",
            &[
                "-D", &data, "-l", &log, "-o", &options, "-w", "-t", "60", "start",
            ],
        )
    }

    /// Stops it as a crash would: connections break, nothing is written any more.
    pub fn stop(&self) -> io::Result<()> {
        self.run(
            "pg_ctl",
            &["-D", &self.data(), "-m", "immediate", "-w", "stop"],
        )
    }

    /// A fresh, empty database.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn database(&self) -> Fresh {
        let name = format!("d{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.query("postgres", &format!("CREATE DATABASE {name}"))
            .unwrap_or_else(|error| panic!("CREATE DATABASE: {error}"));
        Fresh {
            location: Location::Postgres(self.address(&name)),
            engine: "postgres",
            _directory: None,
        }
    }

    /// How a database of this server is reached.
    pub fn address(&self, database: &str) -> String {
        format!(
            "host={} user=tipline dbname={database}",
            self.directory.display()
        )
    }

    /// Runs SQL as an administrator.
    pub fn query(&self, database: &str, sql: &str) -> io::Result<()> {
        let host = self.directory.display().to_string();
        self.run(
            "psql",
            &[
                "-h",
                &host,
                "-U",
                "tipline",
                "-d",
                database,
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-c",
                sql,
            ],
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some((mut guard, pipe)) = self.guard.take() {
            drop(pipe);
            let _ = guard.wait();
        }
    }
}

/// The folder of `initdb`: in PATH, or where Debian puts it; the newest.
fn programs() -> Option<PathBuf> {
    let path = environment("PATH").unwrap_or_default();
    let whole = |folder: &PathBuf| {
        ["initdb", "pg_ctl", "psql"]
            .iter()
            .all(|name| folder.join(name).exists())
    };
    let in_path = std::env::split_paths(&path)
        .filter_map(|folder| folder.join("initdb").canonicalize().ok())
        .filter_map(|program| Some(program.parent()?.to_owned()))
        .find(whole);
    in_path.or_else(|| {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        let mut found: Vec<(u32, PathBuf)> = versions
            .filter_map(Result::ok)
            .filter_map(|entry| {
                Some((
                    entry.file_name().to_str()?.parse().ok()?,
                    entry.path().join("bin"),
                ))
            })
            .filter(|(_, folder)| whole(folder))
            .collect();
        found.sort();
        found.pop().map(|(_, folder)| folder)
    })
}

#[allow(
    clippy::disallowed_methods,
    reason = "a kit for tests looks around where it runs"
)]
fn environment(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name)
}

/// User and group of somebody who is not root.
fn unprivileged() -> io::Result<(u32, u32)> {
    let users = std::fs::read_to_string("/etc/passwd")?;
    let find = |name: &str| {
        let line = users
            .lines()
            .find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    find("postgres")
        .or_else(|| find("nobody"))
        .ok_or_else(|| io::Error::other("neither postgres nor nobody is a user here"))
}
