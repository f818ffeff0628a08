//! The only error that becomes a response: problem+json (RFC 9457). The cause is logged once, here, and never told.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use utoipa::openapi::{self, Content, Ref, RefOr};
use utoipa::{IntoResponses, ToSchema};

/// A refusal, as problem+json in both languages.
#[derive(Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Stable name of the kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "urn:tipline:problem:unknown-receipt")]
    pub kind: &'static str,
    /// What happened, in English.
    pub title: &'static str,
    /// What happened, in Chinese.
    pub title_zh: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// Each field that has something wrong with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// To be named when asking the operator; leads to the cause in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip)]
    retry_after_s: Option<u64>,
}

/// What is wrong with one field.
#[derive(Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field, as a path (`place.lat`); empty for the whole body.
    pub field: String,
    /// Stable code.
    pub code: String,
    /// What is wrong, in English.
    pub en: String,
    /// What is wrong, in Chinese.
    pub zh: String,
}

/// The refusals that every request with a body may meet, for the API's document.
pub(crate) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<openapi::Response>> {
        let refusal = |status: &str| {
            let problem = Content::new(Some(Ref::from_schema_name("Problem")));
            let response = openapi::ResponseBuilder::new()
                .content("application/problem+json", problem)
                .build();
            (status.to_owned(), RefOr::T(response))
        };
        ["400", "408", "413", "415", "422", "500", "503"]
            .map(refusal)
            .into()
    }
}

/// What kinds of problems there are: name, status, and the two sentences.
macro_rules! problems {
    ($($function:ident = $name:literal, $status:ident, $en:literal, $zh:literal;)*) => {
        impl Problem {
            $(pub(crate) fn $function() -> Problem {
                Problem::new(concat!("urn:tipline:problem:", $name), StatusCode::$status, $en, $zh)
            })*
        }
    };
}

problems! {
    not_found = "not-found", NOT_FOUND, "There is nothing at this address.", "此地址没有内容。";
    wrong_method = "wrong-method", METHOD_NOT_ALLOWED, "This address does not take this method.", "此地址不支持该请求方法。";
    not_json = "not-json", UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json.", "请以 application/json 格式发送。";
    body_too_large = "body-too-large", PAYLOAD_TOO_LARGE, "The body is larger than this service takes.", "内容超过本服务的接收上限。";
    body_too_slow = "body-too-slow", REQUEST_TIMEOUT, "The body did not arrive in time. Nothing was taken; send it again.", "内容未能按时送达，未收存任何内容，请重新发送。";
    body_broken = "body-broken", BAD_REQUEST, "The body broke off. Nothing was taken; send it again.", "内容中途中断，未收存任何内容，请重新发送。";
    invalid = "invalid", UNPROCESSABLE_ENTITY, "Some fields cannot be taken as they are.", "部分栏目填写有误，无法接收。";
    key_reused = "key-reused", UNPROCESSABLE_ENTITY, "This Idempotency-Key came earlier with another body.", "该 Idempotency-Key 此前用于另一份内容。";
    unknown_receipt = "unknown-receipt", NOT_FOUND, "There is no report for these words, or it is no longer kept.", "没有与该查询码对应的线索，或该线索已不再保存。";
    mailbox_full = "mailbox-full", UNPROCESSABLE_ENTITY, "This mailbox is full. Nothing was taken; please file what is new as a new report.", "该信箱已满，未收存任何内容；如有新情况，请另行提交线索。";
    busy = "busy", SERVICE_UNAVAILABLE, "Too much is arriving at once. Nothing was taken; please try again shortly.", "当前请求过多，未收存任何内容，请稍后再试。";
    storage_full = "storage-full", SERVICE_UNAVAILABLE, "The service cannot store anything just now. Nothing was taken; please try again later.", "服务暂时无法存储，未收存任何内容，请稍后再试。";
    storage_away = "storage-away", SERVICE_UNAVAILABLE, "The service cannot reach its storage just now. Nothing was taken; please try again shortly.", "服务暂时无法连接存储，未收存任何内容，请稍后再试。";
    names_not_kept = "names-not-kept", CONFLICT, "Names and contacts cannot be kept safely here now. Nothing was taken; send it again without them.", "目前无法在此安全保管姓名和联系方式，未收存任何内容；可去掉姓名和联系方式后重新发送。";
    not_allowed = "not-allowed", CONFLICT, "This cannot be done here now.", "目前无法办理。";
    internal = "internal", INTERNAL_SERVER_ERROR, "Something failed on our side. Nothing was taken.", "本服务内部出错，未收存任何内容。";
}

