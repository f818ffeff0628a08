//! Who gets into the console, and who does not: signing in and out, the first time, other sites, other cookies, other
//! machines, other clocks.

use crate::kit::installation::{Installation, password_of};
use crate::kit::people::admitted;
use crate::kit::signed_in::authenticator;
use axum::body::Body;
use axum::http::Request;
use desk::SetupLink;
use report::Role;
use web::{ConsoleOptions, StartedFrom, StartedWith};

/// Every page that is for those who are signed in.
const PAGES: [&str; 7] = [
    "/",
    "/queue",
    "/queue/rows",
    "/reports/00000000000000000000000000000000",
    "/log",
    "/people",
    "/settings",
];

#[test]
fn nothing_is_shown_to_whoever_is_not_signed_in() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    let browser = house.desk_browser();
    for page in PAGES {
        let answer = browser.get(page);
        assert!(answer.leads_to().starts_with("/login?back=%2F"), "{page}");
    }
    for deed in ["/reports/0/reply", "/people", "/enter", "/logout"] {
        let answer = browser.post(deed, &[("text", "x")]);
        assert_eq!(answer.status, 401, "{deed}");
    }
    assert_eq!(browser.get("/events").status, 303);
}

#[test]
fn somebody_signs_in_with_name_password_and_code_and_out_again() {
    let house = Installation::on_sqlite();
    let token = house.sign_in("officer-1");
    drop(token);
    let browser = house.desk_browser();
    assert!(browser.get("/login?back=%2Flog").says("Sign in"));
    let (password, code) = (password_of("officer-1"), house.next_code("officer-1"));
    let fields = [
        ("name", "officer-1"),
        ("password", &password),
        ("code", &code),
        ("back", "/log"),
    ];
    assert_eq!(browser.post("/login", &fields).leads_to(), "/log");
    assert!(browser.get("/queue").says("officer-1"));
    // The same code again.
    assert_eq!(house.desk_browser().post("/login", &fields).status, 403);
    assert_eq!(browser.post("/logout", &[]).leads_to(), "/login");
    assert_eq!(browser.cookie("desk"), None);
    assert!(browser.get("/queue").leads_to().starts_with("/login"));
}

#[test]
fn what_is_wrong_is_answered_alike_whatever_it_is() {
    let house = Installation::on_sqlite();
    drop(house.sign_in("officer-1"));
    let browser = house.desk_browser();
    let right = password_of("officer-1");
    let code = house.next_code("officer-1");
    let mut answers = Vec::new();
    for (name, password, code) in [
        ("officer-1", "another password", code.as_str()),
        ("officer-1", right.as_str(), "000000"),
        ("nobody-1", right.as_str(), code.as_str()),
    ] {
        let fields = [("name", name), ("password", password), ("code", code)];
        let answer = browser.post("/login", &fields);
        answers.push((answer.status, answer.words()));
    }
    assert_eq!(answers[0].0, 403);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[test]
fn whoever_signs_in_is_led_to_pages_of_the_desk_alone() {
    let house = Installation::on_sqlite();
    drop(house.sign_in("officer-1"));
    let (password, code) = (password_of("officer-1"), house.next_code("officer-1"));
    let fields = [
        ("name", "officer-1"),
        ("password", &password),
        ("code", &code),
        ("back", "//elsewhere.example/"),
    ];
    assert_eq!(house.desk_browser().post("/login", &fields).leads_to(), "/");
}

#[test]
fn a_cookie_that_a_browser_brings_is_never_adopted() {
    let house = Installation::on_sqlite();
    drop(house.sign_in("officer-1"));
    let browser = house.desk_browser();
    let planted = "A".repeat(43);
    browser.have("desk", &planted);
    assert!(browser.get("/queue").leads_to().starts_with("/login"));
    let (password, code) = (password_of("officer-1"), house.next_code("officer-1"));
    let fields = [
        ("name", "officer-1"),
        ("password", &password),
        ("code", &code),
    ];
    browser.post("/login", &fields).leads_to();
    assert_ne!(browser.cookie("desk"), Some(planted));
}

#[test]
fn a_deed_that_another_site_sends_is_not_done() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    let browser = house.at_desk("officer-1");
    let id = house.newest().to_string();
    let claim = format!("/reports/{id}/claim");
    for origin in [
        "https://elsewhere.example",
        "null",
        "http://desk.example.org",
    ] {
        let answer = browser.post_from(origin, &claim, &[("how", "claim")]);
        assert_eq!(answer.status, 403, "{origin}");
    }
    let silent = Request::post(&claim).body(Body::from("how=claim"));
    assert_eq!(browser.send(silent.expect("a request")).status, 403);
    assert!(browser.get(&format!("/reports/{id}")).says("Take it on"));
}

