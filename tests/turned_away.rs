//! Law: when every connection is taken, a browser is shown a page that comes again by itself, without a script, in both
//! languages; whoever sent something is told that it did not arrive, and loses nothing by it.

use crate::kit::browser::{Browser, Habits};
use crate::kit::http::{Answer, Client};
use crate::kit::installation::Installation;
use crate::kit::reader::words_of;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const FORM: &str = "POST /zh/report HTTP/1.1\r\nhost: t\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 9\r\n\r\nwhat=test";

fn asked(request: &str) -> Answer {
    let house = Installation::just_founded("intake.retry_after_s = 7");
    let door = house.open_door(|limits| limits.connections = 0);
    let mut client = Client::to(door.address);
    client.send(request).expect("a connection");
    let answer = client.answer().expect("an answer");
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after"), Some("7"));
    answer
}

#[test]
fn whoever_looks_is_shown_in_both_languages_that_the_page_comes_again() {
    let page = asked("GET /en/report?print=large HTTP/1.1\r\nhost: t\r\n\r\n").text();
    insta::assert_snapshot!(words_of(&page), @r"
    This service is very busy just now
    This page cannot be opened just now. You need not do anything: it tries again by itself after 7 seconds or a little more.
    Try now
    现在访问的人太多
    现在暂时打不开。您不用操作，大约 7 秒后，本页会自动再试。
    现在就试
    ");
    // The reader's language comes first, and each part says which it is.
    let page = asked("GET / HTTP/1.1\r\nhost: t\r\naccept-language: zh-CN\r\n\r\n").text();
    let languages: Vec<&str> = page
        .split(" lang=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(languages.first(), Some(&"zh-Hans"), "{page}");
    for lang in ["en", "zh-Hans"] {
        let parts = languages.iter().filter(|one| **one == lang);
        assert!(parts.count() >= 3, "{languages:?}");
    }
    // Where one is sent is the page that one asked for.
    assert!(page.contains("<a href=\"\">"), "{page}");
    let emergency = page.find("class=\"emergency\"").expect("the first line");
    assert!(emergency < page.find("<h1").expect("a heading"));
}

#[test]
fn whoever_sent_something_is_told_that_it_did_not_arrive_and_is_not_taken_away_from_it() {
    let answer = asked(FORM);
    insta::assert_snapshot!(words_of(&answer.text()), @r"
    现在访问的人太多
    还没有提交。只要不关掉这一页，您填的内容就还在浏览器里。
    请等 7 秒，再刷新本页；浏览器问是否重新提交表单时，请确认。请不要返回上一页，那里填过的内容可能已经不在。
    This service is very busy just now
    Nothing was sent. As long as you leave this page open, your browser still has what you typed.
    Wait 7 seconds, then reload this page. If your browser asks whether to send the form again, agree. Do not go back: the form may be empty there.
    ");
    assert_eq!(answer.header("refresh"), None);
}

#[test]
fn those_who_were_turned_away_together_do_not_come_again_together() {
    let house = Installation::just_founded("");
    let door = house.open_door(|limits| limits.connections = 0);
    let waits: BTreeSet<String> = (0..12)
        .map(|_| {
            let answer = Client::to(door.address).get("/en/").expect("an answer");
            answer.header("refresh").expect("a time").to_owned()
        })
        .collect();
    let spread: Vec<&str> = waits.iter().map(String::as_str).collect();
    assert_eq!(spread, ["10", "5", "6", "7", "8", "9"]);
}

#[test]
fn the_page_has_the_headers_and_the_size_of_every_other_and_the_api_its_own_answer() {
    let house = Installation::just_founded("[site]\nonion = \"http://abcdefgh.onion\"\n");
    let (full, open) = (
        house.open_door(|limits| limits.connections = 0),
        house.open_door(|_| ()),
    );
    let visit = |at, path: &str| Client::to(at).get(path).expect("an answer");
    let (away, page) = (visit(full.address, "/zh/"), visit(open.address, "/zh/"));
    for name in [
        "content-security-policy",
        "content-type",
        "cache-control",
        "referrer-policy",
        "x-content-type-options",
        "x-frame-options",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "onion-location",
    ] {
        assert_eq!(away.header(name), page.header(name), "{name}");
        assert!(away.header(name).is_some(), "{name}");
    }
    for path in ["/api", "/api/v1/reports", "/api/v1/nothing"] {
        let away = visit(full.address, path);
        assert_eq!(away.problem(), "503 busy, retry after 5 s", "{path}");
    }
}

/// What a flood makes of a visit: the browser waits at the door, and comes in by itself when the flood is over.
#[test]
fn a_browser_without_scripts_comes_in_by_itself_when_there_is_a_place() {
    let house = Installation::just_founded("intake.retry_after_s = 1");
    let door = house.open_door(|limits| limits.connections = 1);
    let habits = Habits {
        scripts: false,
        dark: false,
    };
    let Some(browser) = Browser::open(390, habits) else {
        return;
    };
    let mut flood = Client::to(door.address);
    flood.get("/en/").expect("an answer");
    browser.go(&format!("http://{}/en/report", door.address));
    assert_eq!(browser.heading(), "This service is very busy just now");
    drop(flood);
    let start = Instant::now();
    while browser.heading() != "Your report" {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "it waits for ever"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_full_desk_says_so_in_both_languages_and_asks_again_by_itself() {
    let house = Installation::just_founded("intake.retry_after_s = 7");
    let door = house.open_desk_door(|limits| limits.connections = 0);
    let asked = |request: &str| {
        let mut client = Client::to(door.address);
        client.send(request).expect("a connection");
        client.answer().expect("an answer")
    };
    let answer = asked("GET /queue HTTP/1.1\r\nhost: t\r\naccept-language: zh\r\n\r\n");
    assert_eq!(answer.status, 503);
    for (name, value) in [
        ("retry-after", "7"),
        ("refresh", "7"),
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    insta::assert_snapshot!(words_of(&answer.text()), @r"
    受理台连接已满
    受理台的连接暂时全部占用，没有执行任何操作。本页会自动重试；如果您刚提交了内容，请稍后刷新，浏览器会重新提交。
    The desk is full just now
    Every connection of the desk is taken, so nothing was done. This page asks again by itself; if you sent something, reload it in a moment, and your browser sends that again.
    ");
    let sent = asked("POST /enter HTTP/1.1\r\nhost: t\r\ncontent-length: 6\r\n\r\ntext=a");
    assert_eq!((sent.status, sent.header("refresh")), (503, None));
}
