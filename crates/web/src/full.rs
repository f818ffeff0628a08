//! What is said to those who come when every connection is taken: try again, and when. Never silence.

use crate::door::{Door, throw_away};
use crate::failure::Problem;
use crate::public::{Pages, Waiting};
use crate::{pad, refuse};
use axum::Router;
use axum::extract::Request;
use desk::Desk;
use std::sync::Arc;
use std::time::Duration;

/// Whoever is turned away has this long to ask, and this long to read the answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// At a public door: 503 with Retry-After to everything, in the size of every other answer; to browsers a page that comes
/// again by itself.
pub fn when_full(desk: Desk) -> Router {
    let problem = busy(&desk);
    let pages = Pages::new(Door::new(desk));
    let waiting = Arc::new(Waiting::new(pages.clone()));
    let turned_away = async move |request| {
        let page = |parts: &_| waiting.page(parts);
        refuse(request, problem.clone(), page).await
    };
    pad::all(pages.tell_of_onion(Router::new().fallback(turned_away)))
}

/// At the operator's door, where no browser comes.
pub(crate) fn when_ops_are_full(desk: &Desk) -> Router {
    let problem = busy(desk);
    pad::all(Router::new().fallback(async move |request: Request| {
        throw_away(request.into_body()).await;
        problem.clone()
    }))
}

fn busy(desk: &Desk) -> Problem {
    Problem::busy().retry_after(desk.profile().intake.retry_after_s)
}
