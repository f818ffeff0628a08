//! A `tipline serve` of our own.

use std::env;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;
use tokio::time::sleep;

use super::http::Connection;
use super::metrics::Metrics;
use super::process::Process;

const READY_WITHIN: Duration = Duration::from_secs(60);
const ENDS_WITHIN: Duration = Duration::from_secs(30);

/// A running server; killed when this value goes.
pub(crate) struct Server {
    pub(super) process: Process,
    pub(crate) public: SocketAddr,
    ops: SocketAddr,
}

impl Server {
    /// Starts it on a data directory and on free ports, and waits until it is ready.
    ///
    /// # Errors
    /// It ended early or was not ready after a minute; the error holds what it said.
    pub(super) async fn start(program: &Path, data: &Path, database: Option<&str>) -> Result<Self> {
        let mut command = tipline(program, database);
        command.arg("serve").arg("--data").arg(data);
        Self::serve(command, data.with_extension("output")).await
    }

    /// The same with a `tipline serve` that was prepared, but for its ports; what it says goes to the file `output`.
    ///
    /// # Errors
    /// As above.
    pub(crate) async fn serve(mut command: Command, output: PathBuf) -> Result<Self> {
        let (public, ops) = (free_address()?, free_address()?);
        command.args(["--public", &public.to_string(), "--ops", &ops.to_string()]);
        command.args(["--desk", "127.0.0.1:0"]);
        let process = Process::start("`tipline serve`", &mut command, output)?;
        let mut server = Self {
            process,
            public,
            ops,
        };
        server.wait_until_ready().await?;
        Ok(server)
    }

    async fn wait_until_ready(&mut self) -> Result<()> {
        let start = Instant::now();
        loop {
            self.process.still_runs()?;
            let last = match self.get("/readyz").await {
                Ok((200, _)) => return Ok(()),
                Ok((status, body)) => format!("status {status}: {body}"),
                Err(error) => format!("{error:#}"),
            };
            if start.elapsed() > READY_WITHIN {
                let said = self.process.last_words();
                bail!("the server was not ready after a minute ({last}); it said:\n{said}");
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// What GET /metrics says now.
    pub(super) async fn metrics(&mut self) -> Result<Metrics> {
        let (status, body) = self.get("/metrics").await?;
        if status != 200 {
            bail!("GET /metrics was answered with {status}: {body}");
        }
        Ok(Metrics::parse(&body))
    }

    /// Waits until no job waits any more, and returns how long that took; `None` when it takes longer than
    /// `limit`, or when the server does not tell.
    pub(super) async fn drain(&mut self, limit: Duration) -> Result<Option<Duration>> {
        let start = Instant::now();
        while start.elapsed() < limit {
            match self.metrics().await?.waiting_jobs() {
                None => return Ok(None),
                Some(jobs) if jobs <= 0.0 => return Ok(Some(start.elapsed())),
                Some(_) => sleep(Duration::from_millis(100)).await,
            }
        }
        Ok(None)
    }

    /// Asks it to end and waits for it.
    pub(crate) fn stop(self) -> Result<()> {
        self.process.stop(Signal::TERM, ENDS_WITHIN)
    }

    async fn get(&self, path: &str) -> Result<(u16, String)> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n");
        // A new connection each time: the server closes one that said nothing for a while.
        let mut ops = Connection::to(self.ops);
        let answer = ops.exchange(request.as_bytes()).await?;
        Ok((
            answer.status,
            String::from_utf8_lossy(answer.body).trim().to_owned(),
        ))
    }
}

/// The program with no setting from outside but the database.
pub(super) fn tipline(program: &Path, database: Option<&str>) -> Command {
    let mut command = Command::new(program);
    unset(&mut command);
    if let Some(database) = database {
        command.env("TIPLINE_DATABASE", database);
    }
    command
}

/// Takes every setting of ours out of what a command inherits.
pub(crate) fn unset(command: &mut Command) {
    for (name, _) in
        env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TIPLINE_"))
    {
        command.env_remove(name);
    }
}

/// A port of the loopback that nobody listens on. Another process could take it before we do; then the
/// server says so and the run ends.
pub(super) fn free_port() -> Result<u16> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on the loopback")?;
    Ok(listener.local_addr()?.port())
}

fn free_address() -> Result<SocketAddr> {
    Ok((Ipv4Addr::LOCALHOST, free_port()?).into())
}
