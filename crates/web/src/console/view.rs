//! How somebody looks at the console: who they are, in which language, at which time.

use super::{Console, cookie, moment};
use crate::public::view::language_asked_for;
use crate::words::Words;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use desk::Person;
use report::{Hour, Id, Lang, Role, Timestamp};
use std::borrow::Cow;
use std::sync::Arc;

/// What every page of the console is shown with.
#[derive(Clone)]
pub(crate) struct View {
    pub(crate) console: Arc<Console>,
    pub(crate) lang: Lang,
    /// Who is signed in.
    pub(crate) person: Option<Person>,
    /// The page's own address, to come back to.
    pub(crate) here: String,
    /// Now, for every time on the page.
    pub(crate) now: Timestamp,
}

/// A page that the bar at the top leads to: its address, the name of its words, and whom it is for.
type Place = (&'static str, &'static str, fn(Role) -> bool);

const PLACES: [Place; 6] = [
    ("/queue", "nav-queue", is_officer),
    ("/enter", "nav-enter", enters),
    ("/log", "nav-log", reads_log),
    ("/certificates", "nav-certificates", judges),
    ("/people", "nav-people", |_| true),
    ("/settings", "nav-settings", |_| true),
];

pub(crate) fn is_officer(role: Role) -> bool {
    role == Role::Officer
}

/// Whoever judges reports, and whoever watches over that.
fn judges(role: Role) -> bool {
    matches!(role, Role::Officer | Role::Overseer)
}

fn enters(role: Role) -> bool {
    matches!(role, Role::Officer | Role::Clerk)
}

/// Who reads the log, and how fast it grows.
pub(crate) fn reads_log(role: Role) -> bool {
    matches!(role, Role::Officer | Role::Overseer)
}

impl View {
    pub(crate) fn of(console: &Arc<Console>, parts: &Parts) -> View {
        View::asked(console, &parts.uri, &parts.headers)
    }

    /// Of whoever asks for this.
    pub(crate) fn asked(console: &Arc<Console>, uri: &Uri, headers: &HeaderMap) -> View {
        let lang = cookie::language(headers);
        let here = uri.path_and_query().map(|path| path.as_str());
        View {
            console: Arc::clone(console),
            lang: lang.unwrap_or_else(|| language_asked_for(headers)),
            person: None,
            here: here.unwrap_or("/").to_owned(),
            now: console.desk().now(),
        }
    }

    /// The words under this name.
    pub(crate) fn t<'a>(&self, name: &'a str) -> Cow<'a, str> {
        Words::desk(self.lang).get(name)
    }

    /// The words under a name that is put together.
    pub(crate) fn of_kind(&self, kind: &str, word: &str) -> String {
        let name = format!("{kind}-{word}");
        Words::desk(self.lang).get(&name).into_owned()
    }

    /// The words under this name, with what is to be filled in.
    pub(crate) fn f(&self, name: &str, values: &[(&str, &str)]) -> String {
        Words::desk(self.lang).filled(name, values).into_owned()
    }

    /// The same in another language: for what a reporter takes along.
    pub(crate) fn in_language(&self, lang: Lang) -> View {
        View {
            lang,
            ..self.clone()
        }
    }

    /// What this hotline calls itself.
    pub(crate) fn name(&self) -> &str {
        let site = &self.console.desk().profile().site;
        match self.lang {
            Lang::En => &site.name_en,
            Lang::Zh => &site.name_zh,
        }
    }

    /// A line that the operator has on every page; empty when there is none.
    pub(crate) fn banner(&self) -> &str {
        let site = &self.console.desk().profile().site;
        match self.lang {
            Lang::En => &site.banner_en,
            Lang::Zh => &site.banner_zh,
        }
    }

    /// Whoever is signed in, as notes name them.
    pub(crate) fn me(&self) -> String {
        let me = self.person.as_ref().map(|person| person.id.to_string());
        me.unwrap_or_default()
    }

    /// The name of whoever is signed in.
    pub(crate) fn my_name(&self) -> &str {
        self.person
            .as_ref()
            .map_or("", |person| person.name.as_str())
    }

    pub(crate) fn tag(&self) -> &'static str {
        crate::public::tag(self.lang)
    }

    pub(crate) fn other(&self) -> (&'static str, &'static str, &'static str) {
        match self.lang {
            Lang::En => ("zh", "zh-Hans", "中文"),
            Lang::Zh => ("en", "en", "English"),
        }
    }

    /// Where whoever is signed in can go.
    pub(crate) fn places(&self) -> Vec<(&'static str, Cow<'static, str>)> {
        let Some(person) = &self.person else {
            return Vec::new();
        };
        let mine = PLACES.iter().filter(|(_, _, is_for)| is_for(person.role));
        mine.map(|(path, name, _)| (*path, self.t(name))).collect()
    }

    pub(crate) fn is_at(&self, path: &str) -> bool {
        let rest = self.here.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '/']))
    }

    /// The name of a file of ours, as a page names it.
    pub(crate) fn asset(&self, name: &str) -> String {
        super::assets::address(name)
    }

    /// A time as an element: how far it is from now, and exactly, in the desk's zone and in UTC, for whoever looks closer.
    pub(crate) fn ago(&self, at: &Timestamp) -> String {
        moment::element(self, *at, &moment::relative(self, *at))
    }

    /// The report that a deed was about, for whoever is to go back to it.
    pub(crate) fn report_here(&self) -> Option<Id> {
        let (report, _) = self.here.strip_prefix("/reports/")?.split_once('/')?;
        report.parse().ok()
    }

    /// What is due, and when, as an element.
    pub(crate) fn due(&self, what: &str, at: &Timestamp, overdue: &bool) -> String {
        let is_now = Hour::of(*at) == Hour::of(self.now);
        let when = match overdue {
            _ if is_now => self.t("row-due-now").into_owned(),
            true => moment::overdue(self, *at),
            false => moment::relative(self, *at),
        };
        let name = match overdue {
            true if !is_now => "row-late",
            _ => "row-due",
        };
        let words = self.f(name, &[("what", &self.t(what)), ("when", &when)]);
        moment::element(self, *at, &words)
    }

    /// A time as an element, written out in the desk's zone.
    pub(crate) fn at(&self, at: &Timestamp) -> String {
        moment::element(self, *at, &moment::local(self, *at))
    }

    /// The day of a time as an element: for what needs no hour.
    pub(crate) fn day(&self, at: &Timestamp) -> String {
        moment::element(self, *at, &moment::day(self, *at))
    }

    /// A time written out, and what it is in UTC, for everybody to see.
    pub(crate) fn at_both(&self, at: &Timestamp) -> String {
        moment::both(self, *at)
    }

    /// A time as an element, how far it is from now, in brackets behind another.
    pub(crate) fn ago_aside(&self, at: &Timestamp) -> String {
        self.f("aside", &[("what", &self.ago(at))])
    }
}
