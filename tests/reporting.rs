//! Reporting on the pages (C1, R1, R2, R6, R12): on one page or step by step, without scripts and without cookies; what
//! was typed outlives every mistake; the same sending is the same report.

use crate::kit::installation::{Installation, on_both_engines};
use insta::assert_snapshot;

const SEEN: &str = "A grey box with two antennas is taped to lamp post 214 on Quay Street.";

#[test]
fn a_report_is_filed_on_one_page_and_the_receipt_opens_it() {
    on_both_engines(|house| {
        let form = house.visit("/en/report");
        assert_eq!((form.status(), form.heading()), (200, "Your report".into()));
        let page = form
            .fill("what", SEEN)
            .fill("where", "Quay Street")
            .press("Send the report");
        assert_eq!(
            (page.status(), page.heading()),
            (200, "Your report has arrived".into())
        );
        assert_eq!(house.text_at_desk(house.newest()), SEEN);
        let opened = house
            .visit("/en/mailbox")
            .fill("words", &page.receipt())
            .press("Open");
        assert!(
            opened.words().contains("Received. There is no answer yet."),
            "{}",
            opened.words()
        );
    });
}

#[test]
fn a_report_is_filed_step_by_step_and_checked_before_it_is_sent() {
    let house = Installation::on_sqlite();
    let mut page = house.visit("/zh/report/guided");
    let mut steps = Vec::new();
    for typed in [
        None,
        Some(("what", "灯杆上绑着一个灰盒子。")),
        Some(("where", "滨河路37号")),
        Some(("from-date", "2026年11月17日")),
        Some(("did", "一个戴安全帽的人装上去的")),
        None,
        Some(("things", "两根短天线")),
        None,
        None,
        None,
    ] {
        steps.push(page.heading());
        if let Some((field, words)) = typed {
            page = page.fill(field, words);
        }
        page = page.press("下一步");
    }
    assert_snapshot!(steps.join("\n"), @r"
    匿名还是实名？
    您看到、听到或发现了什么？
    在什么地方？
    什么时候？
    什么人做了什么？
    怎么做的？
    设备或装置
    文件或数据
    钱款
    材料
    ");
    assert_snapshot!(page.words(), @r"
    请核对一遍
    现在还没有提交给值班人员。
    匿名还是实名？
    匿名
    修改
    您看到、听到或发现了什么？
    灯杆上绑着一个灰盒子。
    修改
    在什么地方？
    滨河路37号
    修改
    什么时候？
    2026年11月17日
    修改
    什么人做了什么？
    一个戴安全帽的人装上去的
    修改
    怎么做的？
    未填
    修改
    设备或装置
    两根短天线
    修改
    文件或数据
    未填
    修改
    钱款
    未填
    修改
    材料
    未填
    修改
    提交线索
    如实反映即可，无意写错不会追究。
    ");
    let receipt = page.press("提交线索");
    assert_eq!(receipt.heading(), "您的线索已收到");
    assert_snapshot!(house.text_at_desk(house.newest()), @r"
    灯杆上绑着一个灰盒子。

    什么人做了什么？
    一个戴安全帽的人装上去的

    设备或装置
    两根短天线
    ");
}

#[test]
fn whoever_goes_over_to_one_page_finds_the_answers_there() {
    let house = Installation::on_sqlite();
    let step = || {
        house
            .visit("/en/report/guided")
            .press("Continue")
            .fill("what", SEEN)
    };
    let page = step().press("All on one page instead");
    assert_eq!(
        (page.heading(), page.field("what")),
        ("Your report".into(), SEEN.to_owned())
    );
    let back = step().press("Back").press("Continue");
    assert_eq!(back.field("what"), SEEN);
}

/// A look at what was typed before is none at what is typed now.
#[test]
fn what_is_typed_after_the_look_is_looked_at_again() {
    let house = Installation::on_sqlite();
    let typed = "I work at the terminal.";
    let form = || house.visit("/en/report").fill("what", typed);
    let looked = form().press("Send the report");
    assert_eq!(looked.heading(), "Before you send it");
    let page = looked.press("Change").press("All on one page instead");
    let other = "I live opposite the gate.";
    let again = page.fill("what", other).press("Send the report");
    assert_eq!(again.heading(), "Before you send it");
    assert!(again.words().contains("I live opposite the gate"));
    assert!(house.listed().is_empty());
}

#[test]
fn an_answer_is_changed_from_the_page_that_shows_them_all() {
    let house = Installation::on_sqlite();
    let text = "My boss told me to wipe the laptops.";
    let checked = house
        .visit("/en/report")
        .fill("what", text)
        .press("Send the report");
    assert_eq!(checked.heading(), "Before you send it");
    let step = checked.press("Change");
    assert_eq!(step.heading(), "With or without your name?");
    let again = step.press("Continue");
    assert_eq!(again.heading(), "Before you send it");
    assert_eq!(
        again.press("Send it as it is").heading(),
        "Your report has arrived"
    );
    assert_eq!(house.listed().len(), 1);
}

/// R12: whoever chose to stay anonymous is told before anything is sent, and decides.
#[test]
fn what_could_give_an_anonymous_writer_away_is_said_before_it_is_sent() {
    let house = Installation::on_sqlite();
    let text = "I work nights at the terminal. Call me on 07700 900142.";
    let checked = house
        .visit("/en/report")
        .fill("what", text)
        .press("Send the report");
    assert!(house.listed().is_empty(), "nothing is sent yet");
    let words = checked.words();
    let hints: Vec<&str> = words
        .lines()
        .filter(|line| line.contains('\u{2068}'))
        .collect();
    // What is quoted is kept apart from the direction of the sentence around it.
    assert!(
        hints
            .iter()
            .all(|hint| hint.contains('“') && hint.contains('\u{2069}'))
    );
    let hints = hints.join("\n").replace(['\u{2068}', '\u{2069}'], "");
    assert_snapshot!(hints, @r"
    Perhaps only a few people could know this: “I work nights at the terminal”.
    There seems to be a telephone number, an email address or an account in your text: “Call me on 07700 900142”. You are reporting without your name.
    ");
    // With a name there is nothing to hide from the desk.
    let named = house
        .visit("/en/report")
        .fill("what", text)
        .fill("who", "named")
        .fill("phone", "07700 900142");
    assert_eq!(
        named.press("Send the report").heading(),
        "Your report has arrived"
    );
}

#[test]
fn a_name_is_given_only_by_choice_and_sealed_apart() {
    let house = Installation::on_sqlite();
    // Typed, but not chosen: what is not needed is not kept.
    house
        .visit("/en/report")
        .fill("what", SEEN)
        .fill("name", "Pat Example")
        .press("Send the report");
    let report = house.newest();
    let custodians = ["custodian-1", "custodian-2"].map(|name| house.unlock(name));
    let identity =
        house
            .desk()
            .unseal_identity(report, &[&custodians[0], &custodians[1]], "a test");
    assert!(identity.is_err());
    house
        .visit("/en/report")
        .fill("what", SEEN)
        .fill("who", "named")
        .fill("name", "Pat Example")
        .press("Send the report");
    let identity =
        house
            .desk()
            .unseal_identity(house.newest(), &[&custodians[0], &custodians[1]], "a test");
    assert_eq!(
        identity.expect("a contact").name.as_deref(),
        Some("Pat Example")
    );
}

#[test]
fn what_was_typed_outlives_every_mistake() {
    let house = Installation::on_sqlite();
    let page = house
        .visit("/en/report")
        .fill("what", "")
        .fill("where", "by the <old> \"gate\" & the wall")
        .fill("lat", "north")
        .fill("from-date", "2026-02-30")
        .fill("from-time", "half past nine")
        .fill("who", "named")
        .press("Send the report");
    assert_eq!(page.status(), 422);
    assert_snapshot!(page.mistakes().join("\n"), @r"
    Give at least one way to reach you, or report without your name.
    Nothing is written here yet. A few words are enough.
    Write a number with a decimal point, for example 44.9012.
    Give the day too, or leave the time out. Without a calendar, write it like 2026-11-22.
    Write the time as hours and minutes, for example 23:05.
    ");
    for (field, typed) in [
        ("where", "by the <old> \"gate\" & the wall"),
        ("lat", "north"),
        ("from-date", "2026-02-30"),
        ("from-time", "half past nine"),
        ("who", "named"),
    ] {
        assert_eq!(page.field(field), typed, "{field}");
    }
    // Each mistake is listed at the head, and leads to its field.
    let html = page.html();
    for (field, _) in html
        .match_indices("<li><a href=\"#")
        .map(|(at, _)| html[at + 14..].split_once('"').expect("a field"))
    {
        assert!(html.contains(&format!("id=\"{field}\"")), "{field}");
    }
}

#[test]
fn a_form_that_is_sent_twice_is_one_report_with_one_receipt() {
    on_both_engines(|house| {
        let form = house.visit("/en/report");
        let form = form.fill("what", SEEN);
        let (first, second) = (form.press("Send the report"), form.press("Send the report"));
        assert_eq!(first.receipt(), second.receipt());
        assert!(second.words().contains("Nothing was sent twice."));
        assert!(!first.words().contains("Nothing was sent twice."));
        assert_eq!(house.listed().len(), 1);
        // Another window is another form.
        house
            .visit("/en/report")
            .fill("what", SEEN)
            .press("Send the report");
        assert_eq!(house.listed().len(), 2);
    });
}

#[test]
fn a_form_that_is_older_than_its_answer_is_kept_comes_back_with_all_that_was_typed() {
    let house = Installation::on_sqlite();
    let form = house.visit("/en/report").fill("what", SEEN);
    house.turn_clock(2);
    let page = form.press("Send the report");
    assert_eq!((page.status(), page.field("what")), (409, SEEN.to_owned()));
    assert!(
        page.words().contains("This form is too old"),
        "{}",
        page.words()
    );
    assert_eq!(
        page.press("Send the report").heading(),
        "Your report has arrived"
    );
    assert_eq!(house.listed().len(), 1);
}

#[test]
fn a_forged_form_is_nobodys_and_loses_nothing() {
    let house = Installation::on_sqlite();
    for forged in ["", "AAAA", "not base64 at all!", &"A".repeat(2000)] {
        let page = house.send_form("/en/report", &[("form", forged), ("what", SEEN)]);
        assert_eq!(
            (page.status(), page.field("what")),
            (409, SEEN.to_owned()),
            "{forged}"
        );
    }
    // What was sealed for a mailbox opens no form.
    let receipt = house.file_report("Something else.").receipt;
    let key = house
        .visit("/en/mailbox")
        .fill("words", &receipt)
        .press("Open")
        .field("key");
    assert_eq!(
        house
            .send_form("/en/report", &[("form", &key), ("what", SEEN)])
            .status(),
        409
    );
    assert_eq!(house.listed().len(), 1);
}

#[test]
fn a_form_that_another_site_sent_is_not_taken() {
    let house = Installation::on_sqlite();
    let form = house.visit("/en/report").field("form");
    let fields = [("form", form.as_str()), ("what", SEEN)];
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://elsewhere.example"),
    ] {
        let headers = [(name, value), ("host", "tips.example")];
        let page = house.send_form_with("/en/report", &fields, &headers);
        assert_eq!(page.status(), 403, "{name}: {value}");
        let deed = house.send_form_with("/en/mailbox", &[("words", "a")], &headers);
        assert_eq!(deed.status(), 403, "{name}: {value}");
    }
    assert!(house.listed().is_empty());
    for (name, value) in [
        ("sec-fetch-site", "same-origin"),
        ("origin", "null"),
        ("origin", "http://tips.example"),
    ] {
        let page = house.send_form_with(
            "/en/report",
            &fields,
            &[(name, value), ("host", "tips.example")],
        );
        assert_eq!(page.heading(), "Your report has arrived", "{name}: {value}");
    }
}
