//! The public pages: no JavaScript, no cookies, nothing from elsewhere. What is asked of a page goes in with the
//! address or the form; what it has to remember travels in the form, sealed.

mod answers;
mod attachments;
mod carried;
mod check;
mod download;
pub(crate) use download::neutral_name;
mod errors;
pub(crate) mod fields;
mod files;
mod guided;
mod mailbox;
mod mailbox_page;
mod moment;
mod notice;
mod page;
mod posted;
mod receipt_page;
mod report_form;
mod start;
pub(crate) mod view;
mod waiting;

use crate::door::Door;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
use axum::{Router, middleware};
use desk::Desk;
use jiff::tz::TimeZone;
use report::{Hour, Lang, Profile};
use std::sync::Arc;
use tokio::sync::Semaphore;
use view::View;
pub(crate) use waiting::Waiting;

/// What all pages share.
pub(crate) struct Site {
    door: Door,
    zone: TimeZone,
    /// Places among the files that go out.
    downloads: Arc<Semaphore>,
}

impl Site {
    fn desk(&self) -> &Desk {
        &self.door.desk
    }

    fn profile(&self) -> &Profile {
        self.desk().profile()
    }

    /// Hours since 1970.
    fn hour(&self) -> i64 {
        Hour::of(self.desk().now()).0
    }

    /// What this hotline calls itself.
    fn name(&self, lang: Lang) -> &str {
        let site = &self.profile().site;
        match lang {
            Lang::En => &site.name_en,
            Lang::Zh => &site.name_zh,
        }
    }

    /// Where "Leave this site" leads.
    fn exit(&self, lang: Lang) -> &str {
        let site = &self.profile().site;
        match lang {
            Lang::En => &site.exit_en,
            Lang::Zh => &site.exit_zh,
        }
    }
}

/// The pages.
#[derive(Clone)]
pub(crate) struct Pages(Arc<Site>);

impl Pages {
    pub(crate) fn new(door: Door) -> Pages {
        let zone = door.desk.profile().site.zone();
        Pages(Arc::new(Site {
            door,
            zone,
            downloads: Arc::new(Semaphore::new(download::AT_ONCE)),
        }))
    }

    pub(crate) fn routes(&self) -> Router {
        let busy = middleware::from_fn_with_state(Arc::clone(&self.0), tell_when);
        let routes = Router::new()
            .route("/", get(start::show))
            .route("/{lang}", get(start::show))
            .route("/{lang}/", get(start::show))
            .route(
                "/{lang}/report",
                get(report_form::show).post(report_form::file),
            )
            .route(
                "/{lang}/report/guided",
                get(guided::show).post(guided::step),
            )
            .route("/{lang}/mailbox", get(mailbox::show).post(mailbox::open))
            .route("/{lang}/statistics", get(start::statistics))
            .route("/{lang}/exit", get(start::leave))
            .route("/statistics.json", get(start::statistics_json))
            .route("/.well-known/security.txt", get(start::security_txt))
            .route("/robots.txt", get(start::robots))
            .layer(busy)
            .with_state(Arc::clone(&self.0));
        self.tell_of_onion(routes)
    }

    /// The same, each answer of it telling of the onion service.
    pub(crate) fn tell_of_onion(&self, routes: Router) -> Router {
        routes.layer(middleware::from_fn_with_state(
            Arc::clone(&self.0),
            tell_of_onion,
        ))
    }

    /// The page for an address that leads nowhere.
    pub(crate) fn nothing_here(&self, parts: &Parts) -> Response {
        errors::not_found(&View::of(&self.0, parts))
    }

    /// The page for an address that is not used in this way.
    pub(crate) fn not_so(&self, parts: &Parts) -> Response {
        errors::wrong_method(&View::of(&self.0, parts))
    }
}

/// Tells browsers over Tor of the same page as an onion service (the header `Onion-Location` of the Tor Browser).
async fn tell_of_onion(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let onion = &site.profile().site.onion;
    let Some(host) = onion.strip_prefix("http://") else {
        return next.run(request).await;
    };
    let there = request.headers().get(header::HOST);
    let is_there = there.is_some_and(|there| there == host);
    let location = HeaderValue::from_str(&format!("{onion}{}", request.uri().path()));
    let mut response = next.run(request).await;
    if let (Ok(location), false) = (location, is_there) {
        response.headers_mut().insert("onion-location", location);
    }
    response
}

/// What a page says to people about a busy moment, it says to programs in a header.
async fn tell_when(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        let seconds = HeaderValue::from(site.door.retry_after());
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

/// The language's name in `lang` and `hreflang` (BCP 47).
pub(crate) fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Zh => "zh-Hans",
    }
}

/// Foreign text inside a sentence of ours: it may run in the other direction (Unicode Standard Annex 9, FSI and PDI).
fn isolated(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

/// A size as people read it, in the units of their computers: powers of 1024 under the names that these show.
pub(crate) fn size_in_words(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        1_048_576..1_073_741_824 => format!("{} MB", bytes >> 20),
        _ => format!("{} GB", bytes >> 30),
    }
}
