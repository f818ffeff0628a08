//! What whoever starts the desk is told.

use crate::data_dir::DataDir;
use desk::{Desk, Founded, Person, PersonState};
use report::Role;
use std::io::IsTerminal;

/// What a first start made, and what every start must say.
pub(crate) fn start(dir: &DataDir, founded: Option<&Founded>, desk: &Desk) -> anyhow::Result<()> {
    if dir.is_new {
        eprintln!(
            "Made {} (mode 0700): database, keyring and control socket live there.",
            dir.path.display()
        );
    }
    if let Some(founded) = founded {
        founded_people(founded, desk)?;
    }
    who_is_missing(desk)?;
    if !desk.keyring_has_secret() {
        eprintln!(
            "There is no start-up secret: whoever takes this disk takes the keyring, and with it the index and the \
             reports that still wait for analysis. Give one with --secret-file, or as systemd credential \
             tipline-secret."
        );
    }
    Ok(())
}

fn founded_people(founded: &Founded, desk: &Desk) -> anyhow::Result<()> {
    let names: Vec<String> = founded
        .people
        .iter()
        .map(|(name, role)| format!("{name} ({role})"))
        .collect();
    eprintln!(
        "Made the first keys, and people who can use them: {}.",
        names.join(", ")
    );
    // Never into a journal: a link opens a key until it was used.
    if !std::io::stderr().is_terminal() {
        eprintln!("`tipline setup` shows their set-up links on a terminal.");
        return Ok(());
    }
    for (person, link) in desk.setup_links()? {
        let line = link_line(&person.name, person.role.as_str(), &link.text());
        eprintln!("{line}");
    }
    eprintln!(
        "Hand each link to its owner alone. They complete it with `tipline setup --complete`."
    );
    Ok(())
}

/// Says at every start who has not used their set-up link, and what that means.
fn who_is_missing(desk: &Desk) -> anyhow::Result<()> {
    let people = desk.people()?;
    let threshold = usize::from(desk.profile().custody.threshold);
    for role in [Role::Custodian, Role::Officer, Role::Overseer] {
        let active = || {
            let is_active = |person: &&Person| person.state == PersonState::Active;
            people
                .iter()
                .filter(is_active)
                .filter(|person| person.role == role)
        };
        let missing = active().filter(|person| person.awaits_setup).count();
        if missing == 0 {
            continue;
        }
        let there = active().count() - missing;
        let means = match role {
            Role::Custodian if there < threshold => {
                format!("names are refused until {threshold} have")
            }
            Role::Officer if there == 0 => {
                "until one has, this disk opens every report that is filed".to_owned()
            }
            Role::Overseer if there == 0 => {
                "until one has, this disk opens every entry of the log".to_owned()
            }
            _ => "nothing is sealed to them until they do".to_owned(),
        };
        eprintln!(
            "{missing} of {} {role}s have still to complete their set-up (`tipline setup`): {means}.",
            missing + there
        );
    }
    Ok(())
}

/// A set-up link in a list of them.
pub(crate) fn link_line(name: &str, role: &str, link: &str) -> String {
    format!("  {name:<14} {role:<10} {link}")
}
