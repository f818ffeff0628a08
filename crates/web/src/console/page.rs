//! Pages as answers, and what is said when something does not go.

use super::Console;
use super::guard::Signed;
use super::kept::{self, Kept};
use super::posted::Posted;
use super::view::View;
use super::visible::visible;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use desk::{Desk, Failure, NewSession, Refused};
use std::collections::HashMap;
use std::sync::Arc;

/// Shows a page.
pub(crate) fn show(status: StatusCode, page: &impl Template) -> Response {
    let Ok(html) = page.render() else {
        // Writing into memory does not fail, and our pages have no code of their own that could.
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let html_type = HeaderValue::from_static("text/html; charset=utf-8");
    let headers = [(header::CONTENT_TYPE, html_type)];
    (status, headers, html).into_response()
}

/// Sends a browser on, after a deed.
pub(crate) fn go(to: &str) -> Response {
    Redirect::to(to).into_response()
}

/// A page that only says something.
#[derive(Template)]
#[template(path = "console/plain.html")]
struct Plain {
    v: View,
    heading: String,
    said: String,
    /// Whether password and code open what was asked for.
    steps_up: bool,
    /// What somebody typed, so that it is not lost.
    kept: Vec<Kept>,
}

/// What does not go, as it is said.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    /// A deed that came from another site.
    CrossSite,
    NotHere,
    /// The sentence says who may.
    NotAllowed(Refused),
    ClaimedByAnother,
    TooLarge,
    /// The database, the disk or the log cannot be reached now.
    Away,
    Full,
    /// Signed out meanwhile.
    SignedOut,
    /// It takes password and code once more.
    StepUp,
    /// Too many tries: in so many seconds again.
    TooOften(u64),
    /// The key of that month is not this person's.
    KeyGone,
    FileGone,
    /// These files did not arrive; the rest is done.
    FilesLost(Vec<String>),
    TooManyFiles,
    /// A file cannot be copied without traces of its making.
    NotCopied,
    /// A fault of ours, under a reference.
    Ours(String),
}

