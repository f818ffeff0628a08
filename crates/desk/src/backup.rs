//! Backup and restore.
//!
//! A backup is one consistent snapshot of all tables, the same bytes from SQLite and PostgreSQL, sealed as a
//! stream under a key that derives from the current epoch key: when that epoch's key is destroyed, the whole
//! backup is. It holds no keyring, and no worker's wraps of reports that still waited for analysis: those are left
//! to people after a restore.
//!
//! ```text
//! file = "tipline backup 1\n" | epoch, 8 bytes big-endian | STREAM-sealed frames
//! ```

use crate::desk::{Desk, KeyringHome};
use crate::error::Failure;
use crate::log::Deed;
use crate::outside::Outside;
use report::{Day, Epoch, Timestamp};
use seal::keyring::file;
use seal::{Binding, Opener, Sealer};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::sync::Arc;
use store::{Frame, Store};

const MAGIC: &[u8; 17] = b"tipline backup 1\n";
/// Name of the file inside the backup's directory.
pub const FILE_NAME: &str = "tipline.backup";

/// A backup that was taken.
#[derive(Debug)]
pub struct Backup {
    /// Rows in it.
    pub rows: u64,
    /// The last moment at which it can be restored with this keyring: then its epoch's key may be destroyed.
    pub restorable_until: Timestamp,
}

/// What a restore brought back.
#[derive(Debug)]
pub struct Restored {
    /// Rows.
    pub rows: u64,
}

/// Why a backup was not taken or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupMistake {
    /// The file could not be read or written.
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// It is no backup of ours.
    #[error("this is not a tipline backup")]
    NotABackup,
    /// It was changed, cut short, or belongs to another installation's keyring.
    #[error("this backup was changed or cut short, or belongs to another keyring")]
    Damaged,
    /// The key of its four weeks was destroyed: it can never be opened again, as it should be.
    #[error("the key of this backup's four weeks was destroyed; it can never be opened again")]
    TooOld,
    /// The keyring could not be read.
    #[error("the keyring could not be read: {0}")]
    Keyring(#[from] file::KeyringFileError),
    /// The place to restore to is not empty.
    #[error("there is data here already; a backup is restored into an empty place")]
    NotEmpty,
    /// Storage failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Desk {
    /// Writes a backup into `file` while everything goes on.
    ///
    /// # Errors
    /// When the file cannot be written; a half-written one is removed.
    pub fn backup(&self, file: &Path) -> Result<Backup, BackupMistake> {
        self.log("administrator", Deed::BackedUp, None, "")?;
        let (epoch, key) = {
            let keyring = self.inner.keyring.get();
            let epoch = keyring.epoch();
            (
                epoch,
                keyring
                    .backup_key(epoch)
                    .ok_or(Failure::KeyGone("this epoch's key"))?,
            )
        };
        let (outside, path) = (self.inner.outside.clone(), file.to_owned());
        let written = self.store().read_long("back up", move |tx| {
            // Begun anew each time: the closure may run again.
            let written = write_frames(tx, &path, &key, epoch, &outside);
            written.map_err(|error| match error {
                Dump::Store(error) => error,
                Dump::Io(error) => {
                    tracing::error!(%error, "the backup could not be written");
                    store::Error::Full
                }
            })
        });
        let rows = written.wait().map_err(|error| {
            drop(std::fs::remove_file(file));
            BackupMistake::from(Failure::from(error))
        })?;
        let until = Day(Epoch(epoch).next().first_day().0 + 7);
        Ok(Backup {
            rows,
            restorable_until: until.start(),
        })
    }
}

enum Dump {
    Io(std::io::Error),
    Store(store::Error),
}

impl From<std::io::Error> for Dump {
    fn from(error: std::io::Error) -> Dump {
        Dump::Io(error)
    }
}

