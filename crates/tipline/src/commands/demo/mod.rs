//! `tipline demo`: everything, with sample reports, in a directory that is gone afterwards.

mod codes;
mod days;
mod play;
mod story;

use super::serve::{Doors, run_server};
use crate::Outcome;
use crate::args::Demo;
use crate::config;
use crate::data_dir::DataDir;
use crate::files;
use anyhow::{Context, bail};
use desk::{Accepted, Person};
use play::PASSWORD;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;

/// Stands on every page.
const BANNER_EN: &str = "Demonstration: everything here is made up, nobody reads what you send, and it is gone when the demo ends.";
const BANNER_ZH: &str = "演示：全部内容均为虚构，您发送的内容无人查看，演示结束即删除。";

pub(crate) fn run(demo: &Demo) -> anyhow::Result<Outcome> {
    let home = tempfile::Builder::new()
        .prefix("tipline-demo-")
        .tempdir()
        .context("cannot make a directory")?;
    let path = home.path().join("data");
    let dir = DataDir::take(&path, true)?;
    let mut config = config::read(None)?;
    let public = free(demo.public, 8080)?;
    let site = &mut config.profile.site;
    if public.port() != 0 {
        site.address = format!("http://{public}/");
    }
    site.banner_en = BANNER_EN.to_owned();
    site.banner_zh = BANNER_ZH.to_owned();
    let example = play::play(&dir, &config.profile)?;
    let (desk, _) = dir.desk(&play::place(&path), &config, false)?;
    let people = desk.people()?;
    let told = {
        let (desk, people) = (desk.clone(), people.clone());
        Arc::new(move || println!("{}", codes::now(&desk, &people)))
    };
    let doors = Doors {
        public,
        onion: None,
        desk: free(demo.desk, 8081)?,
        console: web::ConsoleOptions {
            secure: false,
            hosts: Vec::new(),
            started_with: Vec::new(),
            on_sign_in: Some(told),
        },
        ops: free(demo.ops, 8082)?,
        tls: None,
        connections: files::connections(&desk.profile().intake, 1)?,
        mail_password: None,
    };
    run_server(&dir, &desk, doors, |opened| {
        say(
            &in_shell(&path.display().to_string()),
            opened.public,
            opened.desk,
            opened.ops,
            &people,
            &example,
        );
    })?;
    drop(dir);
    home.close()
        .context("the demo's directory could not be removed")?;
    eprintln!("The demo's directory is gone.");
    Ok(Outcome::Done)
}

/// The address that was asked for, or the default one, or a free one when that is taken.
fn free(asked: Option<SocketAddr>, port: u16) -> anyhow::Result<SocketAddr> {
    if let Some(address) = asked {
        if !address.ip().is_loopback() {
            bail!("the demo has known passwords: it listens on loopback only");
        }
        return Ok(address);
    }
    let usual = SocketAddr::from(([127, 0, 0, 1], port));
    match TcpListener::bind(usual) {
        Ok(_) => Ok(usual),
        Err(_) => Ok(SocketAddr::from(([127, 0, 0, 1], 0))),
    }
}

/// How this program is called from here: by its name when that is enough, else by its path.
fn this_program() -> String {
    let Ok(own) = std::env::current_exe() else {
        return "tipline".to_owned();
    };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut installed = std::env::split_paths(&path).map(|folder| folder.join("tipline"));
    if let Some(found) = installed.find(|file| file.is_file())
        && found.canonicalize().ok() == own.canonicalize().ok()
    {
        return "tipline".to_owned();
    }
    let here = std::env::current_dir().unwrap_or_default();
    let called = match own.strip_prefix(here) {
        Ok(below) => Path::new(".").join(below),
        Err(_) => own,
    };
    in_shell(&called.display().to_string())
}

/// A word that a shell reads as it is written.
fn in_shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+=:@%,".contains(c);
    if word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

fn say(
    data: &str,
    public: SocketAddr,
    desk: SocketAddr,
    ops: SocketAddr,
    people: &[Person],
    example: &Accepted,
) {
    println!(
        "tipline demo: 130 sample reports, in a directory that is removed when you stop it.\n"
    );
    println!("  pages    http://{public}/en/ and http://{public}/zh/");
    println!("  desk     http://{desk}/");
    println!(
        "  API      http://{public}/api/v1   (description: http://{public}/api/v1/openapi.json)"
    );
    println!("  figures  http://{ops}/metrics");
    println!("  data     {data}\n");
    println!("People, all with the password \"{PASSWORD}\":");
    for person in people {
        println!("  {} ({})", person.name, person.role);
    }
    println!(
        "To sign in at the desk each needs a code, too: it is printed here when you open that page."
    );
    println!("\nAs a reporter, file a report and keep the nine words that come back:");
    println!("  curl -s http://{public}/api/v1/reports -H 'content-type: application/json' \\");
    println!(
        "    -d '{{\"text\":\"A grey box with an antenna is taped to the lamp post at the north gate.\"}}'"
    );
    println!(
        "\nCome back with the words, here those of a sample report ({} in Chinese):",
        example.receipt.chinese()
    );
    println!(
        "  curl -s http://{public}/api/v1/mailbox/open -H 'content-type: application/json' \\"
    );
    println!("    -d '{{\"receipt\":\"{}\"}}'", example.receipt.english());
    let tipline = this_program();
    println!("\nAs an officer, in another terminal, from the same directory:");
    println!("  {tipline} report --data {data} list --as officer-1");
    println!("  {tipline} report --data {data} open NUMBER --as officer-1 --reason 'first look'");
    println!(
        "  {tipline} report --data {data} reply NUMBER --as officer-1 --text 'Thank you. Is the box still there?'"
    );
    println!("  {tipline} log --data {data} verify");
    println!("\nCtrl-C stops the demo and removes everything.");
}
