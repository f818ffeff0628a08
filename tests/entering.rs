//! What a clerk or an officer takes down at the counter or from a letter: what is typed, what is to be mended, and the paper
//! that the reporter takes home.

use crate::kit::answer::Answer;
use crate::kit::at_the_desk::AtDesk;
use crate::kit::installation::Installation;
use crate::kit::people::admitted;
use report::{Channel, Content, Role};

/// A form that was opened, and what is typed into it.
fn entered(browser: &AtDesk<'_>, fields: &[(&str, &str)]) -> Answer {
    let form = browser.get("/enter");
    browser.post("/enter", &with_token(&form, fields))
}

fn with_token<'a>(form: &'a Answer, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let token = form.body.split("name=\"token\" value=\"").nth(1);
    let token = token.and_then(|rest| rest.split('"').next());
    let token = ("token", token.expect("a token"));
    std::iter::once(token)
        .chain(fields.iter().copied())
        .collect()
}

/// What was sealed last.
fn newest(house: &Installation) -> Content {
    let opened = house
        .desk()
        .open_report(&house.officer(), house.newest(), "first look");
    opened.expect("opened").content
}

const TOLD: &str = "Somebody photographed the north gate for an hour.";

#[test]
fn a_clerk_takes_a_report_down_and_prints_its_receipt() {
    let house = Installation::on_sqlite();
    admitted(&house, "clerk-1", Role::Clerk);
    let browser = house.at_desk("clerk-1");
    let form = browser.get("/enter");
    assert!(form.says("By the desk's clock, Asia/Shanghai (now UTC+8)."));
    let fields = with_token(
        &form,
        &[
            ("channel", "letter"),
            ("came-date", "2026-11-21"),
            ("text", TOLD),
            ("place", "North gate"),
            ("position", "北纬31°13′49.4″，东经121°28′25.3″"),
            ("from-date", "2026-11-20"),
            ("from-time", "14:00"),
            ("to-date", "2026-11-20"),
            ("to-time", "15：00"),
        ],
    );
    let receipt = browser.post("/enter", &fields);
    assert!(receipt.says("Report entered"), "{}", receipt.words());
    // Sent twice it is one report, and the same words.
    let again = browser.post("/enter", &fields);
    assert_eq!(again.words(), receipt.words());
    assert_eq!(house.listed().len(), 1);
    let content = newest(&house);
    assert_eq!(
        (content.text.as_str(), content.channel),
        (TOLD, Channel::Letter)
    );
    assert_eq!(content.came.as_deref(), Some("2026-11-21"));
    let seen = content.observed.expect("when it was seen");
    assert_eq!(seen.from.as_deref(), Some("2026-11-20T14:00+08:00"));
    assert_eq!(seen.to.as_deref(), Some("2026-11-20T15:00+08:00"));
    let place = content.place.expect("where");
    assert_eq!((place.lat, place.lon), (Some(31.230389), Some(121.473694)));
    // A clerk reads nothing.
    let id = house.newest();
    for page in ["/queue", &format!("/reports/{id}"), "/log"] {
        let answer = browser.get(page);
        assert!(
            matches!(answer.status, 303 | 403),
            "{page}: {}",
            answer.status
        );
        assert!(!answer.says("photographed"));
    }
    // An officer reads when it came and was seen, in UTC too.
    let page = house.at_desk("officer-1").get(&format!("/reports/{id}"));
    for said in [
        "Came on 21 Nov 2026",
        "When 20 Nov 2026, 14:00 (UTC+8) 06:00 UTC",
        "Position (WGS 84) 31.230389, 121.473694",
    ] {
        assert!(page.says(said), "{said}: {}", page.words());
    }
}

