//! A file of a report is taken out: logged, as a file that nothing opens by itself, under a name that says nothing.

use super::guard::SignedForm;
use super::page::Trouble;
use crate::ending::{Ending, Moving};
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use desk::{CopiedFile, Failure, OpenedFile, Refused};
use futures_core::Stream;
use report::Id;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// Whatever it is, a browser shows and runs nothing of it.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// Pieces that are read ahead of whoever takes them.
const AHEAD: usize = 4;

/// `POST /reports/{id}/files/{number}`
pub(crate) async fn download(
    Path((id, number)): Path<(String, usize)>,
    ending: Option<Extension<Ending>>,
    form: SignedForm,
) -> Response {
    let (view, by) = form.signed.parts();
    let posted = form.posted;
    let Ok(id) = id.parse::<Id>() else {
        return Trouble::NotHere.page(&view);
    };
    let Some(why) = posted.given("why").map(str::to_owned) else {
        return Trouble::NotAllowed(Refused::NoReasonForFile).page(&view);
    };
    let moving = ending.map(|Extension(ending)| ending.moving());
    let as_sent = posted.get("how") == Some("as_sent");
    let taken = view.console.blocking(move |desk| {
        Ok(match as_sent {
            true => TakenOut::AsSent(desk.open_report_file(&by, id, number, &why)?),
            false => TakenOut::Copy(desk.copy_report_file(&by, id, number, &why)?),
        })
    });
    match taken.await {
        Ok(file) => sent(id, number, file, moving),
        Err(failure) => Trouble::of(&failure).page(&view),
    }
}

/// A file that goes out: as it was sent, or a copy without traces of its making.
enum TakenOut {
    AsSent(OpenedFile),
    Copy(CopiedFile),
}

impl TakenOut {
    fn name_and_size(&self) -> (&str, u64) {
        match self {
            TakenOut::AsSent(file) => (&file.name, file.size),
            TakenOut::Copy(file) => (&file.name, file.size),
        }
    }

    fn next_piece(&mut self) -> Result<Option<&[u8]>, Failure> {
        match self {
            TakenOut::AsSent(file) => file.next_piece(),
            TakenOut::Copy(file) => file.next_piece(),
        }
    }
}

fn sent(id: Id, number: usize, file: TakenOut, moving: Option<Moving>) -> Response {
    let (name, size) = file.name_and_size();
    // Which of the two it is must be told an hour later, beside those of other reports.
    let which = match file {
        TakenOut::AsSent(_) => "original",
        TakenOut::Copy(_) => "copy",
    };
    let end = crate::public::neutral_name(number, name);
    let end = end.split_once('.').map(|(_, end)| format!(".{end}"));
    let report = &id.to_string()[..8];
    let name = format!("{report}-{number}-{which}{}", end.unwrap_or_default());
    let (send, pieces) = mpsc::channel(AHEAD);
    // On a thread that may wait for the disk; it ends when nobody takes the pieces any more.
    tokio::task::spawn_blocking(move || read(file, &send));
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let mut response = Body::from_stream(Pieces {
        pieces,
        _moving: moving,
    })
    .into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    if let Ok(disposition) = disposition {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

fn read(mut file: TakenOut, send: &mpsc::Sender<io::Result<Bytes>>) {
    loop {
        let piece = match file.next_piece() {
            Ok(Some(piece)) => Ok(Bytes::copy_from_slice(piece)),
            Ok(None) => return,
            // The answer has begun: it breaks off, and the browser says so.
            Err(
                failure @ (Failure::FileDamaged(_) | Failure::FileGone(_) | Failure::NotCopied),
            ) => {
                tracing::error!(%failure, "a file broke off while an officer took it out");
                Err(io::ErrorKind::InvalidData.into())
            }
            Err(_) => Err(io::ErrorKind::Other.into()),
        };
        let broken = piece.is_err();
        if send.blocking_send(piece).is_err() || broken {
            return;
        }
    }
}

struct Pieces {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    /// Until it is gone its connection is not too old for it; whoever takes none of it is cut all the same.
    _moving: Option<Moving>,
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        self.pieces.poll_recv(context)
    }
}
