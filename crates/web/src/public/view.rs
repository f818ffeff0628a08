//! How somebody looks at the pages: in which language, how large, with how much contrast. All of it stands in the
//! address, for there are no cookies to keep it in.

use super::Site;
use crate::words::Words;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use report::Lang;
use serde::Deserialize;
use std::borrow::Cow;
use std::sync::Arc;

/// What every page is shown with.
#[derive(Clone)]
pub(crate) struct View {
    pub(crate) site: Arc<Site>,
    pub(crate) lang: Lang,
    pub(crate) large: bool,
    pub(crate) contrast: bool,
    /// Whether it answers a form: then no link leads to the same page in another look, for it would lose what the form
    /// brought, and of a receipt all.
    pub(crate) answers_a_form: bool,
    /// The page's own path below the language.
    pub(crate) path: Cow<'static, str>,
}

#[derive(Deserialize, Default)]
struct Look {
    print: Option<String>,
    contrast: Option<String>,
}

impl View {
    /// How a request wants to look at the pages.
    pub(crate) fn of(site: &Arc<Site>, parts: &Parts) -> View {
        let (lang, path) = in_address(parts.uri.path()).unwrap_or((None, ""));
        let look = Query::<Look>::try_from_uri(&parts.uri);
        let Query(look) = look.unwrap_or_default();
        View {
            site: Arc::clone(site),
            lang: lang.unwrap_or_else(|| language_asked_for(&parts.headers)),
            large: look.print.as_deref() == Some("large"),
            contrast: look.contrast.as_deref() == Some("high"),
            answers_a_form: parts.method == Method::POST,
            path: path.to_owned().into(),
        }
    }

    /// A page of no place in particular, as it is shown to whoever asked for nothing special.
    pub(crate) fn plain(site: &Arc<Site>, lang: Lang) -> View {
        View {
            site: Arc::clone(site),
            lang,
            large: false,
            contrast: false,
            answers_a_form: false,
            path: "".into(),
        }
    }

    /// The words under this name.
    pub(crate) fn t<'a>(&self, name: &'a str) -> Cow<'a, str> {
        self.words().get(name)
    }

    /// The words under this name, with what is to be filled in.
    pub(crate) fn f(&self, name: &str, values: &[(&str, &str)]) -> String {
        self.words().filled(name, values).into_owned()
    }

    /// What stands between two sentences.
    pub(crate) fn between_sentences(&self) -> &'static str {
        match self.lang {
            Lang::En => " ",
            Lang::Zh => "",
        }
    }

    /// What stands between the items of a list in one line.
    pub(crate) fn between_items(&self) -> &'static str {
        match self.lang {
            Lang::En => ", ",
            Lang::Zh => "、",
        }
    }

    fn words(&self) -> &'static Words {
        Words::site(self.lang)
    }

    /// The address of a page, looked at in the same way.
    pub(crate) fn to(&self, path: &str) -> String {
        self.address(self.lang, path, self.large, self.contrast)
    }

    /// This page, in the other language.
    pub(crate) fn in_other_language(&self) -> String {
        self.address(self.other_lang(), &self.path, self.large, self.contrast)
    }

    pub(crate) fn other_lang(&self) -> Lang {
        match self.lang {
            Lang::En => Lang::Zh,
            Lang::Zh => Lang::En,
        }
    }

    /// This page with large print or high contrast turned on or off.
    pub(crate) fn turned(&self, what: &str) -> String {
        let large = self.large != (what == "large");
        let contrast = self.contrast != (what == "contrast");
        self.address(self.lang, &self.path, large, contrast)
    }

    fn address(&self, lang: Lang, path: &str, large: bool, contrast: bool) -> String {
        let look = match (large, contrast) {
            (false, false) => "",
            (true, false) => "?print=large",
            (false, true) => "?contrast=high",
            (true, true) => "?print=large&contrast=high",
        };
        format!("/{lang}/{path}{look}")
    }

    /// Where one can go from every page.
    pub(crate) fn places(&self) -> [(&'static str, Cow<'static, str>); 4] {
        [
            ("", "nav-start"),
            ("report", "nav-report"),
            ("mailbox", "nav-mailbox"),
            ("statistics", "nav-statistics"),
        ]
        .map(|(path, name)| (path, self.t(name)))
    }

    pub(crate) fn is_at(&self, path: &str) -> bool {
        self.path == path
    }

    /// The first line of every page.
    pub(crate) fn emergency(&self) -> String {
        self.f(
            "emergency",
            &[("emergency", &self.site.profile().site.emergency)],
        )
    }

    /// What this hotline calls itself.
    pub(crate) fn name(&self) -> &str {
        self.site.name(self.lang)
    }

    /// A line that the operator has on every page; empty when there is none.
    pub(crate) fn banner(&self) -> &str {
        let site = &self.site.profile().site;
        match self.lang {
            Lang::En => &site.banner_en,
            Lang::Zh => &site.banner_zh,
        }
    }

    /// The page's language, for `lang` (BCP 47).
    pub(crate) fn tag(&self) -> &'static str {
        super::tag(self.lang)
    }

    pub(crate) fn other_tag(&self) -> &'static str {
        super::tag(self.other_lang())
    }

    pub(crate) fn style(&self) -> &'static str {
        super::page::STYLE
    }
}

/// The first of our languages that a browser asks for (`Accept-Language`, RFC 9110, section 12.5.4); English when it
/// asks for none.
pub(crate) fn language_asked_for(headers: &HeaderMap) -> Lang {
    let asked = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let mut best: Option<(f32, Lang)> = None;
    for range in asked.unwrap_or_default().split(',') {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let weight = parts
            .find_map(|part| part.trim().strip_prefix("q=")?.parse().ok())
            .unwrap_or(1.0);
        let lang = match tag.split('-').next() {
            Some("zh") => Lang::Zh,
            Some("en") => Lang::En,
            _ => continue,
        };
        if weight > 0.0 && best.is_none_or(|(heaviest, _)| weight > heaviest) {
            best = Some((weight, lang));
        }
    }
    best.map_or(Lang::En, |(_, lang)| lang)
}

impl FromRequestParts<Arc<Site>> for View {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<View, Response> {
        let view = View::of(site, parts);
        match in_address(parts.uri.path()) {
            Some(_) => Ok(view),
            None => Err(super::errors::not_found(&view)),
        }
    }
}

/// The language and the rest of an address: `/en/report/guided` is English, "report/guided". The bare `/` has the
/// language that the reader asks for. `None` for a language that we do not speak.
fn in_address(path: &str) -> Option<(Option<Lang>, &str)> {
    let path = path.trim_start_matches('/');
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    match first {
        "" => Some((None, "")),
        lang => lang.parse().ok().map(|lang| (Some(lang), rest)),
    }
}
