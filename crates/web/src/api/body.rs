//! Reading a request's body: bounded in size and time, and read to its end before it is refused, so that the
//! refusal reaches the client.

use super::Api;
use crate::failure::Problem;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use std::time::Duration;

/// Beyond the limit, this much more is read and thrown away.
const DRAINED: usize = 16 << 20;

impl Api {
    /// The whole JSON body.
    pub(crate) async fn body(&self, request: Request) -> Result<Vec<u8>, Problem> {
        let intake = &self.desk.profile().intake;
        let json = is_json(request.headers());
        let read = read(request.into_body(), intake.body_bytes);
        let body = tokio::time::timeout(Duration::from_secs(intake.body_timeout_s), read)
            .await
            .map_err(|_| Problem::body_too_slow())??;
        if json {
            Ok(body)
        } else {
            Err(Problem::not_json())
        }
    }
}

async fn read(mut body: Body, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let mut beyond = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Problem::body_broken())?.into_data() else {
            continue;
        };
        if beyond == 0 && bytes.len() + data.len() <= limit {
            bytes.extend_from_slice(&data);
        } else {
            beyond += data.len();
            if beyond > DRAINED {
                break;
            }
        }
    }
    if beyond > 0 {
        Err(Problem::body_too_large())
    } else {
        Ok(bytes)
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
