//! What is written as JSON is read back the same.

use proptest::option::of;
use proptest::prelude::*;
use report::{Channel, Contact, Content, Draft, Lang, Line, Place, TimeSpan, Timestamp};

use crate::LIMITS;

pub(crate) fn drafts() -> impl Strategy<Value = Draft> {
    let text = "[^\0]{0,40}[a-z汉][^\0]{0,40}";
    let short = "[^\0]{0,40}";
    let lang = of(prop_oneof![Just(Lang::En), Just(Lang::Zh)]);
    let observed = of((
        of("200[0-9]-0[1-9]-1[0-9]"),
        of("201[0-9]-0[1-9]-1[0-9]T[01][0-9]:[0-5][0-9](:[0-5][0-9]([+-]0[0-9]:30|Z))?"),
    ));
    let place = of((
        of(short),
        of((-90.0..=90.0, -180.0..=180.0)),
        of(0.0..=20_000_000.0),
    ));
    let contact = of((
        of(short),
        of("[^\0]{0,20}[0-9]"),
        of("[a-z汉]{1,9}@[a-z.]{1,20}"),
    ));
    (text, lang, observed, place, contact).prop_map(|(text, lang, observed, place, contact)| {
        Draft {
            text,
            lang,
            observed: observed.map(|(from, to)| TimeSpan { from, to }),
            place: place.map(|(text, at, accuracy_m): (_, Option<(f64, f64)>, _)| Place {
                text,
                lat: at.map(|at| at.0),
                lon: at.map(|at| at.1),
                accuracy_m,
            }),
            contact: contact.map(|(name, phone, email)| Contact { name, phone, email }),
        }
    })
}

fn lines() -> impl Strategy<Value = Line> {
    let times = of((-62_000_000_000_000_000i64..253_000_000_000_000_000)
        .prop_map(|at| Timestamp::from_microsecond(at).unwrap()));
    let short = "[^\0]{0,40}";
    ("[^\0]{1,40}", times, of(short), of(short), drafts()).prop_map(
        |(id, received_at, source, category, draft)| Line {
            id,
            received_at,
            source,
            category,
            draft,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_draft_survives_json(draft in drafts()) {
        prop_assert_eq!(draft.check(&LIMITS), vec![]);
        let json = serde_json::to_vec(&draft).unwrap();
        prop_assert!(Draft::from_json(&json, &LIMITS) == Ok(draft), "{}", String::from_utf8_lossy(&json));
    }

    #[test]
    fn a_line_survives_json(line in lines()) {
        let json = serde_json::to_vec(&line).unwrap();
        prop_assert!(Line::parse(&json, &LIMITS) == Ok(line), "{}", String::from_utf8_lossy(&json));
    }

    #[test]
    fn sealed_content_survives_its_bytes(line in lines(), at in 0i64..4_000_000_000_000_000) {
        let contact = line.draft.contact.clone().filter(|contact| !contact.is_empty());
        let (content, split) = Content::of_line(line, Timestamp::from_microsecond(at).unwrap());
        prop_assert!(content.channel == Channel::Import && split == contact);
        prop_assert!(Content::from_bytes(&content.to_bytes()) == Ok(content));
    }
}
