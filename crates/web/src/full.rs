//! What is said to those who come when every connection is taken: try again, and when. Never silence.

use crate::failure::Problem;
use crate::pad::pad;
use axum::body::Body;
use axum::extract::Request;
use axum::{Router, middleware};
use http_body_util::{BodyExt, Limited};
use std::time::Duration;
use tokio::time::timeout;

/// Whoever is turned away has this long to ask, and this long to read the answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);
/// A body is read (and thrown away) for so long, because who still sends when a connection is closed may lose the answer.
const LISTENED: Duration = Duration::from_secs(1);
/// And so much of it.
const THROWN_AWAY: usize = 16 << 20;

/// 503 with Retry-After to everything, in the size of every other answer.
pub(crate) fn router(retry_after_s: u64) -> Router {
    let refuse = move |request: Request| async move {
        let body: Limited<Body> = Limited::new(request.into_body(), THROWN_AWAY);
        drop(timeout(LISTENED, read_away(body)).await);
        Problem::busy().retry_after(retry_after_s)
    };
    Router::new()
        .fallback(refuse)
        .layer(middleware::from_fn(pad))
}

async fn read_away(mut body: Limited<Body>) {
    while let Some(Ok(_)) = body.frame().await {}
}
