//! Coming back with the receipt. Every answer here comes at the fixed time, in the same size.

use super::Api;
use super::shapes::{Done, MailboxShown, MessageRequest, OpenRequest, ReceiptRequest};
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
        add(api, message, MessageKind::Message).await?;
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
    request_body = MessageRequest,
    responses(
        (status = 201, body = Done),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        Refusals,
    )
)]
pub(crate) async fn amend(State(api): State<Api>, request: Request) -> Result<Response, Problem> {
    answer(&api, request, StatusCode::CREATED, async |api, message| {
        add(api, message, MessageKind::Amendment).await?;
        Ok(Done { status: "amended" })
    })
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
        let page = fields.number("page", problems);
        if page.is_some_and(|page| page < 1.0 || page > f64::from(u32::MAX) || page.fract() != 0.0)
        {
            problems.push(report::Problem::new(
                "page",
                "out-of-range",
                "A page is a whole number from 1, the newest.",
                "页码是从 1 开始的整数，1 为最新一页。",
            ));
        }
        // The cast is exact where it is used: what is not a whole number of this range was refused above.
        OpenRequest {
            receipt,
            page: page.map(|page| page as u32),
        }
    }
}

impl Asked for MessageRequest {
    fn take(fields: &mut Fields, problems: &mut Problems) -> MessageRequest {
        let ReceiptRequest { receipt } = ReceiptRequest::take(fields, problems);
        let text = fields.required_text("text", problems);
        MessageRequest {
            receipt,
            text: text.unwrap_or_default(),
        }
    }
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

async fn add(api: &Api, request: MessageRequest, kind: MessageKind) -> Result<(), Problem> {
    let receipt = receipt(&request.receipt)?;
    let limits = api.desk().profile().limits();
    let problems = report::check_message("text", &request.text, &limits);
    if !problems.is_empty() {
        return Err(Problem::fields(problems));
    }
    api.desk()
        .add_message(&receipt, request.text, kind)
        .await
        .map_err(|failure| api.problem(&failure))
}
