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
use serde_json::json;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
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
    print(&done)?;
    Ok(Outcome::Done)
}

pub(crate) fn restore(restore: &Restore) -> anyhow::Result<Outcome> {
    let config = config::read(restore.place.config.as_deref())?;
    let data = &restore.place.data;
    // What is missing is said before anything is made.
    let keyring = data.join("keyring");
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

    let place = EmptyPlace::look(data);
    let dir = DataDir::take(data, true)?;
    let mut home = dir.keyring_home(&restore.place, &config)?;
    // Opened where it lies; it comes here when the backup turned out to be its own.
    if let Some((file, _)) = &exported {
        home.path.clone_from(file);
    }
    let store = dir.store(&restore.place, &config)?;
    let restored = desk::restore(&store, &home, &outside(), &backup);
    store.close();
    let restored = match restored {
        Ok(restored) => restored,
        Err(mistake) => {
            place.leave();
            return Err(mistake).with_context(|| format!("{} was not restored", backup.display()));
        }
    };
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
    // Opening it proves that keyring and database belong together; the restore stands in the log from then on.
    let (desk, _) = dir.desk(&restore.place, &config, false)?;
    let noted = desk.note_restored(&restored);
    desk.close();
    let active = noted?;
    tell_who_is_back(&active);
    drop((desk, dir));
    let mut control = Control::reach(&restore.place, false)?;
    let verified = control.ask(Command::LogVerify { against: None }, |_| {})?;
    let clean = verified["problems"].as_array().is_some_and(Vec::is_empty);
    let active: Vec<&str> = active.iter().map(|person| person.name.as_str()).collect();
    print(&json!({ "rows": restored.rows, "active": active, "log": verified }))?;
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

/// What a restore makes in an empty place, so that one that is refused can take it away again.
struct EmptyPlace {
    made: Vec<PathBuf>,
    data: PathBuf,
    is_new: bool,
}

impl EmptyPlace {
    /// Before anything is made.
    fn look(data: &Path) -> EmptyPlace {
        let names = ["tipline.db-wal", "tipline.db-shm", "tipline.db", "lock"];
        let files = names.map(|name| data.join(name)).into_iter();
        EmptyPlace {
            made: files.filter(|file| !file.exists()).collect(),
            data: data.to_owned(),
            is_new: !data.exists(),
        }
    }

    /// Takes away what was not there. What cannot be removed is in nobody's way.
    fn leave(self) {
        for file in &self.made {
            drop(std::fs::remove_file(file));
        }
        if self.is_new {
            drop(std::fs::remove_dir(&self.data));
        }
    }
}
