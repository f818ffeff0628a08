//! An open mailbox as its reader sees it: one form, so that what was typed into one field outlives the sending of
//! another.

use super::carried::Opened;
use super::fields::{FieldShown, Kind};
use super::files::FilesShown;
use super::mailbox::withdraw_lead;
use super::notice::Notice;
use super::view::View;
use super::{attachments, moment, page};
use crate::paging::{Page, Shown};
use crate::posted::Posted;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use desk::{Mailbox, ProofState, Receipt};
use report::{Author, Status};

/// What the field for an answer is called, before the number of its question.
pub(crate) const ANSWER: &str = "answer-";

/// So many questions at most stand apart, with a field for the answer: each takes room on a page whose size is fixed.
const ASKED: usize = 3;

/// What became of what was sent.
pub(crate) enum Outcome {
    /// Nothing was sent.
    Nothing,
    /// The words of this field, and by which name that is said.
    Sent(String, &'static str),
    /// The words of this field could not be taken, and why.
    Wrong(String, String),
    /// Something else could not be done, and why.
    Refused(Notice),
}

/// Everything that an open mailbox is shown with.
pub(crate) struct Opening<'a> {
    pub(crate) view: &'a View,
    pub(crate) posted: &'a Posted,
    pub(crate) mailbox: &'a Mailbox,
    pub(crate) receipt: &'a Receipt,
    pub(crate) outcome: Outcome,
    /// What became of files that were sent.
    pub(crate) files: FilesSent,
}

/// What became of files that were sent to a mailbox.
#[derive(Default)]
pub(crate) struct FilesSent {
    pub(crate) some_arrived: bool,
    /// Those that were not taken.
    pub(crate) lost: Option<String>,
}

#[derive(Template)]
#[template(path = "mailbox.html")]
struct Open {
    v: View,
    notice: Option<Notice>,
    problems: Vec<(String, String)>,
    done: Option<String>,
    lost: Option<String>,
    files_hint: Option<String>,
    key: String,
    status: String,
    withdrawn: bool,
    received: String,
    kept: String,
    aside: bool,
    questions: Vec<(Said, FieldShown)>,
    messages: Vec<Said>,
    files: Option<FilesShown>,
    page: usize,
    pages: usize,
    page_of: String,
    message: FieldShown,
    amendment: FieldShown,
    amending: bool,
    proof_pending: bool,
    withdraw_lead: String,
}

/// A message.
struct Said {
    mine: bool,
    /// Who said it, and when.
    when: String,
    text: String,
}

impl Opening<'_> {
    /// The page of the mailbox that is wanted.
    pub(crate) fn page(self, wanted: usize) -> Response {
        let (view, mailbox) = (self.view, self.mailbox);
        let page = Page::of(&mailbox.lengths, wanted);
        let (questions, messages) =
            questions(page.show(&mailbox.messages), &mailbox.open_questions);
        let questions = questions.into_iter().map(|shown| {
            let field = self.field(&format!("{ANSWER}{}", shown.number), "answer", None);
            (self.said(shown), field)
        });
        let kept = moment::day(view, mailbox.kept_until);
        let (at, of) = (page.number.to_string(), page.count.to_string());
        let status = format!("status-{}", mailbox.status.as_str());
        let amendment = self.field("amend", "amend", Some("amend-hint"));
        let mut shown = Open {
            v: view.clone(),
            notice: None,
            problems: match &self.outcome {
                Outcome::Wrong(field, said) => vec![(field.clone(), said.clone())],
                _ => Vec::new(),
            },
            done: done(view, &self.outcome, &self.files),
            lost: self.files.lost.clone(),
            files_hint: files_hint(view),
            key: Opened::new(&view.site, self.receipt).sealed(&view.site),
            status: view.t(&status).into_owned(),
            withdrawn: mailbox.status == Status::Withdrawn,
            received: moment::received(view, mailbox.received_at),
            kept: view.f("receipt-until", &[("date", &kept)]),
            aside: mailbox.aside,
            questions: questions.collect(),
            messages: messages.into_iter().map(|shown| self.said(shown)).collect(),
            files: self.files(),
            page: page.number,
            pages: page.count,
            page_of: view.f("page-of", &[("at", &at), ("of", &of)]),
            message: self.field("message", "message", None),
            amending: !amendment.value.is_empty() || amendment.problem.is_some(),
            amendment,
            proof_pending: matches!(mailbox.proof, ProofState::Pending { .. }),
            withdraw_lead: withdraw_lead(view),
        };
        let status = match self.outcome {
            Outcome::Wrong(..) => StatusCode::UNPROCESSABLE_ENTITY,
            Outcome::Refused(notice) => {
                let status = notice.status;
                shown.notice = Some(notice);
                status
            }
            _ => StatusCode::OK,
        };
        page::show(status, &shown)
    }

    /// The files, when there are any.
    fn files(&self) -> Option<FilesShown> {
        let wanted = self
            .posted
            .get("files-page")
            .and_then(|page| page.parse().ok());
        let files = &self.mailbox.files;
        (!files.is_empty()).then(|| FilesShown::of(self.view, files, wanted.unwrap_or(1)))
    }

    fn said(&self, shown: Shown<'_>) -> Said {
        let mine = shown.message.author == Author::Reporter;
        let who = if mine { "from-you" } else { "from-desk" };
        let when = moment::minute(self.view, shown.message.at);
        Said {
            mine,
            when: self.view.f(who, &[("when", &when)]),
            text: shown.text,
        }
    }

    /// A field with what was typed into it, unless that was sent.
    fn field(&self, name: &str, label: &str, hint: Option<&str>) -> FieldShown {
        let problem = match &self.outcome {
            Outcome::Wrong(field, said) if field == name => Some(said.clone()),
            _ => None,
        };
        let typed = match &self.outcome {
            Outcome::Sent(field, _) if field == name => "",
            _ => self.posted.get(name).unwrap_or_default(),
        };
        FieldShown {
            id: name.to_owned(),
            label: self.view.t(label).into_owned(),
            hint: hint.map(|hint| self.view.t(hint).into_owned()),
            problem,
            value: typed.to_owned(),
            kind: Kind::Paragraph,
            heading: false,
        }
    }
}

/// What was taken, said once.
pub(crate) fn done(view: &View, outcome: &Outcome, files: &FilesSent) -> Option<String> {
    let said = match outcome {
        Outcome::Sent(_, done) => Some(*done),
        _ => None,
    };
    let arrived = files.some_arrived.then_some("sent-file");
    let done: Vec<_> = said
        .into_iter()
        .chain(arrived)
        .map(|name| view.t(name))
        .collect();
    (!done.is_empty()).then(|| done.join(view.between_sentences()))
}

/// What may be sent, where files are taken at all.
fn files_hint(view: &View) -> Option<String> {
    let (count, size) = attachments::limits(view);
    let hint = view.f("file-add-hint", &[("count", &count), ("size", &size)]);
    (view.site.profile().intake.files > 0).then_some(hint)
}

/// The newest of the questions that are open, apart from the rest. One that is too long for one piece stays there.
fn questions<'a>(all: Vec<Shown<'a>>, open: &[usize]) -> (Vec<Shown<'a>>, Vec<Shown<'a>>) {
    let asked = all
        .iter()
        .filter(|shown| shown.part.is_none() && open.contains(&shown.number));
    let asked: Vec<usize> = asked.map(|shown| shown.number).collect();
    let newest = &asked[asked.len().saturating_sub(ASKED)..];
    all.into_iter()
        .partition(|shown| newest.contains(&shown.number))
}
