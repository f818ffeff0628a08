//! The real program as a process of its own: an installation to be, its commands, its terminal, its server.

use super::served::Served;
use serde_json::Value;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use store::Location;
use store::kit::Fresh;
use tempfile::TempDir;

/// Everybody's password here.
pub(crate) const PASSWORD: &str = "quiet harbour lantern nine";

/// One installation: a data directory, where its database is, and what the program is told besides.
pub(crate) struct Place {
    pub(crate) home: TempDir,
    pub(crate) data: PathBuf,
    database: Option<String>,
    environment: Vec<(&'static str, String)>,
    _fresh: Option<Fresh>,
}

/// What a command came to.
pub(crate) struct Done {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) said: String,
}

impl Place {
    /// An installation to be, on a SQLite file.
    pub(crate) fn sqlite() -> Place {
        let home = TempDir::with_prefix("tipline-test-").expect("a temporary directory");
        Place {
            data: home.path().join("data"),
            home,
            database: None,
            environment: Vec::new(),
            _fresh: None,
        }
    }

    /// An installation to be, on a database that was made for it.
    pub(crate) fn on(fresh: Fresh) -> Place {
        let mut place = Place::sqlite();
        place.database = address(&fresh.location);
        place._fresh = Some(fresh);
        place
    }

    /// On SQLite, and on PostgreSQL where it is installed.
    pub(crate) fn each() -> impl Iterator<Item = Place> {
        [Some(Place::sqlite()), Fresh::postgres().map(Place::on)]
            .into_iter()
            .flatten()
    }

    /// An installation to be, on a PostgreSQL database of one's own.
    pub(crate) fn at_database(url: String) -> Place {
        Place {
            database: Some(url),
            ..Place::sqlite()
        }
    }

    /// With settings from a file.
    pub(crate) fn with_settings(mut self, toml: &str) -> Place {
        let file = self.home.path().join("settings.toml");
        fs::write(&file, toml).expect("a settings file");
        self.environment
            .push(("TIPLINE_CONFIG", file.display().to_string()));
        self
    }

    pub(crate) fn with(mut self, variable: &'static str, value: &str) -> Place {
        self.environment.push((variable, value.to_owned()));
        self
    }

