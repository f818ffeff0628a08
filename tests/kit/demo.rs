//! A demo that runs.

use super::program::Place;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Stdio};

/// A demo that runs, with what it printed.
pub(crate) struct Demo {
    child: Child,
    rest: BufReader<ChildStdout>,
    printed: Vec<String>,
}

impl Demo {
    pub(crate) fn start(place: &Place) -> Demo {
        let mut words = vec!["demo"];
        for door in ["--public", "--desk", "--ops"] {
            words.extend([door, "127.0.0.1:0"]);
        }
        let mut child = place
            .command(&words)
            .env("TMPDIR", place.home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a demo");
        let mut rest = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut printed = Vec::new();
        while !printed.iter().any(|line: &String| line.contains("Ctrl-C")) {
            let mut line = String::new();
            let read = rest.read_line(&mut line).expect("a line");
            assert!(read > 0, "it ended early:\n{}", printed.concat());
            printed.push(line);
        }
        Demo {
            child,
            rest,
            printed,
        }
    }

    /// The command that begins with these words of the printed line, its continuation included.
    pub(crate) fn command(&self, part: &str) -> String {
        let at = self.printed.iter().position(|line| line.contains(part));
        let at = at.unwrap_or_else(|| panic!("no line with {part}:\n{}", self.printed.concat()));
        let first = self.printed[at].trim();
        match first.strip_suffix('\\') {
            Some(first) => format!("{first} {}", self.printed[at + 1].trim()),
            None => first.to_owned(),
        }
    }

    pub(crate) fn folder(&self) -> PathBuf {
        let line = self.printed.iter().find(|line| line.starts_with("  data "));
        PathBuf::from(line.expect("the data").trim_start_matches("  data ").trim())
    }

    /// The address of its desk, as it prints it.
    pub(crate) fn desk(&self) -> String {
        let line = self.printed.iter().find(|line| line.starts_with("  desk "));
        let address = line.expect("the desk").trim_start_matches("  desk ");
        address.trim().trim_end_matches('/').to_owned()
    }

    /// The next line that it prints with these words.
    pub(crate) fn next_line(&mut self, with: &str) -> String {
        loop {
            let mut line = String::new();
            let read = self.rest.read_line(&mut line).expect("a line");
            assert!(read > 0, "it ended without a line of {with}");
            if line.contains(with) {
                return line;
            }
        }
    }

    pub(crate) fn end(mut self, signal: Signal) {
        let folder = self.folder();
        assert!(folder.join("tipline.db").exists());
        kill_process(Pid::from_child(&self.child), signal).expect("a signal");
        let status = self.child.wait().expect("an end");
        assert!(status.success(), "{signal:?}: {status}");
        let mut rest = String::new();
        self.rest.read_to_string(&mut rest).expect("the rest");
        assert!(!folder.exists(), "{signal:?} left the demo's directory");
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
