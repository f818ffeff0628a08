//! The console: where officers see, open and answer. Pages are made here and work as they are; small modules of ours add
//! the keyboard, the panes and what is live. Nothing is loaded from elsewhere, and its origin is never the public one.

mod assets;
mod cookie;
mod enrol;
mod enter;
mod events;
mod filters;
mod guard;
mod log_page;
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
mod rows;
mod settings;
mod sign_in;
mod step_up;
mod view;
mod visible;

use crate::door::Door;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use desk::{Desk, Failure};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// How the console is reached, and what it is for.
#[derive(Clone, Default)]
pub struct ConsoleOptions {
    /// Whether browsers reach it by https alone: its cookies then go nowhere else.
    pub secure: bool,
    /// Told when somebody opens the page on which one signs in: a demo prints its codes then.
    pub on_sign_in: Option<Arc<dyn Fn() + Send + Sync>>,
}

/// What all pages of the console share.
pub(crate) struct Console {
    door: Door,
    zone: TimeZone,
    options: ConsoleOptions,
}

impl Console {
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
    let zone = TimeZone::get(&desk.profile().site.time_zone).unwrap_or(TimeZone::UTC);
    let console = Arc::new(Console {
        door: Door::new(desk),
        zone,
        options,
    });
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
        .route("/queue", get(queue::show))
        .route("/queue/rows", get(queue::rows))
        .route("/events", get(events::events))
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
        .route("/settings", get(settings::show))
        .route("/keys", get(page::keys))
        .route("/static/{version}/{name}", get(assets::file))
        .fallback(page::nothing_here)
        .method_not_allowed_fallback(page::nothing_here)
        .layer(middleware::from_fn(with_headers))
        .with_state(console)
}

/// Nothing but our own modules and styles runs here, nothing is framed, nothing is kept by a browser.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

async fn with_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
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
