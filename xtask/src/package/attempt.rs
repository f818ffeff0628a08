//! `cargo xtask package --try`: the program of the .deb in a root with nothing else in it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::bench::http::{Connection, post};
use crate::bench::scratch::Scratch;
use crate::bench::server::{Server, unset};
use crate::shell::{output, run as sh};

/// Where the data lies, as seen from inside: the one folder that the .deb does not bring.
const DATA: &str = "/tmp/data";
const REPORT: &str =
    r#"{"text":"A grey box with an antenna is taped to the lamp post at the north gate."}"#;

/// Unpacks it and runs it.
///
/// # Errors
/// It does not run there, or does not do what it should.
pub(super) fn run(deb: &Path, version: &str) -> Result<()> {
    let scratch = Scratch::make()?;
    let root = scratch.path().join("root");
    sh(Command::new("dpkg-deb").arg("-x").args([deb, &root]))?;
    fs::create_dir_all(root.join("tmp"))?;

    let said = output(&mut inside(&root, &["--version"]))?;
    expect(&said, &format!("tipline {version}"))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve(&root, &scratch.path().join("said")))?;
    eprintln!(
        "Tried in a root with the files of the .deb, an empty /tmp and nothing else (no /dev, no /proc, no library): \
         --version, serve on loopback, GET /readyz, a report filed by the API, log verify while it ran and afterwards, \
         stop. Not tried here: postinst, the systemd unit, another machine."
    );
    Ok(())
}

async fn serve(root: &Path, output: &Path) -> Result<()> {
    // Returns when GET /readyz is answered with 200.
    let server = Server::serve(inside(root, &["serve", "--data", DATA]), output.to_owned()).await?;
    let request = post(server.public, "/api/v1/reports", REPORT);
    let mut public = Connection::to(server.public);
    let answer = public.exchange(&request).await?;
    let body: Value = serde_json::from_slice(answer.body).context("the answer is no JSON")?;
    if answer.status != 201 || !body["receipt"]["en"].is_string() {
        bail!("the report was answered with {}: {body}", answer.status);
    }
    verify(root).context("while it runs")?;
    server.stop()?;
    verify(root).context("after the stop")
}

fn verify(root: &Path) -> Result<()> {
    let told = output(&mut inside(root, &["log", "verify", "--data", DATA]))?;
    let told: Value = serde_json::from_str(&told)?;
    let clean = told["problems"].as_array().is_some_and(Vec::is_empty);
    if !clean || told["size"].as_u64().unwrap_or(0) == 0 {
        bail!("the log does not verify: {told}");
    }
    Ok(())
}

fn expect(said: &str, wanted: &str) -> Result<()> {
    if said.trim() != wanted {
        bail!("it said {said:?} instead of {wanted:?}");
    }
    Ok(())
}

/// The program, for which that folder is the whole machine.
fn inside(root: &Path, words: &[&str]) -> Command {
    let mut command = if rustix::process::geteuid().is_root() {
        Command::new("chroot")
    } else {
        // Root in a name space of our own is enough for that.
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--root"]);
        command
    };
    command.arg(root).arg("/usr/bin/tipline").args(words);
    unset(&mut command);
    command.env_remove("CREDENTIALS_DIRECTORY");
    command
}
