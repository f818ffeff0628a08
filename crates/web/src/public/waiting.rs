//! What a browser is shown when every connection is taken: wait, in both languages, without a script.
//!
//! Who only looks comes again by itself (`Refresh`, which every browser knows, though no standard but HTML's says it).
//! Who sent something does not: a browser that comes again by itself asks, it does not send, and what was typed would be
//! gone. They are told to reload, for which the browser keeps what it sent.

use super::view::View;
use super::{Pages, page};
use askama::Template;
use axum::body::Bytes;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use report::Lang;
use std::sync::atomic::{AtomicU64, Ordering};

/// Beyond the time that all are asked to wait, each waits up to so many seconds longer than the one before: who was
/// turned away together does not come again together.
const SPREAD_S: u64 = 5;

const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// The pages, made once: a flood asks for many of them.
pub(crate) struct Waiting {
    pages: Pages,
    looking: [Bytes; 2],
    sending: [Bytes; 2],
    turned_away: AtomicU64,
}

#[derive(Template)]
#[template(path = "waiting.html")]
struct Page {
    /// The reader's own first; neither is left out, for a page that one cannot read is no answer.
    languages: [View; 2],
    sending: bool,
}

impl Page {
    /// Where "Leave this site" leads: straight there, for the page that leads there has no place either.
    fn elsewhere(&self) -> &str {
        let [first, _] = &self.languages;
        first.site.exit(first.lang)
    }

    fn said(&self, view: &View, name: &str) -> String {
        let seconds = view.site.door.retry_after().to_string();
        view.f(name, &[("seconds", &seconds)])
    }
}

impl Waiting {
    pub(crate) fn new(pages: Pages) -> Waiting {
        let made = |sending| {
            [Lang::En, Lang::Zh].map(|lang| {
                let first = View::plain(&pages.0, lang);
                let other = View::plain(&pages.0, first.other_lang());
                let languages = [first, other];
                // Writing into memory does not fail.
                let html = Page { languages, sending }.render();
                Bytes::from(html.unwrap_or_default())
            })
        };
        Waiting {
            looking: made(false),
            sending: made(true),
            turned_away: AtomicU64::new(0),
            pages,
        }
    }

    /// The answer to a request for which there is no place.
    pub(crate) fn page(&self, parts: &Parts) -> Response {
        let looking = parts.method.is_safe();
        let [english, chinese] = match looking {
            true => &self.looking,
            false => &self.sending,
        };
        let html = match View::of(&self.pages.0, parts).lang {
            Lang::En => english,
            Lang::Zh => chinese,
        };
        let mut response = page::html(StatusCode::SERVICE_UNAVAILABLE, html.clone());
        let wait = self.pages.0.door.retry_after();
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(wait));
        if looking {
            let turn = self.turned_away.fetch_add(1, Ordering::Relaxed);
            let again = wait + turn % (SPREAD_S + 1);
            headers.insert(REFRESH, HeaderValue::from(again));
        }
        response
    }
}