#[test]
fn no_page_can_be_framed_kept_or_made_to_load_from_elsewhere() {
    let house = Installation::on_sqlite();
    let browser = house.at_desk("officer-1");
    for page in ["/queue", "/login", "/log", "/no-such-page"] {
        let answer = browser.get(page);
        insta::allow_duplicates! {
            insta::assert_snapshot!(answer.header("content-security-policy"), @"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        }
        assert_eq!(answer.header("cache-control"), "no-store", "{page}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
    }
}

#[test]
fn a_link_is_used_once_with_a_password_and_an_authenticator_on_one_page() {
    let house = Installation::on_sqlite();
    let link = house
        .desk()
        .add_person("officer-2", Role::Officer, None)
        .expect("added");
    let browser = house.desk_browser();
    let page = browser.get("/setup");
    assert!(page.body.contains("<svg") && page.says("Authenticator app"));
    let secret = authenticator("officer-2").text();
    let fill = |password: &str, again: &str, code: &str, link: &SetupLink| {
        browser.post(
            "/setup",
            &[
                ("link", &link.text()),
                ("new-password", password),
                ("new-password-again", again),
                ("secret", &secret),
                ("code", code),
            ],
        )
    };
    let code = house.code("officer-2");
    let good = "several words together";
    let short = fill("short", "short", &code, &link);
    assert_eq!((short.status, short.says("shorter than 12")), (422, true));
    assert_eq!(fill(good, "another one here", &code, &link).status, 422);
    let wrong = fill(good, good, "000000", &link);
    // What is not to be scanned again comes again.
    assert!(wrong.status == 403 && wrong.body.contains(&secret));
    assert_eq!(fill(good, good, &code, &link).leads_to(), "/");
    assert!(browser.get("/people").says("waits to be admitted"));
    assert_eq!(
        fill(good, good, &house.next_code("officer-2"), &link).status,
        403
    );
}

#[test]
fn whoever_was_set_up_without_an_authenticator_enrols_one_when_they_sign_in() {
    let house = Installation::on_sqlite();
    let browser = house.desk_browser();
    let password = password_of("officer-1");
    let sign_in = [
        ("name", "officer-1"),
        ("password", password.as_str()),
        ("code", ""),
    ];
    assert!(
        browser
            .post("/login", &sign_in)
            .says("Enrol your authenticator")
    );
    assert_eq!(browser.cookie("desk"), None);
    let (secret, code) = (authenticator("officer-1").text(), house.code("officer-1"));
    let fields = [
        ("name", "officer-1"),
        ("password", &password),
        ("secret", &secret),
        ("code", &code),
    ];
    assert_eq!(browser.post("/enrol", &fields).leads_to(), "/");
    assert!(browser.get("/queue").status == 200);
}

#[test]
fn a_session_that_was_copied_ends_for_both_once_its_cookie_was_renewed() {
    let house = Installation::on_sqlite();
    let (owner, thief) = (house.at_desk("officer-1"), house.desk_browser());
    thief.have("desk", &owner.cookie("desk").expect("a session"));
    house.turn_clock_seconds(6 * 60);
    assert_eq!(owner.get("/queue").status, 200);
    assert_ne!(owner.cookie("desk"), thief.cookie("desk"));
    assert_eq!(owner.get("/queue").status, 200, "the new one is used");
    house.turn_clock_seconds(60);
    assert!(thief.get("/queue").leads_to().starts_with("/login"));
    assert!(owner.get("/queue").leads_to().starts_with("/login"));
}

#[test]
fn a_session_ends_when_nobody_uses_it_and_when_the_clock_was_set_back() {
    let house = Installation::on_sqlite();
    let idle = house.at_desk("officer-1");
    house.turn_clock_seconds(31 * 60);
    assert!(idle.get("/queue").leads_to().starts_with("/login"));
    let browser = house.at_desk("officer-1");
    house.turn_clock_seconds(-3600);
    assert!(browser.get("/queue").leads_to().starts_with("/login"));
}

#[test]
fn whoever_is_disabled_while_reading_sees_nothing_more() {
    let house = Installation::on_sqlite();
    admitted(&house, "officer-2", Role::Officer);
    house.file_report("A grey box on the lamp post.");
    let browser = house.at_desk("officer-2");
    let report = format!("/reports/{}", house.newest());
    assert_eq!(browser.get(&report).status, 200);
    house.desk().disable("officer-2", None).expect("disabled");
    assert!(browser.get(&report).leads_to().starts_with("/login"));
    let reply = format!("{report}/reply");
    assert_eq!(
        browser.post(&reply, &[("text", "Where is it?")]).status,
        401
    );
}

#[test]
fn what_is_dangerous_takes_password_and_code_once_more() {
    let house = Installation::on_sqlite();
    admitted(&house, "administrator-1", Role::Administrator);
    let browser = house.at_desk("administrator-1");
    let add = [("deed", "add"), ("name", "clerk-1"), ("role", "clerk")];
    let refused = browser.post("/people", &add);
    assert!(refused.status == 403 && refused.says("Confirm it is you"));
    let password = password_of("administrator-1");
    let code = house.next_code("administrator-1");
    let fields = [
        ("password", password.as_str()),
        ("code", &code),
        ("back", "/people"),
    ];
    assert_eq!(browser.post("/step-up", &fields).leads_to(), "/people");
    let added = browser.post("/people", &add);
    assert!(added.says("clerk-1 was added"), "{}", added.words());
    assert!(!browser.get("/people").body.contains("link-text"));
}

#[test]
fn a_forgotten_password_is_mended_by_two_others_who_compare_four_words() {
    let house = Installation::on_sqlite();
    // Who helps is chosen anew at each sign-in.
    drop(house.sign_in("officer-1"));
    let lost = house.desk_browser();
    assert_eq!(
        lost.post("/recover", &[("deed", "ask"), ("name", "officer-1")])
            .leads_to(),
        "/recover"
    );
    let page = lost.get("/recover");
    assert!(page.says("0 of 2 have agreed"), "{}", page.words());
    let words: Vec<&str> = page
        .body
        .split("class=\"four\"")
        .nth(1)
        .and_then(|rest| rest.split("</ol>").next())
        .expect("four words")
        .split("<li>")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .collect();
    assert_eq!(words.len(), 4);
    for helper in ["overseer-1", "custodian-1"] {
        let browser = house.at_desk(helper);
        let token = browser.cookie("desk").expect("a session");
        house.step_up(helper, &token);
        let people = browser.get("/people");
        assert!(people.says(&words.join(" ")));
        let request = people.body.split("name=\"request\" value=\"").nth(1);
        let request = request.and_then(|rest| rest.split('"').next());
        let fields = [
            ("deed", "recover"),
            ("request", request.expect("a request")),
        ];
        assert_eq!(browser.post("/people", &fields).status, 200);
    }
    assert!(lost.get("/recover").says("2 of 2 have agreed"));
    let (secret, code) = (
        authenticator("officer-1").text(),
        house.next_code("officer-1"),
    );
    let fields = [
        ("deed", "finish"),
        ("new-password", "another password now"),
        ("new-password-again", "another password now"),
        ("secret", &secret),
        ("code", &code),
    ];
    assert_eq!(lost.post("/recover", &fields).leads_to(), "/");
    assert!(lost.get("/queue").says("officer-1"));
}

#[test]
fn what_is_no_address_of_ours_is_answered_by_a_page_of_ours() {
    let house = Installation::on_sqlite();
    let browser = house.at_desk("officer-1");
    for address in [
        "/log/proofs/x/y",
        "/log/proofs/1/99999999999999999999999",
        "/reports/%ff",
        "/reports/no-such-report",
        "/no-such-page",
        "/queue?level=%ff&level=now",
    ] {
        for method in ["GET", "DELETE", "PROPFIND"] {
            let request = Request::builder()
                .method(method)
                .uri(address)
                .header("origin", "http://desk.example");
            let answer = browser.send(request.body(Body::empty()).expect("a request"));
            let kind = answer.header("content-type");
            assert_eq!(kind, "text/html; charset=utf-8", "{method} {address}");
            assert!(answer.status == 404 || answer.says("Queue"), "{address}");
        }
    }
}

#[test]
fn where_things_lie_on_the_machine_is_told_to_those_who_run_it_or_watch_over_it() {
    let house = Installation::on_sqlite();
    admitted(&house, "administrator-1", Role::Administrator);
    let with = |name, value: &str, from, is_path| StartedWith {
        name,
        value: value.to_owned(),
        from,
        is_path,
    };
    let started_with = vec![
        with("data", "./tipline-data", StartedFrom::Default, true),
        with("secret-file", "/etc/a-secret", StartedFrom::File, true),
        with("desk", "127.0.0.1:1", StartedFrom::Command, false),
    ];
    let sees = |name| {
        let options = ConsoleOptions {
            started_with: started_with.clone(),
            ..ConsoleOptions::default()
        };
        let answer = house.at_desk_with(name, options).get("/settings");
        assert!(
            answer.says("--data ./tipline-data default"),
            "{}",
            answer.words()
        );
        assert!(answer.says("--desk 127.0.0.1:1"));
        match answer.says("/etc/a-secret") {
            true => true,
            false => {
                assert!(answer.says("--secret-file set by the operator the file"));
                false
            }
        }
    };
    assert!(sees("administrator-1") && sees("overseer-1"));
    assert!(!sees("officer-1") && !sees("custodian-1"));
}
