//! What every page is (R8, R11): from nowhere else, remembered by nobody, of one size, in both languages.

use crate::kit::installation::Installation;
use insta::assert_snapshot;

pub(crate) const PAGES: [&str; 12] = [
    "/",
    "/en/",
    "/zh/",
    "/en/report",
    "/zh/report",
    "/en/report/guided",
    "/zh/report/guided",
    "/en/mailbox",
    "/zh/mailbox",
    "/en/statistics",
    "/zh/nothing-here",
    "/en/exit",
];

#[test]
fn no_page_sends_a_script_a_cookie_or_anything_from_elsewhere() {
    let house = Installation::on_sqlite();
    for address in PAGES {
        let page = house.visit(address);
        let html = page.html();
        for never in [
            "<script",
            "javascript:",
            " onclick",
            "<img",
            "<iframe",
            "src=",
            "@import",
            "url(",
        ] {
            assert!(!html.contains(never), "{address} has {never}");
        }
        assert_eq!(page.answer.header("set-cookie"), "", "{address}");
        // Links lead here, and nowhere else.
        let links = html
            .split("href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap_or_default());
        for link in links {
            assert!(
                link.starts_with('/') || link.starts_with('#') || link == "data:,",
                "{address} links to {link}"
            );
        }
    }
}

#[test]
fn every_page_has_the_strict_headers_and_a_style_that_its_policy_allows() {
    let house = Installation::on_sqlite();
    let page = house.visit("/en/");
    let style = page
        .html()
        .split("<style>")
        .nth(1)
        .and_then(|rest| rest.split("</style>").next())
        .map(str::to_owned)
        .expect("a style");
    let hash = <sha2::Sha256 as sha2::Digest>::digest(style);
    let hash = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, hash);
    let policy = page.answer.header("content-security-policy").to_owned();
    assert!(
        policy.contains(&format!("style-src 'sha256-{hash}'")),
        "{policy}"
    );
    assert!(policy.starts_with("default-src 'none';"));
    for address in PAGES {
        let page = house.visit(address);
        let lines: Vec<String> = [
            "cache-control",
            "referrer-policy",
            "x-content-type-options",
            "x-frame-options",
            "cross-origin-opener-policy",
        ]
        .map(|name| page.answer.header(name).to_owned())
        .into();
        assert_eq!(
            lines,
            ["no-store", "no-referrer", "nosniff", "DENY", "same-origin"],
            "{address}"
        );
    }
}

#[test]
fn the_first_line_is_the_emergency_number_and_every_page_has_a_way_out() {
    let house = Installation::on_sqlite();
    for address in PAGES.iter().filter(|address| !address.ends_with("exit")) {
        let html = house.visit(address).html();
        let emergency = html.find("110").expect("a number");
        assert!(
            emergency < html.find("<main").expect("a main part"),
            "{address}"
        );
        assert!(html.contains("/exit\""), "{address}");
    }
    let out = house.visit("/zh/exit");
    assert_eq!(
        (out.status(), out.answer.header("location")),
        (303, "https://www.weather.com.cn/")
    );
}

/// Titles stand in histories and in lists of tabs (R11).
#[test]
fn titles_say_nothing() {
    let house = Installation::on_sqlite();
    let titles: std::collections::BTreeSet<String> = PAGES
        .iter()
        .filter_map(|address| {
            let html = house.visit(address).html();
            Some(
                html.split("<title>")
                    .nth(1)?
                    .split("</title>")
                    .next()?
                    .to_owned(),
            )
        })
        .collect();
    assert_eq!(
        titles.into_iter().collect::<Vec<_>>(),
        ["Public service", "公共服务"]
    );
}

#[test]
fn the_reader_is_met_in_the_language_that_the_browser_asks_for() {
    let house = Installation::on_sqlite();
    for (asked, lang) in [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("de-DE,en;q=0.5,zh;q=0.7", "zh-Hans"),
        ("fr", "en"),
        ("zh;q=0, en;q=0.1", "en"),
    ] {
        let page = house.visit_with("/", &[("accept-language", asked)]);
        assert!(
            page.html().contains(&format!("<html lang=\"{lang}\"")),
            "{asked}"
        );
    }
}

#[test]
fn an_address_that_leads_nowhere_gets_a_page_and_the_api_its_own_answer() {
    let house = Installation::on_sqlite();
    let page = house.visit("/zh/nothing-here");
    assert_eq!(
        (page.status(), page.heading()),
        (404, "没有这个页面".into())
    );
    assert_eq!(house.visit("/fr/").status(), 404);
    assert_eq!(
        house.visit("/api/v1/nothing").answer.header("content-type"),
        "application/problem+json"
    );
    let wrong = house.send_form("/en/statistics", &[]);
    assert_eq!(
        (
            wrong.status(),
            wrong.answer.header("content-type").to_owned()
        ),
        (405, "text/html; charset=utf-8".into())
    );
}

#[test]
fn a_page_for_which_there_is_no_place_tells_programs_too_when_to_come_again() {
    let house = Installation::just_founded(
        "intake.mailbox_concurrent = 1\nintake.retry_after_s = 7\nmailbox.answer_ms = 1500",
    );
    let nobodys = seal::Receipt::random(&mut house.outside().random()).english();
    let open = || {
        house
            .send_form("/en/mailbox", &[("words", &nobodys)])
            .answer
    };
    let answers = std::thread::scope(|scope| {
        let both = [scope.spawn(open), scope.spawn(open)];
        both.map(|one| one.join().expect("an answer"))
    });
    let mut told = answers.map(|answer| {
        let when = answer.header("retry-after").to_owned();
        (answer.status, when)
    });
    told.sort();
    assert_eq!(told, [(404, String::new()), (503, "7".to_owned())]);
}

#[test]
fn security_txt_and_the_onion_address_are_there_when_the_operator_names_them() {
    let house = Installation::on_sqlite();
    assert_eq!(house.visit("/.well-known/security.txt").status(), 404);
    assert_eq!(house.visit("/en/").answer.header("onion-location"), "");
    let house = Installation::just_founded(
        "[site]\nonion = \"http://abcdefgh.onion\"\nsecurity_contact = \"mailto:security@tips.example\"\n",
    );
    assert_eq!(
        house.visit("/en/report").answer.header("onion-location"),
        "http://abcdefgh.onion/en/report"
    );
    assert_eq!(
        house
            .visit_with("/en/report", &[("host", "abcdefgh.onion")])
            .answer
            .header("onion-location"),
        ""
    );
    let text = house.visit("/.well-known/security.txt").html();
    assert!(
        text.starts_with("Contact: mailto:security@tips.example\nExpires: "),
        "{text}"
    );
}

#[test]
fn large_print_and_high_contrast_stay_while_one_goes_on() {
    let house = Installation::on_sqlite();
    let page = house.visit("/en/report?print=large&contrast=high");
    assert!(page.html().contains("class=\"large contrast\""));
    let page = page.fill("what", "A grey box.").press("Send the report");
    assert!(page.html().contains("class=\"large contrast\""));
    assert_snapshot!(page.heading(), @"Your report has arrived");
}
