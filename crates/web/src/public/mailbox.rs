//! Coming back with the nine words. Every answer comes at the fixed time and in one size, whatever the words open.

use super::carried::Opened;
use super::download::{Asked, FILE};
use super::fields::{FieldShown, Kind};
use super::mailbox_page::{ANSWER, Opening, Outcome};
use super::notice::Notice;
use super::page;
use super::posted::{self, Posted};
use super::view::View;
use crate::paging::Page;
use crate::steady::steady;
use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{Failure, Receipt};
use report::{Lang, MessageKind};
use tokio::time::Instant;

#[derive(Template)]
#[template(path = "mailbox_closed.html")]
struct Closed {
    v: View,
    notice: Option<Notice>,
    problems: Vec<(&'static str, String)>,
    words: FieldShown,
}

#[derive(Template)]
#[template(path = "withdraw.html")]
struct Sure {
    v: View,
    key: String,
    withdraw_lead: String,
}

/// `GET /{lang}/mailbox`
pub(crate) async fn show(view: View) -> Response {
    closed(&view, StatusCode::OK, "", None, None)
}

fn closed(
    view: &View,
    status: StatusCode,
    typed: &str,
    problem: Option<String>,
    notice: Option<Notice>,
) -> Response {
    let words = FieldShown {
        id: "words".to_owned(),
        label: view.t("mailbox-words").into_owned(),
        hint: None,
        problem: problem.clone(),
        value: typed.to_owned(),
        kind: Kind::Paragraph,
        heading: false,
    };
    let problems = problem.into_iter().map(|said| ("words", said)).collect();
    let closed = Closed {
        v: view.clone(),
        notice,
        problems,
        words,
    };
    page::show(status, &closed)
}

/// `POST /{lang}/mailbox`
pub(crate) async fn open(view: View, request: Request) -> Response {
    let asked = Asked::of(&request);
    let posted = match posted::read(&view, request).await {
        Ok(posted) => posted,
        Err(notice) => return closed(&view, notice.status, "", None, Some(notice)),
    };
    let place = match view.site.door.reading() {
        Ok(place) => place,
        Err(why) => {
            let notice = Notice::turned_away(&view, why);
            return closed(&view, notice.status, "", None, Some(notice));
        }
    };
    let answer = answer(&view, &posted, &asked);
    let response = steady(view.site.desk(), Instant::now(), answer).await;
    drop(place);
    response
}

async fn answer(view: &View, posted: &Posted, asked: &Asked) -> Response {
    let carried = posted
        .get("key")
        .and_then(|sealed| Opened::read(&view.site, sealed));
    let typed = posted.get("words").unwrap_or_default();
    let words = carried.as_ref().map_or(typed, |opened| &opened.receipt);
    let receipt = match Receipt::parse(words) {
        Ok(receipt) => receipt,
        Err(mistake) => {
            let said = match view.lang {
                Lang::En => mistake.to_string(),
                Lang::Zh => mistake.zh(),
            };
            return closed(
                view,
                StatusCode::UNPROCESSABLE_ENTITY,
                typed,
                Some(said),
                None,
            );
        }
    };
    match deed(view, posted, &receipt, asked).await {
        Ok(response) => response,
        Err(Failure::Unknown) => {
            let said = view.t("error-unknown-receipt").into_owned();
            closed(view, StatusCode::NOT_FOUND, typed, Some(said), None)
        }
        Err(failure) => {
            let notice = Notice::failed(view, &failure);
            closed(view, notice.status, typed, None, Some(notice))
        }
    }
}

/// What was asked for, by the button that was pressed.
async fn deed(
    view: &View,
    posted: &Posted,
    receipt: &Receipt,
    asked: &Asked,
) -> Result<Response, Failure> {
    let go = posted.get("go").unwrap_or("open");
    let (kind, done) = match go {
        "message" => (MessageKind::Message, "sent-message"),
        "amend" => (MessageKind::Amendment, "sent-amendment"),
        go if go.starts_with(ANSWER) => (MessageKind::Answer, "sent-answer"),
        "withdraw" => return sure(view, receipt).await,
        "withdraw-yes" => {
            view.site.desk().withdraw(receipt).await?;
            return opened(view, posted, receipt, Outcome::Nothing).await;
        }
        "proof" => return proof(view, receipt).await,
        go if go.starts_with(FILE) => return file(view, posted, receipt, asked).await,
        _ => return opened(view, posted, receipt, Outcome::Nothing).await,
    };
    let field = go.to_owned();
    let text = posted.get(go).unwrap_or_default().trim();
    if let Some(problem) = problem_of(view, text) {
        return opened(view, posted, receipt, Outcome::Wrong(field, problem)).await;
    }
    let question = go.strip_prefix(ANSWER);
    let question = question.map(|number| number.parse().unwrap_or(0));
    // The page's own key makes this message one, however often the page is sent.
    let once = posted.get("key").unwrap_or_default();
    let desk = view.site.desk();
    let added = desk.add_message_once(receipt, text.to_owned(), kind, question, once);
    match added.await {
        Err(Failure::MailboxFull) => {
            let said = view.t("error-mailbox-full").into_owned();
            opened(view, posted, receipt, Outcome::Wrong(field, said)).await
        }
        // Nobody was asked that: such a field stands in no page of ours.
        Err(Failure::NoQuestion) => opened(view, posted, receipt, Outcome::Nothing).await,
        Err(failure) => Err(failure),
        Ok(()) => opened(view, posted, receipt, Outcome::Sent(field, done)).await,
    }
}

fn problem_of(view: &View, text: &str) -> Option<String> {
    let problems = report::check_message("text", text, &view.site.profile().limits());
    let problem = problems.into_iter().next()?;
    Some(match view.lang {
        Lang::En => problem.en,
        Lang::Zh => problem.zh,
    })
}

async fn sure(view: &View, receipt: &Receipt) -> Result<Response, Failure> {
    // Opened once more, so that words that open nothing are never asked.
    view.site.desk().open_mailbox_at(receipt, |_| 0..0).await?;
    let sure = Sure {
        v: view.clone(),
        key: Opened::new(&view.site, receipt).sealed(&view.site),
        withdraw_lead: withdraw_lead(view),
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
    opened(view, posted, receipt, outcome).await
}

async fn opened(
    view: &View,
    posted: &Posted,
    receipt: &Receipt,
    outcome: Outcome,
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
    };
    Ok(opening.page(wanted))
}
