//! A form that brings files (RFC 7578): its texts are read as ever, and each file is sealed while it arrives.
//!
//! Texts come first, for browsers send fields in the order of the page, and files stand last on ours. Once the first file
//! has begun, all that was typed is there; whatever breaks off from then on is a lost file and nothing else.

use crate::door::{Door, Pace, Place, Room, TurnedAway};
use crate::ending::{Ending, Moving};
use crate::posted::{Lost, Posted, Why};
use axum::body::{Body, Bytes};
use axum::http::{header, request};
use desk::{Arriving, Desk, Failure, SentFile};
use futures_core::Stream;
use hyper::body::Body as _;
use multer::{Field, Multipart};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use tokio::task::{JoinHandle, spawn_blocking};

/// Parts beyond this many are not ours.
const PARTS: usize = 256;
/// The field in which files are chosen.
const FILES: &str = "files";
/// Bytes of a field's name; longer ones are not ours.
const LONGEST_NAME: usize = 64;
/// So many bytes may stand between two things that the parser finds: a boundary, a head, a piece of a field.
const BETWEEN: usize = 256 << 10;
/// The parser is given pieces of this size at most, and so much at a time.
const PIECE: usize = 64 << 10;
/// So much of a file is gathered for the thread that seals it: to wake a thread costs as much as to seal a few KiB.
const GATHERED: usize = 256 << 10;

/// Reads a form to its end, or to its first file where nobody wants any; and whether that is its end.
///
/// # Errors
/// Why it could not be read, and what was typed until then.
pub(crate) async fn read(
    door: &Door,
    parts: &request::Parts,
    body: &mut Body,
    room: impl Fn(&Posted) -> Option<usize> + Send,
) -> (Result<Posted, (TurnedAway, Posted)>, bool) {
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (boundary, text_room) = match (multer::parse_boundary(kind), door.room()) {
        (Ok(boundary), Ok(room)) => (boundary, room),
        (Err(_), _) => return (Err((TurnedAway::Broken, Posted::default())), false),
        (_, Err(why)) => return (Err((why, Posted::default())), false),
    };
    let allowance = Arc::new(AtomicUsize::new(0));
    let stream = Inflow {
        body,
        allowance: Arc::clone(&allowance),
        waiting: Bytes::new(),
        given: 0,
    };
    let mut reading = Reading {
        door,
        pace: door.pace(),
        text_room,
        allowance,
        posted: Posted::default(),
        ending: parts.extensions.get().cloned(),
        place: None,
        files_begun: false,
    };
    let mut multipart = Multipart::new(stream, boundary);
    let read = reading.all(&mut multipart, room).await;
    match read {
        Err(why) if !reading.files_begun => (Err((why, reading.posted)), false),
        Ok(Read::ToItsFirstFile) => (Ok(reading.posted), false),
        // A file that broke off is lost, and nothing else is.
        _ => (Ok(reading.posted), true),
    }
}

/// How far a form was read.
enum Read {
    ToItsEnd,
    ToItsFirstFile,
}

/// A form that is being read.
struct Reading<'a> {
    door: &'a Door,
    pace: Pace,
    text_room: Room,
    allowance: Arc<AtomicUsize>,
    posted: Posted,
    ending: Option<Ending>,
    /// A place among those who send files, from the first that is taken on; and with it, that the connection is not too
    /// old for it.
    place: Option<(Place, Option<Moving>)>,
    files_begun: bool,
}

