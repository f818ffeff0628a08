//! `tipline`: a public hotline in one binary. Parse, run, say what went wrong.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "the program itself: it prints, reads clock, chance and environment, and hands them to the rooms"
)]

/// As in the standard library, except that a reader who went away (`| head`, a closed terminal) ends nothing: what the
/// command does is worth more than what it says.
macro_rules! println {
    ($($what:tt)*) => {{
        use std::io::Write as _;
        drop(writeln!(std::io::stdout(), $($what)*));
    }};
}

/// As [`println!`] above, to stderr.
macro_rules! eprintln {
    ($($what:tt)*) => {{
        use std::io::Write as _;
        drop(writeln!(std::io::stderr(), $($what)*));
    }};
}

mod args;
mod commands;
mod config;
mod control;
mod data_dir;
mod files;
mod lines;
mod notices;
mod outside;
mod say;
mod terminal;

use args::{Args, Command};
use clap::Parser;
use std::process::ExitCode;

/// Freed memory is wiped before it is used again: keys and texts do not lie about.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    terminal::keep_panics_quiet();
    let args = Args::parse();
    terminal::log_to_stderr();
    let done = match args.command {
        Command::Demo(demo) => commands::demo::run(&demo),
        Command::Serve(serve) => commands::serve::run(&serve),
        Command::Setup(setup) => commands::setup::run(&setup),
        Command::Officer(officer) => commands::officer::run(&officer),
        Command::Report(report) => commands::report::run(&report),
        Command::Import(import) => commands::import::run(&import),
        Command::Read(read) => commands::read::run(&read),
        Command::Triage(triage) => commands::triage::run(&triage),
        Command::Log(log) => commands::log::run(&log),
        Command::Keyring(keyring) => commands::keyring::run(&keyring),
        Command::Backup(backup) => commands::backup::backup(&backup),
        Command::Restore(restore) => commands::backup::restore(&restore),
        Command::Openapi => commands::print::openapi(),
        Command::Completions { shell } => commands::print::completions(shell),
        Command::Man => commands::print::man(),
        Command::Onion(onion) => commands::onion::run(&onion),
        Command::BenchConsole(bench) => commands::bench_console::run(&bench),
        Command::BenchFile(bench) => commands::bench_file::run(&bench),
        Command::BenchRead(bench) => commands::bench_read::run(&bench),
        Command::BenchLog(bench) => commands::bench_log::run(&bench),
    };
    match done {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) => {
            eprintln!("tipline: {}", sentence(&error));
            ExitCode::from(2)
        }
    }
}

/// How a command ended when nothing failed.
enum Outcome {
    /// All is well: exit status 0.
    Done,
    /// Done, with findings that a script should notice (bad lines, a log that does not verify): exit status 1.
    Findings,
}

/// An error with its causes, each said once: some errors of the rooms repeat their cause in their own words.
pub(crate) fn sentence(error: &anyhow::Error) -> String {
    error
        .chain()
        .map(ToString::to_string)
        .fold(String::new(), |said, cause| {
            if said.is_empty() {
                cause
            } else if said.ends_with(&cause) {
                said
            } else {
                format!("{said}: {cause}")
            }
        })
}
