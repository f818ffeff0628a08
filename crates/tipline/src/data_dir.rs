//! The data directory: made with mode 0700, used by one process at a time.

use crate::args::Place;
use crate::config::Config;
use crate::outside::outside;
use anyhow::{Context, bail};
use desk::{Desk, Founded, KeyringHome, OpenFailure, Outside};
use report::Profile;
use std::fs::{File, TryLockError};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use store::{Location, Objects, Options, Store};
use zeroize::Zeroizing;

/// A data directory that this process alone uses.
pub(crate) struct DataDir {
    pub(crate) path: PathBuf,
    /// Whether it was made just now, and whether the lock in it was.
    pub(crate) is_new: bool,
    pub(crate) lock_is_new: bool,
    _lock: File,
}

/// What lies in a data directory.
impl DataDir {
    pub(crate) fn keyring(path: &Path) -> PathBuf {
        path.join("keyring")
    }

    pub(crate) fn database(path: &Path) -> PathBuf {
        path.join("tipline.db")
    }

    /// The files that reporters sent.
    pub(crate) fn objects(path: &Path) -> Objects {
        Objects::at(path.join("objects"))
    }

    pub(crate) fn control_socket(path: &Path) -> PathBuf {
        path.join("control.sock")
    }

    pub(crate) fn lock(path: &Path) -> PathBuf {
        path.join("lock")
    }
}

impl DataDir {
    /// Takes the directory. With `make`, one that is not there is made.
    pub(crate) fn take(path: &Path, make: bool) -> anyhow::Result<DataDir> {
        let is_new = !path.exists();
        if is_new {
            if !make {
                bail!("there is no data directory at {}", path.display());
            }
            std::fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(path)
                .with_context(|| format!("cannot make {}", path.display()))?;
        }
        let mode = std::fs::metadata(path)?.permissions().mode();
        if mode & 0o077 != 0 {
            bail!(
                "{} can be read by others (mode {:03o}); make it private: chmod 700 {}",
                path.display(),
                mode & 0o777,
                path.display()
            );
        }
        let lock = DataDir::lock(path);
        let lock_is_new = !lock.exists();
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(lock)?;
        match lock.try_lock() {
            Ok(()) => Ok(DataDir {
                path: path.to_owned(),
                is_new,
                lock_is_new,
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => {
                bail!("another tipline process uses {}", path.display())
            }
            Err(TryLockError::Error(error)) => Err(error).context("cannot lock the data directory"),
        }
    }

    /// Refuses a place where there is nothing yet, before a lock or an empty database is left there.
    pub(crate) fn must_hold_an_installation(place: &Place, config: &Config) -> anyhow::Result<()> {
        if !place.data.exists() {
            bail!(
                "there is no data directory at {}; `tipline serve` makes one",
                place.data.display()
            );
        }
        let Location::Sqlite(database) = location(place, config) else {
            return Ok(());
        };
        if database.exists() {
            return Ok(());
        }
        if DataDir::keyring(&place.data).exists() {
            bail!(
                "there is a keyring in {}, but no database; is it on a disk that is not mounted, or at an address that \
                 was not given (--database)?",
                place.data.display()
            );
        }
        bail!(OpenFailure::NotFounded)
    }

    /// Opens the database; makes it when it is not there.
    pub(crate) fn store(&self, place: &Place, config: &Config) -> anyhow::Result<Store> {
        let location = location(place, config);
        Ok(Store::open(&location, &Options::default()).map_err(OpenFailure::Store)?)
    }

    /// Where the keyring lies, with the start-up secret if there is one.
    pub(crate) fn keyring_home(
        &self,
        place: &Place,
        config: &Config,
    ) -> anyhow::Result<KeyringHome> {
        Ok(KeyringHome {
            path: DataDir::keyring(&self.path),
            secret: secret(place, config)?,
        })
    }

    /// Opens a desk that is founded here, in a database beside it, with a clock of its own.
    pub(crate) fn desk_at(&self, profile: &Profile, outside: Outside) -> anyhow::Result<Desk> {
        let location = Location::Sqlite(DataDir::database(&self.path));
        let store = Store::open(&location, &Options::default()).map_err(OpenFailure::Store)?;
        let home = KeyringHome {
            path: DataDir::keyring(&self.path),
            secret: None,
        };
        let objects = DataDir::objects(&self.path);
        let (desk, _) = Desk::open(store, objects, home, profile.clone(), outside, true)?;
        Ok(desk)
    }

    /// Opens the desk on this directory.
    pub(crate) fn desk(
        &self,
        place: &Place,
        config: &Config,
        found: bool,
    ) -> anyhow::Result<(Desk, Option<Founded>)> {
        let store = self.store(place, config)?;
        Ok(Desk::open(
            store,
            DataDir::objects(&self.path),
            self.keyring_home(place, config)?,
            config.profile.clone(),
            outside(),
            found,
        )?)
    }
}

/// Where the database is: at an address that was given, else in the data directory.
fn location(place: &Place, config: &Config) -> Location {
    let database = place.database.as_ref().or(config.serve.database.as_ref());
    match database {
        Some(url) => Location::Postgres(url.clone()),
        None => Location::Sqlite(DataDir::database(&place.data)),
    }
}

/// The start-up secret: a file that was named, or systemd's credential.
fn secret(place: &Place, config: &Config) -> anyhow::Result<Option<Zeroizing<Vec<u8>>>> {
    let credential = std::env::var_os("CREDENTIALS_DIRECTORY")
        .map(|dir| Path::new(&dir).join("tipline-secret"))
        .filter(|file| file.exists());
    let named = place
        .secret_file
        .clone()
        .or_else(|| config.serve.secret_file.clone());
    let Some(file) = named.or(credential) else {
        return Ok(None);
    };
    let bytes = std::fs::read(&file)
        .with_context(|| format!("cannot read the start-up secret {}", file.display()))?;
    let bytes = Zeroizing::new(bytes);
    let secret = bytes.trim_ascii();
    if secret.is_empty() {
        bail!("the start-up secret in {} is empty", file.display());
    }
    Ok(Some(Zeroizing::new(secret.to_vec())))
}
