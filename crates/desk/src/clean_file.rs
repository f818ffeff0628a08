//! A picture is copied without what tells where, with what and by whom it was made, before it belongs to a report (R12).

use crate::copied::CopiedFile;
use crate::desk::Desk;
use crate::error::Failure;
use crate::file::{Betrays, Remedy, SentFile};
use crate::open_file::OpenedFile;
use report::Hour;

impl Desk {
    /// Copies a picture without such traces; the copy takes its place, an object and a key of its own. Blocks.
    ///
    /// # Errors
    /// [`Failure::NotCopied`] when it is of a kind that cannot be copied so, or not whole; [`Failure::FileGone`], and as
    /// for receiving a file. The file is then as it was.
    pub fn clean_file(&self, file: &SentFile) -> Result<SentFile, Failure> {
        if file.remedy != Remedy::Copy || file.betrays == Betrays::Nothing {
            return Err(Failure::NotCopied);
        }
        let opened = self.open_sent(file)?;
        // Given up first: of several who ask for the same, one gets a copy.
        let object = file.object;
        let give_up = move |tx: &mut store::Tx<'_>| tx.give_up_object(object);
        if !self.store().write("give up object", give_up).wait()? {
            return Err(Failure::FileGone(object));
        }
        let copied = self.copy(file, opened);
        if copied.is_err() {
            let hour = Hour::of(self.now());
            let take_back = move |tx: &mut store::Tx<'_>| tx.take_object_back(object, hour);
            self.store().write("take object back", take_back).wait()?;
        }
        copied
    }

    fn copy(&self, file: &SentFile, opened: OpenedFile) -> Result<SentFile, Failure> {
        let mut copy = self.begin_file(file.name.clone(), file.media_type.clone())?;
        let mut copied = CopiedFile::of(opened);
        while let Some(piece) = copied.next_piece()? {
            copy.push(piece)?;
        }
        let mut copy = copy.finish()?;
        copy.cleaned = true;
        Ok(copy)
    }
}
