//! What a form sent: its fields, exactly as they were typed, and the files that came with them.

use crate::door::{Door, TurnedAway, throw_away};
use crate::upload;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use desk::SentFile;

/// Fields beyond this many are not ours.
const FIELDS: usize = 64;

/// What a form sent.
#[derive(Default)]
pub(crate) struct Posted {
    /// Its fields, in the order in which they came.
    fields: Vec<(String, String)>,
    /// The files that arrived whole.
    pub(crate) files: Vec<SentFile>,
    /// The files that did not.
    pub(crate) lost: Vec<Lost>,
}

/// A file that was not taken.
#[derive(Clone)]
pub(crate) struct Lost {
    pub(crate) name: String,
    pub(crate) why: Why,
}

/// Why a file was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Why {
    /// It broke off on its way.
    Broken,
    Empty,
    TooMany,
    TooLarge,
    /// There is no room for files now.
    NoRoom,
    /// It arrived, but waited too long for its report.
    Gone,
    /// Something is to be chosen of it first, and this page cannot ask.
    Undecided,
    /// Nobody asked to send it.
    NotAsked,
}

impl Posted {
    /// The field of this name. Sent twice, it is one with both texts: nothing that was typed is lost.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.pairs()
            .find_map(|(found, value)| (found == name).then_some(value))
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Nobody asked to send the files that came along.
    pub(crate) fn leave_files(&mut self) {
        let left = std::mem::take(&mut self.files).into_iter();
        self.lost.extend(left.map(|file| Lost {
            name: file.name,
            why: Why::NotAsked,
        }));
    }

    fn urlencoded(body: &[u8]) -> Posted {
        let mut posted = Posted::default();
        for (name, value) in form_urlencoded::parse(body).take(FIELDS) {
            posted.put(name.into_owned(), value.as_bytes());
        }
        posted
    }

    pub(crate) fn put(&mut self, name: String, typed: &[u8]) {
        if self.fields.len() == FIELDS {
            return;
        }
        // Browsers send line ends as CR LF (HTML, "normalize newlines"); what is not UTF-8 is shown as such.
        let typed = String::from_utf8_lossy(typed).replace("\r\n", "\n");
        match self.fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, value)) if *value == typed || typed.is_empty() => {}
            Some((_, value)) => {
                value.push('\n');
                value.push_str(&typed);
            }
            None => self.fields.push((name, typed)),
        }
    }
}

/// Reads a form to its end. `room` says for how many files there is room, by the fields that came before them; if it says
/// none at all, the form ends for us where its first file begins.
///
/// # Errors
/// Why it could not be read, and what of it had arrived before. A file that breaks off is no error: it is lost, and
/// nothing else is.
pub(crate) async fn read(
    door: &Door,
    request: Request,
    room: impl Fn(&Posted) -> Option<usize> + Send,
) -> Result<Posted, (TurnedAway, Posted)> {
    let (parts, mut body) = request.into_parts();
    if brings_files(&parts.headers) {
        let (read, to_its_end) = upload::read(door, &parts, &mut body, room).await;
        if !to_its_end {
            throw_away(body).await;
        }
        return read;
    }
    match door.body(body).await {
        Ok(body) => Ok(Posted::urlencoded(&body)),
        // As far as it came: the form that goes along stands first.
        Err((why, body)) => Err((why, Posted::urlencoded(&body))),
    }
}

/// Whether a form is of the kind that brings files.
pub(crate) fn brings_files(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("multipart/form-data")
}
