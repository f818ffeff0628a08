//! What is dangerous takes password and code once more, and the next minutes are good for it.

use super::guard::{Signed, SignedForm};
use super::page::{self, Trouble};
use super::sign_in::{ours, whole};
use super::view::View;
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use desk::Failure;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "console/step_up.html")]
struct StepUp {
    v: View,
    back: String,
    wrong: String,
}

/// `GET /step-up`
pub(crate) async fn show(signed: Signed, Query(query): Query<HashMap<String, String>>) -> Response {
    let back = query.get("back").map_or("/", String::as_str);
    ask(&signed.view, back, "", StatusCode::OK)
}

/// The same for a deed that was refused for want of it.
pub(crate) fn ask(view: &View, back: &str, wrong: &str, status: StatusCode) -> Response {
    let page = StepUp {
        v: view.clone(),
        back: whole(back),
        wrong: wrong.to_owned(),
    };
    page::show(status, &page)
}

/// `POST /step-up`
pub(crate) async fn step_up(form: SignedForm) -> Response {
    let SignedForm { signed, posted } = form;
    let (view, token) = (signed.view, signed.token);
    let back = posted.get("back").unwrap_or("/").to_owned();
    let password = posted.get("password").unwrap_or_default().to_owned();
    let code = posted.given("code").unwrap_or_default().to_owned();
    let done = view
        .console
        .blocking(move |desk| desk.step_up(&token, password.as_bytes(), &code))
        .await;
    match done {
        Ok(()) => page::go(ours(&back)),
        Err(Failure::WrongSecret) => {
            ask(&view, &back, &view.t("login-wrong"), StatusCode::FORBIDDEN)
        }
        Err(failure) => {
            let trouble = Trouble::of(&failure);
            ask(&view, &back, &trouble.said(&view), trouble.status())
        }
    }
}
