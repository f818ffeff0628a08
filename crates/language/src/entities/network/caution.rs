//! Addresses are often written so that nobody follows them by accident: `hxxp://evil[.]example`, "name (at) example dot com".
//! Here the caution is taken away, and where each piece stood is kept.

use crate::normal::Stretch;
use regex::{Captures, Regex};
use std::borrow::Cow;
use std::sync::LazyLock;

/// A text without brackets of caution.
pub(super) struct Plain<'a> {
    pub(super) text: Cow<'a, str>,
    /// Pieces that were left as they are, and what was put between them, in order.
    pieces: Vec<Piece>,
}

struct Piece {
    /// Where it begins in the plain text.
    at: usize,
    /// Where it stood.
    stood: Stretch,
    /// Whether each byte is the byte that stood there.
    even: bool,
}

static MARKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
          (?P<dot> \ ?[\[({<]\ ?(?:\.|dot|点)\ ?[\])}>]\ ? | \ ?\[\.\ ? | \.\] | \\\. )
        | (?P<at> \ ?[\[({<]\ ?(?:@|at)\ ?[\])}>]\ ? )
        | (?P<slashes> \[://\] | \[:\]\[/\]\[/\] | \[:\]// | :\[/\]\[/\] | :\[//\] )
        | (?P<colon> \[:\] )
        | (?P<slash> \[/\] )
        | (?P<http> (?-u:\b) h(?:xx|\*\*|xt|tx|__)p )
        | (?P<ftp> (?-u:\b) f[x*]p )
        | (?P<point> 点)(?:com|net|org|cn)(?-u:\b)
        ",
    )
    .ok()
});

/// "name at example dot com": said aloud, and only before endings that end nothing else.
static SPOKEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        (?: (?-u:\b) [a-z0-9][a-z0-9._+-]* (?P<at>\ at\ ) )?
        [a-z0-9][a-z0-9-]+ (?:\ dot\ [a-z0-9-]+)*
        \ dot\ (?:com|net|org|cn|onion|io|info|gov|edu|ru) (?-u:\b)",
    )
    .ok()
});

impl Plain<'_> {
    /// Takes the caution away. Linear.
    pub(super) fn of(text: &str) -> Plain<'_> {
        let mut puts: Vec<(Stretch, &str)> = Vec::new();
        let bytes = text.as_bytes();
        let bracket = |c: &u8| matches!(c, b'[' | b'(' | b'{' | b'<' | b'\\');
        // `hxxp`, `h**p`, `fxp`.
        let scheme = |three: &[u8]| {
            matches!(three, [_, b'x' | b'X' | b'*' | b'_', b'p' | b'P'])
                || matches!(three, [b'x' | b'X', b't' | b'T', b'p' | b'P'])
        };
        let point = ["点com", "点cn", "点net", "点org", ".]"];
        if bytes.iter().any(bracket)
            || bytes.windows(3).any(scheme)
            || point.iter().any(|point| text.contains(point))
        {
            let all = MARKS.as_ref().map(|marks| marks.captures_iter(text));
            puts.extend(
                all.into_iter()
                    .flatten()
                    .filter_map(|marks| put(text, &marks)),
            );
        }
        if (text.contains(" dot ") || text.contains(" DOT "))
            && let Some(spoken) = &*SPOKEN
        {
            for said in spoken.captures_iter(text) {
                let Some(whole) = said.get(0) else { continue };
                if let Some(at) = said.name("at") {
                    puts.push((at.range(), "@"));
                }
                let lower = whole.as_str().to_ascii_lowercase();
                let dots = lower.match_indices(" dot ");
                puts.extend(dots.map(|(at, dot)| {
                    let from = whole.start() + at;
                    (from..from + dot.len(), ".")
                }));
            }
            puts.sort_by_key(|(stretch, _)| stretch.start);
        }
        if puts.is_empty() {
            return Plain {
                text: Cow::Borrowed(text),
                pieces: Vec::new(),
            };
        }
        let mut plain = String::with_capacity(text.len());
        let mut pieces = Vec::with_capacity(2 * puts.len() + 1);
        let mut done = 0;
        for (stretch, put) in puts {
            if stretch.start < done {
                continue;
            }
            for (stood, piece, even) in [
                (done..stretch.start, &text[done..stretch.start], true),
                (stretch.clone(), put, false),
            ] {
                let at = plain.len();
                plain.push_str(piece);
                pieces.push(Piece { at, stood, even });
            }
            done = stretch.end;
        }
        pieces.push(Piece {
            at: plain.len(),
            stood: done..text.len(),
            even: true,
        });
        plain.push_str(&text[done..]);
        Plain {
            text: Cow::Owned(plain),
            pieces,
        }
    }

    /// Where a stretch of the plain text stood.
    pub(super) fn stood(&self, stretch: &Stretch) -> Stretch {
        let piece = |at: usize| {
            let index = self.pieces.partition_point(|piece| piece.at <= at);
            index.checked_sub(1).map(|index| &self.pieces[index])
        };
        let from = match piece(stretch.start) {
            None => stretch.start,
            Some(piece) if piece.even => piece.stood.start + (stretch.start - piece.at),
            Some(piece) => piece.stood.start,
        };
        let last = stretch.end.saturating_sub(1).max(stretch.start);
        let to = match piece(last) {
            None => stretch.end,
            Some(piece) if piece.even => piece.stood.start + (stretch.end - piece.at),
            Some(piece) => piece.stood.end,
        };
        from..to.max(from)
    }
}

/// What is put for a mark, if it stands where a mark of caution does: between letters or digits.
fn put(text: &str, marks: &Captures<'_>) -> Option<(Stretch, &'static str)> {
    let (name, put) = [
        ("dot", "."),
        ("at", "@"),
        ("slashes", "://"),
        ("colon", ":"),
        ("slash", "/"),
        ("http", "http"),
        ("ftp", "ftp"),
        ("point", "."),
    ]
    .into_iter()
    .find(|(name, _)| marks.name(name).is_some())?;
    let stretch = marks.name(name)?.range();
    let before = text[..stretch.start].chars().next_back();
    let after = text[stretch.end..].chars().next();
    let plain = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    // Several in a row: `2001[:]db8[:][:]1`.
    let near = |c: Option<char>| plain(c) || matches!(c, Some('[' | ']' | ':'));
    let fits = match name {
        "http" | "ftp" => text[stretch.end..].starts_with([':', 's', 'S', '[']),
        "slashes" | "slash" => plain(before) || before == Some(':') || before == Some(']'),
        "colon" => near(before) && near(after),
        _ => plain(before) && plain(after),
    };
    fits.then_some((stretch, put))
}
