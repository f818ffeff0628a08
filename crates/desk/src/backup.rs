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
//!
//! Files that reporters sent lie beside it in `FILE.objects`, as sealed as they are here ([`crate::backup_objects`]).

use crate::backup_objects::{MissingFile, keep_only, objects_of, restore_objects};
use crate::carry::key_may_go;
use crate::desk::{Desk, KeyringHome};
use crate::error::Failure;
use crate::log::Deed;
use crate::outside::{Outside, Random};
use crate::people::{Person, PersonState};
use report::{Day, Id, Timestamp};
use seal::keyring::file;
use seal::{Binding, Opener, Sealer};
use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Frame, Objects, OwnedObject, Store};

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
    /// Files of reports.
    pub files: u64,
    /// Files that should be here and are not.
    pub missing: Vec<MissingFile>,
}

/// What a restore brought back.
#[derive(Debug)]
pub struct Restored {
    /// Rows.
    pub rows: u64,
    /// Files of reports.
    pub files: u64,
    /// Files that the backup names and does not hold.
    pub missing: Vec<MissingFile>,
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
    /// Writes a backup while everything goes on: into a new file (mode 0600) beside `file`, which takes its place
    /// only when it is whole and on the disk. A backup that fails leaves yesterday's as it was.
    ///
    /// # Errors
    /// When the file cannot be written; what was written of it is removed.
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
        let beside = Beside::of(file, &mut self.random())?;
        let (outside, out) = (self.inner.outside.clone(), beside.file.try_clone()?);
        let told = Arc::new(Mutex::new(None));
        let tell = Arc::clone(&told);
        let owned: Arc<Mutex<Vec<OwnedObject>>> = Arc::default();
        let found = Arc::clone(&owned);
        let written = self.store().read_long("back up", move |tx| {
            let rows = write_frames(tx, &out, &key, epoch, &outside);
            let rows = rows.map_err(|error| match error {
                Dump::Store(error) => error,
                Dump::Io(error) => {
                    *tell.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    store::Error::Full
                }
            })?;
            // Begun anew each time: the transaction may run again.
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            found.clear();
            tx.owned_objects(&mut |object| found.push(object))?;
            Ok(rows)
        });
        let written = written.wait();
        // What the store knows only as "no room" is told as the system said it.
        if let Some(error) = told.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(BackupMistake::File(error));
        }
        let rows = written.map_err(Failure::from)?;
        let owned = std::mem::take(&mut *owned.lock().unwrap_or_else(PoisonError::into_inner));
        let folder = objects_of(file);
        let missing = self.back_up_objects(&folder, &owned)?;
        beside.take_the_place_of(file)?;
        keep_only(&folder, &owned)?;
        Ok(Backup {
            rows,
            files: (owned.len() - missing.len()) as u64,
            missing,
            restorable_until: key_may_go(epoch).start(),
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
    mut file: &File,
    key: &seal::Key,
    epoch: i64,
    outside: &Outside,
) -> Result<u64, Dump> {
    // Begun anew each time: the transaction may run again.
    file.set_len(0)?;
    file.rewind()?;
    let mut out = BufWriter::new(file);
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
    out.into_inner()
        .map_err(std::io::IntoInnerError::into_error)?
        .sync_all()?;
    Ok(rows)
}

/// A new file beside the one that it shall replace; removed unless it did.
struct Beside {
    path: PathBuf,
    file: File,
}

impl Beside {
    /// A name that nobody else uses: two backups at once do not meet, and a link that somebody planted is not followed.
    fn of(file: &Path, random: &mut Random) -> std::io::Result<Beside> {
        let mut name = file.file_name().ok_or(ErrorKind::InvalidInput)?.to_owned();
        name.push(format!(".{}.new", Id(random.bytes())));
        let path = file.with_file_name(name);
        let file = File::options()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        Ok(Beside { path, file })
    }

    fn take_the_place_of(self, target: &Path) -> std::io::Result<()> {
        file::rename(&self.path, target)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // After the renaming there is nothing under this name.
        drop(std::fs::remove_file(&self.path));
    }
}

impl Desk {
    /// Writes into the log of a desk that was just restored that it was, and who is active by it: a backup knows nothing
    /// of who left after it was taken (docs/decisions/0024).
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn note_restored(&self, restored: &Restored) -> Result<Vec<Person>, Failure> {
        let mut active = self.people()?;
        active.retain(|person| person.state == PersonState::Active);
        let names: Vec<&str> = active.iter().map(|person| person.name.as_str()).collect();
        let mut why = format!("{} rows; active: {}", restored.rows, names.join(", "));
        if !restored.missing.is_empty() {
            why.push_str(&format!("; {} files are missing", restored.missing.len()));
        }
        self.note("administrator", Deed::Restored, None, &why)?;
        Ok(active)
    }
}

/// Restores a backup into an empty store, with the keyring that lies at `home` (an exported one serves: it is
/// advanced to today first). Nothing but the store and the objects is changed: what the desk that shall be opened on it remembers of
/// the log is forgotten by [`crate::forget_last_head`].
///
/// # Errors
/// [`BackupMistake`]; the store is left empty, unless it was the objects that could not be written.
pub fn restore(
    store: &Store,
    objects: &Objects,
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
    let mut keyring = file::read(&home.path, home.secret())?;
    keyring.advance(Day::of(outside.now()).0);
    let key = keyring.backup_key(epoch).ok_or(BackupMistake::TooOld)?;
    drop(file);

    let rows_file = backup.to_owned();
    let loaded = store.write("restore", move |tx| {
        let read = || -> Result<_, std::io::Error> {
            let mut file = BufReader::new(File::open(&rows_file)?);
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
        Ok(rows) => {
            let (files, missing) = restore_objects(store, objects, backup)?;
            Ok(Restored {
                rows,
                files,
                missing,
            })
        }
        Err(error) if error == DAMAGED => Err(BackupMistake::Damaged),
        Err(store::Error::Damaged { .. }) => Err(BackupMistake::Damaged),
        Err(store::Error::Refused(_)) => Err(BackupMistake::NotEmpty),
        Err(other) => Err(Failure::from(other).into()),
    }
}

/// An answer about the file, not a fault of the database.
const DAMAGED: store::Error = store::Error::Refused("a damaged backup");

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
