//! The server's side: a socket in the data directory, mode 0600.

use super::{Command, Reply, perform};
use crate::data_dir::DataDir;
use anyhow::Context;
use desk::Desk;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The control socket of a running server; removed when dropped.
pub(crate) struct ControlServer {
    path: PathBuf,
}

impl ControlServer {
    /// Listens. The directory is 0700 and locked by us, so whatever lies at the path is a leftover.
    pub(crate) fn start(dir: &Path, desk: &Desk) -> anyhow::Result<ControlServer> {
        let path = DataDir::control_socket(dir);
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).context("cannot remove the old control socket"),
        }
        let listener = UnixListener::bind(&path).with_context(|| {
            format!(
                "cannot listen at {} (is the path longer than 107 bytes?)",
                path.display()
            )
        })?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        let desk = desk.clone();
        std::thread::Builder::new()
            .name("control".to_owned())
            .spawn(move || {
                for stream in listener.incoming() {
                    let Ok(stream) = stream else {
                        // Out of file descriptors, most likely: they come back.
                        std::thread::sleep(Duration::from_millis(20));
                        continue;
                    };
                    let desk = desk.clone();
                    // One thread a command: there are few, and each may wait for a head or an Argon2id.
                    let spawned = std::thread::Builder::new()
                        .name("command".to_owned())
                        .spawn(move || {
                            if let Err(error) = serve(&desk, &stream) {
                                tracing::debug!(%error, "a control connection ended");
                            }
                        });
                    if let Err(error) = spawned {
                        tracing::warn!(%error, "a command could not be started");
                    }
                }
            })?;
        Ok(ControlServer { path })
    }
}

impl Drop for ControlServer {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.path));
    }
}

fn serve(desk: &Desk, stream: &UnixStream) -> anyhow::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    let out = Arc::new(Mutex::new(stream.try_clone()?));
    loop {
        let mut line = zeroize::Zeroizing::new(String::new());
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let reply = match serde_json::from_str::<Command>(&line) {
            Ok(command) => {
                let progress = Arc::clone(&out);
                // A client that went away is noticed at the last line.
                let done = perform::perform(desk, command, move |at| {
                    drop(send(&progress, &Reply::Progress(at)))
                });
                match done {
                    Ok(value) => Reply::Done(value),
                    Err(sentence) => Reply::Failed(sentence),
                }
            }
            Err(_) => Reply::Failed(
                "the server is of another version and does not know this command".to_owned(),
            ),
        };
        send(&out, &reply)?;
    }
}

fn send(out: &Mutex<UnixStream>, reply: &Reply) -> anyhow::Result<()> {
    let mut line = serde_json::to_vec(reply)?;
    line.push(b'\n');
    out.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .write_all(&line)?;
    Ok(())
}
