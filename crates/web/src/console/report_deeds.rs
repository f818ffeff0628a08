//! What an officer does to a report: takes it on, answers, decides. Afterwards the report says what was done, and how it is
//! undone; what could not be done it says too, with all that was typed still in its place.

use super::guard::{SignedFiles, SignedForm};
use super::page::{self, Trouble};
use super::posted::Posted;
use super::report::{address, again};
use super::report_shown::{ReplyShown, Typed, Wrong};
use super::said::Did;
use super::view::View;
use crate::words::Words;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use desk::{
    ClaimOutcome, Decision, Desk, Failure, FromDesk, ReadUpTo, Refused, Standing, Unlocked,
};
use report::{Conduct, Id, Lang};
use std::collections::HashMap;

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

/// The replies that are written beforehand, each in both languages: an officer answers in the reporter's, so that one
/// stands first.
pub(crate) fn replies(view: &View, theirs: &str) -> Vec<ReplyShown> {
    let emergency = &view.console.desk().profile().site.emergency;
    let fill = [("emergency", emergency.as_str())];
    let first = match theirs {
        "zh" | "zh-Hans" => Lang::Zh,
        "en" => Lang::En,
        _ => view.lang,
    };
    let second = match first {
        Lang::En => Lang::Zh,
        Lang::Zh => Lang::En,
    };
    let reply = |name: &&str| {
        let (title, text) = (format!("reply-{name}-title"), format!("reply-{name}"));
        let texts = [first, second].map(|lang| {
            let text = Words::desk(lang).filled(&text, &fill).into_owned();
            (crate::public::tag(lang), text)
        });
        ReplyShown {
            title: Words::desk(view.lang).get(&title).into_owned(),
            texts,
        }
    };
    REPLIES.iter().map(reply).collect()
}

/// A deed that a form asks for, on its way.
struct Asked {
    view: View,
    by: Unlocked,
    id: Id,
    /// What was asked of the queue from which the officer came.
    query: HashMap<String, String>,
    typed: Typed,
}

impl Asked {
    fn of(
        form: SignedForm,
        id: &str,
        query: HashMap<String, String>,
    ) -> Result<(Asked, Posted), Box<Response>> {
        let (view, by) = form.signed.parts();
        let posted = form.posted;
        let typed = Typed {
            text: posted.text("text"),
            question: posted.get("question") == Some("yes"),
            outcome: posted.get("outcome").unwrap_or_default().to_owned(),
            why: posted.text("why"),
            message: posted.text("message"),
        };
        match id.parse::<Id>() {
            Ok(id) => Ok((
                Asked {
                    view,
                    by,
                    id,
                    query,
                    typed,
                },
                posted,
            )),
            Err(_) => Err(Box::new(Trouble::NotHere.page(&view))),
        }
    }

    /// Does it, and shows the report with what came of it.
    async fn done(
        self,
        deed: impl FnOnce(&Desk, &Unlocked, Id) -> Result<Did, Failure> + Send + 'static,
    ) -> Response {
        let Asked { view, by, id, .. } = self;
        let (who, at) = (by.person.id, view.now.as_second());
        let done = view.console.blocking(move |desk| {
            let done = deed(desk, &by, id).map(|did| did.note(desk, who, id, at));
            Ok((done, by))
        });
        match done.await {
            Ok((Ok(note), _)) => {
                let back = address(
                    &id.to_string(),
                    &super::filters::travelling(&super::filters::came_from(&self.query)),
                );
                let and = if back.contains('?') { '&' } else { '?' };
                page::go(&format!("{back}{and}why=work&did={note}"))
            }
            Ok((Err(failure), by)) => {
                let asked = Asked {
                    view,
                    by,
                    id,
                    query: self.query,
                    typed: self.typed,
                };
                asked.hindered(&Trouble::of(&failure)).await
            }
            Err(failure) => Trouble::of(&failure).page_keeping(&view, self.typed.words()),
        }
    }

