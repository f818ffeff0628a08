//! `tipline keyring export`.

use super::print;
use crate::Outcome;
use crate::args::{Keyring, KeyringDeed};
use crate::control::{Command, Control};

pub(crate) fn run(keyring: &Keyring) -> anyhow::Result<Outcome> {
    let KeyringDeed::Export { file } = &keyring.deed;
    let mut control = Control::reach(&keyring.place, false)?;
    let file = std::path::absolute(file)?.display().to_string();
    let done = control.ask(Command::KeyringExport { file }, |_| {})?;
    eprintln!(
        "This file, with a backup, brings everything back; it opens the outer layer of every later backup.\n\
         Keep one copy, on a medium that you overwrite each time, apart from the backups. An old copy left lying\n\
         about keeps alive what was meant to be gone."
    );
    if done["sealed"] == false {
        eprintln!(
            "It is not sealed: there is no start-up secret. Whoever has it needs nothing else."
        );
    }
    print(&done)?;
    Ok(Outcome::Done)
}
