//! The console in a real browser with its scripts: from the set-up link to a closed report, by keyboard; what is live; the
//! log that checks itself; and every page under axe-core.

use crate::in_a_browser::assert_axe_finds_nothing;
use crate::kit::browser::{Browser, Habits};
use crate::kit::http::Client;
use crate::kit::program::{PASSWORD, Place};
use crate::kit::served::Served;
use desk::TotpSecret;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const AT_DESK: Habits = Habits {
    scripts: true,
    dark: false,
};

/// Waits until a script of ours answers true.
fn until(browser: &Browser, what: &str, script: &str) {
    let start = Instant::now();
    while browser.run(script, &[]) != json!(true) {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{what}: {}",
            browser.words()
        );
        std::thread::sleep(Duration::from_millis(30));
    }
}

/// The code of the authenticator that the page shows.
fn code_of(browser: &Browser) -> String {
    let secret = browser.run("return document.querySelector('[name=secret]').value", &[]);
    let secret = TotpSecret::parse(secret.as_str().expect("a secret")).expect("a secret");
    secret.code(jiff::Timestamp::now().as_second())
}

/// Uses a set-up link as whoever got it does; gives the address of the desk.
fn set_up(browser: &Browser, place: &Place, served: &Served, name: &str) -> String {
    let links = place.setup_links();
    let (_, link) = links
        .iter()
        .find(|(owner, _)| owner == name)
        .expect("a link");
    let fragment = link.rsplit('#').next().expect("a secret");
    let desk = format!("http://{}", served.desk);
    browser.go(&format!("{desk}/setup#{fragment}"));
    until(
        browser,
        "the link is put into the form",
        "return document.querySelector('#link').value !== '' && location.hash === ''",
    );
    browser.fill("new-password", PASSWORD);
    browser.fill("new-password-again", PASSWORD);
    browser.fill("code", &code_of(browser));
    browser.press("Set up");
    desk
}

fn file(served: &Served, text: &str) {
    let answer = Client::to(served.public).file(text).expect("an answer");
    assert_eq!(answer.status, 201);
}

fn rows(browser: &Browser) -> u64 {
    let rows = browser.run("return document.querySelectorAll('a.row').length", &[]);
    rows.as_u64().expect("a number")
}

#[test]
fn an_officer_works_through_the_queue_by_keyboard_and_sees_what_comes() {
    let place = Place::sqlite();
    let served = place.serve();
    for text in [
        "A grey box hums on lamp post 1.",
        "A grey box hums on lamp post 2.",
        "A grey box hums on lamp post 3.",
    ] {
        file(&served, text);
    }
    served.wait_until_all_is_read();
    let Some(browser) = Browser::open(1280, AT_DESK) else {
        return;
    };
    let desk = set_up(&browser, &place, &served, "officer-1");
    browser.go(&format!("{desk}/queue"));
    assert_eq!(rows(&browser), 3);
    let shown = |text: &str| {
        format!(
            "return document.querySelector('article.report')?.innerText.includes({text:?}) ?? false"
        )
    };
    browser.key('j');
    browser.key('o');
    until(
        &browser,
        "o opens",
        &shown("A grey box hums on lamp post 1."),
    );
    browser.key('j');
    until(
        &browser,
        "j goes on",
        &shown("A grey box hums on lamp post 2."),
    );
    browser.key('s');
    until(
        &browser,
        "s puts the next beside",
        "return document.querySelector('.beside').innerText.includes('A grey box hums on lamp post 3.')",
    );
    browser.key('k');
    until(
        &browser,
        "k goes back",
        &shown("A grey box hums on lamp post 1."),
    );
    browser.key('q');
    until(
        &browser,
        "q asks",
        "return document.activeElement.name === 'text'
             && document.querySelector('[name=question]').checked",
    );
    browser.fill("text", "Since when does it hum?");
    browser.press("Send");
    until(&browser, "it was asked", &shown("Since when does it hum?"));
    until(
        &browser,
        "the queue is beside it",
        "return document.querySelectorAll('a.row').length === 3",
    );
    // Somebody files; the queue shows it by itself.
    file(&served, "The fourth box hums.");
    until(
        &browser,
        "what comes is seen",
        "return document.querySelectorAll('a.row').length === 4",
    );
    browser.key('?');
    until(
        &browser,
        "? shows the keys",
        "return document.querySelector('dialog')?.open ?? false",
    );
    browser.go(&format!("{desk}/log"));
    until(
        &browser,
        "the log is checked",
        "return document.querySelector('.check').classList.contains('good')",
    );
    assert!(browser.words().contains("for the first time"));
    browser.go(&format!("{desk}/log"));
    until(
        &browser,
        "the log continues what was seen",
        "return document.querySelector('.check').innerText.includes('continues')",
    );
}

