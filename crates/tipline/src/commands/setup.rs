//! `tipline setup`: the links that let people set their passwords.

use super::print;
use crate::Outcome;
use crate::args::Setup;
use crate::control::{Command, Control};
use crate::say::link_line;
use crate::terminal;
use anyhow::bail;
use serde_json::Value;
use std::io::IsTerminal;

pub(crate) fn run(setup: &Setup) -> anyhow::Result<Outcome> {
    let mut control = Control::reach(&setup.place, false)?;
    match &setup.complete {
        Some(link) => {
            let link = match link {
                Some(link) => link.clone(),
                None => terminal::secret_line("Set-up link: ")?.to_string(),
            };
            let password = terminal::new_password(setup.password_fd, "--password-fd")?;
            let command = Command::SetupComplete {
                link,
                password: password.to_string(),
            };
            print(&control.ask(command, |_| {})?)?;
        }
        None => {
            // A link is a secret: it never goes into a pipe, a file or a journal by accident.
            if !std::io::stdout().is_terminal() {
                bail!("set-up links are shown on a terminal only");
            }
            show(&control.ask(Command::SetupLinks, |_| {})?);
        }
    }
    Ok(Outcome::Done)
}

/// Shows links to the person at the terminal.
fn show(links: &Value) {
    let links = links.as_array().map(Vec::as_slice).unwrap_or_default();
    if links.is_empty() {
        println!("Every set-up link has been used.");
        return;
    }
    println!(
        "Set-up links not yet used. Hand each to its owner alone; whoever has it can become them."
    );
    println!(
        "Each is completed with `tipline setup --complete`, which asks for the link and a password.\n"
    );
    for link in links {
        let text = |name: &str| link[name].as_str().unwrap_or_default();
        println!("{}", link_line(text("name"), text("role"), text("link")));
    }
}
