//! Strict parsing: every fault named at its field, all at once, in both languages, without the value.

use std::time::Instant;

use insta::assert_snapshot;
use report::{Draft, Lang, Line, Problem};

use crate::{LIMITS, told};

fn problems(body: impl AsRef<[u8]>) -> Vec<Problem> {
    Draft::from_json(body.as_ref(), &LIMITS).expect_err("must be refused")
}

fn one(body: impl AsRef<[u8]>) -> String {
    let mut problems = problems(body);
    assert_eq!(problems.len(), 1, "{problems:?}");
    let problem = problems.remove(0);
    format!("{}: {} / {}", problem.field, problem.en, problem.zh)
}

#[test]
fn a_full_report_is_read() {
    let draft = Draft::from_json(
        r#" {"text":"\u5929\u7ebf \ud83d\udce1\n","lang":"zh","observed":{"from":"2026-11-22T03:10","to":null},
            "place":{"text":"北门","lat":3.1e1,"lon":-0.0,"accuracy_m":50},"contact":{"name":"甲","phone":null,"email":"a@b"}} "#
            .as_bytes(),
        &LIMITS,
    )
    .unwrap();
    assert_eq!(draft.text, "天线 📡\n");
    assert_eq!(draft.lang, Some(Lang::Zh));
    assert_eq!(
        draft.observed.unwrap().from.as_deref(),
        Some("2026-11-22T03:10")
    );
    assert_eq!(draft.place.unwrap().lat, Some(31.0));
    assert_eq!(draft.contact.unwrap().email.as_deref(), Some("a@b"));
}

#[test]
fn only_the_text_is_needed() {
    for body in [
        r#"{"text":"a"}"#,
        "\u{feff}{\"text\":\"a\"}\n",
        r#"{"text":"a","lang":null,"observed":null,"place":null,"contact":null}"#,
    ] {
        assert_eq!(
            Draft::from_json(body.as_bytes(), &LIMITS).unwrap().text,
            "a"
        );
    }
}

#[test]
fn everything_wrong_is_told_at_once() {
    let body = r#"{"text":7,"lang":"fr","observed":{"from":"yesterday","to":"2026-02-30"},
        "place":{"lat":"44.9","lon":200,"accuracy_m":-1,"floor":3},"contact":{"email":"nobody","phone":"none","name":"x\u0000"},
        "received_at":"2026-11-22T00:00:00Z","source":1,"category":{},"labels":[],"id":"x","colour":"red"}"#;
    assert_snapshot!(told(&problems(body)), @r"
    contact.name nul
    text wrong-type
    lang not-a-language
    place.lat wrong-type
    place.floor unknown-field
    received_at set-by-desk
    source set-by-desk
    category set-by-desk
    labels set-by-desk
    id set-by-desk
    colour unknown-field
    observed.from not-a-time
    observed.to not-a-time
    place.lon out-of-range
    place.accuracy_m out-of-range
    contact.phone not-a-phone
    contact.email not-an-email
    ");
}

