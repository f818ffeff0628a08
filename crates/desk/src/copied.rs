//! A picture as it goes out without what tells where, with what and by whom it was made.

use crate::desk::Desk;
use crate::error::Failure;
use crate::file::SentFile;
use crate::open_file::OpenedFile;
use evidence::Stripper;

/// A picture that is copied without such traces while it is read. All of it blocks, as disks do.
pub struct CopiedFile {
    /// What its sender called it.
    pub name: String,
    /// Bytes of the copy.
    pub size: u64,
    opened: OpenedFile,
    /// None at the end.
    stripper: Option<Stripper>,
    piece: Vec<u8>,
}

impl CopiedFile {
    pub(crate) fn of(opened: OpenedFile) -> CopiedFile {
        CopiedFile {
            name: opened.name.clone(),
            size: 0,
            opened,
            stripper: Some(Stripper::new()),
            piece: Vec::new(),
        }
    }

    /// The next piece; `None` at the end, and only then it is known to be a copy.
    ///
    /// # Errors
    /// [`Failure::NotCopied`] when the picture is of a kind that cannot be copied so, or not whole; as
    /// [`OpenedFile::next_piece`].
    pub fn next_piece(&mut self) -> Result<Option<&[u8]>, Failure> {
        self.piece.clear();
        while self.piece.is_empty() {
            let Some(mut stripper) = self.stripper.take() else {
                return Ok(None);
            };
            let mut take = |piece: &[u8]| self.piece.extend_from_slice(piece);
            let stripped = match self.opened.next_piece()? {
                Some(piece) => {
                    let pushed = stripper.push(piece, &mut take);
                    self.stripper = Some(stripper);
                    pushed
                }
                None => stripper.finish(&mut take),
            };
            stripped.map_err(|_| Failure::NotCopied)?;
        }
        Ok(Some(&self.piece))
    }
}

impl Desk {
    /// Opens a file of a report for whoever is to get a copy of it. It is read twice: how long the copy is, and that there
    /// is one, is known before a byte of it goes out.
    pub(crate) fn open_copy(&self, file: &SentFile) -> Result<CopiedFile, Failure> {
        let mut tried = CopiedFile::of(self.open_sent(file)?);
        let mut size = 0;
        while let Some(piece) = tried.next_piece()? {
            size += piece.len() as u64;
        }
        Ok(CopiedFile {
            size,
            ..CopiedFile::of(self.open_sent(file)?)
        })
    }
}
