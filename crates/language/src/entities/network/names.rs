//! Where names of hosts and links begin and end in a text, and which of them follow the rules.

use super::address;
use super::endings::{Ending, ending};
use crate::normal::Stretch;
use sha3::{Digest, Sha3_256};

/// A link at most, in bytes: more is not followed by browsers.
const LINK: usize = 2_048;
/// A name of a host at most (RFC 1035 section 2.3.4).
pub(super) const HOST: usize = 253;

/// The next run of bytes that are part of one, from there on.
pub(super) fn next_run(
    text: &str,
    rest: usize,
    part: impl Fn(u8) -> bool,
) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let from = rest + bytes[rest..].iter().position(|c| part(*c))?;
    let long = bytes[from..].iter().position(|c| !part(*c));
    Some((from, long.map_or(bytes.len(), |long| from + long)))
}

/// The next run of letters, digits, dots and hyphens that has a dot within; its ends are letters or digits.
pub(super) fn next_host(text: &str, mut rest: usize) -> Option<(usize, usize)> {
    loop {
        let part = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-');
        let (from, to) = next_run(text, rest, part)?;
        rest = to;
        let run = &text[from..to];
        let trimmed = run.trim_start_matches(['.', '-']);
        let from = to - trimmed.len();
        let trimmed = trimmed.trim_end_matches(['.', '-']);
        if trimmed.contains('.') {
            return Some((from, from + trimmed.len()));
        }
    }
}

/// The host without what a missing space joined to it ("example.com.Then"), and its ending; none for the whole run if it has none known.
pub(super) fn cut(text: &str, stretch: Stretch) -> Option<(Stretch, Option<Ending>)> {
    let host = &text[stretch.clone()];
    let last = host.rsplit('.').next()?;
    if let Some(kind) = ending(last) {
        return Some((stretch, Some(kind)));
    }
    let mut end = host.len() - last.len() - 1;
    while let Some(dot) = host[..end].rfind('.') {
        if ending(&host[dot + 1..end]) == Some(Ending::Sure) {
            return Some((stretch.start..stretch.start + end, Some(Ending::Sure)));
        }
        end = dot;
    }
    let plain = last.len() >= 2 && last.bytes().all(|c| c.is_ascii_lowercase());
    plain.then_some((stretch, None))
}

/// How long what follows a host is, if it makes it a link: a port, a path.
pub(super) fn tail(after: &str) -> usize {
    let port = match after.strip_prefix(':') {
        Some(port) => {
            let digits = port.bytes().take_while(u8::is_ascii_digit).count();
            match digits {
                1..=5 => 1 + digits,
                _ => 0,
            }
        }
        None => 0,
    };
    let path = after[port..].strip_prefix(['/', '?']).filter(|path| {
        // "1.2.3.0/24" is a network, "10.0.0.1/10.0.0.2" are two addresses.
        path.starts_with(|c: char| c.is_ascii_alphabetic() || "~_-%?#".contains(c))
            || path.contains('/') && path.starts_with(|c: char| c.is_ascii_digit()) && port > 0
    });
    match path {
        Some(_) => port + run(&after[port..]),
        None => 0,
    }
}

/// How long a link goes on: to the first character that is none of a link's, without the punctuation of the sentence around it.
pub(super) fn run(text: &str) -> usize {
    let part = |c: u8| {
        c.is_ascii_graphic() && !matches!(c, b'<' | b'>' | b'"' | b'`' | b'{' | b'}' | b'|' | b'^')
    };
    let long = text.bytes().take(LINK).take_while(|c| part(*c)).count();
    let mut link = &text[..long];
    loop {
        let shorter = link.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*']);
        let open = |c: u8| shorter.bytes().filter(|b| *b == c).count();
        link = match shorter.bytes().next_back() {
            Some(b')') if open(b')') > open(b'(') => &shorter[..shorter.len() - 1],
            Some(b']') if open(b']') > open(b'[') => &shorter[..shorter.len() - 1],
            _ => return shorter.len(),
        };
    }
}

pub(super) fn is_scheme(name: &str) -> bool {
    matches!(
        name,
        "http"
            | "https"
            | "ftp"
            | "ftps"
            | "sftp"
            | "ws"
            | "wss"
            | "ssh"
            | "telnet"
            | "rtsp"
            | "rtmp"
            | "rtmps"
            | "smb"
            | "git"
            | "ldap"
            | "ldaps"
            | "tcp"
            | "udp"
            | "rdp"
            | "vnc"
            | "tg"
            | "ipfs"
            | "socks"
            | "socks4"
            | "socks5"
            | "vmess"
            | "vless"
            | "trojan"
            | "ss"
            | "ssr"
            | "mqtt"
            | "mqtts"
            | "sip"
            | "sips"
            | "coap"
            | "magnet"
            | "ed2k"
            | "thunder"
            | "gopher"
            | "nfs"
            | "irc"
            | "ircs"
            | "file"
            | "s3"
    )
}

/// A host with its name, password and port.
pub(super) fn is_authority(authority: &str) -> bool {
    let host = authority.rsplit('@').next().unwrap_or("");
    if let Some(rest) = host.strip_prefix('[') {
        let inner = rest.split(']').next().unwrap_or("");
        return inner.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let (host, port) = match host.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (host, None),
    };
    if port.is_some_and(|port| !port.is_empty() && port.parse::<u16>().is_err()) {
        return false;
    }
    match address::v4(host) {
        Some((address, _)) => address.is_some(),
        None => {
            host == "localhost"
                || is_host(host)
                    && host
                        .rsplit('.')
                        .next()
                        .is_some_and(|last| ending(last).is_some())
        }
    }
}

/// Whether a name follows the rules of names (RFC 1035 section 2.3.1; RFC 1123 section 2.1), and an onion's holds its checksum.
pub(super) fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    if host.len() > HOST || !host.contains('.') || !host.split('.').all(label) {
        return false;
    }
    match host.strip_suffix(".onion") {
        Some(onion) => is_onion(onion.rsplit('.').next().unwrap_or("")),
        None => true,
    }
}

/// Version 3 of Tor's onion services has a checksum (rend-spec-v3, section "Encoding onion addresses"); the older 16
/// letters have none.
fn is_onion(name: &str) -> bool {
    let mut bytes = Vec::with_capacity(35);
    let (mut bits, mut held) = (0_u32, 0);
    for c in name.bytes() {
        let value = match c {
            b'a'..=b'z' => c - b'a',
            b'2'..=b'7' => c - b'2' + 26,
            _ => return false,
        };
        bits = bits << 5 | u32::from(value);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    match (name.len(), &bytes[..]) {
        (16, _) => true,
        (56, [key @ .., first, second, version]) => {
            let digest = Sha3_256::new()
                .chain_update(b".onion checksum")
                .chain_update(key)
                .chain_update([*version])
                .finalize();
            *version == 3 && digest[..2] == [*first, *second]
        }
        _ => false,
    }
}
