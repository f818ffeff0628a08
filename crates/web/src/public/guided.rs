//! The form one question at a time. What was answered travels from page to page in one sealed field; the browser's
//! own "back" therefore always finds the answers of its page.

use super::answers::{Field, Mistakes};
use super::carried::Form;
use super::check::check_page;
use super::fields::Fields;
use super::isolated;
use super::notice::Notice;
use super::page;
use super::report_form::{Sent, form_page, sent};
use super::view::View;
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;

/// A question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    Who,
    What,
    Where,
    When,
    Did,
    How,
    Things,
    Papers,
    Money,
    Files,
}

impl Step {
    pub(crate) const ALL: [Step; 10] = [
        Step::Who,
        Step::What,
        Step::Where,
        Step::When,
        Step::Did,
        Step::How,
        Step::Things,
        Step::Papers,
        Step::Money,
        Step::Files,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Step::Who => "who",
            Step::What => "what",
            Step::Where => "where",
            Step::When => "when",
            Step::Did => "did",
            Step::How => "how",
            Step::Things => "things",
            Step::Papers => "papers",
            Step::Money => "money",
            Step::Files => "files",
        }
    }

    fn named(name: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.name() == name)
    }

    pub(crate) fn heading(self, view: &View) -> String {
        let name = match self {
            Step::Who => "who-h",
            Step::When => "when-h",
            step => step.name(),
        };
        view.t(name).into_owned()
    }

    fn after(self) -> Option<Step> {
        let at = Step::ALL.iter().position(|step| *step == self)?;
        Step::ALL.get(at + 1).copied()
    }

    fn before(self) -> Step {
        let at = Step::ALL.iter().position(|step| *step == self).unwrap_or(0);
        Step::ALL[at.saturating_sub(1)]
    }

    fn fields(self) -> &'static [Field] {
        match self {
            Step::Who => &[Field::Who, Field::Name, Field::Phone, Field::Email],
            Step::What => &[Field::What],
            Step::Where => &[Field::Where, Field::Lat, Field::Lon],
            Step::When => &[
                Field::FromDate,
                Field::FromTime,
                Field::ToDate,
                Field::ToTime,
            ],
            Step::Did => &[Field::Did],
            Step::How => &[Field::How],
            Step::Things => &[Field::Things],
            Step::Papers => &[Field::Papers],
            Step::Money => &[Field::Money],
            Step::Files => &[],
        }
    }

    /// All that was answered but who answers, each answer under its question.
    pub(crate) fn all_said(view: &View, form: &Form) -> String {
        let questions = Step::ALL.into_iter().filter(|step| *step != Step::Who);
        let said = questions.filter_map(|step| {
            let said = step.said(view, form);
            (!said.is_empty()).then(|| format!("{}\n{said}", step.heading(view)))
        });
        said.collect::<Vec<_>>().join("\n\n")
    }

    /// The answer, as it is shown once more.
    pub(crate) fn said(self, view: &View, form: &Form) -> String {
        let answers = &form.answers;
        match self {
            Step::Who if answers.is_named() => {
                answers.line([Field::Name, Field::Phone, Field::Email], "\n")
            }
            Step::Who => view.t("who-anonymous").into_owned(),
            Step::Where => answers.line([Field::Where, Field::Lat, Field::Lon], "\n"),
            Step::When => {
                let from = answers.line([Field::FromDate, Field::FromTime], " ");
                let to = answers.line([Field::ToDate, Field::ToTime], " ");
                let both = [from, to].into_iter().filter(|moment| !moment.is_empty());
                both.collect::<Vec<_>>().join(" – ")
            }
            Step::Files => {
                let files = form.files.shown(view).into_iter();
                let names = files.map(|file| {
                    view.f(
                        "file-size",
                        &[("file", &isolated(&file.called)), ("size", &file.size)],
                    )
                });
                names.collect::<Vec<_>>().join("\n")
            }
            step => step
                .fields()
                .iter()
                .map(|field| answers.get(*field))
                .collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "guided.html")]
struct Guided {
    v: View,
    notice: Option<Notice>,
    problems: Vec<(&'static str, String)>,
    step: String,
    at: &'static str,
    form: String,
    fields: Vec<String>,
    first: bool,
    with_files: bool,
}

/// `GET /{lang}/report/guided`
pub(crate) async fn show(view: View) -> Response {
    let form = Form::new(&view.site);
    step_page(&view, &form, Step::Who, &Mistakes::new())
}

/// `POST /{lang}/report/guided`: on, back, or from the answers to one of them.
pub(crate) async fn step(view: View, request: Request) -> Response {
    // An old form goes on under a new token: nothing of it was sent.
    let Sent {
        mut posted,
        mut form,
        ..
    } = match sent(&view, request).await {
        Ok(sent) => sent,
        Err(page) => return page,
    };
    form.files.take(&view, &mut posted).await;
    let at = posted.get("step").and_then(Step::named);
    let go = posted.get("go").unwrap_or_default();
    if let Some(asked) = Step::named(go) {
        return step_page(&view, &form, asked, &Mistakes::new());
    }
    let at = at.unwrap_or(Step::Who);
    if go == "page" {
        return form_page(&view, &form, &Mistakes::new(), None);
    }
    if go == "back" {
        return step_page(&view, &form, at.before(), &Mistakes::new());
    }
    let limits = view.site.profile().limits();
    let mut mistakes = form.answers.draft(&view, &limits).err().unwrap_or_default();
    mistakes.retain(|field, _| at.fields().contains(field));
    if !mistakes.is_empty() {
        return step_page(&view, &form, at, &mistakes);
    }
    match at.after().filter(|_| !form.complete) {
        Some(next) => step_page(&view, &form, next, &Mistakes::new()),
        None => check_page(&view, form),
    }
}

fn step_page(view: &View, form: &Form, step: Step, mistakes: &Mistakes) -> Response {
    let shown = Fields {
        view,
        answers: &form.answers,
        mistakes,
        heading: true,
    };
    let fields = match step {
        Step::Who => vec![shown.who().to_string()],
        Step::Where => vec![shown.place().to_string()],
        Step::When => vec![shown.time().to_string()],
        Step::Files => vec![form.files.field(view, true).to_string()],
        step => step
            .fields()
            .iter()
            .map(|field| shown.one(*field).to_string())
            .collect(),
    };
    let place = Step::ALL
        .iter()
        .position(|other| *other == step)
        .unwrap_or(0);
    let (at, of) = ((place + 1).to_string(), Step::ALL.len().to_string());
    let guided = Guided {
        v: view.clone(),
        notice: None,
        problems: shown.problems(),
        step: view.f("step", &[("at", &at), ("of", &of)]),
        at: step.name(),
        form: form.sealed(&view.site),
        fields,
        first: place == 0,
        with_files: step == Step::Files,
    };
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    page::show(status, &guided)
}
