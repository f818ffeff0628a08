//! A report as its page shows it.

use super::facts::{Fact, facts};
use super::filters::{Choice, conducts};
use super::findings_shown::{FindingsShown, Piece, pieces};
use super::report_history::{HistoryShown, ended, history};
use super::rows::{due_for, language_name, number};
use super::said::SaidOf;
use super::view::View;
use super::visible::{beginning, visible};
use desk::{Aside, ListedFile, OpenedReport};
use report::{Author, Hour, Level, Message, MessageKind, Outcome, Status, Timestamp};

/// A report as its page shows it.
pub(crate) struct Shown {
    pub(crate) id: String,
    /// As people call it.
    pub(crate) number: String,
    /// Behind the address of each of its forms and links: what was asked of the queue, to come back to.
    pub(crate) from: String,
    /// The same, as the queue's own address has it.
    pub(crate) queue: String,
    /// The next report of that queue.
    pub(crate) next: Option<String>,
    /// What was just done to it, and what could not be.
    pub(crate) did: Option<SaidOf>,
    pub(crate) wrong: Wrong,
    pub(crate) typed: Typed,
    pub(crate) status_name: String,
    pub(crate) closed: bool,
    pub(crate) level: &'static str,
    pub(crate) level_name: String,
    /// Whether a person can confirm that it is set aside, after how many days it is destroyed then, and whether one did.
    pub(crate) aside: bool,
    pub(crate) aside_days: String,
    pub(crate) aside_confirmed: bool,
    /// Whether level and kind are the program's, decided alone.
    pub(crate) alone: bool,
    /// Whether level and kind are the program's, and nobody has judged them.
    pub(crate) proposed: bool,
    pub(crate) levels: Vec<Choice>,
    pub(crate) conduct: String,
    pub(crate) conducts: Vec<Choice>,
    pub(crate) named: bool,
    pub(crate) wrote: bool,
    pub(crate) accepted: Timestamp,
    pub(crate) due: Timestamp,
    pub(crate) due_for: &'static str,
    /// How it ended, when it is closed: who said so, when, and what they said.
    pub(crate) ended: Option<HistoryShown>,
    pub(crate) overdue: bool,
    pub(crate) kept_until: Timestamp,
    /// Who works on it: their name, and whether it is whoever reads.
    pub(crate) claim: Option<(String, bool)>,
    /// Whether it is in hand, and nobody has it.
    pub(crate) nobody: bool,
    /// Whether its reporter sees nothing yet but that it was received.
    pub(crate) only_received: bool,
    /// What the next answer is called, so that it goes once.
    pub(crate) sending: String,
    /// The text, with what was found in it marked.
    pub(crate) text: Vec<Piece>,
    pub(crate) more_text: bool,
    /// BCP 47, for fonts and readers aloud.
    pub(crate) text_lang: String,
    /// What else was said of it.
    pub(crate) facts: Vec<Fact>,
    pub(crate) found: Vec<(String, String)>,
    pub(crate) findings: FindingsShown,
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

/// What somebody typed on a page of a report, for the page that comes of it when that could not be done.
#[derive(Clone, Default)]
pub(crate) struct Typed {
    pub(crate) text: String,
    pub(crate) question: bool,
    pub(crate) outcome: String,
    pub(crate) why: String,
    pub(crate) message: String,
}

impl Typed {
    /// What took the longest to write.
    pub(crate) fn words(&self) -> &str {
        match self.text.is_empty() {
            true => &self.message,
            false => &self.text,
        }
    }
}

/// What could not be done, and at which field.
#[derive(Clone, Default)]
pub(crate) struct Wrong {
    pub(crate) field: &'static str,
    pub(crate) said: String,
}

/// A reply that was written beforehand, in both languages.
pub(crate) struct ReplyShown {
    pub(crate) title: String,
    /// Each with its language, the reporter's first.
    pub(crate) texts: [(&'static str, String); 2],
}

/// What a page of a report shows beside what is kept of it.
#[derive(Default)]
pub(crate) struct Around {
    pub(crate) whole: bool,
    /// Whether the next report of the queue is offered.
    pub(crate) leads_on: bool,
    pub(crate) did: Option<SaidOf>,
    pub(crate) wrong: Wrong,
    pub(crate) typed: Typed,
}

impl Shown {
    pub(crate) fn of(view: &View, opened: &OpenedReport, around: Around) -> Shown {
        let whole = around.whole;
        let cut = |text: &str| {
            let (begin, more) = match whole {
                true => (text, false),
                false => beginning(text),
            };
            (visible(begin).into_owned(), more)
        };
        let content = &opened.content;
        let (text, more_text) = match whole {
            true => (content.text.as_str(), false),
            false => beginning(&content.text),
        };
        let lang = content.lang.map(crate::public::tag);
        let read = opened
            .reading
            .as_ref()
            .map(|reading| reading.language.as_str());
        // The first message is the report itself, which stands above.
        let messages = opened.messages.iter().skip(1);
        let closed = opened.status == Status::Closed;
        let text_lang = lang
            .or(read)
            .filter(|lang| *lang != "und")
            .unwrap_or("")
            .to_owned();
        Shown {
            number: number(opened.id),
            id: opened.id.to_string(),
            from: String::new(),
            queue: String::new(),
            next: None,
            did: around.did,
            wrong: around.wrong,
            status_name: view.of_kind("status", opened.status.as_str()),
            closed,
            ended: ended(view, opened),
            level: opened.level.as_str(),
            level_name: view.of_kind("level", opened.level.as_str()),
            aside: opened.aside == Aside::Proposed,
            aside_confirmed: opened.aside == Aside::Confirmed,
            aside_days: view
                .console
                .desk()
                .profile()
                .retention
                .confirmed_aside_days
                .to_string(),
            alone: !closed && opened.alone,
            proposed: !closed && !opened.judged && opened.level != Level::Unjudged,
            levels: levels(view, opened),
            conduct: opened.conduct.map_or_else(String::new, |conduct| {
                view.of_kind("conduct", conduct.as_str())
            }),
            conducts: conducts(view, opened.conduct),
            named: opened.named,
            wrote: opened.wrote,
            accepted: content.accepted_at,
            due: opened.due,
            due_for: due_for(opened.status, opened.judged, opened.wrote),
            overdue: !closed && Hour::of(view.now).start() >= opened.due,
            kept_until: opened.kept_until,
            claim: opened
                .claim
                .as_ref()
                .map(|claim| (claim.name.clone(), claim.you)),
            only_received: opened.status == Status::Received,
            sending: view.console.desk().token(),
            nobody: opened.claim.is_none() && opened.status == Status::InHand,
            text: pieces(view, text, opened.analysis.as_ref()),
            more_text,
            facts: facts(view, opened),
            found: found(view, opened),
            findings: FindingsShown::of(view, opened),
            files: opened.files.iter().map(FileShown::of).collect(),
            messages: messages
                .map(|message| shown_message(view, message, &cut))
                .collect(),
            history: history(view, &opened.history),
            outcomes: Outcome::ALL
                .into_iter()
                .map(|outcome| Choice {
                    value: outcome.as_str(),
                    words: view.of_kind("outcome", outcome.as_str()),
                    chosen: outcome.as_str() == around.typed.outcome,
                })
                .collect(),
            read_up_to: opened.read_up_to.to_string(),
            replies: super::report_deeds::replies(view, &text_lang),
            text_lang,
            typed: around.typed,
        }
    }
}

fn levels(view: &View, opened: &OpenedReport) -> Vec<Choice> {
    let choice = |level: Level| Choice {
        value: level.as_str(),
        words: view.of_kind("level", level.as_str()),
        // What the program proposes nobody has chosen.
        chosen: opened.judged && level == opened.level,
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