#[test]
fn one_form_is_one_report() {
    let house = Installation::on_sqlite();
    let browser = house.at_desk("officer-1");
    let form = browser.get("/enter");
    let first = browser.post("/enter", &with_token(&form, &[("text", TOLD)]));
    assert_eq!(first.status, 200);
    // Other words, or the same by another way.
    for other in [
        &[("text", "Else.")][..],
        &[("text", TOLD), ("channel", "letter")],
    ] {
        let answer = browser.post("/enter", &with_token(&form, other));
        assert_eq!(answer.status, 422);
        assert!(answer.says("with other words") && answer.says(other[0].1));
    }
    let without = browser.post("/enter", &[("text", TOLD)]);
    assert!(without.status == 422 && without.says("send it again") && without.says(TOLD));
}

/// Everything typed wrong that can be, and what is said of each field in both languages.
const WRONG: [(&str, &str, &str, &str); 7] = [
    (
        "came-date",
        "2027-01-01",
        "Came (day): This is still to come.",
        "来件日期：这个时间还没有到。",
    ),
    (
        "text",
        "",
        "What happened: Nothing is written here yet.",
        "情况：这里还没有内容。",
    ),
    (
        "position",
        "31°13'",
        "Position: One half is missing.",
        "坐标：坐标只有一半。",
    ),
    (
        "from-date",
        "0026-11-21",
        "From (day): Write the day like 2026-11-22",
        "开始日期：日期请写成 2026-11-22 这样",
    ),
    (
        "from-time",
        "2 pm",
        "From (time): Write the time like 23:05.",
        "开始时间：时间请写成 23:05 这样。",
    ),
    (
        "to-date",
        "",
        "Until (day): There is a time without its day.",
        "结束日期：只有时间，没有日期。",
    ),
    (
        "email",
        "nobody",
        "E-mail: An email address looks like",
        "电子邮箱：邮箱地址的写法是",
    ),
];

#[test]
fn what_is_to_be_mended_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let house = Installation::on_sqlite();
    let browser = house.at_desk("officer-1");
    let mut fields: Vec<_> = WRONG
        .iter()
        .map(|(name, typed, ..)| (*name, *typed))
        .collect();
    fields.extend([
        ("to-time", "15:00"),
        ("place", "North <gate>"),
        ("channel", "letter"),
        ("lang", "zh"),
    ]);
    for chinese in [false, true] {
        browser.have("desk-language", if chinese { "zh" } else { "en" });
        let page = entered(&browser, &fields);
        assert_eq!(page.status, 422);
        for (name, typed, en, zh) in WRONG {
            let said = if chinese { zh } else { en };
            let (field, only) = said
                .split_once(if chinese { "：" } else { ": " })
                .expect("both");
            assert!(page.says(said), "{said}: {}", page.words());
            assert!(
                page.body.contains(&format!("<a href=\"#{name}\">{field}")),
                "{name}"
            );
            let beside = page.body.split(&format!("id=\"{name}-wrong\">")).nth(1);
            assert!(
                beside.is_some_and(|beside| beside.starts_with(only)),
                "{name}"
            );
            let tag = page.body.split(&format!(" id=\"{name}\"")).nth(1);
            let tag = tag
                .and_then(|rest| rest.split('>').next())
                .expect("a field");
            assert!(tag.contains(&format!("{name}-wrong\"")), "{tag}");
            assert!(tag.contains("aria-invalid=\"true\""), "{tag}");
            assert!(
                typed.is_empty() || tag.contains(&typed.replace('\'', "&#39;")),
                "{tag}"
            );
        }
        assert_eq!(page.body.matches("aria-invalid").count(), WRONG.len());
        for kept in [
            "value=\"15:00\"",
            "value=\"North &#60;gate&#62;\"",
            "\"letter\" checked",
            "\"zh\" selected",
        ] {
            assert!(page.body.contains(kept), "{kept}");
        }
        assert!(!page.says("place.lat") && !page.says("observed"));
    }
    assert_eq!(house.listed().len(), 0);
}

