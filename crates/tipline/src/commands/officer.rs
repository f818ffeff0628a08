//! `tipline officer`: the people who work here.

use super::{print, print_lines};
use crate::Outcome;
use crate::args::{Login, Officer, OfficerDeed};
use crate::control::{self, Command, Control};
use crate::terminal::{self, harmless};
use anyhow::bail;
use serde_json::Value;
use std::io::IsTerminal;

pub(crate) fn run(officer: &Officer) -> anyhow::Result<Outcome> {
    let mut control = Control::reach(&officer.place, false)?;
    let command = match &officer.deed {
        OfficerDeed::Add { name, role } => Command::OfficerAdd {
            name: name.clone(),
            role: *role,
        },
        OfficerDeed::Admit { name, by } => Command::OfficerAdmit {
            name: name.clone(),
            by: login(by)?,
        },
        OfficerDeed::List => Command::OfficerList,
        OfficerDeed::Disable { name, by } => Command::OfficerDisable {
            name: name.clone(),
            by: by.by().as_ref().map(login).transpose()?,
        },
        OfficerDeed::Relink { name, by } => Command::OfficerRelink {
            name: name.clone(),
            by: by.by().as_ref().map(login).transpose()?,
        },
        OfficerDeed::Password {
            by,
            new_password_fd,
        } => {
            // A regular file that is opened by its descriptor's name begins anew: the new password would be the old one.
            if by.password_fd.is_some_and(|fd| fd != 0) && by.password_fd == *new_password_fd {
                bail!(
                    "--password-fd and --new-password-fd name one file; give the new password by another, or both as \
                     two lines of standard input (0)"
                );
            }
            Command::OfficerPassword {
                by: login(by)?,
                password: terminal::new_password(*new_password_fd, "--new-password-fd")?
                    .to_string(),
            }
        }
    };
    let mut done = control.ask(command, |_| {})?;
    if matches!(
        officer.deed,
        OfficerDeed::Add { .. } | OfficerDeed::Relink { .. }
    ) {
        hand_over_link(&mut done);
    }
    match officer.deed {
        OfficerDeed::List if std::io::stdout().is_terminal() => list(&done),
        OfficerDeed::List => print_lines(&done)?,
        _ => print(&done)?,
    }
    Ok(Outcome::Done)
}

fn list(people: &Value) {
    println!("{:<20} {:<14} state", "name", "role");
    for person in people.as_array().into_iter().flatten() {
        let text = |name: &str| harmless(person[name].as_str().unwrap_or(""));
        let link = if person["awaits_setup"] == true {
            "set-up link not used yet"
        } else {
            ""
        };
        let line = format!(
            "{:<20} {:<14} {:<9} {link}",
            text("name"),
            text("role"),
            text("state")
        );
        println!("{}", line.trim_end());
    }
}

/// A link goes to a terminal or nowhere; `tipline setup` shows it again.
fn hand_over_link(done: &mut Value) {
    if let Some(fields) = done.as_object_mut() {
        let link = fields.remove("link");
        match link.as_ref().and_then(Value::as_str) {
            Some(link) if std::io::stderr().is_terminal() => {
                eprintln!("Set-up link, for its owner alone: {link}");
            }
            // No link yet: another custodian must agree first.
            None => {}
            _ => eprintln!("`tipline setup` shows the set-up link on a terminal."),
        }
    }
}

/// Asks for the password of whoever does something.
pub(crate) fn login(by: &Login) -> anyhow::Result<control::Login> {
    let prompt = format!("Password of {}: ", by.name);
    let password = terminal::password(by.password_fd, "--password-fd", &prompt)?;
    Ok(control::Login {
        name: by.name.clone(),
        password: password.to_string(),
    })
}
