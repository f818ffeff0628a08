//! `cargo xtask bench`: a release build, driven on this machine's loopback, measured, and one JSON object.
//!
//! The load generator shares the cores with what it measures, as the figures in the issues demand; so it is
//! hand-made and as light as can be. Every run is bounded in count and time.

mod accept;
mod asked;
mod console;
mod file;
mod filing;
mod form;
pub(crate) mod http;
mod idle;
mod import;
mod log;
mod mailbox;
mod metrics;
mod paced;
mod postgres;
mod process;
mod read;
pub(crate) mod scratch;
pub(crate) mod server;
mod site;
mod summary;
mod triage;
mod upload;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use serde_json::Value;

use self::postgres::Postgres;
use self::scratch::Scratch;
use crate::shell::{cargo, run as sh};
use crate::workspace::Workspace;

/// What can be measured.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Name {
    /// Durable reports a second through the API, their latencies, memory, backlog; nothing may be lost.
    Accept,
    /// Whether known and unknown receipts can be told apart by time.
    Mailbox,
    /// A log of millions of entries: verification and proofs of inclusion.
    Log,
    /// The corpora of the shared folder through `tipline import`.
    Import,
    /// Resident memory of a server that does nothing.
    Idle,
    /// A long file, sealed while it arrives, beside a plain one.
    File,
    /// The public pages: their size, their first byte, filings through the form, a long upload, many slow ones.
    Site,
    /// The console over many reports: the queue, searches, reports, and first paint in a browser.
    Console,
    /// What texts say: speed and memory over the corpora, and how often it is right.
    Read,
    /// What the models that learn are worth on proxies.
    Triage,
}

/// Which engine lies under the server.
#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum Database {
    Sqlite,
    Postgres,
}

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to measure; without a name the measurements are listed.
    name: Option<Name>,
    #[arg(long, value_enum, default_value = "sqlite")]
    database: Database,
    /// How long `accept` files reports, and each part of `site` lasts.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// Connections at once [default: 64 for accept and site, 8 for mailbox].
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    concurrency: Option<u16>,
    /// Entries of the log that `log` makes.
    #[arg(long, default_value_t = 10_000_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    entries: u64,
    /// Length of the file that `file` and `site` receive.
    #[arg(long, default_value_t = 1024, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    mib: u64,
    /// Reports that `console` is asked over.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    reports: u64,
    /// Of these, those that are open.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    open: u64,
    /// How often `console` asks for each thing.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rounds: u32,
    /// Measure this binary (another version, say) instead of building ours.
    #[arg(long)]
    program: Option<PathBuf>,
}

/// What every measurement is given.
struct Bench<'a> {
    options: &'a Options,
    workspace: &'a Workspace,
    /// The release binary.
    program: PathBuf,
    /// Running as long as this value lives, when the measurement is of the second engine. It stands before
    /// the folder that it writes to, because fields are dropped in this order.
    postgres: Option<Postgres>,
    scratch: Scratch,
    shared: PathBuf,
}

impl Bench<'_> {
    /// The address of the database for `TIPLINE_DATABASE`; `None` is the embedded one.
    fn database(&self) -> Option<String> {
        self.postgres.as_ref().map(Postgres::url)
    }

    fn concurrency(&self, default: usize) -> usize {
        self.options.concurrency.map_or(default, usize::from)
    }
}

/// Runs one measurement and prints its JSON on stdout; everything else goes to stderr.
///
/// # Errors
/// It could not be carried out, or it found something that must never be (a lost report).
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let Some(name) = options.name else {
        list();
        return Ok(());
    };
    let program = match &options.program {
        Some(program) => program.clone(),
        None => {
            sh(cargo(workspace).args(["build", "--release", "--package", "tipline"]))?;
            workspace.program("release", "tipline")
        }
    };
    let scratch = Scratch::make()?;
    let postgres = match options.database {
        Database::Sqlite => None,
        Database::Postgres => Some(Postgres::start(&scratch.path().join("postgres"))?),
    };
    let bench = Bench {
        options,
        workspace,
        program,
        postgres,
        scratch,
        shared: workspace.shared(),
    };

    // One thread: the generator must leave the cores to the server.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let result = runtime.block_on(async {
        tokio::select! {
            result = measure(name, &bench) => result,
            _ = tokio::signal::ctrl_c() => bail!("interrupted; servers stopped, files removed"),
        }
    })?;
    println!("{:#}", result.json);
    match result.unacceptable {
        Some(reason) => bail!("{reason}"),
        None => Ok(()),
    }
}

/// What a measurement ends with: the figures, and what in them must never be.
struct Outcome {
    json: Value,
    unacceptable: Option<String>,
}

impl From<Value> for Outcome {
    fn from(json: Value) -> Self {
        Self {
            json,
            unacceptable: None,
        }
    }
}

async fn measure(name: Name, bench: &Bench<'_>) -> Result<Outcome> {
    let mut outcome = match name {
        Name::Accept => accept::run(bench).await,
        Name::Mailbox => mailbox::run(bench).await,
        Name::Log => log::run(bench),
        Name::Import => import::run(bench),
        Name::Idle => idle::run(bench).await,
        Name::File => file::run(bench),
        Name::Site => site::run(bench).await,
        Name::Console => console::run(bench),
        Name::Read => read::run(bench),
        Name::Triage => triage::run(bench).await,
    }?;
    let what = outcome
        .json
        .as_object_mut()
        .context("a measurement is a JSON object")?;
    what.insert("bench".to_owned(), word(name).into());
    what.insert("database".to_owned(), word(bench.options.database).into());
    asked::name_beside(what, name, bench.options.database);
    Ok(outcome)
}

fn list() {
    println!(
        "cargo xtask bench NAME [--database sqlite|postgres] [--seconds N] [--concurrency N] [--entries N] [--mib N] [--reports N] [--open N] [--rounds N]\n"
    );
    for name in Name::value_variants() {
        let value = name.to_possible_value();
        let help = value
            .as_ref()
            .and_then(|value| value.get_help())
            .map(ToString::to_string);
        println!("    {:<8} {}", word(*name), help.unwrap_or_default());
    }
}

fn word(value: impl ValueEnum) -> String {
    value
        .to_possible_value()
        .map(|value| value.get_name().to_owned())
        .unwrap_or_default()
}
