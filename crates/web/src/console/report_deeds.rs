//! What an officer does to a report: takes it on, answers, decides. Afterwards the report says what was done, and how it is
//! undone; what could not be done it says too, with all that was typed still in its place.

use super::filters::{came_from, travelling};
use super::guard::{SignedFiles, SignedForm};
use super::kept::{self, Kept};
use super::page::{self, Trouble};
use super::posted::Posted;
use super::report::{address, again};
use super::report_shown::{ReplyShown, Typed, Wrong};
use super::said::{Before, Did, went_back};
use super::view::View;
use crate::words::Words;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use desk::{
    ClaimOutcome, Decision, Desk, Failure, FromDesk, ReadUpTo, Refused, Standing, Stands, Unlocked,
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
    /// The same as it is shown where the report cannot be.
    kept: Vec<Kept>,
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
        let Ok(id) = id.parse::<Id>() else {
            return Err(Box::new(Trouble::NotHere.page_keeping_form(&view, &posted)));
        };
        let asked = Asked {
            kept: kept::form(&view, &posted),
            view,
            by,
            id,
            query,
            typed,
        };
        Ok((asked, posted))
    }

    /// Does it, and shows the report with what came of it.
    async fn done(
        self,
        deed: impl FnOnce(&Desk, &Unlocked, Id) -> Result<Did, Failure> + Send + 'static,
    ) -> Response {
        let Asked {
            view,
            by,
            id,
            query,
            typed,
            kept,
        } = self;
        let (who, at) = (by.person.id, view.now.as_second());
        let done = view.console.blocking(move |desk| {
            let done = deed(desk, &by, id).map(|did| did.note(desk, who, id, at));
            Ok((done, by))
        });
        match done.await {
            Ok((Ok(note), _)) => {
                let back = address(
                    &id.to_string(),
                    &travelling(&view, &came_from(&view, &query)),
                );
                let and = if back.contains('?') { '&' } else { '?' };
                page::go(&format!("{back}{and}did={note}"))
            }
            Ok((Err(failure), by)) => {
                let asked = Asked {
                    view,
                    by,
                    id,
                    query,
                    typed,
                    kept,
                };
                asked.hindered(&Trouble::of(&failure)).await
            }
            Err(failure) => Trouble::of(&failure).page_with(&view, kept),
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
            return trouble.page_with(&self.view, self.kept);
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
            kept,
        } = self;
        match again(&view, by, id, &query, typed, wrong).await {
            Ok(page) => page::show(status, &page),
            Err(_) => trouble.page_with(&view, kept),
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
        sending: posted.given("sending").map(str::to_owned),
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
            let decision = decision.ok_or(Failure::NotAllowed(Refused::NotFilledIn))?;
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

/// What a form decides: only what stands in it; nothing when something stands there that is not known here, as on a page
/// that was made before the program was exchanged.
fn decision(posted: &Posted) -> Option<Decision> {
    let outcome = posted.given("outcome");
    let standing = match (posted.given("standing"), outcome) {
        (Some("in_hand"), None) => Some(Standing::InHand),
        (None, Some(outcome)) => Some(Standing::Closed(outcome.parse().ok()?)),
        (None, None) => None,
        _ => return None,
    };
    // An empty choice is one, too: of nothing in the list.
    let about = |code: &str| match code {
        "" | "-" => Some(None),
        code => code.parse::<Conduct>().ok().map(Some),
    };
    // A proposal comes back only by taking a judgement back.
    let (level, level_before) = went_back(posted.given("level").unwrap_or_default());
    let (about_what, about_before) = match posted.get("about").map(str::trim) {
        Some(code) => {
            let (code, before) = went_back(code);
            (Some(code), before)
        }
        None => (None, Before::Judged),
    };
    let unjudged = level_before == Before::Proposed || about_before == Before::Proposed;
    if unjudged && posted.given("instead").is_none() {
        return None;
    }
    let seen = posted.given("seen").is_some() && standing.is_none();
    Some(Decision {
        standing,
        level: match level {
            "" => None,
            level => Some(level.parse().ok()?),
        },
        conduct: match about_what {
            Some(code) => Some(about(code)?),
            None => None,
        },
        unjudged,
        aside: posted.given("aside").is_some(),
        why: match seen {
            true => "read what the reporter wrote".to_owned(),
            false => posted
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
        instead_of: match posted
            .given("instead")
            .and_then(|stands| stands.split_once(' '))
        {
            Some(("level", level)) => Some(Stands::Level(level.parse().ok()?)),
            Some(("about", code)) => Some(Stands::Conduct(about(code)?)),
            _ => None,
        },
    })
}
