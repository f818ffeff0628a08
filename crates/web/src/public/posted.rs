//! Reading what a form sent: its fields, exactly as they were typed.

use super::notice::Notice;
use super::view::View;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, header};

/// Fields beyond this many are not ours.
const FIELDS: usize = 64;

/// The fields of a form, in the order in which they came.
#[derive(Default)]
pub(crate) struct Posted(Vec<(String, String)>);

impl Posted {
    /// The field of this name. Sent twice, it is one with both texts: nothing that was typed is lost.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.pairs()
            .find_map(|(found, value)| (found == name).then_some(value))
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
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
    let (parts, body) = request.into_parts();
    let body = view.site.door.body(body).await;
    let body = body.map_err(|why| Notice::turned_away(view, why))?;
    if comes_from_elsewhere(&parts.headers) {
        return Err(Notice::cross_site(view));
    }
    let mut posted = Posted::default();
    for (name, value) in form_urlencoded::parse(&body).take(FIELDS) {
        posted.put(name.into_owned(), value.as_bytes());
    }
    Ok(posted)
}

/// Whether another site made the browser send this. Browsers say so (Fetch Metadata); older ones name the origin, but
/// "null" where a page asks for no referrer, as ours do.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match text(HeaderName::from_static("sec-fetch-site")) {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => match (text(header::ORIGIN), text(header::HOST)) {
            (None | Some("null"), _) => false,
            (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, of)| of != host),
            (Some(_), None) => true,
        },
    }
}
