//! What is dangerous takes password and code once more, and the next minutes are good for it.

use super::guard::Signed;
use super::page::{self, Trouble};
use super::posted::Posted;
use super::sign_in::ours;
use super::view::View;
use askama::Template;
use axum::body::Body;
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
    form(&signed.view, back, "", StatusCode::OK)
}

/// The same for a deed that was refused for want of it.
pub(crate) fn form(view: &View, back: &str, wrong: &str, status: StatusCode) -> Response {
    let page = StepUp {
        v: view.clone(),
        back: ours(back).to_owned(),
        wrong: wrong.to_owned(),
    };
    page::show(view, status, &page)
}

/// `POST /step-up`
pub(crate) async fn step_up(signed: Signed, body: Body) -> Response {
    let (view, token) = (signed.view, signed.token);
    let posted = match Posted::read(&view, body).await {
        Ok(posted) => posted,
        Err(page) => return page,
    };
    let back = posted.get("back").unwrap_or("/").to_owned();
    let password = posted.get("password").unwrap_or_default().to_owned();
    let code = posted.given("code").unwrap_or_default().to_owned();
    let done = view
        .console
        .blocking(move |desk| desk.step_up(&token, password.as_bytes(), &code))
        .await;
    match done {
        Ok(()) => page::go(&view, ours(&back)),
        Err(Failure::WrongSecret) => {
            form(&view, &back, &view.t("login-wrong"), StatusCode::FORBIDDEN)
        }
        Err(failure) => {
            let trouble = Trouble::of(&failure);
            form(&view, &back, &trouble.said(&view), trouble.status())
        }
    }
}
