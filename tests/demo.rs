//! `tipline demo`: what it prints can be done as it is printed, and nothing of it is left.

use crate::kit::program::Place;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A demo that runs, with what it printed.
struct Demo {
    child: Child,
    rest: BufReader<std::process::ChildStdout>,
    printed: Vec<String>,
}

impl Demo {
    fn start(place: &Place) -> Demo {
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
    fn command(&self, part: &str) -> String {
        let at = self.printed.iter().position(|line| line.contains(part));
        let at = at.unwrap_or_else(|| panic!("no line with {part}:\n{}", self.printed.concat()));
        let first = self.printed[at].trim();
        match first.strip_suffix('\\') {
            Some(first) => format!("{first} {}", self.printed[at + 1].trim()),
            None => first.to_owned(),
        }
    }

    fn folder(&self) -> PathBuf {
        let line = self.printed.iter().find(|line| line.starts_with("  data "));
        PathBuf::from(line.expect("the data").trim_start_matches("  data ").trim())
    }

    fn end(mut self, signal: Signal) {
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

/// Types a line into a shell, as somebody would who reads it on the screen, with a password for who is asked.
fn typed(place: &Place, line: &str) -> String {
    let mut shell = Command::new("sh");
    let password = "correct horse battery";
    shell
        .args(["-c", &format!("echo '{password}' | {line}")])
        .current_dir(place.home.path())
        .env("TIPLINE_DATA", "nowhere");
    let output = shell.output().expect("a shell");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}\n{said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn what_the_demo_prints_works_as_it_is_printed() {
    let place = Place::sqlite();
    let demo = Demo::start(&place);
    let given = |line: String| format!("{line} --password-fd 0");

    let listed = typed(&place, &given(demo.command(" list --as")));
    assert_eq!(listed.lines().count(), 50);
    let first: serde_json::Value =
        serde_json::from_str(listed.lines().next().expect("a report")).expect("JSON");
    let number = first["id"].as_str().expect("a number");
    let open = demo.command(" open NUMBER").replace("NUMBER", number);
    assert!(typed(&place, &given(open)).contains("\"text\""));
    let reply = demo.command(" reply NUMBER").replace("NUMBER", number);
    assert!(typed(&place, &given(reply)).contains("in_hand"));
    assert!(typed(&place, &demo.command(" verify")).contains("\"problems\":[]"));

    // The reporter's calls, if there is a curl to make them with.
    if crate::kit::program::has("curl") {
        assert!(typed(&place, &demo.command("/api/v1/reports")).contains("receipt"));
        assert!(typed(&place, &demo.command("/api/v1/mailbox/open")).contains("messages"));
    }
    demo.end(Signal::INT);
}

#[test]
fn the_demo_ends_in_order_when_its_terminal_is_closed() {
    let place = Place::sqlite();
    Demo::start(&place).end(Signal::HUP);
}
