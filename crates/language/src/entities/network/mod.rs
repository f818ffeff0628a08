//! Network addresses, hosts, links, handles, digests, defanged ones too.
//!
//! A name of a host needs a known ending and, where that ending is a word or the ending of a file ("it.is", "main.py"),
//! something beside it that says so. A host whose name is in Han characters is not read.

mod address;
mod caution;
mod endings;
mod handles;
#[cfg(test)]
pub(in crate::entities) mod kit;
mod names;
#[cfg(test)]
mod tests;

use super::Look;
use crate::normal::{Stretch, is_han};
use caution::Plain;
use endings::Ending;
use names::{HOST, cut, is_authority, is_host, is_scheme, next_host, next_run, run, tail};
use report::{Entity, Named};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    let Some(Shape { dots, runs }) = shape(text) else {
        return;
    };
    let plain = Plain::of(text);
    let site = Site { look, plain };
    if dots || matches!(site.plain.text, Cow::Owned(_)) {
        site.links(found);
        site.hosts(found);
        site.version_6(found);
    }
    handles::find(&site, found);
    if runs {
        site.digests(found);
    }
}

/// The piece of the text with its capital letters, half width and without what is invisible, where the normal text there is ASCII.
pub(in crate::entities) fn as_written(look: &Look<'_>, stretch: Stretch) -> String {
    let source = &look.source[look.normal.source(stretch)];
    match source.is_ascii() {
        true => source.to_owned(),
        false => source.nfkc().filter(char::is_ascii).collect(),
    }
}

/// Where a stretch begins behind the last space that the writer put between two Han characters: a new line often ends a sentence
/// that has no full stop.
pub(in crate::entities) fn behind_space(look: &Look<'_>, stretch: Stretch) -> usize {
    if stretch.is_empty() {
        return stretch.start;
    }
    let text = &look.normal.text;
    let mut ended = look.normal.source(stretch.clone()).end;
    for (at, c) in text[stretch.clone()].char_indices().rev() {
        let at = stretch.start + at;
        let end = at + c.len_utf8();
        let source = look.normal.source(at..end);
        if look.source[source.end.min(ended)..ended].contains(char::is_whitespace) {
            return end;
        }
        ended = source.start;
    }
    stretch.start
}

/// Whether there can be anything at all.
struct Shape {
    /// A dot, an @ or a colon beside a letter or a digit, or a bracket.
    dots: bool,
    /// 16 letters or digits together.
    runs: bool,
}

fn shape(text: &str) -> Option<Shape> {
    let (mut run, mut letters, mut dots, mut runs) = (0_usize, false, false, false);
    for c in text.bytes() {
        if c.is_ascii_alphanumeric() {
            run += 1;
            letters = true;
            runs |= run >= 16;
        } else {
            dots |= matches!(c, b'.' | b'@' | b':' | b'[');
            run = 0;
        }
    }
    letters.then_some(Shape { dots, runs })
}

/// A text that is looked through, and the same without caution.
struct Site<'a> {
    look: &'a Look<'a>,
    plain: Plain<'a>,
}

