//! The pages that only say something, and the ways out.

use super::page;
use super::view::{View, language_asked_for};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    v: View,
}

/// `GET /`: to the page in the reader's language.
pub(crate) async fn choose_language(headers: HeaderMap) -> Response {
    let lang = language_asked_for(&headers);
    to(&format!("/{lang}/"))
}

fn to(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

/// `GET /{lang}/`
pub(crate) async fn show(view: View) -> Response {
    page::show(StatusCode::OK, &Start { v: view })
}

/// `GET /{lang}/exit`: to an ordinary page, and what a browser may have kept of this site is to be forgotten.
pub(crate) async fn leave(view: View) -> Response {
    let mut response = to(view.site.exit(view.lang));
    response.headers_mut().insert(
        "clear-site-data",
        HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""),
    );
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
    match site.security_txt() {
        Some(text) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
