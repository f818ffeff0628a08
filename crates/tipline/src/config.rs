//! Settings: flags over environment over file over default. (clap reads flags and environment.)
//!
//! The file holds the profile's sections and one section of its own, `[serve]`.

use anyhow::{Context, anyhow};
use report::{Profile, ProfileError, nearest};
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// What the file says about the program itself.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ServeSection {
    pub(crate) public: Option<SocketAddr>,
    pub(crate) onion: Option<SocketAddr>,
    pub(crate) desk: Option<SocketAddr>,
    pub(crate) ops: Option<SocketAddr>,
    pub(crate) desk_hosts: Vec<String>,
    pub(crate) behind_proxy: bool,
    pub(crate) ops_anywhere: bool,
    pub(crate) tls_cert: Option<PathBuf>,
    pub(crate) mail_password_file: Option<PathBuf>,
    pub(crate) tls_key: Option<PathBuf>,
    pub(crate) database: Option<String>,
    pub(crate) secret_file: Option<PathBuf>,
}

/// Its keys, with their section.
const KEYS: [&str; 12] = [
    "serve.public",
    "serve.onion",
    "serve.desk",
    "serve.ops",
    "serve.desk_hosts",
    "serve.behind_proxy",
    "serve.ops_anywhere",
    "serve.tls_cert",
    "serve.mail_password_file",
    "serve.tls_key",
    "serve.database",
    "serve.secret_file",
];

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
    let (ours, rest) = split(text);
    known(&ours)?;
    let file: File = toml::from_str(&ours).map_err(|error| anyhow!("{error}"))?;
    Ok(Config {
        profile: Profile::from_toml(&rest)?,
        serve: file.serve,
    })
}

/// Refuses a key of `[serve]` that nobody knows, in the words in which the profile refuses one of its own.
fn known(ours: &str) -> Result<(), ProfileError> {
    // What is no TOML at all is told by who reads the values.
    let Ok(document) = DeTable::parse(ours) else {
        return Ok(());
    };
    let Some(DeValue::Table(keys)) = document
        .get_ref()
        .get("serve")
        .map(|section| section.get_ref())
    else {
        return Ok(());
    };
    let name = |key: &'static str| key.trim_start_matches("serve.");
    let unknown = keys
        .keys()
        .find(|key| !KEYS.iter().any(|known| name(known) == key.get_ref()));
    let Some(key) = unknown else {
        return Ok(());
    };
    let meant = nearest(key.get_ref(), KEYS.iter().map(|known| name(known)));
    Err(ProfileError::UnknownKey {
        line: 1 + ours[..key.span().start].matches('\n').count(),
        key: format!("serve.{}", key.get_ref()),
        nearest: meant.and_then(|meant| KEYS.into_iter().find(|known| name(known) == meant)),
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
    fn every_flag_of_the_server_can_stand_in_the_file() {
        let values = [
            ("public", "127.0.0.1:1"),
            ("onion", "127.0.0.1:4"),
            ("desk", "127.0.0.1:2"),
            ("ops", "127.0.0.1:3"),
            ("tls_cert", "chain.pem"),
            ("tls_key", "key.pem"),
            ("mail_password_file", "mail"),
            ("database", "postgres://user@host/name"),
            ("secret_file", "secret"),
        ];
        let lines: String = values
            .iter()
            .map(|(key, value)| format!("{key} = {value:?}\n"))
            .collect();
        let config = parse(&format!(
            "[serve]\nbehind_proxy = true\nops_anywhere = true\ndesk_hosts = [\"desk.example\"]\n{lines}"
        ))
        .expect("good");
        assert_eq!(KEYS.len(), values.len() + 3);
        assert_eq!(config.serve.desk_hosts, ["desk.example"]);
        assert_eq!(config.serve.secret_file, Some("secret".into()));
        assert_eq!(config.serve.desk, "127.0.0.1:2".parse().ok());
        assert_eq!(config.serve.onion, "127.0.0.1:4".parse().ok());
    }

    #[test]
    fn an_unknown_setting_is_named_with_its_line() {
        let error = parse("[serve]\npublik = \"127.0.0.1:1\"\n")
            .err()
            .expect("refused")
            .to_string();
        assert_eq!(
            error,
            "line 2: unknown key `serve.publik`; did you mean `serve.public`?"
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
