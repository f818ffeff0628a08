//! The keyring of a running desk: read by every deed, changed only by housekeeping, and on disk before a
//! changed key is used.

use crate::desk::KeyringHome;
use crate::error::{Failure, OpenFailure};
use crate::outside::Outside;
use seal::keyring::file::{self, KeyringFileError};
use seal::{Key, Keyring};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

pub(crate) struct KeyringInUse {
    home: KeyringHome,
    keys: RwLock<Arc<Keyring>>,
    /// Held while the keyring changes; who reads does not wait for the disk.
    changing: Mutex<()>,
}

impl KeyringInUse {
    /// The keyring at home, if there is one. When a start-up secret is given and the file lies unsealed, it is sealed
    /// at once: whoever gives a secret believes from then on that a stolen disk is shut.
    pub(crate) fn read(
        home: &KeyringHome,
        outside: &Outside,
    ) -> Result<Option<KeyringInUse>, OpenFailure> {
        let keys = match file::read(&home.path, home.secret()) {
            Ok(keys) => keys,
            Err(KeyringFileError::Missing) => return Ok(None),
            Err(other) => return Err(other.into()),
        };
        let keyring = KeyringInUse::at(home.at(home.path.clone()), keys);
        if keyring.has_secret() && !is_sealed(&home.path).map_err(Failure::File)? {
            keyring.export(&home.path, outside)?;
            tracing::warn!(
                "the keyring lay unsealed; it is sealed under the start-up secret now. Copies made before are not"
            );
        }
        Ok(Some(keyring))
    }

    /// The keyring of a founding that was begun. Until the founding is committed it has another name: a keyring under
    /// its own name always has a database.
    pub(crate) fn begun(
        home: &KeyringHome,
        outside: &Outside,
    ) -> Result<Option<KeyringInUse>, OpenFailure> {
        KeyringInUse::read(&home.at(founding(&home.path)), outside)
    }

    /// Begins a founding: the keys are on disk before anything is sealed to them.
    pub(crate) fn begin(
        home: &KeyringHome,
        keyring: Keyring,
        outside: &Outside,
    ) -> Result<KeyringInUse, Failure> {
        let fresh = KeyringInUse::at(home.at(founding(&home.path)), keyring);
        fresh.export(fresh.path(), outside)?;
        Ok(fresh)
    }

    /// Ends a founding that is committed: the keyring gets its name. Killed before, the next start does it.
    pub(crate) fn finish(mut self, home: KeyringHome) -> Result<KeyringInUse, Failure> {
        file::rename(&self.home.path, &home.path).map_err(Failure::File)?;
        self.home = home;
        Ok(self)
    }

    fn at(home: KeyringHome, keys: Keyring) -> KeyringInUse {
        KeyringInUse {
            home,
            keys: RwLock::new(Arc::new(keys)),
            changing: Mutex::new(()),
        }
    }

    /// The keyring as it stands now. No lock is handed out: whoever held one and asked again while a change waits
    /// would wait for ever.
    pub(crate) fn get(&self) -> Arc<Keyring> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the keyring: `change` works on a copy, which is durable on disk before anybody can use it.
    /// `change` says whether it changed anything; nothing is written when not.
    pub(crate) fn change(
        &self,
        outside: &Outside,
        change: impl FnOnce(&mut Keyring) -> bool,
    ) -> Result<bool, Failure> {
        let _alone = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut copy = Keyring::decode(&self.get().encode())
            .map_err(|_| Failure::Damaged("the keyring in memory"))?;
        if !change(&mut copy) {
            return Ok(false);
        }
        self.write(self.path(), &copy, outside)?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(copy);
        Ok(true)
    }

    /// Writes a copy to `path` under the same start-up secret.
    pub(crate) fn export(&self, path: &Path, outside: &Outside) -> Result<(), Failure> {
        self.write(path, &self.get(), outside)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.home.path
    }

    pub(crate) fn has_secret(&self) -> bool {
        self.home.secret.is_some()
    }

    fn write(&self, path: &Path, keyring: &Keyring, outside: &Outside) -> Result<(), Failure> {
        let mut random = outside.random();
        file::write(path, keyring, self.home.secret(), &mut random).map_err(Failure::File)
    }

    pub(crate) fn epoch_key(&self, epoch: i64) -> Result<Key, Failure> {
        self.get()
            .epoch_key(epoch)
            .cloned()
            .ok_or(Failure::KeyGone("its four weeks are over"))
    }
}

impl KeyringHome {
    pub(crate) fn secret(&self) -> Option<&[u8]> {
        self.secret.as_ref().map(|secret| secret.as_slice())
    }

    /// Another file under the same secret.
    fn at(&self, path: PathBuf) -> KeyringHome {
        KeyringHome {
            path,
            secret: self.secret.clone(),
        }
    }
}

fn founding(path: &Path) -> PathBuf {
    path.with_added_extension("founding")
}

fn is_sealed(path: &Path) -> std::io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(16).read_to_end(&mut head)?;
    Ok(file::is_sealed(&head))
}
