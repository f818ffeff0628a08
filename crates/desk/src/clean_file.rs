//! A picture is copied without what tells where, with what and by whom it was made, before it belongs to a report (R12).

use crate::desk::Desk;
use crate::error::Failure;
use crate::file::SentFile;
use evidence::Stripper;

impl Desk {
    /// Copies a picture without such traces; the copy takes its place, an object and a key of its own. Blocks.
    ///
    /// # Errors
    /// [`Failure::NotCopied`] when it is of a kind that cannot be copied so, or not whole; [`Failure::FileGone`], and as
    /// for receiving a file. The file is then as it was.
    pub fn clean_file(&self, file: &SentFile) -> Result<SentFile, Failure> {
        let mut opened = self.open_sent(file)?;
        let mut copy = self.begin_file(file.name.clone(), file.media_type.clone())?;
        let mut stripper = Stripper::new();
        let mut pushed = Ok(());
        let mut pass_on = |piece: &[u8]| {
            if pushed.is_ok() {
                pushed = copy.push(piece);
            }
        };
        while let Some(piece) = opened.next_piece()? {
            let stripped = stripper.push(piece, &mut pass_on);
            stripped.map_err(|_| Failure::NotCopied)?;
        }
        let stripped = stripper.finish(&mut pass_on);
        stripped.map_err(|_| Failure::NotCopied)?;
        pushed?;
        let mut copy = copy.finish()?;
        copy.cleaned = true;
        let old = file.object;
        self.store()
            .write("give up object", move |tx| tx.give_up_object(old))
            .wait()?;
        Ok(copy)
    }
}
