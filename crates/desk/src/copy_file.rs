//! A file is copied through a filter, before it belongs to a report: to take out of a picture what tells where it was made.

use crate::desk::Desk;
use crate::error::Failure;
use crate::file::SentFile;

impl Desk {
    /// Copies a file piece by piece: `filter` is given each, and what it passes on is the copy, an object and a key of its
    /// own. An empty piece tells it that the file has ended. The file that was copied is given up. Blocks.
    ///
    /// # Errors
    /// [`Failure::NotCopied`] when the filter refuses; [`Failure::FileGone`], and as for receiving a file. The file is
    /// then as it was.
    pub fn copy_file(
        &self,
        file: &SentFile,
        mut filter: impl FnMut(&[u8], &mut dyn FnMut(&[u8])) -> Result<(), ()>,
    ) -> Result<SentFile, Failure> {
        let mut opened = self.open_sent(file)?;
        let mut copy = self.begin_file(file.name.clone(), file.media_type.clone())?;
        let mut ended = false;
        while !ended {
            let piece = opened.next_piece()?.unwrap_or_default();
            ended = piece.is_empty();
            let mut pushed = Ok(());
            let mut pass_on = |piece: &[u8]| {
                if pushed.is_ok() {
                    pushed = copy.push(piece);
                }
            };
            filter(piece, &mut pass_on).map_err(|()| Failure::NotCopied)?;
            pushed?;
        }
        let copy = copy.finish()?;
        let old = file.object;
        self.store()
            .write("give up object", move |tx| tx.give_up_object(old))
            .wait()?;
        Ok(copy)
    }
}