impl Reading<'_> {
    async fn all(
        &mut self,
        multipart: &mut Multipart<'_>,
        room: impl Fn(&Posted) -> Option<usize>,
    ) -> Result<Read, TurnedAway> {
        let mut most = None;
        for part in 1.. {
            self.allowance.store(BETWEEN, Ordering::Relaxed);
            let field = self.pace.wait(multipart.next_field()).await?;
            let Some(field) = field.map_err(|_| TurnedAway::Broken)? else {
                return Ok(Read::ToItsEnd);
            };
            if part > PARTS {
                self.pass_over(field).await?;
                continue;
            }
            // Some names are such that no name is found.
            let is_file = field.file_name().is_some() || field.name() == Some(FILES);
            if !is_file {
                self.text(field).await?;
                continue;
            }
            self.files_begun = true;
            let Some(most) = *most.get_or_insert_with(|| room(&self.posted)) else {
                return Ok(Read::ToItsFirstFile);
            };
            self.file(field, most.saturating_sub(self.posted.files.len()))
                .await?;
        }
        Err(TurnedAway::Broken)
    }

    /// Reads what is none of ours, so that the answer arrives.
    async fn pass_over(&mut self, mut field: Field<'_>) -> Result<(), TurnedAway> {
        while let Some(piece) = self.piece(&mut field).await? {
            if self.files_begun {
                self.pace.arrived(piece.len());
            }
        }
        Ok(())
    }

    async fn text(&mut self, mut field: Field<'_>) -> Result<(), TurnedAway> {
        let name = field.name().unwrap_or_default().to_owned();
        if name.len() > LONGEST_NAME {
            return self.pass_over(field).await;
        }
        let mut typed = Vec::new();
        let read = self.typed(&mut field, &mut typed).await;
        // As far as it came: of a text that broke off, that is shown.
        self.posted.put(name, &typed);
        read
    }

    async fn typed(
        &mut self,
        field: &mut Field<'_>,
        typed: &mut Vec<u8>,
    ) -> Result<(), TurnedAway> {
        while let Some(piece) = self.piece(field).await? {
            self.text_room.grow(piece.len())?;
            typed.extend_from_slice(&piece);
        }
        Ok(())
    }

    /// Takes a file, or its bytes and nothing else. What ends the reading is an error.
    async fn file(&mut self, mut field: Field<'_>, room: usize) -> Result<(), TurnedAway> {
        let sent_name = field.file_name().unwrap_or_default();
        let name = report::file_name(sent_name);
        let is_named = !sent_name.is_empty();
        let kind = field.content_type().map(ToString::to_string);
        let lose = |reading: &mut Self, why| {
            let name = name.clone();
            reading.posted.lost.push(Lost { name, why });
        };
        let mut sealing = None;
        let mut refused = None;
        loop {
            let piece = self.piece(&mut field).await;
            let piece = match piece {
                // Of an empty file the parser finds an empty piece.
                Ok(Some(piece)) if piece.is_empty() => continue,
                Ok(Some(piece)) => piece,
                Ok(None) => break,
                Err(why) => {
                    lose(self, refused.unwrap_or(Why::Broken));
                    return Err(why);
                }
            };
            self.pace.arrived(piece.len());
            if refused.is_some() {
                continue;
            }
            if sealing.is_none() {
                match self.begin(room, &name, kind.as_deref().unwrap_or_default()) {
                    Ok(begun) => sealing = Some(begun),
                    Err(why) => refused = Some(why),
                }
            }
            if let Some(begun) = &mut sealing
                && let Err(failure) = begun.push(&piece).await
            {
                refused = Some(why(&failure));
                sealing = None;
            }
        }
        match (refused, sealing) {
            (Some(why), _) => lose(self, why),
            (None, Some(sealing)) => match sealing.finish().await {
                Ok(file) => self.posted.files.push(file),
                Err(failure) => lose(self, why(&failure)),
            },
            // A browser sends an empty part without a name where no file was chosen.
            (None, None) if is_named => lose(self, Why::Empty),
            (None, None) => {}
        }
        Ok(())
    }

    fn begin(&mut self, room: usize, name: &str, kind: &str) -> Result<Sealing, Why> {
        if room == 0 {
            return Err(Why::TooMany);
        }
        if self.place.is_none() {
            let place = self.door.uploading();
            let moving = self.ending.as_ref().map(Ending::moving);
            self.place = Some((place.map_err(|_| Why::NoRoom)?, moving));
        }
        Ok(Sealing::begin(&self.door.desk, name, kind))
    }

    async fn piece(&mut self, field: &mut Field<'_>) -> Result<Option<Bytes>, TurnedAway> {
        self.allowance.store(BETWEEN, Ordering::Relaxed);
        let piece = self.pace.wait(field.chunk()).await?;
        piece.map_err(|_| TurnedAway::Broken)
    }
}