#[test]
fn pages_that_were_left_keep_no_connection() {
    let place = Place::sqlite();
    let served = place.serve();
    file(&served, "A box with an antenna hums.");
    let Some(browser) = Browser::open(390, AT_DESK) else {
        return;
    };
    let desk = set_up(&browser, &place, &served, "officer-1");
    let open = "return performance.getEntriesByType('navigation')[0].responseEnd > 0";
    // A browser opens six connections to one server, and may keep pages that it left.
    for _ in 0..8 {
        browser.go(&format!("{desk}/queue"));
        browser.run("document.querySelector('a.row').click()", &[]);
        until(
            &browser,
            "the report is shown",
            "return document.querySelector('.report .foreign') !== null",
        );
    }
    browser.go(&format!("{desk}/enter"));
    until(&browser, "the next page opens", open);
}

#[test]
fn a_page_that_was_left_hears_nothing_until_somebody_comes_back_to_it() {
    let place = Place::sqlite();
    let served = place.serve();
    file(&served, "A box with an antenna hums.");
    let Some(browser) = Browser::open(1280, AT_DESK) else {
        return;
    };
    let desk = set_up(&browser, &place, &served, "officer-1");
    browser.go(&format!("{desk}/queue"));
    let shows = |rows: u64| format!("return document.querySelectorAll('a.row').length === {rows}");
    file(&served, "A second box hums.");
    until(&browser, "it is live", &shows(2));
    // What a browser tells a page that it keeps to come back to: a kept page would keep its connection, too.
    let told = |what: &str| {
        let event =
            format!("dispatchEvent(new PageTransitionEvent('{what}', {{ persisted: true }}))");
        browser.run(&event, &[]);
    };
    told("pagehide");
    file(&served, "A third box hums.");
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(rows(&browser), 2);
    told("pageshow");
    until(&browser, "what came meanwhile is seen", &shows(3));
    file(&served, "A fourth box hums.");
    until(&browser, "it is live again", &shows(4));
}

/// The log's page found nothing wrong.
const CHECKED: &str = "return document.querySelector('.check').classList.contains('good')";

/// An officer whose browser has seen the log once, and the address of its page.
fn at_the_log(place: &Place, served: &Served) -> Option<(Browser, String)> {
    let browser = Browser::open(1280, AT_DESK)?;
    let log = format!("{}/log", set_up(&browser, place, served, "officer-1"));
    browser.go(&log);
    until(&browser, "the log is checked", CHECKED);
    Some((browser, log))
}

#[test]
fn a_log_that_does_not_continue_what_the_browser_saw_is_told() {
    let place = Place::sqlite();
    let served = place.serve();
    let Some((browser, log)) = at_the_log(&place, &served) else {
        return;
    };
    // As if another log had been shown before.
    browser.run(
        "const seen = JSON.parse(localStorage.getItem('tipline-log-head'));
         seen.root = seen.root.replace(/^../, byte => byte === '00' ? '01' : '00');
         localStorage.setItem('tipline-log-head', JSON.stringify(seen))",
        &[],
    );
    browser.go(&log);
    until(
        &browser,
        "it is told",
        "return document.querySelector('.check').innerText.includes('does not continue')",
    );
}

#[test]
fn a_log_with_another_key_is_told_until_its_reader_says_that_it_is_right() {
    let place = Place::sqlite();
    let served = place.serve();
    let Some((browser, log)) = at_the_log(&place, &served) else {
        return;
    };
    browser.run(
        "const seen = JSON.parse(localStorage.getItem('tipline-log-head'));
         seen.key = 'another.example+00000000+AAAA';
         localStorage.setItem('tipline-log-head', JSON.stringify(seen))",
        &[],
    );
    browser.go(&log);
    until(
        &browser,
        "it is told",
        "return document.querySelector('.check').innerText.includes('another key')",
    );
    browser.run("document.querySelector('.check button').click()", &[]);
    until(&browser, "the new key is taken", CHECKED);
}

#[test]
fn an_entry_that_the_page_of_the_log_leaves_out_is_told() {
    let place = Place::sqlite();
    let served = place.serve();
    let Some(browser) = Browser::open(1280, AT_DESK) else {
        return;
    };
    let desk = set_up(&browser, &place, &served, "officer-1");
    // As if the server had left out what somebody did: modules run when the page is there.
    browser.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        &json!({ "source": "document.addEventListener('readystatechange', () => \
            document.readyState === 'interactive' && document.querySelectorAll('tr[data-from]')[2]?.remove())" }),
    );
    browser.go(&format!("{desk}/log"));
    until(
        &browser,
        "it is told",
        "return document.querySelector('.check').classList.contains('wrong') \
         && document.querySelector('tbody').innerText.includes('Missing here: entries')",
    );
}