    pub(crate) fn engine(&self) -> &'static str {
        if self.database.is_some() {
            "postgres"
        } else {
            "sqlite"
        }
    }

    pub(crate) fn location(&self) -> Location {
        match &self.database {
            Some(url) => Location::Postgres(url.clone()),
            None => Location::Sqlite(self.data.join("tipline.db")),
        }
    }

    /// A file beside the data directory.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The program with the words of a command, and nothing from our own environment that would change it.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(words);
        self.surround(&mut command);
        command
    }

    /// As [`Place::command`], where no file can grow beyond this: a disk that is too small, without a disk.
    pub(crate) fn command_within(&self, kib: u64, words: &[&str]) -> Command {
        let mut command = Command::new("sh");
        // In blocks of 512 bytes; the limit is told by an error instead of a signal, and can be lifted.
        let line = format!("trap '' XFSZ; ulimit -S -f {}; exec \"$0\" \"$@\"", 2 * kib);
        command.args(["-c", &line]).arg(program()).args(words);
        self.surround(&mut command);
        command
    }

    fn surround(&self, command: &mut Command) {
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TIPLINE_"))
        {
            command.env_remove(name);
        }
        command
            .env_remove("CREDENTIALS_DIRECTORY")
            .env("TIPLINE_DATA", &self.data)
            // Several servers run side by side; whoever wants the officers' door asks where it is.
            .env("TIPLINE_DESK", "127.0.0.1:0")
            .current_dir(self.home.path());
        if let Some(database) = &self.database {
            command.env("TIPLINE_DATABASE", database);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
    }

    /// Exit status and what people are told, without the path of this test's own folder.
    pub(crate) fn told(&self, done: &Done) -> String {
        done.refusal()
            .replace(self.home.path().to_str().expect("a path"), "HOME")
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, words: &[&str]) -> Done {
        self.run_given(words, "")
    }

    /// Runs a command of an officer, who gives the password.
    pub(crate) fn run_as(&self, who: &str, words: &[&str]) -> Done {
        let words = [words, &["--as", who, "--password-fd", "0"]].concat();
        self.run_given(&words, PASSWORD)
    }

    /// Runs a command with this on its standard input.
    pub(crate) fn run_given(&self, words: &[&str], stdin: &str) -> Done {
        Place::run_command(self.command(words), stdin)
    }

    /// As [`Place::run`], under another program that starts it.
    pub(crate) fn run_under(&self, mut starter: Command, words: &[&str]) -> Done {
        starter.arg(program()).args(words);
        self.surround(&mut starter);
        Place::run_command(starter, "")
    }

    /// Runs what was prepared to its end, with this on its standard input.
    pub(crate) fn run_command(mut command: Command, stdin: &str) -> Done {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut input = child.stdin.take().expect("a pipe");
        // A command that wants no password may have ended already.
        drop(writeln!(input, "{stdin}"));
        drop(input);
        let output = child.wait_with_output().expect("an end");
        Done {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            said: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs a command of an officer, who gives the password, and something after it on standard input.
    pub(crate) fn run_as_given(&self, who: &str, words: &[&str], stdin: &str) -> Done {
        let words = [words, &["--as", who, "--password-fd", "0"]].concat();
        self.run_given(&words, &format!("{PASSWORD}\n{stdin}"))
    }

    /// Runs a command at a terminal (util-linux's `script` lends one) and gives what stood there.
    pub(crate) fn at_terminal(&self, words: &[&str]) -> String {
        let line: Vec<String> = [&[program().to_str().expect("a path")], words]
            .concat()
            .iter()
            .map(|w| quoted(w))
            .collect();
        let mut command = Command::new("script");
        command.args(["-qec", &line.join(" "), "/dev/null"]);
        self.surround(&mut command);
        let output = command
            .stdin(Stdio::null())
            .output()
            .expect("`script` of util-linux");
        String::from_utf8_lossy(&output.stdout).replace('\r', "")
    }

    /// Names and set-up links of those who have not used theirs.
    pub(crate) fn setup_links(&self) -> Vec<(String, String)> {
        let shown = self.at_terminal(&["setup"]);
        let is_link = |word: &&&str| word.len() > 40 && word.contains('.');
        let links = shown.lines().filter_map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            Some((
                (*words.first()?).to_owned(),
                (*words.last().filter(is_link)?).to_owned(),
            ))
        });
        links.collect()
    }

    /// The person uses their set-up link and has [`PASSWORD`] from then on.
    pub(crate) fn set_up(&self, name: &str) {
        let links = self.setup_links();
        let (_, link) = links
            .iter()
            .find(|(owner, _)| owner == name)
            .expect("a set-up link");
        self.run_given(
            &["setup", "--complete", "--password-fd", "0"],
            &format!("{link}\n{PASSWORD}"),
        )
        .ok();
    }

    /// Starts the server and waits until it is ready.
    pub(crate) fn serve(&self) -> Served {
        self.serve_with(&["serve"])
    }

    /// As [`Place::serve`], with more words.
    pub(crate) fn serve_with(&self, words: &[&str]) -> Served {
        self.start(self.command(words))
    }

    /// As [`Place::serve`], where no file can grow beyond this ([`Served::lift_the_limit`]).
    pub(crate) fn serve_within(&self, kib: u64) -> Served {
        self.start(self.command_within(kib, &["serve"]))
    }

    /// As [`Place::serve`], under another program that starts it (a tracer).
    pub(crate) fn serve_under(&self, tracer: &mut Command) -> Served {
        tracer.arg(program()).arg("serve");
        self.surround(tracer);
        let command = std::mem::replace(tracer, Command::new("true"));
        self.start(command)
    }

    fn start(&self, mut command: Command) -> Served {
        if !command.get_args().any(|word| word == "--public") {
            command.args(["--public", "127.0.0.1:0"]);
        }
        if !command.get_args().any(|word| word == "--ops") {
            command.args(["--ops", "127.0.0.1:0"]);
        }
        let said = self.beside("said");
        let log = File::options()
            .create(true)
            .append(true)
            .open(&said)
            .expect("a file");
        let before = log.metadata().expect("its length").len();
        // A group of its own, so that a tracer and what it traces end together.
        command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file"))
            .stderr(log);
        Served::started(command.spawn().expect("a process"), said, before)
    }
}

impl Done {
    /// It did what it was asked: exit status 0.
    pub(crate) fn ok(self) -> Done {
        assert_eq!(self.status, 0, "{}{}", self.out, self.said);
        self
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|_| panic!("not one JSON value: {}{}", self.out, self.said))
    }

    /// Exit status and what people are told, for a snapshot.
    pub(crate) fn refusal(&self) -> String {
        format!("{}: {}", self.status, self.said.trim_end())
    }
}

fn address(location: &Location) -> Option<String> {
    match location {
        Location::Postgres(url) => Some(url.clone()),
        Location::Sqlite(_) => None,
    }
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// The binary under test: `TIPLINE_BIN`, or beside the folder of this test's own executable.
fn program() -> PathBuf {
    if let Some(file) = std::env::var_os("TIPLINE_BIN") {
        return PathBuf::from(file);
    }
    let own = std::env::current_exe().expect("our own path");
    let folder = own.parent().and_then(Path::parent).expect("target/debug");
    let program = folder.join("tipline");
    assert!(
        program.exists(),
        "{} is missing; build it: cargo build -p tipline",
        program.display()
    );
    program
}

/// Says loudly that a test does not run here; with `CI=true` nothing is skipped.
pub(crate) fn skip(why: &str) {
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "{why}, and in CI nothing is skipped"
    );
    println!("SKIPPED: {why}");
    eprintln!("SKIPPED: {why}");
}

/// Whether a program is in PATH.
pub(crate) fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// All bytes of a file.
pub(crate) fn bytes(file: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    bytes
}
