//! What an officer does to a report: takes it on, answers, decides.

use super::guard::{SignedFiles, SignedForm};
use super::page::{self, Trouble};
use super::posted::Posted;
use super::report::ReplyShown;
use super::view::View;
use crate::words::Words;
use axum::extract::Path;
use axum::response::Response;
use desk::{ClaimOutcome, Decision, Failure, FromDesk, ReadUpTo, Standing};
use report::{Conduct, Id, Lang, Level};

/// Replies that are written beforehand, by the end of their names.
const REPLIES: [&str; 8] = [
    "thanks",
    "where",
    "when",
    "what",
    "photo",
    "stay-away",
    "other-door",
    "closed",
];

/// The replies that are written beforehand, each in both languages: an officer answers in the reporter's.
pub(crate) fn replies(view: &View) -> Vec<ReplyShown> {
    let emergency = &view.console.desk().profile().site.emergency;
    let fill = [("emergency", emergency.as_str())];
    let reply = |name: &&str| {
        let (title, text) = (format!("reply-{name}-title"), format!("reply-{name}"));
        let in_language = |lang| Words::desk(lang).filled(&text, &fill).into_owned();
        ReplyShown {
            title: Words::desk(view.lang).get(&title).into_owned(),
            en: in_language(Lang::En),
            zh: in_language(Lang::Zh),
        }
    };
    REPLIES.iter().map(reply).collect()
}

/// `POST /reports/{id}/claim`: `how` is `claim`, `over` or `back`.
pub(crate) async fn claim(Path(id): Path<String>, form: SignedForm) -> Response {
    let (view, by) = form.signed.parts();
    let posted = form.posted;
    let Ok(id) = id.parse::<Id>() else {
        return Trouble::NotHere.page(&view);
    };
    let how = posted.get("how").unwrap_or("claim").to_owned();
    let done = view.console.blocking(move |desk| match how.as_str() {
        "over" => desk.take_over(&by, id),
        "back" => desk.hand_back(&by, id),
        _ => match desk.claim(&by, id)? {
            ClaimOutcome::Yours => Ok(()),
            ClaimOutcome::Anothers => Err(Failure::ClaimedByAnother),
        },
    });
    after(&view, id, done.await, "")
}

/// `POST /reports/{id}/reply`: words and files together, or nothing of them.
pub(crate) async fn reply(Path(id): Path<String>, form: SignedFiles) -> Response {
    let SignedForm { signed, posted } = form.0;
    let (view, by) = signed.parts();
    let Ok(id) = id.parse::<Id>() else {
        return Trouble::NotHere.page(&view);
    };
    let text = posted.text("text");
    let lost = posted.lost();
    if !lost.is_empty() {
        return Trouble::FilesLost(lost).page_keeping(&view, &text);
    }
    let answer = FromDesk {
        text: text.clone(),
        question: posted.get("question") == Some("yes"),
        files: posted.files().to_vec(),
        read: read(&posted),
    };
    let done = view
        .console
        .blocking(move |desk| desk.answer(&by, id, &answer).map(drop));
    after(&view, id, done.await, &text)
}

/// `POST /reports/{id}/decide`
pub(crate) async fn decide(Path(id): Path<String>, form: SignedForm) -> Response {
    let (view, by) = form.signed.parts();
    let posted = form.posted;
    let Ok(id) = id.parse::<Id>() else {
        return Trouble::NotHere.page(&view);
    };
    let decision = decision(&posted);
    let message = posted.text("message");
    let done = view
        .console
        .blocking(move |desk| desk.decide(&by, id, &decision).map(|_| ()));
    after(&view, id, done.await, &message)
}

/// How far the page was read that a form stands on.
fn read(posted: &Posted) -> Option<ReadUpTo> {
    posted.get("read")?.parse().ok()
}

/// What a form decides: only what stands in it.
fn decision(posted: &Posted) -> Decision {
    let outcome = posted.given("outcome");
    let conduct = posted.get("about").map(str::trim);
    Decision {
        standing: match (posted.get("standing"), outcome) {
            (Some("in_hand"), _) => Some(Standing::InHand),
            (_, Some(outcome)) => outcome.parse().ok().map(Standing::Closed),
            _ => None,
        },
        level: posted
            .get("level")
            .and_then(|level| level.parse().ok())
            .filter(|level| Level::JUDGED.contains(level)),
        // An empty choice is one, too: of nothing in the list.
        conduct: match conduct {
            Some("") => Some(None),
            Some(code) => code.parse::<Conduct>().ok().map(Some),
            None => None,
        },
        why: match posted.get("seen") {
            // Of nothing else: closing takes a reason of one's own.
            Some(_) if outcome.is_none() && posted.get("standing").is_none() => {
                "read what the reporter wrote".to_owned()
            }
            _ => posted
                .given("why")
                .unwrap_or_default()
                .chars()
                .take(1000)
                .collect(),
        },
        message: posted
            .given("message")
            .map(|message| message.replace("\r\n", "\n")),
        read: read(posted),
    }
}

/// Back to the report, or why not, with what was typed.
fn after(view: &View, id: Id, done: Result<(), Failure>, typed: &str) -> Response {
    match done {
        Ok(()) => page::go(&format!("/reports/{id}?why=work")),
        Err(failure) => Trouble::of(&failure).page_keeping(view, typed),
    }
}