#[test]
fn a_field_given_twice_is_refused() {
    assert_snapshot!(one(r#"{"text":"a","text":"b"}"#), @"text: This field is given twice. Keep one of them. / 这个字段出现了两次。请只留一个。");
    assert_snapshot!(told(&problems(r#"{"text":"a","place":{"lat":1,"lon":1,"l\u0061t":1}}"#)), @"place.lat duplicate-field");
}

#[test]
fn a_field_that_the_desk_sets_is_refused_in_its_own_words() {
    for field in ["received_at", "source", "category", "labels", "id"] {
        let said = one(format!(r#"{{"text":"a","{field}":null}}"#));
        assert_eq!(
            said,
            format!(
                "{field}: The desk sets this itself; leave it out. / 这一项由受理台填写，请删去。"
            )
        );
    }
}

#[test]
fn an_unknown_field_gets_a_suggestion() {
    for (body, meant) in [
        (r#"{"text":"a","palce":{}}"#, "Did you mean \"place\"?"),
        (
            r#"{"text":"a","latitude":1}"#,
            "Did you mean \"place.lat\"?",
        ),
        (
            r#"{"text":"a","phone":"1"}"#,
            "Did you mean \"contact.phone\"?",
        ),
        (r#"{"text":"a","place":{"lng":1}}"#, "Did you mean \"lon\"?"),
        (r#"{"text":"a","place":{"phone":1}}"#, "Leave it out."),
        (
            r#"{"text":"a","observed":{"form":"2026-11-22"}}"#,
            "Did you mean \"from\"?",
        ),
    ] {
        let said = one(body);
        assert!(said.contains(meant), "{body}: {said}");
    }
}

#[test]
fn half_a_character_nul_and_foreign_bytes_are_named_at_their_field() {
    assert_snapshot!(told(&problems(r#"{"text":"a\ud800b"}"#)), @"text lone-surrogate");
    assert_snapshot!(told(&problems(r#"{"text":"a\udc00"}"#)), @"text lone-surrogate");
    assert_snapshot!(told(&problems(r#"{"text":"\ud800\ud83d\udce1"}"#)), @"text lone-surrogate");
    assert_snapshot!(told(&problems(r#"{"text":"a\u0000"}"#)), @"text nul");
    assert_snapshot!(told(&problems(b"{\"text\":\"a\x00\"}")), @"text nul");
    assert_snapshot!(told(&problems(b"{\"text\":\"a\",\"place\":{\"text\":\"\xff\"}}")), @"place.text not-utf8");
    assert_snapshot!(told(&problems(b"{\"text\":\"\xed\xa0\x80\"}")), @"text not-utf8");
    assert_snapshot!(told(&problems("{\"text\":\"a\nb\"}")), @"text control-character");
    assert_snapshot!(told(&problems(b"{\"text\":\"a\",\"\xff\":1}")), @r"
     not-utf8
    � unknown-field
    ");
}

#[test]
fn a_text_of_nothing_visible_is_empty() {
    for text in ["", " ", "\\n\\t", "\\u3000", "\\u200b\\ufeff", "\\u0007"] {
        assert_eq!(
            told(&problems(format!(r#"{{"text":"{text}"}}"#))),
            "text empty\n"
        );
    }
    assert_snapshot!(told(&problems("{}")), @"text missing");
    assert_snapshot!(told(&problems(r#"{"text":null}"#)), @"text missing");
}

#[test]
fn lengths_are_counted_in_bytes_and_end_exactly_at_the_limit() {
    let body = |text: &str| format!(r#"{{"text":"{text}"}}"#);
    assert!(Draft::from_json(body(&"a".repeat(65_536)).as_bytes(), &LIMITS).is_ok());
    assert_snapshot!(told(&problems(body(&"a".repeat(65_537)))), @"text too-long");
    assert_snapshot!(told(&problems(body(&"线".repeat(21_846)))), @"text too-long");
    let place = |text: &str| format!(r#"{{"text":"a","place":{{"text":"{text}"}}}}"#);
    assert!(Draft::from_json(place(&"a".repeat(1_024)).as_bytes(), &LIMITS).is_ok());
    assert_snapshot!(told(&problems(place(&"a".repeat(1_025)))), @"place.text too-long");
}

#[test]
fn numbers_are_finite_and_in_range() {
    assert_snapshot!(told(&problems(r#"{"text":"a","place":{"lat":1e999,"lon":-1e999,"accuracy_m":1e400}}"#)), @r"
    place.lat number-range
    place.lon number-range
    place.accuracy_m number-range
    ");
    assert_snapshot!(told(&problems(r#"{"text":"a","place":{"lat":90.0000001,"lon":0}}"#)), @"place.lat out-of-range");
    assert_snapshot!(told(&problems(r#"{"text":"a","place":{"lat":1}}"#)), @"place.lon missing");
    assert_snapshot!(told(&problems(r#"{"text":"a","place":{"lon":1}}"#)), @"place.lat missing");
    assert_snapshot!(told(&problems(r#"{"text":"a","observed":{"from":"2026-11-22","to":"2026-11-21T23:59"}}"#)), @"observed.to order");
    assert!(
        Draft::from_json(
            br#"{"text":"a","place":{"lat":-90,"lon":180,"accuracy_m":0}}"#,
            &LIMITS
        )
        .is_ok()
    );
}

#[test]
fn what_is_not_json_is_told_with_its_place_in_the_body() {
    assert_snapshot!(one(""), @": This is not JSON: at line 1, column 1, nothing was sent. / 这不是 JSON：第 1 行第 1 列，没有收到内容。");
    assert_snapshot!(one("{\"text\": \"线\",\n 'lang'}"), @": This is not JSON: at line 2, column 2, a field's name in double quotation marks is expected here. / 这不是 JSON：第 2 行第 2 列，这里应当是双引号里的字段名。");
    for body in [
        "{",
        "{\"text\"",
        "{\"text\":",
        "{\"text\":\"a",
        "{\"text\":\"a\"",
        "{\"text\":\"a\",}",
        "{\"text\":\"a\"}{",
        "{\"text\":'a'}",
        "{\"text\":01}",
        "{\"text\":1.}",
        "{\"text\":.5}",
        "{\"text\":+1}",
        "{\"text\":-}",
        "{\"text\":1e}",
        "{\"text\":NaN}",
        "{\"text\":\"\\x\"}",
        "{\"text\":\"\\u12\"}",
        "{\"text\":\"\\",
        "{\"text\":\"\\u00",
        "{\"text\":tru}",
        "{\"text\" \"a\"}",
        "{,}",
        "{\"text\":[1,]}",
        "{\"text\":[1",
        "text=a",
        "//",
        "{\"text\":\"a\"}\u{a0}",
    ] {
        assert_eq!(told(&problems(body)), " not-json\n", "{body}");
    }
    for body in ["[]", "7", "\"a\"", "null", "true", "[{\"text\":\"a\"}]"] {
        assert_eq!(told(&problems(body)), " not-an-object\n", "{body}");
    }
}

#[test]
fn a_wrong_type_says_what_is_expected() {
    assert_snapshot!(one(r#"{"text":["a"]}"#), @"text: This must be a text in quotation marks. / 这里应当是引号里的文字。");
    assert_snapshot!(one(r#"{"text":"a","place":"here"}"#), @"place: This must be an object in braces, {…}. / 这里应当是花括号里的一组字段 {…}。");
    assert_snapshot!(one(r#"{"text":"a","place":{"lat":"1","lon":1}}"#), @"place.lat: This must be a number, without quotation marks. / 这里应当是数字，不加引号。");
}

#[test]
fn deep_wide_and_long_bodies_are_refused_in_linear_time() {
    let deep = format!(r#"{{"text":"a","place":{}"#, "[".repeat(1_000_000));
    let objects = r#"{"a":"#.repeat(170_000);
    let labels = format!(
        r#"{{"id":"1","text":"a","labels":{}"#,
        "[".repeat(1_000_000)
    );
    let wide: String = (0..80_000).map(|n| format!(r#""f{n}":{n},"#)).collect();
    let wide = format!(r#"{{{wide}"text":"a"}}"#);
    let twice = format!(r#"{{{}"text":"a"}}"#, r#""text":"a","#.repeat(90_000));
    let escapes = format!(r#"{{"text":"{}"}}"#, r"\ud800".repeat(170_000));
    let digits = format!(
        r#"{{"text":"a","place":{{"lat":{},"lon":0}}}}"#,
        "1".repeat(1_000_000)
    );
    let begin = Instant::now();
    assert_eq!(told(&problems(&deep)), "place too-deep\n");
    assert!(told(&problems(&objects)).ends_with(" too-deep\n"));
    assert_eq!(
        told(&Line::parse(labels.as_bytes(), &LIMITS).unwrap_err()),
        "labels too-deep\n"
    );
    assert_eq!(told(&problems(&wide)), " too-many-fields\n");
    assert_eq!(
        told(&problems(&twice)),
        "text duplicate-field\n too-many-fields\n"
    );
    assert_eq!(told(&problems(&escapes)), "text lone-surrogate\n");
    assert_eq!(told(&problems(&digits)), "place.lat number-range\n");
    let took = begin.elapsed();
    assert!(took.as_secs() < 5, "{took:?} for seven megabytes");
}

#[test]
fn nothing_that_was_sent_comes_back() {
    let secret = "Quokka7731";
    for body in [
        format!(
            r#"{{"text":{{"{secret}":"{secret}"}},"lang":"{secret}","observed":{{"from":"{secret}"}},"contact":{{"email":"{secret}","phone":"Quokka"}}}}"#
        ),
        format!(r#"{{"text":"a" "{secret}"}}"#),
        format!(r#"{{"text":"{secret}\u0000","place":"{secret}"}}"#),
    ] {
        for problem in problems(body) {
            let said = format!(
                "{problem:?}{problem}{}",
                serde_json::to_string(&problem).unwrap()
            );
            assert!(!said.contains("Quokka"), "{said}");
        }
    }
    let draft = Draft::from_json(format!(r#"{{"text":"{secret}","place":{{"text":"{secret}"}},"contact":{{"name":"{secret}"}},"observed":{{}}}}"#).as_bytes(), &LIMITS).unwrap();
    assert_eq!(
        format!(
            "{draft:?} {:?} {:?} {:?}",
            draft.place, draft.contact, draft.observed
        ),
        "Draft(…) Some(Place(…)) Some(Contact(…)) Some(TimeSpan(…))"
    );
}

#[test]
fn a_line_has_an_id_and_may_say_when_it_was_received() {
    let line = Line::parse(
        br#"{"id":"a-1","received_at":"2020-04-01T20:00:00+08:00","lang":null,"text":"t","source":"s","category":"c","labels":{"x":[1,{"y":null,"y":2}]},"contact":{"name":"n"}}"#,
        &LIMITS,
    )
    .unwrap();
    assert_eq!(
        (
            line.id.as_str(),
            line.source.as_deref(),
            line.category.as_deref()
        ),
        ("a-1", Some("s"), Some("c"))
    );
    assert_eq!(
        line.received_at.unwrap().to_string(),
        "2020-04-01T12:00:00Z"
    );
    assert!(line.draft.contact.is_some());

    let bad = Line::parse(
        br#"{"recieved_at":"x","received_at":"2020-04-01","id":"","text":"t","labels":nul}"#,
        &LIMITS,
    )
    .unwrap_err();
    assert_snapshot!(told(&bad), @" not-json");
    let bad = Line::parse(
        br#"{"recieved_at":"x","received_at":"2020-04-01","id":"","text":"t"}"#,
        &LIMITS,
    )
    .unwrap_err();
    assert_snapshot!(told(&bad), @r"
    id empty
    received_at not-a-time
    recieved_at unknown-field
    ");
    assert!(bad[2].en.contains("Did you mean \"received_at\"?"));
}
