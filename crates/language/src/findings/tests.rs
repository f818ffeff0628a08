use super::*;
use jiff::tz::TimeZone;
use proptest::prelude::*;

fn when() -> When {
    When {
        received_at: "2026-11-22T04:00:00Z".parse().expect("a time"),
        zone: TimeZone::get("Asia/Shanghai").expect("a zone"),
    }
}

fn said(text: &str) -> Findings {
    find_out(text, &when(), &[])
}

#[test]
fn what_only_says_who_somebody_is_describes_no_conduct() {
    for text in [
        "我们楼里住着一个外国人",
        "There is a muslim family next door.",
        "这家人是信教的",
    ] {
        let said = said(text);
        assert!(!said.conduct, "{text}");
        assert!(said.flags.contains(&"identity_only".to_owned()), "{text}");
    }
    let said = said("一个外国人昨天晚上剪开围栏钻进了变电站");
    assert!(said.conduct && said.category.code != "NONE");
}

#[test]
fn a_report_is_read_the_same_whatever_nation_its_people_are_of() {
    let report = |who: &str| {
        format!("Two {who} men cut the fence of the substation last night and went in.")
    };
    let said = |who: &str| said(&report(who)).category;
    let category = said("russian");
    for who in ["iranian", "american", "chinese", "buddhist"] {
        assert_eq!(said(who), category);
    }
    assert_ne!(category.code, "NONE");
}

#[test]
fn hedges_are_shown_where_they_stand() {
    let text = "听说有人在測繪，可能是假的";
    let hedges: Vec<_> = said(text)
        .hedges
        .into_iter()
        .map(|it| (it.kind, it.text))
        .collect();
    let expected = [("hearsay", "听说"), ("doubt", "可能")];
    assert_eq!(
        hedges,
        expected.map(|(kind, text)| (kind.to_owned(), text.to_owned()))
    );
}

proptest! {
    #[test]
    fn every_text_is_read_and_spans_lie_in_it(text: String) {
        let said = said(&text);
        for span in said.entities.iter().map(|it| it.span).chain(said.hedges.iter().map(|it| it.span)) {
            prop_assert!(text.get(span.from as usize..span.to as usize).is_some());
        }
        prop_assert_eq!(find_out(&text, &when(), &[]), said);
    }
}
