//! A file arrives, piece by piece, and is sealed while it does: no byte of it is ever on a disk in the clear.

use crate::desk::Desk;
use crate::error::Failure;
use crate::file::{Betrays, Remedy, SentFile, place};
use evidence::Watcher;
use report::{Hour, Id};
use seal::{Key, Sealer};
use std::io::Write;
use std::sync::atomic::Ordering;
use store::NewObject;

/// A file on its way. Dropped before it is finished, it leaves nothing.
pub struct Arriving {
    desk: Desk,
    file: SentFile,
    /// Looks for what may give its sender away; it keeps nothing of what it saw but that.
    watcher: Watcher,
    /// None after a failure: what arrives after a gap is not taken.
    sealer: Option<Sealer<NewObject>>,
    /// The room that is promised to what arrives next.
    ahead: Ahead,
}

/// Bytes that are promised to a file at a time.
const LOOK: u64 = 1 << 20;

/// Room that is promised to one file: it counts as taken for everybody who looks, though nothing lies there yet.
struct Ahead {
    desk: Desk,
    /// Bytes of the file for which there is room.
    up_to: u64,
}

impl Ahead {
    fn new(desk: Desk) -> Ahead {
        desk.inner.promised.fetch_add(LOOK, Ordering::Relaxed);
        Ahead { desk, up_to: 0 }
    }

    /// Promises the next stretch, if that leaves free what reports need: whoever sends files keeps nobody from filing.
    fn further(&mut self) -> Result<(), Failure> {
        let inner = &self.desk.inner;
        let kept_free = inner.profile.intake.keep_free_mib << 20;
        self.up_to += LOOK;
        let promised = inner.promised.load(Ordering::Relaxed);
        match inner.objects.free()? {
            free if free < kept_free.saturating_add(promised) => Err(Failure::Full),
            _ => Ok(()),
        }
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.desk.inner.promised.fetch_sub(LOOK, Ordering::Relaxed);
    }
}

impl Desk {
    /// Begins to receive a file. All of it blocks, as disks do.
    ///
    /// # Errors
    /// [`Failure::Full`], [`Failure::File`]; [`Failure::TooLarge`] where no files are taken at all.
    pub fn receive_file(&self, name: &str, media_type: &str) -> Result<Arriving, Failure> {
        if self.inner.profile.intake.files == 0 {
            return Err(Failure::TooLarge);
        }
        self.begin_file(report::file_name(name), report::media_type(media_type))
    }

    pub(crate) fn begin_file(&self, name: String, media_type: String) -> Result<Arriving, Failure> {
        let mut ahead = Ahead::new(self.clone());
        ahead.further()?;
        let mut random = self.random();
        let file = SentFile {
            object: Id(random.bytes()),
            key: Key::random(&mut random),
            name,
            media_type,
            size: 0,
            betrays: Betrays::Nothing,
            remedy: Remedy::Nothing,
            cleaned: false,
        };
        let object = self.inner.objects.create(file.object)?;
        let sealer = Sealer::new(object, &file.key, &place(&file.object), &mut random)?;
        Ok(Arriving {
            desk: self.clone(),
            file,
            watcher: Watcher::new(),
            sealer: Some(sealer),
            ahead,
        })
    }
}

impl Arriving {
    /// Seals the next piece, of any length, and writes it. At most 64 KiB of the file are ever in memory here.
    ///
    /// # Errors
    /// [`Failure::TooLarge`] beyond `intake.file_bytes`, [`Failure::Full`]. After an error nothing more is taken.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), Failure> {
        let size = self.file.size.saturating_add(piece.len() as u64);
        if size > self.desk.inner.profile.intake.file_bytes {
            self.sealer = None;
            return Err(Failure::TooLarge);
        }
        let taken = self.seal(piece, size);
        if taken.is_err() {
            // With it goes the part: a full disk has room again before anybody else asks.
            self.sealer = None;
        }
        taken
    }

    fn seal(&mut self, piece: &[u8], size: u64) -> Result<(), Failure> {
        let sealer = self.sealer.as_mut().ok_or(BROKEN_OFF)?;
        while size > self.ahead.up_to {
            self.ahead.further()?;
        }
        self.watcher.push(piece);
        sealer.write_all(piece)?;
        self.file.size = size;
        Ok(())
    }

    /// Bytes that arrived so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.file.size
    }

    /// It arrived whole: when this returns `Ok`, it is durable, and belongs to nobody until a report is accepted with it
    /// or a mailbox takes it. After two hours without that it is destroyed.
    ///
    /// # Errors
    /// [`Failure::Full`], [`Failure::Unavailable`]; then it is gone.
    pub fn finish(mut self) -> Result<SentFile, Failure> {
        let sealer = self.sealer.take().ok_or(BROKEN_OFF)?;
        let mut object = sealer.finish()?;
        let bytes = object.put_on_disk()?;
        let (id, hour) = (self.file.object, Hour::of(self.desk.now()));
        // The row first: whoever walks through the folder takes a name without one for a leftover.
        self.desk
            .store()
            .append("receive object", move |tx| {
                tx.insert_object(id, hour, bytes)
            })
            .wait()?;
        object.keep(hour.start().into())?;
        self.file.seen(self.watcher.finish());
        Ok(self.file)
    }
}

const BROKEN_OFF: Failure = Failure::Damaged("a file that broke off while it arrived");
