//! Files that reporters sent, in a backup: beside its file, in a folder of that file's name, sealed as they are here.
//!
//! An object never changes, so one that lies there from yesterday stays as it is, and where the system can give the same
//! bytes a second name nothing is copied at all. What opens them is in the backup's rows alone: when those can never be
//! opened again, nor can they.

use crate::backup::BackupMistake;
use crate::desk::Desk;
use crate::error::Failure;
use report::Id;
use std::collections::HashSet;
use std::path::Path;
use store::{Objects, OwnedObject, Store};

/// A file that is not where it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingFile {
    /// The object that its bytes lay in.
    pub object: Id,
    /// The report that it belongs to.
    pub report: Id,
}

impl From<&OwnedObject> for MissingFile {
    fn from(owned: &OwnedObject) -> MissingFile {
        MissingFile {
            object: owned.id,
            report: owned.report,
        }
    }
}

/// Where the objects of a backup lie.
pub(crate) fn objects_of(backup: &Path) -> Objects {
    let mut folder = backup.as_os_str().to_owned();
    folder.push(".objects");
    Objects::at(folder)
}

impl Desk {
    /// Puts these objects into the backup's folder; gives those that are missing here.
    pub(crate) fn back_up_objects(
        &self,
        folder: &Objects,
        owned: &[OwnedObject],
    ) -> Result<Vec<MissingFile>, BackupMistake> {
        let mut missing = Vec::new();
        for object in owned {
            if !self.inner.objects.put_into(folder, object.id)? {
                missing.push(MissingFile::from(object));
            }
        }
        folder.sync()?;
        // What was destroyed since the rows were read is no loss.
        let asked: Vec<Id> = missing.iter().map(|one| one.object).collect();
        let known = self
            .store()
            .read("look for objects", move |tx| tx.known_objects(&asked))
            .wait()
            .map_err(Failure::from)?;
        missing.retain(|one| known.contains(&one.object));
        for one in &missing {
            tracing::error!(object = %one.object, report = %one.report, "a file of a report is missing");
        }
        Ok(missing)
    }
}

/// Removes from the backup's folder what its rows do not name any more.
pub(crate) fn keep_only(folder: &Objects, owned: &[OwnedObject]) -> std::io::Result<()> {
    let named: HashSet<Id> = owned.iter().map(|object| object.id).collect();
    let there = folder.walk()?.ids;
    let past = there.into_iter().filter(|id| !named.contains(id));
    past.into_iter().try_for_each(|id| folder.remove(id))
}

/// Brings back the objects that the restored rows name: how many, and those that are missing.
pub(crate) fn restore_objects(
    store: &Store,
    objects: &Objects,
    backup: &Path,
) -> Result<(u64, Vec<MissingFile>), BackupMistake> {
    let owned = store.read("look for objects", |tx| {
        let mut owned = Vec::new();
        tx.owned_objects(&mut |object| owned.push(object))?;
        Ok(owned)
    });
    let owned = owned.wait().map_err(Failure::from)?;
    let (from, mut missing) = (objects_of(backup), Vec::new());
    for object in &owned {
        // One that was cut is as good as none.
        let whole = from.length(object.id)? == Some(object.bytes);
        if !(whole && from.put_into(objects, object.id)?) {
            missing.push(MissingFile::from(object));
        }
    }
    objects.sync()?;
    Ok(((owned.len() - missing.len()) as u64, missing))
}
