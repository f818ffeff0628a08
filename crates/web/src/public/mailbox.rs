//! Coming back with the nine words. Every answer comes at the fixed time and in one size, whatever the words open.

use super::attachments::{self, AttachmentShown, Attachments};
use super::carried::Opened;
use super::download::{Asked, FILE};
use super::fields::{FieldShown, Kind};
use super::mailbox_page::{ANSWER, FilesSent, Opening, Outcome, done};
use super::notice::Notice;
use super::page;
use super::posted::{self, Refused};
use super::view::View;
use crate::paging::Page;
use crate::posted::Posted;
use crate::steady::steady;
use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{Failure, Receipt};
use report::{Lang, MessageKind};
use std::sync::Arc;
use tokio::time::Instant;

#[derive(Template)]
#[template(path = "mailbox_closed.html")]
struct Closed {
    v: View,
    notice: Option<Notice>,
    problems: Vec<(&'static str, String)>,
    words: FieldShown,
    /// What was typed into a page that is too old: it goes along.
    typed: Vec<(String, String)>,
}

/// Something is to be chosen of files before they are sent.
#[derive(Template)]
#[template(path = "mailbox_files.html")]
struct ToDecide {
    v: View,
    notice: Option<Notice>,
    problems: Vec<(String, String)>,
    done: Option<String>,
    lost: Option<String>,
    files: Vec<AttachmentShown>,
    key: String,
    typed: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "withdraw.html")]
struct Sure {
    v: View,
    key: String,
    withdraw_lead: String,
    typed: Vec<(String, String)>,
}

/// `GET /{lang}/mailbox`
pub(crate) async fn show(view: View) -> Response {
    closed(&view, StatusCode::OK, &Posted::default(), None, None)
}

fn closed(
    view: &View,
    status: StatusCode,
    posted: &Posted,
    problem: Option<String>,
    notice: Option<Notice>,
) -> Response {
    let words = FieldShown {
        id: "words".to_owned(),
        label: view.t("mailbox-words").into_owned(),
        hint: None,
        problem: problem.clone(),
        value: posted.get("words").unwrap_or_default().to_owned(),
        kind: Kind::Paragraph,
        heading: false,
    };
    let problems = problem.into_iter().map(|said| ("words", said)).collect();
    let closed = Closed {
        v: view.clone(),
        notice,
        problems,
        words,
        typed: typed(posted, ""),
    };
    page::show(status, &closed)
}

/// What was typed into the fields of an open mailbox, without the one that was sent.
fn typed(posted: &Posted, sent: &str) -> Vec<(String, String)> {
    let is_text = |name: &str| name == "message" || name == "amend" || name.starts_with(ANSWER);
    let texts = posted
        .pairs()
        .filter(|(name, typed)| is_text(name) && *name != sent && !typed.is_empty());
    texts
        .map(|(name, typed)| (name.to_owned(), typed.to_owned()))
        .collect()
}

/// `POST /{lang}/mailbox`
pub(crate) async fn open(view: View, request: Request) -> Response {
    let asked = Asked::of(&request);
    let (most, site) = (view.site.profile().intake.files, Arc::clone(&view.site));
    let room = |posted: &Posted| {
        let opened = posted.get("key").and_then(|key| Opened::read(&site, key));
        opened.map_or(0, |opened| most.saturating_sub(opened.files.len()))
    };
    let mut posted = match posted::read(&view, request, room).await {
        Ok(posted) => posted,
        Err(Refused { notice, posted }) => {
            return closed(&view, notice.status, &posted, None, Some(notice));
        }
    };
    let place = match view.site.door.reading() {
        Ok(place) => place,
        Err(why) => {
            let notice = Notice::turned_away(&view, why);
            return closed(&view, notice.status, &posted, None, Some(notice));
        }
    };
    let answer = answer(&view, &mut posted, &asked);
    let response = steady(view.site.desk(), Instant::now(), answer).await;
    drop(place);
    response
}

