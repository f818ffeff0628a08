//! Addresses of the internet protocol: which are written canonically, and which are routed between networks.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Four numbers between dots, or `None` if it is something else. The second says whether they are an address.
pub(super) fn v4(written: &str) -> Option<(Option<Ipv4Addr>, usize)> {
    let mut octets = [0_u8; 4];
    let mut whole = true;
    let mut parts = written.split('.');
    for octet in &mut octets {
        let part = parts.next()?;
        if part.is_empty() || part.len() > 3 || !part.bytes().all(|c| c.is_ascii_digit()) {
            return None;
        }
        match part.parse() {
            // "010" is 8 to some programs and 10 to others.
            Ok(value) if part.len() == 1 || !part.starts_with('0') => *octet = value,
            _ => whole = false,
        }
    }
    parts
        .next()
        .is_none()
        .then(|| (whole.then(|| Ipv4Addr::from(octets)), written.len()))
}

/// Whether it is routed between networks (IANA IPv4 Special-Purpose Address Registry).
pub(super) fn public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

/// Whether it is routed between networks (IANA IPv6 Special-Purpose Address Registry; global unicast is 2000::/3).
pub(super) fn public_v6(address: Ipv6Addr) -> bool {
    if let Some(within) = address.to_ipv4_mapped() {
        return public_v4(within);
    }
    match address.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => true,
        [0x2001, 0xdb8, ..] | [0x2001, 2, 0, ..] | [0x2001, 0x10..=0x1f, ..] => false,
        [0x3fff, 0..=0xfff, ..] => false,
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

/// An address of version 6, and not a time, a proportion or a path of a program.
pub(super) fn v6(written: &str) -> Option<Ipv6Addr> {
    if written == "::1" {
        return Some(Ipv6Addr::LOCALHOST);
    }
    let groups = || written.split(':').filter(|group| !group.is_empty());
    let telling = groups().any(|group| group.len() >= 3) || groups().count() >= 4;
    if !telling || !written.bytes().any(|c| c.is_ascii_digit()) {
        return None;
    }
    written.parse().ok()
}
