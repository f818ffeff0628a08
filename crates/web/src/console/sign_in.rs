//! Signing in and out, and the first time.

use super::Console;
use super::cookie;
use super::enrol::first_factor;
use super::guard::Signed;
use super::page::{self, Trouble};
use super::posted::{Files, Posted};
use super::view::View;
use crate::elsewhere;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use desk::{Failure, NewSession, SignIn};
use report::Lang;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "console/login.html")]
struct Login {
    v: View,
    /// Where to go on afterwards: an address of ours.
    back: String,
    name: String,
    wrong: String,
}

/// The rows of the queue, which its page fetches.
const ROWS: &str = "/queue/rows";

/// Whoever is not signed in does that first, and comes back.
pub(crate) fn first(view: &View, parts: &Parts) -> Response {
    if parts.method != Method::GET {
        return Trouble::SignedOut.page(view);
    }
    let back: String = form_urlencoded::byte_serialize(whole(&view.here).as_bytes()).collect();
    Redirect::to(&format!("/login?back={back}")).into_response()
}

/// `GET /login`
pub(crate) async fn show(State(console): State<Arc<Console>>, parts: Parts) -> Response {
    let view = View::of(&console, &parts);
    if let Some(told) = &console.options.on_sign_in {
        told();
    }
    let query = parts.uri.query().unwrap_or_default();
    let back = form_urlencoded::parse(query.as_bytes())
        .find_map(|(name, value)| (name == "back").then(|| value.into_owned()));
    form(&view, &back.unwrap_or_default(), "", "", StatusCode::OK)
}

fn form(view: &View, back: &str, name: &str, wrong: &str, status: StatusCode) -> Response {
    let page = Login {
        v: view.clone(),
        back: whole(back),
        name: name.to_owned(),
        wrong: wrong.to_owned(),
    };
    page::show(status, &page)
}

/// An address of this console; the first page for any other. Nothing is in it that a browser reads over: what is left
/// could be an address elsewhere.
pub(crate) fn ours(back: &str) -> &str {
    let plain = back
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if plain && back.starts_with('/') && !back.starts_with("//") {
        back
    } else {
        "/"
    }
}

/// The whole page of an address of ours that may be a part of one: a browser that is led there shows it alone.
pub(crate) fn whole(back: &str) -> String {
    let (path, query) = ours(back).split_once('?').unwrap_or((ours(back), ""));
    let path = if path == ROWS { "/queue" } else { path };
    let kept = query
        .split('&')
        .filter(|pair| *pair != "as=part" && !pair.starts_with("watch="));
    let kept: Vec<&str> = kept.filter(|pair| !pair.is_empty()).collect();
    match kept.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", kept.join("&")),
    }
}

/// A form from somebody who is not signed in: read, if a page of ours sent it.
pub(crate) async fn sent(
    console: &Arc<Console>,
    request: Request,
) -> Result<(View, Posted), Response> {
    let (parts, body) = request.into_parts();
    let view = View::of(console, &parts);
    if !elsewhere::is_ours(&parts.headers) {
        return Err(Trouble::CrossSite.page(&view));
    }
    let posted = Posted::read(&view, Request::from_parts(parts, body), Files::Refused).await?;
    Ok((view, posted))
}

/// `POST /login`
pub(crate) async fn sign_in(State(console): State<Arc<Console>>, request: Request) -> Response {
    let known = cookie::known_name(console.options.secure);
    let known = cookie::read(request.headers(), known).map(str::to_owned);
    let (view, posted) = match sent(&console, request).await {
        Ok(sent) => sent,
        Err(page) => return page,
    };
    let text = |name: &str| posted.get(name).unwrap_or_default().to_owned();
    let (name, password, code) = (text("name"), text("password"), text("code"));
    let (back, called) = (text("back"), name.clone());
    let done = console
        .blocking(move |desk| {
            desk.sign_in_from(
                known.as_deref(),
                name.trim(),
                password.as_bytes(),
                code.trim(),
            )
        })
        .await;
    match done {
        Ok(SignIn::Done(session)) if session.failed_before > 0 => {
            let to = page::welcome_address(console.desk(), &session);
            begun(&console, &session, &to)
        }
        Ok(SignIn::Done(session)) => begun(&console, &session, ours(&back)),
        Ok(SignIn::MustEnrol) => first_factor(&view, &called, "", StatusCode::OK),
        Err(Failure::WrongSecret) => {
            let wrong = view.t("login-wrong");
            form(&view, &back, &called, &wrong, StatusCode::FORBIDDEN)
        }
        Err(failure) => {
            let trouble = Trouble::of(&failure);
            form(
                &view,
                &back,
                &called,
                &trouble.said(&view),
                trouble.status(),
            )
        }
    }
}

/// The session begins in this browser.
pub(crate) fn begun(console: &Console, session: &NewSession, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    let known = console.desk().remember_browser(&session.person);
    let cookies = [
        cookie::session(console, &session.token),
        cookie::known(console, &known),
    ];
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// `POST /logout`
pub(crate) async fn sign_out(signed: Signed) -> Response {
    let console = Arc::clone(&signed.view.console);
    let token = signed.token;
    let done = console.blocking(move |desk| desk.sign_out(&token)).await;
    if let Err(failure) = done {
        return Trouble::of(&failure).page(&signed.view);
    }
    let mut response = Redirect::to("/login").into_response();
    if let Some(cookie) = cookie::no_session(&console) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// `POST /language`: whoever is signed in or not.
pub(crate) async fn language(State(console): State<Arc<Console>>, request: Request) -> Response {
    let (_, posted) = match sent(&console, request).await {
        Ok(sent) => sent,
        Err(page) => return page,
    };
    let lang = posted
        .get("lang")
        .and_then(|lang| lang.parse::<Lang>().ok());
    let mut response = Redirect::to(ours(posted.get("back").unwrap_or_default())).into_response();
    if let Some(cookie) = lang.and_then(|lang| cookie::chosen_language(&console, lang)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_signs_in_comes_back_to_pages_of_ours_alone() {
        for back in [
            "",
            "http://other.example/",
            "//other.example",
            "/\\other.example",
            "/\t/other.example",
            "/\r\n/other.example",
            "/查询",
            "login",
        ] {
            assert_eq!(ours(back), "/", "{back}");
        }
        assert_eq!(ours("/reports/1?why=x"), "/reports/1?why=x");
    }

    #[test]
    fn whoever_was_about_to_see_a_part_comes_back_to_the_whole() {
        for (part, page) in [
            ("/reports/1?as=part", "/reports/1"),
            ("/reports/1?as=part&why=work", "/reports/1?why=work"),
            ("/reports/1?as=print", "/reports/1?as=print"),
            ("/queue/rows?level=now&watch=x", "/queue?level=now"),
            ("//elsewhere.example?as=part", "/"),
        ] {
            assert_eq!(whole(part), page, "{part}");
        }
    }
}
