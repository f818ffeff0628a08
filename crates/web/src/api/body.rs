//! Reading a request's body: bounded in size and time, and read to its end before it is refused, so that the
//! refusal reaches the client.

use super::Api;
use crate::failure::Problem;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// Beyond the limit, this much more is read and thrown away.
const DRAINED: usize = 16 << 20;
/// The first bytes of every body have a place of their own: the limit of connections bounds them all together. A report
/// in words fits in, so that clients who trickle keep nobody from filing, whatever they have begun to send.
const OWN: usize = 16 << 10;
/// What all bodies that are on their way have beyond that takes at most this much memory together, in KiB.
pub(super) const ROOM_KIB: usize = 64 * 1024;

/// A body that has arrived, and what it takes of the common room.
pub(super) struct Arrived {
    bytes: Vec<u8>,
    _room: OwnedSemaphorePermit,
}

impl std::ops::Deref for Arrived {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Api {
    /// The whole JSON body.
    pub(super) async fn body(&self, request: Request) -> Result<Arrived, Problem> {
        let intake = &self.desk.profile().intake;
        let json = is_json(request.headers());
        let read = self.read(request.into_body(), intake.body_bytes);
        let body = tokio::time::timeout(Duration::from_secs(intake.body_timeout_s), read)
            .await
            .map_err(|_| Problem::body_too_slow())??;
        if json {
            Ok(body)
        } else {
            Err(Problem::not_json())
        }
    }

    async fn read(&self, mut body: Body, limit: usize) -> Result<Arrived, Problem> {
        let mut bytes = Vec::new();
        let mut room = self.room(0)?;
        let mut beyond = 0;
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| Problem::body_broken())?.into_data() else {
                continue;
            };
            if beyond == 0 && bytes.len() + data.len() <= limit {
                bytes.extend_from_slice(&data);
                let common = bytes.len().saturating_sub(OWN);
                let more = common.div_ceil(1024).saturating_sub(room.num_permits());
                if more > 0 {
                    room.merge(self.room(more)?);
                }
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
            Ok(Arrived { bytes, _room: room })
        }
    }

    fn room(&self, kib: usize) -> Result<OwnedSemaphorePermit, Problem> {
        let kib = u32::try_from(kib).unwrap_or(u32::MAX);
        Arc::clone(&self.room)
            .try_acquire_many_owned(kib)
            .map_err(|_| Problem::busy().retry_after(self.retry_after()))
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