/// Why a file was not taken that the desk did not take. What is our own fault is logged.
fn why(failure: &Failure) -> Why {
    match failure {
        Failure::TooLarge => Why::TooLarge,
        Failure::Full | Failure::Unavailable => Why::NoRoom,
        _ => {
            crate::failure::logged(failure);
            Why::NoRoom
        }
    }
}

/// A file that is being sealed on a thread that may wait for the disk: one piece, while the next arrives.
struct Sealing {
    running: JoinHandle<Result<Arriving, Failure>>,
    /// What waits for its turn: a thread is not asked for every few bytes.
    gathered: Vec<u8>,
}

impl Sealing {
    fn begin(desk: &Desk, name: &str, kind: &str) -> Sealing {
        let (desk, name, kind) = (desk.clone(), name.to_owned(), kind.to_owned());
        Sealing {
            running: spawn_blocking(move || desk.receive_file(&name, &kind)),
            gathered: Vec::new(),
        }
    }

    async fn push(&mut self, piece: &[u8]) -> Result<(), Failure> {
        if self.gathered.len() + piece.len() > GATHERED {
            self.seal().await?;
        }
        self.gathered.extend_from_slice(piece);
        Ok(())
    }

    async fn seal(&mut self) -> Result<(), Failure> {
        let mut arriving = (&mut self.running).await.map_err(|_| ENDED)??;
        let next = Vec::with_capacity(self.gathered.len());
        let gathered = std::mem::replace(&mut self.gathered, next);
        self.running = spawn_blocking(move || {
            arriving.push(&gathered)?;
            Ok(arriving)
        });
        Ok(())
    }

    async fn finish(mut self) -> Result<SentFile, Failure> {
        self.seal().await?;
        let arriving = self.running.await.map_err(|_| ENDED)??;
        let finished = spawn_blocking(move || arriving.finish()).await;
        finished.map_err(|_| ENDED)?
    }
}

/// The thread ended without an answer.
const ENDED: Failure = Failure::Damaged("a file that was being sealed");

/// The body as the parser reads it: in small pieces, a few each time it asks, and never more than it was allowed. The parser
/// takes all that is ready before it looks at any, so somebody must hold it back.
struct Inflow<'b> {
    body: &'b mut Body,
    /// Bytes that the parser may still be given before it has to find something.
    allowance: Arc<AtomicUsize>,
    waiting: Bytes,
    /// Bytes since the parser last had to wait.
    given: usize,
}

impl Stream for Inflow<'_> {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        if self.given >= PIECE {
            self.given = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        while self.waiting.is_empty() {
            // A body that breaks off ends: the parser finds that the form did not.
            let Poll::Ready(frame) = Pin::new(&mut *self.body).poll_frame(context) else {
                self.given = 0;
                return Poll::Pending;
            };
            let Some(Ok(frame)) = frame else {
                return Poll::Ready(None);
            };
            self.waiting = frame.into_data().unwrap_or_default();
        }
        let size = self.waiting.len().min(PIECE);
        let allowed = self.allowance.load(Ordering::Relaxed);
        let Some(left) = allowed.checked_sub(size) else {
            return Poll::Ready(None);
        };
        self.allowance.store(left, Ordering::Relaxed);
        self.given += size;
        let piece = self.waiting.split_to(size);
        Poll::Ready(Some(Ok(piece)))
    }
}
