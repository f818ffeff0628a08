//! The answers once more, before they are sent, with what might give their writer away.

use super::answers::Answers;
use super::carried::Form;
use super::files::FileShown;
use super::guided::Step;
use super::notice::Notice;
use super::view::View;
use super::{isolated, page};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "check.html")]
struct Check {
    v: View,
    notice: Option<Notice>,
    problems: Vec<(String, String)>,
    form: String,
    hints: Vec<String>,
    /// Those of which something is to be chosen.
    files: Vec<FileShown>,
    /// Files that were not taken.
    lost: Option<String>,
    rows: Vec<Row>,
}

/// One answer.
struct Row {
    label: String,
    said: String,
    step: &'static str,
    change: String,
}

pub(crate) fn check_page(view: &View, mut form: Form) -> Response {
    // Whoever changes an answer from here comes back here.
    form.complete = true;
    let rows = Step::ALL.map(|step| {
        let label = step.heading(view);
        let change = view.f("change-what", &[("what", &label)]);
        Row {
            said: step.said(view, &form),
            label,
            step: step.name(),
            change,
        }
    });
    let mut shown = form.files.shown(view);
    shown.retain(|file| file.hint.is_some());
    let problems = shown.iter().filter_map(|file| {
        let problem = file.problem.clone()?;
        Some((file.name.clone(), problem))
    });
    let check = Check {
        v: view.clone(),
        notice: None,
        problems: problems.collect(),
        form: form.sealed(&view.site),
        hints: hints(view, &form.answers),
        lost: form.files.lost_in_words(view),
        files: shown,
        rows: rows.into(),
    };
    let status = match check.problems.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    page::show(status, &check)
}

/// What might give away somebody who chose to stay anonymous.
pub(crate) fn hints(view: &View, answers: &Answers) -> Vec<String> {
    if answers.is_named() {
        return Vec::new();
    }
    let text = answers.text(|field| view.t(field.name()).into_owned());
    let found = desk::betrayals(&text);
    let said = found.into_iter().map(|betrayal| {
        let name = match betrayal.kind {
            desk::BetrayalKind::Contact => "hint-contact",
            desk::BetrayalKind::KnownToFew => "hint-few",
        };
        view.f(name, &[("what", &isolated(&text[betrayal.span]))])
    });
    said.collect()
}
