//! A file is opened, piece by piece: by its reporter with a receipt, by an officer with a reason that is in the log first.

use crate::copied::CopiedFile;
use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::file::{ListedFile, SentFile, place};
use crate::log::{Deed, Logged};
use crate::sealed::{self, Headline, kind};
use crate::unlock::Unlocked;
use report::Id;
use seal::{Key, Opener, Receipt};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Bytes of a piece at most: a chunk of the sealed stream.
const PIECE: usize = seal::stream::CHUNK;

/// A file that is open. All of it blocks, as disks do.
pub struct OpenedFile {
    /// What its sender called it.
    pub name: String,
    /// The media type that its sender named.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    object: Id,
    stream: Opener<File>,
    read: u64,
    piece: Zeroizing<Vec<u8>>,
}

impl OpenedFile {
    /// The next piece; `None` at the end. What was given out is what was sealed, but only the end tells that it is all:
    /// whoever uses pieces before it must bear that the end may be missing.
    ///
    /// # Errors
    /// [`Failure::FileDamaged`] when the next piece, or the whole, is not what was sealed.
    pub fn next_piece(&mut self) -> Result<Option<&[u8]>, Failure> {
        self.piece.resize(PIECE, 0);
        let read = self.stream.read(&mut self.piece).map_err(|error| {
            if error.kind() == ErrorKind::InvalidData {
                Failure::FileDamaged(self.object)
            } else {
                Failure::File(error)
            }
        })?;
        self.read += read as u64;
        match read {
            0 if self.read == self.size => Ok(None),
            0 => Err(Failure::FileDamaged(self.object)),
            read => Ok(Some(&self.piece[..read])),
        }
    }
}

impl Desk {
    /// Opens a file of a mailbox by its number ([`crate::Mailbox::files`]).
    ///
    /// # Errors
    /// [`Failure::Unknown`] as for opening the mailbox, and when it has no such file; [`Failure::FileGone`],
    /// [`Failure::FileDamaged`].
    pub async fn open_file(&self, receipt: &Receipt, number: usize) -> Result<OpenedFile, Failure> {
        let keys = self.mailbox_keys(receipt).await?;
        let (look, asked) = (self.look(), Arc::clone(&keys));
        let read = self.store().read("read file", move |tx| {
            let opened = match look.at(tx, &asked)? {
                Ok(opened) => opened,
                Err(failure) => return Ok(Err(failure)),
            };
            opened.file(tx, number)
        });
        self.open_sent(&read.await??)
    }

    /// Opens a file of a report for an officer: who, when, which and why are under a signed head before a byte is read.
    ///
    /// # Errors
    /// As [`Desk::open_report`]; [`Failure::Unknown`] also when the report has no such file; [`Failure::FileGone`],
    /// [`Failure::FileDamaged`].
    pub fn open_report_file(
        &self,
        by: &Unlocked,
        id: Id,
        number: usize,
        reason: &str,
    ) -> Result<OpenedFile, Failure> {
        let logged = self.log_file(by, id, &format!("opened file {number}"), reason)?;
        let file = self.reveal_file(by, id, number, &logged)?;
        self.open_sent(&file)
    }

    /// The same for a copy of a picture without traces of its making.
    ///
    /// # Errors
    /// As [`Desk::open_report_file`]; [`Failure::NotCopied`] when it cannot be copied so.
    pub fn copy_report_file(
        &self,
        by: &Unlocked,
        id: Id,
        number: usize,
        reason: &str,
    ) -> Result<CopiedFile, Failure> {
        let logged = self.log_file(by, id, &format!("copied file {number}"), reason)?;
        let file = self.reveal_file(by, id, number, &logged)?;
        self.open_copy(&file)
    }

    fn log_file(&self, by: &Unlocked, id: Id, what: &str, reason: &str) -> Result<Logged, Failure> {
        by.must_be_officer()?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Failure::NotAllowed(Refused::NoReasonForFile));
        }
        self.within_reach(by, &self.living(id)?)?;
        let why = format!("{what}: {reason}");
        self.log(&by.person, Deed::FileOpened, Some(id), &why)
    }

    fn reveal_file(
        &self,
        by: &Unlocked,
        id: Id,
        number: usize,
        logged: &Logged,
    ) -> Result<SentFile, Failure> {
        if !logged.covers(Deed::FileOpened, id) {
            return Err(Failure::NotLogged);
        }
        let row = self.living(id)?;
        let keys = self.desk_keys(by, &row)?;
        let mut files = self.report_files(&keys.first, id)?;
        if !(1..=files.len()).contains(&number) {
            return Err(Failure::Unknown);
        }
        Ok(files.swap_remove(number - 1).0)
    }

    /// The files of a report's first mailbox, in the order of their numbers.
    pub(crate) fn report_files(
        &self,
        mailbox: &Key,
        id: Id,
    ) -> Result<Vec<(SentFile, Headline)>, Failure> {
        let items = self
            .store()
            .read("read files", move |tx| tx.items_of_kind(id, kind::FILE))
            .wait()?;
        let mut files = Vec::new();
        for item in &items {
            if let Some((headline, plain)) = sealed::open_item(mailbox, item)? {
                files.push((SentFile::from_item(&plain)?, headline));
            }
        }
        files.sort_by_key(|(_, headline)| headline.at);
        Ok(files)
    }

    pub(crate) fn open_sent(&self, file: &SentFile) -> Result<OpenedFile, Failure> {
        let object = file.object;
        let sealed = match self.inner.objects.open(object) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Failure::FileGone(object));
            }
            Err(error) => return Err(Failure::File(error)),
        };
        let stream = Opener::new(sealed, &file.key, &place(&object)).map_err(|error| {
            if error.kind() == ErrorKind::InvalidData {
                Failure::FileDamaged(object)
            } else {
                Failure::File(error)
            }
        })?;
        Ok(OpenedFile {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: file.size,
            object,
            stream,
            read: 0,
            piece: Zeroizing::new(Vec::with_capacity(PIECE)),
        })
    }
}

/// Files as they are listed, numbered from 1.
pub(crate) fn listed(files: Vec<(SentFile, Headline)>) -> Vec<ListedFile> {
    let numbered = (1..).zip(files);
    numbered
        .map(|(number, (file, headline))| ListedFile::of(number, file, headline))
        .collect()
}
