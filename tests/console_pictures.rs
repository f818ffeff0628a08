//! `cargo xtask pictures`: the console of the demo, for people to look at.

use crate::kit::browser::{Browser, Habits};
use crate::kit::demo::Demo;
use crate::kit::program::Place;
use rustix::process::Signal;
use std::path::PathBuf;
use std::time::Duration;

/// Pages by their names, for whom they are there, and what is done there before the picture is taken.
const PAGES: [(&str, &str, &str); 12] = [
    ("queue", "/queue", ""),
    (
        "search",
        "/queue?words=drone",
        "document.querySelector('form.filters').submit()",
    ),
    (
        "report",
        "/queue",
        "document.querySelectorAll('a.row')[3].click()",
    ),
    (
        "conversation",
        "/queue?wrote=yes",
        "document.querySelector('a.row').click()",
    ),
    ("enter", "/enter", ""),
    ("log", "/log", ""),
    ("people", "/people", ""),
    ("settings", "/settings", ""),
    ("keys", "/keys", ""),
    ("step-up", "/step-up", ""),
    ("setup", "/setup", ""),
    ("recover", "/recover", ""),
];

#[test]
#[ignore = "pictures: made on demand, to be looked at"]
fn pictures_of_the_console() {
    let folder = PathBuf::from(std::env::var_os("TIPLINE_PICTURES").expect("a folder"));
    let place = Place::sqlite();
    let mut demo = Demo::start(&place);
    let desk = demo.desk();
    let mut session = None;
    for (width, dark) in [(1280, false), (390, false), (1280, true)] {
        let habits = Habits {
            scripts: true,
            dark,
        };
        let browser = Browser::open(width, habits).expect("a browser");
        browser.go(&format!("{desk}/login"));
        let picture = |name: &str| {
            std::thread::sleep(Duration::from_secs(1));
            let night = if dark { "-dark" } else { "" };
            let file = folder.join(format!("desk-{name}-{width}{night}.png"));
            std::fs::write(file, browser.picture()).expect("a file");
        };
        picture("login");
        match &session {
            None => {
                let line = demo.next_line("officer-1");
                browser.fill("name", "officer-1");
                browser.fill("password", "correct horse battery");
                browser.fill("code", line.split_whitespace().next().expect("a code"));
                browser.press("Sign in");
                session = Some(browser.cookie("desk"));
            }
            Some(session) => browser.have("desk", session),
        }
        for lang in ["en", "zh"] {
            for (name, page, first) in PAGES {
                browser.go(&format!("{desk}{page}"));
                browser.run(first, &[]);
                picture(&format!("{name}-{lang}"));
            }
            browser.go(&format!("{desk}/queue"));
            browser.run("document.querySelector('button[name=lang]').click()", &[]);
            std::thread::sleep(Duration::from_secs(1));
        }
    }
    demo.end(Signal::INT);
}
