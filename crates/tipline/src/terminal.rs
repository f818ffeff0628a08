//! The terminal: logs, passwords, progress.

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{IsTerminal, Read, stderr, stdin};
use std::os::fd::AsFd;
use zeroize::Zeroizing;

/// Logs go to stderr: as JSON lines when nobody looks, readable on a terminal.
pub(crate) fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("TIPLINE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        // A log that nobody reads any more must not end the server by complaining about it.
        .log_internal_errors(false)
        .with_target(false);
    if stderr().is_terminal() {
        logs.compact().init();
    } else {
        logs.json().flatten_event(true).init();
    }
}

/// A panic is told by its place alone: the message of a slice that is out of bounds quotes the text, and the text may be
/// a report's.
pub(crate) fn keep_panics_quiet() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let place = place.as_deref().unwrap_or("an unknown place");
        eprintln!("tipline: this is a mistake in the program: it panicked at {place}");
    }));
}

/// A password: from the file descriptor that this flag gave, or asked for without echo.
pub(crate) fn password(
    fd: Option<u32>,
    flag: &str,
    prompt: &str,
) -> anyhow::Result<Zeroizing<String>> {
    match fd {
        Some(fd) => from_fd(fd),
        None if stdin().is_terminal() => Ok(Zeroizing::new(
            rpassword::prompt_password(prompt).context("cannot ask for the password")?,
        )),
        None => bail!("there is no terminal to ask for the password; give it with {flag} N"),
    }
}

/// A new password, asked for twice on a terminal.
pub(crate) fn new_password(fd: Option<u32>, flag: &str) -> anyhow::Result<Zeroizing<String>> {
    let first = password(fd, flag, "New password (at least 12 characters): ")?;
    if fd.is_none() && *password(None, flag, "Once more: ")? != *first {
        bail!("the two passwords differ");
    }
    Ok(first)
}

/// A secret that is no password: asked for without echo, or the next line of standard input.
pub(crate) fn secret_line(prompt: &str) -> anyhow::Result<Zeroizing<String>> {
    if stdin().is_terminal() {
        let asked = rpassword::prompt_password(prompt).context("cannot read from the terminal")?;
        return Ok(Zeroizing::new(asked));
    }
    line(&mut standard_input()?).context("standard input cannot be read")
}

fn from_fd(fd: u32) -> anyhow::Result<Zeroizing<String>> {
    let file = match fd {
        0 => standard_input(),
        _ => File::open(format!("/dev/fd/{fd}")),
    };
    let mut file = file.with_context(|| {
        format!("file descriptor {fd} cannot be read; give the password as in: 3< file")
    })?;
    let password = line(&mut file).context("the password cannot be read")?;
    if password.is_empty() {
        bail!("file descriptor {fd} holds no password");
    }
    Ok(password)
}

/// Without the buffer of [`stdin`], which would take more than is asked for.
fn standard_input() -> std::io::Result<File> {
    Ok(File::from(stdin().as_fd().try_clone_to_owned()?))
}

/// One line, and not a byte beyond it: what follows is for whoever reads next.
fn line(from: &mut impl Read) -> anyhow::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(Vec::new());
    let mut byte = [0];
    while from.read(&mut byte)? > 0 && byte != [b'\n'] {
        line.extend_from_slice(&byte);
    }
    let text = std::str::from_utf8(&line).context("it is not UTF-8")?;
    Ok(Zeroizing::new(text.trim_end_matches('\r').to_owned()))
}

/// A progress bar on stderr; silent when nobody looks.
pub(crate) fn progress(length: u64, what: &'static str, unit_is_bytes: bool) -> ProgressBar {
    let bar = ProgressBar::new(length);
    let counts = if unit_is_bytes {
        "{bytes}/{total_bytes}"
    } else {
        "{human_pos}/{human_len}"
    };
    let template = format!("{{msg}} {{wide_bar}} {counts}, {{eta}} left");
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style);
    }
    bar.with_message(what)
}

/// What somebody else wrote, made harmless for a terminal: no escapes, no changes of direction.
pub(crate) fn harmless(text: &str) -> String {
    let bidi = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}');
    text.chars()
        .map(|c| {
            if (c.is_control() && c != '\n' && c != '\t') || bidi(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{harmless, keep_panics_quiet};
    use std::process::Command;

    #[test]
    #[ignore = "run by the test below, in a process of its own"]
    fn panics_over_a_report() {
        keep_panics_quiet();
        let report = String::from("灯 a box on a lamp post");
        drop(report[1..].to_owned());
    }

    #[test]
    fn a_panic_tells_its_place_and_nothing_of_the_text() {
        let own = std::env::current_exe().expect("our own path");
        let name = "terminal::tests::panics_over_a_report";
        let words = ["--exact", name, "--ignored", "--nocapture"];
        let done = Command::new(own).args(words).output().expect("a process");
        let said = [done.stdout, done.stderr].map(|out| String::from_utf8_lossy(&out).into_owned());
        let said = said.concat();
        assert!(said.contains("1 failed"), "{said}");
        assert!(
            said.contains("it panicked at") && said.contains("terminal.rs"),
            "{said}"
        );
        assert!(
            !said.contains("lamp post") && !said.contains('灯'),
            "{said}"
        );
    }

    #[test]
    fn a_report_cannot_write_to_the_officers_terminal() {
        assert_eq!(
            harmless("a\u{1b}[2Jb\u{202e}c\u{9b}d\ne"),
            "a\u{fffd}[2Jb\u{fffd}c\u{fffd}d\ne"
        );
    }
}
