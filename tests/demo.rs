//! `tipline demo`: what it prints can be done as it is printed, and nothing of it is left.

use crate::kit::demo::Demo;
use crate::kit::program::Place;
use rustix::process::Signal;
use std::process::Command;

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
    assert!(typed(&place, &demo.command("/data verify")).contains("\"problems\":[]"));

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
