//! Coming back with the receipt. Every answer here comes at the fixed time, in the same size.

use super::Api;
use super::shapes::{
    AmendRequest, Done, MailboxShown, MessageRequest, OpenRequest, ReceiptRequest,
};
use crate::failure::{Problem, Refusals};
use crate::paging::Page;
use crate::steady::steady;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use desk::Receipt;
use report::MessageKind;
use report::json::{Fields, Problems};
use serde::Serialize;
use tokio::time::Instant;

/// Open a mailbox
#[utoipa::path(
    post,
    path = "/api/v1/mailbox/open",
    request_body = OpenRequest,
    responses(
        (status = 200, body = MailboxShown),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        Refusals,
    )
)]
pub(crate) async fn open_mailbox(
    State(api): State<Api>,
    request: Request,
) -> Result<Response, Problem> {
    answer(
        &api,
        request,
        StatusCode::OK,
        async |api, open: OpenRequest| {
            let receipt = receipt(&open.receipt)?;
            let page = usize::try_from(open.page.unwrap_or(1)).unwrap_or(usize::MAX);
            let mailbox = api
                .desk()
                .open_mailbox_at(&receipt, move |lengths| Page::of(lengths, page).messages())
                .await
                .map_err(|failure| api.problem(&failure))?;
            Ok(MailboxShown::of(&mailbox, page))
        },
    )
    .await
}

/// Add a message
///
/// With the number of a question it is the answer to that question, and leaves other questions open.
#[utoipa::path(
    post,
    path = "/api/v1/mailbox/messages",
    request_body = MessageRequest,
    responses(
        (status = 201, body = Done),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        Refusals,
    )
)]
pub(crate) async fn add_message(
    State(api): State<Api>,
    request: Request,
) -> Result<Response, Problem> {
    answer(&api, request, StatusCode::CREATED, async |api, message| {
        let MessageRequest {
            receipt,
            text,
            question,
        } = message;
        let kind = match question {
            Some(_) => MessageKind::Answer,
            None => MessageKind::Message,
        };
        add(api, &receipt, text, kind, question).await?;
        Ok(Done { status: "added" })
    })
    .await
}

/// Amend the report
///
/// What was sent stays; the amendment stands beside it.
#[utoipa::path(
    post,
    path = "/api/v1/mailbox/amend",
    request_body = AmendRequest,
    responses(
        (status = 201, body = Done),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        Refusals,
    )
)]
pub(crate) async fn amend(State(api): State<Api>, request: Request) -> Result<Response, Problem> {
    answer(
        &api,
        request,
        StatusCode::CREATED,
        async |api, amendment| {
            let AmendRequest { receipt, text } = amendment;
            add(api, &receipt, text, MessageKind::Amendment, None).await?;
            Ok(Done { status: "amended" })
        },
    )
    .await
}

/// Take the report back
///
/// It leaves the queues now, and its content is destroyed after 24 hours.
#[utoipa::path(
    post,
    path = "/api/v1/mailbox/withdraw",
    request_body = ReceiptRequest,
    responses(
        (status = 200, body = Done),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        Refusals,
    )
)]
pub(crate) async fn withdraw(
    State(api): State<Api>,
    request: Request,
) -> Result<Response, Problem> {
    answer(
        &api,
        request,
        StatusCode::OK,
        async |api, request: ReceiptRequest| {
            let receipt = receipt(&request.receipt)?;
            api.desk()
                .withdraw(&receipt)
                .await
                .map_err(|failure| api.problem(&failure))?;
            Ok(Done {
                status: "withdrawn",
            })
        },
    )
    .await
}

/// Reads the body, does the work, and answers at the fixed time after the body arrived.
async fn answer<B: Asked, T: Serialize>(
    api: &Api,
    request: Request,
    status: StatusCode,
    work: impl AsyncFnOnce(&Api, B) -> Result<T, Problem>,
) -> Result<Response, Problem> {
    let body = api.body(request).await?;
    let place = api.door.reading().map_err(|why| api.turned_away(why))?;
    let arrived = Instant::now();
    let answer = steady(api.desk(), arrived, async {
        let done = work(api, parsed(&body)?).await?;
        Ok((status, Json(done)).into_response())
    })
    .await;
    drop(place);
    answer
}

/// A request's fields, read as strictly as a report's, so that every refusal names its field.
trait Asked: Sized {
    fn take(fields: &mut Fields, problems: &mut Problems) -> Self;
}

impl Asked for ReceiptRequest {
    fn take(fields: &mut Fields, problems: &mut Problems) -> ReceiptRequest {
        let receipt = fields.required_text("receipt", problems);
        ReceiptRequest {
            receipt: receipt.unwrap_or_default(),
        }
    }
}

impl Asked for OpenRequest {
    fn take(fields: &mut Fields, problems: &mut Problems) -> OpenRequest {
        let ReceiptRequest { receipt } = ReceiptRequest::take(fields, problems);
        let said = [
            "A page is a whole number from 1, the newest.",
            "页码是从 1 开始的整数，1 为最新一页。",
        ];
        let page = from_one(fields, "page", said, problems);
        OpenRequest { receipt, page }
    }
}

impl Asked for AmendRequest {
    fn take(fields: &mut Fields, problems: &mut Problems) -> AmendRequest {
        let ReceiptRequest { receipt } = ReceiptRequest::take(fields, problems);
        let text = fields.required_text("text", problems);
        AmendRequest {
            receipt,
            text: text.unwrap_or_default(),
        }
    }
}

impl Asked for MessageRequest {
    fn take(fields: &mut Fields, problems: &mut Problems) -> MessageRequest {
        let AmendRequest { receipt, text } = AmendRequest::take(fields, problems);
        let said = [
            "A question is named by its number in the mailbox, a whole number from 1.",
            "问题用它在往来消息中的编号指明，编号是从 1 开始的整数。",
        ];
        let question = from_one(fields, "question", said, problems);
        MessageRequest {
            receipt,
            text,
            question,
        }
    }
}

/// A whole number from 1, when the field is there; or what is said of another one, in English and in Chinese.
fn from_one(
    fields: &mut Fields,
    name: &'static str,
    [en, zh]: [&'static str; 2],
    problems: &mut Problems,
) -> Option<u32> {
    let number = fields.number(name, problems)?;
    if number < 1.0 || number > f64::from(u32::MAX) || number.fract() != 0.0 {
        problems.push(report::Problem::new(name, "out-of-range", en, zh));
    }
    // The cast is exact where it is used: what is not a whole number of this range was refused above.
    Some(number as u32)
}

fn parsed<B: Asked>(body: &[u8]) -> Result<B, Problem> {
    let mut problems = Problems::default();
    let Some(mut fields) = Fields::read(body, &[], &mut problems) else {
        return Err(Problem::fields(problems.into_vec()));
    };
    let asked = B::take(&mut fields, &mut problems);
    fields.finish(&[], &[], &mut problems);
    problems.or(asked).map_err(Problem::fields)
}

fn receipt(text: &str) -> Result<Receipt, Problem> {
    Receipt::parse(text).map_err(|mistake| Problem::receipt(&mistake))
}

async fn add(
    api: &Api,
    words: &str,
    text: String,
    kind: MessageKind,
    question: Option<u32>,
) -> Result<(), Problem> {
    let receipt = receipt(words)?;
    let limits = api.desk().profile().limits();
    let problems = report::check_message("text", &text, &limits);
    if !problems.is_empty() {
        return Err(Problem::fields(problems));
    }
    api.desk()
        .add_message(&receipt, text, kind, question)
        .await
        .map_err(|failure| api.problem(&failure))
}
