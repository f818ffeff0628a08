//! `tipline onion`: what a torrc takes to lead an onion service here.

use crate::Outcome;
use crate::args::Onion;
use crate::config;
use std::net::SocketAddr;

const SNIPPET: &str = include_str!("../../../../packaging/torrc.snippet");
/// The addresses that stand in the snippet.
const ONION: &str = "127.0.0.1:8083";
const DESK: &str = "127.0.0.1:8081";

pub(crate) fn run(onion: &Onion) -> anyhow::Result<Outcome> {
    let config = config::read(onion.place.config.as_deref())?;
    let door = onion.onion.or(config.serve.onion);
    if door.is_none() {
        eprintln!(
            "No door for an onion service is set: start `tipline serve` with --onion {ONION}, or write onion = \"{ONION}\" \
             under [serve]."
        );
    }
    print!("{}", torrc(door, onion.desk.or(config.serve.desk)));
    Ok(Outcome::Done)
}

/// The snippet with these addresses, or those that stand in it.
fn torrc(onion: Option<SocketAddr>, desk: Option<SocketAddr>) -> String {
    let put = |text: String, stands: &str, at: Option<SocketAddr>| match at {
        Some(at) => text.replace(stands, &at.to_string()),
        None => text,
    };
    // One after the other, and neither into what the other put.
    let (public, officers) = SNIPPET.split_once("\n\n#").unwrap_or((SNIPPET, ""));
    let officers = put(officers.to_owned(), DESK, desk);
    format!("{}\n\n#{officers}", put(public.to_owned(), ONION, onion))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_snippet_is_printed_with_the_addresses_that_are_set() {
        assert_eq!(torrc(None, None), SNIPPET);
        let at = |port| Some(SocketAddr::from(([127, 0, 0, 1], port)));
        let printed = torrc(at(9000), at(8083));
        assert!(printed.contains("HiddenServicePort 80 127.0.0.1:9000\n"));
        assert!(printed.contains("#HiddenServicePort 80 127.0.0.1:8083\n"));
    }
}
