//! Our JSON reader against serde_json: what either takes, the other takes, and both read the same.

use proptest::prelude::*;
use report::{Draft, Lang, Line};
use serde::Deserialize;

use crate::LIMITS;
use crate::round_trip::drafts;

/// The same shape for serde, read with its strictest derive.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mirror {
    text: String,
    lang: Option<String>,
    observed: Option<Span>,
    place: Option<Spot>,
    contact: Option<Who>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Span {
    from: Option<String>,
    to: Option<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spot {
    text: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    accuracy_m: Option<f64>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Who {
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

/// Problems about the meaning of a value, which serde cannot see.
const MEANING: [&str; 10] = [
    "empty",
    "too-long",
    "nul",
    "not-a-language",
    "not-a-time",
    "order",
    "out-of-range",
    "missing",
    "not-a-phone",
    "not-an-email",
];

fn same(draft: &Draft, mirror: &Mirror) -> bool {
    let span = draft.observed.as_ref().map(|span| (&span.from, &span.to));
    let place = draft
        .place
        .as_ref()
        .map(|place| (&place.text, place.lat, place.lon, place.accuracy_m));
    let contact = draft
        .contact
        .as_ref()
        .map(|contact| (&contact.name, &contact.phone, &contact.email));
    draft.text == mirror.text
        && draft.lang.map(Lang::as_str) == mirror.lang.as_deref()
        && span == mirror.observed.as_ref().map(|span| (&span.from, &span.to))
        && place
            == mirror
                .place
                .as_ref()
                .map(|place| (&place.text, place.lat, place.lon, place.accuracy_m))
        && contact
            == mirror
                .contact
                .as_ref()
                .map(|contact| (&contact.name, &contact.phone, &contact.email))
}

fn compare(body: &[u8]) -> Result<(), String> {
    let shown = || String::from_utf8_lossy(body).into_owned();
    match (
        Draft::from_json(body, &LIMITS),
        serde_json::from_slice::<Mirror>(body),
    ) {
        (Ok(ours), Ok(theirs)) if same(&ours, &theirs) => Ok(()),
        (Ok(_), Ok(_)) => Err(format!("read differently: {}", shown())),
        (Ok(_), Err(error)) => Err(format!("serde_json refuses ({error}): {}", shown())),
        (Err(problems), Ok(_))
            if problems
                .iter()
                .all(|problem| MEANING.contains(&problem.code)) =>
        {
            Ok(())
        }
        (Err(problems), Ok(_)) => Err(format!("we refuse ({problems:?}): {}", shown())),
        (Err(problems), Err(_)) if !problems.is_empty() => Ok(()),
        (Err(_), Err(_)) => Err("refused without a problem".to_owned()),
    }
}

/// Bytes that matter to JSON, and some that should not be there.
fn bits() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "[\\[\\]{}:,\" \\\\0-9eE+.tfnu-]{1,3}".prop_map(String::into_bytes),
        prop::sample::select(vec![
            "\\ud83d",
            "\\udce1",
            "\\u0000",
            "\\u00",
            "\"text\":\"x\",",
            "null",
            "true",
            "1e999",
            "-0",
            "01",
            "\u{feff}",
            "汉",
            "\n",
            "{}",
            "[]",
            "\"lat\":1,",
        ])
        .prop_map(|bit| bit.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 1..3),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_report_is_judged_as_serde_json_judges_it(
        draft in drafts(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..4, bits()), 0..4),
    ) {
        let mut body = serde_json::to_vec(&draft).unwrap();
        for (at, remove, insert) in edits {
            let at = at.index(body.len() + 1);
            let end = (at + remove).min(body.len());
            body.splice(at..end, insert);
        }
        // serde_json refuses a byte order mark at the beginning; RFC 8259 lets us pass over it.
        prop_assume!(!body.starts_with(b"\xef\xbb\xbf"));
        if let Err(difference) = compare(&body) {
            prop_assert!(false, "{}", difference);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bits in prop::collection::vec(bits(), 0..60)) {
        let body = bits.concat();
        let _ = Draft::from_json(&body, &LIMITS);
        let _ = Line::parse(&body, &LIMITS);
    }
}
