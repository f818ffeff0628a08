//! `tipline backup` and `tipline restore`.

use super::print;
use crate::Outcome;
use crate::args::{Backup, Restore};
use crate::config;
use crate::control::{Command, Control};
use crate::data_dir::DataDir;
use crate::outside::outside;
use crate::terminal::harmless;
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;
use zeroize::Zeroizing;

pub(crate) fn backup(backup: &Backup) -> anyhow::Result<Outcome> {
    let mut control = Control::reach(&backup.place, false)?;
    let dir = std::path::absolute(&backup.dir)?;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&dir)
        .with_context(|| format!("cannot make {}", dir.display()))?;
    let file = dir.join(desk::BACKUP_FILE).display().to_string();
    let done = control.ask(Command::Backup { file }, |_| {})?;
    let until = done["restorable_until"].as_str().unwrap_or_default();
    eprintln!("This backup can be restored until {until}, with the keyring (which is not in it).");
    let clean = done["missing_files"].as_array().is_none_or(Vec::is_empty);
    if !clean {
        eprintln!("Some files of reports are missing; they stand under `missing_files`.");
    }
    print(&done)?;
    Ok(if clean {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

pub(crate) fn restore(restore: &Restore) -> anyhow::Result<Outcome> {
    let config = config::read(restore.place.config.as_deref())?;
    let data = &restore.place.data;
    // What is missing is said before anything is made.
    let keyring = DataDir::keyring(data);
    let exported = match (&restore.keyring, keyring.exists()) {
        (Some(_), true) => bail!(
            "there is a keyring in {} already; leave --keyring out",
            data.display()
        ),
        (None, false) => bail!("restoring needs the exported keyring: --keyring FILE"),
        (None, true) => None,
        (Some(file), false) => {
            let bytes = std::fs::read(file);
            let bytes = bytes.with_context(|| format!("cannot read {}", file.display()))?;
            Some((file, Zeroizing::new(bytes)))
        }
    };
    let backup = restore.dir.join(desk::BACKUP_FILE);
    std::fs::File::open(&backup).with_context(|| format!("cannot read {}", backup.display()))?;

    let dir = DataDir::take(data, true)?;
    let made = Made::so_far(&dir);
    let mut home = dir.keyring_home(&restore.place, &config)?;
    // Opened where it lies; it comes here when the backup turned out to be its own.
    if let Some((file, _)) = &exported {
        home.path.clone_from(file);
    }
    let (store, objects) = (dir.store(&restore.place, &config)?, DataDir::objects(data));
    let restored = desk::restore(&store, &objects, &home, &outside(), &backup);
    store.close();
    let restored = restored.with_context(|| format!("{} was not restored", backup.display()))?;
    desk::forget_last_head(&keyring)
        .with_context(|| format!("cannot forget the last head beside {}", keyring.display()))?;
    if let Some((_, bytes)) = exported {
        let mut file = std::fs::File::options()
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(&keyring)
            .with_context(|| format!("cannot write {}", keyring.display()))?;
        file.write_all(&bytes)?;
        file.sync_all()?;
    }
    made.stays();
    // Opening it proves that keyring and database belong together; the restore stands in the log from then on.
    let (desk, _) = dir.desk(&restore.place, &config, false)?;
    let noted = desk.note_restored(&restored);
    desk.close();
    let active = noted?;
    tell_who_is_back(&active);
    tell_what_is_missing(&restored.missing);
    drop((desk, dir));
    let mut control = Control::reach(&restore.place, false)?;
    let verified = control.ask(Command::LogVerify { against: None }, |_| {})?;
    let clean =
        verified["problems"].as_array().is_some_and(Vec::is_empty) && restored.missing.is_empty();
    let active: Vec<&str> = active.iter().map(|person| person.name.as_str()).collect();
    print(&json!({
        "rows": restored.rows,
        "files": restored.files,
        "missing_files": missing(&restored.missing),
        "active": active,
        "log": verified,
    }))?;
    Ok(if clean {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

/// A backup knows nothing of what came after it.
fn tell_who_is_back(active: &[desk::Person]) {
    let people: Vec<String> = active
        .iter()
        .map(|person| format!("{} ({})", harmless(&person.name), person.role))
        .collect();
    eprintln!(
        "Active as when the backup was taken: {}. Disable whoever has left since (`tipline officer disable`). Reports \
         that were withdrawn or destroyed since are back, and are kept until their time is over.",
        people.join(", ")
    );
}

/// Names files that should be there and are not.
fn tell_what_is_missing(files: &[desk::MissingFile]) {
    for file in files {
        eprintln!(
            "Missing: the file in object {} of report {}. All else is there.",
            file.object, file.report
        );
    }
}

/// The same for programs.
pub(crate) fn missing(files: &[desk::MissingFile]) -> Value {
    let named = files
        .iter()
        .map(|file| json!({ "object": file.object, "report": file.report }));
    Value::Array(named.collect())
}

/// What a restore makes in an empty place; taken away again unless it turned out well.
struct Made {
    files: Vec<PathBuf>,
    folder: Option<PathBuf>,
    /// Bytes of files may have come before it turned out that not all can.
    objects: Option<PathBuf>,
}

impl Made {
    /// Looked at while the place is ours alone: what is not there now, nobody but us makes.
    fn so_far(dir: &DataDir) -> Made {
        let database = DataDir::database(&dir.path);
        let files = [
            database.with_extension("db-wal"),
            database.with_extension("db-shm"),
            database,
            DataDir::keyring(&dir.path),
        ];
        let files = files.into_iter().filter(|file| !file.exists());
        let lock = dir.lock_is_new.then(|| DataDir::lock(&dir.path));
        Made {
            files: files.chain(lock).collect(),
            folder: dir.is_new.then(|| dir.path.clone()),
            objects: Some(DataDir::objects(&dir.path).folder().to_owned())
                .filter(|folder| !folder.exists()),
        }
    }

    fn stays(mut self) {
        self.files.clear();
        self.folder = None;
        self.objects = None;
    }
}

impl Drop for Made {
    /// What cannot be removed is in nobody's way.
    fn drop(&mut self) {
        for file in &self.files {
            drop(std::fs::remove_file(file));
        }
        if let Some(folder) = &self.objects {
            drop(std::fs::remove_dir_all(folder));
        }
        if let Some(folder) = &self.folder {
            drop(std::fs::remove_dir(folder));
        }
    }
}
