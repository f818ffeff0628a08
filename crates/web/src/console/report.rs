//! The page of a report: what was sent, what was said since, what can be done, and who did what.

use super::facts::{Fact, facts};
use super::filters::{Choice, conducts};
use super::guard::Signed;
use super::page::{self, Trouble};
use super::reasons::reason;
use super::rows::language_name;
use super::view::View;
use super::visible::{beginning, visible};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use desk::{Deed, Entry, Failure, ListedFile, OpenedReport};
use report::{Author, Hour, Id, Level, Message, MessageKind, Outcome, Status, Timestamp};
use std::collections::HashMap;

/// A report as its page shows it.
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) status_name: String,
    pub(crate) closed: bool,
    pub(crate) level: &'static str,
    pub(crate) level_name: String,
    pub(crate) levels: Vec<Choice>,
    pub(crate) conduct: String,
    pub(crate) conducts: Vec<Choice>,
    pub(crate) named: bool,
    pub(crate) wrote: bool,
    pub(crate) accepted: Timestamp,
    pub(crate) due: Timestamp,
    pub(crate) overdue: bool,
    pub(crate) kept_until: Timestamp,
    /// Who works on it: their name, and whether it is whoever reads.
    pub(crate) claim: Option<(String, bool)>,
    pub(crate) text: String,
    pub(crate) more_text: bool,
    /// BCP 47, for fonts and readers aloud.
    pub(crate) text_lang: String,
    /// What else was said of it.
    pub(crate) facts: Vec<Fact>,
    pub(crate) found: Vec<(String, String)>,
    pub(crate) files: Vec<FileShown>,
    pub(crate) messages: Vec<MessageShown>,
    pub(crate) history: Vec<HistoryShown>,
    pub(crate) outcomes: Vec<Choice>,
    /// How far the page shows it: what comes later is not read by whoever acts here.
    pub(crate) read_up_to: String,
    pub(crate) replies: Vec<ReplyShown>,
}

/// A file as it is offered.
pub(crate) struct FileShown {
    pub(crate) number: usize,
    pub(crate) name: String,
    pub(crate) size: String,
    pub(crate) from_desk: bool,
    pub(crate) cleaned: bool,
    pub(crate) can_be_cleaned: bool,
    pub(crate) at: Timestamp,
}

/// Something that was said.
pub(crate) struct MessageShown {
    pub(crate) from_desk: bool,
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) more: bool,
    pub(crate) at: Timestamp,
}

/// A line of the history.
pub(crate) struct HistoryShown {
    pub(crate) at: Timestamp,
    pub(crate) who: String,
    pub(crate) deed: String,
    pub(crate) why: String,
}

/// A reply that was written beforehand, in both languages.
pub(crate) struct ReplyShown {
    pub(crate) title: String,
    pub(crate) en: String,
    pub(crate) zh: String,
}

#[derive(Template)]
#[template(path = "console/report.html")]
struct ReportPage {
    v: View,
    r: Shown,
}

/// The report and what belongs to it, without the page around it.
#[derive(Template)]
#[template(path = "console/report_part.html")]
struct ReportPart {
    v: View,
    r: Shown,
}

#[derive(Template)]
#[template(path = "console/report_print.html")]
struct ReportPrint {
    v: View,
    r: Shown,
}

/// `GET /reports/{id}`; with `as=part` for the pane of a page that is there, with `as=print` for paper.
pub(crate) async fn show(
    signed: Signed,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let (view, by) = signed.parts();
    let Ok(id) = id.parse::<Id>() else {
        return Trouble::NotHere.page(&view);
    };
    let shape = query.get("as").map_or("", String::as_str);
    let whole = query.contains_key("all") || shape == "print";
    // Never words of the address: whoever makes a link would write into the log in the officer's name.
    let reason = match (query.get("why").map(String::as_str), shape) {
        (_, "print") => "to print it",
        (Some("work"), _) => "at work on it",
        (Some("whole"), _) => "the whole text",
        _ => "from the queue",
    };
    let opened = view
        .console
        .blocking(move |desk| desk.open_report(&by, id, reason))
        .await;
    let opened = match opened {
        Ok(opened) => opened,
        Err(failure) => return refused(&view, &failure),
    };
    let (v, r) = (view.clone(), Shown::of(&view, &opened, whole));
    match shape {
        "part" => page::show(StatusCode::OK, &ReportPart { v, r }),
        "print" => page::show(StatusCode::OK, &ReportPrint { v, r }),
        _ => page::show(StatusCode::OK, &ReportPage { v, r }),
    }
}

fn refused(view: &View, failure: &Failure) -> Response {
    Trouble::of(failure).page_or_step_up(view, &view.here)
}

