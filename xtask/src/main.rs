//! `cargo xtask`: what is done to this repository rather than by it.
//!
//! It depends on no room of the house, so that it still runs, and says what is wrong, when a room does
//! not compile.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a tool for developers: it prints, reads the environment and measures time"
)]

mod bench;
mod ci;
mod house;
mod optional;
mod package;
mod pictures;
mod shell;
mod soak;
mod teach;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// Checks, tests and measurements of the tipline repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the `tipline` binary and run the tests of the whole workspace.
    Test {
        /// Run only the tests whose name contains one of these.
        filter: Vec<String>,
    },
    /// Run exactly what CI runs, stopping at the first failure.
    Ci,
    /// Check the rules of the house: arrows between crates, file lengths, banned crates, decisions.
    House,
    /// Run the long fault tests (`#[ignore = "soak: ..."]`, named `soak_...`), one after the other.
    Soak {
        /// Only those whose name contains this, with or without the prefix `soak_`.
        name: Option<String>,
    },
    /// Draw every public page in every state into a folder, with chromium, to be looked at.
    Pictures {
        /// Where the pictures go.
        folder: std::path::PathBuf,
    },
    /// Make the models of reading from the written examples in signatures/examples.
    Teach {
        /// Files of examples to leave out, to measure on them.
        left_out: Vec<String>,
    },
    /// Make docs/signatures.md from the signatures.
    Signatures,
    /// Make the static program and its .deb in target/package, and print their sums.
    Package(package::Options),
    /// Measure a release build on this machine and print one JSON object.
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let task = Arguments::parse().task;
    let done = Workspace::load().and_then(|workspace| match task {
        Task::Test { filter } => test::run(&workspace, &filter),
        Task::Ci => ci::run(&workspace),
        Task::House => house::run(&workspace),
        Task::Pictures { folder } => pictures::run(&workspace, &folder),
        Task::Soak { name } => soak::run(&workspace, name.as_deref()),
        Task::Teach { left_out } => teach::run(&workspace, &left_out),
        Task::Signatures => teach::page(&workspace),
        Task::Package(options) => package::run(&workspace, &options),
        Task::Bench(options) => bench::run(&workspace, &options),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