#[test]
fn entries_missing_at_the_end_of_a_page_of_the_log_are_told() {
    let place = Place::sqlite();
    let served = place.serve();
    let Some(browser) = Browser::open(1280, AT_DESK) else {
        return;
    };
    let desk = set_up(&browser, &place, &served, "officer-1");
    // As if the server had left out the first deeds of all.
    browser.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        &json!({ "source": "document.addEventListener('readystatechange', () => \
            document.readyState === 'interactive' && document.querySelector('tr[data-from]:last-child')?.remove())" }),
    );
    browser.go(&format!("{desk}/log"));
    until(
        &browser,
        "it is told",
        "return document.querySelector('.check').classList.contains('wrong') \
         && document.querySelector('tbody tr:last-child').innerText.includes('Missing here: entries')",
    );
}

/// Every page of the console, by a name.
fn every_page(browser: &Browser, desk: &str, mut look: impl FnMut(&str)) {
    let report = browser.run("return document.querySelector('a.row').pathname", &[]);
    let report = report.as_str().expect("a report").to_owned();
    for page in [
        "/queue",
        "/queue?words=hums",
        "/queue?overdue=yes",
        &report,
        &format!("{report}?as=print"),
        "/enter",
        "/log",
        "/people",
        "/settings",
        "/keys",
        "/step-up",
        "/login",
        "/setup",
        "/recover",
        "/nothing-here",
    ] {
        browser.go(&format!("{desk}{page}"));
        look(page);
    }
}

#[test]
fn axe_finds_nothing_on_any_page_of_the_console() {
    let place = Place::sqlite();
    let served = place.serve();
    file(&served, "A box with an antenna hums.");
    served.wait_until_all_is_read();
    let mut session = None;
    for (width, dark) in [(390, true), (1280, false)] {
        let habits = Habits {
            scripts: true,
            dark,
        };
        let Some(browser) = Browser::open(width, habits) else {
            return;
        };
        let desk = format!("http://{}", served.desk);
        match &session {
            None => {
                set_up(&browser, &place, &served, "officer-1");
                session = Some(browser.cookie("desk"));
            }
            Some(session) => {
                browser.go(&format!("{desk}/login"));
                browser.have("desk", session);
            }
        }
        browser.go(&format!("{desk}/queue"));
        every_page(&browser, &desk, |page| {
            assert_axe_finds_nothing(&browser, &format!("{page} at {width}"));
            let overflow = browser.run(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
                &[],
            );
            assert_eq!(overflow, Value::from(0), "{page} is wider than {width}");
        });
    }
}

/// Whether this shows something on the page, or on its paper.
fn is_shown(browser: &Browser, what: &str) -> bool {
    let script = format!("return document.querySelector({what:?}).getClientRects().length > 0");
    browser.run(&script, &[]) == json!(true)
}

#[test]
fn a_report_is_entered_with_what_the_browser_offers_and_its_paper_bears_no_number() {
    let place = Place::sqlite();
    let served = place.serve();
    let Some(browser) = Browser::open(390, AT_DESK) else {
        return;
    };
    let desk = set_up(&browser, &place, &served, "officer-1");
    browser.go(&format!("{desk}/enter"));
    let pickers = browser.run(
        "return [...document.querySelectorAll('.enter [type=date], .enter [type=time]')].map(field => field.type).join(' ')",
        &[],
    );
    assert_eq!(pickers, "date time date time date time");
    browser.fill("text", "A box hums.");
    browser.fill("position", "121.4737, 31.2304");
    browser.run("document.querySelector('#from-time').value = '14:00'", &[]);
    browser.press("Seal it");
    assert_axe_finds_nothing(&browser, "a form to be mended");
    // A link leads to each field; what was typed is there.
    for (field, typed) in [("position", "121.4737, 31.2304"), ("from-date", "")] {
        let script = format!("document.querySelector('.summary a[href=\"#{field}\"]').click()");
        browser.run(&script, &[]);
        let at = browser.run(
            "const at = document.querySelector(':target'); return [at.id, at.value]",
            &[],
        );
        assert_eq!(at, json!([field, typed]));
    }
    browser.run(
        "document.querySelector('#position').value = '31.2304, 121.4737'; document.querySelector('#from-date').value = '2026-01-31'",
        &[],
    );
    browser.press("Seal it");
    assert!(
        browser.words().contains("Report entered"),
        "{}",
        browser.words()
    );
    assert_axe_finds_nothing(&browser, "the receipt");
    assert_eq!(
        browser.run(
            "return document.querySelectorAll('.receipt .words li').length",
            &[]
        ),
        18
    );
    let number = "a[href^='/reports/']";
    assert!(is_shown(&browser, number) && is_shown(&browser, ".receipt"));
    browser.devtools("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    assert!(!is_shown(&browser, number) && is_shown(&browser, ".receipt"));
}