impl Shown {
    fn of(view: &View, opened: &OpenedReport, whole: bool) -> Shown {
        let cut = |text: &str| {
            let (begin, more) = match whole {
                true => (text, false),
                false => beginning(text),
            };
            (visible(begin).into_owned(), more)
        };
        let content = &opened.content;
        let (text, more_text) = cut(&content.text);
        let lang = content.lang.map(crate::public::tag);
        let read = opened
            .reading
            .as_ref()
            .map(|reading| reading.language.as_str());
        // The first message is the report itself, which stands above.
        let messages = opened.messages.iter().skip(1);
        Shown {
            id: opened.id.to_string(),
            status_name: view.of_kind("status", opened.status.as_str()),
            closed: opened.status == Status::Closed,
            level: opened.level.as_str(),
            level_name: view.of_kind("level", opened.level.as_str()),
            levels: levels(view, opened.level),
            conduct: opened.conduct.map_or_else(String::new, |conduct| {
                view.of_kind("conduct", conduct.as_str())
            }),
            conducts: conducts(view, opened.conduct),
            named: opened.named,
            wrote: opened.wrote,
            accepted: content.accepted_at,
            due: opened.due,
            overdue: Hour::of(view.now).start() >= opened.due,
            kept_until: opened.kept_until,
            claim: opened
                .claim
                .as_ref()
                .map(|claim| (claim.name.clone(), claim.you)),
            text,
            more_text,
            text_lang: lang
                .or(read)
                .filter(|lang| *lang != "und")
                .unwrap_or("")
                .to_owned(),
            facts: facts(view, opened),
            found: found(view, opened),
            files: opened.files.iter().map(FileShown::of).collect(),
            messages: messages
                .map(|message| shown_message(view, message, &cut))
                .collect(),
            history: opened
                .history
                .iter()
                .map(|entry| history(view, entry))
                .collect(),
            outcomes: Outcome::ALL
                .into_iter()
                .map(|outcome| Choice {
                    value: outcome.as_str(),
                    words: view.of_kind("outcome", outcome.as_str()),
                    chosen: false,
                })
                .collect(),
            read_up_to: opened.read_up_to.to_string(),
            replies: super::report_deeds::replies(view),
        }
    }
}

fn levels(view: &View, now: Level) -> Vec<Choice> {
    let choice = |level: Level| Choice {
        value: level.as_str(),
        words: view.of_kind("level", level.as_str()),
        chosen: level == now,
    };
    Level::JUDGED.into_iter().map(choice).collect()
}

fn shown_message(
    view: &View,
    message: &Message,
    cut: &dyn Fn(&str) -> (String, bool),
) -> MessageShown {
    let (text, more) = cut(&message.text);
    let kind = match (message.kind, message.question) {
        (MessageKind::Message, _) => String::new(),
        (MessageKind::Question, _) => view.t("message-question").into_owned(),
        (MessageKind::Answer, Some(number)) => {
            view.f("message-answers", &[("number", &number.to_string())])
        }
        (MessageKind::Answer, None) => view.t("message-answer").into_owned(),
        (MessageKind::Amendment, _) => view.t("message-amendment").into_owned(),
    };
    MessageShown {
        from_desk: message.author != Author::Reporter,
        kind,
        text,
        more,
        at: message.at,
    }
}

fn history(view: &View, entry: &Entry) -> HistoryShown {
    HistoryShown {
        at: entry.at,
        who: entry.who.clone(),
        deed: deed_name(view, entry.deed),
        why: reason(view, entry.deed, &entry.why),
    }
}

/// What was done, in words.
pub(crate) fn deed_name(view: &View, deed: Deed) -> String {
    let word = serde_json::to_value(deed).ok();
    let word = word.as_ref().and_then(|word| word.as_str());
    view.of_kind("deed", word.unwrap_or_default())
}

/// What the program found, and how sure it is.
fn found(view: &View, opened: &OpenedReport) -> Vec<(String, String)> {
    let Some(reading) = &opened.reading else {
        return Vec::new();
    };
    let percent = format!("{:.0}", reading.confidence * 100.0);
    let language = language_name(view, &reading.language);
    vec![
        (
            view.t("found-language").into_owned(),
            view.f("found-sure", &[("what", &language), ("percent", &percent)]),
        ),
        (
            view.t("found-length").into_owned(),
            view.f(
                "found-characters",
                &[("n", &reading.characters.to_string())],
            ),
        ),
    ]
}

impl FileShown {
    fn of(file: &ListedFile) -> FileShown {
        FileShown {
            number: file.number,
            name: visible(&file.name).into_owned(),
            size: crate::public::size_in_words(file.size),
            from_desk: file.from == Author::Desk,
            cleaned: file.cleaned,
            can_be_cleaned: file.can_be_cleaned,
            at: file.at,
        }
    }
}
