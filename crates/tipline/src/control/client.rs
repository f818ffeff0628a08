//! The command's side.

use super::{Command, Reply, perform};
use crate::args::Place;
use crate::config;
use crate::data_dir::DataDir;
use crate::say;
use anyhow::{Context, anyhow, bail};
use desk::{Background, Desk};
use serde_json::Value;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::os::unix::net::UnixStream;

/// A way to the desk.
pub(crate) enum Control {
    /// Through the running server.
    Running(BufReader<UnixStream>),
    /// Nothing runs: this process is the desk for as long as the command takes.
    Alone {
        desk: Desk,
        background: Option<Background>,
        _dir: DataDir,
    },
}

impl Control {
    /// Finds the running server, or opens the data directory. `found`: an empty place becomes an installation.
    pub(crate) fn reach(place: &Place, found: bool) -> anyhow::Result<Control> {
        match UnixStream::connect(DataDir::control_socket(&place.data)) {
            Ok(stream) => Ok(Control::Running(BufReader::new(stream))),
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::NotFound | ErrorKind::ConnectionRefused
                ) =>
            {
                let config = config::read(place.config.as_deref())?;
                if !found {
                    DataDir::must_hold_an_installation(place, &config)?;
                }
                let dir = DataDir::take(&place.data, found)?;
                let (desk, founded) = dir.desk(place, &config, found)?;
                if found {
                    say::start(&dir, founded.as_ref(), &desk)?;
                }
                let background = Some(desk.start().context("cannot start the sequencer")?);
                Ok(Control::Alone {
                    desk,
                    background,
                    _dir: dir,
                })
            }
            Err(error) => Err(error).context("the running server cannot be reached"),
        }
    }

    /// Performs a command. `progress` is told how far it is.
    pub(crate) fn ask(
        &mut self,
        command: Command,
        progress: impl Fn(u64) + Send + Sync + 'static,
    ) -> anyhow::Result<Value> {
        match self {
            Control::Alone { desk, .. } => {
                perform::perform(desk, command, progress).map_err(|sentence| anyhow!(sentence))
            }
            Control::Running(stream) => {
                let mut line = zeroize::Zeroizing::new(serde_json::to_vec(&command)?);
                line.push(b'\n');
                stream
                    .get_mut()
                    .write_all(&line)
                    .context("the server went away")?;
                loop {
                    let mut line = String::new();
                    if stream
                        .read_line(&mut line)
                        .context("the server went away")?
                        == 0
                    {
                        bail!("the server went away before it answered; look whether it was done");
                    }
                    match serde_json::from_str(&line)
                        .context("the server gave an answer of another version")?
                    {
                        Reply::Progress(at) => progress(at),
                        Reply::Done(value) => return Ok(value),
                        Reply::Failed(sentence) => bail!(sentence),
                    }
                }
            }
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        if let Control::Alone {
            desk, background, ..
        } = self
        {
            // The sequencer stops first: what was logged is numbered at the next start.
            drop(background.take());
            desk.close();
        }
    }
}