impl Site<'_> {
    fn text(&self) -> &str {
        &self.plain.text
    }

    /// What stands there in the plain text.
    fn found(&self, stretch: &Stretch, what: Named, valid: bool) -> Entity {
        self.look.entity(self.plain.stood(stretch), what, valid)
    }

    /// With capital letters, without caution and spaces.
    fn written(&self, stretch: &Stretch) -> String {
        let written = as_written(self.look, self.plain.stood(stretch));
        let plain = Plain::of(&written).text.into_owned();
        plain.chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// What begins with a scheme.
    fn links(&self, found: &mut Vec<Entity>) {
        let text = self.text();
        let mut done = 0;
        for (at, mark) in text.match_indices("://") {
            if at < done {
                continue;
            }
            let name = text[done..at].bytes().rev().take(12);
            let name = name.take_while(u8::is_ascii_alphanumeric).count();
            let from = at - name;
            if !is_scheme(&text[from..at]) {
                continue;
            }
            let host = at + mark.len();
            let to = self.half_width(host, host + run(&text[host..]));
            done = to;
            if to == host {
                continue;
            }
            let stretch = from..to;
            let authority = text[host..to].split(['/', '?', '#', '\\']).next();
            let valid = authority.is_some_and(is_authority);
            let url = self.link(&stretch);
            found.push(self.found(&stretch, Named::Link { url }, valid));
        }
    }

    /// Where a link that goes from there to there ends: before the first mark that was written in full width, which is one of the
    /// Chinese sentence around it.
    fn half_width(&self, from: usize, to: usize) -> usize {
        let source = |stretch: Stretch| {
            &self.look.source[self.look.normal.source(self.plain.stood(&stretch))]
        };
        if to <= from || source(from..to).is_ascii() {
            return to;
        }
        let text = self.text();
        let all_wide = !source(from..from + 1).is_ascii();
        let foreign = |at: &usize| {
            let written = source(*at..*at + 1);
            // In full width as a whole, letters and digits too, it is one all the same; ㎡ never is.
            let wide = |c: char| c.is_ascii() || matches!(c, '\u{ff01}'..='\u{ff5e}');
            let letter = text.as_bytes()[*at].is_ascii_alphanumeric();
            let part = written.chars().all(wide) && (letter || all_wide);
            !(written.is_ascii() || part)
        };
        match (from..to).find(foreign) {
            Some(at) => from + run(&text[from..at]),
            None => to,
        }
    }

    /// A link in normal form: scheme and host in small letters, the rest as it was.
    fn link(&self, stretch: &Stretch) -> String {
        let mut url = self.written(stretch);
        let host = url.find("://").map_or(0, |at| at + 3);
        let long = url[host..].find(['/', '?', '#']);
        let end = long.map_or(url.len(), |long| host + long);
        // Names and passwords before an @ are not the host's.
        let begin = url[host..end].rfind('@').map_or(host, |at| host + at + 1);
        url[begin..end].make_ascii_lowercase();
        url[..host].make_ascii_lowercase();
        url
    }

    /// Runs of letters, digits, dots and hyphens: addresses of version 4, names of hosts, addresses for mail.
    fn hosts(&self, found: &mut Vec<Entity>) {
        let text = self.text();
        let mut rest = 0;
        while let Some((from, to)) = next_host(text, rest) {
            rest = to;
            let before = text[..from].chars().next_back();
            let written = &text[from..to];
            // Only the beginning of a run that is longer than any host can have a meaning, and it has none.
            if written.len() > HOST + 64 {
                continue;
            }
            if written.bytes().all(|c| c.is_ascii_digit() || c == b'.') {
                if let Some((address, long)) = address::v4(written) {
                    self.version_4(from..from + long, address, found);
                }
                continue;
            }
            if before == Some('_') {
                continue;
            }
            self.name(from..to, found);
        }
    }

    fn version_4(
        &self,
        stretch: Stretch,
        address: Option<std::net::Ipv4Addr>,
        found: &mut Vec<Entity>,
    ) {
        let text = self.text();
        let (before, after) = (&text[..stretch.start], &text[stretch.end..]);
        // A version of a program, a section of a law.
        let version = before
            .trim_end_matches([' ', ':', '为', '是', '号'])
            .ends_with(['v', '版', '本', '第', '件', '\u{a7}'])
            || ["version", "release", "firmware", "section"]
                .iter()
                .any(|word| before.trim_end_matches([' ', ':']).ends_with(word));
        if version || after.starts_with(['条', '节', '款', '章', '版', '%']) {
            return;
        }
        let canonical = match address {
            Some(address) => address.to_string(),
            None => text[stretch.clone()].to_owned(),
        };
        let what = Named::Ip {
            address: canonical,
            version: 4,
            public: address.is_some_and(address::public_v4),
        };
        found.push(self.found(&stretch, what, address.is_some()));
        let tail = tail(after);
        if tail > 0 && address.is_some() {
            let stretch = stretch.start..self.half_width(stretch.end, stretch.end + tail);
            let url = self.link(&stretch);
            found.push(self.found(&stretch, Named::Link { url }, true));
        }
    }

    /// A name with dots, perhaps of a host.
    fn name(&self, stretch: Stretch, found: &mut Vec<Entity>) {
        let text = self.text();
        let Some((stretch, kind)) = cut(text, stretch) else {
            return;
        };
        let host = &text[stretch.clone()];
        // Dots that go on ("dead..my") are of a sentence.
        if host.contains("..") {
            return;
        }
        let (before, after) = (&text[..stretch.start], &text[stretch.end..]);
        if let Some(local) = handles::local(before) {
            // `local` may be longer than what the run of the host left.
            let mail = stretch.start - local..stretch.end;
            let name = text[mail.clone()].to_owned();
            let what = Named::Handle {
                service: "email".into(),
                name,
            };
            found.push(self.found(&mail, what, kind.is_some() && is_host(host)));
            return;
        }
        let Some(kind) = kind else { return };
        // `name@host.example`: the run before the @ is no host, and `find` comes to the one behind it.
        if after.starts_with('@') || before.ends_with('@') {
            return;
        }
        let tail = tail(after);
        if !self.is_meant(&stretch, kind, tail > 0) {
            return;
        }
        let what = Named::Domain {
            name: host.to_owned(),
        };
        let valid = is_host(host);
        found.push(self.found(&stretch, what, valid));
        if tail > 0 {
            let stretch = stretch.start..self.half_width(stretch.end, stretch.end + tail);
            let what = match handles::telegram(&text[stretch.clone()]) {
                Some(name) => Named::Handle {
                    service: "telegram".into(),
                    name: name.to_owned(),
                },
                None => Named::Link {
                    url: self.link(&stretch),
                },
            };
            found.push(self.found(&stretch, what, valid));
        }
    }

    /// Whether a name with a known ending is one of a host: "I saw it.It was gone" is two sentences, "Mr.Li" a man.
    fn is_meant(&self, stretch: &Stretch, kind: Ending, has_tail: bool) -> bool {
        let text = self.text();
        let host = &text[stretch.clone()];
        let labels = host.split('.').count();
        let first = host.split('.').next().unwrap_or("");
        // Names of packages begin with what hosts end with: `com.example.app`.
        if labels > 2 && matches!(first, "com" | "org" | "net" | "cn" | "io" | "android") {
            return false;
        }
        if first == "www" || has_tail {
            return true;
        }
        let before = text[..stretch.start].trim_end_matches([' ', ':', '"', '\'', '(', '是', '为']);
        let said = [
            "网站", "网址", "域名", "网页", "链接", "主机", "官网", "site", "domain", "domains",
            "url", "host", "://",
        ];
        if said.iter().any(|word| before.ends_with(word)) {
            return true;
        }
        let written = self.written(stretch);
        let small = written == host;
        let large = !written.bytes().any(|c| c.is_ascii_lowercase());
        let beside_han = {
            let after = text[stretch.end..].trim_start().chars().next();
            before.chars().next_back().is_some_and(is_han) || after.is_some_and(is_han)
        };
        let odd = first.bytes().any(|c| c.is_ascii_digit() || c == b'-');
        let file = matches!(
            host.rsplit('.').next(),
            Some("py" | "sh" | "rs" | "md" | "zip" | "mov" | "pl" | "ps" | "so" | "cc" | "pm")
        );
        match kind {
            Ending::Sure => {
                // "Click here.Com", rather than a host, begins a sentence with a capital letter.
                let last = written.rsplit('.').next().unwrap_or("");
                large || !last.starts_with(|c: char| c.is_ascii_uppercase()) || labels > 2
            }
            Ending::Country => {
                small && (first.len() >= 3 || odd) && (labels > 2 || first.len() < 24)
            }
            Ending::Doubtful => {
                small && first.len() >= 2 && (beside_han || odd || labels > 2) && !file
            }
        }
    }

    fn version_6(&self, found: &mut Vec<Entity>) {
        let text = self.text();
        let bytes = text.as_bytes();
        let part = |c: u8| c.is_ascii_hexdigit() || matches!(c, b':' | b'.');
        let mut at = 0;
        while let Some(colon) = text[at..].find(':') {
            let colon = at + colon;
            let from = bytes[at..colon]
                .iter()
                .rposition(|c| !part(*c))
                .map_or(at, |behind| at + behind + 1);
            let to = bytes[colon..]
                .iter()
                .position(|c| !part(*c))
                .map_or(bytes.len(), |long| colon + long);
            at = to.max(colon + 1);
            let beside = |c: Option<&u8>| c.is_some_and(u8::is_ascii_alphanumeric);
            let alone =
                !beside(from.checked_sub(1).and_then(|at| bytes.get(at))) && !beside(bytes.get(to));
            let mut written = text[from..to].trim_end_matches('.');
            if written.ends_with(':') && !written.ends_with("::") {
                written = &written[..written.len() - 1];
            }
            // 39 characters, or 45 with an address of version 4 at the end.
            if !alone || written.len() > 45 || written.bytes().filter(|c| *c == b':').count() < 2 {
                continue;
            }
            if let Some(address) = address::v6(written) {
                let what = Named::Ip {
                    address: address.to_string(),
                    version: 6,
                    public: address::public_v6(address),
                };
                found.push(self.found(&(from..from + written.len()), what, true));
            }
        }
    }

    /// Runs of hexadecimal digits as long as a digest is.
    fn digests(&self, found: &mut Vec<Entity>) {
        let text = self.text();
        let mut rest = 0;
        while let Some((from, to)) = next_run(text, rest, |c| c.is_ascii_alphanumeric()) {
            rest = to;
            let hex = &text[from..to];
            if !(16..=128).contains(&hex.len()) || !hex.bytes().all(|c| c.is_ascii_hexdigit()) {
                continue;
            }
            // Letters and digits both: else it is a number or a word.
            if hex.bytes().all(|c| c.is_ascii_digit()) || !hex.bytes().any(|c| c.is_ascii_digit()) {
                continue;
            }
            let of_length = match hex.len() {
                32 => Some("md5"),
                40 => Some("sha1"),
                64 => Some("sha256"),
                128 => Some("sha512"),
                _ => None,
            };
            let before = text[..from].trim_end_matches([' ', ':', '=', '值', '为', '是', '"']);
            let said = [
                ("md5", "md5"),
                ("sha1", "sha1"),
                ("sha-1", "sha1"),
                ("sha256", "sha256"),
                ("sha-256", "sha256"),
                ("sha512", "sha512"),
                ("sha-512", "sha512"),
            ]
            .into_iter()
            .find_map(|(word, algorithm)| before.ends_with(word).then_some(algorithm));
            let (algorithm, valid) = match (of_length, said) {
                (None, None) => continue,
                (Some(length), None) => (length, true),
                (length, Some(said)) => (said, length == Some(said)),
            };
            let what = Named::Hash {
                algorithm: algorithm.into(),
                hex: hex.to_owned(),
            };
            found.push(self.found(&(from..to), what, valid));
        }
    }
}
