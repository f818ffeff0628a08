//! What is said to those who come when every connection is taken: try again, and when. Never silence.

use crate::door::throw_away;
use crate::failure::Problem;
use crate::pad::pad;
use axum::extract::Request;
use axum::{Router, middleware};
use std::time::Duration;

/// Whoever is turned away has this long to ask, and this long to read the answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// 503 with Retry-After to everything, in the size of every other answer.
pub(crate) fn router(retry_after_s: u64) -> Router {
    let refuse = move |request: Request| async move {
        throw_away(request.into_body()).await;
        Problem::busy().retry_after(retry_after_s)
    };
    Router::new()
        .fallback(refuse)
        .layer(middleware::from_fn(pad))
}
