//! The console: where officers see, open and answer. Pages are made here and work as they are; small modules of ours add
//! the keyboard, the panes and what is live. Nothing is loaded from elsewhere, and its origin is never the public one.

mod assets;
mod certificates;
mod cookie;
mod crowded;
mod enrol;
mod enter;
mod enter_typed;
mod events;
mod facts;
mod filters;
mod findings_shown;
mod glance;
mod guard;
mod kept;
mod log_page;
mod meanings;
mod moment;
mod page;
mod people;
mod posted;
mod queue;
mod reasons;
mod recover;
mod report;
mod report_deeds;
mod report_file;
mod report_history;
mod report_shown;
mod rows;
mod said;
mod settings;
mod sign_in;
mod step_up;
mod streams;
mod view;
mod visible;

use crate::door::Door;
use crate::words::Words;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use desk::{Desk, Failure};
use guard::Renewed;
use jiff::tz::TimeZone;
use page::Trouble;
use std::sync::Arc;
use streams::Streams;
use view::View;

pub use crowded::when_full;

/// How the console is reached, and what it is for.
#[derive(Clone, Default)]
pub struct ConsoleOptions {
    /// Whether browsers reach it by https alone: its cookies then go nowhere else.
    pub secure: bool,
    /// The names that browsers reach it by, with the port where one is part of it; any when there are none. A page
    /// elsewhere that has its own name lead here (DNS rebinding) is then told nothing.
    pub hosts: Vec<String>,
    /// What the program was started with, for the settings page.
    pub started_with: Vec<StartedWith>,
    /// Told when somebody opens the page on which one signs in: a demo prints its codes then.
    pub on_sign_in: Option<Arc<dyn Fn() + Send + Sync>>,
}

/// Something that the program was started with.
#[derive(Clone)]
pub struct StartedWith {
    /// As the command line calls it.
    pub name: &'static str,
    /// As it is in use; never a secret.
    pub value: String,
    /// Where it came from.
    pub from: StartedFrom,
    /// Whether it names a place of this machine: only those see it who run the installation or watch over it.
    pub is_path: bool,
}

/// Where something came from that the program was started with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum StartedFrom {
    /// The command line, or the environment.
    Command,
    /// The section `[serve]` of the file.
    File,
    /// Nobody said.
    Default,
}

/// What all pages of the console share.
pub(crate) struct Console {
    door: Door,
    zone: TimeZone,
    options: ConsoleOptions,
    streams: Streams,
}

impl Console {
    fn new(desk: Desk, options: ConsoleOptions) -> Console {
        Console {
            zone: desk.profile().site.zone(),
            door: Door::new(desk),
            options,
            streams: Streams::default(),
        }
    }

    fn desk(&self) -> &Desk {
        &self.door.desk
    }

    /// Does what waits for the disk, for keys and for the log, on a thread that may wait.
    async fn blocking<T: Send + 'static>(
        &self,
        deed: impl FnOnce(&Desk) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let desk = self.desk().clone();
        let done = tokio::task::spawn_blocking(move || deed(&desk)).await;
        done.unwrap_or(Err(Failure::Damaged("a deed that ended the thread")))
    }
}

/// Everything that officers reach.
pub fn router(desk: Desk, options: ConsoleOptions) -> Router {
    let console = Arc::new(Console::new(desk, options));
    Router::new()
        .route("/", get(queue::home))
        .route("/login", get(sign_in::show).post(sign_in::sign_in))
        .route("/logout", post(sign_in::sign_out))
        .route("/welcome", get(page::welcome))
        .route("/setup", get(enrol::show).post(enrol::set_up))
        .route("/enrol", post(enrol::enrol))
        .route("/recover", get(recover::show).post(recover::recover))
        .route("/step-up", get(step_up::show).post(step_up::step_up))
        .route("/language", post(sign_in::language))
        .route("/queue", get(queue::show).post(queue::search))
        .route("/queue/rows", get(queue::rows))
        .route("/notices", post(queue::saw_notice))
        .route(guard::EVENTS, get(events::events))
        .route("/reports/{id}", get(report::show))
        .route("/reports/{id}/claim", post(report_deeds::claim))
        .route("/reports/{id}/reply", post(report_deeds::reply))
        .route("/reports/{id}/decide", post(report_deeds::decide))
        .route("/reports/{id}/files/{number}", post(report_file::download))
        .route("/enter", get(enter::show).post(enter::file))
        .route("/log", get(log_page::show))
        .route("/log/head", get(log_page::head))
        .route("/log/proofs/{from}/{to}", get(log_page::proofs))
        .route("/people", get(people::show).post(people::change))
        .route("/certificates", get(certificates::show))
        .route("/settings", get(settings::show))
        .route("/keys", get(page::keys))
        .route("/static/{version}/{name}", get(assets::file))
        .fallback(page::nothing_here)
        .method_not_allowed_fallback(page::nothing_here)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&console),
            with_headers,
        ))
        .with_state(console)
}

/// Nothing but our own modules and styles runs here, nothing is framed, nothing is kept by a browser.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Whether the browser calls us by a name that is ours: as it stands in the settings, with or without its port.
fn is_reached_by(ours: &[String], headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let host = host.unwrap_or_default();
    let without_port = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_it = |name: &String| {
        [host, without_port]
            .iter()
            .any(|it| name.eq_ignore_ascii_case(it))
    };
    ours.is_empty() || ours.iter().any(is_it)
}

/// Said without a page of ours around it: whoever asks by another name may be another's page.
fn other_host(headers: &HeaderMap) -> Response {
    let lang = crate::public::view::language_asked_for(headers);
    let said = Words::desk(lang).get("trouble-other-host").into_owned();
    (StatusCode::MISDIRECTED_REQUEST, said).into_response()
}

/// What the framework refuses by itself, an address that is none for instance, it says in a sentence of its own. Ours
/// are pages.
fn in_our_words(view: &View, response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_plain = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    match response.status().is_client_error() && is_plain {
        true => Trouble::NotHere.page(view),
        false => response,
    }
}

async fn with_headers(
    State(console): State<Arc<Console>>,
    mut request: Request,
    next: Next,
) -> Response {
    let renewed = Renewed::default();
    request.extensions_mut().insert(renewed.clone());
    let mut response = match is_reached_by(&console.options.hosts, request.headers()) {
        true => {
            let view = View::asked(&console, request.uri(), request.headers());
            in_our_words(&view, next.run(request).await)
        }
        false => other_host(request.headers()),
    };
    renewed.put_on(&console, &mut response);
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desk_answers_to_its_own_names_alone_when_it_has_some() {
        let called = |host: &'static str| {
            HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(host))])
        };
        let ours = ["desk.example".to_owned(), "127.0.0.1:8081".to_owned()];
        for (host, is_ours) in [
            ("desk.example", true),
            ("Desk.Example:8443", true),
            ("127.0.0.1:8081", true),
            ("127.0.0.1:80", false),
            ("rebound.example", false),
            ("desk.example.org", false),
            ("", false),
        ] {
            assert_eq!(is_reached_by(&ours, &called(host)), is_ours, "{host}");
            assert!(is_reached_by(&[], &called(host)));
        }
        assert!(!is_reached_by(&ours, &HeaderMap::new()));
    }
}
