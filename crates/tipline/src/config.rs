//! Settings: flags over environment over file over default. (clap reads flags and environment.)
//!
//! The file holds the profile's sections and one section of its own, `[serve]`.

use anyhow::{Context, bail};
use report::Profile;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What the file says about the program itself.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ServeSection {
    pub(crate) public: Option<SocketAddr>,
    pub(crate) ops: Option<SocketAddr>,
    pub(crate) behind_proxy: bool,
    pub(crate) ops_anywhere: bool,
    pub(crate) tls_cert: Option<PathBuf>,
    pub(crate) tls_key: Option<PathBuf>,
    pub(crate) database: Option<String>,
}

pub(crate) struct Config {
    pub(crate) profile: Profile,
    pub(crate) serve: ServeSection,
}

/// Reads the file, or gives the defaults.
pub(crate) fn read(file: Option<&Path>) -> anyhow::Result<Config> {
    let Some(file) = file else {
        return Ok(Config {
            profile: Profile::default_profile(),
            serve: ServeSection::default(),
        });
    };
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    parse(&text).with_context(|| format!("in {}", file.display()))
}

fn parse(text: &str) -> anyhow::Result<Config> {
    let (ours, profile) = split(text);
    let serve = match toml::from_str::<File>(&ours) {
        Ok(file) => file.serve,
        Err(error) => bail!("{error}"),
    };
    Ok(Config {
        profile: Profile::from_toml(&profile)?,
        serve,
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct File {
    serve: ServeSection,
}

/// Parts the text into `[serve]` and the rest, line for line, so that errors name the right line.
fn split(text: &str) -> (String, String) {
    let (mut ours, mut rest) = (String::new(), String::new());
    let mut in_serve = false;
    for line in text.lines() {
        if line.trim_start().starts_with('[') {
            in_serve = line
                .trim()
                .trim_start_matches('[')
                .split(']')
                .next()
                .map(str::trim)
                == Some("serve");
        }
        let (here, other) = if in_serve {
            (&mut ours, &mut rest)
        } else {
            (&mut rest, &mut ours)
        };
        here.push_str(line);
        here.push('\n');
        other.push('\n');
    }
    (ours, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_overlays_the_default_and_keeps_the_program_apart() {
        let config = parse(
            "[mailbox]\nanswer_ms = 80\n\n[serve]\nbehind_proxy = true\n[log]\norigin = \"here\"\n",
        )
        .expect("a good file");
        assert_eq!(config.profile.mailbox.answer_ms, 80);
        assert_eq!(config.profile.log.origin, "here");
        assert!(config.serve.behind_proxy);
    }

    #[test]
    fn an_unknown_setting_is_named_with_its_line() {
        let error = parse("[serve]\npublik = \"127.0.0.1:1\"\n")
            .err()
            .expect("refused")
            .to_string();
        assert!(
            error.contains("line 2") && error.contains("publik") && error.contains("public"),
            "{error}"
        );
        let error = parse("[serve]\n\n[mailbox]\nanswer_sm = 1\n")
            .err()
            .expect("refused")
            .to_string();
        assert!(
            error.contains('4') && error.contains("answer_ms"),
            "{error}"
        );
    }
}
