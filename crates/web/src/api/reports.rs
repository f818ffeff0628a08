//! Filing a report.

use super::Api;
use super::shapes::{Filed, NewReport};
use crate::failure::{Problem, Refusals};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use report::{Channel, Draft};

/// File a report
///
/// The answer is given only after the report is durable. With an `Idempotency-Key` the same request may be sent again
/// within 24 hours and gets the same answer.
#[utoipa::path(
    post,
    path = "/api/v1/reports",
    request_body = NewReport,
    params((
        "Idempotency-Key" = Option<String>, Header, pattern = "^[A-Za-z0-9_-]{22,128}$",
        description = "A UUID, or at least 22 characters of base64url",
    )),
    responses(
        (status = 201, body = Filed),
        (status = 409, description = "Names and contacts cannot be kept safely here now.", body = Problem, content_type = "application/problem+json"),
        Refusals,
    )
)]
pub(crate) async fn file_report(State(api): State<Api>, request: Request) -> Response {
    match file(&api, request).await {
        Ok(filed) => (StatusCode::CREATED, Json(filed)).into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn file(api: &Api, request: Request) -> Result<Filed, Problem> {
    let key = idempotency_key(request.headers());
    let body = api.body(request).await?;
    let key = key?;
    let desk = api.desk();
    let place = api.door.filing().map_err(|why| api.turned_away(why))?;
    let draft = Draft::from_json(&body, &desk.profile().limits()).map_err(Problem::fields)?;
    let accepted = match key {
        None => desk.accept_report(draft, Vec::new(), Channel::Api).await,
        Some(key) => {
            let key = desk.replay_key(&key, &body);
            desk.accept_report_once(draft, Vec::new(), Channel::Api, &key)
                .await
        }
    };
    drop(place);
    accepted
        .map(|accepted| Filed::of(&accepted))
        .map_err(|failure| api.problem(&failure))
}

/// At least 22 characters of base64url (128 bits), of which a UUID has 36: the stored copy is sealed under it.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default().trim();
    let base64url = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if (22..=128).contains(&key.len()) && key.chars().all(base64url) {
        return Ok(Some(key.to_owned()));
    }
    Err(Problem::field(report::Problem::new(
        "Idempotency-Key",
        "too-guessable",
        "Idempotency-Key is a UUID, or 22 to 128 characters of base64url.",
        "Idempotency-Key 应为 UUID，或 22 至 128 个 base64url 字符。",
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn key(text: &'static str) -> Result<Option<String>, Problem> {
        let mut headers = HeaderMap::new();
        headers.insert("idempotency-key", HeaderValue::from_static(text));
        idempotency_key(&headers)
    }

    #[test]
    fn a_key_that_could_be_guessed_is_refused_by_name() {
        assert!(key("9b2f1c0e-43de-4f3c-9a55-0f1f2e3d4c5b").is_ok());
        assert!(key("abcdefghijklmnopqrstu_").is_ok());
        for bad in [
            "",
            "1",
            "retry-1",
            "abcdefghijklmnopqrst+/",
            "9b2f1c0e+43de-4f3c-9a55-0f1f2e3d4c5b",
        ] {
            let problem = key(bad).expect_err(bad);
            assert_eq!(problem.errors[0].field, "Idempotency-Key");
        }
    }
}
