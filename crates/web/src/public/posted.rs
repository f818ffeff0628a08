//! Reading what a form sent: its fields as typed, in any of the two ways in which browsers send them.

use super::notice::Notice;
use super::view::View;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, Method, header};
use std::time::Duration;
use tokio::time::timeout;

/// Fields beyond this many are not ours.
const FIELDS: usize = 64;

/// The fields of a form, in the order in which they came.
#[derive(Default)]
pub(crate) struct Posted(Vec<(String, String)>);

impl Posted {
    /// The field of this name. Sent twice, it is one with both texts: nothing that was typed is lost.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.pairs().find_map(|(found, value)| (found == name).then_some(value))
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn put(&mut self, name: String, typed: &[u8]) {
        // Browsers send line ends as CR LF (HTML, "normalize newlines"); what is not UTF-8 is shown as such.
        let typed = String::from_utf8_lossy(typed).replace("\r\n", "\n");
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, value)) if *value == typed || typed.is_empty() => {}
            Some((_, value)) => {
                value.push('\n');
                value.push_str(&typed);
            }
            None => self.0.push((name, typed)),
        }
    }
}

/// Reads a form to its end.
///
/// # Errors
/// What is said to whoever sent it: it came from another site, was too large, or did not arrive in time.
pub(crate) async fn read(view: &View, request: Request) -> Result<Posted, Notice> {
    if comes_from_elsewhere(request.headers()) {
        return Err(Notice::cross_site(view));
    }
    let intake = &view.site.profile().intake;
    let limit = Duration::from_secs(intake.body_timeout_s);
    let is_multipart = media_type(request.headers()).eq_ignore_ascii_case("multipart/form-data");
    let read = async {
        if is_multipart {
            parts(view, request).await
        } else {
            let body = view.site.door.body(request).await.map_err(|_| Notice::too_large(view))?;
            let mut posted = Posted::default();
            for (name, value) in form_urlencoded::parse(&body).take(FIELDS) {
                posted.put(name.into_owned(), value.as_bytes());
            }
            Ok(posted)
        }
    };
    timeout(limit, read).await.unwrap_or_else(|_| Err(Notice::too_slow(view)))
}

async fn parts(view: &View, request: Request) -> Result<Posted, Notice> {
    let broken = |_| Notice::too_slow(view);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Notice::too_slow(view))?;
    let mut posted = Posted::default();
    let mut room = view.site.profile().intake.body_bytes;
    while let Some(mut part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let mut typed = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(broken)? {
            room = room.checked_sub(chunk.len()).ok_or_else(|| Notice::too_large(view))?;
            typed.extend_from_slice(&chunk);
        }
        if posted.0.len() < FIELDS {
            posted.put(name, &typed);
        }
    }
    Ok(posted)
}

/// Whether another site made the browser send this. Browsers say so (Fetch Metadata); older ones name the origin, but
/// "null" where a page asks for no referrer, as ours do.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match text(header::HeaderName::from_static("sec-fetch-site")) {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => match (text(header::ORIGIN), text(header::HOST)) {
            (None | Some("null"), _) => false,
            (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, of)| of != host),
            (Some(_), None) => true,
        },
    }
}

fn media_type(headers: &HeaderMap) -> &str {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().split(';').next().unwrap_or_default().trim()
}
