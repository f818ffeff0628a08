//! Turning a page into an answer.

use super::view::View;
use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// In every page itself: one that had to be fetched would be a second round trip, which a filing does not have.
pub(crate) const STYLE: &str = include_str!("../../templates/style.css");

/// Nothing is loaded from anywhere; forms go nowhere but here; the style is the one that stands above.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// Shows a page.
pub(crate) fn show(status: StatusCode, page: &impl Template) -> Response {
    let Ok(html) = page.render() else {
        // Writing into memory does not fail, and our pages have no code of their own that could.
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    self::html(status, html)
}

/// Shows a page that was made before.
pub(crate) fn html(status: StatusCode, html: impl Into<Body>) -> Response {
    let mut response = (status, html.into()).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    response
}

/// A page that only says something.
#[derive(Template)]
#[template(path = "plain.html")]
pub(crate) struct Plain {
    pub(crate) v: View,
    pub(crate) heading: String,
    pub(crate) said: String,
}
