//! Somebody forgot their password, or lost their telephone: two others let them in again. Words are compared by voice, so
//! that nobody else is let in instead; the secret that the helpers seal to stays in this browser.

use super::Console;
use super::cookie;
use super::enrol::{Authenticator, chosen};
use super::page::{self, Trouble};
use super::posted::Posted;
use super::sign_in::{begun, sent};
use super::view::View;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use desk::{Failure, RecoveryState};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "console/recover.html")]
struct Recover {
    v: View,
    wrong: String,
    asked: Option<Asked>,
}

/// A request, as whoever asked sees it.
struct Asked {
    words: Vec<String>,
    agreed: String,
    /// Enough have agreed: the new authenticator.
    authenticator: Option<Authenticator>,
}

impl Asked {
    fn of(view: &View, state: &RecoveryState, posted: Option<&Posted>) -> Asked {
        let (agreed, needed) = (state.agreed.to_string(), state.needed.to_string());
        let enough = state.agreed >= state.needed;
        Asked {
            words: state.words.split(' ').map(str::to_owned).collect(),
            agreed: view.f(
                "recover-agreed",
                &[("agreed", &agreed), ("needed", &needed)],
            ),
            authenticator: enough
                .then(|| Authenticator::of(view, &view.t("setup-account"), posted)),
        }
    }
}

/// `GET /recover`
pub(crate) async fn show(State(console): State<Arc<Console>>, parts: Parts) -> Response {
    let view = View::of(&console, &parts);
    let name = cookie::recovery_name(console.options.secure);
    let token = cookie::read(&parts.headers, name).map(str::to_owned);
    recover_page(&view, token, None, "", StatusCode::OK).await
}

async fn recover_page(
    view: &View,
    token: Option<String>,
    posted: Option<&Posted>,
    wrong: &str,
    status: StatusCode,
) -> Response {
    let asked = match token {
        None => None,
        Some(token) => {
            let state = view
                .console
                .blocking(move |desk| desk.recovery_state(&token))
                .await;
            match state {
                Ok(state) => Some(Asked::of(view, &state, posted)),
                Err(Failure::Unknown) => None,
                Err(failure) => return Trouble::of(&failure).page(view),
            }
        }
    };
    let page = Recover {
        v: view.clone(),
        wrong: wrong.to_owned(),
        asked,
    };
    page::show(status, &page)
}

/// `POST /recover`: asks, finishes, or gives up.
pub(crate) async fn recover(State(console): State<Arc<Console>>, request: Request) -> Response {
    let name = cookie::recovery_name(console.options.secure);
    let token = cookie::read(request.headers(), name).map(str::to_owned);
    let (view, posted) = match sent(&console, request).await {
        Ok(sent) => sent,
        Err(page) => return page,
    };
    match (posted.get("deed"), token) {
        (Some("ask"), _) => ask(&view, &posted).await,
        (Some("finish"), Some(token)) => finish(&view, &posted, token).await,
        _ => {
            let mut response = Redirect::to("/recover").into_response();
            if let Some(cookie) = cookie::no_recovery(&console) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
    }
}

async fn ask(view: &View, posted: &Posted) -> Response {
    let name = posted.given("name").unwrap_or_default().to_owned();
    let asked = view
        .console
        .blocking(move |desk| desk.ask_recovery(&name))
        .await;
    match asked {
        Ok(asked) => {
            let mut response = Redirect::to("/recover").into_response();
            if let Some(cookie) = cookie::recovery(&view.console, &asked.token) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(failure) => {
            let trouble = Trouble::of(&failure);
            let (said, status) = (trouble.said(view), trouble.status());
            recover_page(view, None, None, &said, status).await
        }
    }
}

async fn finish(view: &View, posted: &Posted, token: String) -> Response {
    let (password, secret, code) = match chosen(view, posted) {
        Ok(chosen) => chosen,
        Err(wrong) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return recover_page(view, Some(token), Some(posted), &wrong, status).await;
        }
    };
    let with = token.clone();
    let done = view
        .console
        .blocking(move |desk| desk.finish_recovery(&with, &password, &secret, &code))
        .await;
    match done {
        Ok(session) => {
            let mut response = begun(&view.console, &session, "/");
            if let Some(cookie) = cookie::no_recovery(&view.console) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(failure) => {
            let (said, status) = match &failure {
                Failure::WrongSecret => (view.t("setup-wrong").into_owned(), StatusCode::FORBIDDEN),
                other => {
                    let trouble = Trouble::of(other);
                    (trouble.said(view), trouble.status())
                }
            };
            recover_page(view, Some(token), Some(posted), &said, status).await
        }
    }
}