async fn answer(view: &View, posted: &mut Posted, asked: &Asked) -> Response {
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let key = posted.get("key");
    let opened = key.map(|key| Opened::read(&view.site, key));
    let (receipt, files) = match opened {
        Some(None) if posted.get("words").is_none() => {
            let said = view.t("error-mailbox-old").into_owned();
            return closed(view, wrong, posted, Some(said), None);
        }
        Some(Some(opened)) => (Receipt::parse(&opened.receipt), opened.files),
        _ => {
            let words = posted.get("words").unwrap_or_default();
            (Receipt::parse(words), Attachments::default())
        }
    };
    let receipt = match receipt {
        Ok(receipt) => receipt,
        Err(mistake) => {
            let said = match view.lang {
                Lang::En => mistake.to_string(),
                Lang::Zh => mistake.zh(),
            };
            return closed(view, wrong, posted, Some(said), None);
        }
    };
    match deed(view, posted, &receipt, files, asked).await {
        Ok(response) => response,
        Err(Failure::Unknown) => {
            let said = view.t("error-unknown-receipt").into_owned();
            closed(view, StatusCode::NOT_FOUND, posted, Some(said), None)
        }
        Err(failure) => {
            let notice = Notice::failed(view, &failure);
            closed(view, notice.status, posted, None, Some(notice))
        }
    }
}

/// What was asked for, by the button that was pressed; and whatever files came with it.
async fn deed(
    view: &View,
    posted: &mut Posted,
    receipt: &Receipt,
    mut files: Attachments,
    asked: &Asked,
) -> Result<Response, Failure> {
    match posted.get("go").unwrap_or("open") {
        "withdraw" => return sure(view, posted, receipt).await,
        "withdraw-yes" => view.site.desk().withdraw(receipt).await?,
        "proof" => return proof(view, receipt).await,
        go if go.starts_with(FILE) => return file(view, posted, receipt, asked).await,
        _ => {}
    }
    if !sends(posted) {
        posted.leave_files();
    }
    files.take(view, posted).await;
    let outcome = say(view, posted, receipt, &files).await?;
    if files.are_to_be_decided() {
        return Ok(to_decide(view, posted, receipt, files, &outcome));
    }
    let files = FilesSent {
        some_arrived: files.put(view, receipt).await?,
        lost: files.lost_in_words(view),
    };
    opened(view, posted, receipt, outcome, files).await
}

/// Whether the button that was pressed sends anything.
fn sends(posted: &Posted) -> bool {
    let go = posted.get("go").unwrap_or_default();
    matches!(go, "file" | "message" | "amend" | "send") || go.starts_with(ANSWER)
}

/// Sends a message, an answer or an amendment, if that was asked for.
async fn say(
    view: &View,
    posted: &Posted,
    receipt: &Receipt,
    files: &Attachments,
) -> Result<Outcome, Failure> {
    let field = posted.get("go").unwrap_or_default();
    let (kind, done) = match field {
        "message" => (MessageKind::Message, "sent-message"),
        "amend" => (MessageKind::Amendment, "sent-amendment"),
        go if go.starts_with(ANSWER) => (MessageKind::Answer, "sent-answer"),
        _ => return Ok(Outcome::Nothing),
    };
    let text = posted.get(field).unwrap_or_default().trim();
    if text.is_empty() && !files.are_none() {
        return Ok(Outcome::Nothing);
    }
    let field = field.to_owned();
    if let Some(problem) = problem_of(view, text) {
        return Ok(Outcome::Wrong(field, problem));
    }
    let question = field.strip_prefix(ANSWER);
    let question = question.map(|number| number.parse().unwrap_or(0));
    // The page's own key makes this message one, however often the page is sent.
    let once = posted.get("key").unwrap_or_default();
    let desk = view.site.desk();
    let added = desk.add_message_once(receipt, text.to_owned(), kind, question, once);
    match added.await {
        Err(Failure::MailboxFull) => {
            let said = view.t("error-mailbox-full").into_owned();
            Ok(Outcome::Wrong(field, said))
        }
        // Nobody was asked that: such a field stands in no page of ours.
        Err(Failure::NoQuestion) => Ok(Outcome::Nothing),
        Err(failure) => Err(failure),
        Ok(()) => Ok(Outcome::Sent(field, done)),
    }
}