impl Trouble {
    pub(crate) fn of(failure: &Failure) -> Trouble {
        match failure {
            Failure::Unknown => Trouble::NotHere,
            Failure::NotAllowed(why) => Trouble::NotAllowed(*why),
            Failure::ClaimedByAnother => Trouble::ClaimedByAnother,
            Failure::TooLarge => Trouble::TooLarge,
            Failure::Unavailable | Failure::NotLogged => Trouble::Away,
            Failure::Full => Trouble::Full,
            Failure::SignedOut => Trouble::SignedOut,
            Failure::StepUp => Trouble::StepUp,
            Failure::TooOften { seconds } => Trouble::TooOften(*seconds),
            Failure::KeyGone(_) => Trouble::KeyGone,
            Failure::FileGone(_) | Failure::FileDamaged(_) => Trouble::FileGone,
            Failure::NotCopied => Trouble::NotCopied,
            Failure::TooManyFiles => Trouble::TooManyFiles,
            other => Trouble::Ours(crate::failure::logged(other)),
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Trouble::CrossSite | Trouble::NotAllowed(_) | Trouble::KeyGone | Trouble::StepUp => {
                StatusCode::FORBIDDEN
            }
            Trouble::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Trouble::NotHere | Trouble::FileGone => StatusCode::NOT_FOUND,
            Trouble::ClaimedByAnother | Trouble::NotCopied | Trouble::TooManyFiles => {
                StatusCode::CONFLICT
            }
            Trouble::FilesLost(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Trouble::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Trouble::Away | Trouble::Full => StatusCode::SERVICE_UNAVAILABLE,
            Trouble::SignedOut => StatusCode::UNAUTHORIZED,
            Trouble::Ours(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What is wrong, and what to do.
    pub(crate) fn said(&self, view: &View) -> String {
        let name = match self {
            Trouble::CrossSite => "trouble-cross-site",
            Trouble::NotHere => "trouble-not-here",
            Trouble::NotAllowed(why) => {
                let why = view.of_kind("refused", why.as_str());
                return view.f("trouble-not-allowed", &[("why", &why)]);
            }
            Trouble::ClaimedByAnother => "trouble-claimed",
            Trouble::TooLarge => "trouble-too-large",
            Trouble::Away => "trouble-away",
            Trouble::Full => "trouble-full",
            Trouble::SignedOut => "trouble-signed-out",
            Trouble::StepUp => "trouble-step-up",
            Trouble::TooOften(seconds) => {
                return view.f("trouble-too-often", &[("seconds", &seconds.to_string())]);
            }
            Trouble::KeyGone => "trouble-key-gone",
            Trouble::FileGone => "trouble-file-gone",
            Trouble::NotCopied => "trouble-not-copied",
            Trouble::TooManyFiles => "trouble-too-many-files",
            Trouble::FilesLost(names) => {
                let names: Vec<_> = names.iter().map(|name| visible(name)).collect();
                return view.f(
                    "trouble-files-lost",
                    &[("files", &names.join(&view.t("why-between")))],
                );
            }
            Trouble::Ours(reference) => {
                return view.f("trouble-ours", &[("reference", reference)]);
            }
        };
        view.t(name).into_owned()
    }

    pub(crate) fn page(&self, view: &View) -> Response {
        self.page_with(view, Vec::new())
    }

    /// The same, for a page to come back to once password and code were typed.
    pub(crate) fn page_or_step_up(&self, view: &View, back: &str) -> Response {
        match self {
            Trouble::StepUp => super::step_up::ask(view, back, "", self.status()),
            other => other.page(view),
        }
    }

    /// The same, with every field of a form that was not taken.
    pub(crate) fn page_keeping_form(&self, view: &View, form: &Posted) -> Response {
        self.page_with(view, kept::form(view, form))
    }

    /// The same, with what of a form is to be shown again.
    pub(crate) fn page_with(&self, view: &View, kept: Vec<Kept>) -> Response {
        let plain = Plain {
            v: view.clone(),
            heading: view.t("trouble-h").into_owned(),
            said: self.said(view),
            steps_up: matches!(self, Trouble::StepUp),
            kept,
        };
        show(self.status(), &plain)
    }
}

const FAILED: &str = "tries that failed";

/// Where somebody is told how often others failed to sign in with their name.
pub(crate) fn welcome_address(desk: &Desk, session: &NewSession) -> String {
    let told = format!("{} {}", session.person.id, session.failed_before);
    format!("/welcome?told={}", desk.seal_note(FAILED, &told))
}

/// `GET /welcome`: for whoever signed in after others failed to, under their name.
pub(crate) async fn welcome(
    signed: Signed,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let (view, by) = signed.parts();
    // A number of anybody's who makes a link would frighten, or lull.
    let told = query.get("told").and_then(|told| {
        let told = view.console.desk().open_note(FAILED, told)?;
        let (who, failed) = told.split_once(' ')?;
        (who == by.person.id.to_string()).then(|| failed.to_owned())
    });
    let Some(failed) = told else {
        return go("/");
    };
    let plain = Plain {
        heading: view.t("welcome-h").into_owned(),
        said: match failed.as_str() {
            "1" => view.t("welcome-failed-once").into_owned(),
            n => view.f("welcome-failed", &[("n", n)]),
        },
        steps_up: false,
        kept: Vec::new(),
        v: view.clone(),
    };
    show(StatusCode::OK, &plain)
}

pub(crate) async fn nothing_here(State(console): State<Arc<Console>>, parts: Parts) -> Response {
    Trouble::NotHere.page(&View::of(&console, &parts))
}

#[derive(Template)]
#[template(path = "console/keys.html")]
struct Keys {
    v: View,
    keys: Vec<(&'static str, String)>,
}

/// Every key and what it does, in the order in which they are shown.
pub(crate) const KEYS: [(&str, &str); 18] = [
    ("j", "key-next"),
    ("k", "key-previous"),
    ("o", "key-open"),
    ("s", "key-beside"),
    ("c", "key-claim"),
    ("z", "key-undo"),
    ("r", "key-reply"),
    ("q", "key-question"),
    ("a", "key-ask"),
    ("d", "key-decide"),
    ("y", "key-agree"),
    ("w", "key-door"),
    ("1 2 3 0", "key-level"),
    ("/", "key-search"),
    ("p", "key-print"),
    ("g", "key-queue"),
    ("Esc", "key-close"),
    ("?", "key-help"),
];

/// `GET /keys`: what `?` shows.
pub(crate) async fn keys(signed: Signed) -> Response {
    let view = signed.view;
    let words = |(key, name): &(&'static str, &'static str)| (*key, view.t(name).into_owned());
    let keys = Keys {
        v: view.clone(),
        keys: KEYS.iter().map(words).collect(),
    };
    show(StatusCode::OK, &keys)
}
