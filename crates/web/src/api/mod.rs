//! The JSON API (OpenAPI 3.1): file a report, and come back to it with the receipt.

mod body;
mod mailbox;
mod paging;
mod reports;
mod shapes;

use crate::failure::Problem;
use crate::pad::pad;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Router, middleware};
use desk::Desk;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What the handlers share.
#[derive(Clone)]
pub(crate) struct Api {
    desk: Desk,
    filing: Arc<Semaphore>,
    reading: Arc<Semaphore>,
    room: Arc<Semaphore>,
    document: Arc<str>,
}

impl Api {
    fn retry_after(&self) -> u64 {
        self.desk.profile().intake.retry_after_s
    }

    /// A place among the filings that go on at once. The limit is one for everybody: it knows nobody.
    fn filing(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.filing)
            .try_acquire_owned()
            .map_err(|_| Problem::busy().retry_after(self.retry_after()))
    }

    fn reading(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.reading)
            .try_acquire_owned()
            .map_err(|_| Problem::busy().retry_after(self.retry_after()))
    }

    fn problem(&self, failure: &desk::Failure) -> Problem {
        Problem::of(failure, self.retry_after())
    }
}

#[derive(OpenApi)]
#[openapi(info(
    title = "tipline",
    description = "Report a threat to security, with or without your name, and come back to your report with nine \
                   words. Answers are padded to 32 KiB or more with trailing white space, so that their length tells \
                   nothing; answers about a receipt come at a fixed time, or at a multiple of it."
))]
struct Document;

/// The public API's router.
pub fn router(desk: Desk) -> Router {
    let intake = &desk.profile().intake;
    let (api, document) = described();
    let state = Api {
        filing: Arc::new(Semaphore::new(intake.concurrent)),
        reading: Arc::new(Semaphore::new(intake.mailbox_concurrent)),
        room: Arc::new(Semaphore::new(body::ROOM_KIB)),
        document: document.to_pretty_json().unwrap_or_default().into(),
        desk,
    };
    let routes: Router = api
        .route("/api/v1/openapi.json", get(openapi))
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::wrong_method() })
        .with_state(state);
    // Around all routes together: what axum adds by itself (`allow`, on a 405) must be there when sizes are counted.
    Router::new()
        .fallback_service(routes)
        .layer(middleware::from_fn(pad))
}

/// The OpenAPI document, for `tipline openapi`.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn openapi_document() -> Result<String, serde_json::Error> {
    described().1.to_pretty_json()
}

/// What the API can do, and the document that says so.
fn described() -> (Router<Api>, utoipa::openapi::OpenApi) {
    let (api, mut document) = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(reports::file_report))
        .routes(routes!(mailbox::open_mailbox))
        .routes(routes!(mailbox::add_message))
        .routes(routes!(mailbox::amend))
        .routes(routes!(mailbox::withdraw))
        .split_for_parts();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    (api, document)
}

async fn openapi(State(api): State<Api>) -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/json")],
        api.document.to_string(),
    )
}
