//! `tipline openapi`, `completions`, `man`: what the program says of itself.

use crate::Outcome;
use crate::args::Args;
use clap::CommandFactory;
use std::io::stdout;

pub(crate) fn openapi() -> anyhow::Result<Outcome> {
    println!("{}", web::api::openapi_document()?);
    Ok(Outcome::Done)
}

pub(crate) fn completions(shell: clap_complete::Shell) -> anyhow::Result<Outcome> {
    clap_complete::generate(shell, &mut Args::command(), "tipline", &mut stdout());
    Ok(Outcome::Done)
}

pub(crate) fn man() -> anyhow::Result<Outcome> {
    clap_mangen::Man::new(Args::command()).render(&mut stdout())?;
    Ok(Outcome::Done)
}
