//! The answers once more, before they are sent, with what might give their writer away.

use super::answers::Answers;
use super::attachments::{self, AttachmentShown};
use super::carried::Form;
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
    files: Vec<AttachmentShown>,
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
    let files = form.files.to_decide(view);
    let check = Check {
        v: view.clone(),
        notice: None,
        problems: attachments::problems(&files),
        form: form.sealed(&view.site),
        hints: hints(view, &form.answers),
        lost: form.files.lost_in_words(view),
        files,
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
