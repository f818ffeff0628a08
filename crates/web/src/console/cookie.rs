//! The cookies: the session, which is the key; that a browser signed in before; a request for recovery; the language.

use super::Console;
use axum::http::{HeaderMap, HeaderValue, header};
use report::Lang;

/// The cookie of the session. Over https its name binds it to this very host (RFC 6265bis, `__Host-`), so that nobody
/// else in the same domain can set it.
pub(crate) fn session_name(secure: bool) -> &'static str {
    if secure { "__Host-desk" } else { "desk" }
}

const LANGUAGE: &str = "desk-language";

/// The value of a cookie; of one that came twice none: somebody meddles.
pub(crate) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(|(key, value)| (key == name).then_some(value));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Sets the session; it ends with the browser, at the latest when the server says so.
pub(crate) fn session(console: &Console, token: &str) -> Option<HeaderValue> {
    let name = session_name(console.options.secure);
    HeaderValue::from_str(&format!("{name}={token}; {}", attributes(console))).ok()
}

/// Takes the session out of the browser.
pub(crate) fn no_session(console: &Console) -> Option<HeaderValue> {
    let name = session_name(console.options.secure);
    HeaderValue::from_str(&format!("{name}=; Max-Age=0; {}", attributes(console))).ok()
}

/// A browser that signed in before keeps that it did, for as long as the desk believes it: it then does not wait behind
/// strangers. It opens nothing and names nobody.
pub(crate) fn known_name(secure: bool) -> &'static str {
    if secure {
        "__Host-desk-known"
    } else {
        "desk-known"
    }
}

pub(crate) fn known(console: &Console, kept: &str) -> Option<HeaderValue> {
    let (name, attributes) = (known_name(console.options.secure), attributes(console));
    HeaderValue::from_str(&format!("{name}={kept}; Max-Age=7776000; {attributes}")).ok()
}

/// Whoever asked to be let in again keeps what the helpers seal to: for a day, in this browser alone.
/// Bound to this host like the session: whoever could plant one would have an officer read out the words of another.
pub(crate) fn recovery_name(secure: bool) -> &'static str {
    if secure {
        "__Host-desk-recovery"
    } else {
        "desk-recovery"
    }
}

pub(crate) fn recovery(console: &Console, token: &str) -> Option<HeaderValue> {
    let (name, attributes) = (recovery_name(console.options.secure), attributes(console));
    HeaderValue::from_str(&format!("{name}={token}; Max-Age=86400; {attributes}")).ok()
}

pub(crate) fn no_recovery(console: &Console) -> Option<HeaderValue> {
    let (name, attributes) = (recovery_name(console.options.secure), attributes(console));
    HeaderValue::from_str(&format!("{name}=; Max-Age=0; {attributes}")).ok()
}

/// The language that somebody chose.
pub(crate) fn language(headers: &HeaderMap) -> Option<Lang> {
    read(headers, LANGUAGE)?.parse().ok()
}

/// Keeps the language that somebody chose, for a year.
pub(crate) fn chosen_language(console: &Console, lang: Lang) -> Option<HeaderValue> {
    let attributes = attributes(console);
    HeaderValue::from_str(&format!(
        "{LANGUAGE}={lang}; Max-Age=31536000; {attributes}"
    ))
    .ok()
}

fn attributes(console: &Console) -> &'static str {
    match console.options.secure {
        true => "Path=/; HttpOnly; SameSite=Strict; Secure",
        false => "Path=/; HttpOnly; SameSite=Strict",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(cookies: &str) -> HeaderMap {
        let value = HeaderValue::from_str(cookies).expect("a header");
        HeaderMap::from_iter([(header::COOKIE, value)])
    }

    #[test]
    fn a_cookie_is_found_among_others_and_one_that_came_twice_is_none() {
        let both = sent("a=1; desk=x; desk-language=zh");
        assert_eq!(read(&both, "desk"), Some("x"));
        assert_eq!(language(&both), Some(Lang::Zh));
        assert_eq!(read(&sent("desk=x; desk=y"), "desk"), None);
        assert_eq!(read(&sent("adesk=x"), "desk"), None);
        assert_eq!(language(&sent("desk-language=fr")), None);
    }
}
