//! What the server was started with, and where each of it came from: the settings page shows it. Of a database's address only
//! where it is, of a secret only that there is one.

use crate::args::{DATA, Serve};
use crate::config::Config;
use std::fmt::Display;
use web::{StartedFrom, StartedWith};

pub(super) fn started_with(serve: &Serve, config: &Config) -> Vec<StartedWith> {
    let file = &config.serve;
    let data = serve.place.data.display();
    let data = (data.to_string() != DATA).then_some(data);
    vec![
        place("data", data, None, DATA),
        place("config", path(&serve.place.config), None, "-"),
        given("public", serve.public, file.public, "127.0.0.1:8080"),
        given("onion", serve.onion, file.onion, "-"),
        given("desk", serve.desk, file.desk, "127.0.0.1:8081"),
        given(
            "desk-host",
            list(&serve.desk_hosts),
            list(&file.desk_hosts),
            "-",
        ),
        given("ops", serve.ops, file.ops, "127.0.0.1:8082"),
        given(
            "behind-proxy",
            yes(serve.behind_proxy),
            yes(file.behind_proxy),
            "no",
        ),
        given(
            "ops-anywhere",
            yes(serve.ops_anywhere),
            yes(file.ops_anywhere),
            "no",
        ),
        place("tls-cert", path(&serve.tls_cert), path(&file.tls_cert), "-"),
        place(
            "mail-password-file",
            path(&serve.mail_password_file),
            path(&file.mail_password_file),
            "-",
        ),
        place("tls-key", path(&serve.tls_key), path(&file.tls_key), "-"),
        given(
            "database",
            serve.place.database.as_deref().map(|_| POSTGRES),
            file.database.as_deref().map(|_| POSTGRES),
            "SQLite",
        ),
        place(
            "secret-file",
            path(&serve.place.secret_file),
            path(&file.secret_file),
            "-",
        ),
    ]
}

/// Of its address nothing is shown: it may hold a password.
const POSTGRES: &str = "PostgreSQL";

fn yes(given: bool) -> Option<&'static str> {
    given.then_some("yes")
}

fn list(given: &[String]) -> Option<String> {
    (!given.is_empty()).then(|| given.join(", "))
}

fn path(given: &Option<std::path::PathBuf>) -> Option<std::path::Display<'_>> {
    given.as_ref().map(|path| path.display())
}

fn given<T: Display>(
    name: &'static str,
    command: Option<T>,
    file: Option<T>,
    default: &str,
) -> StartedWith {
    let (value, from) = match (command, file) {
        (Some(value), _) => (value.to_string(), StartedFrom::Command),
        (None, Some(value)) => (value.to_string(), StartedFrom::File),
        (None, None) => (default.to_owned(), StartedFrom::Default),
    };
    StartedWith {
        name,
        value,
        from,
        is_path: false,
    }
}

/// What names a place of this machine.
fn place<T: Display>(
    name: &'static str,
    command: Option<T>,
    file: Option<T>,
    default: &str,
) -> StartedWith {
    StartedWith {
        is_path: true,
        ..given(name, command, file, default)
    }
}
