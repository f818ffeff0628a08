//! Pages for addresses that lead nowhere.

use super::page::{Plain, show};
use super::view::View;
use axum::http::StatusCode;
use axum::response::Response;

pub(crate) fn not_found(view: &View) -> Response {
    said(view, StatusCode::NOT_FOUND, "error-404-h", "error-404")
}

pub(crate) fn wrong_method(view: &View) -> Response {
    said(
        view,
        StatusCode::METHOD_NOT_ALLOWED,
        "error-404-h",
        "error-405",
    )
}

fn said(view: &View, status: StatusCode, heading: &'static str, said: &'static str) -> Response {
    // An address that leads nowhere is not repeated in the links of its page.
    let mut v = view.clone();
    v.path = "".into();
    let plain = Plain {
        heading: v.t(heading).into_owned(),
        said: v.t(said).into_owned(),
        v,
    };
    show(status, &plain)
}
