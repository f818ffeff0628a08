//! Whatever is typed into a page, or sent to it by hand: a clear page, nothing lost, nothing doubled, nothing of it run
//! or turned round.

use crate::kit::installation::Installation;
use crate::kit::reader::Page;

const FIELDS: [&str; 17] = [
    "who",
    "name",
    "phone",
    "email",
    "what",
    "where",
    "lat",
    "lon",
    "from-date",
    "from-time",
    "to-date",
    "to-time",
    "did",
    "how",
    "things",
    "papers",
    "money",
];

/// The form with this in one field, and a report in the field that must not be empty.
fn with<'a>(house: &'a Installation, field: &str, typed: &str) -> Page<'a> {
    let form = house.visit("/en/report").field("form");
    let what = if field == "what" {
        typed
    } else {
        "A grey box."
    };
    house.send_form(
        "/en/report",
        &[("form", &form), ("what", what), (field, typed)],
    )
}

#[test]
fn html_is_shown_as_it_was_typed_and_never_run() {
    let house = Installation::on_sqlite();
    let typed =
        "</textarea></p><script>alert(1)</script><img src=x onerror=alert(1)>\" autofocus='";
    for field in FIELDS {
        // Something to be mended brings every field back.
        let form = house.visit("/en/report").field("form");
        let fields = [("form", form.as_str()), ("lat", "north"), (field, typed)];
        let page = house.send_form("/en/report", &fields);
        let html = page.html();
        assert!(
            !html.contains("<script>alert") && !html.contains("<img"),
            "{field}"
        );
        assert!(!html.contains("onerror=alert(1)>\" autofocus"), "{field}");
        if field != "who" {
            let shown = page.field(field);
            assert!(shown.contains(typed), "{field}: {shown}");
        }
    }
}

#[test]
fn a_text_that_turns_round_is_kept_and_turns_round_nothing_else() {
    let house = Installation::on_sqlite();
    let typed = "a\u{202e}b\u{2066}c\u{200b}\u{200f}d שלום مرحبا";
    let page = with(&house, "what", typed);
    assert_eq!(page.heading(), "Your report has arrived");
    assert_eq!(house.text_at_desk(house.newest()), typed);
    let opened = house
        .visit("/en/mailbox")
        .fill("words", &page.receipt())
        .press("Open");
    // Each text stands in an element of its own direction: what it turns round ends with it.
    assert!(opened.html().contains("<p class=\"text\" dir=\"auto\">"));
}

#[test]
fn too_much_is_told_with_how_much_may_be_and_nothing_is_taken() {
    let house = Installation::on_sqlite();
    for field in FIELDS {
        let page = with(&house, field, &"x".repeat(10 << 20));
        assert_eq!(page.status(), 413, "{field}");
        assert!(page.words().contains("1 MB"), "{field}: {}", page.words());
    }
    for field in ["what", "did", "where", "name"] {
        let long = "长".repeat(30_000);
        let form = house.visit("/en/report").field("form");
        let fields = [
            ("form", form.as_str()),
            ("who", "named"),
            ("what", "A grey box."),
            (field, &long),
        ];
        let page = house.send_form("/en/report", &fields);
        assert_eq!(page.status(), 422, "{field}");
        assert!(!page.mistakes().is_empty(), "{field}");
    }
    assert!(house.listed().is_empty());
}

#[test]
fn a_nul_is_told_beside_its_field() {
    let house = Installation::on_sqlite();
    for field in ["what", "where", "did"] {
        let page = with(&house, field, "a\0b");
        assert_eq!(page.status(), 422, "{field}");
        assert_eq!(
            page.mistakes(),
            ["This text contains the character NUL (U+0000). Remove it."],
            "{field}"
        );
    }
}

#[test]
fn a_field_that_comes_twice_loses_neither_text() {
    let house = Installation::on_sqlite();
    let form = house.visit("/en/report").field("form");
    let fields = [
        ("form", form.as_str()),
        ("what", "A grey box."),
        ("what", "And a second one."),
        ("nobodys", "x"),
    ];
    assert_eq!(
        house.send_form("/en/report", &fields).heading(),
        "Your report has arrived"
    );
    assert_eq!(
        house.text_at_desk(house.newest()),
        "A grey box.\nAnd a second one."
    );
}

#[test]
fn bytes_that_are_no_form_get_a_page() {
    let house = Installation::on_sqlite();
    for (kind, body) in [
        (
            "application/x-www-form-urlencoded",
            "%%%&=&&form=%ff%fe&what=%e4%b8".as_bytes(),
        ),
        ("multipart/form-data; boundary=x", b"--y\r\n\r\n"),
        (
            "multipart/form-data",
            b"--x\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\nhello",
        ),
        ("application/json", b"{}"),
        ("", b"\0\xff\0"),
    ] {
        for address in ["/en/report", "/zh/report/guided", "/en/mailbox"] {
            let page = house.send_bytes(address, kind, body);
            assert!(
                (400..500).contains(&page.status()) || page.status() == 200,
                "{kind} {address}: {}",
                page.status()
            );
            assert!(!page.heading().is_empty(), "{kind} {address}");
        }
    }
    assert!(house.listed().is_empty());
}

/// Two windows, the way back, a reload: each is what somebody would expect.
#[test]
fn whoever_goes_back_after_filing_and_sends_something_else_gets_the_same_words_and_both_are_kept() {
    let house = Installation::on_sqlite();
    let form = house.visit("/en/report");
    let typed = form.fill("what", "A grey box.");
    let first = typed.press("Send the report");
    let other = [
        ("form", &*typed.field("form")),
        ("what", "A grey box, and a black one."),
    ];
    let changed = house.send_form("/en/report", &other);
    assert_eq!(first.receipt(), changed.receipt());
    assert_eq!(house.text_at_desk(house.newest()), "A grey box.");
    let words = changed.words();
    assert!(
        words.contains("What you wrote now was added to it"),
        "{words}"
    );
    let words = typed.press("Send the report").words();
    assert!(words.contains("Nothing was sent twice."), "{words}");
}
