//! The first time: a link is used, a password is chosen, an authenticator is enrolled. All of it on one page.

use super::Console;
use super::page::{self, Trouble};
use super::posted::Posted;
use super::sign_in::{begun, sent};
use super::view::View;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use desk::{Failure, SetupLink, TotpSecret};
use fast_qr::QRBuilder;
use std::fmt::Write;
use std::sync::Arc;

/// The secret of an authenticator that is about to be enrolled, as a page shows it.
pub(crate) struct Authenticator {
    /// For the form to bring along.
    pub(crate) secret: String,
    /// The same for people, in groups of four.
    pub(crate) groups: String,
    /// The same for a camera.
    pub(crate) picture: String,
}

impl Authenticator {
    /// A fresh one, or the one that a form brought along.
    pub(crate) fn of(view: &View, name: &str, posted: Option<&Posted>) -> Authenticator {
        let desk = view.console.desk();
        let brought = posted.and_then(secret_in);
        let secret = brought.unwrap_or_else(|| desk.new_second_factor());
        let address = desk.second_factor_address(name, &secret);
        let text = secret.text();
        let groups: Vec<&str> = (0..text.len())
            .step_by(4)
            .filter_map(|at| text.get(at..(at + 4).min(text.len())))
            .collect();
        Authenticator {
            groups: groups.join(" "),
            picture: picture(&address).unwrap_or_default(),
            secret: text,
        }
    }
}

/// The secret that a form brought along.
pub(crate) fn secret_in(posted: &Posted) -> Option<TotpSecret> {
    TotpSecret::parse(posted.get("secret")?)
}

/// A QR code as a drawing: one path of dark squares.
fn picture(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).build().ok()?;
    let size = code.size;
    let mut path = String::new();
    for y in 0..size {
        for x in 0..size {
            if code[y][x].value() {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
    }
    Some(format!(
        "<svg viewBox=\"-2 -2 {0} {0}\" role=\"img\" aria-hidden=\"true\"><path fill=\"#000\" d=\"{path}\"/></svg>",
        size + 4
    ))
}

#[derive(Template)]
#[template(path = "console/setup.html")]
struct Setup {
    v: View,
    wrong: String,
    link: String,
    authenticator: Authenticator,
}

#[derive(Template)]
#[template(path = "console/enrol.html")]
struct Enrol {
    v: View,
    wrong: String,
    name: String,
    authenticator: Authenticator,
}

/// `GET /setup`: the link's secret stands behind the #, and is put into the form by a script of the page.
pub(crate) async fn show(State(console): State<Arc<Console>>, parts: Parts) -> Response {
    let view = View::of(&console, &parts);
    setup_page(&view, None, "", StatusCode::OK)
}

fn setup_page(view: &View, posted: Option<&Posted>, wrong: &str, status: StatusCode) -> Response {
    let link = posted.and_then(|posted| posted.get("link"));
    let page = Setup {
        v: view.clone(),
        wrong: wrong.to_owned(),
        link: link.unwrap_or_default().to_owned(),
        authenticator: Authenticator::of(view, &view.t("setup-account"), posted),
    };
    page::show(status, &page)
}

/// `POST /setup`
pub(crate) async fn set_up(State(console): State<Arc<Console>>, request: Request) -> Response {
    let (view, posted) = match sent(&console, request).await {
        Ok(sent) => sent,
        Err(page) => return page,
    };
    let again = |wrong: &str, status| setup_page(&view, Some(&posted), wrong, status);
    let Some(link) = posted.given("link").and_then(SetupLink::parse) else {
        return again(&view.t("setup-no-link"), StatusCode::UNPROCESSABLE_ENTITY);
    };
    let (password, secret, code) = match chosen(&view, &posted) {
        Ok(chosen) => chosen,
        Err(wrong) => return again(&wrong, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let done = console
        .blocking(move |desk| desk.set_up(&link, &password, &secret, &code))
        .await;
    match done {
        Ok(session) => begun(&console, &session, "/"),
        Err(Failure::WrongSecret) => again(&view.t("setup-wrong"), StatusCode::FORBIDDEN),
        Err(failure) => {
            let trouble = Trouble::of(&failure);
            again(&trouble.said(&view), trouble.status())
        }
    }
}

/// The password, typed twice alike, and the authenticator with its first code.
///
/// # Errors
/// What is wrong, in words.
pub(crate) fn chosen(view: &View, posted: &Posted) -> Result<(String, TotpSecret, String), String> {
    let password = posted.get("new-password").unwrap_or_default();
    if password.chars().count() < 12 {
        return Err(view.t("password-short").into_owned());
    }
    if posted.get("new-password-again") != Some(password) {
        return Err(view.t("password-differs").into_owned());
    }
    let secret = secret_in(posted).ok_or_else(|| view.t("login-wrong").into_owned())?;
    let code = posted.get("code").unwrap_or_default().trim().to_owned();
    Ok((password.to_owned(), secret, code))
}

/// For whoever has a password, and no authenticator yet.
pub(crate) fn first_factor(view: &View, name: &str, wrong: &str, status: StatusCode) -> Response {
    enrol_page(view, name, None, wrong, status)
}

fn enrol_page(
    view: &View,
    name: &str,
    posted: Option<&Posted>,
    wrong: &str,
    status: StatusCode,
) -> Response {
    let page = Enrol {
        v: view.clone(),
        wrong: wrong.to_owned(),
        authenticator: Authenticator::of(view, name, posted),
        name: name.to_owned(),
    };
    page::show(status, &page)
}

/// `POST /enrol`
pub(crate) async fn enrol(State(console): State<Arc<Console>>, request: Request) -> Response {
    let (view, posted) = match sent(&console, request).await {
        Ok(sent) => sent,
        Err(page) => return page,
    };
    let name = posted.given("name").unwrap_or_default().to_owned();
    let again = |wrong: &str, status| enrol_page(&view, &name, Some(&posted), wrong, status);
    let Some(secret) = secret_in(&posted) else {
        return again(&view.t("login-wrong"), StatusCode::UNPROCESSABLE_ENTITY);
    };
    let password = posted.get("password").unwrap_or_default().to_owned();
    let code = posted.given("code").unwrap_or_default().to_owned();
    let called = name.clone();
    let done = console
        .blocking(move |desk| desk.enrol(&called, password.as_bytes(), &secret, &code))
        .await;
    match done {
        Ok(session) => begun(&console, &session, "/"),
        Err(Failure::WrongSecret) => again(&view.t("login-wrong"), StatusCode::FORBIDDEN),
        Err(failure) => {
            let trouble = Trouble::of(&failure);
            again(&trouble.said(&view), trouble.status())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_an_authenticator_fits_into_a_picture() {
        let name = "officer with a name of sixty-four letters that is as long as it";
        let address = format!(
            "otpauth://totp/Security%20tip%20line:{}?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Security%20tip%20line",
            name.replace(' ', "%20")
        );
        let picture = picture(&address).expect("a code");
        assert!(picture.starts_with("<svg viewBox=\"-2 -2 "));
        assert!(picture.matches('M').count() > 300);
    }
}
