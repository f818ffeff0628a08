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
use std::ops::Range;

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
        view.f(name, &[("what", &isolated(&quoted(&text, betrayal.span)))])
    });
    said.collect()
}

/// The words at this place, without half a word at their end.
fn quoted(text: &str, span: Range<usize>) -> String {
    let joins = |c: char| c.is_alphanumeric() && c.is_ascii();
    let (said, after) = (&text[span.clone()], &text[span.end..]);
    let is_cut = said.ends_with(joins) && after.starts_with(joins);
    match said.rsplit_once(' ') {
        Some((whole, _)) if is_cut => format!("{}…", whole.trim_end()),
        _ => said.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_ends_with_a_whole_word() {
        let text = "I was the only one of us. 我是唯一看到的人";
        assert_eq!(quoted(text, 0..20), "I was the only one…");
        assert_eq!(quoted(text, 0..24), &text[..24]);
        let from = text.find('我').unwrap_or(0);
        assert_eq!(quoted(text, from..from + 9), "我是唯");
    }
}
