//! Every setting of this installation: what it is, what it would be, and where it was set.

use super::guard::Signed;
use super::view::View;
use super::{StartedFrom, StartedWith};
use super::{meanings, page};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use report::Setting;

#[derive(Template)]
#[template(path = "console/settings.html")]
struct SettingsPage {
    v: View,
    started: Vec<StartedWith>,
    sections: Vec<Section>,
}

struct Section {
    name: String,
    about: String,
    settings: Vec<Setting>,
}

/// `GET /settings`
pub(crate) async fn show(signed: Signed) -> Response {
    let view = signed.view;
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
        started: view.console.options.started_with.clone(),
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
