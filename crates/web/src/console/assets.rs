//! Our own styles and modules. Their address carries a fingerprint of all of them, so that a browser keeps them for ever
//! and a new version is fetched at once.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use report::hex;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// Name, media type, content.
const FILES: [(&str, &str, &str); 11] = [
    ("desk.css", CSS, include_str!("../../console/desk.css")),
    ("desk.mjs", JS, include_str!("../../console/desk.mjs")),
    ("panes.mjs", JS, include_str!("../../console/panes.mjs")),
    ("deeds.mjs", JS, include_str!("../../console/deeds.mjs")),
    ("live.mjs", JS, include_str!("../../console/live.mjs")),
    ("times.mjs", JS, include_str!("../../console/times.mjs")),
    ("drafts.mjs", JS, include_str!("../../console/drafts.mjs")),
    ("print.mjs", JS, include_str!("../../console/print.mjs")),
    ("setup.mjs", JS, include_str!("../../console/setup.mjs")),
    ("log.mjs", JS, include_str!("../../console/log.mjs")),
    ("proof.mjs", JS, include_str!("../../console/proof.mjs")),
];

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut all = Sha256::new();
    for (name, _, content) in FILES {
        all.update(name);
        all.update(content);
    }
    hex(&all.finalize()[..8])
});

/// Where a file of ours lies.
pub(crate) fn address(name: &str) -> String {
    format!("/static/{}/{name}", *VERSION)
}

/// `GET /static/{version}/{name}`: of whatever version, this one; they hold nothing of anybody.
pub(crate) async fn file(Path((version, name)): Path<(String, String)>) -> Response {
    let Some((_, kind, content)) = FILES.iter().find(|(known, _, _)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // Only under its own address it never changes.
    let keep = match version == *VERSION {
        true => "private, max-age=31536000, immutable",
        false => "no-store",
    };
    let headers = [(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, keep)];
    (headers, *content).into_response()
}
