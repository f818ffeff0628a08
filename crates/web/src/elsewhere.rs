//! Whether another site made a browser send something.

use axum::http::{HeaderMap, HeaderName, header};

/// Whether another site made the browser send this. Browsers say so (Fetch Metadata); older ones name the origin, but
/// "null" where a page asks for no referrer, as ours do.
pub(crate) fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    match text(headers, SITE) {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => match text(headers, header::ORIGIN) {
            None | Some("null") => false,
            Some(origin) => !is_of(headers, origin),
        },
    }
}

/// Whether a page of ours sent this, as far as a browser says so. For what is done with a cookie: what says nothing of
/// where it comes from is not believed.
pub(crate) fn is_ours(headers: &HeaderMap) -> bool {
    match text(headers, SITE) {
        Some(site) => site == "same-origin",
        None => text(headers, header::ORIGIN).is_some_and(|origin| is_of(headers, origin)),
    }
}

/// Whether a page of another site fetches this without anybody going there: a picture, a script. A link that somebody follows
/// is their own doing.
pub(crate) fn is_fetched_elsewhere(headers: &HeaderMap) -> bool {
    let site = text(headers, SITE);
    let by_another = site.is_some_and(|site| !matches!(site, "same-origin" | "none"));
    by_another && text(headers, MODE) != Some("navigate")
}

const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

fn is_of(headers: &HeaderMap, origin: &str) -> bool {
    let of = origin.split_once("://").map(|(_, of)| of);
    of.is_some() && of == text(headers, header::HOST)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                let value = axum::http::HeaderValue::from_static(value);
                (HeaderName::from_static(name), value)
            })
            .collect()
    }

    #[test]
    fn a_page_elsewhere_may_lead_here_and_fetch_nothing() {
        for (refused, site, mode) in [
            (true, "same-site", "no-cors"),
            (true, "cross-site", "cors"),
            (false, "same-site", "navigate"),
            (false, "same-origin", "cors"),
            (false, "none", "navigate"),
        ] {
            let headers = sent(&[("sec-fetch-site", site), ("sec-fetch-mode", mode)]);
            assert_eq!(is_fetched_elsewhere(&headers), refused, "{site} {mode}");
        }
    }

    #[test]
    fn a_deed_must_say_that_a_page_of_ours_sent_it() {
        for (ours, headers) in [
            (true, sent(&[("sec-fetch-site", "same-origin")])),
            (false, sent(&[("sec-fetch-site", "same-site")])),
            (false, sent(&[("sec-fetch-site", "cross-site")])),
            (false, sent(&[("sec-fetch-site", "none")])),
            (
                true,
                sent(&[("host", "desk:1"), ("origin", "http://desk:1")]),
            ),
            (
                false,
                sent(&[("host", "desk:1"), ("origin", "http://desk")]),
            ),
            (false, sent(&[("host", "desk:1"), ("origin", "null")])),
            (false, sent(&[("host", "desk:1")])),
        ] {
            assert_eq!(is_ours(&headers), ours, "{headers:?}");
        }
    }
}
