//! What a browser is shown when every connection of the desk is taken: that, in both languages, on a page that needs no
//! other. Whoever only looked comes again by itself; of whoever sent something the browser keeps what it sent.

use super::view::View;
use super::{Console, ConsoleOptions, page, with_headers};
use crate::door::throw_away;
use askama::Template;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware;
use axum::response::Response;
use desk::Desk;
use report::Lang;
use std::sync::Arc;

const REFRESH: HeaderName = HeaderName::from_static("refresh");

#[derive(Template)]
#[template(path = "console/crowded.html")]
struct Crowded {
    /// The reader's own first.
    languages: [View; 2],
}

/// 503 with Retry-After to whoever comes to the desk when there is no connection for them.
pub fn when_full(desk: Desk, options: ConsoleOptions) -> Router {
    let console = Arc::new(Console::new(desk, options));
    Router::new()
        .fallback(turned_away)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&console),
            with_headers,
        ))
        .with_state(console)
}

async fn turned_away(State(console): State<Arc<Console>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    throw_away(body).await;
    let first = View::of(&console, &parts);
    let mut other = first.clone();
    other.lang = match first.lang {
        Lang::En => Lang::Zh,
        Lang::Zh => Lang::En,
    };
    let crowded = Crowded {
        languages: [first, other],
    };
    let mut response = page::show(StatusCode::SERVICE_UNAVAILABLE, &crowded);
    let seconds = HeaderValue::from(console.door.retry_after());
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, seconds.clone());
    if parts.method == Method::GET {
        headers.insert(REFRESH, seconds);
    }
    response
}
