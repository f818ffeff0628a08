//! What reporters do through the API, and officers at the desk, in the words of the domain.

use super::answer::Answer;
use super::installation::{Installation, password_of};
use axum::body::Body;
use axum::http::{Method, Request};
use desk::{Desk, Failure, Mailbox, Unlocked};
use report::Id;
use seal::Receipt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// What a filing answered.
pub(crate) struct Filed {
    /// Nine English words.
    pub(crate) receipt: String,
    /// The same as nine Chinese characters.
    pub(crate) chinese: String,
    /// Of the second mailbox, English.
    pub(crate) second: String,
    /// The signed note.
    pub(crate) promise: String,
    /// All of it.
    pub(crate) json: Value,
}

/// What reporters do, through the API.
impl Installation {
    pub(crate) fn send(&self, request: Request<Body>) -> Answer {
        let router = self.router();
        self.wait(async { Answer::of(router.oneshot(request).await.expect("infallible")).await })
    }

    pub(crate) fn post(&self, path: &str, body: impl Into<Body>) -> Answer {
        self.send(request(path, &[], body))
    }

    /// Files a report of nothing but a text. The text must never be found in the database.
    pub(crate) fn file_report(&self, text: &str) -> Filed {
        self.filed
            .lock()
            .expect("nobody panicked here")
            .push(text.to_owned());
        self.file_json(&json!({ "text": text }))
    }

    pub(crate) fn file_json(&self, report: &Value) -> Filed {
        Filed::of(self.post("/api/v1/reports", report.to_string()).expect(201))
    }

    pub(crate) fn open_mailbox(&self, receipt: &str) -> Answer {
        self.post(
            "/api/v1/mailbox/open",
            json!({ "receipt": receipt }).to_string(),
        )
    }

    /// What the receipt shows; it must open.
    pub(crate) fn mailbox(&self, receipt: &str) -> Value {
        self.open_mailbox(receipt).expect(200)
    }

    pub(crate) fn message(&self, receipt: &str, text: &str) -> Answer {
        let body = json!({ "receipt": receipt, "text": text });
        self.post("/api/v1/mailbox/messages", body.to_string())
    }

    pub(crate) fn amend(&self, receipt: &str, text: &str) -> Answer {
        self.post(
            "/api/v1/mailbox/amend",
            json!({ "receipt": receipt, "text": text }).to_string(),
        )
    }

    pub(crate) fn withdraw(&self, receipt: &str) -> Answer {
        self.post(
            "/api/v1/mailbox/withdraw",
            json!({ "receipt": receipt }).to_string(),
        )
    }
}

/// What people at the desk do.
impl Installation {
    pub(crate) fn unlock(&self, name: &str) -> Unlocked {
        self.desk()
            .unlock(name, password_of(name).as_bytes())
            .expect("the password")
    }

    pub(crate) fn officer(&self) -> Unlocked {
        self.unlock("officer-1")
    }

    /// The reports in the officer's list, the newest first.
    pub(crate) fn listed(&self) -> Vec<Id> {
        let reports = self
            .desk()
            .list_reports(&self.officer(), None, 1000)
            .expect("the list");
        reports.into_iter().map(|report| report.id).collect()
    }

    /// The report filed last.
    pub(crate) fn newest(&self) -> Id {
        *self.listed().first().expect("a report")
    }

    /// The text of a report, as the officer reads it.
    pub(crate) fn text_at_desk(&self, id: Id) -> String {
        self.desk()
            .open_report(&self.officer(), id, "a test")
            .expect("it opens")
            .content
            .text
    }

    pub(crate) fn reply(&self, id: Id, text: &str) {
        self.desk()
            .reply(&self.officer(), id, text, false)
            .expect("replied");
    }

    pub(crate) fn ask(&self, id: Id, text: &str) {
        self.desk()
            .reply(&self.officer(), id, text, true)
            .expect("asked");
    }
}

impl Filed {
    pub(crate) fn of(json: Value) -> Filed {
        let text = |pointer: &str| {
            json.pointer(pointer)
                .and_then(Value::as_str)
                .expect(pointer)
                .to_owned()
        };
        Filed {
            receipt: text("/receipt/en"),
            chinese: text("/receipt/zh"),
            second: text("/second_receipt/en"),
            promise: text("/promise"),
            json,
        }
    }
}

/// What a receipt shows, with all its messages, asked of the desk itself.
pub(crate) async fn whole_mailbox(desk: &Desk, receipt: &Receipt) -> Result<Mailbox, Failure> {
    desk.open_mailbox_at(receipt, |lengths| 0..lengths.len())
        .await
}

pub(crate) fn request(
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Request<Body> {
    let mut request = Request::builder().method(Method::POST).uri(path);
    if !headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header("content-type", "application/json");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.into()).expect("a request")
}