#[test]
fn a_position_that_cannot_be_read_is_told_by_what_is_wrong_with_it() {
    let house = Installation::on_sqlite();
    let browser = house.at_desk("officer-1");
    for (typed, said) in [
        ("behind the gate", "cannot be read as a position"),
        ("121.4737, 31.2304", "Write the latitude first"),
        ("31.2304, 181", "There is no such position"),
    ] {
        let page = entered(&browser, &[("text", TOLD), ("position", typed)]);
        assert!(page.status == 422 && page.says(said), "{}", page.words());
    }
}

#[test]
fn a_time_is_by_the_desks_clock_also_when_that_is_put_forward_and_back() {
    let mut house = Installation::just_founded("site.time_zone = \"Europe/Berlin\"");
    house.set_everybody_up();
    let browser = house.at_desk("officer-1");
    let seen = |day: &str, time: &str| {
        let fields = [("text", TOLD), ("from-date", day), ("from-time", time)];
        let page = entered(&browser, &fields);
        match page.status {
            200 => newest(&house)
                .observed
                .and_then(|seen| seen.from)
                .expect("a time"),
            _ => page.words(),
        }
    };
    assert_eq!(seen("2026-07-01", "12:00"), "2026-07-01T12:00+02:00");
    assert_eq!(seen("2026-11-01", "12:00"), "2026-11-01T12:00+01:00");
    assert!(seen("2026-03-29", "02:30").contains("The clocks were put forward over this time"));
    // Twice in that night: nobody said which.
    assert_eq!(seen("2026-10-25", "02:30"), "2026-10-25T02:30");
    // It is nine there.
    assert_eq!(seen("2026-11-22", "08:59"), "2026-11-22T08:59+01:00");
    assert!(seen("2026-11-22", "16:00").contains("This is still to come."));
}

#[test]
fn the_receipt_says_in_both_languages_where_its_words_lead() {
    let house = Installation::on_sqlite();
    let receipt = entered(
        &house.at_desk("officer-1"),
        &[("text", TOLD), ("lang", "zh")],
    );
    let words = receipt.words();
    for said in [
        "Security tip line",
        "安全线索受理",
        "open the website of this hotline, choose “Your report”",
        "打开本热线的网站，点“回复与进展”",
        "Nobody is blamed for an honest mistake.",
        "如实反映即可，无意写错不会追究。",
        "22 Nov 2026, 16:00 (UTC+8)",
        "2026年11月22日 16:00（UTC+8）",
        "If nothing is decided, it is kept until 21 Nov 2028",
        "保存至 2028年11月21日",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    // The reporter speaks Chinese: that half comes first.
    assert!(words.find("收到时间") < words.find("Received on"));
    assert_eq!(receipt.body.matches("<li>").count(), 2 * (9 + 3) + 6);

    let mut house = Installation::just_founded("site.address = \"https://tips.example\"");
    house.set_everybody_up();
    let receipt = entered(&house.at_desk("officer-1"), &[("text", TOLD)]);
    assert!(
        receipt.says("open https://tips.example, choose")
            && receipt.says("打开 https://tips.example ，点")
    );
    assert!(!receipt.says("the website of this hotline"));
}

#[test]
fn the_desks_number_for_a_report_is_on_the_screen_and_not_on_the_paper() {
    let house = Installation::on_sqlite();
    admitted(&house, "clerk-1", Role::Clerk);
    for (who, may_open) in [("officer-1", true), ("clerk-1", false)] {
        let page = entered(&house.at_desk(who), &[("text", TOLD)]);
        let id = house.newest().to_string();
        let body = page.body.split("<main").nth(1).expect("the page");
        let (paper, screen) = body.split_once("<p class=\"noprint\">").expect("both");
        assert!(!paper.contains(&id[..8]), "{who}");
        assert!(
            screen.contains(&format!("<strong>{}</strong>", &id[..8])),
            "{who}"
        );
        assert_eq!(body.contains(&format!("/reports/{id}")), may_open, "{who}");
    }
}
