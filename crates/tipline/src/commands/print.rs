//! `tipline openapi`, `completions`, `man`: what the program says of itself.

use super::put;
use crate::Outcome;
use crate::args::Args;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use std::io::Write;

pub(crate) fn openapi() -> anyhow::Result<Outcome> {
    put(format!("{}\n", web::api::openapi_document()?).as_bytes())?;
    Ok(Outcome::Done)
}

pub(crate) fn completions(shell: clap_complete::Shell) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "tipline", &mut script);
    put(&script)?;
    Ok(Outcome::Done)
}

/// One page for all commands, so that `tipline man | man -l -` is enough.
pub(crate) fn man() -> anyhow::Result<Outcome> {
    let mut program = Args::command();
    program.build();
    let mut page = Vec::new();
    let head = Man::new(program.clone());
    head.render_title(&mut page)?;
    head.render_name_section(&mut page)?;
    head.render_description_section(&mut page)?;
    writeln!(page, ".SH COMMANDS")?;
    describe(&program, &mut page)?;
    put(&page)?;
    Ok(Outcome::Done)
}

/// The help of every command below this one, word for word.
fn describe(command: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    for below in command.get_subcommands() {
        if below.is_hide_set() || below.get_name() == "help" {
            continue;
        }
        let name = below.get_bin_name().unwrap_or(below.get_name());
        writeln!(page, ".SS {}\n.nf", roff(name))?;
        // The page is everybody's: not with the values of whoever's environment it was made in.
        let mut below_here = below.clone().mut_args(|arg| arg.hide_env_values(true));
        for line in below_here.render_long_help().to_string().lines() {
            writeln!(page, "{}", roff(line.trim_end()))?;
        }
        writeln!(page, ".fi")?;
        describe(below, page)?;
    }
    Ok(())
}

/// A line as roff shows it: a backslash is one, a hyphen can be copied, and a full stop at the start is no request.
fn roff(line: &str) -> String {
    let line = line.replace('\\', "\\e").replace('-', "\\-");
    if line.starts_with(['.', '\'']) {
        format!("\\&{line}")
    } else {
        line
    }
}
