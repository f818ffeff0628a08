//! The form on one page, and what becomes of it: mended, looked at once more, or taken.

use super::answers::{Answers, Field, Mistakes};
use super::attachments::{Attachments, AttachmentsField};
use super::carried::Form;
use super::check::check_page;
use super::fields::{FieldShown, Fields, PlaceShown, TimeShown, Who};
use super::guided::Step;
use super::notice::Notice;
use super::receipt_page::receipt_page;
use super::view::View;
use super::{page, posted};
use crate::posted::{Posted, Why};
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use desk::{Accepted, Failure, ReplayKey};
use report::{Channel, Draft, MessageKind};

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
    files: AttachmentsField,
}

/// `GET /{lang}/report`
pub(crate) async fn show(view: View) -> Response {
    let form = Form::new(&view.site);
    form_page(&view, &form, &Mistakes::new(), None)
}

/// `POST /{lang}/report`: from the form, or from the page on which the answers were checked.
pub(crate) async fn file(view: View, request: Request) -> Response {
    // Beside the connection: what was typed is taken also when the line breaks while the last file comes.
    let taken = tokio::spawn(take(view, request)).await;
    taken.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

async fn take(view: View, request: Request) -> Response {
    let Sent {
        mut posted,
        mut form,
        is_known,
    } = match sent(&view, request).await {
        Ok(sent) => sent,
        Err(page) => return page,
    };
    let limits = view.site.profile().limits();
    let draft = form.answers.draft(&view, &limits);
    let mut before = None;
    if let (true, Ok(draft)) = (is_known, &draft) {
        let key = key(&view, &form, draft);
        match view.site.desk().accepted_before(&key).await {
            Ok(Some(same)) if !same.to_another => {
                return again(&view, &mut posted, &mut form, &same).await;
            }
            Ok(found) => before = found,
            Err(failure) => return failed(&view, &form, &failure),
        }
    }
    form.files.take(&view, &mut posted).await;
    if !is_known {
        let old = Notice::old_form(&view);
        return form_page(&view, &form, &Mistakes::new(), Some(old));
    }
    let draft = match draft {
        Ok(draft) => draft,
        Err(mistakes) => return form_page(&view, &form, &mistakes, None),
    };
    // From the page that shows them all, nothing new was typed.
    let seen = posted.get("go") == Some("send");
    let hints = super::check::hints(&view, &form.answers);
    if (!seen && !hints.is_empty()) || form.files.are_to_be_decided() {
        return check_page(&view, form);
    }
    let place = match view.site.door.filing() {
        Ok(place) => place,
        Err(why) => {
            let notice = Notice::turned_away(&view, why);
            return form_page(&view, &form, &Mistakes::new(), Some(notice));
        }
    };
    let accepted = match before {
        Some(before) => Ok(before),
        None => accept(&view, &mut form, &draft).await,
    };
    let taken = match accepted {
        Ok(accepted) if accepted.to_another => amend(&view, &mut form, accepted).await,
        accepted => accepted,
    };
    drop(place);
    match taken {
        Ok(accepted) => receipt_page(&view, &accepted, &form.files),
        // The report that it belonged to was taken back, or is full: it can be sent as one of its own.
        Err(Failure::Unknown | Failure::MailboxFull) => {
            form.renew(&view.site);
            let old = Notice::old_form(&view);
            form_page(&view, &form, &Mistakes::new(), Some(old))
        }
        Err(failure) => failed(&view, &form, &failure),
    }
}

fn failed(view: &View, form: &Form, failure: &Failure) -> Response {
    if let Failure::NoCustodians = failure {
        let said = view.t("error-names").into_owned();
        return form_page(view, form, &Mistakes::from([(Field::Who, said)]), None);
    }
    let notice = Notice::failed(view, failure);
    form_page(view, form, &Mistakes::new(), Some(notice))
}

/// Whoever sends a form again gets its receipt again.
fn key(view: &View, form: &Form, draft: &Draft) -> ReplayKey {
    let body = serde_json::to_vec(draft).unwrap_or_default();
    view.site.desk().replay_key(&form.token, &body)
}

/// Files the report. Files that are not there any more do not hold it up: they are lost.
async fn accept(view: &View, form: &mut Form, draft: &Draft) -> Result<Accepted, Failure> {
    let desk = view.site.desk();
    let key = key(view, form, draft);
    loop {
        let files = form.files.to_send();
        let accepted = desk
            .accept_report_first(draft.clone(), files, Channel::Web, &key)
            .await;
        match accepted {
            Err(Failure::FileGone(object)) if form.files.lose(object, Why::Gone) => {}
            other => return other,
        }
    }
}

/// The same form comes again, perhaps with files that broke off the first time.
async fn again(view: &View, posted: &mut Posted, form: &mut Form, same: &Accepted) -> Response {
    // What travelled with the form was sent with it; what is to be asked about cannot be asked here.
    form.files = Attachments::default();
    form.files.take(view, posted).await;
    form.files.leave_undecided();
    match form.files.put(view, &same.receipt).await {
        // Taken back meanwhile: its words are shown all the same.
        Ok(_) | Err(Failure::Unknown) => receipt_page(view, same, &form.files),
        Err(failure) => failed(view, form, &failure),
    }
}

/// Other words under a form that was taken before, looked at like the first: they are added, with their files.
async fn amend(view: &View, form: &mut Form, first: Accepted) -> Result<Accepted, Failure> {
    let said = Step::all_said(view, form);
    let kind = MessageKind::Amendment;
    let desk = view.site.desk();
    let added = async {
        form.files.put(view, &first.receipt).await?;
        desk.add_message_once(&first.receipt, said, kind, None, &form.token)
            .await
    };
    added.await.map(|()| first)
}

/// A form that was sent.
pub(crate) struct Sent {
    pub(crate) posted: Posted,
    /// The form that came along, with what was typed now; a fresh one with the same answers, when none came along that
    /// could be taken.
    pub(crate) form: Form,
    /// Whether one came along that may be sent: ours, and not too old.
    pub(crate) is_known: bool,
}

/// What was sent; the page for whoever sent what could not be read.
pub(crate) async fn sent(view: &View, request: Request) -> Result<Sent, Response> {
    let (most, site) = (view.site.profile().intake.files, &view.site);
    let carried = |posted: &Posted| {
        posted
            .get("form")
            .and_then(|sealed| Form::read(site, sealed))
    };
    let room = |posted: &Posted| {
        let there = carried(posted).map_or(0, |(form, _)| form.files.len());
        most.saturating_sub(there)
    };
    let (posted, notice) = match posted::read(view, request, room).await {
        Ok(posted) => (posted, None),
        Err(refused) => (refused.posted, Some(refused.notice)),
    };
    let form = carried(&posted);
    let (mut form, is_known) = form.unwrap_or_else(|| (Form::new(site), false));
    typed(&posted, &mut form.answers);
    if notice.is_some() {
        return Err(form_page(view, &form, &Mistakes::new(), notice));
    }
    Ok(Sent {
        posted,
        form,
        is_known,
    })
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
        files: form.files.field(view, false),
    };
    page::show(status, &form_page)
}
