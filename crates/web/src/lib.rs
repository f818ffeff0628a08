//! The doors that speak HTTP: the public API and the public pages, and the operator's health and metrics.
//!
//! This room turns requests into deeds of the `desk` and failures into answers. It sees no SQL and no keys, keeps no
//! peer address, and lets no response out that is not padded to a size class.

pub mod api;
mod console;
mod door;
mod elsewhere;
mod ending;
mod failure;
mod full;
mod listen;
pub mod ops;
mod packed;
mod pad;
mod paging;
mod patient;
mod posted;
mod public;
mod stated;
mod steady;
mod upload;
mod words;

pub use console::{
    ConsoleOptions, StartedFrom, StartedWith, router as console, when_full as when_console_full,
};
pub use failure::Problem;
pub use full::when_full;
pub use listen::{Limits, Listener, TURNED_AWAY, Tls};

use crate::door::{Door, throw_away};
use axum::Router;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use desk::Desk;

/// Everything that the public reaches: the API and the pages.
///
/// # Errors
/// When the API's document cannot be written as JSON.
pub fn router(desk: Desk) -> Result<Router, serde_json::Error> {
    let door = Door::new(desk);
    let pages = public::Pages::new(door.clone());
    let (elsewhere, otherwise) = (pages.clone(), pages.clone());
    let routes = Router::new()
        .merge(api::routes(door)?)
        .merge(pages.routes())
        .fallback(async move |request| {
            refuse(request, Problem::not_found(), |parts| {
                elsewhere.nothing_here(parts)
            })
            .await
        })
        .method_not_allowed_fallback(async move |request| {
            refuse(request, Problem::wrong_method(), |parts| {
                otherwise.not_so(parts)
            })
            .await
        });
    Ok(pad::all(routes))
}

/// Reads what was sent to nothing, so that the answer arrives, and says so in the words of the API or of the pages.
async fn refuse(
    request: Request,
    problem: Problem,
    page: impl FnOnce(&Parts) -> Response,
) -> Response {
    let (parts, body) = request.into_parts();
    throw_away(body).await;
    match is_api(parts.uri.path()) {
        true => problem.into_response(),
        false => page(&parts),
    }
}

fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}