/// Files that may give their sender away wait until something is chosen.
fn to_decide(
    view: &View,
    posted: &Posted,
    receipt: &Receipt,
    files: Attachments,
    outcome: &Outcome,
) -> Response {
    let shown = files.to_decide(view);
    let sent = match outcome {
        Outcome::Sent(field, _) => field,
        _ => "",
    };
    let to_decide = ToDecide {
        v: view.clone(),
        notice: None,
        problems: attachments::problems(&shown),
        done: done(view, outcome, &FilesSent::default()),
        lost: files.lost_in_words(view),
        files: shown,
        typed: typed(posted, sent),
        key: Opened::with(&view.site, receipt, files).sealed(&view.site),
    };
    let status = match to_decide.problems.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    page::show(status, &to_decide)
}

fn problem_of(view: &View, text: &str) -> Option<String> {
    let problems = report::check_message("text", text, &view.site.profile().limits());
    let problem = problems.into_iter().next()?;
    Some(match view.lang {
        Lang::En => problem.en,
        Lang::Zh => problem.zh,
    })
}

async fn sure(view: &View, posted: &Posted, receipt: &Receipt) -> Result<Response, Failure> {
    // Opened once more, so that words that open nothing are never asked.
    view.site.desk().open_mailbox_at(receipt, |_| 0..0).await?;
    let sure = Sure {
        v: view.clone(),
        key: Opened::new(&view.site, receipt).sealed(&view.site),
        withdraw_lead: withdraw_lead(view),
        typed: typed(posted, ""),
    };
    Ok(page::show(StatusCode::OK, &sure))
}

pub(crate) fn withdraw_lead(view: &View) -> String {
    let hours = view.site.profile().retention.withdrawn_hours.to_string();
    view.f("withdraw-lead", &[("hours", &hours)])
}

/// The proof of filing as a file. Its name says nothing.
async fn proof(view: &View, receipt: &Receipt) -> Result<Response, Failure> {
    let mailbox = view.site.desk().open_mailbox_at(receipt, |_| 0..0).await?;
    let proof = crate::api::shapes::ProofShown::of(&mailbox.proof);
    let mut response = axum::Json(proof).into_response();
    response.headers_mut().insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"note.json\""),
    );
    Ok(response)
}

/// A file, or the mailbox with what is said instead.
async fn file(
    view: &View,
    posted: &Posted,
    receipt: &Receipt,
    asked: &Asked,
) -> Result<Response, Failure> {
    let number = posted.get("go").and_then(|go| go.strip_prefix(FILE));
    let number = number.and_then(|number| number.parse().ok()).unwrap_or(0);
    let outcome = match asked.answer(view, receipt, number).await {
        Ok(Ok(response)) => return Ok(response),
        Ok(Err(notice)) => Outcome::Refused(notice),
        // No such file, or no such mailbox: opening it tells.
        Err(Failure::Unknown) => Outcome::Nothing,
        Err(failure) => return Err(failure),
    };
    opened(view, posted, receipt, outcome, FilesSent::default()).await
}

async fn opened(
    view: &View,
    posted: &Posted,
    receipt: &Receipt,
    outcome: Outcome,
    files: FilesSent,
) -> Result<Response, Failure> {
    let wanted: usize = posted
        .get("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1);
    let mailbox = view
        .site
        .desk()
        .open_mailbox_at(receipt, move |lengths| Page::of(lengths, wanted).messages())
        .await?;
    let opening = Opening {
        view,
        posted,
        mailbox: &mailbox,
        receipt,
        outcome,
        files,
    };
    Ok(opening.page(wanted))
}
