//! The JSON API (OpenAPI 3.1): file a report, and come back to it with the receipt.

mod mailbox;
mod reports;
pub(crate) mod shapes;

use crate::door::{Arrived, Door, TurnedAway};
use crate::failure::Problem;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use axum::routing::get;
use desk::Desk;
use std::sync::Arc;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What the handlers share.
#[derive(Clone)]
pub(crate) struct Api {
    door: Door,
    document: Arc<str>,
}

impl Api {
    fn desk(&self) -> &Desk {
        &self.door.desk
    }

    /// The whole JSON body. It is read to its end before it is refused, whatever is wrong with it.
    async fn body(&self, request: Request) -> Result<Arrived, Problem> {
        let json = is_json(request.headers());
        let body = self.door.body(request.into_body()).await;
        let body = body.map_err(|(why, _)| self.turned_away(why))?;
        if json {
            Ok(body)
        } else {
            Err(Problem::not_json())
        }
    }

    fn turned_away(&self, why: TurnedAway) -> Problem {
        match why {
            TurnedAway::Busy => Problem::busy().retry_after(self.door.retry_after()),
            TurnedAway::TooLarge => Problem::body_too_large(),
            TurnedAway::TooSlow => Problem::body_too_slow(),
            TurnedAway::Broken => Problem::body_broken(),
        }
    }

    fn problem(&self, failure: &desk::Failure) -> Problem {
        Problem::of(failure, self.door.retry_after())
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media_type = value.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/json")
}

#[derive(OpenApi)]
#[openapi(info(
    title = "tipline",
    description = "Report a threat to security, with or without your name, and come back to your report with nine \
                   words. Answers are padded to 32 KiB or more with trailing white space, so that their length tells \
                   nothing; answers about a receipt come at a fixed time, or at a multiple of it."
))]
struct Document;

/// The API's routes.
///
/// # Errors
/// When its document cannot be written as JSON.
pub(crate) fn routes(door: Door) -> Result<Router, serde_json::Error> {
    let (api, document) = described();
    let state = Api {
        door,
        document: document.to_pretty_json()?.into(),
    };
    let routes = api.route("/api/v1/openapi.json", get(openapi));
    Ok(routes.with_state(state))
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
