//! Every public answer has one of three sizes on the wire, so that its length tells nothing about what it is.
//!
//! JSON and HTML may end in white space, so that is what they are padded with; a file is packed with its padding
//! (`packed`). What is counted is the whole HTTP/1.1 answer, head and body; TLS adds the same to each.

use crate::ending::Ending;
use crate::packed::File;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use hyper::body::{Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// The sizes of answers, in bytes on the wire.
pub(crate) const CLASSES: [usize; 3] = [32 * 1024, 128 * 1024, 512 * 1024];

/// `date: Sun, 22 Nov 2026 03:31:42 GMT` and its line end, which hyper adds.
const DATE_LINE: usize = 37;

/// Pads all answers of a router, those too that axum makes by itself, and all that it adds (`allow`, on a 405): what is
/// around all routes together sees it.
pub(crate) fn all(routes: Router) -> Router {
    let padded = Router::new().fallback_service(routes);
    padded.layer(middleware::from_fn(pad))
}

/// Pads an answer, and gives it the headers that every public answer has.
async fn pad(request: Request, next: Next) -> Response {
    // An answer to HTTP/1.0 carries no word on the connection: as long as it says so itself, hyper adds none.
    let old = request.version() == Version::HTTP_10;
    let asked = asks_to_close(request.headers());
    let ending = request.extensions().get::<Ending>().cloned();
    let response = next.run(request).await;
    let (mut parts, body) = response.into_parts();
    let body = match parts.extensions.remove::<File>() {
        Some(file) => {
            let gzip = HeaderValue::from_static("gzip");
            parts.headers.insert(header::CONTENT_ENCODING, gzip);
            Whole::File(file, body)
        }
        // Every other body of ours is already in memory: this waits for nothing.
        None => match axum::body::to_bytes(body, usize::MAX).await {
            Ok(bytes) => Whole::Text(bytes),
            Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
    };
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
        (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
    ] {
        parts.headers.insert(name, HeaderValue::from_static(value));
    }
    // A page brings its own, with the hash of its style.
    let policy = parts.headers.entry(header::CONTENT_SECURITY_POLICY);
    policy.or_insert(HeaderValue::from_static(
        "default-src 'none'; frame-ancestors 'none'",
    ));
    // Looked at only now: nothing waits between here and the writing of the head.
    let closing = asked || ending.is_some_and(|ending| ending.has_begun());
    let connection = if closing && !old {
        "connection: close\r\n".len()
    } else {
        0
    };
    let head = head_length(parts.status, &parts.headers) + DATE_LINE + connection;
    let least = match &body {
        Whole::Text(bytes) => bytes.len() as u64,
        Whole::File(file, _) => file.least(),
    };
    let length = room_for(least, head as u64).unwrap_or(least);
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    if old {
        parts.version = Version::HTTP_10;
    }
    let body = match body {
        Whole::Text(body) => Body::new(Padded {
            spaces: length - least,
            body,
        }),
        Whole::File(file, body) => Body::new(file.packed(body, length)),
    };
    Response::from_parts(parts, body)
}

/// What an answer says.
enum Whole {
    /// Text, all of it.
    Text(Bytes),
    /// A file, which comes while it goes.
    File(File, Body),
}

/// Whether hyper will end the connection and say so: `close` is a word of any `Connection` line.
fn asks_to_close(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::CONNECTION).iter();
    let mut words = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    words.any(|word| word.trim().eq_ignore_ascii_case("close"))
}

/// What all padding is made of: it is written from here, never copied.
static SPACES: [u8; CLASSES[0]] = [b' '; CLASSES[0]];

/// A body and the spaces that follow it.
struct Padded {
    body: Bytes,
    spaces: u64,
}

impl Padded {
    fn len(&self) -> u64 {
        self.body.len() as u64 + self.spaces
    }
}

impl hyper::body::Body for Padded {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if !self.body.is_empty() {
            let body = std::mem::take(&mut self.body);
            return Poll::Ready(Some(Ok(Frame::data(body))));
        }
        let spaces = self.spaces.min(SPACES.len() as u64);
        if spaces == 0 {
            return Poll::Ready(None);
        }
        self.spaces -= spaces;
        let spaces = Bytes::from_static(&SPACES[..spaces as usize]);
        Poll::Ready(Some(Ok(Frame::data(spaces))))
    }

    fn is_end_stream(&self) -> bool {
        self.len() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.len())
    }
}

/// How long a body must be that head and body together are of the smallest class that holds `body` bytes.
fn room_for(body: u64, head_without_length: u64) -> Option<u64> {
    let [small, middle, largest] = CLASSES.map(|class| class as u64);
    // One of the next three multiples is long enough: what is added to the body has fewer bytes than that.
    let first = (body / largest).max(1);
    let multiples = (first..first + 3).map(|n| n * largest);
    let mut classes = [small, middle].into_iter().chain(multiples);
    classes.find_map(|class| {
        // The length line says how long the body is, and is itself part of what is counted.
        let line = "content-length: \r\n".len() as u64;
        (1..=20).find_map(|digits| {
            let room = class.checked_sub(head_without_length + line + u64::from(digits))?;
            let written = room.checked_ilog10().map_or(1, |power| power + 1);
            (room >= body && written == digits).then_some(room)
        })
    })
}

/// Status line, header lines, and the empty line, without date and length.
fn head_length(status: StatusCode, headers: &HeaderMap) -> usize {
    let reason = status.canonical_reason().unwrap_or("<none>");
    let status_line = "HTTP/1.1 200 \r\n".len() + reason.len();
    let lines: usize = headers
        .iter()
        .filter(|(name, _)| *name != header::CONTENT_LENGTH && *name != header::DATE)
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    status_line + lines + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_and_body_together_are_exactly_a_class() {
        for length in [
            0,
            1,
            500,
            32_000,
            32_500,
            32_767,
            40_000,
            130_900,
            131_072,
            600_000,
            1_048_575,
            10_485_380,
            5_000_000_000,
        ] {
            let head = 321;
            let body = room_for(length, head).expect("a class");
            let line = format!("content-length: {body}\r\n").len() as u64;
            let whole = head + line + body;
            assert!(
                CLASSES.contains(&(whole as usize)) || whole.is_multiple_of(CLASSES[2] as u64),
                "{length} became {whole}"
            );
            assert!(body >= length && whole - length < (1 << 20), "{length}");
        }
    }
}
