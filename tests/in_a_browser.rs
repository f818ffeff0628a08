//! The whole way in a real browser with scripts off, in both languages: file, note the receipt, come back, read a reply,
//! answer, take back. And every page in every state under axe-core, the rules of WCAG 2.2 AA that a machine can check.

use crate::kit::browser::{Browser, Habits};
use crate::kit::installation::Installation;
use crate::kit::photo::{photo, video};
use crate::kit::program::{Place, skip};
use crate::kit::served::Served;
use serde_json::{Value, json};

const PLAIN: Habits = Habits {
    scripts: false,
    dark: false,
};

/// What the pages say in one language, as far as somebody presses it.
struct Said {
    lang: &'static str,
    send: &'static str,
    arrived: &'static str,
    open: &'static str,
    in_hand: &'static str,
    answer: &'static str,
    answered: &'static str,
    unfold: &'static str,
    withdraw: &'static str,
    yes: &'static str,
    withdrawn: &'static str,
}

const LANGUAGES: [Said; 2] = [
    Said {
        lang: "en",
        send: "Send the report",
        arrived: "Your report has arrived",
        open: "Open",
        in_hand: "An officer is working on it.",
        answer: "Send the answer",
        answered: "Your answer has been sent.",
        unfold: "Take the report back",
        withdraw: "Take it back",
        yes: "Yes, take it back",
        withdrawn: "You have taken this report back.",
    },
    Said {
        lang: "zh",
        send: "提交线索",
        arrived: "您的线索已收到",
        open: "查看",
        in_hand: "值班人员正在处理。",
        answer: "发送回答",
        answered: "回答已发送。",
        unfold: "撤回线索",
        withdraw: "撤回",
        yes: "确定撤回",
        withdrawn: "您已撤回这份线索。",
    },
];

