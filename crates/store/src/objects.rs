//! Objects: what is too long for a row lies in a folder of its own, one file an object, with either database.
//!
//! An object is sealed before it comes here and never changes. It is written as `<id>.part`, put on the disk, and only
//! then given its name, so that under a whole name lies a whole object. Its row in the table `object` is committed
//! before it gets its name: a name without a row is therefore what a crash left behind, or was removed a moment ago,
//! and whoever walks through the folder may remove it.
//!
//! Whoever writes a part holds a lock on it (and loses it with their process, whatever ends that): a part that can be
//! locked is nobody's, and no clock is asked.

use std::fs::{self, DirBuilder, File, FileTimes};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use ::report::Id;

const PART: &str = "part";

/// The folder of the objects. It is made (mode 0700) when the first one comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objects {
    folder: PathBuf,
}

/// An object that is being written. Dropped before it was kept, it leaves nothing.
pub struct NewObject {
    objects: Objects,
    id: Id,
    part: PathBuf,
    file: File,
}

/// What a walk through the folder found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// Objects, in no order.
    pub ids: Vec<Id>,
    /// Parts that nobody wrote any more, and that were removed.
    pub parts: u64,
}

impl Objects {
    pub fn at(folder: impl Into<PathBuf>) -> Objects {
        Objects {
            folder: folder.into(),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self, id: Id) -> PathBuf {
        self.folder.join(id.to_string())
    }

    /// Begins an object.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(&self, id: Id) -> io::Result<NewObject> {
        self.make()?;
        let part = self.path(id).with_extension(PART);
        loop {
            let file = File::options()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&part)?;
            file.lock()?;
            // Removed by a walk before we had the lock.
            if file.metadata()?.nlink() == 0 {
                continue;
            }
            return Ok(NewObject {
                objects: self.clone(),
                id,
                part,
                file,
            });
        }
    }

    fn make(&self) -> io::Result<()> {
        let made = DirBuilder::new().mode(0o700).create(&self.folder);
        match made {
            Ok(()) => sync(self.folder.parent().unwrap_or(Path::new("."))),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Opens an object for reading.
    ///
    /// # Errors
    /// `NotFound` when it is not there; what the system says.
    pub fn open(&self, id: Id) -> io::Result<File> {
        File::open(self.path(id))
    }

    /// Removes an object; one that is not there is removed already.
    ///
    /// # Errors
    /// What the system says.
    pub fn remove(&self, id: Id) -> io::Result<()> {
        gone(fs::remove_file(self.path(id)))
    }

    /// Lists the objects, and removes parts that nobody writes. What else lies there is none of ours, and stays.
    ///
    /// # Errors
    /// What the system says.
    pub fn walk(&self) -> io::Result<Walked> {
        let mut walked = Walked::default();
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(walked),
            Err(error) => return Err(error),
        };
        for entry in entries {
            let path = entry?.path();
            let id = |name: Option<&std::ffi::OsStr>| name?.to_str()?.parse::<Id>().ok();
            if let Some(id) = id(path.file_name()) {
                walked.ids.push(id);
            } else if path.extension().is_some_and(|end| end == PART)
                && id(path.file_stem()).is_some()
            {
                walked.parts += u64::from(remove_if_nobodys(&path)?);
            }
        }
        Ok(walked)
    }

    /// Bytes that are free on the disk where the folder lies, or will lie.
    ///
    /// # Errors
    /// What the system says.
    pub fn free(&self) -> io::Result<u64> {
        self.make()?;
        let disk = rustix::fs::statvfs(&self.folder)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// Puts an object into another folder, too: as a second name of the same bytes where the system can do that, else
    /// as a copy. One that is there with the same length stays; an object never changes. `false`: it is not here.
    ///
    /// # Errors
    /// What the system says.
    pub fn put_into(&self, other: &Objects, id: Id) -> io::Result<bool> {
        let (from, to) = (self.path(id), other.path(id));
        let found = match fs::metadata(&from) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        if fs::metadata(&to).is_ok_and(|there| there.len() == found.len()) {
            return Ok(true);
        }
        other.make()?;
        other.remove(id)?;
        if fs::hard_link(&from, &to).is_ok() {
            return Ok(true);
        }
        let mut from = match self.open(id) {
            Ok(from) => from,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        let mut copy = other.create(id)?;
        io::copy(&mut Read::by_ref(&mut from), &mut copy)?;
        copy.put_on_disk()?;
        copy.keep(found.modified()?)?;
        Ok(true)
    }

    /// Bytes of an object; `None` when it is not here.
    ///
    /// # Errors
    /// What the system says.
    pub fn length(&self, id: Id) -> io::Result<Option<u64>> {
        match fs::metadata(self.path(id)) {
            Ok(found) => Ok(Some(found.len())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Puts the names in the folder on the disk. A folder that was never made has none.
    ///
    /// # Errors
    /// What the system says.
    pub fn sync(&self) -> io::Result<()> {
        gone(sync(&self.folder))
    }
}

impl NewObject {
    /// Waits until every byte is on the disk, and tells how many there are.
    ///
    /// # Errors
    /// What the system says.
    pub fn put_on_disk(&mut self) -> io::Result<u64> {
        self.file.sync_data()?;
        Ok(self.file.metadata()?.len())
    }

    /// Gives it its name, for good. Its bytes are on the disk, and its row is committed. `told` is the time that its file
    /// tells from then on, and that copies of it carry along: one of ours is no finer than an hour.
    ///
    /// # Errors
    /// What the system says.
    pub fn keep(self, told: SystemTime) -> io::Result<()> {
        let times = FileTimes::new().set_modified(told).set_accessed(told);
        self.file.set_times(times)?;
        fs::rename(&self.part, self.objects.path(self.id))?;
        self.objects.sync()
    }
}

impl Write for NewObject {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewObject {
    fn drop(&mut self) {
        // After it was kept there is nothing under this name; what cannot be removed now is removed by a walk.
        drop(fs::remove_file(&self.part));
    }
}

/// `false` when somebody writes it, or kept it meanwhile.
fn remove_if_nobodys(part: &Path) -> io::Result<bool> {
    let file = match File::open(part) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    if file.try_lock().is_err() {
        return Ok(false);
    }
    gone(fs::remove_file(part)).map(|()| true)
}

fn gone(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    let folder = if folder == Path::new("") {
        Path::new(".")
    } else {
        folder
    };
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here() -> (tempfile::TempDir, Objects) {
        let directory = tempfile::tempdir().expect("a directory");
        let objects = Objects::at(directory.path().join("objects"));
        (directory, objects)
    }

    fn kept(objects: &Objects, id: Id, bytes: &[u8]) {
        let mut new = objects.create(id).expect("begun");
        new.write_all(bytes).expect("written");
        new.put_on_disk().expect("on the disk");
        new.keep(SystemTime::UNIX_EPOCH).expect("kept");
    }

    fn names(objects: &Objects) -> Vec<String> {
        let entries = fs::read_dir(objects.folder()).expect("a folder");
        entries
            .map(|entry| entry.expect("an entry").file_name().display().to_string())
            .collect()
    }

    #[test]
    fn an_object_has_its_name_only_when_it_is_whole() {
        let (_directory, objects) = here();
        let id = Id([7; 16]);
        assert_eq!(objects.walk().expect("walked"), Walked::default());
        let mut new = objects.create(id).expect("begun");
        new.write_all(b"half").expect("written");
        assert_eq!(names(&objects), [format!("{id}.part")]);
        assert!(objects.open(id).is_err());
        drop(new);
        assert_eq!(names(&objects), [""; 0]);
        kept(&objects, id, b"whole");
        assert_eq!(names(&objects), [id.to_string()]);
        let mode = |path: &Path| fs::metadata(path).expect("there").mode() & 0o777;
        let found = fs::metadata(objects.path(id)).expect("there");
        assert_eq!(found.modified().expect("a time"), SystemTime::UNIX_EPOCH);
        assert_eq!(
            (mode(objects.folder()), mode(&objects.path(id))),
            (0o700, 0o600)
        );
    }

    #[test]
    fn a_walk_removes_parts_that_nobody_writes_and_nothing_else() {
        let (_directory, objects) = here();
        let (whole, written, left) = (Id([1; 16]), Id([2; 16]), Id([3; 16]));
        kept(&objects, whole, b"whole");
        let new = objects.create(written).expect("begun");
        let lost = objects.path(left).with_extension(PART);
        fs::write(&lost, b"left by a crash").expect("written");
        fs::write(objects.folder().join("a note.part"), b"not ours").expect("written");
        let walked = objects.walk().expect("walked");
        assert_eq!(
            (walked.ids.as_slice(), walked.parts),
            ([whole].as_slice(), 1)
        );
        assert!(!lost.exists() && objects.folder().join("a note.part").exists());
        new.keep(SystemTime::UNIX_EPOCH).expect("still there");
    }

    #[test]
    fn an_object_is_put_into_another_folder_once() {
        let (directory, objects) = here();
        let other = Objects::at(directory.path().join("other"));
        let id = Id([7; 16]);
        assert!(!objects.put_into(&other, id).expect("looked"));
        kept(&objects, id, b"whole");
        assert!(objects.put_into(&other, id).expect("put"));
        let inode = || fs::metadata(other.path(id)).expect("there").ino();
        let first = inode();
        assert!(objects.put_into(&other, id).expect("put"));
        assert_eq!(inode(), first);
        // One that was cut there is put anew.
        fs::remove_file(other.path(id)).expect("removed");
        fs::write(other.path(id), b"who").expect("cut");
        assert!(objects.put_into(&other, id).expect("put"));
        assert_eq!(other.length(id).expect("looked"), Some(5));
    }
}
