//! Every setting of this installation: what it is, what it would be, and where it was set.

use super::guard::Signed;
use super::view::View;
use super::{StartedFrom, StartedWith};
use super::{meanings, page};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use report::{Role, Setting};

#[derive(Template)]
#[template(path = "console/settings.html")]
struct SettingsPage {
    v: View,
    started: Vec<StartedShown>,
    sections: Vec<Section>,
}

struct StartedShown {
    name: &'static str,
    /// None where the reader is not told.
    value: Option<String>,
    from: StartedFrom,
}

struct Section {
    name: String,
    about: String,
    settings: Vec<Setting>,
}

/// `GET /settings`
pub(crate) async fn show(signed: Signed) -> Response {
    let (view, by) = signed.parts();
    let sees_paths = matches!(by.person.role, Role::Administrator | Role::Overseer);
    let shown = |with: &StartedWith| StartedShown {
        name: with.name,
        value: (sees_paths || !with.is_path || with.from == StartedFrom::Default)
            .then(|| with.value.clone()),
        from: with.from,
    };
    let started = view.console.options.started_with.iter().map(shown);
    let started = started.collect();
    let mut sections: Vec<Section> = Vec::new();
    for setting in view.console.desk().profile().settings() {
        let (name, _) = setting.key.split_once('.').unwrap_or((&setting.key, ""));
        if sections.last().is_none_or(|last| last.name != name) {
            sections.push(Section {
                name: name.to_owned(),
                about: meanings::of_section(view.lang, &setting),
                settings: Vec::new(),
            });
        }
        if let Some(section) = sections.last_mut() {
            let about = meanings::of_setting(view.lang, &setting);
            section.settings.push(Setting { about, ..setting });
        }
    }
    let page = SettingsPage {
        v: view.clone(),
        started,
        sections,
    };
    page::show(StatusCode::OK, &page)
}

impl StartedFrom {
    /// The name of its words.
    fn words(self) -> &'static str {
        match self {
            StartedFrom::Command => "settings-command",
            StartedFrom::File => "settings-serve",
            StartedFrom::Default => "settings-default",
        }
    }
}
