//! The newest head that this program signed or saw, remembered outside the database.
//!
//! Heads leave the building once a day. Between two of them, whoever can write the database could put back the head
//! and the tree of this morning, and what was done since would be gone without a trace. So no head is signed, and
//! nothing is opened under one, that does not continue the newest that was seen; while the program is off, a file
//! beside the keyring remembers it.

use seal::merkle::{consistency, verify_consistency};
use seal::{Head, LogPublicKey};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::Tx;

use crate::sequence::TxTiles;

/// Why nothing is signed or opened any more.
const ROLLED_BACK: store::Error = store::Error::Damaged {
    what: "the log (it is older than the head that was signed last, or another)",
};

pub(crate) struct LastHead {
    file: PathBuf,
    key: LogPublicKey,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    newest: Option<(Head, String)>,
    /// Whether the file tells of the newest.
    written: bool,
}

/// Forgets what was remembered beside this keyring: a restored database begins where its backup ended. For whoever
/// restores ([`crate::restore`]), about the keyring that the restored desk will have, wherever the backup's key came from.
///
/// # Errors
/// When there is a file and it cannot be removed.
pub fn forget(keyring: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(file_beside(keyring)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn file_beside(keyring: &Path) -> PathBuf {
    keyring.with_file_name("last-head")
}

impl LastHead {
    /// What the file beside the keyring remembers. One that is not there, or of another log, remembers nothing.
    pub(crate) fn read(keyring: &Path, key: LogPublicKey) -> LastHead {
        let file = file_beside(keyring);
        let note = std::fs::read_to_string(&file).ok();
        let newest = note.and_then(|note| Some((Head::verify(&note, &key).ok()?, note)));
        LastHead {
            file,
            key,
            seen: Mutex::new(Seen {
                newest,
                written: true,
            }),
        }
    }

    /// What is known now. To be asked before a transaction reads anything: asked later, the sequencer may have gone
    /// on, and the head that the transaction sees would look rolled back.
    pub(crate) fn known(&self) -> Known {
        Known {
            newest: self.seen().newest.clone(),
            key: self.key,
        }
    }

    /// Remembers a head that is durable.
    pub(crate) fn saw(&self, head: Head, note: String) {
        let mut seen = self.seen();
        let newer = |(newest, _): &(Head, String)| newest.size < head.size;
        if seen.newest.as_ref().is_none_or(newer) {
            seen.newest = Some((head, note));
            seen.written = false;
        }
    }

    /// Writes the file, if there is something new: every few minutes and at the end.
    pub(crate) fn write(&self) -> std::io::Result<()> {
        let mut seen = self.seen();
        let Some((_, note)) = seen.newest.as_ref().filter(|_| !seen.written) else {
            return Ok(());
        };
        let beside = self.file.with_extension("new");
        std::fs::write(&beside, note)?;
        std::fs::rename(&beside, &self.file)?;
        seen.written = true;
        Ok(())
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The newest head that was known at some moment.
pub(crate) struct Known {
    newest: Option<(Head, String)>,
    key: LogPublicKey,
}

impl Known {
    pub(crate) fn head(&self) -> Option<&Head> {
        self.newest.as_ref().map(|(head, _)| head)
    }

    /// The head that is stored as the live one, once it is known to continue this one.
    ///
    /// # Errors
    /// [`store::Error::Damaged`] when it is not signed by this log's key, or the log was rolled back.
    pub(crate) fn continued_by(
        &self,
        stored: Option<(u64, String)>,
        tx: &mut Tx,
    ) -> Result<Option<(Head, String)>, store::Error> {
        let Some((_, note)) = stored else {
            return self.newest.as_ref().map_or(Ok(None), |_| Err(ROLLED_BACK));
        };
        if let Some(newest) = self.newest.as_ref().filter(|(_, known)| *known == note) {
            return Ok(Some(newest.clone()));
        }
        let head = Head::verify(&note, &self.key).map_err(|_| store::Error::Damaged {
            what: "log_head.note",
        })?;
        let Some(old) = self.head() else {
            return Ok(Some((head, note)));
        };
        let continues = old.size == 0
            || old.size <= head.size && {
                let proof = consistency(&mut TxTiles(tx), old.size, head.size)?;
                verify_consistency(old.size, head.size, &old.root, &head.root, &proof)
            };
        if continues {
            Ok(Some((head, note)))
        } else {
            Err(ROLLED_BACK)
        }
    }
}
