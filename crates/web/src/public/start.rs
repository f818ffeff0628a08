//! The pages that only say something, and the ways out.

use super::page;
use super::view::View;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use std::sync::Arc;

/// Days for which what security.txt says holds; RFC 9116 asks for less than a year.
const SECURITY_DAYS: i64 = 180;

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    v: View,
}

/// `GET /` in the reader's language, and `GET /{lang}/`.
pub(crate) async fn show(view: View) -> Response {
    page::show(StatusCode::OK, &Start { v: view })
}

/// `GET /{lang}/exit`: to an ordinary page, and what a browser may have kept of this site is to be forgotten.
pub(crate) async fn leave(view: View) -> Response {
    let forget = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert("clear-site-data", forget);
    if let Ok(address) = HeaderValue::from_str(view.site.exit(view.lang)) {
        headers.insert(header::LOCATION, address);
    }
    response
}

/// `GET /{lang}/statistics`
pub(crate) async fn statistics(view: View) -> Response {
    let plain = page::Plain {
        heading: view.t("statistics-h").into_owned(),
        said: view.t("statistics-none").into_owned(),
        v: view,
    };
    page::show(StatusCode::OK, &plain)
}

/// `GET /statistics.json`: there are none yet, so there is nothing to sign.
pub(crate) async fn statistics_json() -> Response {
    axum::Json(serde_json::json!({ "figures": null })).into_response()
}

/// `GET /robots.txt`
pub(crate) async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /\n"
}

/// `GET /.well-known/security.txt` (RFC 9116); 404 until the operator named a contact.
pub(crate) async fn security_txt(State(site): State<Arc<super::Site>>) -> Response {
    let contact = &site.profile().site.security_contact;
    if contact.is_empty() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let expires = site.desk().now() + SignedDuration::from_hours(24 * SECURITY_DAYS);
    let expires = expires.strftime("%Y-%m-%dT%H:%M:%SZ");
    let text = format!("Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en, zh\n");
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
