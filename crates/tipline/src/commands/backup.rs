//! `tipline backup` and `tipline restore`.

use super::print;
use crate::Outcome;
use crate::args::{Backup, Restore};
use crate::config;
use crate::control::{Command, Control};
use crate::data_dir::DataDir;
use crate::outside::outside;
use anyhow::{Context, bail};
use serde_json::json;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};

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
    let dir = DataDir::take(&restore.place.data, true)?;
    let home = dir.keyring_home(&restore.place)?;
    match (&restore.keyring, home.path.exists()) {
        (Some(_), true) => bail!(
            "there is a keyring in {} already; leave --keyring out",
            dir.path.display()
        ),
        (None, false) => bail!("restoring needs the exported keyring: --keyring FILE"),
        (None, true) => {}
        (Some(exported), false) => {
            let bytes = zeroize::Zeroizing::new(
                std::fs::read(exported)
                    .with_context(|| format!("cannot read {}", exported.display()))?,
            );
            let mut file = std::fs::File::options()
                .create_new(true)
                .write(true)
                .mode(0o600)
                .open(&home.path)?;
            std::io::Write::write_all(&mut file, &bytes)?;
            file.sync_all()?;
        }
    }
    let store = dir.store(&restore.place, &config)?;
    let restored = desk::restore(
        &store,
        &home,
        &outside(),
        &restore.dir.join(desk::BACKUP_FILE),
    );
    store.close();
    let restored = match restored {
        Ok(restored) => restored,
        Err(mistake) => {
            // What we put here for a restore that did not happen is taken away again.
            if restore.keyring.is_some() {
                drop(std::fs::remove_file(&home.path));
            }
            bail!(mistake);
        }
    };
    // Opening it proves that keyring and database belong together; the restore stands in the log from then on.
    let (desk, _) = dir.desk(&restore.place, &config, false)?;
    let noted = desk.note_restored(&restored);
    desk.close();
    noted?;
    drop((desk, dir));
    let mut control = Control::reach(&restore.place, false)?;
    let verified = control.ask(Command::LogVerify { against: None }, |_| {})?;
    let clean = verified["problems"].as_array().is_some_and(Vec::is_empty);
    print(&json!({ "rows": restored.rows, "log": verified }))?;
    Ok(if clean {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}