impl Problem {
    fn new(kind: &'static str, status: StatusCode, en: &'static str, zh: &'static str) -> Problem {
        Problem {
            kind,
            title: en,
            title_zh: zh,
            status: status.as_u16(),
            errors: Vec::new(),
            reference: None,
            retry_after_s: None,
        }
    }

    pub(crate) fn fields(problems: Vec<report::Problem>) -> Problem {
        let errors = problems
            .into_iter()
            .map(|p| FieldProblem {
                field: p.field,
                code: p.code.to_owned(),
                en: p.en,
                zh: p.zh,
            })
            .collect();
        Problem {
            errors,
            ..Problem::invalid()
        }
    }

    pub(crate) fn field(problem: report::Problem) -> Problem {
        Problem::fields(vec![problem])
    }

    pub(crate) fn receipt(mistake: &desk::ReceiptMistake) -> Problem {
        let code = match mistake {
            desk::ReceiptMistake::WordCount { .. } => "word-count",
            desk::ReceiptMistake::UnknownWord { .. } => "unknown-word",
            desk::ReceiptMistake::CheckWord => "check-word",
        };
        let (en, zh) = (mistake.to_string(), mistake.zh());
        Problem::field(report::Problem::new("receipt", code, en, zh))
    }

    pub(crate) fn retry_after(mut self, seconds: u64) -> Problem {
        self.retry_after_s = Some(seconds);
        self
    }

    /// What a failed deed becomes. The cause of what is our fault is logged here, under the reference.
    pub(crate) fn of(failure: &desk::Failure, retry_after_s: u64) -> Problem {
        match failure {
            desk::Failure::Unknown => Problem::unknown_receipt(),
            desk::Failure::OtherBody => Problem::key_reused(),
            desk::Failure::NoQuestion => Problem::field(report::Problem::new(
                "question",
                "no-such-question",
                "There is no question of this number in this mailbox.",
                "没有这个编号的问题。",
            )),
            desk::Failure::MailboxFull => Problem::mailbox_full(),
            desk::Failure::Full => Problem::storage_full().retry_after(retry_after_s * 12),
            desk::Failure::Unavailable | desk::Failure::NotLogged => {
                Problem::storage_away().retry_after(retry_after_s)
            }
            desk::Failure::NoCustodians => Problem::names_not_kept(),
            desk::Failure::NotAllowed(_) => Problem::not_allowed(),
            _ => Problem {
                reference: Some(logged(failure)),
                ..Problem::internal()
            },
        }
    }
}

/// Logs a failure that is our own fault, and gives the reference that it is found by.
pub(crate) fn logged(failure: &desk::Failure) -> String {
    let reference = reference();
    let cause = std::error::Error::source(failure).map(ToString::to_string);
    tracing::error!(reference, %failure, cause, "a request failed");
    reference
}

/// A field's name is what a stranger sent: it is not for a log.
impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.kind, self.status)?;
        self.errors
            .iter()
            .try_for_each(|error| write!(f, " {}", error.code))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.retry_after_s {
            headers.insert(
                HeaderName::from_static("retry-after"),
                HeaderValue::from(seconds),
            );
        }
        response
    }
}

/// A number to name when asking; it counts failures of this process and says nothing else.
fn reference() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("{:06}", NEXT.fetch_add(1, Ordering::Relaxed))
}