    /// The report again, with what hinders. Where it cannot be shown, what was typed is, at least.
    async fn hindered(self, trouble: &Trouble) -> Response {
        let shows = matches!(
            trouble,
            Trouble::NotAllowed(_)
                | Trouble::ClaimedByAnother
                | Trouble::TooLarge
                | Trouble::Full
                | Trouble::TooManyFiles
                | Trouble::FileGone
                | Trouble::FilesLost(_)
        );
        if !shows {
            return trouble.page_keeping(&self.view, self.typed.words());
        }
        let wrong = Wrong {
            field: match trouble {
                Trouble::NotAllowed(Refused::EmptyAnswer | Refused::LongAnswer) => "text",
                Trouble::NotAllowed(Refused::NoReasonToDecide) => "why",
                Trouble::NotAllowed(Refused::NoReasonToTakeOver) => "over",
                _ => "",
            },
            said: trouble.said(&self.view),
        };
        let status = match trouble.status() {
            StatusCode::FORBIDDEN => StatusCode::UNPROCESSABLE_ENTITY,
            status => status,
        };
        let Asked {
            view,
            by,
            id,
            query,
            typed,
        } = self;
        let kept = typed.words().to_owned();
        match again(&view, by, id, &query, typed, wrong).await {
            Ok(page) => page::show(status, &page),
            Err(_) => trouble.page_keeping(&view, &kept),
        }
    }
}

/// `POST /reports/{id}/claim`: `how` is `claim`, `over` or `back`.
pub(crate) async fn claim(
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    form: SignedForm,
) -> Response {
    let (asked, posted) = match Asked::of(form, &id, query) {
        Ok(asked) => asked,
        Err(page) => return *page,
    };
    let how = posted.get("how").unwrap_or("claim").to_owned();
    let why: String = posted.text("why").chars().take(MOST_OF_A_REASON).collect();
    asked
        .done(move |desk, by, id| match how.as_str() {
            "over" => desk.take_over(by, id, &why).map(|()| Did::TookOver),
            "back" => desk.hand_back(by, id).map(|()| Did::HandedBack),
            _ => match desk.claim(by, id)? {
                ClaimOutcome::Yours => Ok(Did::Claimed),
                ClaimOutcome::Anothers => Err(Failure::ClaimedByAnother),
            },
        })
        .await
}

/// `POST /reports/{id}/reply`: words and files together, or nothing of them.
pub(crate) async fn reply(
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    form: SignedFiles,
) -> Response {
    let (asked, posted) = match Asked::of(form.0, &id, query) {
        Ok(asked) => asked,
        Err(page) => return *page,
    };
    let lost = posted.lost();
    if !lost.is_empty() {
        return asked.hindered(&Trouble::FilesLost(lost)).await;
    }
    let answer = FromDesk {
        text: asked.typed.text.clone(),
        question: asked.typed.question,
        files: posted.files().to_vec(),
        read: read(&posted),
    };
    asked
        .done(move |desk, by, id| desk.answer(by, id, &answer).map(|_| Did::Wrote))
        .await
}

/// `POST /reports/{id}/decide`
pub(crate) async fn decide(
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    form: SignedForm,
) -> Response {
    let (asked, posted) = match Asked::of(form, &id, query) {
        Ok(asked) => asked,
        Err(page) => return *page,
    };
    let decision = decision(&posted);
    asked
        .done(move |desk, by, id| {
            let decided = desk.decide(by, id, &decision)?;
            Ok(Did::of(&decision, &decided))
        })
        .await
}

/// Longest reason, in characters.
const MOST_OF_A_REASON: usize = 1_000;

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
        level: posted.get("level").and_then(|level| level.parse().ok()),
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
                .take(MOST_OF_A_REASON)
                .collect(),
        },
        message: posted
            .given("message")
            .map(|message| message.replace("\r\n", "\n")),
        read: read(posted),
    }
}
