//! Coming back with the nine words. Every answer comes at the fixed time and in one size, whatever the words open.

use super::carried::Opened;
use super::fields::{FieldShown, Kind};
use super::notice::Notice;
use super::posted::{self, Posted};
use super::view::View;
use super::{moment, page};
use crate::paging::{Page, Shown};
use crate::steady::steady;
use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{Failure, Mailbox, ProofState, Receipt};
use report::{Author, Lang, MessageKind, Status};
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
#[template(path = "mailbox.html")]
struct Open {
    v: View,
    notice: Option<Notice>,
    problems: Vec<(&'static str, String)>,
    done: Option<String>,
    key: String,
    status: String,
    withdrawn: bool,
    received: String,
    kept: String,
    questions: Vec<Said>,
    messages: Vec<Said>,
    page: usize,
    pages: usize,
    page_of: String,
    message: FieldShown,
    amendment: FieldShown,
    proof_pending: bool,
    withdraw_lead: String,
}

/// A message, with a field for the answer when it is a question that is still open.
struct Said {
    mine: bool,
    /// Who said it, and when.
    when: String,
    text: String,
    answer: Option<FieldShown>,
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
        name: "words",
        label: view.t("mailbox-words").into_owned(),
        hint: None,
        problem: problem.clone(),
        value: typed.to_owned(),
        kind: Kind::Paragraph,
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
    let response = steady(view.site.desk(), Instant::now(), answer(&view, &posted)).await;
    drop(place);
    response
}

async fn answer(view: &View, posted: &Posted) -> Response {
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
    match deed(view, posted, &receipt).await {
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
async fn deed(view: &View, posted: &Posted, receipt: &Receipt) -> Result<Response, Failure> {
    let go = posted.get("go").unwrap_or("open");
    let (kind, field, done) = match go {
        "message" => (MessageKind::Message, "message", "sent-message"),
        "answer" => (MessageKind::Answer, "answer", "sent-answer"),
        "amend" => (MessageKind::Amendment, "amend", "sent-amendment"),
        "withdraw" => return sure(view, receipt).await,
        "withdraw-yes" => {
            view.site.desk().withdraw(receipt).await?;
            return opened(view, posted, receipt, None, None).await;
        }
        "proof" => return proof(view, receipt).await,
        _ => return opened(view, posted, receipt, None, None).await,
    };
    let text = posted.get(field).unwrap_or_default().trim();
    if let Some(problem) = problem_of(view, text) {
        return opened(view, posted, receipt, None, Some((field, problem))).await;
    }
    // The page's own key makes this message one, however often the page is sent.
    let once = posted.get("key").unwrap_or_default();
    match view
        .site
        .desk()
        .add_message_once(receipt, text.to_owned(), kind, once)
        .await
    {
        Err(Failure::MailboxFull) => {
            let said = view.t("error-mailbox-full").into_owned();
            opened(view, posted, receipt, None, Some((field, said))).await
        }
        Err(failure) => Err(failure),
        Ok(()) => opened(view, posted, receipt, Some(done), None).await,
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

fn withdraw_lead(view: &View) -> String {
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

async fn opened(
    view: &View,
    posted: &Posted,
    receipt: &Receipt,
    done: Option<&str>,
    wrong: Option<(&'static str, String)>,
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
    let typed = wrong.as_ref().and_then(|(field, _)| posted.get(field));
    let opening = Opening {
        view,
        mailbox: &mailbox,
        receipt,
        done,
        typed: typed.unwrap_or_default(),
        wrong,
    };
    Ok(page::show(StatusCode::OK, &opening.page(wanted)))
}

/// What was wrong with something that was sent: in which field, and what.
type Wrong = (&'static str, String);

/// So many questions at most stand apart, with a field for the answer: each takes room on a page whose size is fixed.
const ASKED: usize = 3;

/// Everything that an open mailbox is shown with.
struct Opening<'a> {
    view: &'a View,
    mailbox: &'a Mailbox,
    receipt: &'a Receipt,
    done: Option<&'a str>,
    wrong: Option<Wrong>,
    typed: &'a str,
}

impl Opening<'_> {
    fn page(&self, wanted: usize) -> Open {
        let (view, mailbox) = (self.view, self.mailbox);
        let page = Page::of(&mailbox.lengths, wanted);
        let (questions, messages) = self.questions(page.show(&mailbox.messages));
        let kept = moment::day(view, mailbox.kept_until);
        let (at, of) = (page.number.to_string(), page.count.to_string());
        let status = format!("status-{}", mailbox.status.as_str());
        let problems = self
            .wrong
            .iter()
            .map(|(field, said)| (*field, said.clone()));
        Open {
            v: view.clone(),
            notice: None,
            problems: problems.collect(),
            done: self.done.map(|done| view.t(done).into_owned()),
            key: Opened::new(&view.site, self.receipt).sealed(&view.site),
            status: view.t(&status).into_owned(),
            withdrawn: mailbox.status == Status::Withdrawn,
            received: moment::received(view, mailbox.received_at),
            kept: view.f("receipt-until", &[("date", &kept)]),
            questions: questions
                .into_iter()
                .map(|shown| self.said(shown, true))
                .collect(),
            messages: messages
                .into_iter()
                .map(|shown| self.said(shown, false))
                .collect(),
            page: page.number,
            pages: page.count,
            page_of: view.f("page-of", &[("at", &at), ("of", &of)]),
            message: self.field("message", None),
            amendment: self.field("amend", Some("amend-hint")),
            proof_pending: matches!(mailbox.proof, ProofState::Pending { .. }),
            withdraw_lead: withdraw_lead(view),
        }
    }

    /// The questions to which no answer followed, apart from the rest.
    fn questions<'m>(&self, all: Vec<Shown<'m>>) -> (Vec<Shown<'m>>, Vec<Shown<'m>>) {
        let of_kind = |shown: &&Shown<'_>, kind| shown.message.kind == kind && shown.part.is_none();
        let answered = all
            .iter()
            .filter(|shown| of_kind(shown, MessageKind::Answer));
        let answered = answered.map(|shown| shown.number).max().unwrap_or(0);
        let asked = all
            .iter()
            .filter(|shown| of_kind(shown, MessageKind::Question));
        let open = asked
            .map(|shown| shown.number)
            .filter(|number| *number > answered);
        let open: Vec<usize> = open.rev().take(ASKED).collect();
        all.into_iter()
            .partition(|shown| open.contains(&shown.number))
    }

    fn said(&self, shown: Shown<'_>, to_be_answered: bool) -> Said {
        let mine = shown.message.author == Author::Reporter;
        let who = if mine { "from-you" } else { "from-desk" };
        let when = moment::minute(self.view, shown.message.at);
        let field = || FieldShown {
            id: format!("answer-{}", shown.number),
            ..self.field("answer", None)
        };
        Said {
            mine,
            when: self.view.f(who, &[("when", &when)]),
            answer: to_be_answered.then(field),
            text: shown.text,
        }
    }

    /// A field, with what was typed into it if it was the one that could not be taken.
    fn field(&self, name: &'static str, hint: Option<&str>) -> FieldShown {
        let wrong = self.wrong.as_ref().filter(|(field, _)| *field == name);
        FieldShown {
            id: name.to_owned(),
            name,
            label: self.view.t(name).into_owned(),
            hint: hint.map(|hint| self.view.t(hint).into_owned()),
            problem: wrong.map(|(_, said)| said.clone()),
            value: wrong.map_or(String::new(), |_| self.typed.to_owned()),
            kind: Kind::Paragraph,
        }
    }
}