fn write_frames(
    tx: &mut store::Tx,
    path: &Path,
    key: &seal::Key,
    epoch: i64,
    outside: &Outside,
) -> Result<u64, Dump> {
    let mut out = BufWriter::new(File::create(path)?);
    out.write_all(MAGIC)?;
    out.write_all(&epoch.to_be_bytes())?;
    let mut sealer = Sealer::new(out, key, &place(epoch), &mut outside.random())?;
    let mut rows = 0;
    let mut failed = None;
    let mut bytes = Vec::new();
    let dumped = tx.dump(&mut |frame| {
        if let Frame::End { rows: total } = frame {
            rows = *total;
        }
        bytes.clear();
        frame.write(&mut bytes).map_err(|_| store::Error::Damaged {
            what: "a row too long for a backup",
        })?;
        sealer.write_all(&bytes).map_err(|error| {
            failed = Some(error);
            store::Error::Full
        })
    });
    if let Some(error) = failed {
        return Err(Dump::Io(error));
    }
    dumped.map_err(Dump::Store)?;
    let out = sealer.finish()?;
    let file = out
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(rows)
}

/// Restores a backup into an empty store, with the keyring that lies at `home` (an exported one serves: it is
/// advanced to today first).
///
/// # Errors
/// [`BackupMistake`]; the store is left empty.
pub fn restore(
    store: &Store,
    home: &KeyringHome,
    outside: &Outside,
    backup: &Path,
) -> Result<Restored, BackupMistake> {
    let mut file = BufReader::new(File::open(backup)?);
    let mut magic = [0; MAGIC.len()];
    let mut epoch = [0; 8];
    file.read_exact(&mut magic)
        .and_then(|()| file.read_exact(&mut epoch))
        .map_err(|_| BackupMistake::NotABackup)?;
    if &magic != MAGIC {
        return Err(BackupMistake::NotABackup);
    }
    let epoch = i64::from_be_bytes(epoch);
    let mut keyring = file::read(&home.path, home.secret.as_ref().map(|s| s.as_slice()))?;
    keyring.advance(Day::of(outside.now()).0);
    let key = keyring.backup_key(epoch).ok_or(BackupMistake::TooOld)?;
    drop(file);

    let backup = Arc::new(backup.to_owned());
    let loaded = store.write("restore", move |tx| {
        let read = || -> Result<_, std::io::Error> {
            let mut file = BufReader::new(File::open(backup.as_path())?);
            let mut head = [0; MAGIC.len() + 8];
            file.read_exact(&mut head)?;
            Opener::new(file, &key, &place(epoch))
        };
        let mut opener = read().map_err(|_| DAMAGED)?;
        let mut rows = 0;
        tx.load(&mut || {
            let frame = next_frame(&mut opener)?;
            if let Some(Frame::End { rows: total }) = &frame {
                rows = *total;
            }
            Ok(frame)
        })?;
        Ok(rows)
    });
    match loaded.wait() {
        Ok(rows) => Ok(Restored { rows }),
        Err(store::Error::Damaged { .. }) => Err(BackupMistake::Damaged),
        Err(store::Error::Refused(_)) => Err(BackupMistake::NotEmpty),
        Err(other) => Err(Failure::from(other).into()),
    }
}

const DAMAGED: store::Error = store::Error::Damaged { what: "a backup" };

/// The next frame of a dump; `None` at its end. Whatever is wrong with the bytes is one thing: damaged.
fn next_frame(from: &mut impl Read) -> Result<Option<Frame>, store::Error> {
    let mut bytes = vec![0; 4];
    match from.read_exact(&mut bytes[..1]) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(_) => return Err(DAMAGED),
    }
    from.read_exact(&mut bytes[1..]).map_err(|_| DAMAGED)?;
    let length = Frame::length(&bytes).map_err(|_| DAMAGED)?;
    bytes.resize(length, 0);
    from.read_exact(&mut bytes[4..]).map_err(|_| DAMAGED)?;
    let (frame, _) = Frame::read(&bytes).map_err(|_| DAMAGED)?;
    Ok(Some(frame))
}

fn place(epoch: i64) -> Binding<'static> {
    Binding {
        table: "backup",
        row: MAGIC,
        column: "stream",
        version: epoch,
    }
}
