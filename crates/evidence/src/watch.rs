//! Looks at a file that streams by.

mod jpeg;
mod png;
mod riff;

use crate::boxes::Boxes;
use crate::bytes::Held;
use crate::kind::ENOUGH;
use crate::names::Names;
use crate::tiff::{self, Purse};
use crate::traces::Seen;
use crate::{FileKind, Traces};

/// A TIFF's directories may lie anywhere; those of cameras and scanners lie at the front.
const TIFF: usize = 131_072;

/// Watches a file that is pushed through it, chunk by chunk, and tells what it gives away.
///
/// It holds at most 256 KiB, whatever the file holds, and takes time in proportion to its length. How the file is cut
/// into chunks does not matter. No bytes make it panic.
#[derive(Debug)]
pub struct Watcher {
    head: Held,
    file: File,
    seen: Seen,
}

#[derive(Debug)]
enum File {
    /// Not enough of it came yet.
    Unknown,
    Jpeg(jpeg::Watch),
    Png(png::Watch),
    Riff(FileKind, riff::Watch),
    Tiff(Held),
    Boxes(FileKind, Box<Boxes>),
    /// Searched for the names of XMP and PDF as it is.
    Searched(FileKind, Names),
    /// Not looked into.
    Closed(FileKind),
}

impl Default for Watcher {
    fn default() -> Self {
        Self::new()
    }
}

impl Watcher {
    pub fn new() -> Self {
        Self {
            head: Held::new(ENOUGH),
            file: File::Unknown,
            seen: Seen::default(),
        }
    }

    /// The next bytes of the file.
    pub fn push(&mut self, chunk: &[u8]) {
        let mut rest = chunk;
        if matches!(self.file, File::Unknown) {
            let missing = ENOUGH - self.head.bytes().len();
            let (head, after) = chunk.split_at(missing.min(chunk.len()));
            self.head.keep(head);
            if self.head.bytes().len() < ENOUGH {
                return;
            }
            self.open();
            rest = after;
        }
        self.file.read(rest, &mut self.seen);
    }

    /// The file is over: what it gives away.
    pub fn finish(mut self) -> Traces {
        if matches!(self.file, File::Unknown) {
            self.open();
        }
        let kind = self.file.finish(&mut self.seen);
        // Nothing gives nothing away.
        if self.head.bytes().is_empty() {
            self.seen = Seen::default();
        }
        Traces {
            kind,
            position: self.seen.position,
            maker: self.seen.maker,
        }
    }

    fn open(&mut self) {
        self.file = File::open(FileKind::of(self.head.bytes()), &mut self.seen);
        self.file.read(self.head.bytes(), &mut self.seen);
    }

    /// Bytes held at this moment.
    pub(crate) fn memory(&self) -> usize {
        let held = match &self.file {
            File::Jpeg(watch) => watch.memory(),
            File::Png(watch) => watch.memory(),
            File::Riff(_, watch) => watch.memory(),
            File::Tiff(held) => held.memory(),
            File::Boxes(_, boxes) => boxes.memory() + size_of::<Boxes>(),
            _ => 0,
        };
        size_of::<Self>() + self.head.memory() + held
    }
}

impl File {
    fn open(kind: FileKind, seen: &mut Seen) -> Self {
        match kind {
            FileKind::Jpeg => Self::Jpeg(jpeg::Watch::new()),
            FileKind::Png => Self::Png(png::Watch::new()),
            FileKind::WebP | FileKind::Wav => Self::Riff(kind, riff::Watch::new()),
            FileKind::Tiff => Self::Tiff(Held::new(TIFF)),
            FileKind::Heif | FileKind::Mp4 => Self::Boxes(kind, Box::new(Boxes::new())),
            FileKind::Gif => Self::Searched(kind, Names::of_xml()),
            // Most of a PDF is compressed, and may hold pictures; other files may hold anything.
            FileKind::Pdf => {
                seen.unread();
                Self::Searched(kind, Names::of_pdf())
            }
            FileKind::Other => {
                seen.unread();
                Self::Searched(kind, Names::of_xml())
            }
            // The author stands in a compressed part, and pictures may be in others.
            FileKind::Office | FileKind::Zip | FileKind::Ogg => {
                seen.unread();
                Self::Closed(kind)
            }
            FileKind::Mp3 => {
                seen.maker_unread();
                Self::Closed(kind)
            }
        }
    }

    fn read(&mut self, bytes: &[u8], seen: &mut Seen) {
        match self {
            Self::Jpeg(watch) => watch.read(bytes, seen),
            Self::Png(watch) => watch.read(bytes, seen),
            Self::Riff(_, watch) => watch.read(bytes, seen),
            Self::Tiff(held) => held.keep(bytes),
            Self::Boxes(_, boxes) => boxes.read(bytes, seen),
            Self::Searched(_, names) => names.read(bytes, seen),
            Self::Unknown | Self::Closed(_) => {}
        }
    }

    fn finish(self, seen: &mut Seen) -> FileKind {
        match self {
            Self::Jpeg(watch) => {
                watch.finish(seen);
                FileKind::Jpeg
            }
            Self::Png(watch) => {
                watch.finish(seen);
                FileKind::Png
            }
            Self::Riff(kind, watch) => {
                watch.finish(seen);
                kind
            }
            Self::Tiff(held) => {
                tiff::look(held.bytes(), &mut Purse::of(held.bytes().len()), seen);
                FileKind::Tiff
            }
            Self::Boxes(kind, boxes) => {
                boxes.finish(seen);
                kind
            }
            Self::Searched(kind, mut names) => {
                names.read(b" ", seen);
                kind
            }
            Self::Closed(kind) => kind,
            Self::Unknown => FileKind::Other,
        }
    }
}
