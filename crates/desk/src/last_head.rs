//! The newest head that this program signed or saw, remembered outside the database.
//!
//! Heads leave the building once a day. Between two of them, whoever can write the database could put back the head
//! and the tree of this morning, and what was done since would be gone without a trace. So no head is signed, and
//! nothing is opened under one, that does not continue the newest that was seen; while the program is off, a file
//! beside the keyring remembers it.

use seal::keyring::file::rename;
use seal::merkle::{consistency, verify_consistency};
use seal::{Head, LogPublicKey};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::Tx;

use crate::sequence::TxTiles;

/// Why nothing is signed or opened any more.
const ROLLED_BACK: store::Error = store::Error::Damaged {
    what: "the log (it is older than the head that was signed last, or another)",
};

/// What follows when the file does not serve.
const FORGOTTEN: &str =
    "a log that was rolled back while the program was off will not be noticed by it";

pub(crate) struct LastHead {
    file: PathBuf,
    key: LogPublicKey,
    newest: Mutex<Option<(Head, String)>>,
    /// The note that the file holds. Locked while it is written; nobody else waits for the disk.
    written: Mutex<Option<String>>,
}

/// Forgets what was remembered beside this keyring: a restored database begins where its backup ended. For whoever
/// restores ([`crate::restore`]), about the keyring that the restored desk will have, wherever the backup's key came from.
///
/// # Errors
/// When there is a file and it cannot be removed.
pub fn forget(keyring: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(file_beside(keyring)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn file_beside(keyring: &Path) -> PathBuf {
    keyring.with_file_name("last-head")
}

impl LastHead {
    /// What the file beside the keyring remembers. One that is not there remembers nothing, nor does one that cannot be
    /// read or that this log's key did not sign; that is told, for somebody may have wanted it so.
    pub(crate) fn read(keyring: &Path, key: LogPublicKey) -> LastHead {
        let file = file_beside(keyring);
        let written = match std::fs::read_to_string(&file) {
            Ok(note) => Some(note),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => {
                tracing::warn!(%error, "the log's last head cannot be read: {FORGOTTEN}");
                None
            }
        };
        let newest = written.clone().and_then(|note| {
            let head = Head::verify(&note, &key);
            if head.is_err() {
                tracing::warn!(
                    "the log's last head is not what this log's key signed: {FORGOTTEN}"
                );
            }
            Some((head.ok()?, note))
        });
        LastHead {
            file,
            key,
            newest: Mutex::new(newest),
            written: Mutex::new(written),
        }
    }

    /// What is known now. To be asked before a transaction reads anything: asked later, the sequencer may have gone
    /// on, and the head that the transaction sees would look rolled back.
    pub(crate) fn known(&self) -> Known {
        Known {
            newest: lock(&self.newest).clone(),
            key: self.key,
        }
    }

    /// Remembers a head that is durable.
    pub(crate) fn saw(&self, head: Head, note: String) {
        let mut newest = lock(&self.newest);
        let newer = |(newest, _): &(Head, String)| newest.size < head.size;
        if newest.as_ref().is_none_or(newer) {
            *newest = Some((head, note));
        }
    }

    /// Writes the file, if there is something new: every minute and at the end.
    pub(crate) fn write(&self) -> std::io::Result<()> {
        let mut written = lock(&self.written);
        let newest = lock(&self.newest).clone();
        let Some((_, note)) = newest.filter(|(_, note)| written.as_ref() != Some(note)) else {
            return Ok(());
        };
        let beside = self.file.with_extension("new");
        let mut file = File::create(&beside)?;
        file.write_all(note.as_bytes())?;
        file.sync_all()?;
        rename(&beside, &self.file)?;
        *written = Some(note);
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
