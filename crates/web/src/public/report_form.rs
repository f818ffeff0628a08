//! The form on one page, and what becomes of it: mended, looked at once more, or taken.

use super::answers::{Answers, Field, Mistakes};
use super::carried::Form;
use super::check::check_page;
use super::fields::{FieldShown, Fields, PlaceShown, TimeShown, Who};
use super::notice::Notice;
use super::posted::Posted;
use super::receipt_page::receipt_page;
use super::view::View;
use super::{page, posted};
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use report::Channel;

#[derive(Template)]
#[template(path = "report_form.html")]
struct ReportForm {
    v: View,
    notice: Option<Notice>,
    problems: Vec<(&'static str, String)>,
    form: String,
    who: Who,
    what: FieldShown,
    place: PlaceShown,
    time: TimeShown,
    more: Vec<FieldShown>,
    more_open: bool,
}

/// `GET /{lang}/report`
pub(crate) async fn show(view: View) -> Response {
    let form = Form::new(&view.site);
    form_page(&view, &form, &Mistakes::new(), None)
}

/// `POST /{lang}/report`: from the form, or from the page on which the answers were checked.
pub(crate) async fn file(view: View, request: Request) -> Response {
    let posted = match sent(&view, request).await {
        Ok(posted) => posted,
        Err(page) => return page,
    };
    let form = match carried(&view, &posted) {
        Ok(form) => form,
        Err(form) => {
            return form_page(
                &view,
                &form,
                &Mistakes::new(),
                Some(Notice::old_form(&view)),
            );
        }
    };
    let limits = view.site.profile().limits();
    let draft = match form.answers.draft(&view, &limits) {
        Ok(draft) => draft,
        Err(mistakes) => return form_page(&view, &form, &mistakes, None),
    };
    // From the page that shows them all, nothing new was typed.
    let seen = posted.get("go") == Some("send");
    if !seen && !super::check::hints(&view, &form.answers).is_empty() {
        return check_page(&view, form);
    }
    let place = match view.site.door.filing() {
        Ok(place) => place,
        Err(why) => {
            let notice = Notice::turned_away(&view, why);
            return form_page(&view, &form, &Mistakes::new(), Some(notice));
        }
    };
    let desk = view.site.desk();
    // The token alone: whoever sends a form again gets the receipt again, whatever was typed meanwhile.
    let key = desk.replay_key(&form.token, b"");
    let accepted = desk
        .accept_report_once(draft, Vec::new(), Channel::Web, &key)
        .await;
    drop(place);
    match accepted {
        Ok(accepted) => receipt_page(&view, &accepted),
        Err(desk::Failure::NoCustodians) => {
            let said = view.t("error-names").into_owned();
            form_page(&view, &form, &Mistakes::from([(Field::Who, said)]), None)
        }
        Err(failure) => form_page(
            &view,
            &form,
            &Mistakes::new(),
            Some(Notice::failed(&view, &failure)),
        ),
    }
}

/// What was sent; the page for whoever sent what could not be read.
pub(crate) async fn sent(view: &View, request: Request) -> Result<Posted, Response> {
    let posted = posted::read(view, request).await;
    posted.map_err(|notice| {
        let form = Form::new(&view.site);
        form_page(view, &form, &Mistakes::new(), Some(notice))
    })
}

/// The form that came along, with what was typed now. The error is a fresh one with the same answers, when none came
/// along that could be taken: it was too old, or not ours.
pub(crate) fn carried(view: &View, posted: &Posted) -> Result<Form, Form> {
    let sealed = posted
        .get("form")
        .and_then(|sealed| Form::read(&view.site, sealed));
    let known = sealed.is_some();
    let mut form = sealed.unwrap_or_else(|| Form::new(&view.site));
    typed(posted, &mut form.answers);
    if known { Ok(form) } else { Err(form) }
}

fn typed(posted: &Posted, answers: &mut Answers) {
    for (name, value) in posted.pairs() {
        if let Some(field) = Field::named(name) {
            answers.put(field, value.to_owned());
        }
    }
}

pub(crate) fn form_page(
    view: &View,
    form: &Form,
    mistakes: &Mistakes,
    notice: Option<Notice>,
) -> Response {
    let fields = Fields {
        view,
        answers: &form.answers,
        mistakes,
        heading: false,
    };
    let more = [
        Field::Did,
        Field::How,
        Field::Things,
        Field::Papers,
        Field::Money,
    ];
    let status = match &notice {
        Some(notice) => notice.status,
        None if mistakes.is_empty() => StatusCode::OK,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let form_page = ReportForm {
        v: view.clone(),
        notice,
        problems: fields.problems(),
        form: form.sealed(&view.site),
        who: fields.who(),
        what: fields.one(Field::What),
        place: fields.place(),
        time: fields.time(),
        more: fields.all(more),
        more_open: fields.any_given(more),
    };
    page::show(status, &form_page)
}
