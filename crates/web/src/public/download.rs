//! A file of a mailbox, given back to whoever has its words: read while it goes, so that little of it is ever in memory,
//! and under a name that says nothing.

use super::notice::Notice;
use super::view::View;
use crate::ending::{Ending, Moving};
use crate::packed::File;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use desk::{Failure, OpenedFile, Receipt};
use hyper::body::Frame;
use std::io::ErrorKind;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::{JoinHandle, spawn_blocking};

/// What the button of a file says, before its number.
pub(crate) const FILE: &str = "file-";

/// So many files go out at once at most, of some 200 KiB of memory each.
pub(crate) const AT_ONCE: usize = 128;

/// Ends of names that are kept, because they tell a computer how to open a file and run nothing. No `.gz`: a browser
/// would keep a file of that name as it came, padding and all.
const KNOWN: [&str; 21] = [
    "jpg", "jpeg", "png", "gif", "webp", "heic", "pdf", "txt", "mp4", "mov", "mp3", "m4a", "wav",
    "ogg", "docx", "xlsx", "pptx", "odt", "zip", "csv", "webm",
];

/// A file is a file: whatever it is, a browser shows and runs nothing of it.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// How somebody asks who may want a file.
pub(crate) struct Asked {
    takes_gzip: bool,
    ending: Option<Ending>,
}

impl Asked {
    pub(crate) fn of(request: &Request) -> Asked {
        Asked {
            takes_gzip: takes_gzip(request.headers()),
            ending: request.extensions().get().cloned(),
        }
    }

    /// The file of this number, or what is said instead.
    ///
    /// # Errors
    /// [`Failure::Unknown`] as for opening the mailbox, and when it has no such file.
    pub(crate) async fn answer(
        &self,
        view: &View,
        receipt: &Receipt,
        number: usize,
    ) -> Result<Result<Response, Notice>, Failure> {
        let site = &view.site;
        let opened = match site.desk().open_file(receipt, number).await {
            Err(failure @ (Failure::FileGone(_) | Failure::FileDamaged(_))) => {
                return Ok(Err(Notice::lost_file(view, &failure)));
            }
            opened => opened?,
        };
        if !self.takes_gzip {
            return Ok(Err(Notice::no_gzip(view)));
        }
        let Ok(place) = site.downloads.clone().try_acquire_owned() else {
            return Ok(Err(Notice::busy(view)));
        };
        let (name, file) = (
            neutral_name(number, &opened.name),
            File { size: opened.size },
        );
        // A file that is damaged at its beginning is told with a page; one that is damaged further on breaks off.
        let (opened, first) = match joined(read(Box::new(opened)).await) {
            Ok((opened, first)) => (opened, first),
            Err(failure) => return Ok(Err(Notice::lost_file(view, &failure))),
        };
        let moving = self.ending.as_ref().map(Ending::moving);
        let going = Going {
            next: match first {
                Some(piece) => Next::Piece(piece, opened),
                None => Next::Nothing,
            },
            _held: (place, moving),
        };
        let mut response = Response::new(Body::new(going));
        response.extensions_mut().insert(file);
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, "application/octet-stream"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let disposition = format!("attachment; filename=\"{name}\"");
        if let Ok(disposition) = HeaderValue::from_str(&disposition) {
            headers.insert(header::CONTENT_DISPOSITION, disposition);
        }
        Ok(Ok(response))
    }
}

/// Whether the answer may be packed (RFC 9110, section 12.5.3). Every browser says so.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter();
    let mut codings = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    codings.any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let named = parts.next().unwrap_or_default().to_ascii_lowercase();
        let refused = parts.any(|part| {
            let weight = part.strip_prefix("q=").or(part.strip_prefix("Q="));
            weight.is_some_and(|weight| weight.parse() == Ok(0.0))
        });
        matches!(named.as_str(), "gzip" | "x-gzip") && !refused
    })
}

/// What the file is called outside: its number, and an end that is known and harmless.
pub(crate) fn neutral_name(number: usize, name: &str) -> String {
    let end = name
        .rsplit_once('.')
        .map(|(_, end)| end.to_ascii_lowercase());
    match end.filter(|end| KNOWN.contains(&end.as_str())) {
        Some(end) => format!("file-{number}.{end}"),
        None => format!("file-{number}"),
    }
}

/// A file that goes out. The next piece is read while one is sent; nothing is read for whoever does not take it.
struct Going {
    next: Next,
    /// Until it is gone: a place among the files that go, and that the connection is not too old for it.
    _held: (OwnedSemaphorePermit, Option<Moving>),
}

enum Next {
    Piece(Bytes, Box<OpenedFile>),
    Reading(JoinHandle<Piece>),
    Nothing,
}

/// The file, and the piece that was read of it; `None` at the end.
type Piece = (Box<OpenedFile>, Result<Option<Bytes>, Failure>);

fn read(mut file: Box<OpenedFile>) -> JoinHandle<Piece> {
    spawn_blocking(move || {
        let piece = file.next_piece();
        let piece = piece.map(|piece| piece.map(Bytes::copy_from_slice));
        (file, piece)
    })
}

fn joined(
    read: Result<Piece, tokio::task::JoinError>,
) -> Result<(Box<OpenedFile>, Option<Bytes>), Failure> {
    let (file, piece) = read.map_err(|error| Failure::File(std::io::Error::other(error)))?;
    Ok((file, piece?))
}

impl hyper::body::Body for Going {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        if let Next::Reading(reading) = &mut self.next {
            let read = joined(ready!(Pin::new(reading).poll(context)));
            self.next = match read {
                Ok((file, Some(piece))) => Next::Piece(piece, file),
                Ok((_, None)) => Next::Nothing,
                Err(failure) => {
                    self.next = Next::Nothing;
                    crate::failure::logged(&failure);
                    return Poll::Ready(Some(Err(ErrorKind::InvalidData.into())));
                }
            };
        }
        match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Piece(piece, file) => {
                self.next = Next::Reading(read(file));
                Poll::Ready(Some(Ok(Frame::data(piece))))
            }
            _ => Poll::Ready(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_outside_is_a_number_and_at_most_a_known_end() {
        for (name, outside) in [
            ("gate of the station.JPG", "file-3.jpg"),
            ("my name.docx", "file-3.docx"),
            ("run.exe", "file-3"),
            ("page.html", "file-3"),
            ("logs.tar.gz", "file-3"),
            ("photo.jpg.exe", "file-3"),
            ("照片", "file-3"),
            ("a.jpg\"; x", "file-3"),
            ("jpg", "file-3"),
        ] {
            assert_eq!(neutral_name(3, name), outside, "{name}");
        }
    }

    #[test]
    fn who_takes_gzip_says_so() {
        for (said, takes) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("x-gzip", true),
            ("identity", false),
            ("gzip;q=0, *", false),
            ("gzip; q=0.000", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(said));
            assert_eq!(takes_gzip(&headers), takes, "{said}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
