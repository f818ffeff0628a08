//! The keyring of a running desk: read by every deed, changed only by housekeeping, and on disk before a
//! changed key is used.

use crate::desk::KeyringHome;
use crate::error::{Failure, OpenFailure};
use crate::outside::Outside;
use seal::keyring::file;
use seal::{Key, Keyring};
use std::sync::{PoisonError, RwLock};

pub(crate) struct KeyringInUse {
    home: KeyringHome,
    keys: RwLock<Keyring>,
}

impl KeyringInUse {
    pub(crate) fn read(home: KeyringHome) -> Result<Option<KeyringInUse>, OpenFailure> {
        if !home.path.exists() {
            return Ok(None);
        }
        let keyring = file::read(&home.path, home.secret.as_ref().map(|s| s.as_slice()))?;
        Ok(Some(KeyringInUse {
            home,
            keys: RwLock::new(keyring),
        }))
    }

    pub(crate) fn found(
        home: KeyringHome,
        keyring: Keyring,
        outside: &Outside,
    ) -> Result<KeyringInUse, Failure> {
        let fresh = KeyringInUse {
            home,
            keys: RwLock::new(keyring),
        };
        fresh.write(&fresh.get(), outside)?;
        Ok(fresh)
    }

    pub(crate) fn get(&self) -> std::sync::RwLockReadGuard<'_, Keyring> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the keyring: `change` works on a copy, which is durable on disk before anybody can use it.
    /// `change` says whether it changed anything; nothing is written when not.
    pub(crate) fn change(
        &self,
        outside: &Outside,
        change: impl FnOnce(&mut Keyring) -> bool,
    ) -> Result<bool, Failure> {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let mut copy = Keyring::decode(&keys.encode())
            .map_err(|_| Failure::Damaged("the keyring in memory"))?;
        if !change(&mut copy) {
            return Ok(false);
        }
        self.write(&copy, outside)?;
        *keys = copy;
        Ok(true)
    }

    /// Writes a copy to `path` under the same start-up secret.
    pub(crate) fn export(&self, path: &std::path::Path, outside: &Outside) -> Result<(), Failure> {
        let secret = self.home.secret.as_ref().map(|s| s.as_slice());
        file::write(path, &self.get(), secret, &mut outside.random()).map_err(Failure::File)
    }

    pub(crate) fn path(&self) -> &std::path::Path {
        &self.home.path
    }

    pub(crate) fn has_secret(&self) -> bool {
        self.home.secret.is_some()
    }

    fn write(&self, keyring: &Keyring, outside: &Outside) -> Result<(), Failure> {
        let secret = self.home.secret.as_ref().map(|s| s.as_slice());
        file::write(&self.home.path, keyring, secret, &mut outside.random()).map_err(Failure::File)
    }

    pub(crate) fn epoch_key(&self, epoch: i64) -> Result<Key, Failure> {
        self.get()
            .epoch_key(epoch)
            .cloned()
            .ok_or(Failure::KeyGone("its four weeks are over"))
    }
}
