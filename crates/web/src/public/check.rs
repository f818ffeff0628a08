//! The answers once more, before they are sent, with what might give their writer away.

use super::answers::Answers;
use super::carried::Form;
use super::guided::Step;
use super::notice::Notice;
use super::page;
use super::view::View;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "check.html")]
struct Check {
    v: View,
    notice: Option<Notice>,
    problems: Vec<(&'static str, String)>,
    form: String,
    hints: Vec<String>,
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
            said: step.said(view, &form.answers),
            label,
            step: step.name(),
            change,
        }
    });
    let check = Check {
        v: view.clone(),
        notice: None,
        problems: Vec::new(),
        form: form.sealed(&view.site),
        hints: hints(view, &form.answers),
        rows: rows.into(),
    };
    page::show(StatusCode::OK, &check)
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

/// Foreign text inside a sentence of ours: it may run in the other direction (Unicode Standard Annex 9, FSI and PDI).
fn isolated(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}