#[test]
fn somebody_reports_comes_back_answers_and_takes_it_back_without_a_script() {
    let place = Place::sqlite();
    let served = place.serve();
    place.set_up("officer-1");
    for said in &LANGUAGES {
        let Some(browser) = Browser::open(390, PLAIN) else {
            return;
        };
        let at = |path: &str| format!("http://{}/{}/{path}", served.public, said.lang);
        browser.go(&at("report"));
        browser.fill(
            "what",
            "I work at the terminal. A grey box hangs on lamp post 214.",
        );
        attach(&browser, &place, "photo.jpg", &photo(true));
        browser.press(said.send);
        // The photo goes without its position: that is chosen beforehand.
        browser.press(said.send);
        assert_eq!(browser.heading(), said.arrived);
        let receipt = browser.receipt();
        assert_eq!(receipt.split(' ').count(), 9, "{receipt}");
        let number = newest(&place);
        let asked = [
            "report",
            "reply",
            &number,
            "--question",
            "--text",
            "How many?",
        ];
        place.run_as("officer-1", &asked).ok();
        let out = place.beside(&format!("photo-{}", said.lang));
        let out = out.display().to_string();
        let taken = [
            "report",
            "file",
            &number,
            "1",
            "--reason",
            "to see it",
            "--out",
            &out,
        ];
        place.run_as("officer-1", &taken).ok();
        assert!(std::fs::read(&out).expect("the photo") == photo(false));

        browser.go(&at("mailbox"));
        browser.fill("words", &receipt);
        browser.press(said.open);
        assert!(
            browser.words().contains(said.in_hand),
            "{}",
            browser.words()
        );
        let folder = place.beside(&format!("downloads-{}", said.lang));
        browser.download("file-1", &folder);
        // It has its name before it is whole.
        let start = std::time::Instant::now();
        let is_whole =
            || std::fs::read(folder.join("file-1.jpg")).is_ok_and(|saved| saved == photo(false));
        while !is_whole() {
            assert!(
                start.elapsed().as_secs() < 20,
                "the browser unpacks what it saves"
            );
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        browser.fill("answer-2", "Two.");
        browser.press(said.answer);
        assert!(
            browser.words().contains(said.answered),
            "{}",
            browser.words()
        );
        browser.press(said.unfold);
        browser.press(said.withdraw);
        browser.press(said.yes);
        assert!(
            browser.words().contains(said.withdrawn),
            "{}",
            browser.words()
        );
    }
    assert_eq!(served.reports(), 2);
}

/// Chooses a file of this name and content.
fn attach(browser: &Browser, place: &Place, name: &str, bytes: &[u8]) {
    let file = place.beside(name);
    std::fs::write(&file, bytes).expect("a file");
    browser.fill("files", &file.display().to_string());
}

/// The newest report's number, as the officer's list shows it.
fn newest(place: &Place) -> String {
    let listed = place.run_as("officer-1", &["report", "list", "--limit", "1"]);
    let listed = listed.ok().json();
    listed["id"].as_str().expect("a report").to_owned()
}

/// Every page in every state: what there is to see of it, by a name that is also that of its picture.
fn every_state(
    browser: &Browser,
    place: &Place,
    served: &Served,
    lang: &str,
    mut look: impl FnMut(&str),
) {
    let house = Installation::just_founded("intake.retry_after_s = 3600");
    let full = house.open_door(|limits| limits.connections = 0);
    browser.go(&format!("http://{}/{lang}/report", full.address));
    look("waiting");
    let said = LANGUAGES
        .iter()
        .find(|said| said.lang == lang)
        .expect("a language");
    let at = |path: &str| format!("http://{}/{lang}/{path}", served.public);
    browser.go(&at(""));
    look("start");
    browser.go(&at("report"));
    look("form");
    browser.fill("where", "By the gate");
    attach(browser, place, "photo.jpg", &photo(false));
    attach(browser, place, "empty.txt", b"");
    browser.press(said.send);
    look("form-mistakes");
    browser.go(&at("report/guided"));
    look("guided");
    browser.go(&at("report"));
    browser.fill(
        "what",
        "I work at the terminal. Call me on 07700 900142. A grey box hangs on lamp post 214.",
    );
    attach(browser, place, "IMG_2211.jpg", &photo(true));
    attach(browser, place, "VID_0007.mp4", &video());
    attach(browser, place, "empty.txt", b"");
    browser.press(said.send);
    look("check");
    browser.press(said.send);
    look("check-undecided");
    browser.choose("file-2", "drop");
    browser.press(said.send);
    look("receipt");
    let receipt = browser.receipt();
    browser.go(&at("mailbox"));
    look("mailbox-closed");
    browser.fill("words", "abandon ability");
    browser.press(said.open);
    look("mailbox-slip");
    browser.go(&at("mailbox"));
    browser.fill("words", &receipt);
    browser.press(said.open);
    look("mailbox");
    browser.go(&at("statistics"));
    look("statistics");
    browser.go(&at("nothing-here"));
    look("nothing");
}

#[test]
fn axe_finds_nothing_on_any_page_in_any_state() {
    let place = Place::sqlite();
    let served = place.serve();
    for (width, dark) in [(390, false), (1280, true)] {
        let habits = Habits {
            scripts: true,
            dark,
        };
        let Some(browser) = Browser::open(width, habits) else {
            return;
        };
        for lang in ["en", "zh"] {
            every_state(&browser, &place, &served, lang, |state| {
                assert_axe_finds_nothing(&browser, &format!("{lang} {state} at {width}"));
            });
        }
    }
}

/// Looks at the page with axe-core, where it is there.
pub(crate) fn assert_axe_finds_nothing(browser: &Browser, page: &str) {
    let Some(axe) = axe() else { return };
    browser.run(&axe, &[]);
    let rules = json!({ "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    let found = browser.run_later(
        "axe.run(document, arguments[0]).then(arguments[1])",
        &[rules],
    );
    let violations = found["violations"].as_array().expect("a result");
    let told: Vec<String> = violations.iter().map(told).collect();
    assert!(told.is_empty(), "{page}:\n{}", told.join("\n"));
    let passes = found["passes"].as_array();
    assert!(
        passes.is_some_and(|passes| passes.len() > 10),
        "axe looked at nothing"
    );
}

fn told(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().expect("nodes");
    let nodes: Vec<&str> = nodes
        .iter()
        .filter_map(|node| node["html"].as_str())
        .take(3)
        .collect();
    format!(
        "{}: {} {}",
        violation["id"],
        violation["help"],
        nodes.join(" ")
    )
}

/// axe-core, whose file is told by `TIPLINE_AXE`.
fn axe() -> Option<String> {
    let Some(file) = std::env::var_os("TIPLINE_AXE") else {
        skip("axe-core is not there (TIPLINE_AXE names its axe.min.js)");
        return None;
    };
    Some(std::fs::read_to_string(file).expect("axe-core"))
}

/// What a finger must hit is 44 pixels high, and the keyboard comes by everything in the order of the page.
#[test]
fn targets_are_large_enough_and_the_keyboard_comes_by_all_of_them_in_order() {
    let place = Place::sqlite();
    let served = place.serve();
    let habits = Habits {
        scripts: true,
        dark: false,
    };
    let Some(browser) = Browser::open(390, habits) else {
        return;
    };
    every_state(&browser, &place, &served, "zh", |state| {
        let small = browser.run(
            "return [...document.querySelectorAll('a, button, input, textarea, summary')]
                .filter(e => e.checkVisibility() && !e.closest('.skip, p:not(.leave, .actions), li:not(nav li, footer li)') && !['radio', 'checkbox', 'hidden'].includes(e.type))
                .filter(e => !e.classList.contains('skip') && !e.classList.contains('mark') && e.getBoundingClientRect().height < 44)
                .map(e => e.outerHTML.slice(0, 90))",
            &[],
        );
        assert_eq!(small, json!([]), "{state}");
        let overflow = browser.run(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
            &[],
        );
        assert_eq!(overflow, json!(0), "{state} is wider than the window");
    });
    browser.go(&format!("http://{}/en/report", served.public));
    let mut by_keyboard = Vec::new();
    // A date has three parts and a time two, each of which the keyboard stops at.
    while by_keyboard.last().is_none_or(|at| at != "High contrast") {
        assert!(by_keyboard.len() < 60, "{by_keyboard:?}");
        browser.tab();
        let at = browser.run(
            "const e = document.activeElement; return e.name || e.textContent.trim()",
            &[],
        );
        by_keyboard.push(at.as_str().unwrap_or_default().to_owned());
    }
    by_keyboard.dedup();
    insta::assert_snapshot!(by_keyboard.join("\n"), @r"
    To the content
    Leave this site
    Security tip line
    Start
    Report
    Your report
    Figures
    中文
    One question at a time instead
    who
    what
    where
    Coordinates, if you know them
    from-date
    from-time
    to-date
    to-time
    More details, if you have them
    files
    Send the report
    Large print
    High contrast
    ");
}

/// `cargo xtask pictures`: every page in every state, for people to look at.
#[test]
#[ignore = "pictures: made on demand, to be looked at"]
fn pictures_of_every_page() {
    let folder = std::path::PathBuf::from(std::env::var_os("TIPLINE_PICTURES").expect("a folder"));
    let place = Place::sqlite();
    let served = place.serve();
    for (width, dark) in [(390, false), (1280, false), (390, true)] {
        let habits = Habits {
            scripts: false,
            dark,
        };
        let browser = Browser::open(width, habits).expect("a browser");
        for lang in ["en", "zh"] {
            every_state(&browser, &place, &served, lang, |state| {
                let night = if dark { "-dark" } else { "" };
                let file = folder.join(format!("{state}-{lang}-{width}{night}.png"));
                std::fs::write(file, browser.picture()).expect("a file");
            });
        }
    }
}
